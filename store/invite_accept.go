package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// OpenedInvite is an invite as whoever holds its link sees it.
type OpenedInvite struct {
	Invite   pay.Invite
	Merchant pay.Merchant
	// HasAccount is whether somebody with this address can log in already.
	HasAccount bool
}

const inviteGone = "This invite was used or withdrawn, or it is too old. Ask for a new one."

// OpenInvite finds the invite whose link somebody holds.
func (s *Store) OpenInvite(ctx context.Context, merchantNumber uint32, tokenHash []byte) (o OpenedInvite, err error) {
	if o.Merchant, err = s.MerchantByNumber(ctx, merchantNumber); err != nil {
		return o, notFound(err, pay.NotFound, inviteGone)
	}
	err = s.pool.QueryRow(ctx, `/* OpenInvite */
		SELECT `+inviteColumns+`, EXISTS (SELECT FROM users WHERE email = i.email) FROM invites i
		WHERE i.merchant_id = $1 AND i.token_hash = $2 AND i.state = 'open' AND i.expires_at > now()`,
		o.Merchant.ID, tokenHash).Scan(append(inviteFields(&o.Invite), &o.HasAccount)...)
	return o, notFound(err, pay.NotFound, inviteGone)
}

// JoinWithAccount answers an invite for somebody who is logged in under its
// address.
func (s *Store) JoinWithAccount(ctx context.Context, o OpenedInvite, tokenHash []byte, userID pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var email string
		if err := tx.QueryRow(ctx, `/* JoinWithAccount */ SELECT email FROM users WHERE id = $1`, userID).Scan(&email); err != nil {
			return notFound(err, pay.Unauthorized, "Log in again to go on.")
		}
		if email != o.Invite.Email {
			return pay.Errorf(pay.Forbidden, "This invite is for %s. Log in as them.", o.Invite.Email)
		}
		return s.join(ctx, tx, o, tokenHash, userID)
	})
}

// JoinAnew answers an invite by an account of its own for the invited address,
// under that id. Holding the link proves the address.
func (s *Store) JoinAnew(ctx context.Context, o OpenedInvite, tokenHash []byte, userID pay.ID, passwordHash string) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `/* JoinAnew */ INSERT INTO users (id, email, password_hash) VALUES ($1, $2, $3)`,
			userID, o.Invite.Email, passwordHash)
		if err != nil {
			return err
		}
		return s.join(ctx, tx, o, tokenHash, userID)
	})
}

// join uses the invite up: of two who answer it at once one gets in.
func (s *Store) join(ctx context.Context, tx pgx.Tx, o OpenedInvite, tokenHash []byte, userID pay.ID) error {
	if _, err := tx.Exec(ctx, `/* join */ SELECT FROM merchants WHERE id = $1 FOR NO KEY UPDATE`, o.Merchant.ID); err != nil {
		return err
	}
	i := o.Invite
	err := tx.QueryRow(ctx, `/* join */
		UPDATE invites i SET state = 'accepted', token_hash = NULL
		WHERE i.merchant_id = $1 AND i.token_hash = $2 AND i.state = 'open' AND i.expires_at > now() RETURNING `+inviteColumns,
		o.Merchant.ID, tokenHash).Scan(inviteFields(&i)...)
	if err != nil {
		return notFound(err, pay.NotFound, inviteGone)
	}
	b := &pgx.Batch{}
	b.Queue(`/* join */ INSERT INTO members (merchant_id, user_id, role) VALUES ($1, $2, $3)`, o.Merchant.ID, userID, i.Role)
	by := pay.Caller{MerchantID: o.Merchant.ID, UserID: userID, UserEmail: i.Email, IP: visitOf(ctx).ip}
	s.queueAudit(b, by, inviteNote(pay.ActInviteAccepted, i))
	return send(ctx, tx, b)
}
