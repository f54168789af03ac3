package desk

import (
	"context"
	"fmt"
	"time"

	"linktill/internal/acquirer"
	"linktill/internal/acquirer/sandbox"
	"linktill/internal/pay"
	"linktill/store"
)

// Accepts reports whether payments can be taken in that mode.
func (d *Desk) Accepts(livemode bool) bool {
	_, err := d.acquirerFor(livemode)
	return err == nil
}

// TestCard is a card that the sandbox knows, and what it does.
type TestCard = sandbox.TestCard

// TestCards are the cards that pay in test mode.
func (d *Desk) TestCards() []TestCard { return sandbox.TestCards() }

// Challenge is what a bank's confirmation page shows.
type Challenge struct {
	MerchantName         string
	Language             string // what the customer reads
	Amount               pay.Money
	CardBrand, CardLast4 string
	CreatedAt            time.Time
	Zone                 *time.Location
	// Done is true once it was answered, or is answered no more.
	Done bool
	// ReturnPath is where the customer goes afterwards.
	ReturnPath string
}

// Challenge returns the sandbox's challenge with that token.
func (d *Desk) Challenge(ctx context.Context, token string) (Challenge, error) {
	info, err := d.sandbox.Challenge(ctx, token)
	if err != nil {
		return Challenge{}, err
	}
	b, err := d.attemptOf(ctx, info.Key)
	if err != nil {
		return Challenge{}, err
	}
	p, m, err := d.store.Receipt(ctx, b.Payment.ID)
	return Challenge{MerchantName: m.Name, Language: p.Language, Amount: info.Money, CardBrand: info.CardBrand, CardLast4: info.CardLast4,
		CreatedAt: b.Attempt.CreatedAt, Zone: m.Location(), Done: info.State != acquirer.RequiresAction, ReturnPath: d.returnPath(b.Payment.CheckoutID)}, err
}

func (d *Desk) attemptOf(ctx context.Context, key string) (store.Begun, error) {
	id, ok := pay.AttemptPrefix.Parse(key)
	if !ok {
		return store.Begun{}, fmt.Errorf("desk: the sandbox's key %q is not an attempt's id", key)
	}
	return d.store.AttemptByKey(ctx, id)
}

// AnswerChallenge gives the customer's answer to the sandbox and takes over
// what it makes of the payment, as an acquirer's own call would. It returns
// where the customer goes next. A second answer changes nothing.
func (d *Desk) AnswerChallenge(ctx context.Context, token string, approve bool) (returnPath string, err error) {
	key, err := d.sandbox.Answer(ctx, token, approve)
	if err != nil {
		return "", err
	}
	b, err := d.attemptOf(ctx, key)
	if err != nil {
		return "", err
	}
	result, err := d.sandbox.Status(ctx, key)
	if out := attemptOutcome(result, err); out.State.Final() {
		call(ctx, d, func(ctx context.Context) store.Begun { return d.record(ctx, b, out) })
	}
	return d.returnPath(b.Payment.CheckoutID), nil
}
