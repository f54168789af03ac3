package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

// ChallengeInfo is what the 3-D Secure page shows.
type ChallengeInfo struct {
	// Key is the idempotency key of the payment.
	Key string
	// State is RequiresAction as long as the challenge can be answered.
	State                acquirer.State
	Money                pay.Money
	Description          string
	CardBrand, CardLast4 string
}

var errNoChallenge = pay.Errorf(pay.NotFound, "There is no such confirmation. Nothing was charged. Go back to the page you came from and try again.")

// Challenge returns the challenge with that token, answered or not, or a
// *pay.Error with code NotFound.
func (s *Sandbox) Challenge(ctx context.Context, token string) (ChallengeInfo, error) {
	if !isToken(token) {
		return ChallengeInfo{}, errNoChallenge
	}
	op, err := one(s.pool.Query(ctx, `/* sandbox.Challenge */
		SELECT `+operationColumns+` FROM sandbox.operations WHERE challenge_token = $1`, token))
	if errors.Is(err, pgx.ErrNoRows) {
		return ChallengeInfo{}, errNoChallenge
	}
	if err != nil {
		return ChallengeInfo{}, fmt.Errorf("sandbox: challenge: %w", err)
	}
	return ChallengeInfo{
		Key: op.Key, State: op.State, Money: op.money(), Description: op.Description,
		CardBrand: deref(op.CardBrand), CardLast4: deref(op.CardLast4),
	}, nil
}

// isToken tells what rand.Text makes from what the database might choke on.
func isToken(s string) bool {
	return len(s) <= 64 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// Answer approves or fails a challenge and returns the key of its payment. The
// first answer counts; later ones, and answers after a void, change nothing
// and return the same key: Status says how it ended.
func (s *Sandbox) Answer(ctx context.Context, token string, approve bool) (key string, err error) {
	if !isToken(token) {
		return "", errNoChallenge
	}
	state, decline := acquirer.Declined, acquirer.AuthenticationFailed
	if approve {
		state, decline = acquirer.Paid, ""
	}
	_, err = s.pool.Exec(ctx, `/* sandbox.Answer */
		UPDATE sandbox.operations
		   SET state = CASE WHEN hold AND $2 = 'paid' THEN 'authorized' ELSE $2 END, decline_code = nullif($3, ''), updated_at = now()
		 WHERE challenge_token = $1 AND state = 'requires_action'`, token, state, decline)
	if err != nil {
		return "", fmt.Errorf("sandbox: answer: %w", err)
	}
	challenge, err := s.Challenge(ctx, token)
	return challenge.Key, err
}
