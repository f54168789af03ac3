-- +goose Up
-- What can be sold besides an amount by link: products with stock, checkout
-- sessions made of lines, holds on a card that are captured or voided later.
-- With tax by country, and what an amount was worth in US dollars. Locks are
-- taken in one order: attempt, refund or capture, link, products by id, payment,
-- customer, accounts (by code), merchant_counters.

-- quantity is what has not been sold, NULL when there is no end to it; held is
-- the part of it that is being paid for right now. sold only counts.
CREATE TABLE products (
    merchant_id      uuid NOT NULL REFERENCES merchants,
    id               uuid NOT NULL,
    livemode         boolean NOT NULL,
    name             text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    description      text NOT NULL CHECK (length(description) <= 2000),
    currency         char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    amount_minor     bigint NOT NULL CHECK (amount_minor > 0),
    quantity         bigint CHECK (quantity >= 0),
    held             bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
    sold             bigint NOT NULL DEFAULT 0 CHECK (sold >= 0),
    visible_fields   text[] NOT NULL DEFAULT '{}',
    -- NULL: it can be paid for ever.
    expires_at       timestamptz,
    return_url       text NOT NULL DEFAULT '' CHECK (length(return_url) <= 2048),
    language         text NOT NULL DEFAULT 'en' CHECK (length(language) <= 8),
    transaction_type text NOT NULL DEFAULT 'payment' CHECK (transaction_type IN ('payment', 'authorization')),
    version          integer NOT NULL DEFAULT 1,
    deleted_at       timestamptz,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT products_held_within_quantity CHECK (quantity IS NULL OR held <= quantity)
);
CREATE INDEX products_list ON products (merchant_id, livemode, id) WHERE deleted_at IS NULL;

-- How many links there are, so that a list can say so without counting them.
ALTER TABLE merchant_counters ADD COLUMN links bigint NOT NULL DEFAULT 0 CHECK (links >= 0);
UPDATE merchant_counters c SET links = (SELECT count(*) FROM links l
    WHERE l.merchant_id = c.merchant_id AND l.livemode = c.livemode AND l.deleted_at IS NULL);

-- A link can offer products as they were when it was made: a JSON array of
-- {product_id, name, quantity, unit_amount_minor}. amount_minor is their sum.
ALTER TABLE links
    ADD COLUMN name             text NOT NULL DEFAULT '' CHECK (length(name) <= 200),
    ADD COLUMN lines            jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN pricing_mode     text NOT NULL DEFAULT 'TAX_INCLUSIVE' CHECK (pricing_mode IN ('TAX_INCLUSIVE', 'TAX_EXCLUSIVE')),
    ADD COLUMN transaction_type text NOT NULL DEFAULT 'payment' CHECK (transaction_type IN ('payment', 'authorization'));

-- A checkout of lines. billing holds what is known of the customer, fields what
-- they are asked for; simulate is the outcome that a sandbox session was made for.
ALTER TABLE checkouts
    ADD COLUMN origin           text NOT NULL DEFAULT 'link' CHECK (origin IN ('link', 'product', 'listing', 'session')),
    ADD COLUMN listing_id       uuid,
    ADD COLUMN key_id           uuid,
    ADD COLUMN transaction_type text NOT NULL DEFAULT 'payment' CHECK (transaction_type IN ('payment', 'authorization')),
    ADD COLUMN tax_minor        bigint NOT NULL DEFAULT 0 CHECK (tax_minor BETWEEN 0 AND amount_minor),
    ADD COLUMN billing          jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN fields           text[] NOT NULL DEFAULT '{}',
    ADD COLUMN language         text NOT NULL DEFAULT 'en' CHECK (length(language) <= 8),
    ADD COLUMN success_url      text NOT NULL DEFAULT '' CHECK (length(success_url) <= 2048),
    ADD COLUMN failed_url       text NOT NULL DEFAULT '' CHECK (length(failed_url) <= 2048),
    ADD COLUMN cancel_url       text NOT NULL DEFAULT '' CHECK (length(cancel_url) <= 2048),
    ADD COLUMN simulate         text NOT NULL DEFAULT '' CHECK (length(simulate) <= 40),
    ADD COLUMN metadata         jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN canceled_at      timestamptz;

