-- The invariants: each query must return no row. A row says which merchant and
-- which object breaks the rule, and how. Run by linktill audit, after every
-- test that moves money, and by the worker while the server runs.

-- transfers_balance: each account's balance is what its transfers add up to.
SELECT a.merchant_id, a.code || ' ' || a.currency, format('balance %s, transfers %s', a.balance_minor, coalesce(t.sum, 0))
FROM accounts a
LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN credit_code = a.code THEN amount_minor ELSE -amount_minor END) AS sum
    FROM transfers t
    WHERE t.merchant_id = a.merchant_id AND t.livemode = a.livemode AND t.currency = a.currency
        AND a.code IN (t.debit_code, t.credit_code)
) t ON true
WHERE a.balance_minor <> coalesce(t.sum, 0);

-- accounts_sum: all accounts of a merchant and currency add up to zero.
SELECT merchant_id, currency::text, format('sum %s', sum(balance_minor))
FROM accounts GROUP BY merchant_id, livemode, currency HAVING sum(balance_minor) <> 0;

-- nothing_owed_to_nobody: what is set aside for refunds is exactly what refunds under way need.
SELECT a.merchant_id, a.currency::text, format('pending %s, refunds under way %s', a.balance_minor, coalesce(r.sum, 0))
FROM accounts a
LEFT JOIN LATERAL (
    SELECT sum(amount_minor) AS sum FROM refunds r
    WHERE r.merchant_id = a.merchant_id AND r.livemode = a.livemode AND r.currency = a.currency
        AND r.state IN ('pending', 'processing')
) r ON true
WHERE a.code = 'pending' AND a.balance_minor <> coalesce(r.sum, 0);

-- refunds_within_captured: refunds that did not fail are at most what was captured.
SELECT p.merchant_id, p.id::text, format('captured %s, refunds %s', p.captured_minor, r.sum)
FROM payments p
JOIN (SELECT merchant_id, payment_id, sum(amount_minor) AS sum FROM refunds
      WHERE state NOT IN ('failed', 'rejected') GROUP BY merchant_id, payment_id) r
    ON r.merchant_id = p.merchant_id AND r.payment_id = p.id
WHERE r.sum > p.captured_minor;

-- payment_counts_its_refunds: refunded and reserved are the sums of its refunds.
SELECT p.merchant_id, p.id::text, format('refunded %s, reserved %s, refunds %s and %s',
    p.refunded_minor, p.refund_reserved_minor, coalesce(r.done, 0), coalesce(r.under_way, 0))
FROM payments p
LEFT JOIN (SELECT merchant_id, payment_id,
        sum(amount_minor) FILTER (WHERE state = 'completed') AS done,
        sum(amount_minor) FILTER (WHERE state IN ('pending', 'processing')) AS under_way
      FROM refunds GROUP BY merchant_id, payment_id) r
    ON r.merchant_id = p.merchant_id AND r.payment_id = p.id
WHERE p.refunded_minor <> coalesce(r.done, 0) OR p.refund_reserved_minor <> coalesce(r.under_way, 0);

-- refund_state_of_payment: partially_refunded and refunded mean what they say.
SELECT merchant_id, id::text, format('%s with %s of %s refunded', state, refunded_minor, captured_minor)
FROM payments
WHERE state IN ('paid', 'partially_refunded', 'refunded') AND state <>
    CASE WHEN refunded_minor = 0 THEN 'paid' WHEN refunded_minor < captured_minor THEN 'partially_refunded' ELSE 'refunded' END;

-- link_counts_its_payments: uses are payments that took or hold money, holds its open ones, both within the maximum; taken is their sum.
SELECT l.merchant_id, l.id::text, format('uses %s and %s held of %s, payments %s and %s, taken %s of %s',
    l.uses_count, l.uses_held, l.max_uses, coalesce(p.paid, 0), coalesce(p.open, 0), l.taken_minor, coalesce(p.taken, 0))
