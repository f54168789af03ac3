-- +goose Up
-- The bio page gets an editor: a draft beside what everybody sees, each version
-- that was published, and how often it was seen.

ALTER TABLE bio_pages
    ADD COLUMN accent text NOT NULL DEFAULT '' CHECK (accent IN ('', 'sea', 'plum', 'moss', 'brick', 'honey', 'slate')),
    ADD COLUMN picture_id uuid,
    -- What becomes of a block when what it sells cannot be bought.
    ADD COLUMN sold_out text NOT NULL DEFAULT 'badge' CHECK (sold_out IN ('badge', 'hide')),
    -- What such a block says; '' is a word for each reason.
    ADD COLUMN badge text NOT NULL DEFAULT '' CHECK (length(badge) <= 30),
    -- Counts every change of the page, its links and its draft.
    ADD COLUMN revision integer NOT NULL DEFAULT 0,
    -- The number of the version that everybody sees; 0: none was published since
    -- versions are kept.
    ADD COLUMN version integer NOT NULL DEFAULT 0,
    ADD FOREIGN KEY (merchant_id, picture_id) REFERENCES pictures (merchant_id, id);

-- What differs from what everybody sees; a row is there only while something
-- does. content is the page as a JSON object, base the version it was begun from.
CREATE TABLE bio_drafts (
    merchant_id uuid NOT NULL,
    livemode    boolean NOT NULL,
    content     jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object'),
    base        integer NOT NULL,
    user_id     uuid REFERENCES users,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, livemode),
    FOREIGN KEY (merchant_id, livemode) REFERENCES bio_pages (merchant_id, livemode)
);

CREATE TABLE bio_versions (
    merchant_id uuid NOT NULL,
    livemode    boolean NOT NULL,
    number      integer NOT NULL CHECK (number > 0),
    content     jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object'),
    -- The older version that it is once more.
    restored    integer CHECK (restored < number),
    -- Who published it: a person, or an API key.
    user_id     uuid REFERENCES users,
    key_id      uuid,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, livemode, number),
    FOREIGN KEY (merchant_id, livemode) REFERENCES bio_pages (merchant_id, livemode),
    FOREIGN KEY (merchant_id, key_id) REFERENCES api_keys (merchant_id, id)
);

-- How often the page was seen on a day of the merchant's zone, and nothing of
-- who saw it.
CREATE TABLE bio_views (
    merchant_id uuid NOT NULL,
    livemode    boolean NOT NULL,
    day         date NOT NULL,
    views       bigint NOT NULL CHECK (views > 0),
    PRIMARY KEY (merchant_id, livemode, day),
    FOREIGN KEY (merchant_id, livemode) REFERENCES bio_pages (merchant_id, livemode)
);

-- Blocks are followed as well as links, and what was counted outlives both: an
-- older version can bring them back.
ALTER TABLE bio_clicks ADD COLUMN livemode boolean;
UPDATE bio_clicks c SET livemode = l.livemode FROM bio_links l WHERE l.merchant_id = c.merchant_id AND l.id = c.link_id;
ALTER TABLE bio_clicks
    ALTER COLUMN livemode SET NOT NULL,
    DROP CONSTRAINT bio_clicks_merchant_id_link_id_fkey,
    ADD FOREIGN KEY (merchant_id, livemode) REFERENCES bio_pages (merchant_id, livemode);
CREATE INDEX bio_clicks_days ON bio_clicks (merchant_id, livemode, day);
