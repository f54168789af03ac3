-- The sandbox's books. They stand apart from Linktill's tables, as a real
-- acquirer's would: nothing here refers to them, and nothing there refers here.
CREATE SCHEMA IF NOT EXISTS sandbox;

-- One row for each idempotency key, written once, by the first call that has
-- it. state is the truth from that moment on, whatever the sandbox says while
-- settles_at lies ahead.
CREATE TABLE IF NOT EXISTS sandbox.operations (
    key             text PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 64),
    kind            text NOT NULL CHECK (kind IN ('payment', 'refund')),
    state           text NOT NULL,
    decline_code    text,
    -- Both are null in the row that a void leaves for a payment never seen.
    amount_minor    bigint CHECK (amount_minor > 0),
    currency        text CHECK (length(currency) = 3),
    livemode        boolean NOT NULL DEFAULT false,
    -- All that is kept of a card: neither number, nor CVC, nor date, nor name.
    card_brand      text CHECK (length(card_brand) <= 16),
    card_last4      text CHECK (card_last4 ~ '^[0-9]{4}$'),
    scenario        text,
    description     text NOT NULL DEFAULT '',
    challenge_token text CHECK (length(challenge_token) >= 26),
    refunded_minor  bigint NOT NULL DEFAULT 0,
    payment_ref     text,
    settles_at      timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT state_of_kind CHECK (CASE kind
        WHEN 'payment' THEN state IN ('paid', 'declined', 'requires_action', 'canceled')
        ELSE state IN ('completed', 'failed') END),
    CONSTRAINT reason_when_refused CHECK ((decline_code IS NOT NULL) = (state IN ('declined', 'failed'))),
    CONSTRAINT amount_unless_canceled CHECK ((amount_minor IS NOT NULL AND currency IS NOT NULL) OR (kind = 'payment' AND state = 'canceled')),
    CONSTRAINT refunded_at_most_paid CHECK (refunded_minor = 0 OR (state = 'paid' AND refunded_minor BETWEEN 1 AND amount_minor)),
    CONSTRAINT challenge_has_token CHECK (state <> 'requires_action' OR challenge_token IS NOT NULL),
    CONSTRAINT refund_of_payment CHECK ((payment_ref IS NOT NULL) = (kind = 'refund'))
);

CREATE UNIQUE INDEX IF NOT EXISTS operations_challenge_token
    ON sandbox.operations (challenge_token) WHERE challenge_token IS NOT NULL;

CREATE INDEX IF NOT EXISTS operations_refunds
    ON sandbox.operations (payment_ref) WHERE payment_ref IS NOT NULL;

-- Holds came later. A payment that holds its amount stays authorized for good;
-- what was captured and released of it is counted beside that.
DO $$
BEGIN
    IF EXISTS (SELECT FROM information_schema.columns
               WHERE table_schema = 'sandbox' AND table_name = 'operations' AND column_name = 'captured_minor') THEN
        RETURN;
    END IF;
    ALTER TABLE sandbox.operations
        DROP CONSTRAINT operations_kind_check,
        DROP CONSTRAINT state_of_kind,
        DROP CONSTRAINT refunded_at_most_paid,
        DROP CONSTRAINT refund_of_payment,
        ADD COLUMN hold           boolean NOT NULL DEFAULT false,
        ADD COLUMN captured_minor bigint NOT NULL DEFAULT 0 CHECK (captured_minor >= 0),
        ADD COLUMN released_minor bigint NOT NULL DEFAULT 0 CHECK (released_minor >= 0),
        ADD CONSTRAINT operations_kind_check CHECK (kind IN ('payment', 'refund', 'capture', 'release')),
        ADD CONSTRAINT state_of_kind CHECK (CASE kind
            WHEN 'payment' THEN state IN ('paid', 'authorized', 'declined', 'requires_action', 'canceled')
            ELSE state IN ('completed', 'failed') END),
        ADD CONSTRAINT refunded_at_most_paid CHECK (refunded_minor BETWEEN 0 AND
            CASE state WHEN 'paid' THEN amount_minor WHEN 'authorized' THEN captured_minor ELSE 0 END),
        ADD CONSTRAINT taken_of_hold CHECK (captured_minor + released_minor = 0
            OR state = 'authorized' AND captured_minor + released_minor <= amount_minor),
        ADD CONSTRAINT refund_of_payment CHECK ((payment_ref IS NOT NULL) = (kind <> 'payment'));
END $$;

ALTER TABLE sandbox.operations ADD COLUMN IF NOT EXISTS keep boolean NOT NULL DEFAULT false;

-- Cards that are kept: what becomes of their payments, and no number. The key
-- is that of the operation that kept them.
CREATE TABLE IF NOT EXISTS sandbox.cards (
    token      text PRIMARY KEY CHECK (length(token) >= 26),
    key        text NOT NULL UNIQUE CHECK (length(key) BETWEEN 1 AND 64),
    brand      text NOT NULL CHECK (length(brand) <= 16),
    last4      text NOT NULL CHECK (last4 ~ '^[0-9]{4}$'),
    exp_month  integer NOT NULL,
    exp_year   integer NOT NULL,
    scenario   text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- The server's role may write the books and never unwrite them.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'linktill_app') THEN
        GRANT USAGE ON SCHEMA sandbox TO linktill_app;
        GRANT SELECT, INSERT, UPDATE ON sandbox.operations TO linktill_app;
        GRANT SELECT, INSERT ON sandbox.cards TO linktill_app;
    END IF;
END $$;