FROM links l
LEFT JOIN (SELECT merchant_id, link_id,
        count(*) FILTER (WHERE state IN ('authorized', 'paid', 'partially_refunded', 'refunded')) AS paid,
        count(*) FILTER (WHERE state IN ('processing', 'unknown')) AS open,
        sum(captured_minor) AS taken
      FROM payments GROUP BY merchant_id, link_id) p
    ON p.merchant_id = l.merchant_id AND p.link_id = l.id
WHERE l.uses_count <> coalesce(p.paid, 0) OR l.uses_held <> coalesce(p.open, 0)
    OR l.uses_count + l.uses_held > l.max_uses OR l.taken_minor <> coalesce(p.taken, 0);

-- paid_is_posted_once: a payment is in the ledger exactly when money was taken.
SELECT p.merchant_id, p.id::text, format('%s, captured %s, posted %s', p.state, p.captured_minor, t.amount_minor)
FROM payments p
LEFT JOIN transfers t ON t.merchant_id = p.merchant_id AND t.kind = 'payment' AND t.source_id = p.id
WHERE (p.state IN ('paid', 'partially_refunded', 'refunded')) <> (t.id IS NOT NULL)
    OR t.id IS NOT NULL AND (t.amount_minor <> p.captured_minor OR t.currency <> p.currency OR t.livemode <> p.livemode);

-- refund_is_posted: each refund has the transfers of its state.
SELECT r.merchant_id, r.id::text, format('%s with %s', r.state, coalesce(string_agg(t.kind, ', ' ORDER BY t.kind), 'no transfer'))
FROM refunds r
LEFT JOIN transfers t ON t.merchant_id = r.merchant_id AND t.source_id = r.id
    AND t.kind <> 'payment' AND t.amount_minor = r.amount_minor AND t.currency = r.currency
GROUP BY r.merchant_id, r.id, r.state
HAVING coalesce(string_agg(t.kind, ',' ORDER BY t.kind), '') <> CASE r.state
    WHEN 'completed' THEN 'refund_completed,refund_reserved'
    WHEN 'processing' THEN 'refund_reserved'
    ELSE 'refund_released,refund_reserved' END AND r.state <> 'pending';

-- transfer_has_its_source: nothing is posted for what is not there.
SELECT t.merchant_id, t.id::text, format('%s of %s', t.kind, t.source_id)
FROM transfers t
LEFT JOIN payments p ON t.kind = 'payment' AND p.merchant_id = t.merchant_id AND p.id = t.source_id
LEFT JOIN refunds r ON t.kind LIKE 'refund%' AND r.merchant_id = t.merchant_id AND r.id = t.source_id
LEFT JOIN payouts o ON t.kind LIKE 'payout%' AND o.merchant_id = t.merchant_id AND o.id = t.source_id
WHERE p.id IS NULL AND r.id IS NULL AND o.id IS NULL;

-- payout_is_posted: each payout is in the ledger once, and once more when it was reversed.
SELECT o.merchant_id, o.id::text, format('%s of %s with %s', o.amount_minor, o.currency, coalesce(string_agg(t.kind, ', ' ORDER BY t.kind), 'no transfer'))
FROM payouts o
LEFT JOIN transfers t ON t.merchant_id = o.merchant_id AND t.source_id = o.id AND t.livemode = o.livemode
    AND t.amount_minor = o.amount_minor AND t.currency = o.currency
GROUP BY o.merchant_id, o.id, o.amount_minor, o.currency, o.reversed_at
HAVING coalesce(string_agg(t.kind, ',' ORDER BY t.kind), '') <> CASE WHEN o.reversed_at IS NULL THEN 'payout' ELSE 'payout,payout_reversed' END;

-- takings_add_up: what was folded, and the events after it, are what payments took and refunds gave back.
SELECT merchant_id, currency, format('gross %s, refunds %s, paid %s, started %s, converted %s too much',
    sum(gross_minor), sum(refund_minor), sum(paid), sum(started), sum(converted))
