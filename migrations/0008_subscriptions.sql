-- +goose Up
-- Charging a saved card again and again. Locks are taken in one order: attempt,
-- subscription, charge, then as everywhere: link, products, payment, customer,
-- accounts, merchant_counters.

-- +goose StatementBegin
CREATE FUNCTION subscription_may_go(old_state text, new_state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT old_state || '>' || new_state = ANY (ARRAY[
        'trialing>active', 'trialing>past_due', 'trialing>paused', 'trialing>canceled',
        'active>past_due', 'active>paused', 'active>canceled',
        'past_due>active', 'past_due>canceled',
        'paused>trialing', 'paused>active', 'paused>canceled'])
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION refuse_subscription_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT subscription_may_go(OLD.state, NEW.state) THEN
        RAISE EXCEPTION 'subscription % may not go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'subscription_transition';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- A card that the acquirer keeps: token is its name there.
CREATE TABLE cards (
    merchant_id uuid NOT NULL REFERENCES merchants,
    id          uuid NOT NULL,
    livemode    boolean NOT NULL,
    customer_id uuid NOT NULL,
    acquirer    text NOT NULL,
    token       text NOT NULL CHECK (length(token) BETWEEN 1 AND 200),
    brand       text NOT NULL,
    last4       text NOT NULL CHECK (length(last4) <= 4),
    exp_month   integer NOT NULL CHECK (exp_month BETWEEN 1 AND 12),
    exp_year    integer NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id)
);

-- anchor_at is when period 0 begins; every later one is worked out from it in
-- time_zone. period is the number of the one that is charged next.
CREATE TABLE subscriptions (
    merchant_id          uuid NOT NULL REFERENCES merchants,
    id                   uuid NOT NULL,
    livemode             boolean NOT NULL,
    customer_id          uuid NOT NULL,
    link_id              uuid,
    card_id              uuid,
    state                text NOT NULL CHECK (state IN ('trialing', 'active', 'past_due', 'paused', 'canceled')),
    version              integer NOT NULL DEFAULT 1,
    amount_minor         bigint NOT NULL CHECK (amount_minor > 0),
    currency             char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    description          text NOT NULL CHECK (length(description) <= 500),
    interval_unit        text NOT NULL CHECK (interval_unit IN ('day', 'week', 'month', 'year')),
    interval_count       integer NOT NULL CHECK (interval_count BETWEEN 1 AND 1095),
    anchor_at            timestamptz NOT NULL,
    time_zone            text NOT NULL CHECK (length(time_zone) <= 64),
    period               integer NOT NULL DEFAULT 0 CHECK (period >= 0),
    next_charge_at       timestamptz,
    cancel_at_period_end boolean NOT NULL DEFAULT false,
    cancel_reason        text NOT NULL DEFAULT '' CHECK (cancel_reason IN ('', 'merchant', 'customer', 'unpaid')),
    charged_count        integer NOT NULL DEFAULT 0 CHECK (charged_count >= 0),
    charged_minor        bigint NOT NULL DEFAULT 0 CHECK (charged_minor >= 0),
    language             text NOT NULL DEFAULT 'en' CHECK (length(language) <= 8),
    canceled_at          timestamptz,
    created_at           timestamptz NOT NULL,
    updated_at           timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CHECK (next_charge_at IS NULL OR state IN ('trialing', 'active', 'past_due') AND card_id IS NOT NULL),
    CHECK ((canceled_at IS NOT NULL) = (state = 'canceled')),
    FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id),
    FOREIGN KEY (merchant_id, link_id) REFERENCES links (merchant_id, id),
    FOREIGN KEY (merchant_id, card_id) REFERENCES cards (merchant_id, id)
);
CREATE INDEX subscriptions_list ON subscriptions (merchant_id, livemode, id);
CREATE INDEX subscriptions_by_customer ON subscriptions (merchant_id, customer_id, id);
CREATE INDEX subscriptions_past_due ON subscriptions (merchant_id, livemode) WHERE state = 'past_due';
CREATE INDEX subscriptions_due ON subscriptions (next_charge_at) WHERE next_charge_at IS NOT NULL;
CREATE TRIGGER subscription_transition BEFORE UPDATE OF state ON subscriptions
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION refuse_subscription_transition();

-- One period of a subscription: there cannot be two of the same, however many
-- jobs run. Each try is an attempt of its one payment.
CREATE TABLE charges (
    merchant_id     uuid NOT NULL REFERENCES merchants,
    id              uuid NOT NULL,
    livemode        boolean NOT NULL,
    subscription_id uuid NOT NULL,
    payment_id      uuid NOT NULL,
    state           text NOT NULL CHECK (state IN ('processing', 'paid', 'failed', 'voided')),
    period_start    timestamptz NOT NULL,
    period_end      timestamptz NOT NULL CHECK (period_end > period_start),
    amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
    currency        char(3) NOT NULL,
    tries           integer NOT NULL DEFAULT 1 CHECK (tries > 0),
    first_failed_at timestamptz,
    retry_at        timestamptz,
    failure_message text NOT NULL DEFAULT '',
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT charges_period_key UNIQUE (merchant_id, subscription_id, period_start),
    CONSTRAINT charges_payment_key UNIQUE (merchant_id, payment_id),
    CHECK (retry_at IS NULL OR state = 'failed'),
    CHECK (state <> 'failed' OR first_failed_at IS NOT NULL),
    FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
    FOREIGN KEY (merchant_id, payment_id) REFERENCES payments (merchant_id, id)
);
-- One at a time: a period waits until the one before it is paid or given up.
CREATE UNIQUE INDEX charges_one_open ON charges (merchant_id, subscription_id) WHERE state IN ('processing', 'failed');
CREATE INDEX charges_to_retry ON charges (retry_at) WHERE retry_at IS NOT NULL;

-- A link that subscribes whoever pays it, and what its payments were begun with.
ALTER TABLE links
    ADD COLUMN interval_unit  text CHECK (interval_unit IN ('day', 'week', 'month', 'year')),
    ADD COLUMN interval_count integer CHECK (interval_count BETWEEN 1 AND 1095),
    ADD CONSTRAINT links_interval_whole CHECK ((interval_unit IS NULL) = (interval_count IS NULL));
ALTER TABLE payments
    ADD COLUMN interval_unit   text CHECK (interval_unit IN ('day', 'week', 'month', 'year')),
    ADD COLUMN interval_count  integer CHECK (interval_count BETWEEN 1 AND 1095),
    ADD COLUMN subscription_id uuid,
    ADD FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
    ADD CONSTRAINT payments_interval_whole CHECK ((interval_unit IS NULL) = (interval_count IS NULL));
ALTER TABLE checkouts
    DROP CONSTRAINT checkouts_origin_check,
    ADD CONSTRAINT checkouts_origin_check CHECK (origin IN ('link', 'product', 'listing', 'session', 'subscription'));

INSERT INTO event_names (type, name, canonical)
SELECT type, type, true FROM unnest(ARRAY['subscription.created', 'subscription.updated', 'subscription.charged',
    'subscription.charge_failed', 'subscription.paused', 'subscription.resumed', 'subscription.canceled']) type;
