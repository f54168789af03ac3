package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// AccountBalances returns how the caller's accounts stand, a row for each
// currency that ever came in.
func (s *Store) AccountBalances(ctx context.Context, by pay.Caller) ([]pay.Balance, error) {
	rows, err := s.pool.Query(ctx, `/* AccountBalances */
		SELECT currency, coalesce(sum(balance_minor) FILTER (WHERE code = 'available'), 0)::bigint,
			coalesce(sum(balance_minor) FILTER (WHERE code = 'pending'), 0)::bigint,
			coalesce(sum(balance_minor) FILTER (WHERE code = 'paid_out'), 0)::bigint
		FROM accounts WHERE merchant_id = $1 AND livemode = $2 GROUP BY currency ORDER BY currency`, by.MerchantID, by.Livemode)
	if err != nil {
		return nil, explain(err)
	}
	balances, err := pgx.CollectRows(rows, pgx.RowToStructByPos[pay.Balance])
	return balances, explain(err)
}

// Transfers lists the lines of the caller's ledger, newest first, with what they
// are about.
func (s *Store) Transfers(ctx context.Context, by pay.Caller, page pay.Page) (pay.List[pay.Transfer], error) {
	rows, err := s.pool.Query(ctx, `/* Transfers */
		SELECT t.id, t.currency, t.debit_code, t.credit_code, t.amount_minor, t.kind, t.source_id,
			coalesce(r.payment_id, p.id), coalesce(p.description, o.destination, ''), t.created_at
		FROM (
			SELECT * FROM transfers t
			WHERE t.merchant_id = $1 AND t.livemode = $2 AND ($3::uuid IS NULL OR t.id < $3)
			ORDER BY t.id DESC LIMIT $4 OFFSET $5
		) t
		LEFT JOIN refunds r ON t.kind LIKE 'refund%' AND r.merchant_id = $1 AND r.id = t.source_id
		LEFT JOIN payments p ON t.kind NOT LIKE 'payout%' AND p.merchant_id = $1 AND p.id = coalesce(r.payment_id, t.source_id)
		LEFT JOIN payouts o ON t.kind LIKE 'payout%' AND o.merchant_id = $1 AND o.id = t.source_id
		ORDER BY t.id DESC`, by.MerchantID, by.Livemode, page.Cursor, page.Limit+1, page.Offset)
	if err != nil {
		return pay.List[pay.Transfer]{}, explain(err)
	}
	transfers, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (t pay.Transfer, err error) {
		err = row.Scan(&t.ID, &t.Currency, &t.Debit, &t.Credit, &t.AmountMinor, &t.Kind, &t.SourceID, &t.PaymentID, &t.Description, &t.CreatedAt)
		return t, err
	})
	return pay.Cut(transfers, page.Limit), explain(err)
}
