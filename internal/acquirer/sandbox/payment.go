package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"linktill/internal/acquirer"
)

// Pay does what the card's scenario says. The first call with a key writes the
// books, in one statement; any other is told what they say.
func (s *Sandbox) Pay(ctx context.Context, r acquirer.PayRequest) (acquirer.Result, error) {
	if err := errors.Join(acquirer.CheckKey(r.Key), acquirer.CheckMoney(r.Money)); err != nil {
		return acquirer.Result{}, err
	}
	op, err := s.newPayment(ctx, r)
	if err != nil {
		return acquirer.Result{}, err
	}
	isFirst, err := s.record(ctx, op, r)
	if err == nil && !isFirst {
		return s.repeatedPay(ctx, op)
	}
	if err != nil {
		return acquirer.Result{}, fmt.Errorf("sandbox: pay: %w", err)
	}
	if !op.Settled {
		return acquirer.Result{}, s.hang(ctx)
	}
	return s.answer(ctx, op)
}

// newPayment returns the row for a payment with a card, or with one that was kept.
func (s *Sandbox) newPayment(ctx context.Context, r acquirer.PayRequest) (operation, error) {
	if r.Token == "" {
		return paymentOf(r, scenarioOf(r), r.Card.Brand(), r.Card.Last4()), nil
	}
	kept, err := s.keptCard(ctx, r.Token)
	if err != nil {
		return operation{}, err
	}
	return paymentOf(r, kept.scenario(r.Livemode), kept.Brand, kept.Last4), nil
}

// scenarioOf is what becomes of a payment with a card that was typed.
func scenarioOf(r acquirer.PayRequest) Scenario {
	scenario := ScenarioOf(r.Card)
	if simulated, ok := simulations[r.Simulate]; ok && scenario.Name != notTestCard.Name {
		scenario = simulated
	}
	if r.Livemode {
		scenario = liveMode
	}
	if r.Hold && scenario.State == acquirer.Paid {
		scenario.State = acquirer.Authorized
	}
	return scenario
}

// paymentOf returns the row for a payment.
func paymentOf(r acquirer.PayRequest, scenario Scenario, brand, last4 string) operation {
	op := operation{
		Key: r.Key, Kind: "payment", State: scenario.State, Settled: !scenario.TimesOut,
		AmountMinor: &r.Money.Minor, Currency: &r.Money.Currency, Livemode: r.Livemode,
		CardBrand: &brand, Scenario: &scenario.Name, Hold: r.Hold, Keep: r.Save && scenario.State != acquirer.Declined,
		Description: clean(r.Description), // not ReturnURL: it is a secret, and desk knows it
	}
	if last4 != "" {
		op.CardLast4 = &last4
	}
	if scenario.Decline != "" {
		op.DeclineCode = &scenario.Decline
	}
	if scenario.State == acquirer.RequiresAction {
		token := rand.Text()
		op.ChallengeToken = &token
	}
	return op
}

// record writes a payment into the books unless its key is there already, and
// reports whether it did. A card that is to be kept is kept with it.
func (s *Sandbox) record(ctx context.Context, op operation, r acquirer.PayRequest) (isFirst bool, err error) {
	var settleAfter *time.Duration
	if !op.Settled {
		settleAfter = &s.options.SettleAfter
	}
	b := &pgx.Batch{}
	b.Queue(`/* sandbox.Pay */
		INSERT INTO sandbox.operations
		       (key, kind, state, decline_code, amount_minor, currency, livemode, card_brand, card_last4,
		        scenario, description, challenge_token, settles_at, hold, keep)
		VALUES ($1, 'payment', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now() + $12::interval, $13, $14)
		ON CONFLICT (key) DO NOTHING`,
		op.Key, op.State, op.DeclineCode, op.AmountMinor, op.Currency, op.Livemode, op.CardBrand, op.CardLast4,
		op.Scenario, op.Description, op.ChallengeToken, settleAfter, op.Hold, op.Keep).
		Exec(func(tag pgconn.CommandTag) error {
			isFirst = tag.RowsAffected() == 1
			return nil
		})
	if op.Keep {
		queueCard(b, op.Key, r.Card, deref(op.Scenario))
	}
	return isFirst, s.pool.SendBatch(ctx, b).Close()
}

// repeatedPay answers a Pay whose key is in the books.
func (s *Sandbox) repeatedPay(ctx context.Context, asked operation) (acquirer.Result, error) {
	known, err := load(ctx, s.pool, asked.Key)
	if err != nil {
		return acquirer.Result{}, fmt.Errorf("sandbox: pay again: %w", err)
	}
	if known.AmountMinor != nil && !known.samePayment(asked) {
		return acquirer.Result{}, acquirer.Misusef("the key %s is taken by another %s", known.Key, known.Kind)
	}
	return s.answer(ctx, known)
}

// samePayment compares what decides about money. The number of the card cannot
// be compared since it is not kept; what is kept of it can.
func (op operation) samePayment(other operation) bool {
	return op.Kind == other.Kind && op.money() == other.money() && op.Livemode == other.Livemode && op.Hold == other.Hold && op.Keep == other.Keep &&
		deref(op.CardBrand) == deref(other.CardBrand) && deref(op.CardLast4) == deref(other.CardLast4) &&
		deref(op.Scenario) == deref(other.Scenario)
}

// hang gives no answer for a while, like a connection that died.
func (s *Sandbox) hang(ctx context.Context) error {
	timer := time.NewTimer(s.options.Hang)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return fmt.Errorf("sandbox: no answer: %w", context.DeadlineExceeded)
}

// Void cancels a payment that waits for its challenge, or, when the key is not
// in the books, takes it for good.
func (s *Sandbox) Void(ctx context.Context, key string) (acquirer.Result, error) {
	if err := acquirer.CheckKey(key); err != nil {
		return acquirer.Result{}, err
	}
	op, err := one(s.pool.Query(ctx, `/* sandbox.Void */
		INSERT INTO sandbox.operations AS o (key, kind, state)
		VALUES ($1, 'payment', 'canceled')
		ON CONFLICT (key) DO UPDATE
		   SET state = 'canceled', updated_at = now()
		 WHERE o.kind = 'payment' AND o.state = 'requires_action'
		RETURNING `+operationColumns, key))
	if errors.Is(err, pgx.ErrNoRows) { // too late
		op, err = load(ctx, s.pool, key)
	}
	if err != nil {
		return acquirer.Result{}, fmt.Errorf("sandbox: void: %w", err)
	}
	if op.Kind != "payment" {
		return acquirer.Result{}, acquirer.Misusef("the key %s is a %s's, and only payments are voided", key, op.Kind)
	}
	return s.answer(ctx, op)
}
