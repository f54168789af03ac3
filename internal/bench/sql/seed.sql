-- What the payments are made of: merchants like the one that was created, with
-- links, a product and an API key of each. Ids can be computed from a merchant's
-- number and a small number, so that pgbench, which has no text functions, finds
-- every row.
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
CREATE FUNCTION bench.product(number bigint, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT bench.id_at(1700000000000, '006', number, n)
$$;

-- What the API keys of the merchants are looked up by.
CREATE TABLE bench.keys (number bigint PRIMARY KEY, hash bytea NOT NULL);
CREATE FUNCTION bench.key_hash(merchant_number bigint) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT hash FROM bench.keys WHERE number = merchant_number
$$;

-- Gives the merchants 1, 2, 3, … a key with each of these hashes.
CREATE PROCEDURE bench.make_keys(hashes bytea[], scopes text[]) LANGUAGE sql AS $$
    INSERT INTO bench.keys SELECT n, hash FROM unnest(hashes) WITH ORDINALITY AS k (hash, n);
    INSERT INTO api_keys (merchant_id, id, livemode, name, key_hash, last4, scopes)
    SELECT m.id, bench.id_at(1700000000000, '009', m.number, 0), false, 'Bench', k.hash, '0000', scopes
    FROM bench.keys k JOIN merchants m ON m.number = k.number;
$$;

CREATE PROCEDURE bench.make_links(merchant_number bigint, how_many bigint) LANGUAGE sql AS $$
    INSERT INTO links (merchant_id, id, livemode, amount_minor, currency, description, max_uses)
    SELECT m.id, bench.link(m.number, n), false, 1250, 'BSD', 'Flat white and banana bread', 100000000
    FROM merchants m, generate_series(1, how_many) n WHERE m.number = merchant_number;
$$;

CREATE PROCEDURE bench.make_products(merchant_number bigint, how_many bigint) LANGUAGE sql AS $$
    INSERT INTO products (merchant_id, id, livemode, name, description, currency, amount_minor, quantity)
    SELECT m.id, bench.product(m.number, n), false, 'Snorkelling at the reef', 'Two hours with a guide, mask and fins', 'BSD', 8500, 100000000
    FROM merchants m, generate_series(1, how_many) n WHERE m.number = merchant_number;
$$;

-- Makes merchants with the numbers 1, 2, 3, … for pgbench to choose from; their
-- links have the events that they would have.
CREATE PROCEDURE bench.make_merchants(how_many bigint, links_each bigint) LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO merchants (id, number, slug, name, email, country, default_currency)
    SELECT bench.id_at(1700000000000, '002', n, 0), n, 'bench-' || n, 'Bench ' || n, n || '@bench.example', 'BS', 'BSD'
    FROM generate_series(1, how_many) n;
    WITH owner AS (
        INSERT INTO users (id, email, password_hash) VALUES (gen_random_uuid(), 'owner-' || gen_random_uuid() || '@bench.example', 'none') RETURNING id
    )
    INSERT INTO members (merchant_id, user_id, role) SELECT m.id, owner.id, 'owner' FROM merchants m, owner WHERE m.slug LIKE 'bench-%';
    FOR n IN 1 .. how_many LOOP
        CALL bench.make_links(n, links_each);
        CALL bench.make_products(n, 1);
        INSERT INTO merchant_counters (merchant_id, livemode, events, links) SELECT id, false, links_each, links_each FROM merchants WHERE number = n;
        INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data)
        SELECT l.merchant_id, bench.id_at(1700000000000, '001', n, i), false, i, 'payment_link.created', l.id, 1, to_jsonb(l) - 'merchant_id'
        FROM generate_series(1, links_each) i JOIN links l ON l.id = bench.link(n, i);
    END LOOP;
END $$;

-- Adds so many events about the payments of a merchant; whoever listens is told.
-- They are of a type that no figure counts: the payments have theirs already.
CREATE PROCEDURE bench.happen(merchant_number bigint, how_many bigint) LANGUAGE sql AS $$
    WITH counter AS (
        UPDATE merchant_counters c SET events = c.events + how_many FROM merchants m
        WHERE m.number = merchant_number AND c.merchant_id = m.id AND NOT c.livemode RETURNING c.merchant_id, c.events - how_many AS before
    ), told AS (
        SELECT p.*, row_number() OVER () AS place, count(*) OVER () AS places
        FROM (SELECT p.* FROM payments p JOIN counter c ON c.merchant_id = p.merchant_id LIMIT 1000) p
    )
    INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data)
    SELECT p.merchant_id, bench.id_now('00a', merchant_number, i), false, c.before + i, 'payment.unknown', p.id, p.version,
        to_jsonb(p) - 'merchant_id' - 'place' - 'places'
    FROM counter c, generate_series(1, how_many) i JOIN told p ON p.place = 1 + i % p.places
    ORDER BY i;
