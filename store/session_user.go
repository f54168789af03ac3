package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"linktill/internal/pay"
)

// UserSessions lists the sessions of a person that still work, the one used
// last first.
func (s *Store) UserSessions(ctx context.Context, userID pay.ID) ([]Session, error) {
	rows, err := s.pool.Query(ctx, `/* UserSessions */
		SELECT `+sessionColumns+`
		FROM sessions
		WHERE user_id = $1 AND expires_at > now() AND last_seen_at > now() - $2::interval
		ORDER BY last_seen_at DESC, id DESC
		LIMIT 100`, userID, SessionIdle)
	if err != nil {
		return nil, explain(err)
	}
	sessions, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Session, error) { return scanSession(row) })
	return sessions, explain(err)
}

// RevokeSession ends one session of a person; from then on nothing can use it.
func (s *Store) RevokeSession(ctx context.Context, userID, id pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `/* RevokeSession */ DELETE FROM sessions WHERE user_id = $1 AND id = $2`, userID, id)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			return pay.Errorf(pay.NotFound, "This session is already over.")
		}
		return s.auditPerson(ctx, tx, userID, pay.AuditNote{Act: pay.ActSessionsEnded, Object: pay.SessionPrefix.Show(id)})
	})
}

// RevokeOtherSessions ends all sessions of a person but keepID; with the zero
// id it ends all.
func (s *Store) RevokeOtherSessions(ctx context.Context, userID, keepID pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if err := revokeSessions(ctx, tx, userID, keepID); err != nil {
			return err
		}
		return s.auditPerson(ctx, tx, userID, pay.AuditNote{Act: pay.ActSessionsEnded})
	})
}

type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// revokeSessions is RevokeOtherSessions within a transaction. A change of
// password changes the user's row first, so that no log-in with the old one
// slips in behind it.
func revokeSessions(ctx context.Context, db execer, userID, keepID pay.ID) error {
	_, err := db.Exec(ctx, `/* revokeSessions */
		DELETE FROM sessions WHERE user_id = $1 AND ($2::uuid IS NULL OR id <> $2)`, userID, keepID)
	return err
}

// StepUp notes that the person of a session has just given a password or code
// again; it holds for SessionFresh.
func (s *Store) StepUp(ctx context.Context, sessionID pay.ID) error {
	return s.setSession(ctx, sessionID, `/* StepUp */ UPDATE sessions SET fresh_until = now() + $2::interval WHERE id = $1`, SessionFresh)
}

// EndStepUp takes StepUp back, once and for all requests of the session.
func (s *Store) EndStepUp(ctx context.Context, sessionID pay.ID) error {
	return s.setSession(ctx, sessionID, `/* EndStepUp */ UPDATE sessions SET fresh_until = NULL WHERE id = $1`)
}

// SetLivemode switches a session between live and test mode.
func (s *Store) SetLivemode(ctx context.Context, sessionID pay.ID, livemode bool) error {
	return s.setSession(ctx, sessionID, `/* SetLivemode */ UPDATE sessions SET livemode = $2 WHERE id = $1`, livemode)
}

func (s *Store) setSession(ctx context.Context, sessionID pay.ID, sql string, args ...any) error {
	tag, err := s.pool.Exec(ctx, sql, append([]any{sessionID}, args...)...)
	if err == nil && tag.RowsAffected() == 0 {
		return pay.Errorf(pay.Unauthorized, "You have been logged out. Log in again to go on.")
	}
	return explain(err)
}

// PruneSessions deletes what has ended by itself and returns how many.
func (s *Store) PruneSessions(ctx context.Context) (int64, error) {
	tag, err := s.pool.Exec(ctx, `/* PruneSessions */
		DELETE FROM sessions WHERE expires_at < now() OR last_seen_at < now() - $1::interval`, SessionIdle)
	return tag.RowsAffected(), explain(err)
}