FROM (
    SELECT * FROM (SELECT DISTINCT ON (merchant_id, livemode, currency)
            merchant_id, livemode, currency::text, gross_minor, refund_minor, paid, started, converted
        FROM takings ORDER BY merchant_id, livemode, currency, quarter DESC) latest
    UNION ALL
    SELECT f.merchant_id, f.livemode, f.currency, f.gross_minor, f.refund_minor, f.paid, f.started, f.converted
    FROM event_takings f LEFT JOIN takings_folded d ON d.merchant_id = f.merchant_id AND d.livemode = f.livemode
    WHERE f.seq > coalesce(d.seq, 0)
    UNION ALL
    SELECT merchant_id, livemode, currency, -captured_minor, 0,
        CASE WHEN paid_at IS NULL THEN 0 ELSE -1 END, -1, CASE WHEN paid_at IS NULL THEN 0 ELSE -1 END
    FROM payments
    UNION ALL
    SELECT merchant_id, livemode, currency, 0, -amount_minor, 0, 0, 0 FROM refunds WHERE state = 'completed'
) parts
GROUP BY merchant_id, livemode, currency
HAVING sum(gross_minor) <> 0 OR sum(refund_minor) <> 0 OR sum(paid) <> 0 OR sum(started) <> 0 OR sum(converted) <> 0;

-- takings_never_fall: running totals only grow, and nothing is folded that did not happen.
SELECT merchant_id, currency::text, format('less at %s than before', quarter)
FROM (SELECT t.*, least(gross_minor - lag(gross_minor) OVER w, refund_minor - lag(refund_minor) OVER w, paid - lag(paid) OVER w,
        started - lag(started) OVER w, converted - lag(converted) OVER w) AS step
      FROM takings t WINDOW w AS (PARTITION BY merchant_id, livemode, currency ORDER BY quarter)) steps
WHERE step < 0
UNION ALL
SELECT f.merchant_id, 'all', format('folded %s of %s events', f.seq, c.events)
FROM takings_folded f LEFT JOIN merchant_counters c ON c.merchant_id = f.merchant_id AND c.livemode = f.livemode
WHERE f.seq > coalesce(c.events, 0);

-- attempts_and_payment_agree: a payment stands where its latest attempt left it.
SELECT p.merchant_id, p.id::text, format('payment %s, attempt %s', p.state, coalesce(a.state, 'none'))
FROM payments p
LEFT JOIN LATERAL (SELECT state FROM attempts a WHERE a.merchant_id = p.merchant_id AND a.payment_id = p.id
    ORDER BY number DESC LIMIT 1) a ON true
WHERE a.state IS NULL OR p.state <> ALL (CASE a.state
    WHEN 'paid' THEN ARRAY['paid', 'partially_refunded', 'refunded']
    WHEN 'authorized' THEN ARRAY['authorized', 'paid', 'partially_refunded', 'refunded', 'canceled', 'expired']
    WHEN 'unknown' THEN ARRAY['unknown']
    WHEN 'declined' THEN ARRAY['failed']
    WHEN 'canceled' THEN ARRAY['failed']
    ELSE ARRAY['processing'] END);

-- product_counts_its_payments: sold is what payments took or hold money for, held what open ones ask for.
SELECT o.merchant_id, o.id::text, format('sold %s, held %s, payments %s and %s', o.sold, o.held, coalesce(l.sold, 0), coalesce(l.open, 0))
FROM products o
LEFT JOIN (SELECT x.merchant_id, x.product_id,
        sum(x.quantity) FILTER (WHERE p.state IN ('authorized', 'paid', 'partially_refunded', 'refunded')) AS sold,
        sum(x.quantity) FILTER (WHERE p.state IN ('processing', 'unknown')) AS open
      FROM checkout_lines x JOIN payments p ON p.merchant_id = x.merchant_id AND p.checkout_id = x.checkout_id
      WHERE x.product_id IS NOT NULL GROUP BY x.merchant_id, x.product_id) l
    ON l.merchant_id = o.merchant_id AND l.product_id = o.id
WHERE o.sold <> coalesce(l.sold, 0) OR o.held <> coalesce(l.open, 0);

