-- +goose Up
-- People and organizations. merchants and users are small and instance-wide;
-- every other table with a merchant_id starts its primary key with it.

CREATE TABLE merchants (
    id               uuid PRIMARY KEY,
    -- Random, not sequential: it is part of every id of the merchant and is
    -- the shop_id of HTTP Basic.
    number           bigint NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 4294967295),
    slug             text NOT NULL CONSTRAINT merchants_slug_key UNIQUE
                     CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) BETWEEN 2 AND 40),
    name             text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    email            text NOT NULL CHECK (length(email) <= 254),
    website          text NOT NULL DEFAULT '' CHECK (length(website) <= 2048),
    contact_email    text NOT NULL DEFAULT '' CHECK (length(contact_email) <= 254),
    telegram         text NOT NULL DEFAULT '' CHECK (length(telegram) <= 64),
    country          char(2) NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    default_currency char(3) NOT NULL CHECK (default_currency ~ '^[A-Z]{3}$'),
    time_zone        text NOT NULL DEFAULT 'UTC' CHECK (length(time_zone) <= 64),
    price_mode       text NOT NULL DEFAULT 'TAX_INCLUSIVE' CHECK (price_mode IN ('TAX_INCLUSIVE', 'TAX_EXCLUSIVE')),
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
    id                          uuid PRIMARY KEY,
    email                       text NOT NULL CHECK (length(email) <= 254 AND email = lower(email)),
    password_hash               text NOT NULL,
    -- Sealed with SECRET_KEY, bound to the user's id. It is stored when a code
    -- of it was confirmed: until then it is computed anew for each page.
    totp_secret                 bytea,
    totp_since                  timestamptz,
    -- The highest 30-second step whose code was accepted: no code works twice.
    totp_last_step              bigint NOT NULL DEFAULT 0,
    second_factor_failures      integer NOT NULL DEFAULT 0,
    second_factor_blocked_until timestamptz,
    password_changed_at         timestamptz NOT NULL DEFAULT now(),
    created_at                  timestamptz NOT NULL DEFAULT now(),
    updated_at                  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT users_email_key UNIQUE (email)
);

CREATE TABLE recovery_codes (
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    code_hash  bytea NOT NULL,
    used_at    timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE password_resets (
    token_hash bytea PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX password_resets_user ON password_resets (user_id);

CREATE TABLE members (
    merchant_id uuid NOT NULL REFERENCES merchants,
    user_id     uuid NOT NULL REFERENCES users,
    role        text NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'viewer')),
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, user_id)
);
CREATE INDEX members_user ON members (user_id);

-- A browser session. The token is stored hashed; a save of a loaded session
-- only ever updates, so that nothing brings a destroyed one back. data is saved
-- whole by every request that changes it, so an older request may undo a newer
-- one: what must not be undone has a column of its own.
CREATE TABLE sessions (
    token_hash       text PRIMARY KEY,
    id               uuid NOT NULL UNIQUE,
    user_id          uuid REFERENCES users ON DELETE CASCADE,
    -- The merchant that is looked at; NULL takes the user's first one.
    merchant_id      uuid REFERENCES merchants,
    livemode         boolean NOT NULL DEFAULT false,
    -- When the second factor was passed in this session.
    second_factor_at timestamptz,
    -- Until when sensitive pages need not ask for the password or a code again.
    fresh_until      timestamptz,
    data             bytea NOT NULL,
    ip               text NOT NULL DEFAULT '',
    user_agent       text NOT NULL DEFAULT '' CHECK (length(user_agent) <= 400),
    created_at       timestamptz NOT NULL DEFAULT now(),
    last_seen_at     timestamptz NOT NULL DEFAULT now(),
    expires_at       timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE api_keys (
    merchant_id        uuid NOT NULL REFERENCES merchants,
    id                 uuid NOT NULL,
    livemode           boolean NOT NULL,
    name               text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- Keyed hash of the whole key: the key itself is never stored.
    key_hash           bytea NOT NULL,
    last4              char(4) NOT NULL,
    scopes             text[] NOT NULL,
    refund_limit_minor bigint CHECK (refund_limit_minor >= 0),
    expires_at         timestamptz,
    last_used_at       timestamptz,
    revoked_at         timestamptz,
    created_by         uuid,
    created_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id),
    UNIQUE (merchant_id, key_hash)
);

-- Proof that a person gave a fresh second factor for exactly one operation:
-- digest covers what they saw, used_at is set in the operation's transaction.
CREATE TABLE authorizations (
    merchant_id  uuid NOT NULL REFERENCES merchants,
    id           uuid NOT NULL,
    user_id      uuid NOT NULL REFERENCES users,
    session_id   uuid NOT NULL,
    operation    text NOT NULL,
    digest       bytea NOT NULL,
    expires_at   timestamptz NOT NULL,
    used_at      timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, id)
);

CREATE TABLE idempotency_keys (
    merchant_id uuid NOT NULL REFERENCES merchants,
    key         text NOT NULL CHECK (length(key) BETWEEN 1 AND 300),
    fingerprint bytea NOT NULL,
    -- Minted with the claim: whatever the request creates gets this id, so a
    -- second run after a crash finds what the first one made.
    operation_id uuid NOT NULL,
    state       text NOT NULL CHECK (state IN ('running', 'done')),
    lease_until timestamptz NOT NULL,
    fence       bigint NOT NULL DEFAULT 1,
    moves_money boolean NOT NULL DEFAULT false,
    status      integer,
    headers     jsonb,
    -- Sealed with SECRET_KEY: an answer may show a new API key.
    body        bytea,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (merchant_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at) WHERE NOT moves_money;

CREATE UNLOGGED TABLE rate_hits (
    key text NOT NULL,
    win timestamptz NOT NULL,
    n   integer NOT NULL,
    PRIMARY KEY (key, win)
);
