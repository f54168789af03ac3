package store

import (
	"context"
	"time"

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

// CustomerFilter narrows the dashboard's list of customers; zero fields do not.
type CustomerFilter struct {
	// Email is an address or the beginning of one.
	Email string
	// From and To bound when they paid first; To itself is outside.
	From, To *time.Time
}

// CustomersLeft lists the caller's customers that the filter leaves, newest first.
func (s *Store) CustomersLeft(ctx context.Context, by pay.Caller, f CustomerFilter, page pay.Page) (pay.List[pay.Customer], error) {
	email := textOpt(f.Email)
	rows, err := s.pool.Query(ctx, `/* CustomersLeft */
		SELECT `+customerColumns+` FROM customers c
		WHERE c.merchant_id = $1 AND c.livemode = $2 AND ($3::uuid IS NULL OR c.id < $3)
			AND ($4::uuid IS NULL OR c.id >= $4) AND ($5::uuid IS NULL OR c.id < $5)
			AND ($6::text IS NULL OR c.email ~>=~ $6 AND c.email ~<~ $7)
		ORDER BY c.id DESC LIMIT $8`,
		plannedAnew([]any{by.MerchantID, by.Livemode, page.Cursor, firstIDOpt(f.From), firstIDOpt(f.To), email, behindOpt(email), page.Limit + 1})...)
	if err != nil {
		return pay.List[pay.Customer]{}, explain(err)
	}
	customers, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (c pay.Customer, err error) {
		return c, row.Scan(customerFields(&c)...)
	})
	return pay.Cut(customers, page.Limit), explain(err)
}

// CustomerTotal is what a customer paid in one currency, with what they got back
// of it.
type CustomerTotal struct {
	CustomerID    pay.ID
	Currency      string
	PaidMinor     int64
	RefundedMinor int64
	// Payments is how many took money, Last when the last one did.
	Payments int64
	Last     time.Time
	// AtLeast says that they paid so often that only the newest were added up.
	AtLeast bool
}

// CustomerTotals adds up what each of the customers paid, by currency. Of one
// with more than pay.TotalMax payments only the newest count.
func (s *Store) CustomerTotals(ctx context.Context, by pay.Caller, ids []pay.ID) ([]CustomerTotal, error) {
	rows, err := s.pool.Query(ctx, `/* CustomerTotals */
		SELECT wanted.id, p.currency, sum(p.captured_minor)::bigint, sum(p.refunded_minor)::bigint, count(*), max(p.paid_at),
			sum(count(*)) OVER (PARTITION BY wanted.id) >= $4::bigint
		FROM unnest($3::uuid[]) wanted (id) CROSS JOIN LATERAL (
			SELECT * FROM payments p WHERE p.merchant_id = $1 AND p.customer_id = wanted.id AND p.livemode = $2 AND p.paid_at IS NOT NULL
			ORDER BY p.id DESC LIMIT $4::bigint) p
		GROUP BY wanted.id, p.currency ORDER BY wanted.id, sum(p.captured_minor) DESC, p.currency`,
		by.MerchantID, by.Livemode, ids, pay.TotalMax)
	if err != nil {
		return nil, explain(err)
	}
	totals, err := pgx.CollectRows(rows, pgx.RowToStructByPos[CustomerTotal])
	return totals, explain(err)
}

// RenameCustomer changes what a customer is called. Their address is who they
// are, and stays.
func (s *Store) RenameCustomer(ctx context.Context, by pay.Caller, id pay.ID, name string) (c pay.Customer, err error) {
	err = s.pool.QueryRow(ctx, `/* RenameCustomer */
		UPDATE customers c SET name = $4 WHERE c.merchant_id = $1 AND c.id = $2 AND c.livemode = $3
		RETURNING `+customerColumns, by.MerchantID, id, by.Livemode, name).Scan(customerFields(&c)...)
	return c, notFound(err, pay.NotFound, pay.NoSuchCustomer().Message)
}
