package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const productColumns = `p.merchant_id, p.id, p.livemode, p.name, p.description, p.currency, p.amount_minor, p.quantity, p.held, p.sold,
	p.visible_fields, p.expires_at, p.return_url, p.language, p.transaction_type, p.quantity_max, p.deleted_at, p.created_at, p.updated_at`

func productFields(p *pay.Product) []any {
	return []any{&p.MerchantID, &p.ID, &p.Livemode, &p.Name, &p.Description, &p.Currency, &p.AmountMinor, &p.Quantity, &p.Held, &p.Sold,
		&p.VisibleFields, &p.ExpiresAt, &p.ReturnURL, &p.Language, &p.TransactionType, &p.QuantityMax, &p.DeletedAt, &p.CreatedAt, &p.UpdatedAt}
}

func scanProduct(row pgx.CollectableRow) (p pay.Product, err error) {
	err = row.Scan(productFields(&p)...)
	return p, err
}

func noSuchProduct(err error) error {
	return notFound(err, pay.ProductNotFound, pay.NoSuchProduct().Message)
}

// eventOfProduct adds an event about a product, like the statements for links
// and payments.
const eventOfProduct = `/* queueEvent */
	WITH counter AS (UPDATE merchant_counters SET events = events + 1
		WHERE merchant_id = $1 AND livemode = $2 RETURNING events)
	INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
	SELECT $1, $3, $2, counter.events, $4, o.id, o.version, to_jsonb(o) - 'merchant_id', $6
	FROM counter, products o WHERE o.merchant_id = $1 AND o.id = $5`

// CreateProduct stores a new product under that id. When a product with this id
// is there already, because the same request ran before, that one is returned.
func (s *Store) CreateProduct(ctx context.Context, by pay.Caller, id pay.ID, in pay.ProductInput) (p pay.Product, err error) {
	if p, err = pay.NewProduct(in, by, s.now()); err != nil {
		return p, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `/* CreateProduct */
			INSERT INTO products (merchant_id, id, livemode, name, description, currency, amount_minor, quantity,
				visible_fields, expires_at, return_url, language, transaction_type, created_at, updated_at, quantity_max)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15)
			ON CONFLICT (merchant_id, id) DO NOTHING`,
			by.MerchantID, id, by.Livemode, p.Name, p.Description, p.Currency, p.AmountMinor, p.Quantity,
			p.VisibleFields, p.ExpiresAt, p.ReturnURL, p.Language, p.TransactionType, s.now(), max(p.QuantityMax, 1))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		b := &pgx.Batch{}
		s.queueEvent(b, eventOfProduct, by.MerchantID, by.Livemode, pay.EventProductCreated, id)
		return send(ctx, tx, b)
	})
	if err != nil {
		return p, err
	}
	return s.Product(ctx, by, id)
}

// Product returns one product of the caller's merchant and mode.
func (s *Store) Product(ctx context.Context, by pay.Caller, id pay.ID) (p pay.Product, err error) {
	err = s.pool.QueryRow(ctx, `/* Product */
		SELECT `+productColumns+` FROM products p
		WHERE p.merchant_id = $1 AND p.id = $2 AND p.livemode = $3 AND p.deleted_at IS NULL`,
		by.MerchantID, id, by.Livemode).Scan(productFields(&p)...)
	return p, noSuchProduct(err)
}

// Products lists the caller's products, newest first, and by offset counts them.
func (s *Store) Products(ctx context.Context, by pay.Caller, page pay.Page) (pay.List[pay.Product], error) {
	rows, err := s.pool.Query(ctx, `/* Products */
		SELECT `+productColumns+` FROM products p
		WHERE p.merchant_id = $1 AND p.livemode = $2 AND p.deleted_at IS NULL AND ($3::uuid IS NULL OR p.id < $3)
		ORDER BY p.id DESC LIMIT $4 OFFSET $5`,
		by.MerchantID, by.Livemode, page.Cursor, page.Limit+1, page.Offset)
	if err != nil {
		return pay.List[pay.Product]{}, explain(err)
	}
	products, err := pgx.CollectRows(rows, scanProduct)
	list := pay.Cut(products, page.Limit)
	if err != nil || !page.ByOffset {
		return list, explain(err)
	}
	err = s.pool.QueryRow(ctx, `/* Products */
		SELECT count(*) FROM (SELECT FROM products p
			WHERE p.merchant_id = $1 AND p.livemode = $2 AND p.deleted_at IS NULL LIMIT $3) counted`,
		by.MerchantID, by.Livemode, pay.TotalMax).Scan(&list.Total)
	return list, explain(err)
}

