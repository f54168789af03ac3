-- +goose Up
-- Lists of refunds by time, by amount and by state, each read from an index in
-- the order asked for, so that a page costs the same however many there are.
CREATE INDEX refunds_by_created ON refunds (merchant_id, livemode, created_at, id);
CREATE INDEX refunds_by_amount ON refunds (merchant_id, livemode, amount_minor, id);
CREATE INDEX refunds_by_state ON refunds (merchant_id, livemode, state, created_at, id);
