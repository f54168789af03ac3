-- One payment, as our server makes it. Statements are copies of the server's
-- own, and the bench compares them with what the server sends; see drift.go for
-- the marks. The variables without a value here are set on pgbench's command line.
\set number random(:first_merchant, :last_merchant)
\set n random(1, :links)
\set customer random(0, 99999)
\set counter :counter + 1
\set r :client_id * 65536 + :counter % 65536

/* PublicLink */
SELECT l.merchant_id, l.id, l.livemode, l.amount_minor, l.min_amount_minor, l.max_amount_minor,
    l.suggested_minor, l.currency, l.description, l.max_uses, l.uses_count, l.uses_held, l.taken_minor, l.expires_at,
    l.metadata, l.name, l.lines, l.pricing_mode, l.transaction_type,
    coalesce(l.interval_unit, ''), coalesce(l.interval_count, 0), l.custom_fields, l.asks_note, l.quantity_max, l.deactivated_at, l.deleted_at, l.created_at, l.updated_at, m.number, m.slug, m.name, m.website, m.time_zone,
    coalesce((SELECT n FROM rate_hits WHERE key = :visitor AND win = date_bin(:refusal_window, now(), 'epoch')), 0), m.accent, m.logo_id, m.pay_message, m.paid_note, m.paid_url, m.language, m.payments_stopped_at
    /*+*/, clock_timestamp() AS at, 'customer' || :customer || '@bench.example' AS email,
    bench.id_now('001', :number, :r) AS new_checkout, bench.id_now('002', :number, :r) AS new_payment,
    bench.id_now('003', :number, :r) AS new_attempt, bench.id_now('004', :number, :r) AS new_event, '' AS nothing/*-*/
FROM merchants m JOIN links l ON l.merchant_id = m.id
WHERE m.number = :number AND l.id = /*?*/bench.link(:number, :n) AND l.deleted_at IS NULL
\gset link_

/* Begin */
WITH link AS (
    UPDATE links SET uses_held = uses_held + 1
    WHERE merchant_id = :link_merchant_id AND id = :link_id AND deleted_at IS NULL AND deactivated_at IS NULL
        AND (expires_at IS NULL OR expires_at > now())
        AND (max_uses IS NULL OR uses_count + uses_held < max_uses)
    RETURNING livemode, currency, description, metadata, interval_unit, interval_count
), customer AS (
    INSERT INTO customers (merchant_id, id, livemode, email, name, created_at)
    SELECT :link_merchant_id, /*?*/bench.id_now('005', :number, :r), livemode, :link_email, :link_nothing, :link_at FROM link
    ON CONFLICT ON CONSTRAINT customers_email_key DO UPDATE
        SET name = CASE WHEN customers.name = '' THEN excluded.name ELSE customers.name END
    RETURNING id
), counter AS (
    UPDATE merchant_counters c SET payments = payments + 1, events = events + 1
    FROM link, customer WHERE c.merchant_id = :link_merchant_id AND c.livemode = link.livemode
    RETURNING c.payments, c.events
), checkout AS (
    INSERT INTO checkouts (merchant_id, id, livemode, link_id, amount_minor, currency, description, expires_at, created_at, language)
    SELECT :link_merchant_id, :link_new_checkout, livemode, :link_id, :link_amount_minor, currency, description, now() + :checkout_life, :link_at, :language FROM link
), payment AS (
    INSERT INTO payments AS p (merchant_id, id, livemode, number, checkout_id, link_id, customer_id, state,
        amount_minor, currency, description, reference, payer_email, card_brand, card_last4, acquirer, metadata,
        usd_rate, interval_unit, interval_count, created_at, updated_at, custom_fields, customer_note, placement_id)
    SELECT :link_merchant_id, :link_new_payment, l.livemode, n.payments, :link_new_checkout, :link_id, c.id, 'processing',
        :link_amount_minor, l.currency, l.description, left(coalesce(l.metadata ->> 'reference', ''), 200), :link_email, :card_brand, :card_last4, :acquirer, l.metadata,
        (SELECT usd_per_unit FROM currency_rates r WHERE r.currency = l.currency), l.interval_unit, l.interval_count, :link_at, :link_at, :no_lines, :link_nothing, /*?*/NULL
    FROM link l, customer c, counter n
    RETURNING p.*
), attempt AS (
    INSERT INTO attempts (merchant_id, id, payment_id, number, state, card_brand, card_last4, check_at, created_at)
    SELECT :link_merchant_id, :link_new_attempt, :link_new_payment, 1, 'processing', :card_brand, :card_last4, now() + :lease, :link_at FROM payment
), event AS (
    INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
    SELECT :link_merchant_id, :link_new_event, p.livemode, counter.events, 'payment.created', p.id, p.version, to_jsonb(p) - 'merchant_id', :link_at
    FROM payment p, counter
)
SELECT p.merchant_id, p.id, p.livemode, p.number, p.checkout_id, p.link_id, p.product_id, p.lines_count, p.customer_id, p.state,
    p.version, p.amount_minor, p.currency, p.captured_minor, p.refunded_minor, p.refund_reserved_minor, p.description,
    p.transaction_type, p.voided_minor, p.authorized_until, p.tax_minor, p.tax_refunded_minor, p.tax_reserved_minor,
    coalesce(p.usd_rate::text, ''), coalesce(p.interval_unit, ''), coalesce(p.interval_count, 0), p.subscription_id, p.custom_fields, p.customer_note,
    p.reference, p.payer_email, p.card_brand, p.card_last4, p.acquirer, p.acquirer_ref, p.failure_code,
    p.failure_message, p.metadata, p.paid_at, p.created_at, p.updated_at
    /*+*/, '{"{\"payment_id\": \"' || p.id || '\"}"}' AS job, '{' || :link_at || '}' AS job_at/*-*/
