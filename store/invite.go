package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// InviteArgs asks for an invite to be mailed. Its link is minted when the mail
// is written, so it is in no table.
type InviteArgs struct {
	MerchantID string `json:"merchant_id"` // a UUID
	InviteID   string `json:"invite_id"`   // a UUID
}

// Kind names the job in the queue; stored, so it never changes.
func (InviteArgs) Kind() string { return "invite_mail" }

const inviteColumns = `i.merchant_id, i.id, i.email, i.role, i.state, i.expires_at, i.sent_at,
	(SELECT email FROM users WHERE id = i.invited_by)`

func inviteFields(i *pay.Invite) []any {
	return []any{&i.MerchantID, &i.ID, &i.Email, &i.Role, &i.State, &i.ExpiresAt, &i.SentAt, &i.InvitedBy}
}

const noInvite = "There is no such invite."

// CreateInvite invites somebody to the caller's merchant, by mail. When the same
// request ran before, that invite is returned.
func (s *Store) CreateInvite(ctx context.Context, by pay.Caller, id pay.ID, email string, role pay.Role) (i pay.Invite, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		mine, err := lockTeam(ctx, tx, by)
		if err != nil {
			return err
		}
		if err := pay.CheckRole(mine, "", role); err != nil {
			return err
		}
		i, err = inviteIn(ctx, tx, by.MerchantID, id)
		if pay.CodeOf(err) != pay.NotFound {
			return err
		}
		if err := roomInTeam(ctx, tx, by, email); err != nil {
			return err
		}
		return s.insertInvite(ctx, tx, by, id, email, role, &i)
	})
	return i, err
}

// roomInTeam refuses who is in the team already, and a team that is full. An
// invite whose link has stopped working makes room for a new one.
func roomInTeam(ctx context.Context, tx pgx.Tx, by pay.Caller, email string) error {
	if _, err := tx.Exec(ctx, `/* roomInTeam */
		UPDATE invites SET state = 'withdrawn' WHERE merchant_id = $1 AND email = $2 AND state = 'open' AND expires_at <= now()`,
		by.MerchantID, email); err != nil {
		return err
	}
	var there bool
	var all int
	err := tx.QueryRow(ctx, `/* roomInTeam */
		SELECT EXISTS (SELECT FROM members mb JOIN users u ON u.id = mb.user_id WHERE mb.merchant_id = $1 AND u.email = $2),
			(SELECT count(*) FROM members WHERE merchant_id = $1) + (SELECT count(*) FROM invites WHERE merchant_id = $1 AND state = 'open')`,
		by.MerchantID, email).Scan(&there, &all)
	if err != nil {
		return err
	}
	var c pay.Checks
	c.That(!there, "email", "%s is in the team already.", email)
	c.That(all < pay.MembersMax, "", "A team has %d members and invites at most. Remove somebody first.", pay.MembersMax)
	return c.Err()
}

func (s *Store) insertInvite(ctx context.Context, tx pgx.Tx, by pay.Caller, id pay.ID, email string, role pay.Role, i *pay.Invite) error {
	err := tx.QueryRow(ctx, `/* CreateInvite */
		INSERT INTO invites AS i (merchant_id, id, email, role, invited_by, expires_at, sent_at, created_at)
		VALUES ($1, $2, $3, $4, $5, now() + $6::interval, now(), now()) RETURNING `+inviteColumns,
		by.MerchantID, id, email, role, by.UserID, pay.InviteLifetime).Scan(inviteFields(i)...)
	if err != nil {
		return err
	}
	return s.mailInvite(ctx, tx, by, *i, pay.ActMemberInvited)
}

func (s *Store) mailInvite(ctx context.Context, tx pgx.Tx, by pay.Caller, i pay.Invite, act pay.Act) error {
	if _, err := s.jobs.InsertTx(ctx, tx, InviteArgs{MerchantID: i.MerchantID.UUID(), InviteID: i.ID.UUID()}, nil); err != nil {
		return err
	}
	return s.audit(ctx, tx, by, inviteNote(act, i))
}