CREATE TABLE checkout_lines (
    merchant_id       uuid NOT NULL,
    checkout_id       uuid NOT NULL,
    position          integer NOT NULL CHECK (position > 0),
    product_id        uuid,
    name              text NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
    quantity          bigint NOT NULL CHECK (quantity > 0),
    unit_amount_minor bigint NOT NULL CHECK (unit_amount_minor > 0),
    tax_rate_bp       integer NOT NULL DEFAULT 0 CHECK (tax_rate_bp BETWEEN 0 AND 10000),
    net_minor         bigint NOT NULL CHECK (net_minor >= 0),
    tax_minor         bigint NOT NULL CHECK (tax_minor >= 0),
    gross_minor       bigint NOT NULL CHECK (gross_minor > 0),
    PRIMARY KEY (merchant_id, checkout_id, position),
    CHECK (net_minor + tax_minor = gross_minor),
    FOREIGN KEY (merchant_id, checkout_id) REFERENCES checkouts (merchant_id, id),
    FOREIGN KEY (merchant_id, product_id) REFERENCES products (merchant_id, id)
);
CREATE INDEX checkout_lines_by_product ON checkout_lines (merchant_id, product_id) WHERE product_id IS NOT NULL;
CREATE TRIGGER checkout_lines_append_only BEFORE UPDATE ON checkout_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- Lines go with a checkout that nobody tried to pay, and with no other.
-- +goose StatementBegin
CREATE FUNCTION refuse_line_of_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM payments WHERE merchant_id = OLD.merchant_id AND checkout_id = OLD.checkout_id) THEN
        RAISE EXCEPTION 'the line belongs to a payment'
            USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'append_only';
    END IF;
    RETURN OLD;
END $$;
-- +goose StatementEnd
CREATE TRIGGER checkout_lines_of_payments_stay BEFORE DELETE ON checkout_lines
    FOR EACH ROW EXECUTE FUNCTION refuse_line_of_payment();
CREATE INDEX checkouts_sessions_by_expiry ON checkouts (expires_at) WHERE origin = 'session';

-- tax_minor is the part of amount_minor that is tax; what refunds give back of
-- it is kept as refunds themselves are. voided_minor is the part of a hold that
-- was given up. usd_rate is US dollars for one unit, as known when it began.
ALTER TABLE payments
    ADD COLUMN product_id         uuid,
    -- How many lines its checkout has; 0 for an amount by link.
    ADD COLUMN lines_count        integer NOT NULL DEFAULT 0 CHECK (lines_count >= 0),
    ADD COLUMN transaction_type   text NOT NULL DEFAULT 'payment' CHECK (transaction_type IN ('payment', 'authorization')),
    ADD COLUMN voided_minor       bigint NOT NULL DEFAULT 0 CHECK (voided_minor >= 0),
    ADD COLUMN authorized_until   timestamptz,
    ADD COLUMN tax_minor          bigint NOT NULL DEFAULT 0 CHECK (tax_minor BETWEEN 0 AND amount_minor),
    ADD COLUMN tax_refunded_minor bigint NOT NULL DEFAULT 0 CHECK (tax_refunded_minor >= 0),
    ADD COLUMN tax_reserved_minor bigint NOT NULL DEFAULT 0 CHECK (tax_reserved_minor >= 0),
    ADD COLUMN usd_rate           numeric(24, 12) CHECK (usd_rate > 0),
    ADD CONSTRAINT payments_void_within_amount CHECK (captured_minor + voided_minor <= amount_minor),
    ADD CONSTRAINT payments_tax_within_tax CHECK (tax_refunded_minor + tax_reserved_minor <= tax_minor),
    ADD FOREIGN KEY (merchant_id, product_id) REFERENCES products (merchant_id, id);
