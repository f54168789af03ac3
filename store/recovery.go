package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// RecoveryCodes says how many of a person's recovery codes are unused, and of
// how many.
func (s *Store) RecoveryCodes(ctx context.Context, userID pay.ID) (left, all int, err error) {
	err = s.pool.QueryRow(ctx, `/* RecoveryCodes */
		SELECT count(*) FILTER (WHERE used_at IS NULL), count(*) FROM recovery_codes WHERE user_id = $1`, userID).Scan(&left, &all)
	return left, all, explain(err)
}

// RenewRecoveryCodes replaces all recovery codes, used or not, ends every other
// session and tells the person by mail.
func (s *Store) RenewRecoveryCodes(ctx context.Context, userID pay.ID, hashes [][]byte, keepID pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := setRecoveryCodes(ctx, tx, userID, hashes); err != nil {
			return err
		}
		return s.endOthers(ctx, tx, userID, keepID, pay.NoticeRecoveryRenewed, pay.ActRecoveryRenewed)
	})
}

func setRecoveryCodes(ctx context.Context, tx pgx.Tx, userID pay.ID, hashes [][]byte) error {
	if _, err := tx.Exec(ctx, `/* setRecoveryCodes */ DELETE FROM recovery_codes WHERE user_id = $1`, userID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `/* setRecoveryCodes */
		INSERT INTO recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])`, userID, hashes)
	return err
}

// dropRecoveryCodes forgets the codes of a person who has no second factor left
// that they could stand in for. The person's row is locked by then.
func dropRecoveryCodes(ctx context.Context, tx pgx.Tx, userID pay.ID) error {
	_, err := tx.Exec(ctx, `/* dropRecoveryCodes */
		DELETE FROM recovery_codes WHERE user_id = $1
			AND NOT EXISTS (SELECT FROM passkeys WHERE user_id = $1)
			AND NOT EXISTS (SELECT FROM users WHERE id = $1 AND totp_secret IS NOT NULL)`, userID)
	return err
}

// useRecoveryCode reports whether the code was there and unused; from now on it
// is used, whoever else tries it at the same moment.
func useRecoveryCode(ctx context.Context, tx pgx.Tx, userID pay.ID, hash []byte) (bool, error) {
	tag, err := tx.Exec(ctx, `/* useRecoveryCode */
		UPDATE recovery_codes SET used_at = now() WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL`, userID, hash)
	return tag.RowsAffected() == 1, err
}
