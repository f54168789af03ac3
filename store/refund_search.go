package store

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// RefundOrder is what a list of refunds is sorted by.
type RefundOrder string

// The orders, as /api spells them; "-" is the largest or newest first.
const (
	RefundsNewest   RefundOrder = "-created_at"
	RefundsOldest   RefundOrder = "created_at"
	RefundsLargest  RefundOrder = "-amount"
	RefundsSmallest RefundOrder = "amount"
)

// refundOrders is each order in SQL. The id decides between equals, so that
// pages neither repeat nor leave out a row.
var refundOrders = map[RefundOrder]string{
	RefundsNewest:   "r.created_at DESC, r.id DESC",
	RefundsOldest:   "r.created_at, r.id",
	RefundsLargest:  "r.amount_minor DESC, r.id DESC",
	RefundsSmallest: "r.amount_minor, r.id",
}

// Valid reports whether there is such an order.
func (o RefundOrder) Valid() bool { return refundOrders[o] != "" }

// RefundSearch narrows and sorts a list of refunds; zero fields narrow nothing.
type RefundSearch struct {
	State pay.RefundState
	// From and To bound when the refund was made, both included.
	From, To *time.Time
	// Text is a payment's id or number, or a part of the reason.
	Text  string
	Order RefundOrder
}

// What a search selects from, named r. Of the reasons only those of the ten
// thousand newest that the other filters leave are searched: looking through
// all would take time that grows with the merchant's history. A payment's id or
// number finds its refunds of any age.
const (
	refundsWanted = `r.merchant_id = $1 AND r.livemode = $2 AND ($3::text IS NULL OR r.state = $3)
		AND ($4::timestamptz IS NULL OR r.created_at >= $4) AND ($5::timestamptz IS NULL OR r.created_at <= $5)`
	refundsListed = `refunds r WHERE ` + refundsWanted
	refundsFound  = `(
		SELECT * FROM (
			SELECT * FROM refunds r WHERE ` + refundsWanted + `
			ORDER BY r.created_at DESC, r.id DESC LIMIT 10000) r
		WHERE r.reason ILIKE $8
		UNION
		SELECT * FROM refunds r WHERE ` + refundsWanted + ` AND r.payment_id = $9
		UNION
		SELECT * FROM refunds r WHERE ` + refundsWanted + ` AND r.payment_id =
			(SELECT p.id FROM payments p WHERE p.merchant_id = $1 AND p.livemode = $2 AND p.number = $10)
	) r`
)

// SearchRefunds lists the caller's refunds, page by offset. Total counts them
// up to pay.TotalMax.
func (s *Store) SearchRefunds(ctx context.Context, by pay.Caller, in RefundSearch, page pay.Page) (pay.List[pay.Refund], error) {
	sql, args := refundPage(by, in, page)
	rows, err := s.pool.Query(ctx, sql, plannedAnew(args)...)
	if err != nil {
		return pay.List[pay.Refund]{}, explain(err)
	}
	refunds, err := pgx.CollectRows(rows, scanRefund)
	if err != nil {
		return pay.List[pay.Refund]{}, explain(err)
	}
	list := pay.Cut(refunds, page.Limit)
	list.Total, err = s.countRefunds(ctx, by, in)
	return list, err
}

// countRefunds counts what a search finds; of all refunds the number is kept.
func (s *Store) countRefunds(ctx context.Context, by pay.Caller, in RefundSearch) (n int, err error) {
	if in.State == "" && in.From == nil && in.To == nil && in.Text == "" {
		err = s.pool.QueryRow(ctx, `/* countRefunds */
			SELECT coalesce((SELECT least(refunds, $3::bigint) FROM merchant_counters WHERE merchant_id = $1 AND livemode = $2), 0)`,
			by.MerchantID, by.Livemode, pay.TotalMax).Scan(&n)
		return n, explain(err)
	}
	from, args := in.from(by, pay.TotalMax, 0)
	err = s.pool.QueryRow(ctx, `/* countRefunds */
		SELECT count(*) FROM (SELECT FROM `+from+` LIMIT $6 OFFSET $7) counted`, plannedAnew(args)...).Scan(&n)
	return n, explain(err)
}

// plannedAnew has a statement planned for the filters that are set, each time
// it runs: one plan for all of them would find no index.
func plannedAnew(args []any) []any { return append([]any{pgx.QueryExecModeCacheDescribe}, args...) }

// refundPage is the statement for one page of the list.
func refundPage(by pay.Caller, in RefundSearch, page pay.Page) (sql string, args []any) {
	order, known := refundOrders[in.Order]
	if !known {
		order = refundOrders[RefundsNewest]
	}
	from, args := in.from(by, page.Limit+1, page.Offset)
	return `/* SearchRefunds */
		SELECT ` + refundColumns + ` FROM ` + from + ` ORDER BY ` + order + ` LIMIT $6 OFFSET $7`, args
}

// from is what the search selects from, and the parameters of the statement.
func (in RefundSearch) from(by pay.Caller, limit, offset int) (from string, args []any) {
	args = []any{by.MerchantID, by.Livemode, nil, in.From, in.To, limit, offset}
	if in.State != "" {
		args[2] = string(in.State)
	}
	if in.Text == "" {
		return refundsListed, args
	}
	var paymentID pay.ID
	var number *int64
	if id, ok := pay.PaymentPrefix.Parse(in.Text); ok {
		paymentID = id
	} else if n, ok := parseNumber(in.Text); ok {
		number = &n
	}
	return refundsFound, append(args, "%"+likeText.Replace(in.Text)+"%", paymentID, number)
}

// likeText takes the meaning from what LIKE would read as a pattern.
var likeText = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
