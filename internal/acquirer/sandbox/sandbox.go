// Package sandbox is the acquirer of test mode. It moves no money: the number
// of the card decides what happens. It keeps its own books in the schema
// sandbox, in one committed row for each operation, so several processes can
// share it and it remembers whatever happens to them; tests compare its books
// with ours.
package sandbox

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

// Options are what a sandbox needs to know. Each zero value has a default.
type Options struct {
	// PublicURL is put before ChallengePath in the addresses of challenges; it
	// ends without a slash. The default makes them relative.
	PublicURL string
	// Hang is how long Pay gives no answer with the cards that time out: 3 s.
	Hang time.Duration
	// SettleAfter is how long after the call Status says Pending about those
	// payments, and about refunds that will be returned: 5 s.
	SettleAfter time.Duration
}

// ChallengePath is the path of the 3-D Secure page; the token follows it.
const ChallengePath = "/sandbox/3ds/"

// Sandbox is an acquirer.Acquirer.
type Sandbox struct {
	pool    *pgxpool.Pool
	options Options
}

var _ acquirer.Acquirer = (*Sandbox)(nil)

// New returns a sandbox with its books in that database, where Migrate has been run.
func New(pool *pgxpool.Pool, options Options) *Sandbox {
	if options.Hang == 0 {
		options.Hang = 3 * time.Second
	}
	if options.SettleAfter == 0 {
		options.SettleAfter = 5 * time.Second
	}
	return &Sandbox{pool: pool, options: options}
}

//go:embed schema.sql
var schema string

// Migrate creates the sandbox's schema, or leaves it as it is. Several
// processes may call it at once. The user that the pool logs in as has to be
// allowed to create a schema, even where its connections have stepped down to
// another role; when the role linktill_app exists, it is given what the running
// server needs.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		// IF NOT EXISTS alone fails when two create the same thing at once.
		_, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('sandbox.schema', 0))`)
		if err == nil {
			_, err = tx.Exec(ctx, `SET LOCAL ROLE NONE`)
		}
		if err == nil {
			_, err = tx.Exec(ctx, schema)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("sandbox: migrate: %w", err)
	}
	return nil
}

// Name returns "sandbox".
func (s *Sandbox) Name() string { return "sandbox" }

// Status says what became of an operation, as a real acquirer would: Pending
// until it has settled.
func (s *Sandbox) Status(ctx context.Context, key string) (acquirer.Result, error) {
	if err := acquirer.CheckKey(key); err != nil {
		return acquirer.Result{}, err
	}
	op, err := load(ctx, s.pool, key)
	if errors.Is(err, pgx.ErrNoRows) {
		return acquirer.Result{State: acquirer.NotFound}, nil
	}
	if err != nil {
		return acquirer.Result{}, fmt.Errorf("sandbox: status: %w", err)
	}
	return s.answer(ctx, op)
}

// operation is a row of the books. Columns that may be null are pointers.
type operation struct {
	Key            string
	Kind           string
	State          acquirer.State
	Settled        bool
	DeclineCode    *acquirer.DeclineCode
	AmountMinor    *int64
	Currency       *string
	Livemode       bool
	CardBrand      *string
	CardLast4      *string
	Scenario       *string
	Description    string
	ChallengeToken *string
	RefundedMinor  int64
	Hold           bool
	CapturedMinor  int64
	ReleasedMinor  int64
	PaymentRef     *string
	Keep           bool // its card is kept
	CreatedAt      time.Time
}

const operationColumns = `key, kind, state, settles_at IS NULL OR settles_at <= now() AS settled, decline_code,
       amount_minor, currency, livemode, card_brand, card_last4, scenario, description,
       challenge_token, refunded_minor, hold, captured_minor, released_minor, payment_ref, keep, created_at`

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// load returns the operation with that key, or pgx.ErrNoRows.
func load(ctx context.Context, q querier, key string) (operation, error) {
	return one(q.Query(ctx, `/* sandbox.load */ SELECT `+operationColumns+` FROM sandbox.operations WHERE key = $1`, key))
}

func one(rows pgx.Rows, err error) (operation, error) {
	if err != nil {
		return operation{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[operation])
}

// money returns the amount; a voided key that was never seen has none.
func (op operation) money() pay.Money {
	if op.AmountMinor == nil || op.Currency == nil {
		return pay.Money{}
	}
	return pay.Money{Minor: *op.AmountMinor, Currency: *op.Currency}
}

// takenMinor is what the payment took so far, which is what can be refunded.
func (op operation) takenMinor() int64 {
	switch {
	case op.State == acquirer.Paid:
		return op.money().Minor
	case op.State == acquirer.Authorized:
		return op.CapturedMinor
	}
	return 0
}

// result is the answer about an operation, today.
func (s *Sandbox) result(op operation) acquirer.Result {
	result := acquirer.Result{State: op.State, Ref: refOf(op.Key), Money: op.money()}
	switch {
	case !op.Settled:
		result.State = acquirer.Pending
	case op.State == acquirer.RequiresAction:
		result.ActionURL = s.options.PublicURL + ChallengePath + deref(op.ChallengeToken)
	case op.State == acquirer.Canceled:
		result.Message = "This payment was canceled before it was finished. You were not charged."
	case op.DeclineCode != nil:
		result.DeclineCode, result.Message = *op.DeclineCode, op.DeclineCode.Message()
	}
	return result
}

// refPrefix makes references differ from keys, as with any other acquirer,
// while the primary key's index finds both.
const refPrefix = "sbx_"

func refOf(key string) string { return refPrefix + key }

// clean makes free text fit to keep: no card number that somebody typed into
// it, and nothing that the database would refuse.
func clean(text string) string { return acquirer.Scrub(pay.CleanLine(text)) }

func deref[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
