-- A checkout session, as a program with an API key has one made for a product,
-- and its payment; see pay.sql.
\set number random(:first_merchant, :last_merchant)
\set customer random(0, 99999)
\set counter :counter + 1
\set r :client_id * 65536 + :counter % 65536

/* KeyCaller */
WITH k AS (
    SELECT k.merchant_id, m.slug, m.name, m.default_currency, m.time_zone,
        k.id, k.scopes, k.refund_limit_minor, k.expires_at, k.last_used_at
    FROM merchants m JOIN api_keys k ON k.merchant_id = m.id
    WHERE m.number = :number AND k.key_hash = /*?*/bench.key_hash(:number) AND k.livemode = :no
        AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
), used AS (
    UPDATE api_keys SET last_used_at = now() FROM k
    WHERE api_keys.merchant_id = k.merchant_id AND api_keys.id = k.id
        AND (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute')
), hit AS (
    INSERT INTO rate_hits AS r (key, win, n) SELECT 'key:' || k.id, date_bin(:key_window, now(), 'epoch'), 1 FROM k
    ON CONFLICT (key, win) DO UPDATE SET n = r.n + 1
    RETURNING n, ceil(extract(epoch FROM win + :key_window - now()))::integer AS reset
)
SELECT k.merchant_id, k.slug, k.name, k.default_currency, k.time_zone,
    k.id, k.scopes, k.refund_limit_minor, k.expires_at, hit.n, hit.reset
    /*+*/, '' AS nothing, clock_timestamp() AS at, clock_timestamp() + interval '1 day' AS until, '{' || bench.product(:number, 1) || '}' AS products,
    'customer' || :customer || '@bench.example' AS email, '{"email": "customer' || :customer || '@bench.example"}' AS billing,
    bench.id_now('002', :number, :r) AS new_checkout, bench.id_now('003', :number, :r) AS new_payment,
    bench.id_now('004', :number, :r) AS new_attempt, bench.id_now('001', :number, :r) AS new_event/*-*/
FROM k, hit
\gset by_

/* Merchant */
SELECT m.id, m.number, m.slug, m.name, m.email, m.website, m.contact_email, m.telegram,
    m.country, m.default_currency, m.time_zone, m.price_mode, m.address, m.tax_id, m.currencies, m.asks, m.accent, m.logo_id, m.pay_message, m.paid_note, m.paid_url, m.language, m.payments_stopped_at, m.created_at, m.updated_at FROM merchants m WHERE m.id = :by_merchant_id
\gset merchant_

/* ProductsByID */
SELECT p.merchant_id, p.id, p.livemode, p.name, p.description, p.currency, p.amount_minor, p.quantity, p.held, p.sold,
    p.visible_fields, p.expires_at, p.return_url, p.language, p.transaction_type, p.quantity_max, p.deleted_at, p.created_at, p.updated_at
    /*+*/, jsonb_build_array(jsonb_build_object('position', 1, 'product_id', p.id, 'name', p.name, 'quantity', 1,
        'unit_amount_minor', p.amount_minor, 'net_minor', p.amount_minor, 'gross_minor', p.amount_minor)) AS lines/*-*/
FROM products p
WHERE p.merchant_id = :by_merchant_id AND p.livemode = :no AND p.deleted_at IS NULL AND p.id = ANY (:by_products)
\gset product_

/* TaxRate */
SELECT coalesce((SELECT rate_bp FROM tax_rates WHERE merchant_id = :by_merchant_id AND country = :merchant_country), 0);

begin;

/* queueCheckout */
INSERT INTO checkouts (merchant_id, id, livemode, origin, link_id, listing_id, key_id, amount_minor, tax_minor,
    currency, description, transaction_type, billing, fields, language, success_url, failed_url, cancel_url,
    simulate, metadata, canceled_at, expires_at, created_at)
VALUES (:by_merchant_id, :by_new_checkout, :no, :session, /*?*/NULL, /*?*/NULL, :by_id, :product_amount_minor, :zero, :product_currency, :product_name, :payment, :empty, :no_amounts, :language, :by_nothing, :by_nothing, :by_nothing, :by_nothing, :empty, /*?*/NULL, :by_until, :by_at);

/* queueCheckout */
INSERT INTO checkout_lines (merchant_id, checkout_id, position, product_id, name, quantity, unit_amount_minor,
    tax_rate_bp, net_minor, tax_minor, gross_minor)
SELECT :by_merchant_id, :by_new_checkout, l.position, l.product_id, l.name, l.quantity, l.unit_amount_minor,
    coalesce(l.tax_rate_bp, 0), coalesce(l.net_minor, 0), coalesce(l.tax_minor, 0), l.gross_minor
FROM jsonb_to_recordset(:product_lines) AS l (position integer, product_id uuid, name text, quantity bigint,
    unit_amount_minor bigint, tax_rate_bp integer, net_minor bigint, tax_minor bigint, gross_minor bigint);

commit;

/* CheckoutSession */
SELECT c.merchant_id, c.id, c.livemode, c.origin, c.link_id, c.listing_id, c.key_id, c.amount_minor,
    c.tax_minor, c.currency, c.description, c.transaction_type, c.billing, c.fields, c.language, c.success_url,
    c.failed_url, c.cancel_url, c.simulate, c.metadata, c.canceled_at, c.expires_at, c.created_at,
    (SELECT coalesce(jsonb_agg(to_jsonb(x) - 'merchant_id' - 'checkout_id' ORDER BY x.position), '[]')
        FROM checkout_lines x WHERE x.merchant_id = c.merchant_id AND x.checkout_id = c.id) FROM checkouts c
WHERE c.merchant_id = :by_merchant_id AND c.id = :by_new_checkout AND c.livemode = :no AND c.origin = 'session';

/* PublicCheckout */
SELECT c.merchant_id, c.id, c.livemode, c.origin, c.link_id, c.listing_id, c.key_id, c.amount_minor,
    c.tax_minor, c.currency, c.description, c.transaction_type, c.billing, c.fields, c.language, c.success_url,
    c.failed_url, c.cancel_url, c.simulate, c.metadata, c.canceled_at, c.expires_at, c.created_at,
    (SELECT coalesce(jsonb_agg(to_jsonb(x) - 'merchant_id' - 'checkout_id' ORDER BY x.position), '[]')
        FROM checkout_lines x WHERE x.merchant_id = c.merchant_id AND x.checkout_id = c.id), m.name, m.slug, m.website, m.accent, m.logo_id, m.pay_message, m.paid_note, m.paid_url, m.language, m.payments_stopped_at
FROM merchants m JOIN checkouts c ON c.merchant_id = m.id
WHERE m.number = :number AND c.id = :by_new_checkout;

/* Peek */
SELECT coalesce((SELECT n FROM rate_hits WHERE key = :visitor AND win = date_bin(:refusal_window, now(), 'epoch')), 0),
       ceil(extract(epoch FROM date_bin(:refusal_window, now(), 'epoch') + :refusal_window - now()))::integer;

begin;

/* queueOpenSession */
UPDATE checkouts SET billing = billing || :by_billing, language = :language
WHERE merchant_id = :by_merchant_id AND id = :by_new_checkout AND canceled_at IS NULL AND expires_at > now() AND amount_minor = :product_amount_minor;

/* queueHolds */
UPDATE products SET held = held + :one
WHERE merchant_id = :by_merchant_id AND id = :product_id AND (quantity IS NULL OR quantity - held >= :one)
    AND (/*?*/NULL::bigint IS NULL OR amount_minor = /*?*/NULL AND deleted_at IS NULL AND (expires_at IS NULL OR expires_at > now()));

/* beginOffer */
WITH offer AS (
    SELECT * FROM checkouts WHERE merchant_id = :by_merchant_id AND id = :by_new_checkout
), customer AS (
    INSERT INTO customers (merchant_id, id, livemode, email, name, created_at)
    SELECT :by_merchant_id, /*?*/bench.id_now('005', :number, :r), livemode, :by_email, :by_nothing, :by_at FROM offer
    ON CONFLICT ON CONSTRAINT customers_email_key DO UPDATE
        SET name = CASE WHEN customers.name = '' THEN excluded.name ELSE customers.name END
    RETURNING id
), counter AS (
    UPDATE merchant_counters c SET payments = payments + 1, events = events + 1
    FROM offer, customer WHERE c.merchant_id = :by_merchant_id AND c.livemode = offer.livemode
    RETURNING c.payments, c.events
), payment AS (
    INSERT INTO payments AS p (merchant_id, id, livemode, number, checkout_id, link_id, product_id, lines_count,
        customer_id, state, amount_minor, tax_minor, transaction_type, currency, description, reference,
        payer_email, card_brand, card_last4, acquirer, metadata, usd_rate, subscription_id, created_at, updated_at,
        custom_fields, customer_note, placement_id)
    SELECT :by_merchant_id, :by_new_payment, o.livemode, n.payments, :by_new_checkout, o.link_id, :product_id, :one,
        c.id, 'processing', o.amount_minor, o.tax_minor, o.transaction_type, o.currency, o.description,
        left(coalesce(o.metadata ->> 'reference', ''), 200), :by_email, :card_brand, :card_last4, :acquirer, o.metadata,
        (SELECT usd_per_unit FROM currency_rates r WHERE r.currency = o.currency), /*?*/NULL, :by_at, :by_at, :no_lines, :by_nothing, /*?*/NULL
    FROM offer o, customer c, counter n
    RETURNING p.*
), attempt AS (
    INSERT INTO attempts (merchant_id, id, payment_id, number, state, card_brand, card_last4, check_at, created_at)
    SELECT :by_merchant_id, :by_new_attempt, :by_new_payment, 1, 'processing', :card_brand, :card_last4, now() + :lease, :by_at FROM payment
), event AS (
    INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
    SELECT :by_merchant_id, :by_new_event, p.livemode, counter.events, 'payment.created', p.id, p.version, to_jsonb(p) - 'merchant_id', :by_at
    FROM payment p, counter
)
SELECT p.merchant_id, p.id, p.livemode, p.number, p.checkout_id, p.link_id, p.product_id, p.lines_count, p.customer_id, p.state,
    p.version, p.amount_minor, p.currency, p.captured_minor, p.refunded_minor, p.refund_reserved_minor, p.description,
    p.transaction_type, p.voided_minor, p.authorized_until, p.tax_minor, p.tax_refunded_minor, p.tax_reserved_minor,
    coalesce(p.usd_rate::text, ''), coalesce(p.interval_unit, ''), coalesce(p.interval_count, 0), p.subscription_id, p.custom_fields, p.customer_note,
    p.reference, p.payer_email, p.card_brand, p.card_last4, p.acquirer, p.acquirer_ref, p.failure_code,
    p.failure_message, p.metadata, p.paid_at, p.created_at, p.updated_at
    /*+*/, '{"{\"payment_id\": \"' || p.id || '\"}"}' AS job, '{' || :by_at || '}' AS job_at/*-*/
FROM payment p
\gset payment_

commit;

/* sandbox.Pay */
INSERT INTO sandbox.operations
       (key, kind, state, decline_code, amount_minor, currency, livemode, card_brand, card_last4,
        scenario, description, challenge_token, settles_at, hold, keep)
VALUES (:by_new_attempt, 'payment', :paid, /*?*/NULL, :product_amount_minor, :product_currency, :no, :card_brand, :card_last4, :paid, :product_name, /*?*/NULL, now() + /*?*/NULL::interval, :no, :no)
ON CONFLICT (key) DO NOTHING;

begin;

/* FinishAttempt */
UPDATE attempts SET state = :paid, acquirer_ref = :acquirer_ref, decline_code = :by_nothing, message = :by_nothing, action_url = :by_nothing,
    check_at = now() + /*?*/NULL, finished_at = CASE WHEN /*?*/NULL::interval IS NULL THEN :by_at::timestamptz END
WHERE merchant_id = :by_merchant_id AND id = :by_new_attempt AND state IN ('processing', 'requires_action', 'unknown');

/* FinishAttempt */
WITH bought AS (
    SELECT product_id, sum(quantity)::bigint AS quantity FROM checkout_lines
    WHERE merchant_id = :by_merchant_id AND checkout_id = :by_new_checkout AND product_id IS NOT NULL GROUP BY product_id
), locked AS (
    SELECT o.id, bought.quantity FROM products o JOIN bought ON bought.product_id = o.id
    WHERE o.merchant_id = :by_merchant_id ORDER BY o.id FOR NO KEY UPDATE OF o
)
UPDATE products o SET held = o.held - l.quantity,
    sold = o.sold + :one * l.quantity, quantity = o.quantity - :one * l.quantity
FROM locked l WHERE o.merchant_id = :by_merchant_id AND o.id = l.id;

/* FinishAttempt */
UPDATE payments SET state = :paid, version = version + 1, updated_at = :by_at,
    failure_code = :by_nothing, failure_message = :by_nothing, acquirer_ref = :acquirer_ref,
    paid_at = CASE WHEN :paid = 'paid' THEN :by_at::timestamptz END,
    captured_minor = CASE WHEN :paid = 'paid' THEN amount_minor ELSE 0 END,
    authorized_until = CASE WHEN :paid = 'authorized' THEN :by_at::timestamptz + :hold_life::interval END
WHERE merchant_id = :by_merchant_id AND id = :by_new_payment AND state = ANY (:payable);

/* queueTransfer */
INSERT INTO accounts AS a (merchant_id, livemode, currency, code, balance_minor)
SELECT :by_merchant_id, :no, :product_currency, code, CASE code WHEN :debit THEN -:product_amount_minor::bigint ELSE :product_amount_minor::bigint END
FROM (VALUES (least(:debit::text, :credit::text)), (greatest(:debit::text, :credit::text))) both_codes (code)
ON CONFLICT (merchant_id, livemode, currency, code)
    DO UPDATE SET balance_minor = a.balance_minor + excluded.balance_minor;

/* queueTransfer */
INSERT INTO transfers (merchant_id, id, livemode, currency, debit_code, credit_code, amount_minor, kind, source_id)
VALUES (:by_merchant_id, /*?*/bench.id_now('006', :number, :r), :no, :product_currency, :debit, :credit, :product_amount_minor, :kind, :by_new_payment);

/* queueEvent */
WITH counter AS (UPDATE merchant_counters SET events = events + 1
    WHERE merchant_id = :by_merchant_id AND livemode = :no RETURNING events)
INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
SELECT :by_merchant_id, /*?*/bench.id_now('007', :number, :r), :no, counter.events, :event, o.id, o.version, to_jsonb(o) - 'merchant_id', :by_at
FROM counter, payments o WHERE o.merchant_id = :by_merchant_id AND o.id = :by_new_payment;

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
