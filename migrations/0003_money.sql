-- +goose Up
-- Everything that moves money or waits for it. Amounts are integer minor units
-- of the row's currency. Locks are taken in one order: attempt or refund, link,
-- payment, customer, accounts (by code), merchant_counters.

-- Per-merchant numbers. Also what gives events their gap-free sequence: the
-- row stays locked until commit, so sequence order is commit order.
CREATE TABLE merchant_counters (
    merchant_id uuid NOT NULL REFERENCES merchants,
    livemode    boolean NOT NULL,
    payments    bigint NOT NULL DEFAULT 0,
    refunds     bigint NOT NULL DEFAULT 0,
    events      bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, livemode)
);

CREATE TABLE customers (
    merchant_id uuid NOT NULL REFERENCES merchants,
    id          uuid NOT NULL,
    livemode    boolean NOT NULL,
    email       text NOT NULL CHECK (length(email) <= 254 AND email = lower(email)),
    name        text NOT NULL DEFAULT '' CHECK (length(name) <= 200),
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT customers_email_key UNIQUE (merchant_id, livemode, email)
);

CREATE TABLE links (
    merchant_id      uuid NOT NULL REFERENCES merchants,
    id               uuid NOT NULL,
    livemode         boolean NOT NULL,
    -- NULL: the customer enters the amount.
    amount_minor     bigint CHECK (amount_minor > 0),
    min_amount_minor bigint CHECK (min_amount_minor > 0),
    max_amount_minor bigint CHECK (max_amount_minor > 0),
    suggested_minor  bigint[] NOT NULL DEFAULT '{}',
    currency         char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    description      text NOT NULL DEFAULT '' CHECK (length(description) <= 500),
    max_uses         bigint CHECK (max_uses > 0),
    -- Completed payments, and payments whose outcome is not known yet.
    uses_count       bigint NOT NULL DEFAULT 0 CHECK (uses_count >= 0),
    uses_held        bigint NOT NULL DEFAULT 0 CHECK (uses_held >= 0),
    -- What its payments took, refunds left aside.
    taken_minor      bigint NOT NULL DEFAULT 0 CHECK (taken_minor >= 0),
    expires_at       timestamptz,
    metadata         jsonb NOT NULL DEFAULT '{}',
    version          integer NOT NULL DEFAULT 1,
    deactivated_at   timestamptz,
    deleted_at       timestamptz,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT links_uses_within_max CHECK (max_uses IS NULL OR uses_count + uses_held <= max_uses),
    CHECK (amount_minor IS NULL OR (min_amount_minor IS NULL AND max_amount_minor IS NULL AND suggested_minor = '{}')),
    CHECK (min_amount_minor <= max_amount_minor)
);
CREATE INDEX links_list ON links (merchant_id, livemode, id) WHERE deleted_at IS NULL;

-- What a customer was offered: the price is frozen here. The address of a
-- checkout is its id with a keyed hash over it, so that a page can offer one
-- without writing anything.
CREATE TABLE checkouts (
    merchant_id  uuid NOT NULL REFERENCES merchants,
    id           uuid NOT NULL,
    livemode     boolean NOT NULL,
    link_id      uuid,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency     char(3) NOT NULL,
    description  text NOT NULL,
    expires_at   timestamptz NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, link_id) REFERENCES links (merchant_id, id)
);

