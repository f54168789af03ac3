package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// StoredPasskey is a passkey with what is needed to check what it signs.
type StoredPasskey struct {
	pay.Passkey
	CredentialID []byte
	// Credential is the public key and what came with it, as JSON of whoever
	// checks it.
	Credential []byte
	SignCount  int64
}

// Passkeys lists a person's passkeys, the oldest first.
func (s *Store) Passkeys(ctx context.Context, userID pay.ID) ([]StoredPasskey, error) {
	rows, err := s.pool.Query(ctx, `/* Passkeys */
		SELECT id, name, last_used_at, created_at, cloned_at, credential_id, credential::text, sign_count
		FROM passkeys WHERE user_id = $1 ORDER BY id`, userID)
	if err != nil {
		return nil, explain(err)
	}
	keys, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (k StoredPasskey, err error) {
		err = row.Scan(&k.ID, &k.Name, &k.LastUsedAt, &k.CreatedAt, &k.ClonedAt, &k.CredentialID, &k.Credential, &k.SignCount)
		return k, err
	})
	return keys, explain(err)
}

// What a browser is asked to sign a challenge for.
const (
	ToAddPasskey = "add"
	ToUsePasskey = "use"
)

// SetPasskeyChallenge keeps what the browser of a session is asked to sign, in
// place of what it was asked before.
func (s *Store) SetPasskeyChallenge(ctx context.Context, sessionID, userID pay.ID, purpose string, data []byte) error {
	_, err := s.pool.Exec(ctx, `/* SetPasskeyChallenge */
		INSERT INTO passkey_challenges (session_id, purpose, user_id, data, expires_at)
		SELECT id, $3, user_id, $4, now() + $5::interval FROM sessions WHERE id = $1 AND user_id = $2
		ON CONFLICT (session_id, purpose) DO UPDATE SET user_id = excluded.user_id, data = excluded.data, expires_at = excluded.expires_at`,
		sessionID, userID, purpose, data, pay.PasskeyChallengeLifetime)
	return explain(err)
}

// TakePasskeyChallenge returns what the browser was asked and forgets it, so
// that one answer is looked at and no other.
func (s *Store) TakePasskeyChallenge(ctx context.Context, sessionID, userID pay.ID, purpose string) (data []byte, err error) {
	err = s.pool.QueryRow(ctx, `/* TakePasskeyChallenge */
		WITH taken AS (DELETE FROM passkey_challenges WHERE session_id = $1 AND user_id = $2 AND purpose = $3 RETURNING data, expires_at)
		SELECT data FROM taken WHERE expires_at > now()`, sessionID, userID, purpose).Scan(&data)
	return data, notFound(err, pay.BadCode, "This took too long, or another page asked as well. Press the button again.")
}

// AddPasskey stores a passkey of a person. With it come new recovery codes when
// it is their first second factor, and otherwise nil. Every other session ends,
// and the person is told by mail.
func (s *Store) AddPasskey(ctx context.Context, userID pay.ID, k StoredPasskey, recoveryHashes [][]byte, keepID pay.ID) (first bool, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var there int
		err := tx.QueryRow(ctx, `/* AddPasskey */
			SELECT (SELECT count(*) FROM passkeys p WHERE p.user_id = u.id),
				u.totp_secret IS NULL AND NOT EXISTS (SELECT FROM passkeys p WHERE p.user_id = u.id)
			FROM users u WHERE u.id = $1 FOR UPDATE`, userID).Scan(&there, &first)
		if err != nil {
			return notFound(err, pay.Unauthorized, "Log in again to go on.")
		}
		if there >= pay.PasskeysMax {
			return pay.Errorf(pay.Invalid, "You have %d passkeys, which is the most. Remove one that you do not use.", there)
		}
		_, err = tx.Exec(ctx, `/* AddPasskey */
			INSERT INTO passkeys (user_id, id, credential_id, name, credential, sign_count) VALUES ($1, $2, $3, $4, $5, $6)`,
			userID, k.ID, k.CredentialID, k.Name, string(k.Credential), k.SignCount)
		if err != nil {
			return err
		}
		if first {
			if err := setRecoveryCodes(ctx, tx, userID, recoveryHashes); err != nil {
				return err
			}
		}
		return s.passkeyChanged(ctx, tx, userID, keepID, pay.NoticePasskeyAdded, pay.ActPasskeyAdded, k.Passkey)
	})
	return first, err
}

func (s *Store) passkeyChanged(ctx context.Context, tx pgx.Tx, userID, keepID pay.ID, notice pay.Notice, act pay.Act, k pay.Passkey) error {
	if err := revokeSessions(ctx, tx, userID, keepID); err != nil {
		return err
	}
	if err := s.notify(ctx, tx, userID, notice); err != nil {
		return err
	}
	return s.auditPerson(ctx, tx, userID, pay.AuditNote{Act: act, Object: pay.PasskeyPrefix.Show(k.ID), Name: k.Name})
}

// RemovePasskey takes a passkey away; with the last second factor go the
// recovery codes. Every other session ends, and the person is told by mail.
func (s *Store) RemovePasskey(ctx context.Context, userID, id, keepID pay.ID) (k pay.Passkey, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `/* RemovePasskey */ SELECT FROM users WHERE id = $1 FOR UPDATE`, userID); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `/* RemovePasskey */
			DELETE FROM passkeys WHERE user_id = $1 AND id = $2 RETURNING id, name`, userID, id).Scan(&k.ID, &k.Name)
		if err != nil {
			return notFound(err, pay.NotFound, "You have no such passkey.")
		}
		if err := dropRecoveryCodes(ctx, tx, userID); err != nil {
			return err
		}
		return s.passkeyChanged(ctx, tx, userID, keepID, pay.NoticePasskeyRemoved, pay.ActPasskeyRemoved, k)
	})
	return k, err
}

// UsePasskey accepts what a passkey signed, whose signature was checked, unless
// its counter did not go on: then there are two of it, and from now on neither
// is accepted. Keys that do not count always say 0.
func (s *Store) UsePasskey(ctx context.Context, userID pay.ID, credentialID []byte, signCount int64) error {
	var cloned bool
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		k := pay.Passkey{}
		err := tx.QueryRow(ctx, `/* UsePasskey */
			UPDATE passkeys SET last_used_at = now(), sign_count = greatest(sign_count, $3),
				cloned_at = CASE WHEN sign_count < $3 OR sign_count = 0 AND $3 = 0 THEN NULL ELSE now() END
			WHERE user_id = $1 AND credential_id = $2 AND cloned_at IS NULL RETURNING id, name, cloned_at IS NOT NULL`,
			userID, credentialID, signCount).Scan(&k.ID, &k.Name, &cloned)
		if err != nil {
			return notFound(err, pay.BadCode, "This passkey is not accepted here.")
		}
		if !cloned {
			return clearFailures(ctx, tx, userID)
		}
		return s.passkeyChanged(ctx, tx, userID, pay.ID{}, pay.NoticePasskeyCloned, pay.ActPasskeyCloned, k)
	})
	if err == nil && cloned {
		return pay.Errorf(pay.BadCode, "There is a copy of this passkey, so it is not accepted any more. Use another way to log in, and remove it.")
	}
	return err
}

// PasskeyRefused notes in the audit logs that an answer to a challenge was wrong.
func (s *Store) PasskeyRefused(ctx context.Context, userID pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		return s.auditPerson(ctx, tx, userID, pay.AuditNote{Act: pay.ActCodeFailed, Name: "passkey"})
	})
}
