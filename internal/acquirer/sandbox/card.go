package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

// keptCard is a card that the books keep: all of it but its number and its code.
type keptCard struct {
	Token    string
	Brand    string
	Last4    string
	ExpMonth int
	ExpYear  int
	Scenario string
}

// scenario is what becomes of a payment with it, without its holder.
func (k keptCard) scenario(livemode bool) Scenario {
	known := named(k.Scenario)
	switch {
	case livemode:
		return liveMode
	case known.Later != nil:
		return *known.Later
	}
	return known
}

const keptColumns = `token, brand, last4, exp_month, exp_year, scenario`

func (s *Sandbox) keptCard(ctx context.Context, token string) (keptCard, error) {
	rows, err := s.pool.Query(ctx, `/* sandbox.keptCard */ SELECT `+keptColumns+` FROM sandbox.cards WHERE token = $1`, pay.CleanLine(token))
	if err != nil {
		return keptCard{}, fmt.Errorf("sandbox: card: %w", err)
	}
	kept, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[keptCard])
	if errors.Is(err, pgx.ErrNoRows) {
		return kept, acquirer.Misusef("there is no such card")
	}
	if err != nil {
		return kept, fmt.Errorf("sandbox: card: %w", err)
	}
	return kept, nil
}

// queueCard keeps a card under the key of the operation that it came with,
// unless that kept one before.
func queueCard(b *pgx.Batch, key string, card pay.Card, scenario string) {
	b.Queue(`/* sandbox.queueCard */
		INSERT INTO sandbox.cards (token, key, brand, last4, exp_month, exp_year, scenario)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key) DO NOTHING`,
		"sbx_card_"+rand.Text(), key, card.Brand(), card.Last4(), card.ExpMonth, card.ExpYear, scenario)
}

// Save keeps a card, as long as it is one that could pay now.
func (s *Sandbox) Save(ctx context.Context, r acquirer.SaveRequest) (acquirer.Result, error) {
	if err := acquirer.CheckKey(r.Key); err != nil {
		return acquirer.Result{}, err
	}
	scenario := scenarioOf(acquirer.PayRequest{Card: r.Card, Livemode: r.Livemode})
	if scenario.State == acquirer.Declined && !scenario.TimesOut {
		return acquirer.Result{State: acquirer.Declined, DeclineCode: scenario.Decline, Message: scenario.Decline.Message()}, nil
	}
	b := &pgx.Batch{}
	queueCard(b, r.Key, r.Card, scenario.Name)
	if err := s.pool.SendBatch(ctx, b).Close(); err != nil {
		return acquirer.Result{}, fmt.Errorf("sandbox: save: %w", err)
	}
	card, err := s.cardOf(ctx, r.Key)
	return acquirer.Result{State: acquirer.Completed, Ref: refOf(r.Key), Card: card}, err
}

// cardOf is the card that the operation with that key kept.
func (s *Sandbox) cardOf(ctx context.Context, key string) (pay.SavedCard, error) {
	rows, err := s.pool.Query(ctx, `/* sandbox.cardOf */ SELECT `+keptColumns+` FROM sandbox.cards WHERE key = $1`, key)
	if err != nil {
		return pay.SavedCard{}, fmt.Errorf("sandbox: card: %w", err)
	}
	kept, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[keptCard])
	if err != nil {
		return pay.SavedCard{}, fmt.Errorf("sandbox: card: %w", err)
	}
	return pay.SavedCard{Acquirer: "sandbox", Token: kept.Token, Brand: kept.Brand, Last4: kept.Last4,
		ExpMonth: kept.ExpMonth, ExpYear: kept.ExpYear}, nil
}

// answer is the result, with the card that was to be kept.
func (s *Sandbox) answer(ctx context.Context, op operation) (result acquirer.Result, err error) {
	result = s.result(op)
	if op.Keep && result.State == acquirer.Paid {
		result.Card, err = s.cardOf(ctx, op.Key)
	}
	return result, err
}
