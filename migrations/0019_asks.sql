-- +goose Up
-- What a merchant's new products ask customers for, as names of fields. Each
-- product keeps its own; this is what its form begins with.
ALTER TABLE merchants ADD COLUMN asks text[] NOT NULL DEFAULT '{}' CHECK (cardinality(asks) <= 20);
