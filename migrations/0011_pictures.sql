-- +goose Up
-- Pictures that merchants sent, drawn anew by us: what was sent is not kept, and
-- nothing of it but the pixels. digest is SHA-256 of what was sent and of how
-- large it was to become, so that sending it again makes nothing new. bytes is
-- the sum of its sizes.
CREATE TABLE pictures (
    merchant_id  uuid NOT NULL REFERENCES merchants,
    id           uuid NOT NULL,
    digest       bytea NOT NULL CHECK (length(digest) = 32),
    content_type text NOT NULL CHECK (content_type IN ('image/jpeg', 'image/png')),
    width        integer NOT NULL CHECK (width BETWEEN 1 AND 4096),
    height       integer NOT NULL CHECK (height BETWEEN 1 AND 4096),
    bytes        bigint NOT NULL CHECK (bytes > 0),
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, digest)
);

-- A picture in each of its widths, the largest included.
CREATE TABLE picture_sizes (
    merchant_id uuid NOT NULL,
    picture_id  uuid NOT NULL,
    width       integer NOT NULL CHECK (width BETWEEN 1 AND 4096),
    body        bytea NOT NULL CHECK (length(body) BETWEEN 1 AND 2097152),
    PRIMARY KEY (merchant_id, picture_id, width),
    FOREIGN KEY (merchant_id, picture_id) REFERENCES pictures (merchant_id, id) ON DELETE CASCADE
);
-- JPEG and PNG are compressed already.
ALTER TABLE picture_sizes ALTER COLUMN body SET STORAGE EXTERNAL;

-- What a picture of a listing shows, in words, for people who cannot see it: in
-- the order of images, and perhaps shorter.
ALTER TABLE listings ADD COLUMN image_alts text[] NOT NULL DEFAULT '{}' CHECK (cardinality(image_alts) <= 10);