-- lines_add_up: the lines of a checkout are its amount and its tax.
SELECT c.merchant_id, c.id::text, format('amount %s with tax %s, lines %s with %s', c.amount_minor, c.tax_minor, sum(x.gross_minor), sum(x.tax_minor))
FROM checkouts c JOIN checkout_lines x ON x.merchant_id = c.merchant_id AND x.checkout_id = c.id
GROUP BY c.merchant_id, c.id, c.amount_minor, c.tax_minor
HAVING c.amount_minor <> sum(x.gross_minor) OR c.tax_minor <> sum(x.tax_minor);

-- hold_is_accounted_for: what is held was captured, voided, or can still be; captures and voids say so.
SELECT p.merchant_id, p.id::text, format('%s of %s, captured %s by %s, voided %s by %s, held until %s',
    p.state, p.amount_minor, p.captured_minor, h.captured, p.voided_minor, h.voided, p.authorized_until)
FROM payments p
LEFT JOIN LATERAL (SELECT coalesce(sum(amount_minor) FILTER (WHERE kind = 'capture'), 0) AS captured,
        coalesce(sum(amount_minor) FILTER (WHERE kind = 'void'), 0) AS voided
    FROM captures c WHERE c.merchant_id = p.merchant_id AND c.payment_id = p.id AND c.state = 'completed') h ON true
WHERE p.transaction_type = 'authorization' AND (p.captured_minor <> h.captured OR p.voided_minor <> h.voided
        OR (p.authorized_until IS NOT NULL) <> (p.state NOT IN ('processing', 'unknown', 'failed')
            AND p.captured_minor + p.voided_minor < p.amount_minor))
    OR p.transaction_type = 'payment' AND (h.captured + h.voided + p.voided_minor > 0
        OR p.authorized_until IS NOT NULL OR p.captured_minor NOT IN (0, p.amount_minor));

-- tax_of_refunds: the tax that refunds give back is what the payment counts, and never more than it was.
SELECT p.merchant_id, p.id::text, format('tax %s, refunded %s, reserved %s, refunds %s and %s', p.tax_minor,
    p.tax_refunded_minor, p.tax_reserved_minor, coalesce(r.done, 0), coalesce(r.under_way, 0))
FROM payments p
LEFT JOIN (SELECT merchant_id, payment_id,
        sum(tax_minor) FILTER (WHERE state = 'completed') AS done,
        sum(tax_minor) FILTER (WHERE state IN ('pending', 'processing')) AS under_way
      FROM refunds GROUP BY merchant_id, payment_id) r
    ON r.merchant_id = p.merchant_id AND r.payment_id = p.id
WHERE p.tax_refunded_minor <> coalesce(r.done, 0) OR p.tax_reserved_minor <> coalesce(r.under_way, 0);

-- one_success_per_payment: no payment was paid by two attempts.
SELECT merchant_id, payment_id::text, format('%s paid attempts', count(*))
FROM attempts WHERE state IN ('paid', 'authorized') GROUP BY merchant_id, payment_id HAVING count(*) > 1;

-- every_version_has_its_event: versions of payments, refunds, links and subscriptions are gap-free in the events.
SELECT o.merchant_id, o.id::text, format('version %s, events %s', o.version, count(e.id))
FROM (SELECT merchant_id, id, version FROM payments UNION ALL SELECT merchant_id, id, version FROM refunds
      UNION ALL SELECT merchant_id, id, version FROM links UNION ALL SELECT merchant_id, id, version FROM subscriptions) o
LEFT JOIN events e ON e.merchant_id = o.merchant_id AND e.object_id = o.id
GROUP BY o.merchant_id, o.id, o.version
HAVING count(e.id) <> o.version OR count(DISTINCT e.version) <> o.version OR max(e.version) <> o.version;

-- links_are_counted: the number of a merchant's links is how many there are.
SELECT c.merchant_id, c.livemode::text, format('counter %s, links %s', c.links, count(l.id))
FROM merchant_counters c
LEFT JOIN links l ON l.merchant_id = c.merchant_id AND l.livemode = c.livemode AND l.deleted_at IS NULL
GROUP BY c.merchant_id, c.livemode, c.links HAVING c.links <> count(l.id);

