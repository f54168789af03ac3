package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const refundColumns = `r.merchant_id, r.id, r.livemode, r.number, r.payment_id, r.state, r.version, r.amount_minor,
	r.currency, r.tax_minor, r.usd_minor, r.reason, r.acquirer_ref, r.failure_code, r.failure_message, r.user_id, r.authorization_id, r.key_id,
	r.checks, r.created_at, r.updated_at`

func refundFields(r *pay.Refund) []any {
	return []any{&r.MerchantID, &r.ID, &r.Livemode, &r.Number, &r.PaymentID, &r.State, &r.Version, &r.AmountMinor,
		&r.Currency, &r.TaxMinor, &r.USDMinor, &r.Reason, &r.AcquirerRef, &r.FailureCode, &r.FailureMessage, &r.UserID, &r.AuthorizationID, &r.KeyID,
		&r.Checks, &r.CreatedAt, &r.UpdatedAt}
}

func scanRefund(row pgx.CollectableRow) (r pay.Refund, err error) {
	err = row.Scan(refundFields(&r)...)
	return r, err
}

// PaidRefund is a refund and the payment it gives back.
type PaidRefund struct {
	Refund  pay.Refund
	Payment pay.Payment
}

// BeginRefund records the intent to refund: the second factor given for it is
// used up, the amount is set aside on the payment and in the ledger, and the
// refund is there, before anybody calls the acquirer. When a refund with this
// id is there already, because the same request ran before, that one is
// returned. authorization is zero for an API key.
func (s *Store) BeginRefund(ctx context.Context, by pay.Caller, o pay.RefundOrder, authorization pay.ID, lease time.Duration) (PaidRefund, error) {
	if before, err := s.refundBefore(ctx, by, o); err == nil || pay.CodeOf(err) != pay.NotFound {
		return before, err
	}
	begun, err := s.beginRefund(ctx, by, o, authorization, lease)
	if err != nil { // the same request, sent twice at once, may have been faster
		if before, again := s.refundBefore(ctx, by, o); again == nil || pay.CodeOf(again) == pay.KeyReused {
			return before, again
		}
	}
	return begun, err
}

func (s *Store) beginRefund(ctx context.Context, by pay.Caller, o pay.RefundOrder, authorization pay.ID, lease time.Duration) (PaidRefund, error) {
	p, err := s.Payment(ctx, by, o.PaymentID)
	if err != nil {
		return PaidRefund{}, err
	}
	if err := pay.CheckRefund(p, o, by); err != nil {
		return PaidRefund{}, err
	}
	amount := pay.Money{Minor: o.AmountMinor, Currency: p.Currency}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		taxMinor, err := lockRefundTax(ctx, tx, p, o.AmountMinor)
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		if !by.IsKey() {
			queueUseAuthorization(b, by, authorization, o)
		}
		b.Queue(`/* BeginRefund */
			UPDATE payments SET refund_reserved_minor = refund_reserved_minor + $3, tax_reserved_minor = tax_reserved_minor + $4
			WHERE merchant_id = $1 AND id = $2 AND state IN ('paid', 'partially_refunded')
				AND refunded_minor + refund_reserved_minor + $3 <= captured_minor`,
			by.MerchantID, o.PaymentID, o.AmountMinor, taxMinor).Exec(oneRow(errStale))
		s.queueTransfer(b, "refund_reserved", o.ID, by.Livemode, by.MerchantID, amount)
		s.queueRefund(b, by, o, amount, taxMinor, authorization, lease)
		s.queueEvent(b, eventOfRefund, by.MerchantID, by.Livemode, pay.EventRefundCreated, o.ID)
		s.queuePersonsAct(b, by, pay.ActRefundCreated, o.PaymentID, amount)
		return send(ctx, tx, b)
	})
	if errors.Is(err, errStale) { // another refund was faster: say what is left now
		return PaidRefund{}, s.refundTooLarge(ctx, by, o)
	}
	if err != nil {
		return PaidRefund{}, err
	}
	return s.refund(ctx, by.MerchantID, o.ID)
}

// lockRefundTax works out how much of the refund is tax. What is left of the
// tax depends on the refunds before, so the payment is locked meanwhile.
func lockRefundTax(ctx context.Context, tx pgx.Tx, p pay.Payment, amountMinor int64) (taxMinor int64, err error) {
	if p.TaxMinor == 0 {
		return 0, nil
	}
	err = tx.QueryRow(ctx, `/* lockRefundTax */
		SELECT `+paymentColumns+` FROM payments p WHERE p.merchant_id = $1 AND p.id = $2 FOR NO KEY UPDATE`,
		p.MerchantID, p.ID).Scan(paymentFields(&p)...)
	return pay.RefundTax(p, amountMinor), err
}

// refundBefore finds the refund that the same request made, and refuses when
// the id stands for another refund.
func (s *Store) refundBefore(ctx context.Context, by pay.Caller, o pay.RefundOrder) (PaidRefund, error) {
	before, err := s.refund(ctx, by.MerchantID, o.ID)
	if err == nil && (before.Refund.PaymentID != o.PaymentID || before.Refund.AmountMinor != o.AmountMinor) {
		return PaidRefund{}, pay.Errorf(pay.KeyReused, "This request was sent before with other values.")
	}
	return before, err
}

