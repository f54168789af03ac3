package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// Members lists the team of the caller's merchant: owners first, then by who
// came first.
func (s *Store) Members(ctx context.Context, by pay.Caller) ([]pay.Teammate, error) {
	rows, err := s.pool.Query(ctx, `/* Members */
		SELECT u.id, u.email, mb.role, u.totp_secret IS NOT NULL OR EXISTS (SELECT FROM passkeys p WHERE p.user_id = u.id), mb.created_at,
			(SELECT max(x.last_seen_at) FROM sessions x WHERE x.user_id = u.id AND (x.merchant_id = $1 OR x.merchant_id IS NULL)),
			(SELECT count(*) FROM api_keys k WHERE k.merchant_id = $1 AND k.created_by = u.id AND k.revoked_at IS NULL
				AND (k.expires_at IS NULL OR k.expires_at > now()))
		FROM members mb JOIN users u ON u.id = mb.user_id
		WHERE mb.merchant_id = $1
		ORDER BY array_position(ARRAY['owner', 'admin', 'manager', 'viewer'], mb.role), mb.created_at, u.id
		LIMIT $2`, by.MerchantID, pay.MembersMax)
	if err != nil {
		return nil, explain(err)
	}
	members, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m pay.Teammate, err error) {
		err = row.Scan(&m.UserID, &m.Email, &m.Role, &m.SecondFactor, &m.JoinedAt, &m.LastSeenAt, &m.Keys)
		return m, err
	})
	return members, explain(err)
}

// MemberEmail returns the address of a member of the caller's merchant.
func (s *Store) MemberEmail(ctx context.Context, by pay.Caller, userID pay.ID) (email string, err error) {
	err = s.pool.QueryRow(ctx, `/* MemberEmail */
		SELECT u.email FROM members mb JOIN users u ON u.id = mb.user_id WHERE mb.merchant_id = $1 AND mb.user_id = $2`,
		by.MerchantID, userID).Scan(&email)
	return email, notFound(err, pay.NotFound, "There is no such member.")
}

// lockTeam locks the merchant, so that everybody who changes its team does so
// one after the other, and returns the caller's role as it is then: of two who
// demote each other at once the second has lost the right to.
func lockTeam(ctx context.Context, tx pgx.Tx, by pay.Caller) (role pay.Role, err error) {
	if _, err := tx.Exec(ctx, `/* lockTeam */ SELECT FROM merchants WHERE id = $1 FOR NO KEY UPDATE`, by.MerchantID); err != nil {
		return "", err
	}
	err = tx.QueryRow(ctx, `/* lockTeam */ SELECT role FROM members WHERE merchant_id = $1 AND user_id = $2`, by.MerchantID, by.UserID).Scan(&role)
	return role, notFound(err, pay.NotFound, "You are not a member of this merchant.")
}

// memberOf returns a member's role and address.
func memberOf(ctx context.Context, tx pgx.Tx, by pay.Caller, userID pay.ID) (role pay.Role, email string, err error) {
	err = tx.QueryRow(ctx, `/* memberOf */
		SELECT mb.role, u.email FROM members mb JOIN users u ON u.id = mb.user_id
		WHERE mb.merchant_id = $1 AND mb.user_id = $2`, by.MerchantID, userID).Scan(&role, &email)
	return role, email, notFound(err, pay.NotFound, "There is no such member.")
}

// ChangeRole gives a member of the caller's merchant another role, from the
// next request on. Only owners make and unmake owners, and one stays. With
// keysToo the API keys that they made end where the role could make none: a key
// asks nobody's role, so it would leave them what the role takes away.
func (s *Store) ChangeRole(ctx context.Context, by pay.Caller, userID pay.ID, to pay.Role, keysToo bool) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		mine, err := lockTeam(ctx, tx, by)
		if err != nil {
			return err
		}
		from, email, err := memberOf(ctx, tx, by, userID)
		if err != nil {
			return err
		}
		keysEnd := keysToo && !to.Grants(pay.KeysWrite)
		if err := pay.CheckRole(mine, from, to); err != nil || from == to && !keysEnd {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(`/* ChangeRole */ UPDATE members SET role = $3 WHERE merchant_id = $1 AND user_id = $2`, by.MerchantID, userID, to)
		note := pay.AuditNote{Act: pay.ActRoleChanged, Object: pay.UserPrefix.Show(userID), Name: email,
			Changes: pay.Changes(pay.Changed("role", string(from), string(to)))}
		if keysEnd {
			queueKeysEnd(b, by, userID, &note)
		}
		s.queueAudit(b, by, note)
		return send(ctx, tx, b)
	})
}