-- event_sequence: the sequence of a merchant's events has no gap.
SELECT c.merchant_id, c.livemode::text, format('counter %s, events %s, highest %s', c.events, count(e.id), max(e.seq))
FROM merchant_counters c
LEFT JOIN events e ON e.merchant_id = c.merchant_id AND e.livemode = c.livemode
GROUP BY c.merchant_id, c.livemode, c.events
HAVING count(e.id) <> c.events OR coalesce(max(e.seq), 0) <> c.events;

-- dashboard_refund_is_authorized: a member's refund used one second factor, given for it, once.
SELECT r.merchant_id, r.id::text, 'authorization ' || coalesce(a.id::text, 'missing')
FROM refunds r
LEFT JOIN authorizations a ON a.merchant_id = r.merchant_id AND a.id = r.authorization_id
    AND a.user_id = r.user_id AND a.operation = 'refund' AND a.used_at IS NOT NULL
WHERE r.user_id IS NOT NULL AND a.id IS NULL;

-- modes_do_not_mix: what belongs together is in one mode.
SELECT p.merchant_id, p.id::text, 'mode differs'
FROM payments p
JOIN checkouts c ON c.merchant_id = p.merchant_id AND c.id = p.checkout_id
JOIN customers u ON u.merchant_id = p.merchant_id AND u.id = p.customer_id
LEFT JOIN links l ON l.merchant_id = p.merchant_id AND l.id = p.link_id
WHERE c.livemode <> p.livemode OR u.livemode <> p.livemode OR l.livemode <> p.livemode
    OR c.amount_minor <> p.amount_minor OR c.currency <> p.currency OR c.transaction_type <> p.transaction_type
UNION ALL
SELECT r.merchant_id, r.id::text, 'mode or currency differs'
FROM refunds r
JOIN payments p ON p.merchant_id = r.merchant_id AND p.id = r.payment_id
WHERE r.livemode <> p.livemode OR r.currency <> p.currency;

-- nothing_is_forgotten: no operation waits much longer than it may to be asked about.
SELECT merchant_id, id::text, format('%s, due since %s', state, check_at)
FROM (SELECT merchant_id, id, state, check_at FROM attempts UNION ALL SELECT merchant_id, id, state, check_at FROM refunds
      UNION ALL SELECT merchant_id, id, state, check_at FROM captures) o
WHERE check_at < now() - interval '5 minutes';

-- charge_has_its_payment: each period of a subscription stands where its one payment does, at the same price.
SELECT h.merchant_id, h.id::text, format('%s of %s %s, payment %s of %s %s', h.state, h.amount_minor, h.currency, p.state, p.amount_minor, p.currency)
FROM charges h
LEFT JOIN payments p ON p.merchant_id = h.merchant_id AND p.id = h.payment_id
WHERE p.id IS NULL OR p.subscription_id IS DISTINCT FROM h.subscription_id OR p.livemode <> h.livemode
    OR p.amount_minor <> h.amount_minor OR p.currency <> h.currency
    OR h.state <> CASE WHEN p.state IN ('paid', 'partially_refunded', 'refunded') THEN 'paid'
        WHEN p.state <> 'failed' THEN 'processing' WHEN h.state = 'voided' THEN 'voided' ELSE 'failed' END
UNION ALL
SELECT p.merchant_id, p.id::text, 'it is for no period of its subscription'
FROM payments p LEFT JOIN charges h ON h.merchant_id = p.merchant_id AND h.payment_id = p.id
WHERE p.subscription_id IS NOT NULL AND h.id IS NULL;

-- subscription_counts_its_charges: what a subscription has paid is the sum of its periods, and none begins before the one before it ends.
SELECT x.merchant_id, x.id::text, format('%s charges of %s in all, periods %s of %s, %s overlap', x.charged_count, x.charged_minor, coalesce(h.n, 0), coalesce(h.sum, 0), coalesce(h.overlaps, 0))
FROM subscriptions x
LEFT JOIN (SELECT merchant_id, subscription_id, count(*) FILTER (WHERE state = 'paid') AS n, sum(amount_minor) FILTER (WHERE state = 'paid') AS sum,
        count(*) FILTER (WHERE period_start < before) AS overlaps
      FROM (SELECT *, lag(period_end) OVER (PARTITION BY merchant_id, subscription_id ORDER BY period_start) AS before FROM charges) c
      GROUP BY merchant_id, subscription_id) h
    ON h.merchant_id = x.merchant_id AND h.subscription_id = x.id