func (s *Store) refundTooLarge(ctx context.Context, by pay.Caller, o pay.RefundOrder) error {
	p, err := s.Payment(ctx, by, o.PaymentID)
	if err != nil {
		return err
	}
	if err := pay.CheckRefund(p, o, by); err != nil {
		return err
	}
	return pay.Errorf(pay.Conflict, "The payment has changed in the meantime. Look at it again.")
}

// queueUseAuthorization uses a second factor up: only for the refund that its
// digest covers, only by who gave it, only once, only while it is fresh.
func queueUseAuthorization(b *pgx.Batch, by pay.Caller, authorization pay.ID, o pay.RefundOrder) {
	b.Queue(`/* BeginRefund */
		UPDATE authorizations SET used_at = now()
		WHERE merchant_id = $1 AND id = $2 AND user_id = $3 AND session_id = $4 AND operation = 'refund' AND digest = $5
			AND used_at IS NULL AND expires_at > now()`,
		by.MerchantID, authorization, by.UserID, by.SessionID, o.Digest()).
		Exec(oneRow(pay.Errorf(pay.BadCode, "This code was not given for this refund. Enter a fresh one.")))
}

func (s *Store) queueRefund(b *pgx.Batch, by pay.Caller, o pay.RefundOrder, amount pay.Money, taxMinor int64, authorization pay.ID, lease time.Duration) {
	b.Queue(`/* BeginRefund */
		WITH counter AS (
			UPDATE merchant_counters SET refunds = refunds + 1
			WHERE merchant_id = $1 AND livemode = $2 RETURNING refunds
		)
		INSERT INTO refunds (merchant_id, id, livemode, number, payment_id, state, amount_minor, currency, reason,
			user_id, authorization_id, key_id, check_at, created_at, updated_at, tax_minor, usd_minor)
		SELECT $1, $3, $2, counter.refunds, $4, 'processing', $5, $6, $7, $8, $9, $10, now() + $11, $12, $12, $13,
			(SELECT round($5::bigint * coalesce(p.usd_rate, CASE p.currency WHEN 'USD' THEN 1 END) * 100 / $14::bigint)::bigint FROM payments p WHERE p.merchant_id = $1 AND p.id = $4)
		FROM counter`,
		by.MerchantID, by.Livemode, o.ID, o.PaymentID, amount.Minor, amount.Currency, o.Reason,
		by.UserID, authorization, by.KeyID, lease, s.now(), taxMinor, pay.MinorPerUnit(amount.Currency)).Exec(oneRow(errStale))
}

// refund returns one refund with its payment.
func (s *Store) refund(ctx context.Context, merchantID, id pay.ID) (r PaidRefund, err error) {
	err = s.pool.QueryRow(ctx, `/* refund */
		SELECT `+refundColumns+`, `+paymentColumns+`
		FROM refunds r JOIN payments p ON p.merchant_id = r.merchant_id AND p.id = r.payment_id
		WHERE r.merchant_id = $1 AND r.id = $2`, merchantID, id).
		Scan(append(refundFields(&r.Refund), paymentFields(&r.Payment)...)...)
	return r, notFound(err, pay.NotFound, "There is no refund with this id.")
}

// RefundOutcome is what the acquirer said of a refund; a state that is not
// final means that it is to be asked again after CheckAfter.
type RefundOutcome struct {
	State       pay.RefundState
	AcquirerRef string
	FailureCode string
	Message     string
	CheckAfter  time.Duration
}

// FinishRefund is the one way by which a refund ends. Completed, the amount
// set aside becomes refunded and the payment partially_refunded or refunded;
// failed or rejected, it can be refunded again. Coming twice changes nothing.
func (s *Store) FinishRefund(ctx context.Context, r PaidRefund, out RefundOutcome) (PaidRefund, error) {
	if !out.State.Final() {
		return s.putOffRefund(ctx, r, out)
	}
	completed, kind := out.State == pay.RefundCompleted, "refund_released"
	if completed {
		kind = "refund_completed"
	}
	ref, merchantID := r.Refund, r.Refund.MerchantID
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue(`/* FinishRefund */
			UPDATE refunds SET state = $3, acquirer_ref = $4, failure_code = $5, failure_message = $6,
				version = version + 1, check_at = NULL, updated_at = $7
			WHERE merchant_id = $1 AND id = $2 AND state = 'processing'`,
			merchantID, ref.ID, string(out.State), out.AcquirerRef, out.FailureCode, out.Message, s.now()).Exec(oneRow(errStale))
		s.queueRefunded(b, ref, completed)
		s.queueTransfer(b, kind, ref.ID, ref.Livemode, merchantID, ref.Amount())
		s.queueEvent(b, eventOfRefund, merchantID, ref.Livemode, pay.RefundEvent(out.State), ref.ID)
		if completed {
			s.queueEvent(b, eventOfPayment, merchantID, ref.Livemode, pay.EventPaymentRefunded, ref.PaymentID)
		}
		if err := send(ctx, tx, b); err != nil {
			return err
		}
		return s.insertJob(ctx, tx, RefundMailArgs{RefundID: ref.ID.UUID()})
	})
	if err != nil && !errors.Is(err, errStale) {
		return r, fmt.Errorf("store: finish refund %s: %w", ref.ID.UUID(), err)
	}
	return s.refund(ctx, merchantID, ref.ID)
}