func inviteNote(act pay.Act, i pay.Invite) pay.AuditNote {
	return pay.AuditNote{Act: act, Object: pay.InvitePrefix.Show(i.ID), Name: i.Email, Changes: pay.Changes(pay.Changed("role", "", string(i.Role)))}
}

func inviteIn(ctx context.Context, tx pgx.Tx, merchantID, id pay.ID) (i pay.Invite, err error) {
	err = tx.QueryRow(ctx, `/* inviteIn */
		SELECT `+inviteColumns+` FROM invites i WHERE i.merchant_id = $1 AND i.id = $2`, merchantID, id).Scan(inviteFields(&i)...)
	return i, notFound(err, pay.NotFound, noInvite)
}

// Invites lists the invites of the caller's merchant that nobody answered, the
// newest first.
func (s *Store) Invites(ctx context.Context, by pay.Caller) ([]pay.Invite, error) {
	rows, err := s.pool.Query(ctx, `/* Invites */
		SELECT `+inviteColumns+` FROM invites i WHERE i.merchant_id = $1 AND i.state = 'open' ORDER BY i.id DESC LIMIT $2`,
		by.MerchantID, pay.MembersMax)
	if err != nil {
		return nil, explain(err)
	}
	invites, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (i pay.Invite, err error) {
		err = row.Scan(inviteFields(&i)...)
		return i, err
	})
	return invites, explain(err)
}

// openInvite locks the team and returns an invite that waits for its answer.
func openInvite(ctx context.Context, tx pgx.Tx, by pay.Caller, id pay.ID) (i pay.Invite, err error) {
	mine, err := lockTeam(ctx, tx, by)
	if err != nil {
		return i, err
	}
	if i, err = inviteIn(ctx, tx, by.MerchantID, id); err != nil {
		return i, err
	}
	if i.State != pay.InviteOpen {
		return i, pay.Errorf(pay.NotFound, noInvite)
	}
	return i, pay.CheckRole(mine, "", i.Role)
}

// ResendInvite mails an invite once more, with a new link that works from now
// on; the one before does not any more.
func (s *Store) ResendInvite(ctx context.Context, by pay.Caller, id pay.ID) (i pay.Invite, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if i, err = openInvite(ctx, tx, by, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `/* ResendInvite */
			UPDATE invites SET expires_at = now() + $3::interval, sent_at = now(), token_hash = NULL WHERE merchant_id = $1 AND id = $2`,
			by.MerchantID, id, pay.InviteLifetime); err != nil {
			return err
		}
		return s.mailInvite(ctx, tx, by, i, pay.ActInviteResent)
	})
	return i, err
}

// WithdrawInvite makes an invite worthless.
func (s *Store) WithdrawInvite(ctx context.Context, by pay.Caller, id pay.ID) (i pay.Invite, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if i, err = openInvite(ctx, tx, by, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `/* WithdrawInvite */
			UPDATE invites SET state = 'withdrawn', token_hash = NULL WHERE merchant_id = $1 AND id = $2`, by.MerchantID, id); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, inviteNote(pay.ActInviteWithdrawn, i))
	})
	return i, err
}

// InviteToMail stores the hash of a new link for an invite and returns the
// invite and its merchant. NotFound when it does not wait for an answer any
// more.
func (s *Store) InviteToMail(ctx context.Context, merchantID, id pay.ID, tokenHash []byte) (i pay.Invite, m pay.Merchant, err error) {
	if m, err = s.Merchant(ctx, merchantID); err != nil {
		return i, m, err
	}
	err = s.pool.QueryRow(ctx, `/* InviteToMail */
		UPDATE invites i SET token_hash = $3
		WHERE i.merchant_id = $1 AND i.id = $2 AND i.state = 'open' AND i.expires_at > now() RETURNING `+inviteColumns,
		merchantID, id, tokenHash).Scan(inviteFields(&i)...)
	return i, m, notFound(err, pay.NotFound, noInvite)
}
