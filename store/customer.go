package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const customerColumns = `c.merchant_id, c.id, c.livemode, c.email, c.name, c.created_at`

func customerFields(c *pay.Customer) []any {
	return []any{&c.MerchantID, &c.ID, &c.Livemode, &c.Email, &c.Name, &c.CreatedAt}
}

// Customer returns one customer of the caller's merchant and mode.
func (s *Store) Customer(ctx context.Context, by pay.Caller, id pay.ID) (c pay.Customer, err error) {
	err = s.pool.QueryRow(ctx, `/* Customer */
		SELECT `+customerColumns+` FROM customers c
		WHERE c.merchant_id = $1 AND c.id = $2 AND c.livemode = $3`,
		by.MerchantID, id, by.Livemode).Scan(customerFields(&c)...)
	return c, notFound(err, pay.NotFound, pay.NoSuchCustomer().Message)
}

// Customers lists the caller's customers, newest first; only the one with this
// e-mail address, unless it is "". They are counted only for a page by offset.
func (s *Store) Customers(ctx context.Context, by pay.Caller, email string, page pay.Page) (pay.List[pay.Customer], error) {
	rows, err := s.pool.Query(ctx, `/* Customers */
		SELECT `+customerColumns+` FROM customers c
		WHERE c.merchant_id = $1 AND c.livemode = $2 AND ($3 = '' OR c.email = $3) AND ($4::uuid IS NULL OR c.id < $4)
		ORDER BY c.id DESC LIMIT $5 OFFSET $6`,
		plannedAnew([]any{by.MerchantID, by.Livemode, email, page.Cursor, page.Limit + 1, page.Offset})...)
	if err != nil {
		return pay.List[pay.Customer]{}, explain(err)
	}
	customers, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c pay.Customer, err error) {
		return c, row.Scan(customerFields(&c)...)
	})
	list := pay.Cut(customers, page.Limit)
	if err != nil || !page.ByOffset {
		return list, explain(err)
	}
	err = s.pool.QueryRow(ctx, `/* Customers */
		SELECT count(*) FROM (SELECT FROM customers c
			WHERE c.merchant_id = $1 AND c.livemode = $2 AND ($3 = '' OR c.email = $3) LIMIT $4) counted`,
		by.MerchantID, by.Livemode, email, pay.TotalMax).Scan(&list.Total)
	return list, explain(err)
}
