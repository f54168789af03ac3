package store

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"linktill/internal/pay"
)

// retries counts transactions that were run again after a deadlock; the lock
// order is right while it stays at 0.
var retries atomic.Int64

// Retries returns how many transactions had to be run again, for metrics.
func Retries() int64 { return retries.Load() }

func isRetryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// constraints says what a person reads when the database keeps a rule that
// nothing before it caught, mostly because two acted at once.
var constraints = map[string]*pay.Error{
	"links_uses_within_max":            pay.Errorf(pay.LinkMaxUses, "This link has been used as often as it may be."),
	"products_held_within_quantity":    pay.Errorf(pay.SoldOut, "There are not that many left."),
	"payments_refunds_within_captured": pay.Errorf(pay.RefundTooLarge, "That is more than is left to refund."),
	"payment_transition":               pay.Errorf(pay.Conflict, "The payment has changed in the meantime. Look at it again."),
	"refund_transition":                pay.Errorf(pay.Conflict, "The refund has changed in the meantime. Look at it again."),
	"subscription_transition":          pay.Errorf(pay.Conflict, "The subscription has changed in the meantime. Look at it again."),
	"attempts_one_open":                pay.Errorf(pay.Conflict, "A payment is already under way here. Wait for its result."),
	"refunds_authorization_key":        pay.Errorf(pay.BadCode, "This code has been used. Wait for the next one."),
	"members_last_owner":               pay.Errorf(pay.Conflict, "There has to be an owner. Make somebody else an owner first."),
	"members_pkey":                     pay.Errorf(pay.Conflict, "You are in this team already."),
	"invites_one_open":                 {Code: pay.Invalid, Message: "This address is invited already.", Fields: map[string][]string{"email": {"This address is invited already. Send the invite again, or withdraw it."}}},
	"link_placements_name": {Code: pay.Invalid, Message: "Another printed code has this name.",
		Fields: map[string][]string{"names": {"Another printed code of this link has one of these names."}, "name": {"Another printed code of this link has this name."}}},
	"merchants_logo":          pay.PictureGone("logo"),
	"passkeys_credential_key": pay.Errorf(pay.Conflict, "This passkey is in use already."),
	"users_email_key":         {Code: pay.Invalid, Message: "There is already an account with this e-mail address.", Fields: map[string][]string{"email": {"There is already an account with this e-mail address. Log in instead."}}},
	"merchants_slug_key":      {Code: pay.Invalid, Message: "This address is taken.", Fields: map[string][]string{"slug": {"This address is taken. Choose another."}}},
}

// explain turns what the database says into an error of ours where there is
// one, and passes everything else on.
func explain(err error) error {
	var pg *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &pg):
		if known := constraints[pg.ConstraintName]; known != nil {
			return known
		}
		if busy[pg.Code] {
			return &pay.Error{Code: pay.Unavailable, RetryAfterSeconds: 2,
				Message: "We are very busy. Nothing was changed; please try again in a moment."}
		}
	case errors.Is(err, context.DeadlineExceeded):
		return &pay.Error{Code: pay.Unavailable, RetryAfterSeconds: 2,
			Message: "This took too long. Please look whether it worked before you try again."}
	}
	return err
}

// busy are SQLSTATEs of a database with too much to do or none at all: lock and
// statement timeouts, deadlocks that came again, too many connections, shutting
// down.
var busy = map[string]bool{"40001": true, "40P01": true, "55P03": true, "57014": true, "53300": true, "57P01": true, "57P03": true}

// notFound turns "no rows" into an error with that code and sentence.
func notFound(err error, code pay.Code, message string) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return pay.Errorf(code, "%s", message)
	}
	return explain(err)
}
