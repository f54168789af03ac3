-- What a payment page asks, for a link at random.
\set number random(:first_merchant, :last_merchant)
\set n random(1, :links)

/* PublicLink */
SELECT l.merchant_id, l.id, l.livemode, l.amount_minor, l.min_amount_minor, l.max_amount_minor,
    l.suggested_minor, l.currency, l.description, l.max_uses, l.uses_count, l.uses_held, l.taken_minor, l.expires_at,
    l.metadata, l.name, l.lines, l.pricing_mode, l.transaction_type,
    coalesce(l.interval_unit, ''), coalesce(l.interval_count, 0), l.custom_fields, l.asks_note, l.quantity_max, l.deactivated_at, l.deleted_at, l.created_at, l.updated_at, m.number, m.slug, m.name, m.website, m.time_zone,
    coalesce((SELECT n FROM rate_hits WHERE key = :visitor AND win = date_bin(:refusal_window, now(), 'epoch')), 0),
    m.accent, m.logo_id, m.pay_message, m.paid_note, m.paid_url, m.language, m.payments_stopped_at
FROM merchants m JOIN links l ON l.merchant_id = m.id
WHERE m.number = :number AND l.id = /*?*/bench.link(:number, :n) AND l.deleted_at IS NULL;
