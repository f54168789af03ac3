-- +goose Up
-- Cards that end: when the customer was told to give another one, once for each
-- card. NULL is not yet.
ALTER TABLE cards ADD COLUMN end_told_at timestamptz;
CREATE INDEX cards_told ON cards (merchant_id, livemode, end_told_at) WHERE end_told_at IS NOT NULL;
CREATE INDEX subscriptions_by_card ON subscriptions (merchant_id, card_id) WHERE card_id IS NOT NULL;
