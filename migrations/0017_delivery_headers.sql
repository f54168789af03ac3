-- +goose Up
-- The headers of an answer, one on each line, as they are shown; '' for those
-- that came before they were kept.
ALTER TABLE delivery_attempts
    ADD COLUMN response_headers text NOT NULL DEFAULT '' CHECK (octet_length(response_headers) <= 8192);
