-- The first page of a merchant's payments.
/* Payments */
SELECT p.merchant_id, p.id, p.livemode, p.number, p.checkout_id, p.link_id, p.product_id, p.lines_count, p.customer_id, p.state,
    p.version, p.amount_minor, p.currency, p.captured_minor, p.refunded_minor, p.refund_reserved_minor, p.description,
    p.transaction_type, p.voided_minor, p.authorized_until, p.tax_minor, p.tax_refunded_minor, p.tax_reserved_minor,
    coalesce(p.usd_rate::text, ''), coalesce(p.interval_unit, ''), coalesce(p.interval_count, 0), p.subscription_id, p.custom_fields, p.customer_note,
    p.reference, p.payer_email, p.card_brand, p.card_last4, p.acquirer, p.acquirer_ref, p.failure_code,
    p.failure_message, p.metadata, p.paid_at, p.created_at, p.updated_at
FROM payments p
WHERE p.merchant_id = :merchant_id AND p.livemode = :livemode
    AND (/*?*/NULL::text[] IS NULL OR p.state = ANY (/*?*/NULL)) AND (/*?*/NULL::uuid IS NULL OR p.id < /*?*/NULL)
ORDER BY p.id DESC LIMIT :rows OFFSET :zero;
