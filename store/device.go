package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// noteLogIn writes a log-in into the audit logs, remembers the browser, and
// tells the person by mail of one that is new, unless it is their first.
func (s *Store) noteLogIn(ctx context.Context, tx pgx.Tx, in SignIn) error {
	var known, others bool
	err := tx.QueryRow(ctx, `/* noteLogIn */
		WITH before AS (SELECT device_hash FROM user_devices WHERE user_id = $1),
		seen AS (INSERT INTO user_devices AS d (user_id, device_hash) VALUES ($1, $2)
			ON CONFLICT (user_id, device_hash) DO UPDATE SET last_seen_at = now())
		SELECT coalesce(bool_or(device_hash = $2), false), count(*) > 0 FROM before`, in.UserID, in.LogIn.DeviceHash).Scan(&known, &others)
	if err != nil {
		return err
	}
	if !known && others {
		if err := s.notifyFrom(ctx, tx, in.UserID, pay.NoticeNewDevice); err != nil {
			return err
		}
	}
	return s.auditPerson(ctx, tx, in.UserID, pay.AuditNote{Act: pay.ActLogIn, Name: in.LogIn.With})
}

// notifyFrom is notify with the address and the browser that it came from.
func (s *Store) notifyFrom(ctx context.Context, tx pgx.Tx, userID pay.ID, notice pay.Notice) error {
	v := visitOf(ctx)
	_, err := s.jobs.InsertTx(ctx, tx, NoticeArgs{UserID: userID.UUID(), Notice: notice, IP: v.ip, UserAgent: v.userAgent}, nil)
	return err
}

// deviceKept is how long a browser is remembered that nobody logs in with.
const deviceKept = "400 days"

// PruneDevices forgets browsers that were not used for long, challenges that
// nobody answered, and returns how many.
func (s *Store) PruneDevices(ctx context.Context) (int64, error) {
	tag, err := s.pool.Exec(ctx, `/* PruneDevices */
		WITH challenges AS (DELETE FROM passkey_challenges WHERE expires_at < now())
		DELETE FROM user_devices WHERE last_seen_at < now() - interval '`+deviceKept+`'`)
	return tag.RowsAffected(), explain(err)
}
