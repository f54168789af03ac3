-- +goose Up
-- What a link asks of whoever pays it, and what they answered.

-- custom_fields is an array of at most 5 {key, label, type, required, options};
-- quantity_max is how many pieces of each thing a customer may choose, 1 when
-- they may not choose.
ALTER TABLE links
    ADD COLUMN custom_fields jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(custom_fields) = 'array' AND jsonb_array_length(custom_fields) <= 5),
    ADD COLUMN asks_note     boolean NOT NULL DEFAULT false,
    ADD COLUMN quantity_max  integer NOT NULL DEFAULT 1 CHECK (quantity_max BETWEEN 1 AND 100);
ALTER TABLE products
    ADD COLUMN quantity_max integer NOT NULL DEFAULT 1 CHECK (quantity_max BETWEEN 1 AND 100);

-- custom_fields is an array of {key, label, type, value}: the fields as they were
-- when somebody answered them.
ALTER TABLE payments
    ADD COLUMN custom_fields jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(custom_fields) = 'array'),
    ADD COLUMN customer_note text NOT NULL DEFAULT '' CHECK (length(customer_note) <= 500);