FROM payment p
\gset payment_

/* sandbox.Pay */
INSERT INTO sandbox.operations
       (key, kind, state, decline_code, amount_minor, currency, livemode, card_brand, card_last4,
        scenario, description, challenge_token, settles_at, hold, keep)
VALUES (:link_new_attempt, 'payment', :paid, /*?*/NULL, :link_amount_minor, :link_currency, :link_livemode, :card_brand, :card_last4, :paid, :link_description, /*?*/NULL, now() + /*?*/NULL::interval, :no, :no)
ON CONFLICT (key) DO NOTHING;

begin;

/* FinishAttempt */
UPDATE attempts SET state = :paid, acquirer_ref = :acquirer_ref, decline_code = :link_nothing, message = :link_nothing, action_url = :link_nothing,
    check_at = now() + /*?*/NULL, finished_at = CASE WHEN /*?*/NULL::interval IS NULL THEN :link_at::timestamptz END
WHERE merchant_id = :link_merchant_id AND id = :link_new_attempt AND state IN ('processing', 'requires_action', 'unknown');

/* FinishAttempt */
UPDATE links SET uses_held = uses_held - 1, uses_count = uses_count + :one, taken_minor = taken_minor + :one * :link_amount_minor::bigint
WHERE merchant_id = :link_merchant_id AND id = :link_id;

/* FinishAttempt */
UPDATE payments SET state = :paid, version = version + 1, updated_at = :link_at,
    failure_code = :link_nothing, failure_message = :link_nothing, acquirer_ref = :acquirer_ref,
    paid_at = CASE WHEN :paid = 'paid' THEN :link_at::timestamptz END,
    captured_minor = CASE WHEN :paid = 'paid' THEN amount_minor ELSE 0 END,
    authorized_until = CASE WHEN :paid = 'authorized' THEN :link_at::timestamptz + :hold_life::interval END
WHERE merchant_id = :link_merchant_id AND id = :payment_id AND state = ANY (:payable);

