-- +goose Up
-- What a merchant shows to the world besides what is paid: listings with a page
-- each, and the one bio page of each mode.

CREATE TABLE listings (
    merchant_id  uuid NOT NULL REFERENCES merchants,
    id           uuid NOT NULL,
    livemode     boolean NOT NULL,
    title        text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    description  text NOT NULL DEFAULT '' CHECK (length(description) <= 5000),
    -- NULL: not decided yet.
    amount_minor bigint CHECK (amount_minor > 0),
    currency     char(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    category     text NOT NULL DEFAULT '' CHECK (length(category) <= 60),
    tags         text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 20),
    images       text[] NOT NULL DEFAULT '{}' CHECK (cardinality(images) <= 10),
    -- The product whose stock it sells.
    product_id   uuid,
    state        text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'published', 'paused')),
    version      integer NOT NULL DEFAULT 1,
    -- For the first time.
    published_at timestamptz,
    deleted_at   timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    updated_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CHECK (state = 'draft' OR amount_minor IS NOT NULL),
    CHECK ((state = 'draft') = (published_at IS NULL)),
    FOREIGN KEY (merchant_id, product_id) REFERENCES products (merchant_id, id)
);
CREATE INDEX listings_list ON listings (merchant_id, livemode, id) WHERE deleted_at IS NULL;
CREATE INDEX listings_shop ON listings (merchant_id, livemode, id) WHERE deleted_at IS NULL AND state = 'published';

ALTER TABLE checkouts ADD FOREIGN KEY (merchant_id, listing_id) REFERENCES listings (merchant_id, id);

-- blocks is a JSON array of objects: type, and the fields that this type has.
CREATE TABLE bio_pages (
    merchant_id uuid NOT NULL REFERENCES merchants,
    livemode    boolean NOT NULL,
    title       text NOT NULL DEFAULT '' CHECK (length(title) <= 120),
    tagline     text NOT NULL DEFAULT '' CHECK (length(tagline) <= 200),
    theme       text NOT NULL DEFAULT 'paper' CHECK (theme IN ('paper', 'ink', 'shore', 'market', 'bloom', 'ticket')),
    avatar_url  text NOT NULL DEFAULT '' CHECK (avatar_url = '' OR avatar_url ~ '^https://' AND length(avatar_url) <= 2048),
    blocks      jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(blocks) = 'array' AND jsonb_array_length(blocks) <= 100),
    published   boolean NOT NULL DEFAULT false,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, livemode)
);

-- The links of a page are changed only while its row is locked, so that their
-- positions stay 1, 2, 3 and so on.
CREATE TABLE bio_links (
    merchant_id uuid NOT NULL,
    id          uuid NOT NULL,
    livemode    boolean NOT NULL,
    title       text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    url         text NOT NULL CHECK (url ~ '^(https?://|mailto:|tel:)' AND length(url) <= 2048),
    kind        text NOT NULL DEFAULT 'link' CHECK (kind IN ('link', 'social')),
    enabled     boolean NOT NULL DEFAULT true,
    starts_at   timestamptz,
    ends_at     timestamptz,
    position    integer NOT NULL CHECK (position > 0),
    -- The sum of its rows in bio_clicks.
    clicks      bigint NOT NULL DEFAULT 0 CHECK (clicks >= 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    CHECK (starts_at < ends_at),
    FOREIGN KEY (merchant_id, livemode) REFERENCES bio_pages (merchant_id, livemode)
);
CREATE INDEX bio_links_list ON bio_links (merchant_id, livemode, position);

-- How often a link was followed on a day of UTC, and nothing of who did it.
CREATE TABLE bio_clicks (
    merchant_id uuid NOT NULL,
    link_id     uuid NOT NULL,
    day         date NOT NULL,
    clicks      bigint NOT NULL CHECK (clicks > 0),
    PRIMARY KEY (merchant_id, link_id, day),
    FOREIGN KEY (merchant_id, link_id) REFERENCES bio_links (merchant_id, id) ON DELETE CASCADE
);

CREATE INDEX customers_list ON customers (merchant_id, livemode, id);
