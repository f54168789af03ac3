package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// SecondFactor is a code that somebody gave.
type SecondFactor struct {
	UserID pay.ID
	// Match compares the code with the person's sealed secret and says which
	// step it belongs to. It runs while the person's row is locked: it computes
	// and does nothing else.
	Match func(sealed []byte) (step int64, ok bool, err error)
	// RecoveryHash is the hash of what was given when it has the form of a
	// recovery code and those are accepted here; nil otherwise.
	RecoveryHash []byte
	// For is the operation that the code is to authorize, nil for none: then it
	// only proves who is there.
	For *Authorization
}

// Authorization is the operation that a second factor was given for. Digest
// covers everything the person saw when they gave it.
type Authorization struct {
	By        pay.Caller
	Operation string
	Digest    []byte
}

// UseSecondFactor uses up a code. No code is accepted twice, whatever it is
// given for and however many try at once, and after too many wrong ones none is
// looked at for a while. With For it returns the id of the authorization, which
// is made in the same transaction.
func (s *Store) UseSecondFactor(ctx context.Context, f SecondFactor) (authorizationID pay.ID, err error) {
	var refused error
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		// What is refused is counted, so it commits; refused says so afterwards.
		if refused, err = s.useSecondFactor(ctx, tx, f); refused != nil || err != nil || f.For == nil {
			return err
		}
		authorizationID, err = s.insertAuthorization(ctx, tx, f.UserID, *f.For)
		return err
	})
	if err == nil {
		err = refused
	}
	return authorizationID, err
}

// useSecondFactor locks the person's row first: of many codes given at once one
// is looked at after the other, so that guesses cannot outrun the counter.
func (s *Store) useSecondFactor(ctx context.Context, tx pgx.Tx, f SecondFactor) (refused, err error) {
	var sealed []byte
	var hasPasskey bool
	var failures int
	var waitSeconds int
	err = tx.QueryRow(ctx, `/* useSecondFactor */
		SELECT totp_secret, EXISTS (SELECT FROM passkeys WHERE user_id = $1), second_factor_failures,
			greatest(0, coalesce(ceil(extract(epoch FROM second_factor_blocked_until - clock_timestamp())), 0))::integer
		FROM users WHERE id = $1 FOR UPDATE`, f.UserID).Scan(&sealed, &hasPasskey, &failures, &waitSeconds)
	switch {
	case err != nil:
		return nil, notFound(err, pay.Unauthorized, "Log in again to go on.")
	case sealed == nil && (f.For != nil || !hasPasskey):
		return errNoTOTP, nil
	case waitSeconds > 0:
		return blockedFor(waitSeconds), nil
	}
	if sealed != nil {
		step, ok, err := f.Match(sealed)
		if err != nil {
			return nil, err
		}
		if ok {
			return useStep(ctx, tx, f.UserID, step)
		}
	}
	if f.RecoveryHash != nil {
		used, err := s.useRecovery(ctx, tx, f)
		if used || err != nil {
			return nil, err
		}
	}
	return s.countFailure(ctx, tx, f.UserID, failures+1)
}

// useRecovery takes a recovery code in place of a code and tells the person.
func (s *Store) useRecovery(ctx context.Context, tx pgx.Tx, f SecondFactor) (used bool, err error) {
	used, err = useRecoveryCode(ctx, tx, f.UserID, f.RecoveryHash)
	if !used || err != nil {
		return false, err
	}
	if err := s.notify(ctx, tx, f.UserID, pay.NoticeRecoveryCodeUsed); err != nil {
		return false, err
	}
	if err := clearFailures(ctx, tx, f.UserID); err != nil {
		return false, err
	}
	return true, s.auditPerson(ctx, tx, f.UserID, pay.AuditNote{Act: pay.ActRecoveryUsed})
}

// useStep accepts the code of a step once, ever: the condition holds for one
// transaction only, also without the lock.
func useStep(ctx context.Context, tx pgx.Tx, userID pay.ID, step int64) (refused, err error) {
	tag, err := tx.Exec(ctx, `/* useStep */
		UPDATE users SET totp_last_step = $2, second_factor_failures = 0, second_factor_blocked_until = NULL
		WHERE id = $1 AND totp_last_step < $2`, userID, step)
	if err == nil && tag.RowsAffected() == 0 {
		// A right code that comes again is no guess, so it is not counted.
		return badCode("This code has been used. Wait for the next one in your app; it takes at most 30 seconds."), nil
	}
	return nil, err
}

func clearFailures(ctx context.Context, tx pgx.Tx, userID pay.ID) error {
	_, err := tx.Exec(ctx, `/* clearFailures */
		UPDATE users SET second_factor_failures = 0, second_factor_blocked_until = NULL WHERE id = $1`, userID)
	return err
}

func (s *Store) countFailure(ctx context.Context, tx pgx.Tx, userID pay.ID, failures int) (refused, err error) {
	wait := pay.SecondFactorWait(failures)
	_, err = tx.Exec(ctx, `/* countFailure */
		UPDATE users SET second_factor_failures = $2,
			second_factor_blocked_until = CASE WHEN $3::interval > interval '0' THEN clock_timestamp() + $3::interval END
		WHERE id = $1`, userID, failures, wait)
	if err != nil {
		return nil, err
	}
	if failures == pay.SecondFactorTries {
		if err := s.notify(ctx, tx, userID, pay.NoticeCodesBlocked); err != nil {
			return nil, err
		}
	}
	if err := s.auditPerson(ctx, tx, userID, pay.AuditNote{Act: pay.ActCodeFailed}); err != nil {
		return nil, err
	}
	if wait > 0 {
		return blockedFor(int(wait / time.Second)), nil
	}
	return badCode("This code is not right. Enter the one that your app shows now."), nil
}

func badCode(sentence string) error {
	return &pay.Error{Code: pay.BadCode, Message: sentence, Fields: map[string][]string{"code": {sentence}}}
}

// errNoTOTP says what a person without two-factor must do first.
var errNoTOTP = pay.Errorf(pay.SecondFactor,
	"Turn on two-factor authentication first: this needs a code from an authenticator app. You find it under Security.")

func blockedFor(seconds int) error {
	when := fmt.Sprintf("%d seconds", seconds)
	if minutes := (seconds + 59) / 60; seconds > 90 {
		when = fmt.Sprintf("%d minutes", minutes)
	}
	sentence := "Too many wrong codes. Try again in " + when + "; until then no code is looked at."
	return &pay.Error{Code: pay.TooMany, Message: sentence, RetryAfterSeconds: seconds,
		Fields: map[string][]string{"code": {sentence}}}
}

func (s *Store) insertAuthorization(ctx context.Context, tx pgx.Tx, userID pay.ID, a Authorization) (pay.ID, error) {
	id := s.NewID(a.By.MerchantNumber)
	_, err := tx.Exec(ctx, `/* insertAuthorization */
		INSERT INTO authorizations (merchant_id, id, user_id, session_id, operation, digest, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, now() + $7::interval)`,
		a.By.MerchantID, id, userID, a.By.SessionID, a.Operation, a.Digest, pay.AuthorizationLifetime)
	return id, err
}