CREATE INDEX payments_authorized ON payments (authorized_until) WHERE authorized_until IS NOT NULL;

ALTER TABLE refunds
    ADD COLUMN tax_minor bigint NOT NULL DEFAULT 0 CHECK (tax_minor BETWEEN 0 AND amount_minor),
    ADD COLUMN usd_minor bigint CHECK (usd_minor >= 0);

-- An attempt ends authorized when it holds the amount on the card.
ALTER TABLE attempts
    DROP CONSTRAINT attempts_state_check,
    DROP CONSTRAINT attempts_check,
    ADD CONSTRAINT attempts_state_check
        CHECK (state IN ('processing', 'requires_action', 'unknown', 'authorized', 'paid', 'declined', 'canceled')),
    ADD CONSTRAINT attempts_check CHECK ((check_at IS NULL) = (state IN ('authorized', 'paid', 'declined', 'canceled')));

-- Taking what was held, or giving it up. Its id is the idempotency key that the
-- acquirer gets. One can be under way at a time, and each can succeed once.
CREATE TABLE captures (
    merchant_id     uuid NOT NULL REFERENCES merchants,
    id              uuid NOT NULL,
    livemode        boolean NOT NULL,
    payment_id      uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('capture', 'void')),
    state           text NOT NULL CHECK (state IN ('processing', 'completed', 'rejected')),
    amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
    currency        char(3) NOT NULL,
    -- Nobody asked for it: the hold had come to its end.
    expiry          boolean NOT NULL DEFAULT false,
    acquirer_ref    text NOT NULL DEFAULT '',
    failure_code    text NOT NULL DEFAULT '',
    failure_message text NOT NULL DEFAULT '',
    user_id         uuid,
    key_id          uuid,
    check_at        timestamptz,
    checks          integer NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CHECK ((check_at IS NULL) = (state <> 'processing')),
    CHECK (num_nonnulls(user_id, key_id) = CASE WHEN expiry THEN 0 ELSE 1 END),
    FOREIGN KEY (merchant_id, payment_id) REFERENCES payments (merchant_id, id),
    FOREIGN KEY (merchant_id, key_id) REFERENCES api_keys (merchant_id, id)
);
CREATE UNIQUE INDEX captures_one_open ON captures (merchant_id, payment_id) WHERE check_at IS NOT NULL;
CREATE UNIQUE INDEX captures_once ON captures (merchant_id, payment_id, kind) WHERE state = 'completed';
CREATE INDEX captures_due ON captures (check_at) WHERE check_at IS NOT NULL;

-- Standard rates of a merchant, in basis points, by the customer's country.
CREATE TABLE tax_rates (
    merchant_id uuid NOT NULL REFERENCES merchants,
    country     char(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    rate_bp     integer NOT NULL CHECK (rate_bp BETWEEN 0 AND 10000),
    name        text NOT NULL DEFAULT '' CHECK (length(name) <= 60),
    PRIMARY KEY (merchant_id, country)
);

-- What one unit of a currency is worth in US dollars, the same for everybody.
CREATE TABLE currency_rates (
    currency     char(3) PRIMARY KEY CHECK (currency ~ '^[A-Z]{3}$'),
    usd_per_unit numeric(24, 12) NOT NULL CHECK (usd_per_unit > 0),
    as_of        date NOT NULL,
    imported_at  timestamptz NOT NULL DEFAULT now()
);
INSERT INTO currency_rates (currency, usd_per_unit, as_of) VALUES ('USD', 1, '1999-01-04');
-- A dollar is worth a dollar, also in refunds made before. Payments made before
-- have no rate, and are not rewritten for it.
UPDATE refunds SET usd_minor = amount_minor WHERE currency = 'USD';
