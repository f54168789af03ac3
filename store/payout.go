package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const payoutColumns = `o.merchant_id, o.id, o.livemode, o.amount_minor, o.currency, o.paid_on, o.destination, o.reference,
	o.user_id, coalesce((SELECT email FROM users WHERE id = o.user_id), ''), o.created_at,
	o.reversed_at, o.reversed_by, coalesce((SELECT email FROM users WHERE id = o.reversed_by), ''), o.reversal_reason`

func payoutFields(o *pay.Payout) []any {
	return []any{&o.MerchantID, &o.ID, &o.Livemode, &o.AmountMinor, &o.Currency, &o.PaidOn, &o.Destination, &o.Reference,
		&o.UserID, &o.UserEmail, &o.CreatedAt, &o.ReversedAt, &o.ReversedBy, &o.ReverserEmail, &o.ReversalReason}
}

// RecordPayout records a payout that was made outside: what was available is
// paid out from then on, never more than there is. today is the merchant's. When a
// payout with this id is there already, because the same request ran before, that
// one is returned.
func (s *Store) RecordPayout(ctx context.Context, by pay.Caller, o pay.PayoutOrder, today time.Time) (pay.Payout, error) {
	if before, err := s.payoutBefore(ctx, by, o); err == nil || pay.CodeOf(err) != pay.NotFound {
		return before, err
	}
	if err := s.checkPayout(ctx, by, o, today); err != nil {
		return pay.Payout{}, err
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue(`/* RecordPayout */
			INSERT INTO payouts (merchant_id, id, livemode, amount_minor, currency, paid_on, destination, reference, user_id, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			by.MerchantID, o.ID, by.Livemode, o.AmountMinor, o.Currency, o.PaidOn, o.Destination, o.Reference, by.UserID, s.now())
		b.Queue(`/* RecordPayout */
			SELECT FROM accounts WHERE merchant_id = $1 AND livemode = $2 AND currency = $3 AND code = 'available' AND balance_minor >= $4
			FOR NO KEY UPDATE`, by.MerchantID, by.Livemode, o.Currency, o.AmountMinor).Exec(oneRow(errStale))
		s.queueTransfer(b, string(pay.TransferPayout), o.ID, by.Livemode, by.MerchantID, o.Amount())
		s.queueAudit(b, by, pay.AuditNote{Act: pay.ActPayoutRecorded, Object: pay.PayoutPrefix.Show(o.ID), Name: o.Amount().String(), OfMode: true})
		return send(ctx, tx, b)
	})
	if err != nil { // the same request, sent twice at once, may have been faster
		if before, again := s.payoutBefore(ctx, by, o); again == nil || pay.CodeOf(again) == pay.KeyReused {
			return before, again
		}
	}
	if errors.Is(err, errStale) { // somebody else took it: say what is left now
		if err := s.checkPayout(ctx, by, o, today); err != nil {
			return pay.Payout{}, err
		}
		return pay.Payout{}, pay.Errorf(pay.Conflict, "The balance has changed in the meantime. Look at it again.")
	}
	if err != nil {
		return pay.Payout{}, err
	}
	return s.Payout(ctx, by, o.ID)
}

func (s *Store) checkPayout(ctx context.Context, by pay.Caller, o pay.PayoutOrder, today time.Time) error {
	balances, err := s.AccountBalances(ctx, by)
	if err != nil {
		return err
	}
	var c pay.Checks
	available, found := pay.Money{Currency: o.Currency}, false
	for _, b := range balances {
		if b.Currency == o.Currency {
			available, found = b.Available(), true
		}
	}
	if c.That(found, "currency", "Choose a currency that you were paid in."); !found {
		available.Minor = o.AmountMinor // one sentence is enough
	}
	o.Check(&c, available, today)
	return c.Err()
}

// payoutBefore finds the payout that the same request recorded, and refuses when
// the id stands for another one.
func (s *Store) payoutBefore(ctx context.Context, by pay.Caller, o pay.PayoutOrder) (pay.Payout, error) {
	before, err := s.Payout(ctx, by, o.ID)
	if err == nil && (before.AmountMinor != o.AmountMinor || before.Currency != o.Currency) {
		return pay.Payout{}, pay.Errorf(pay.KeyReused, "This request was sent before with other values.")
	}
	return before, err
}

// ReversePayout takes back a payout that was recorded by mistake: the amount is
// available again. One that was reversed already stays as it is.
func (s *Store) ReversePayout(ctx context.Context, by pay.Caller, id pay.ID, reason string) (pay.Payout, error) {
	o, err := s.Payout(ctx, by, id)
	if err != nil || o.ReversedAt != nil {
		return o, err
	}
	if err := pay.CheckReversal(reason); err != nil {
		return o, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue(`/* ReversePayout */
			UPDATE payouts SET reversed_at = $4, reversed_by = $3, reversal_reason = $5
			WHERE merchant_id = $1 AND id = $2 AND reversed_at IS NULL`, by.MerchantID, id, by.UserID, s.now(), reason).Exec(oneRow(errStale))
		s.queueTransfer(b, string(pay.TransferPayoutReversed), id, o.Livemode, by.MerchantID, o.Amount())
		s.queueAudit(b, by, pay.AuditNote{Act: pay.ActPayoutReversed, Object: pay.PayoutPrefix.Show(id), Name: o.Amount().String(), OfMode: true,
			Changes: []pay.Change{pay.Changed("reason", "", reason)}})
		return send(ctx, tx, b)
	})
	if err != nil && !errors.Is(err, errStale) {
		return o, err
	}
	return s.Payout(ctx, by, id)
}

// Payout returns one payout of the caller's merchant and mode.
func (s *Store) Payout(ctx context.Context, by pay.Caller, id pay.ID) (o pay.Payout, err error) {
	err = s.pool.QueryRow(ctx, `/* Payout */
		SELECT `+payoutColumns+` FROM payouts o WHERE o.merchant_id = $1 AND o.id = $2 AND o.livemode = $3`,
		by.MerchantID, id, by.Livemode).Scan(payoutFields(&o)...)
	if errors.Is(err, pgx.ErrNoRows) {
		return o, pay.NoSuchPayout()
	}
	return o, explain(err)
}

// Payouts lists the caller's payouts, the last recorded first.
func (s *Store) Payouts(ctx context.Context, by pay.Caller, page pay.Page) (pay.List[pay.Payout], error) {
	rows, err := s.pool.Query(ctx, `/* Payouts */
		SELECT `+payoutColumns+` FROM payouts o
		WHERE o.merchant_id = $1 AND o.livemode = $2 AND ($3::uuid IS NULL OR o.id < $3)
		ORDER BY o.id DESC LIMIT $4 OFFSET $5`, by.MerchantID, by.Livemode, page.Cursor, page.Limit+1, page.Offset)
	if err != nil {
		return pay.List[pay.Payout]{}, explain(err)
	}
	payouts, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (o pay.Payout, err error) {
		err = row.Scan(payoutFields(&o)...)
		return o, err
	})
	return pay.Cut(payouts, page.Limit), explain(err)
}
