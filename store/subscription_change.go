package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// subscriptionChange is what an act makes of a subscription: the row as it is to
// be, the event of it, the mail that the customer gets, and what the audit log
// says.
type subscriptionChange struct {
	to      pay.Subscription
	event   pay.EventType
	mail    SubscriptionMail
	act     pay.Act
	changes []pay.Change
	// unchanged leaves everything as it is: somebody asked twice for the same.
	unchanged bool
}

// changeSubscription lets do decide with the row locked, knowing the charge that
// is open, and stores what it says. do may queue what has to be there before. A
// caller without user and key is the customer, who knows the secret address.
func (s *Store) changeSubscription(ctx context.Context, by pay.Caller, id pay.ID, do func(b *pgx.Batch, x pay.Subscription, open *pay.Charge) (subscriptionChange, error)) (pay.Subscription, error) {
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		var x pay.Subscription
		err := tx.QueryRow(ctx, `/* changeSubscription */
			SELECT `+subscriptionColumns+` FROM subscriptions x
			WHERE x.merchant_id = $1 AND x.id = $2 AND x.livemode = $3 FOR NO KEY UPDATE`, by.MerchantID, id, by.Livemode).
			Scan(subscriptionFields(&x)...)
		if err != nil {
			return noSuchSubscription(err)
		}
		open, err := s.openCharge(ctx, tx, by.MerchantID, id)
		if err != nil {
			return err
		}
		b := &pgx.Batch{}
		change, err := do(b, x, open)
		if err != nil || change.unchanged {
			return err
		}
		s.queueSubscription(b, change)
		if err := send(ctx, tx, b); err != nil {
			return err
		}
		if change.mail != "" {
			if err := s.insertJob(ctx, tx, SubscriptionMailArgs{SubscriptionID: id.UUID(), About: change.mail}); err != nil {
				return err
			}
		}
		return s.auditSubscription(ctx, tx, by, change.act, change.to, change.changes...)
	})
	if err != nil {
		return pay.Subscription{}, explain(err)
	}
	return s.Subscription(ctx, by, id)
}

// auditSubscription notes what the merchant's side did to a subscription; what
// customers do is told by events alone.
func (s *Store) auditSubscription(ctx context.Context, tx pgx.Tx, by pay.Caller, act pay.Act, x pay.Subscription, changes ...pay.Change) error {
	if act == "" || by.IsCustomer() {
		return nil
	}
	return s.audit(ctx, tx, by, pay.AuditNote{Act: act, Object: pay.SubscriptionPrefix.Show(x.ID), Name: x.Description, Changes: changes, OfMode: true})
}

func (s *Store) queueSubscription(b *pgx.Batch, change subscriptionChange) {
	x := change.to
	b.Queue(`/* queueSubscription */
		UPDATE subscriptions SET state = $3, card_id = $4, amount_minor = $5, description = $6, interval_unit = $7,
			interval_count = $8, anchor_at = $9, period = $10, next_charge_at = $11, cancel_at_period_end = $12,
			cancel_reason = $13, canceled_at = $14, version = version + 1, updated_at = $15
		WHERE merchant_id = $1 AND id = $2`,
		x.MerchantID, x.ID, string(x.State), x.CardID, x.AmountMinor, x.Description, string(x.Unit),
		x.Count, x.AnchorAt, x.Period, x.NextChargeAt, x.CancelAtPeriodEnd,
		string(x.CancelReason), x.CanceledAt, s.now()).Exec(oneRow(errStale))
	if x.State == pay.SubscriptionCanceled {
		b.Queue(`/* queueSubscription */
			UPDATE charges SET state = 'voided', retry_at = NULL, updated_at = $3
			WHERE merchant_id = $1 AND subscription_id = $2 AND state = 'failed'`, x.MerchantID, x.ID, s.now())
	}
	s.queueEvent(b, eventOfSubscription, x.MerchantID, x.Livemode, change.event, x.ID)
}

// ChangeSubscription changes what is charged from the next period on. The
// customer, who agreed to something else, is told.
func (s *Store) ChangeSubscription(ctx context.Context, by pay.Caller, id pay.ID, patch pay.SubscriptionPatch) (pay.Subscription, error) {
	return s.changeSubscription(ctx, by, id, func(_ *pgx.Batch, x pay.Subscription, _ *pay.Charge) (subscriptionChange, error) {
		to, err := x.Apply(patch)
		change := subscriptionChange{to: to, event: pay.EventSubscriptionUpdated, changes: pay.SubscriptionChanged(x, to)}
		if len(change.changes) > 0 {
			change.act = pay.ActSubscriptionChanged
		}
		if to.Terms() != x.Terms() {
			change.mail = MailNewTerms
		}
		return change, err
	})
}

// PauseSubscription stops charging until it is resumed.
func (s *Store) PauseSubscription(ctx context.Context, by pay.Caller, id pay.ID) (pay.Subscription, error) {
	return s.changeSubscription(ctx, by, id, func(_ *pgx.Batch, x pay.Subscription, open *pay.Charge) (subscriptionChange, error) {
		if open != nil {
			return subscriptionChange{}, pay.Errorf(pay.Conflict, "A charge is under way. Look at it again in a moment.")
		}
		to, err := x.Paused()
		return subscriptionChange{to: to, event: pay.EventSubscriptionPaused, act: pay.ActSubscriptionPaused}, err
	})
}

