-- +goose Up
-- What came in, added up beforehand, and payouts.

-- takings are running totals: a row says what there was in a currency up to the
-- end of a quarter of an hour, which it starts with. The difference of two rows
-- is what came in between, so that a page over any days costs the same however
-- much came in; and days of every zone begin with a quarter of an hour. A payment
-- counts in gross_minor and paid when it was paid, a refund when it was completed;
-- started and converted count payments when they were begun: all, and those of
-- them that were paid. Nothing is written here when something is paid: a job folds
-- the events in.
CREATE TABLE takings (
    merchant_id  uuid NOT NULL REFERENCES merchants,
    livemode     boolean NOT NULL,
    currency     char(3) NOT NULL,
    quarter      timestamptz NOT NULL CHECK (quarter = date_bin('15 minutes', quarter, timestamptz '2000-01-01 00:00:00+00')),
    gross_minor  bigint NOT NULL CHECK (gross_minor >= 0),
    refund_minor bigint NOT NULL CHECK (refund_minor >= 0),
    paid         bigint NOT NULL CHECK (paid >= 0),
    started      bigint NOT NULL CHECK (started >= 0),
    converted    bigint NOT NULL CHECK (converted BETWEEN 0 AND started),
    PRIMARY KEY (merchant_id, livemode, currency, quarter)
);

-- Up to which event the takings are folded. Sequence order is commit order, so
-- nothing can appear behind it.
CREATE TABLE takings_folded (
    merchant_id uuid NOT NULL REFERENCES merchants,
    livemode    boolean NOT NULL,
    seq         bigint NOT NULL DEFAULT 0 CHECK (seq >= 0),
    PRIMARY KEY (merchant_id, livemode)
);

-- What each event adds, and when. Its data is the row as it was, so an event
-- always says the same.
CREATE VIEW event_takings AS
SELECT e.merchant_id, e.livemode, e.seq, (e.data ->> 'currency')::char(3) AS currency, f.*
FROM events e CROSS JOIN LATERAL (
    SELECT (e.data ->> 'created_at')::timestamptz AS at, 0::bigint AS gross_minor, 0::bigint AS refund_minor,
        0::bigint AS paid, 1::bigint AS started, 0::bigint AS converted
    WHERE e.type LIKE 'payment.%' AND e.data ->> 'version' = '1'
    UNION ALL
    SELECT (e.data ->> 'paid_at')::timestamptz, (e.data ->> 'captured_minor')::bigint, 0, 1, 0, 0 WHERE e.type = 'payment.completed'
    UNION ALL
    SELECT (e.data ->> 'created_at')::timestamptz, 0, 0, 0, 0, 1 WHERE e.type = 'payment.completed'
    UNION ALL
    SELECT (e.data ->> 'updated_at')::timestamptz, 0, (e.data ->> 'amount_minor')::bigint, 0, 0, 0 WHERE e.type = 'refund.completed'
) f;

-- What needs attention is looked for on every visit. Neither index has a column
-- that a payment changes: those updates stay as cheap as they are.
CREATE INDEX links_ending ON links (merchant_id, livemode, expires_at)
    WHERE expires_at IS NOT NULL AND deleted_at IS NULL AND deactivated_at IS NULL;
CREATE INDEX links_limited ON links (merchant_id, livemode, id)
    WHERE max_uses IS NOT NULL AND deleted_at IS NULL AND deactivated_at IS NULL;

-- A payout is money that reached the merchant outside of Linktill: it was
-- available and is paid_out from then on. One that was recorded by mistake is
-- reversed by a transfer of its own, and stays to be seen.
CREATE TABLE payouts (
    merchant_id     uuid NOT NULL REFERENCES merchants,
    id              uuid NOT NULL,
    livemode        boolean NOT NULL,
    amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
    currency        char(3) NOT NULL,
    paid_on         date NOT NULL,
    destination     text NOT NULL CHECK (length(destination) BETWEEN 1 AND 120),
    reference       text NOT NULL DEFAULT '' CHECK (length(reference) <= 120),
    user_id         uuid NOT NULL REFERENCES users,
    created_at      timestamptz NOT NULL DEFAULT now(),
    reversed_at     timestamptz,
    reversed_by     uuid REFERENCES users,
    reversal_reason text NOT NULL DEFAULT '' CHECK (length(reversal_reason) <= 500),
    PRIMARY KEY (merchant_id, id),
    CHECK ((reversed_at IS NULL) = (reversed_by IS NULL)),
    CHECK ((reversed_at IS NULL) = (reversal_reason = ''))
);
CREATE INDEX payouts_list ON payouts (merchant_id, livemode, id);

ALTER TABLE accounts
    DROP CONSTRAINT accounts_code_check,
    ADD CONSTRAINT accounts_code_check CHECK (code IN ('acquirer', 'available', 'pending', 'paid_out'));
ALTER TABLE transfers
    DROP CONSTRAINT transfers_kind_check,
    ADD CONSTRAINT transfers_kind_check CHECK (kind IN
        ('payment', 'refund_reserved', 'refund_completed', 'refund_released', 'payout', 'payout_reversed'));
CREATE INDEX transfers_list ON transfers (merchant_id, livemode, id);

-- Whether a member put the first steps away.
ALTER TABLE members ADD COLUMN steps_hidden boolean NOT NULL DEFAULT false;