// RemoveMember takes a member out of the team of the caller's merchant: their
// sessions there end at once, and with keysToo the API keys that they made.
func (s *Store) RemoveMember(ctx context.Context, by pay.Caller, userID pay.ID, keysToo bool) error {
	if userID == by.UserID {
		return pay.Errorf(pay.Conflict, "To go yourself, leave the team.")
	}
	return s.inTx(ctx, func(tx pgx.Tx) error {
		mine, err := lockTeam(ctx, tx, by)
		if err != nil {
			return err
		}
		from, email, err := memberOf(ctx, tx, by, userID)
		if err != nil {
			return err
		}
		if err := pay.CheckRole(mine, from, ""); err != nil {
			return err
		}
		return s.takeOut(ctx, tx, by, userID, keysToo, pay.AuditNote{Act: pay.ActMemberRemoved,
			Object: pay.UserPrefix.Show(userID), Name: email, Changes: pay.Changes(pay.Changed("role", string(from), ""))})
	})
}

// LeaveTeam takes the caller out of their merchant's team, with keysToo and the
// API keys that they made. The last owner stays.
func (s *Store) LeaveTeam(ctx context.Context, by pay.Caller, keysToo bool) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		role, err := lockTeam(ctx, tx, by)
		if err != nil {
			return err
		}
		return s.takeOut(ctx, tx, by, by.UserID, keysToo, pay.AuditNote{Act: pay.ActMemberLeft,
			Object: pay.UserPrefix.Show(by.UserID), Name: by.UserEmail, Changes: pay.Changes(pay.Changed("role", string(role), ""))})
	})
}

// takeOut also withdraws the invites that they sent. Sessions that name no
// merchant end as well: they look at the person's first one, which would
// silently become another.
func (s *Store) takeOut(ctx context.Context, tx pgx.Tx, by pay.Caller, userID pay.ID, keysToo bool, note pay.AuditNote) error {
	b := &pgx.Batch{}
	b.Queue(`/* takeOut */ DELETE FROM members WHERE merchant_id = $1 AND user_id = $2`, by.MerchantID, userID)
	b.Queue(`/* takeOut */ DELETE FROM sessions WHERE user_id = $2 AND (merchant_id = $1 OR merchant_id IS NULL)`, by.MerchantID, userID)
	b.Queue(`/* takeOut */ UPDATE invites SET state = 'withdrawn', token_hash = NULL WHERE merchant_id = $1 AND invited_by = $2 AND state = 'open'`,
		by.MerchantID, userID)
	if keysToo {
		queueKeysEnd(b, by, userID, &note)
	}
	s.queueAudit(b, by, note)
	return send(ctx, tx, b)
}

// queueKeysEnd adds to a batch, and to its note, that the keys which a member
// made are revoked, in both modes.
func queueKeysEnd(b *pgx.Batch, by pay.Caller, userID pay.ID, note *pay.AuditNote) {
	b.Queue(`/* queueKeysEnd */ UPDATE api_keys SET revoked_at = now() WHERE merchant_id = $1 AND created_by = $2 AND revoked_at IS NULL`,
		by.MerchantID, userID)
	note.Changes = append(note.Changes, pay.Changed("their API keys", "", "revoked"))
}

// RequireTwoFactor sets whether members of the caller's merchant must have a
// second factor.
func (s *Store) RequireTwoFactor(ctx context.Context, by pay.Caller, required bool) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `/* RequireTwoFactor */
			UPDATE merchants SET two_factor_required = $2, updated_at = now() WHERE id = $1 AND two_factor_required <> $2`, by.MerchantID, required)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		from, to := "not required", "required"
		if !required {
			from, to = to, from
		}
		return s.audit(ctx, tx, by, pay.AuditNote{Act: pay.ActTwoFactorRequired, Changes: pay.Changes(pay.Changed("two-factor", from, to))})
	})
}

// Memberships lists the merchants that a person works for, by name.
func (s *Store) Memberships(ctx context.Context, userID pay.ID) ([]pay.Membership, error) {
	rows, err := s.pool.Query(ctx, `/* Memberships */
		SELECT m.id, m.name, m.slug, mb.role FROM members mb JOIN merchants m ON m.id = mb.merchant_id
		WHERE mb.user_id = $1 ORDER BY m.name, m.id LIMIT 200`, userID)
	if err != nil {
		return nil, explain(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (m pay.Membership, err error) {
		err = row.Scan(&m.MerchantID, &m.MerchantName, &m.MerchantSlug, &m.Role)
		return m, err
	})
	return all, explain(err)
}

// SwitchMerchant has a session look at another merchant of its person, in test
// mode: nobody should move live money of the wrong one.
func (s *Store) SwitchMerchant(ctx context.Context, sessionID, merchantID pay.ID) error {
	tag, err := s.pool.Exec(ctx, `/* SwitchMerchant */
		UPDATE sessions SET merchant_id = $2, livemode = livemode AND merchant_id IS NOT DISTINCT FROM $2
		WHERE id = $1 AND EXISTS (SELECT FROM members mb WHERE mb.merchant_id = $2 AND mb.user_id = sessions.user_id)`, sessionID, merchantID)
	if err == nil && tag.RowsAffected() == 0 {
		return pay.Errorf(pay.NotFound, "You do not work for this merchant.")
	}
	return explain(err)
}