// ResumeSubscription goes on with the first period that begins from now on.
func (s *Store) ResumeSubscription(ctx context.Context, by pay.Caller, id pay.ID) (pay.Subscription, error) {
	return s.changeSubscription(ctx, by, id, func(_ *pgx.Batch, x pay.Subscription, _ *pay.Charge) (subscriptionChange, error) {
		to, err := x.Resumed(s.now())
		return subscriptionChange{to: to, event: pay.EventSubscriptionResumed, act: pay.ActSubscriptionResumed}, err
	})
}

// CancelSubscription ends a subscription, now or when the period that is paid
// ends. A charge that has failed is given up with it; one that is under way ends
// as it will.
func (s *Store) CancelSubscription(ctx context.Context, by pay.Caller, id pay.ID, atPeriodEnd bool) (pay.Subscription, error) {
	return s.changeSubscription(ctx, by, id, func(_ *pgx.Batch, x pay.Subscription, _ *pay.Charge) (subscriptionChange, error) {
		if atPeriodEnd && x.CancelAtPeriodEnd && x.CancelReason == endedBy(by) {
			return subscriptionChange{unchanged: true}, nil
		}
		to, err := x.Canceled(endedBy(by), atPeriodEnd, s.now())
		change := subscriptionChange{to: to, event: pay.EventSubscriptionUpdated, mail: MailWillEnd, act: pay.ActSubscriptionCanceled}
		ends := "with the period that is paid"
		if to.State == pay.SubscriptionCanceled {
			change.event, change.mail, ends = pay.EventSubscriptionCanceled, MailCanceled, "at once"
		}
		change.changes = pay.Changes(pay.Changed("ends", "", ends))
		return change, err
	})
}

// endedBy is the side that a caller is on.
func endedBy(by pay.Caller) pay.CancelReason {
	if by.IsCustomer() {
		return pay.CanceledByCustomer
	}
	return pay.CanceledByMerchant
}

// KeepSubscription takes back that it ends with its period, and tells the
// customer.
func (s *Store) KeepSubscription(ctx context.Context, by pay.Caller, id pay.ID) (pay.Subscription, error) {
	return s.changeSubscription(ctx, by, id, func(_ *pgx.Batch, x pay.Subscription, _ *pay.Charge) (subscriptionChange, error) {
		to, err := x.Kept(endedBy(by))
		return subscriptionChange{to: to, event: pay.EventSubscriptionUpdated, mail: MailGoesOn, act: pay.ActSubscriptionKept}, err
	})
}

// PutCard charges another card from now on, for the terms that the customer read:
// when they are others by now nothing is changed. The first card starts the
// subscription, and a charge that has failed is tried again at once.
func (s *Store) PutCard(ctx context.Context, by pay.Caller, id pay.ID, terms string, card pay.SavedCard) (pay.Subscription, error) {
	return s.changeSubscription(ctx, by, id, func(b *pgx.Batch, x pay.Subscription, open *pay.Charge) (subscriptionChange, error) {
		if err := x.Agreed(terms); err != nil {
			return subscriptionChange{}, err
		}
		to, err := x.WithCard(card.ID, s.now())
		if err != nil {
			return subscriptionChange{}, err
		}
		queueCard(b, x, card, s.now())
		if open != nil && open.State == pay.ChargeFailed {
			queueRetryNow(b, *open, s.now())
		}
		return subscriptionChange{to: to, event: pay.EventSubscriptionUpdated}, nil
	})
}

// RetryCharge tries a failed charge again at once, with the card that there is.
func (s *Store) RetryCharge(ctx context.Context, by pay.Caller, id pay.ID) (pay.Subscription, error) {
	return s.changeSubscription(ctx, by, id, func(b *pgx.Batch, x pay.Subscription, open *pay.Charge) (subscriptionChange, error) {
		if open == nil || open.State != pay.ChargeFailed || x.CardID.IsZero() {
			return subscriptionChange{}, pay.Errorf(pay.Conflict, "There is no failed charge to try again.")
		}
		queueRetryNow(b, *open, s.now())
		return subscriptionChange{to: x, event: pay.EventSubscriptionUpdated, act: pay.ActSubscriptionRetried}, nil
	})
}

func queueRetryNow(b *pgx.Batch, c pay.Charge, now time.Time) {
	b.Queue(`/* queueRetryNow */
		UPDATE charges SET retry_at = $3 WHERE merchant_id = $1 AND id = $2 AND state = 'failed'`,
		c.MerchantID, c.ID, now).Exec(oneRow(errStale))
}

func queueCard(b *pgx.Batch, x pay.Subscription, card pay.SavedCard, now time.Time) {
	b.Queue(`/* queueCard */
		INSERT INTO cards (merchant_id, id, livemode, customer_id, acquirer, token, brand, last4, exp_month, exp_year, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		x.MerchantID, card.ID, x.Livemode, x.CustomerID, card.Acquirer, card.Token, card.Brand, card.Last4,
		card.ExpMonth, card.ExpYear, now)
}
