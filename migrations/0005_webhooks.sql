-- +goose Up
-- Telling other programs what happened. Every event leaves, in its own
-- transaction, a delivery for each endpoint that chose it; workers send them.

-- The catalogue: under which names an event is delivered. "*" chooses the
-- canonical ones, every other name is an alias of the reference documents. needs
-- narrows an alias: link to payments made through a payment link, goods to
-- payments of anything but a bare link. addressed events go to the endpoint that
-- they are about, whatever it chose. internal/pay holds the same table; a test
-- compares the two.
CREATE TABLE event_names (
    type      text NOT NULL,
    name      text NOT NULL,
    canonical boolean NOT NULL,
    needs     text NOT NULL DEFAULT '' CHECK (needs IN ('', 'link', 'goods')),
    addressed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (type, name),
    CHECK (canonical = (type = name))
);
INSERT INTO event_names (type, name, canonical)
SELECT type, type, true FROM unnest(ARRAY[
    'payment_link.created', 'payment_link.updated', 'payment_link.deactivated', 'payment_link.expired', 'payment_link.deleted',
    'payment.created', 'payment.processing', 'payment.unknown', 'payment.authorized', 'payment.completed', 'payment.failed',
    'payment.voided', 'payment.refunded', 'payment.canceled', 'payment.expired',
    'refund.created', 'refund.completed', 'refund.failed', 'refund.rejected',
    'product.created', 'product.updated', 'product.deleted',
    'listing.created', 'listing.updated', 'listing.published', 'listing.paused', 'listing.removed']) type;
INSERT INTO event_names (type, name, canonical, addressed) VALUES ('webhook.test', 'webhook.test', true, true);
INSERT INTO event_names (type, name, canonical)
SELECT type, 'transaction.status_changed', false FROM event_names WHERE type LIKE 'payment.%';
INSERT INTO event_names (type, name, canonical)
SELECT type, 'refund.status_changed', false FROM event_names WHERE type LIKE 'refund.%';
INSERT INTO event_names (type, name, canonical, needs) VALUES
    ('payment.completed', 'payment_link.payment.completed', false, 'link'),
    ('payment.completed', 'order.created', false, 'goods');

-- An address that is told. failing_since is when the first of only failures was;
-- slow ones have workers of their own. Whoever sends holds the lease and renews
-- it; running is false while the job that is to send only waits in the queue.
-- Events after since_seq have their delivery, as long as it is enabled.
CREATE TABLE webhook_endpoints (
    merchant_id     uuid NOT NULL REFERENCES merchants,
    id              uuid NOT NULL,
    livemode        boolean NOT NULL,
    url             text NOT NULL CHECK (length(url) <= 2048),
    events          text[] NOT NULL CHECK (cardinality(events) BETWEEN 1 AND 100),
    description     text NOT NULL DEFAULT '' CHECK (length(description) <= 200),
    state           text NOT NULL DEFAULT 'enabled' CHECK (state IN ('enabled', 'disabled')),
    disabled_reason text NOT NULL DEFAULT '' CHECK (disabled_reason IN ('', 'manual', 'gone', 'failing')),
    since_seq       bigint NOT NULL,
    failing_since   timestamptz,
    slow            boolean NOT NULL DEFAULT false,
    lease_until     timestamptz NOT NULL DEFAULT '-infinity',
    running         boolean NOT NULL DEFAULT false,
    claim           bigint NOT NULL DEFAULT 0,
    deleted_at      timestamptz,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CHECK ((state = 'disabled') = (disabled_reason <> ''))
);
CREATE INDEX webhook_endpoints_list ON webhook_endpoints (merchant_id, livemode, id) WHERE deleted_at IS NULL;

-- What deliveries are signed with, sealed. While the secret is renewed there are
-- several, and the old ones end by themselves.
CREATE TABLE webhook_secrets (
    merchant_id uuid NOT NULL,
    id          uuid NOT NULL,
    endpoint_id uuid NOT NULL,
    sealed      bytea NOT NULL,
    expires_at  timestamptz,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    FOREIGN KEY (merchant_id, endpoint_id) REFERENCES webhook_endpoints (merchant_id, id)
);
CREATE INDEX webhook_secrets_of ON webhook_secrets (merchant_id, endpoint_id, id);

-- One event for one endpoint under one name. Its id is the webhook-id of every
-- try. attempts counts all tries, tries those since it was last asked for: they
-- decide the wait. A delivery is sent after those before it, unless they were
-- put aside. body is what the first try sent, so that all send the same.
CREATE TABLE deliveries (
    merchant_id     uuid NOT NULL,
    id              uuid NOT NULL,
    livemode        boolean NOT NULL,
    endpoint_id     uuid NOT NULL,
    event_id        uuid NOT NULL,
    event_seq       bigint NOT NULL,
    name            text NOT NULL,
    state           text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
    attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    tries           integer NOT NULL DEFAULT 0 CHECK (tries BETWEEN 0 AND attempts),
    aside           boolean NOT NULL DEFAULT false,
    next_attempt_at timestamptz DEFAULT now(),
    body            text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CONSTRAINT deliveries_once UNIQUE (merchant_id, endpoint_id, event_id, name),
    CHECK ((next_attempt_at IS NULL) = (state <> 'pending')),
    FOREIGN KEY (merchant_id, endpoint_id) REFERENCES webhook_endpoints (merchant_id, id),
    FOREIGN KEY (merchant_id, event_id) REFERENCES events (merchant_id, id)
);
CREATE INDEX deliveries_list ON deliveries (merchant_id, endpoint_id, id);
CREATE INDEX deliveries_waiting ON deliveries (merchant_id, endpoint_id, event_seq, id) WHERE state = 'pending' AND NOT aside;
CREATE INDEX deliveries_aside ON deliveries (merchant_id, endpoint_id, next_attempt_at) WHERE state = 'pending' AND aside;
CREATE INDEX deliveries_by_age ON deliveries (created_at);

