-- +goose Up
-- A link can be printed in several places, and each says what came of it.

-- code is the last part of the printed address. A code that was removed still
-- opens the link, and is not counted any more.
CREATE TABLE link_placements (
    merchant_id uuid NOT NULL REFERENCES merchants,
    id          uuid NOT NULL,
    livemode    boolean NOT NULL,
    link_id     uuid NOT NULL,
    code        text NOT NULL CHECK (code ~ '^[a-z2-7]{8}$'),
    name        text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    removed_at  timestamptz,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, link_id, code),
    FOREIGN KEY (merchant_id, link_id) REFERENCES links (merchant_id, id)
);
CREATE UNIQUE INDEX link_placements_name ON link_placements (merchant_id, link_id, name) WHERE removed_at IS NULL;

-- How often the page of a link was opened on a day of the merchant's zone, and
-- how often by one of its codes, and nothing of who opened it.
CREATE TABLE link_views (
    merchant_id uuid NOT NULL,
    link_id     uuid NOT NULL,
    livemode    boolean NOT NULL,
    day         date NOT NULL,
    views       bigint NOT NULL CHECK (views > 0),
    PRIMARY KEY (merchant_id, link_id, day),
    FOREIGN KEY (merchant_id, link_id) REFERENCES links (merchant_id, id)
);
CREATE TABLE placement_views (
    merchant_id  uuid NOT NULL,
    placement_id uuid NOT NULL,
    livemode     boolean NOT NULL,
    day          date NOT NULL,
    views        bigint NOT NULL CHECK (views > 0),
    PRIMARY KEY (merchant_id, placement_id, day),
    FOREIGN KEY (merchant_id, placement_id) REFERENCES link_placements (merchant_id, id)
);

-- The printed code by which whoever paid had come.
ALTER TABLE payments
    ADD COLUMN placement_id uuid,
    ADD FOREIGN KEY (merchant_id, placement_id) REFERENCES link_placements (merchant_id, id);
