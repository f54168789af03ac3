-- +goose Up
-- Who works for a merchant: invites, the rule of the last owner, second factors
-- without a phone's app, and the log of what everybody did.

-- Members without a second factor are led to set one up before anything else.
ALTER TABLE merchants ADD COLUMN two_factor_required boolean NOT NULL DEFAULT false;

-- A merchant always has an owner. The merchant's row is locked first, so that of
-- two owners who demote each other at once the second sees what the first did.
-- +goose StatementBegin
CREATE FUNCTION keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM merchants WHERE id = OLD.merchant_id FOR NO KEY UPDATE;
    IF NOT EXISTS (SELECT FROM members WHERE merchant_id = OLD.merchant_id AND user_id <> OLD.user_id AND role = 'owner') THEN
        RAISE EXCEPTION 'merchant % would have no owner', OLD.merchant_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'members_last_owner';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
-- +goose StatementEnd
CREATE TRIGGER members_keep_owner_role BEFORE UPDATE OF role ON members
    FOR EACH ROW WHEN (OLD.role = 'owner' AND NEW.role <> 'owner') EXECUTE FUNCTION keep_an_owner();
CREATE TRIGGER members_keep_owner BEFORE DELETE ON members
    FOR EACH ROW WHEN (OLD.role = 'owner') EXECUTE FUNCTION keep_an_owner();

-- An invitation to join. token_hash is that of the link mailed last: it is minted
-- when the mail is written, so the link itself is in no table.
CREATE TABLE invites (
    merchant_id uuid NOT NULL REFERENCES merchants,
    id          uuid NOT NULL,
    email       text NOT NULL CHECK (length(email) <= 254 AND email = lower(email)),
    role        text NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'viewer')),
    state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'withdrawn')),
    token_hash  bytea,
    invited_by  uuid NOT NULL REFERENCES users,
    expires_at  timestamptz NOT NULL,
    sent_at     timestamptz NOT NULL,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (merchant_id, id)
);
CREATE UNIQUE INDEX invites_one_open ON invites (merchant_id, email) WHERE state = 'open';
CREATE INDEX invites_by_token ON invites (merchant_id, token_hash) WHERE state = 'open';

-- Passkeys of a person. credential holds the public key as it was registered;
-- the counter stands apart, since a copy of the key is found by it.
CREATE TABLE passkeys (
    user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    id            uuid NOT NULL,
    credential_id bytea NOT NULL CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
    name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    credential    jsonb NOT NULL,
    sign_count    bigint NOT NULL,
    cloned_at     timestamptz,
    last_used_at  timestamptz,
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, id),
    CONSTRAINT passkeys_credential_key UNIQUE (credential_id)
);

-- What a browser was asked to sign. It is taken away by the first answer, right
-- or wrong, and goes with the session.
CREATE TABLE passkey_challenges (
    session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    purpose    text NOT NULL CHECK (purpose IN ('add', 'use')),
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    data       bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (session_id, purpose)
);

-- The browsers that a person has logged in with, by the hash of a cookie.
CREATE TABLE user_devices (
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    device_hash  bytea NOT NULL,
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, device_hash)
);

-- The audit log: who did what, on what, when, from where. Entries of a merchant
-- are numbered without gaps, and each one's hash covers the hash before it and
-- all of its own content. The chain's row holds the end, so that cutting entries
-- off shows as well; it is locked from an entry to the commit.
CREATE TABLE audit_chains (
    merchant_id uuid PRIMARY KEY REFERENCES merchants,
    seq         bigint NOT NULL,
    hash        bytea NOT NULL
);
CREATE TABLE audit_entries (
    merchant_id uuid NOT NULL REFERENCES merchants,
    seq         bigint NOT NULL CHECK (seq > 0),
    at          timestamptz NOT NULL,
    user_id     uuid,
    key_id      uuid,
    actor       text NOT NULL,
    ip          text NOT NULL,
    act         text NOT NULL,
    object      text NOT NULL,
    name        text NOT NULL,
    changes     jsonb NOT NULL,
    livemode    boolean,
    previous    bytea NOT NULL,
    hash        bytea NOT NULL,
    PRIMARY KEY (merchant_id, seq)
);
CREATE INDEX audit_entries_by_act ON audit_entries (merchant_id, act, seq);
CREATE INDEX audit_entries_by_user ON audit_entries (merchant_id, user_id, seq);
CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entries_keep BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Each text goes into the hash with its length before it, so that nothing can be
-- moved from one field to the next; a missing one has the length -1. The program
-- that verifies the chain computes the same by itself.
-- +goose StatementBegin
CREATE FUNCTION audit_part(part text) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT coalesce(int4send(octet_length(convert_to(part, 'UTF8'))) || convert_to(part, 'UTF8'), int4send(-1))
$$;
-- +goose StatementEnd

-- append_audit is the only way into the log: the server's role may not write
-- the tables themselves.
-- +goose StatementBegin
CREATE FUNCTION append_audit(in_merchant uuid, in_at timestamptz, in_user uuid, in_key uuid, in_actor text, in_ip text,
    in_act text, in_object text, in_name text, in_changes jsonb, in_livemode boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    entry_seq bigint;
    before_hash bytea;
    entry_hash bytea;
BEGIN
    INSERT INTO audit_chains AS c (merchant_id, seq, hash) VALUES (in_merchant, 1, '')
    ON CONFLICT (merchant_id) DO UPDATE SET seq = c.seq + 1
    RETURNING c.seq, c.hash INTO entry_seq, before_hash;
    entry_hash := sha256(before_hash || uuid_send(in_merchant) || int8send(entry_seq)
        || int8send((extract(epoch FROM in_at) * 1000000)::bigint)
        || audit_part(in_user::text) || audit_part(in_key::text) || audit_part(in_actor) || audit_part(in_ip) || audit_part(in_act)
        || audit_part(in_object) || audit_part(in_name) || audit_part(in_changes::text) || audit_part(in_livemode::text));
    INSERT INTO audit_entries (merchant_id, seq, at, user_id, key_id, actor, ip, act, object, name, changes, livemode, previous, hash)
    VALUES (in_merchant, entry_seq, in_at, in_user, in_key, in_actor, in_ip, in_act, in_object, in_name, in_changes, in_livemode,
        before_hash, entry_hash);
    UPDATE audit_chains SET hash = entry_hash WHERE merchant_id = in_merchant;
    RETURN entry_seq;
END $$;
-- +goose StatementEnd