$$;

-- What was paid in the last half year, evenly, with a refund and an event of each;
-- and as many links and products. Ids are of long ago, one a second, so that they
-- can be computed. It is there to be listed and added up; of the events only the
-- last thousand say more than what came in, since no page shows others. Foreign
-- keys are not asked while it is put in: all rows they point to are made here.
CREATE PROCEDURE bench.make_history(merchant_number bigint, how_many bigint) LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL session_replication_role = replica;
    CALL bench.make_links(merchant_number, how_many);
    CALL bench.make_products(merchant_number, how_many);
    INSERT INTO merchant_counters (merchant_id, livemode, payments, refunds, events, links)
    SELECT m.id, false, how_many, how_many, how_many, how_many FROM merchants m WHERE m.number = merchant_number
    ON CONFLICT (merchant_id, livemode) DO UPDATE SET payments = how_many, refunds = how_many, events = how_many, links = how_many;
    INSERT INTO customers (merchant_id, id, livemode, email, created_at)
    SELECT m.id, bench.id_at(1700000000000 + n, '003', m.number, n), false, 'customer' || n || '@bench.example', now()
    FROM merchants m, generate_series(0, 999) n WHERE m.number = merchant_number;
    INSERT INTO checkouts (merchant_id, id, livemode, link_id, amount_minor, currency, description, expires_at, created_at)
    SELECT m.id, bench.id_at(1700000000000 + n * 1000, '004', m.number, 0), false, bench.link(m.number, 1 + n % 1000), 1250, 'BSD',
        'Flat white and banana bread', to_timestamp(1700086400 + n), to_timestamp(1700000000 + n)
    FROM merchants m, generate_series(1, how_many) n WHERE m.number = merchant_number;
    INSERT INTO payments (merchant_id, id, livemode, number, checkout_id, link_id, customer_id, state, version, amount_minor,
        currency, captured_minor, refunded_minor, description, payer_email, card_brand, card_last4, acquirer, acquirer_ref, metadata,
        paid_at, created_at, updated_at)
    SELECT m.id, bench.id_at(1700000000000 + n * 1000, '005', m.number, 0), false, n,
        bench.id_at(1700000000000 + n * 1000, '004', m.number, 0), bench.link(m.number, 1 + n % 1000),
        bench.id_at(1700000000000 + n % 1000, '003', m.number, n % 1000), 'partially_refunded', 2, 1250,
        'BSD', 1250, 250, 'Flat white and banana bread', 'customer' || n % 1000 || '@bench.example', 'visa', '4242', 'sandbox',
        'sb_' || n, '{}', t.at, t.at, t.at
    FROM merchants m, generate_series(1, how_many) n, LATERAL (SELECT now() - (how_many - n) * interval '180 days' / how_many AS at) t
    WHERE m.number = merchant_number;
    INSERT INTO accounts (merchant_id, livemode, currency, code, balance_minor)
    SELECT m.id, false, 'BSD', a.code, a.sign * how_many * 1000 FROM merchants m, (VALUES ('acquirer', -1), ('available', 1)) a (code, sign)
    WHERE m.number = merchant_number ON CONFLICT DO NOTHING;
    INSERT INTO refunds (merchant_id, id, livemode, number, payment_id, state, version, amount_minor, currency, reason, acquirer_ref,
        key_id, created_at, updated_at)
    SELECT p.merchant_id, bench.id_at(1700000000000 + p.number * 1000, '007', merchant_number, 0), false, p.number, p.id, 'completed', 3,
        250, 'BSD', 'The banana bread was sold out', 'sb_r' || p.number, k.id, p.created_at, p.created_at
    FROM merchants m JOIN payments p ON p.merchant_id = m.id
    JOIN LATERAL (SELECT id FROM api_keys WHERE merchant_id = m.id AND NOT livemode LIMIT 1) k ON true
    WHERE m.number = merchant_number ORDER BY p.number;
    INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
    SELECT p.merchant_id, bench.id_at(1700000000000 + p.number * 1000, '008', merchant_number, 0), false, p.number,
        'payment.completed', p.id, p.version, CASE WHEN p.number > how_many - 1000 THEN to_jsonb(p) - 'merchant_id'
            ELSE jsonb_build_object('currency', p.currency, 'captured_minor', p.captured_minor, 'paid_at', p.paid_at, 'created_at', p.created_at) END
            || '{"version": 1}', p.created_at
    FROM merchants m JOIN payments p ON p.merchant_id = m.id WHERE m.number = merchant_number ORDER BY p.number;
END $$;
