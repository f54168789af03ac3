-- A payment link, as a program with an API key has one made; see pay.sql.
\set number random(:first_merchant, :last_merchant)
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
    /*+*/, '' AS nothing, clock_timestamp() AS at, bench.id_now('00b', :number, :r) AS new_link, bench.id_now('00c', :number, :r) AS new_event/*-*/
FROM k, hit
\gset by_

begin;

/* CreateLink */
INSERT INTO links (merchant_id, id, livemode, amount_minor, min_amount_minor, max_amount_minor,
    suggested_minor, currency, description, max_uses, expires_at, metadata, created_at, updated_at,
    name, lines, pricing_mode, transaction_type, interval_unit, interval_count, custom_fields, asks_note, quantity_max)
VALUES (:by_merchant_id, :by_new_link, :no, :amount, /*?*/NULL, /*?*/NULL, :no_amounts, :currency, :description, /*?*/NULL, /*?*/NULL, :empty, :by_at, :by_at, :by_nothing, :no_lines, :pricing, :payment, nullif(:by_nothing, ''), nullif(:zero, 0), :no_lines, :no, :one)
ON CONFLICT (merchant_id, id) DO NOTHING;

/* queueEvent */
WITH counter AS (UPDATE merchant_counters SET events = events + 1,
    links = links + CASE :link_event::text WHEN 'payment_link.created' THEN 1 WHEN 'payment_link.deleted' THEN -1 ELSE 0 END
    WHERE merchant_id = :by_merchant_id AND livemode = :no RETURNING events)
INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
SELECT :by_merchant_id, :by_new_event, :no, counter.events, :link_event, o.id, o.version, to_jsonb(o) - 'merchant_id', :by_at
FROM counter, links o WHERE o.merchant_id = :by_merchant_id AND o.id = :by_new_link;

commit;

/* Link */
SELECT l.merchant_id, l.id, l.livemode, l.amount_minor, l.min_amount_minor, l.max_amount_minor,
    l.suggested_minor, l.currency, l.description, l.max_uses, l.uses_count, l.uses_held, l.taken_minor, l.expires_at,
    l.metadata, l.name, l.lines, l.pricing_mode, l.transaction_type,
    coalesce(l.interval_unit, ''), coalesce(l.interval_count, 0), l.custom_fields, l.asks_note, l.quantity_max, l.deactivated_at, l.deleted_at, l.created_at, l.updated_at
FROM links l
WHERE l.merchant_id = :by_merchant_id AND l.id = :by_new_link AND l.livemode = :no AND l.deleted_at IS NULL;