-- One try: what was sent where, what came back, how long it took. No status is
-- no answer, and error says why.
CREATE TABLE delivery_attempts (
    merchant_id     uuid NOT NULL,
    delivery_id     uuid NOT NULL,
    number          integer NOT NULL CHECK (number > 0),
    at              timestamptz NOT NULL,
    duration_ms     bigint NOT NULL CHECK (duration_ms >= 0),
    url             text NOT NULL,
    signature       text NOT NULL,
    response_status integer CHECK (response_status BETWEEN 100 AND 999),
    response_body   text NOT NULL DEFAULT '' CHECK (octet_length(response_body) <= 8192),
    error           text NOT NULL DEFAULT '',
    PRIMARY KEY (merchant_id, delivery_id, number),
    FOREIGN KEY (merchant_id, delivery_id) REFERENCES deliveries (merchant_id, id) ON DELETE CASCADE
);

-- new_id makes an id as pay.NewID does: the time, the merchant's number, which
-- the merchant's own id holds, and the rest random.
-- +goose StatementBegin
CREATE FUNCTION new_id(at timestamptz, merchant uuid) RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT encode(set_byte(overlay(overlay(r.b
            PLACING substring(int8send(floor(extract(epoch FROM at) * 1000)::bigint) FROM 3) FROM 1 FOR 6)
            PLACING substring(uuid_send(merchant) FROM 10 FOR 4) FROM 10 FOR 4),
        6, get_byte(r.b, 6) & 15 | 128), 'hex')::uuid
    FROM (SELECT uuid_send(gen_random_uuid()) AS b) r
$$;
-- +goose StatementEnd

-- queue_deliveries runs at the end of each statement that adds events. The
-- writer holds the row of the merchant's counters by then, and whoever makes or
-- changes an endpoint takes it as well: no event falls between two choices.
-- +goose StatementBegin
CREATE FUNCTION queue_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deliveries (merchant_id, id, livemode, endpoint_id, event_id, event_seq, name, aside)
    SELECT e.merchant_id, new_id(e.created_at, e.merchant_id), e.livemode, w.id, e.id, e.seq, n.name, n.addressed
    FROM new_events e
    JOIN webhook_endpoints w ON w.merchant_id = e.merchant_id AND w.livemode = e.livemode
        AND w.deleted_at IS NULL AND w.state = 'enabled'
    JOIN event_names n ON n.type = e.type AND CASE WHEN n.addressed THEN w.id = e.object_id
        ELSE n.name = ANY (w.events) OR n.canonical AND '*' = ANY (w.events) END
    WHERE CASE n.needs
        WHEN 'link' THEN e.data ->> 'link_id' IS NOT NULL
        WHEN 'goods' THEN EXISTS (SELECT FROM checkouts c WHERE c.merchant_id = e.merchant_id
            AND c.id = (e.data ->> 'checkout_id')::uuid AND c.origin <> 'link')
        ELSE true END
    ORDER BY e.seq, n.name;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER events_queue_deliveries AFTER INSERT ON events REFERENCING NEW TABLE AS new_events
    FOR EACH STATEMENT EXECUTE FUNCTION queue_deliveries();

-- Links that end by themselves. expiry_told is the expiry that was told; another
-- one is told anew. A link whose last use was paid waits in link_ends until that
-- is told: the payment's own transaction must not wait for more than it does.
ALTER TABLE links ADD COLUMN expiry_told timestamptz;
UPDATE links SET expiry_told = expires_at WHERE expires_at <= now(); -- nobody was there to be told
CREATE INDEX links_expiring ON links (expires_at)
    WHERE expires_at IS NOT NULL AND deleted_at IS NULL AND deactivated_at IS NULL AND expiry_told IS DISTINCT FROM expires_at;

CREATE TABLE link_ends (
    merchant_id uuid NOT NULL,
    link_id     uuid NOT NULL,
    PRIMARY KEY (merchant_id, link_id),
    FOREIGN KEY (merchant_id, link_id) REFERENCES links (merchant_id, id)
);

-- +goose StatementBegin
CREATE FUNCTION note_link_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO link_ends (merchant_id, link_id) VALUES (NEW.merchant_id, NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER links_note_end AFTER UPDATE OF uses_count ON links FOR EACH ROW
    WHEN (OLD.uses_count < NEW.uses_count AND NEW.uses_count >= NEW.max_uses) EXECUTE FUNCTION note_link_end();
