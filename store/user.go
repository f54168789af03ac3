package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// Credentials are what a password is checked against.
type Credentials struct {
	User         pay.User
	PasswordHash string
}

const userColumns = `u.id, u.email, u.totp_secret IS NOT NULL, u.totp_since,
	(SELECT count(*) FROM passkeys pk WHERE pk.user_id = u.id), u.password_changed_at, u.created_at`

func userFields(u *pay.User) []any {
	return []any{&u.ID, &u.Email, &u.TOTPOn, &u.TOTPSince, &u.Passkeys, &u.PasswordChangedAt, &u.CreatedAt}
}

const noUser = "There is no such account."

// CredentialsByEmail finds an account by its address, in small letters.
func (s *Store) CredentialsByEmail(ctx context.Context, email string) (c Credentials, err error) {
	err = s.pool.QueryRow(ctx, `/* CredentialsByEmail */
		SELECT `+userColumns+`, u.password_hash FROM users u WHERE u.email = $1`, email).
		Scan(append(userFields(&c.User), &c.PasswordHash)...)
	return c, notFound(err, pay.NotFound, noUser)
}

// Credentials finds an account by its id.
func (s *Store) Credentials(ctx context.Context, userID pay.ID) (c Credentials, err error) {
	err = s.pool.QueryRow(ctx, `/* Credentials */
		SELECT `+userColumns+`, u.password_hash FROM users u WHERE u.id = $1`, userID).
		Scan(append(userFields(&c.User), &c.PasswordHash)...)
	return c, notFound(err, pay.NotFound, noUser)
}

// Member returns a person with their role in a merchant; with the zero
// merchantID in the one they joined first.
func (s *Store) Member(ctx context.Context, userID, merchantID pay.ID) (m pay.Member, err error) {
	fields := append(append(userFields(&m.User), merchantFields(&m.Merchant)...), &m.Role, &m.TwoFactorRequired, &m.Memberships)
	err = s.pool.QueryRow(ctx, `/* Member */
		SELECT `+userColumns+`, `+merchantColumns+`, mb.role, m.two_factor_required,
			(SELECT count(*) FROM members o WHERE o.user_id = mb.user_id)
		FROM members mb JOIN users u ON u.id = mb.user_id JOIN merchants m ON m.id = mb.merchant_id
		WHERE mb.user_id = $1 AND ($2::uuid IS NULL OR mb.merchant_id = $2)
		ORDER BY mb.created_at, mb.merchant_id LIMIT 1`, userID, merchantID).Scan(fields...)
	return m, notFound(err, pay.NotFound, "You are not a member of this merchant.")
}

// ChangePassword stores a new password hash, ends every other session and every
// mailed link to a new password, and tells the person by mail. keepID is the
// session that may go on.
func (s *Store) ChangePassword(ctx context.Context, userID pay.ID, hash string, keepID pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		return s.changePassword(ctx, tx, userID, hash, keepID, pay.NoticePasswordChanged)
	})
}

func (s *Store) changePassword(ctx context.Context, tx pgx.Tx, userID pay.ID, hash string, keepID pay.ID, notice pay.Notice) error {
	tag, err := tx.Exec(ctx, `/* changePassword */
		UPDATE users SET password_hash = $2, password_changed_at = now(), updated_at = now() WHERE id = $1`, userID, hash)
	if err != nil {
		return err
	}
	if tag.RowsAffected() != 1 {
		return pay.Errorf(pay.NotFound, noUser)
	}
	if _, err := tx.Exec(ctx, `/* changePassword */ DELETE FROM password_resets WHERE user_id = $1`, userID); err != nil {
		return err
	}
	return s.endOthers(ctx, tx, userID, keepID, notice, pay.ActPasswordChanged)
}

var errTOTPIsOn = pay.Errorf(pay.Conflict, "Two-factor is already on. Turn it off first to use another app.")

// ConfirmTOTP turns two-factor on with a sealed secret, of which a code of that
// step was just given, sets the recovery codes, ends every other session and
// tells the person by mail. The step of the code is used up.
func (s *Store) ConfirmTOTP(ctx context.Context, userID pay.ID, sealed []byte, step int64, recoveryHashes [][]byte, keepID pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `/* ConfirmTOTP */
			UPDATE users SET totp_secret = $2, totp_since = now(), totp_last_step = greatest(totp_last_step, $3),
				second_factor_failures = 0, second_factor_blocked_until = NULL, updated_at = now()
			WHERE id = $1 AND totp_secret IS NULL`, userID, sealed, step)
		if err != nil {
			return err
		}
		if tag.RowsAffected() != 1 {
			return errTOTPIsOn
		}
		if err := setRecoveryCodes(ctx, tx, userID, recoveryHashes); err != nil {
			return err
		}
		return s.endOthers(ctx, tx, userID, keepID, pay.NoticeTOTPOn, pay.ActTOTPOn)
	})
}

// DisableTOTP turns the authenticator app off and forgets its secret, and with
// the last second factor the recovery codes; it ends every other session and
// tells the person by mail.
func (s *Store) DisableTOTP(ctx context.Context, userID, keepID pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `/* DisableTOTP */
			UPDATE users SET totp_secret = NULL, totp_since = NULL, updated_at = now() WHERE id = $1`, userID)
		if err != nil {
			return err
		}
		if err := dropRecoveryCodes(ctx, tx, userID); err != nil {
			return err
		}
		return s.endOthers(ctx, tx, userID, keepID, pay.NoticeTOTPOff, pay.ActTOTPOff)
	})
}

// endOthers ends a person's other sessions, sends the notice why and notes what
// was done.
func (s *Store) endOthers(ctx context.Context, tx pgx.Tx, userID, keepID pay.ID, notice pay.Notice, act pay.Act) error {
	if err := revokeSessions(ctx, tx, userID, keepID); err != nil {
		return err
	}
	if err := s.notify(ctx, tx, userID, notice); err != nil {
		return err
	}
	return s.auditPerson(ctx, tx, userID, pay.AuditNote{Act: act})
}

func (s *Store) notify(ctx context.Context, tx pgx.Tx, userID pay.ID, notice pay.Notice) error {
	_, err := s.jobs.InsertTx(ctx, tx, NoticeArgs{UserID: userID.UUID(), Notice: notice}, nil)
	return err
}

// NoticeArgs asks for a notice to be mailed to a user.
type NoticeArgs struct {
	UserID string     `json:"user_id"` // a UUID
	Notice pay.Notice `json:"notice"`
	// IP and UserAgent are where it came from; "" for what needs neither.
	IP        string `json:"ip,omitempty"`
	UserAgent string `json:"user_agent,omitempty"`
}

// Kind names the job in the queue; stored, so it never changes.
func (NoticeArgs) Kind() string { return "account_notice_mail" }
