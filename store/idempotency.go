package store

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// idempotencyLease is how long a running request keeps its key to itself; it is
// longer than any request may take.
const idempotencyLease = 20 * time.Second

// idempotencyKept is how long the answers of calls that move no money are kept.
const idempotencyKept = 24 * time.Hour

// Claim is the right to run the request of an idempotency key.
type Claim struct {
	MerchantID pay.ID
	Key        string
	// OperationID was minted with the key's first claim. Whatever the request
	// creates takes it, so a run after a crash finds what the first one made.
	OperationID pay.ID
	fence       int64
}

// Answer is the kept answer of a finished request.
type Answer struct {
	Status  int
	Headers map[string]string
	Body    []byte // sealed by the caller
}

// KeyRequest is a request that asks for a key.
type KeyRequest struct {
	MerchantID  pay.ID
	Key         string
	Fingerprint []byte // what tells this request from others with the same key
	OperationID pay.ID // for the first claim
	MovesMoney  bool   // the answer is kept for good
}

// ClaimKey takes the key for this request. Exactly one result is set: a claim
// when the request is to run now, an answer when it has run before. Otherwise
// the error says KeyInUse or KeyReused.
func (s *Store) ClaimKey(ctx context.Context, a KeyRequest) (*Claim, *Answer, error) {
	for {
		claim, err := s.tryClaim(ctx, a)
		if claim != nil || err != nil {
			return claim, nil, explain(err)
		}
		answer, err := s.answerOf(ctx, a)
		// The row can be given back between the two statements.
		if !errors.Is(err, pgx.ErrNoRows) {
			return nil, answer, explain(err)
		}
	}
}

// tryClaim returns nil when the key is taken.
func (s *Store) tryClaim(ctx context.Context, a KeyRequest) (*Claim, error) {
	claim := &Claim{MerchantID: a.MerchantID, Key: a.Key}
	err := s.pool.QueryRow(ctx, `/* ClaimKey */
		INSERT INTO idempotency_keys AS k (merchant_id, key, fingerprint, operation_id, state, lease_until, moves_money)
		VALUES ($1, $2, $3, $4, 'running', now() + $5::interval, $6)
		ON CONFLICT (merchant_id, key) DO UPDATE SET lease_until = excluded.lease_until, fence = k.fence + 1
		WHERE k.state = 'running' AND k.lease_until < now() AND k.fingerprint = excluded.fingerprint
		RETURNING fence, operation_id`,
		a.MerchantID, a.Key, a.Fingerprint, a.OperationID, idempotencyLease, a.MovesMoney,
	).Scan(&claim.fence, &claim.OperationID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return claim, nil
}

func (s *Store) answerOf(ctx context.Context, a KeyRequest) (*Answer, error) {
	var fingerprint []byte
	var done bool
	var answer Answer
	err := s.pool.QueryRow(ctx, `/* ClaimKey answer */
		SELECT fingerprint, state = 'done', coalesce(status, 0), coalesce(headers, '{}'), body
		FROM idempotency_keys WHERE merchant_id = $1 AND key = $2`, a.MerchantID, a.Key,
	).Scan(&fingerprint, &done, &answer.Status, &answer.Headers, &answer.Body)
	switch {
	case err != nil:
		return nil, err
	case !bytes.Equal(fingerprint, a.Fingerprint):
		return nil, pay.Errorf(pay.KeyReused, "This idempotency key was used for another request. Use a new key for each request.")
	case !done:
		return nil, &pay.Error{Code: pay.KeyInUse, RetryAfterSeconds: 1,
			Message: "The first request with this idempotency key is still running. Repeat this one in a moment to get its answer."}
	}
	return &answer, nil
}

// FinishKey keeps the answer for repetitions. It does nothing when another
// request took the key over, which happens after the lease only.
func (s *Store) FinishKey(ctx context.Context, c *Claim, a Answer) error {
	_, err := s.pool.Exec(ctx, `/* FinishKey */
		UPDATE idempotency_keys SET state = 'done', status = $4, headers = $5, body = $6
		WHERE merchant_id = $1 AND key = $2 AND fence = $3 AND state = 'running'`,
		c.MerchantID, c.Key, c.fence, a.Status, a.Headers, a.Body)
	return explain(err)
}

// ReleaseKey gives the key back after a request that changed nothing: the next
// one with it may be a corrected one.
func (s *Store) ReleaseKey(ctx context.Context, c *Claim) error {
	_, err := s.pool.Exec(ctx, `/* ReleaseKey */
		DELETE FROM idempotency_keys WHERE merchant_id = $1 AND key = $2 AND fence = $3 AND state = 'running'`,
		c.MerchantID, c.Key, c.fence)
	return explain(err)
}

// SuspendKey ends the lease after a request that broke off: the same request
// may run again at once, under the same operation id; another one may not.
func (s *Store) SuspendKey(ctx context.Context, c *Claim) error {
	_, err := s.pool.Exec(ctx, `/* SuspendKey */
		UPDATE idempotency_keys SET lease_until = now() - interval '1 millisecond'
		WHERE merchant_id = $1 AND key = $2 AND fence = $3 AND state = 'running'`,
		c.MerchantID, c.Key, c.fence)
	return explain(err)
}

// PruneIdempotency forgets the keys of calls that moved no money once they are
// a day old, and returns how many.
func (s *Store) PruneIdempotency(ctx context.Context) (int64, error) {
	tag, err := s.pool.Exec(ctx, `/* PruneIdempotency */
		DELETE FROM idempotency_keys WHERE NOT moves_money AND created_at < now() - $1::interval`, idempotencyKept)
	return tag.RowsAffected(), explain(err)
}