// ProductsByID returns those of the caller's products that have one of the ids.
func (s *Store) ProductsByID(ctx context.Context, by pay.Caller, ids []pay.ID) (map[pay.ID]pay.Product, error) {
	rows, err := s.pool.Query(ctx, `/* ProductsByID */
		SELECT `+productColumns+` FROM products p
		WHERE p.merchant_id = $1 AND p.livemode = $2 AND p.deleted_at IS NULL AND p.id = ANY ($3)`,
		by.MerchantID, by.Livemode, ids)
	if err != nil {
		return nil, explain(err)
	}
	products, err := pgx.CollectRows(rows, scanProduct)
	found := make(map[pay.ID]pay.Product, len(products))
	for _, p := range products {
		found[p.ID] = p
	}
	return found, explain(err)
}

// ChangeProduct puts what was sent in place of what the product has, with the
// row locked while pay decides: nobody starts to pay for stock that is about to
// be taken away.
func (s *Store) ChangeProduct(ctx context.Context, by pay.Caller, id pay.ID, in pay.ProductInput) (p pay.Product, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		before, err := lockProduct(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if p, err = before.Apply(in, by, s.now()); err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(`/* ChangeProduct */
			UPDATE products p SET name = $3, description = $4, currency = $5, amount_minor = $6, quantity = $7, visible_fields = $8,
				expires_at = $9, return_url = $10, language = $11, transaction_type = $12, version = version + 1, updated_at = $13, quantity_max = $14
			WHERE p.merchant_id = $1 AND p.id = $2 RETURNING `+productColumns,
			by.MerchantID, id, p.Name, p.Description, p.Currency, p.AmountMinor, p.Quantity, p.VisibleFields,
			p.ExpiresAt, p.ReturnURL, p.Language, p.TransactionType, s.now(), max(p.QuantityMax, 1)).
			QueryRow(func(row pgx.Row) error { return row.Scan(productFields(&p)...) })
		s.queueEvent(b, eventOfProduct, by.MerchantID, by.Livemode, pay.EventProductUpdated, id)
		return send(ctx, tx, b)
	})
	return p, err
}

// DeleteProduct takes a product away for good. Its row stays for what was sold
// of it, and payments under way end as they would have.
func (s *Store) DeleteProduct(ctx context.Context, by pay.Caller, id pay.ID) (p pay.Product, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := lockProduct(ctx, tx, by, id); err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(`/* DeleteProduct */
			UPDATE products p SET deleted_at = $3, version = version + 1, updated_at = $3
			WHERE p.merchant_id = $1 AND p.id = $2 RETURNING `+productColumns, by.MerchantID, id, s.now()).
			QueryRow(func(row pgx.Row) error { return row.Scan(productFields(&p)...) })
		s.queueEvent(b, eventOfProduct, by.MerchantID, by.Livemode, pay.EventProductDeleted, id)
		return send(ctx, tx, b)
	})
	return p, err
}

func lockProduct(ctx context.Context, tx pgx.Tx, by pay.Caller, id pay.ID) (p pay.Product, err error) {
	err = tx.QueryRow(ctx, `/* lockProduct */
		SELECT `+productColumns+` FROM products p
		WHERE p.merchant_id = $1 AND p.id = $2 AND p.livemode = $3 AND p.deleted_at IS NULL FOR NO KEY UPDATE`,
		by.MerchantID, id, by.Livemode).Scan(productFields(&p)...)
	return p, noSuchProduct(err)
}

// PublicProduct is a product as anybody with its address sees it, and what its
// page needs to know of its merchant.
type PublicProduct struct {
	Product  pay.Product
	Merchant pay.Merchant
}

// PublicProduct looks a product up by its id alone, in any mode; a deleted one
// is not found.
func (s *Store) PublicProduct(ctx context.Context, id pay.ID) (p PublicProduct, err error) {
	err = s.pool.QueryRow(ctx, `/* PublicProduct */
		SELECT `+productColumns+`, `+merchantColumns+`
		FROM merchants m JOIN products p ON p.merchant_id = m.id
		WHERE m.number = $1 AND p.id = $2 AND p.deleted_at IS NULL`, int64(id.MerchantNumber()), id).
		Scan(append(productFields(&p.Product), merchantFields(&p.Merchant)...)...)
	return p, noSuchProduct(err)
}
