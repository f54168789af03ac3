-- +goose Up
-- Searching and filtering payments: each thing that people look for has an index
-- of its own, which starts with the merchant and ends with the id, so that a page
-- in the list's order is read straight from it, however many payments there are.
CREATE INDEX payments_by_state ON payments (merchant_id, livemode, state, id);
CREATE INDEX payments_by_customer ON payments (merchant_id, customer_id, id);
CREATE INDEX payments_by_amount ON payments (merchant_id, livemode, currency, amount_minor, id);
-- text_pattern_ops finds what a text begins with, whatever the database's collation.
CREATE INDEX payments_by_email ON payments (merchant_id, livemode, payer_email text_pattern_ops, id);
CREATE INDEX payments_by_reference ON payments (merchant_id, livemode, reference text_pattern_ops, id) WHERE reference <> '';
CREATE INDEX customers_by_email ON customers (merchant_id, livemode, email text_pattern_ops);
-- What the acquirer calls it.
CREATE INDEX attempts_by_ref ON attempts (merchant_id, acquirer_ref) WHERE acquirer_ref <> '';
CREATE INDEX refunds_by_ref ON refunds (merchant_id, acquirer_ref) WHERE acquirer_ref <> '';

-- What members wrote down about a payment, for each other.
CREATE TABLE payment_notes (
    merchant_id uuid NOT NULL REFERENCES merchants,
    id          uuid NOT NULL,
    livemode    boolean NOT NULL,
    payment_id  uuid NOT NULL,
    user_id     uuid NOT NULL REFERENCES users,
    body        text NOT NULL CHECK (length(body) BETWEEN 1 AND 2000),
    created_at  timestamptz NOT NULL DEFAULT now(),
    -- When it was last changed; NULL: never.
    edited_at   timestamptz,
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, payment_id) REFERENCES payments (merchant_id, id)
);
CREATE INDEX payment_notes_by_payment ON payment_notes (merchant_id, payment_id, id);
