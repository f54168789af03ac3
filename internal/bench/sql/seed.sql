-- What the payments are made of: merchants like the one that was created, and
-- links of each. Ids can be computed from a merchant's number and a small
-- number, so that pgbench, which has no text functions, finds every link.
CREATE SCHEMA bench;

-- An id as pay.NewID makes it: milliseconds, the merchant's number, and digits
-- that make it the only one.
CREATE FUNCTION bench.id_at(ms bigint, kind text, number bigint, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(ms), 12, '0') || '8' || kind || '80' || lpad(to_hex(number), 8, '0') || lpad(to_hex(n), 6, '0'))::uuid
$$;
CREATE FUNCTION bench.id_now(kind text, number bigint, n bigint) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT bench.id_at((extract(epoch FROM clock_timestamp()) * 1000)::bigint, kind, number, n)
$$;
CREATE FUNCTION bench.link(number bigint, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT bench.id_at(1700000000000, '000', number, n)
$$;

-- Makes links of the merchant with that number, each with its event.
CREATE PROCEDURE bench.make_links(merchant_number bigint, how_many bigint) LANGUAGE sql AS $$
    INSERT INTO links (merchant_id, id, livemode, amount_minor, currency, description, max_uses)
    SELECT m.id, bench.link(m.number, n), false, 1250, 'BSD', 'Flat white and banana bread', 100000000
    FROM merchants m, generate_series(1, how_many) n WHERE m.number = merchant_number;
    INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data)
    SELECT m.id, bench.id_at(1700000000000, '001', m.number, n), false, n, 'payment_link.created', bench.link(m.number, n), 1, '{}'
    FROM merchants m, generate_series(1, how_many) n WHERE m.number = merchant_number;
    INSERT INTO merchant_counters (merchant_id, livemode, events)
    SELECT m.id, false, how_many FROM merchants m WHERE m.number = merchant_number
    ON CONFLICT (merchant_id, livemode) DO UPDATE SET events = excluded.events;
$$;

-- Makes merchants with the numbers 1, 2, 3, … for pgbench to choose from.
CREATE PROCEDURE bench.make_merchants(how_many bigint, links_each bigint) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO merchants (id, number, slug, name, email, country, default_currency)
    SELECT bench.id_at(1700000000000, '002', n, 0), n, 'bench-' || n, 'Bench ' || n, n || '@bench.example', 'BS', 'BSD'
    FROM generate_series(1, how_many) n;
    FOR n IN 1 .. how_many LOOP
        CALL bench.make_links(n, links_each);
    END LOOP;
END $$;

-- Payments that were made long ago, one a second, for lists. Foreign keys are
-- not asked while they are put in: all rows they point to are made here.
CREATE PROCEDURE bench.make_payments(merchant_number bigint, how_many bigint) LANGUAGE plpgsql AS $$
BEGIN
    CALL bench.make_links(merchant_number, 1000);
    SET LOCAL session_replication_role = replica;
    INSERT INTO customers (merchant_id, id, livemode, email, created_at)
    SELECT m.id, bench.id_at(1700000000000 + n, '003', m.number, n), false, 'customer' || n || '@bench.example', now()
    FROM merchants m, generate_series(0, 999) n WHERE m.number = merchant_number;
    INSERT INTO checkouts (merchant_id, id, livemode, link_id, amount_minor, currency, description, expires_at, created_at)
    SELECT m.id, bench.id_at(1700000000000 + n * 1000, '004', m.number, 0), false, bench.link(m.number, 1 + n % 1000), 1250, 'BSD',
        'Flat white and banana bread', to_timestamp(1700086400 + n), to_timestamp(1700000000 + n)
    FROM merchants m, generate_series(1, how_many) n WHERE m.number = merchant_number;
    INSERT INTO payments (merchant_id, id, livemode, number, checkout_id, link_id, customer_id, state, version, amount_minor,
        currency, captured_minor, description, payer_email, card_brand, card_last4, acquirer, acquirer_ref, metadata,
        paid_at, created_at, updated_at)
    SELECT m.id, bench.id_at(1700000000000 + n * 1000, '005', m.number, 0), false, n,
        bench.id_at(1700000000000 + n * 1000, '004', m.number, 0), bench.link(m.number, 1 + n % 1000),
        bench.id_at(1700000000000 + n % 1000, '003', m.number, n % 1000), 'paid', 2, 1250,
        'BSD', 1250, 'Flat white and banana bread', 'customer' || n % 1000 || '@bench.example', 'visa', '4242', 'sandbox',
        'sb_' || n, '{}', to_timestamp(1700000000 + n), to_timestamp(1700000000 + n), to_timestamp(1700000000 + n)
    FROM merchants m, generate_series(1, how_many) n WHERE m.number = merchant_number;
END $$;
