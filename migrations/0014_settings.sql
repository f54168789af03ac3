-- +goose Up
-- What a merchant sets for the pages that customers see, and for receipts.

-- accent is '' for Linktill's own; language is '' for that of the customer's
-- browser; currencies are those that forms offer, none of them is all.
-- payments_stopped_at is when the owner stopped all checkouts.
ALTER TABLE merchants
    ADD COLUMN address             text NOT NULL DEFAULT '' CHECK (length(address) <= 400),
    ADD COLUMN tax_id              text NOT NULL DEFAULT '' CHECK (length(tax_id) <= 60),
    ADD COLUMN accent              text NOT NULL DEFAULT '' CHECK (accent ~ '^(#[0-9a-f]{6})?$'),
    ADD COLUMN logo_id             uuid,
    ADD COLUMN pay_message         text NOT NULL DEFAULT '' CHECK (length(pay_message) <= 200),
    ADD COLUMN paid_note           text NOT NULL DEFAULT '' CHECK (length(paid_note) <= 500),
    ADD COLUMN paid_url            text NOT NULL DEFAULT '' CHECK (length(paid_url) <= 2048),
    ADD COLUMN language            text NOT NULL DEFAULT '' CHECK (length(language) <= 8),
    ADD COLUMN currencies          text[] NOT NULL DEFAULT '{}' CHECK (cardinality(currencies) <= 200),
    ADD COLUMN payments_stopped_at timestamptz,
    ADD CONSTRAINT merchants_logo FOREIGN KEY (id, logo_id) REFERENCES pictures (merchant_id, id);