// queueRefunded gives back what was set aside; completed, it counts as
// refunded, and the payment's state follows.
func (s *Store) queueRefunded(b *pgx.Batch, r pay.Refund, completed bool) {
	if !completed {
		b.Queue(`/* FinishRefund */
			UPDATE payments SET refund_reserved_minor = refund_reserved_minor - $3,
				tax_reserved_minor = tax_reserved_minor - $5, updated_at = $4
			WHERE merchant_id = $1 AND id = $2`, r.MerchantID, r.PaymentID, r.AmountMinor, s.now(), r.TaxMinor).
			Exec(oneRow(errors.New("store: the refund's payment is gone")))
		return
	}
	b.Queue(`/* FinishRefund */
		UPDATE payments SET refund_reserved_minor = refund_reserved_minor - $3, refunded_minor = refunded_minor + $3,
			tax_reserved_minor = tax_reserved_minor - $5, tax_refunded_minor = tax_refunded_minor + $5,
			state = CASE WHEN refunded_minor + $3 = captured_minor THEN 'refunded' ELSE 'partially_refunded' END,
			version = version + 1, updated_at = $4
		WHERE merchant_id = $1 AND id = $2 AND state IN ('paid', 'partially_refunded')`,
		r.MerchantID, r.PaymentID, r.AmountMinor, s.now(), r.TaxMinor).Exec(oneRow(errors.New("store: the refund's payment was not paid")))
}

func (s *Store) putOffRefund(ctx context.Context, r PaidRefund, out RefundOutcome) (PaidRefund, error) {
	_, err := s.pool.Exec(ctx, `/* putOffRefund */
		UPDATE refunds SET acquirer_ref = CASE WHEN $3 = '' THEN acquirer_ref ELSE $3 END, check_at = now() + $4
		WHERE merchant_id = $1 AND id = $2 AND state = 'processing'`,
		r.Refund.MerchantID, r.Refund.ID, out.AcquirerRef, out.CheckAfter)
	return r, explain(err)
}

// DueRefunds takes up to limit refunds whose time to ask the acquirer has
// come, and puts off the next time, so that nobody else takes them until then.
func (s *Store) DueRefunds(ctx context.Context, limit int, again time.Duration) ([]PaidRefund, error) {
	rows, err := s.pool.Query(ctx, `/* DueRefunds */
		WITH due AS (
			SELECT merchant_id, id FROM refunds WHERE check_at <= now()
			ORDER BY check_at LIMIT $1 FOR UPDATE SKIP LOCKED
		), r AS (
			UPDATE refunds SET check_at = now() + $2, checks = checks + 1
			FROM due WHERE refunds.merchant_id = due.merchant_id AND refunds.id = due.id
			RETURNING refunds.*
		)
		SELECT `+refundColumns+`, `+paymentColumns+`
		FROM r JOIN payments p ON p.merchant_id = r.merchant_id AND p.id = r.payment_id`, limit, again)
	if err != nil {
		return nil, explain(err)
	}
	due, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r PaidRefund, err error) {
		err = row.Scan(append(refundFields(&r.Refund), paymentFields(&r.Payment)...)...)
		return r, err
	})
	return due, explain(err)
}

// Refund returns one refund of the caller's merchant and mode.
func (s *Store) Refund(ctx context.Context, by pay.Caller, id pay.ID) (r pay.Refund, err error) {
	err = s.pool.QueryRow(ctx, `/* Refund */
		SELECT `+refundColumns+` FROM refunds r WHERE r.merchant_id = $1 AND r.id = $2 AND r.livemode = $3`,
		by.MerchantID, id, by.Livemode).Scan(refundFields(&r)...)
	return r, notFound(err, pay.NotFound, "There is no refund with this id.")
}

// Refunds lists the caller's refunds, newest first; paymentID zero lists all.
func (s *Store) Refunds(ctx context.Context, by pay.Caller, paymentID pay.ID, page pay.Page) (pay.List[pay.Refund], error) {
	rows, err := s.pool.Query(ctx, `/* Refunds */
		SELECT `+refundColumns+` FROM refunds r
		WHERE r.merchant_id = $1 AND r.livemode = $2
			AND ($3::uuid IS NULL OR r.payment_id = $3) AND ($4::uuid IS NULL OR r.id < $4)
		ORDER BY r.id DESC LIMIT $5 OFFSET $6`,
		by.MerchantID, by.Livemode, paymentID, page.Cursor, page.Limit+1, page.Offset)
	if err != nil {
		return pay.List[pay.Refund]{}, explain(err)
	}
	refunds, err := pgx.CollectRows(rows, scanRefund)
	return pay.Cut(refunds, page.Limit), explain(err)
}