CREATE TABLE payments (
    merchant_id           uuid NOT NULL REFERENCES merchants,
    id                    uuid NOT NULL,
    livemode              boolean NOT NULL,
    number                bigint NOT NULL,
    checkout_id           uuid NOT NULL,
    link_id               uuid,
    customer_id           uuid NOT NULL,
    state                 text NOT NULL CHECK (state IN ('created', 'processing', 'authorized', 'paid', 'failed',
                          'unknown', 'partially_refunded', 'refunded', 'canceled', 'expired')),
    version               integer NOT NULL DEFAULT 1,
    amount_minor          bigint NOT NULL CHECK (amount_minor > 0),
    currency              char(3) NOT NULL,
    captured_minor        bigint NOT NULL DEFAULT 0,
    refunded_minor        bigint NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    refund_reserved_minor bigint NOT NULL DEFAULT 0 CHECK (refund_reserved_minor >= 0),
    description           text NOT NULL,
    reference             text NOT NULL DEFAULT '',
    payer_email           text NOT NULL DEFAULT '',
    card_brand            text NOT NULL DEFAULT '',
    card_last4            text NOT NULL DEFAULT '' CHECK (length(card_last4) <= 4),
    acquirer              text NOT NULL,
    acquirer_ref          text NOT NULL DEFAULT '',
    failure_code          text NOT NULL DEFAULT '',
    failure_message       text NOT NULL DEFAULT '',
    metadata              jsonb NOT NULL DEFAULT '{}',
    paid_at               timestamptz,
    created_at            timestamptz NOT NULL DEFAULT now(),
    updated_at            timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT payments_checkout_key UNIQUE (merchant_id, checkout_id),
    CONSTRAINT payments_number_key UNIQUE (merchant_id, livemode, number),
    CONSTRAINT payments_refunds_within_captured CHECK (refunded_minor + refund_reserved_minor <= captured_minor),
    CHECK (captured_minor BETWEEN 0 AND amount_minor),
    CHECK ((paid_at IS NOT NULL) = (state IN ('paid', 'partially_refunded', 'refunded'))),
    FOREIGN KEY (merchant_id, checkout_id) REFERENCES checkouts (merchant_id, id),
    FOREIGN KEY (merchant_id, link_id) REFERENCES links (merchant_id, id),
    FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id)
);
CREATE INDEX payments_list ON payments (merchant_id, livemode, id);
CREATE INDEX payments_by_link ON payments (merchant_id, link_id, id);
CREATE INDEX payments_by_paid_at ON payments (merchant_id, livemode, paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX payments_unknown ON payments (merchant_id, livemode) WHERE state = 'unknown';
CREATE TRIGGER payment_transition BEFORE UPDATE OF state ON payments
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION refuse_payment_transition();

-- One try to pay. Its id is the idempotency key that the acquirer gets.
CREATE TABLE attempts (
    merchant_id    uuid NOT NULL REFERENCES merchants,
    id             uuid NOT NULL,
    payment_id     uuid NOT NULL,
    number         integer NOT NULL CHECK (number > 0),
    state          text NOT NULL CHECK (state IN ('processing', 'requires_action', 'unknown', 'paid', 'declined', 'canceled')),
    card_brand     text NOT NULL DEFAULT '',
    card_last4     text NOT NULL DEFAULT '' CHECK (length(card_last4) <= 4),
    acquirer_ref   text NOT NULL DEFAULT '',
    decline_code   text NOT NULL DEFAULT '',
    message        text NOT NULL DEFAULT '',
    action_url     text NOT NULL DEFAULT '',
    -- When the acquirer is to be asked (again) what became of it; NULL once
    -- that is known.
    check_at       timestamptz,
    checks         integer NOT NULL DEFAULT 0,
    created_at     timestamptz NOT NULL DEFAULT now(),
    finished_at    timestamptz,
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT attempts_number_key UNIQUE (merchant_id, payment_id, number),
    CHECK ((check_at IS NULL) = (state IN ('paid', 'declined', 'canceled'))),
    FOREIGN KEY (merchant_id, payment_id) REFERENCES payments (merchant_id, id)
);
CREATE UNIQUE INDEX attempts_one_open ON attempts (merchant_id, payment_id) WHERE check_at IS NOT NULL;
CREATE INDEX attempts_due ON attempts (check_at) WHERE check_at IS NOT NULL;

CREATE TABLE refunds (
    merchant_id      uuid NOT NULL REFERENCES merchants,
    id               uuid NOT NULL,
    livemode         boolean NOT NULL,
    number           bigint NOT NULL,
    payment_id       uuid NOT NULL,
    state            text NOT NULL CHECK (state IN ('pending', 'processing', 'completed', 'failed', 'rejected')),
    version          integer NOT NULL DEFAULT 1,
    amount_minor     bigint NOT NULL CHECK (amount_minor > 0),
    currency         char(3) NOT NULL,
    reason           text NOT NULL CHECK (length(reason) <= 500),
    acquirer_ref     text NOT NULL DEFAULT '',
    failure_code     text NOT NULL DEFAULT '',
    failure_message  text NOT NULL DEFAULT '',
    -- Who: a member with the authorization of their second factor, or a key.
    user_id          uuid,
    authorization_id uuid,
    key_id           uuid,
    check_at         timestamptz,
    checks           integer NOT NULL DEFAULT 0,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT refunds_number_key UNIQUE (merchant_id, livemode, number),
    CONSTRAINT refunds_authorization_key UNIQUE (merchant_id, authorization_id),
    CHECK ((user_id IS NULL) = (authorization_id IS NULL)),
    CHECK (num_nonnulls(user_id, key_id) = 1),
    CHECK ((check_at IS NULL) = (state IN ('completed', 'failed', 'rejected'))),
    FOREIGN KEY (merchant_id, payment_id) REFERENCES payments (merchant_id, id),
    FOREIGN KEY (merchant_id, authorization_id) REFERENCES authorizations (merchant_id, id),
    FOREIGN KEY (merchant_id, key_id) REFERENCES api_keys (merchant_id, id)
);
CREATE INDEX refunds_by_payment ON refunds (merchant_id, payment_id, id);
CREATE INDEX refunds_list ON refunds (merchant_id, livemode, id);
CREATE INDEX refunds_due ON refunds (check_at) WHERE check_at IS NOT NULL;
CREATE TRIGGER refund_transition BEFORE UPDATE OF state ON refunds
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION refuse_refund_transition();

-- Balances, kept in the transaction of each transfer. acquirer is what the
-- acquirer owes us (as a negative balance), available what the merchant owns,
-- pending what is set aside for refunds under way.
CREATE TABLE accounts (
    merchant_id   uuid NOT NULL REFERENCES merchants,
    livemode      boolean NOT NULL,
    currency      char(3) NOT NULL,
    code          text NOT NULL CHECK (code IN ('acquirer', 'available', 'pending')),
    balance_minor bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (merchant_id, livemode, currency, code)
);

CREATE TABLE transfers (
    merchant_id  uuid NOT NULL,
    id           uuid NOT NULL,
    livemode     boolean NOT NULL,
    currency     char(3) NOT NULL,
    debit_code   text NOT NULL,
    credit_code  text NOT NULL CHECK (credit_code <> debit_code),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    kind         text NOT NULL CHECK (kind IN ('payment', 'refund_reserved', 'refund_completed', 'refund_released')),
    source_id    uuid NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT transfers_posted_once UNIQUE (merchant_id, kind, source_id),
    FOREIGN KEY (merchant_id, livemode, currency, debit_code) REFERENCES accounts (merchant_id, livemode, currency, code),
    FOREIGN KEY (merchant_id, livemode, currency, credit_code) REFERENCES accounts (merchant_id, livemode, currency, code)
);
CREATE TRIGGER transfers_append_only BEFORE UPDATE OR DELETE ON transfers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfers_keep BEFORE TRUNCATE ON transfers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What happened, in the transaction that made it happen; the outbox.
CREATE TABLE events (
    merchant_id uuid NOT NULL REFERENCES merchants,
    id          uuid NOT NULL,
    livemode    boolean NOT NULL,
    seq         bigint NOT NULL,
    type        text NOT NULL,
    object_id   uuid NOT NULL,
    -- The object's version after the change: gap-free per payment and refund.
    version     integer NOT NULL,
    data        jsonb NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT events_seq_key UNIQUE (merchant_id, livemode, seq)
);
CREATE INDEX events_by_object ON events (merchant_id, object_id, seq);
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER events_keep BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