/* queueTransfer */
INSERT INTO accounts AS a (merchant_id, livemode, currency, code, balance_minor)
SELECT :link_merchant_id, :link_livemode, :link_currency, code, CASE code WHEN :debit THEN -:link_amount_minor::bigint ELSE :link_amount_minor::bigint END
FROM (VALUES (least(:debit::text, :credit::text)), (greatest(:debit::text, :credit::text))) both_codes (code)
ON CONFLICT (merchant_id, livemode, currency, code)
    DO UPDATE SET balance_minor = a.balance_minor + excluded.balance_minor;

/* queueTransfer */
INSERT INTO transfers (merchant_id, id, livemode, currency, debit_code, credit_code, amount_minor, kind, source_id)
VALUES (:link_merchant_id, /*?*/bench.id_now('006', :number, :r), :link_livemode, :link_currency, :debit, :credit, :link_amount_minor, :kind, :payment_id);

/* queueEvent */
WITH counter AS (UPDATE merchant_counters SET events = events + 1
    WHERE merchant_id = :link_merchant_id AND livemode = :link_livemode RETURNING events)
INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
SELECT :link_merchant_id, /*?*/bench.id_now('007', :number, :r), :link_livemode, counter.events, :event, o.id, o.version, to_jsonb(o) - 'merchant_id', :link_at
FROM counter, payments o WHERE o.merchant_id = :link_merchant_id AND o.id = :payment_id;

WITH raw_job_data AS (
    SELECT
        unnest(:job_zero::bigint[]) AS id,
        unnest(:payment_job::jsonb[]) AS args,
        unnest(:payment_job_at::timestamptz[]) AS created_at,
        unnest(:job_kind::text[]) AS kind,
        unnest(:job_attempts::smallint[]) AS max_attempts,
        unnest(:job_metadata::jsonb[]) AS metadata,
        unnest(:job_priority::smallint[]) AS priority,
        unnest(:job_queue::text[]) AS queue,
        unnest(:payment_job_at::timestamptz[]) AS scheduled_at,
        unnest(:job_state::text[]) AS state,
        unnest(:job_tags::text[]) AS tags,
        unnest(:job_unique::bytea[]) AS unique_key,
        unnest(:job_zero::integer[]) AS unique_states
)
INSERT INTO "river".river_job(
    id,
    args,
    created_at,
    kind,
    max_attempts,
    metadata,
    priority,
    queue,
    scheduled_at,
    state,
    tags,
    unique_key,
    unique_states
) SELECT
    coalesce(nullif(id, 0), nextval('"river".river_job_id_seq'::regclass)),
    args,
    coalesce(nullif(created_at, '0001-01-01 00:00:00 +0000'), now()) AS created_at,
    kind,
    max_attempts,
    coalesce(metadata, '{}'::jsonb) AS metadata,
    priority,
    queue,
    coalesce(nullif(scheduled_at, '0001-01-01 00:00:00 +0000'), now()) AS scheduled_at,
    state::"river".river_job_state,
    string_to_array(tags, ',')::varchar(255)[],
    nullif(unique_key, '')::bytea,
    nullif(unique_states::integer, 0)::bit(8)
FROM raw_job_data
ON CONFLICT (unique_key)
    WHERE unique_key IS NOT NULL
        AND unique_states IS NOT NULL
        AND "river".river_job_state_in_bitmask(unique_states, state)
    DO UPDATE SET kind = river_job.kind
RETURNING
    river_job.id, river_job.args, river_job.attempt, river_job.attempted_at, river_job.attempted_by, river_job.created_at, river_job.errors, river_job.finalized_at, river_job.kind, river_job.max_attempts, river_job.metadata, river_job.priority, river_job.queue, river_job.state, river_job.scheduled_at, river_job.tags, river_job.unique_key, river_job.unique_states,
    (xmax != 0) AS unique_skipped_as_duplicate;

commit;
