package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// ResetArgs asks for a link to a new password to be mailed. The token is minted
// when the mail is written, so it is in no table; and asking does the same work
// whether or not there is an account with this address.
type ResetArgs struct {
	Email string `json:"email"`
}

// Kind names the job in the queue; stored, so it never changes.
func (ResetArgs) Kind() string { return "password_reset_mail" }

// RequestReset notes that somebody wants a new password for this address.
func (s *Store) RequestReset(ctx context.Context, email string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		_, err := s.jobs.InsertTx(ctx, tx, ResetArgs{Email: email}, nil)
		return err
	})
}

// CreateReset stores the hash of a new token for the account with this address,
// instead of any older one. NotFound when there is no such account.
func (s *Store) CreateReset(ctx context.Context, email string, tokenHash []byte) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var userID pay.ID
		err := tx.QueryRow(ctx, `/* CreateReset */ SELECT id FROM users WHERE email = $1 FOR UPDATE`, email).Scan(&userID)
		if err != nil {
			return notFound(err, pay.NotFound, noUser)
		}
		if _, err := tx.Exec(ctx, `/* CreateReset */ DELETE FROM password_resets WHERE user_id = $1`, userID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `/* CreateReset */
			INSERT INTO password_resets (token_hash, user_id, expires_at) VALUES ($1, $2, now() + $3::interval)`,
			tokenHash, userID, pay.PasswordResetLifetime)
		return err
	})
}

const resetGone = "This link was used already, is too old, or a newer one was asked for. Ask for a new one."

// ResetUser returns whose password a token may set.
func (s *Store) ResetUser(ctx context.Context, tokenHash []byte) (u pay.User, err error) {
	err = s.pool.QueryRow(ctx, `/* ResetUser */
		SELECT `+userColumns+` FROM password_resets r JOIN users u ON u.id = r.user_id
		WHERE r.token_hash = $1 AND r.used_at IS NULL AND r.expires_at > now()`, tokenHash).Scan(userFields(&u)...)
	return u, notFound(err, pay.NotFound, resetGone)
}

// ResetPassword uses up a token, sets the password, ends all sessions and tells
// the person by mail. It logs nobody in and leaves two-factor as it is.
func (s *Store) ResetPassword(ctx context.Context, tokenHash []byte, passwordHash string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var userID pay.ID
		err := tx.QueryRow(ctx, `/* ResetPassword */
			UPDATE password_resets SET used_at = now()
			WHERE token_hash = $1 AND used_at IS NULL AND expires_at > now() RETURNING user_id`, tokenHash).Scan(&userID)
		if err != nil {
			return notFound(err, pay.NotFound, resetGone)
		}
		return s.changePassword(ctx, tx, userID, passwordHash, pay.ID{}, pay.NoticePasswordReset)
	})
}