WHERE x.charged_count <> coalesce(h.n, 0) OR x.charged_minor <> coalesce(h.sum, 0) OR h.overlaps > 0;

-- idempotency_lease: no request is recorded as running long after it must have ended.
SELECT merchant_id, key, format('running, lease ended %s', lease_until)
FROM idempotency_keys WHERE state = 'running' AND lease_until < now() - interval '1 day';

-- event_is_queued: every event that an enabled endpoint chose has its delivery, as long as deliveries are kept.
SELECT w.merchant_id, w.id::text, format('%s of event %s is missing', n.name, e.seq)
FROM webhook_endpoints w
JOIN events e ON e.merchant_id = w.merchant_id AND e.livemode = w.livemode AND e.seq > w.since_seq
    AND e.created_at > now() - interval '1 day'
JOIN event_names n ON n.type = e.type AND NOT n.addressed
    AND (n.needs = '' OR n.needs = 'link' AND e.data ->> 'link_id' IS NOT NULL)
    AND (n.name = ANY (w.events) OR n.canonical AND '*' = ANY (w.events))
LEFT JOIN deliveries d ON d.merchant_id = w.merchant_id AND d.endpoint_id = w.id AND d.event_id = e.id AND d.name = n.name
WHERE w.state = 'enabled' AND w.deleted_at IS NULL AND d.id IS NULL;

-- delivery_has_its_event: nothing is delivered that did not happen, or in the other mode, or under another's name.
SELECT d.merchant_id, d.id::text, format('%s of event %s, which is %s number %s', d.name, d.event_seq, coalesce(e.type, 'missing'), e.seq)
FROM deliveries d
LEFT JOIN events e ON e.merchant_id = d.merchant_id AND e.id = d.event_id
LEFT JOIN webhook_endpoints w ON w.merchant_id = d.merchant_id AND w.id = d.endpoint_id
LEFT JOIN event_names n ON n.type = e.type AND n.name = d.name
WHERE n.name IS NULL OR d.event_seq <> e.seq OR d.livemode <> e.livemode OR w.livemode IS DISTINCT FROM d.livemode;

-- delivery_counts_its_tries: every try is recorded; delivered means that the last was accepted, failed that it was not.
SELECT d.merchant_id, d.id::text, format('%s after %s tries, %s recorded, the last answered %s', d.state, d.attempts, coalesce(t.n, 0), l.response_status)
FROM deliveries d
LEFT JOIN (SELECT merchant_id, delivery_id, count(*) AS n FROM delivery_attempts GROUP BY merchant_id, delivery_id) t
    ON t.merchant_id = d.merchant_id AND t.delivery_id = d.id
LEFT JOIN delivery_attempts l ON l.merchant_id = d.merchant_id AND l.delivery_id = d.id AND l.number = d.attempts
WHERE d.attempts <> coalesce(t.n, 0)
    OR d.state <> 'pending' AND (d.state = 'delivered') <> coalesce(l.response_status BETWEEN 200 AND 299, false);

-- audit_log_has_no_gap: a merchant's audit log has as many entries as its end says. linktill audit verifies their hashes as well.
SELECT m.id, 'audit log', format('end %s, entries %s, highest %s', c.seq, a.n, a.highest)
FROM merchants m
LEFT JOIN audit_chains c ON c.merchant_id = m.id
LEFT JOIN LATERAL (SELECT count(*) AS n, max(seq) AS highest FROM audit_entries a WHERE a.merchant_id = m.id) a ON true
WHERE coalesce(c.seq, 0) <> a.n OR coalesce(c.seq, 0) <> coalesce(a.highest, 0);

-- merchant_has_an_owner: somebody can always do everything.
SELECT m.id, 'team', 'no owner'
FROM merchants m WHERE NOT EXISTS (SELECT FROM members mb WHERE mb.merchant_id = m.id AND mb.role = 'owner');
