package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// posting says between which accounts a kind of transfer moves money. Accounts
// are locked in the order of their codes, whichever way the money goes.
var posting = map[string]struct{ debit, credit string }{
	"payment":          {"acquirer", "available"}, // the acquirer owes us, we owe the merchant
	"refund_reserved":  {"available", "pending"},  // set aside before the acquirer is asked
	"refund_completed": {"pending", "acquirer"},   // the acquirer paid it back
	"refund_released":  {"pending", "available"},  // it did not: the merchant has it again
	"payout":           {"available", "paid_out"}, // the merchant has it outside
	"payout_reversed":  {"paid_out", "available"}, // it was recorded by mistake
}

// queueTransfer posts a transfer and both balances. A fact is posted once: a
// second transfer of the same kind and source is refused by the database.
func (s *Store) queueTransfer(b *pgx.Batch, kind string, source pay.ID, livemode bool, merchantID pay.ID, amount pay.Money) {
	between := posting[kind]
	b.Queue(`/* queueTransfer */
		INSERT INTO accounts AS a (merchant_id, livemode, currency, code, balance_minor)
		SELECT $1, $2, $3, code, CASE code WHEN $4 THEN -$6::bigint ELSE $6::bigint END
		FROM (VALUES (least($4::text, $5::text)), (greatest($4::text, $5::text))) both_codes (code)
		ON CONFLICT (merchant_id, livemode, currency, code)
			DO UPDATE SET balance_minor = a.balance_minor + excluded.balance_minor`,
		merchantID, livemode, amount.Currency, between.debit, between.credit, amount.Minor)
	b.Queue(`/* queueTransfer */
		INSERT INTO transfers (merchant_id, id, livemode, currency, debit_code, credit_code, amount_minor, kind, source_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		merchantID, s.NewID(source.MerchantNumber()), livemode, amount.Currency, between.debit, between.credit,
		amount.Minor, kind, source)
}

// Balances returns what the merchant has in each currency: available, and set
// aside for refunds under way.
func (s *Store) Balances(ctx context.Context, by pay.Caller) (available, pending []pay.Money, err error) {
	rows, err := s.pool.Query(ctx, `/* Balances */
		SELECT code, currency, balance_minor FROM accounts
		WHERE merchant_id = $1 AND livemode = $2 AND code IN ('available', 'pending') ORDER BY currency`,
		by.MerchantID, by.Livemode)
	if err != nil {
		return nil, nil, explain(err)
	}
	var code string
	var m pay.Money
	_, err = pgx.ForEachRow(rows, []any{&code, &m.Currency, &m.Minor}, func() error {
		if code == "available" {
			available = append(available, m)
		} else {
			pending = append(pending, m)
		}
		return nil
	})
	return available, pending, explain(err)
}
