-- +goose Up
-- The words that the whole schema uses: states and the rules between them.
-- internal/pay holds the same tables; a test compares the two.

-- +goose StatementBegin
CREATE FUNCTION payment_may_go(old_state text, new_state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT old_state || '>' || new_state = ANY (ARRAY[
        'created>processing', 'created>canceled', 'created>expired',
        'processing>authorized', 'processing>paid', 'processing>failed', 'processing>unknown',
        'unknown>authorized', 'unknown>paid', 'unknown>failed',
        'authorized>paid', 'authorized>canceled', 'authorized>expired',
        'failed>processing', 'failed>paid', 'canceled>paid', 'expired>paid',
        'paid>partially_refunded', 'paid>refunded', 'partially_refunded>refunded'])
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION refund_may_go(old_state text, new_state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT old_state || '>' || new_state = ANY (ARRAY[
        'pending>processing', 'pending>rejected',
        'processing>completed', 'processing>failed', 'processing>rejected'])
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION refuse_payment_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT payment_may_go(OLD.state, NEW.state) THEN
        RAISE EXCEPTION 'payment % may not go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_transition';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION refuse_refund_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT refund_may_go(OLD.state, NEW.state) THEN
        RAISE EXCEPTION 'refund % may not go from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_transition';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', CONSTRAINT = 'append_only';
END $$;
-- +goose StatementEnd
