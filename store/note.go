package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const noSuchNote = "This note is not there any more."

// Notes returns what members wrote down about a payment, oldest first.
func (s *Store) Notes(ctx context.Context, by pay.Caller, paymentID pay.ID) ([]pay.Note, error) {
	rows, err := s.pool.Query(ctx, `/* Notes */
		SELECT n.merchant_id, n.id, n.payment_id, n.user_id, u.email, n.body, n.created_at, n.edited_at
		FROM payment_notes n JOIN users u ON u.id = n.user_id
		WHERE n.merchant_id = $1 AND n.payment_id = $2 AND n.livemode = $3 ORDER BY n.id LIMIT $4`,
		by.MerchantID, paymentID, by.Livemode, NotesMax)
	if err != nil {
		return nil, explain(err)
	}
	notes, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (n pay.Note, err error) {
		return n, row.Scan(&n.MerchantID, &n.ID, &n.PaymentID, &n.UserID, &n.UserEmail, &n.Body, &n.CreatedAt, &n.EditedAt)
	})
	return notes, explain(err)
}

// NotesMax is how many notes a payment can have.
const NotesMax = 100

// AddNote writes a note down about the caller's payment. The same id again
// changes nothing.
func (s *Store) AddNote(ctx context.Context, by pay.Caller, paymentID, id pay.ID, body string) error {
	tag, err := s.pool.Exec(ctx, `/* AddNote */
		INSERT INTO payment_notes (merchant_id, id, livemode, payment_id, user_id, body, created_at)
		SELECT $1, $4, p.livemode, p.id, $5, $6, $7 FROM payments p
		WHERE p.merchant_id = $1 AND p.id = $2 AND p.livemode = $3
			AND (SELECT count(*) FROM payment_notes n WHERE n.merchant_id = $1 AND n.payment_id = $2) < $8
		ON CONFLICT (merchant_id, id) DO UPDATE SET id = excluded.id`,
		by.MerchantID, paymentID, by.Livemode, id, by.UserID, body, s.now(), NotesMax)
	if err != nil || tag.RowsAffected() == 1 {
		return explain(err)
	}
	if _, err := s.Payment(ctx, by, paymentID); err != nil {
		return err
	}
	return &pay.Error{Code: pay.Invalid, Message: "A payment has at most 100 notes.", Fields: map[string][]string{"body": {"A payment has at most 100 notes. Delete one, or add to your last one."}}}
}

// EditNote changes the words of the caller's own note.
func (s *Store) EditNote(ctx context.Context, by pay.Caller, paymentID, id pay.ID, body string) error {
	return s.changeNote(ctx, by, paymentID, id, pay.Note.MayEdit, `/* EditNote */
		UPDATE payment_notes SET body = $3, edited_at = $4 WHERE merchant_id = $1 AND id = $2`, body, s.now())
}

// DeleteNote takes a note away: the caller's own, or as an owner or admin any.
func (s *Store) DeleteNote(ctx context.Context, by pay.Caller, paymentID, id pay.ID) error {
	return s.changeNote(ctx, by, paymentID, id, pay.Note.MayDelete, `/* DeleteNote */
		DELETE FROM payment_notes WHERE merchant_id = $1 AND id = $2`)
}

// changeNote runs the statement on a note with which the caller may do that.
func (s *Store) changeNote(ctx context.Context, by pay.Caller, paymentID, id pay.ID, may func(pay.Note, pay.Caller) bool, sql string, args ...any) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		n := pay.Note{ID: id}
		err := tx.QueryRow(ctx, `/* changeNote */
			SELECT user_id FROM payment_notes WHERE merchant_id = $1 AND id = $2 AND payment_id = $3 AND livemode = $4 FOR UPDATE`,
			by.MerchantID, id, paymentID, by.Livemode).Scan(&n.UserID)
		if err != nil {
			return notFound(err, pay.NotFound, noSuchNote)
		}
		if !may(n, by) {
			return pay.Errorf(pay.Forbidden, "This note is somebody else’s.")
		}
		_, err = tx.Exec(ctx, sql, append([]any{by.MerchantID, id}, args...)...)
		return err
	})
}

// Actor is who did something to a payment: a member, or an API key by its name.
type Actor struct {
	Email, Key string
	UserID     pay.ID
}

// Actors returns who made each refund, capture and void of a payment, by its id;
// and those of its captures also by their kind.
func (s *Store) Actors(ctx context.Context, by pay.Caller, paymentID pay.ID) (map[pay.ID]Actor, map[pay.CaptureKind]Actor, error) {
	rows, err := s.pool.Query(ctx, `/* Actors */
		SELECT act.id, act.kind, act.user_id, coalesce(u.email, ''), coalesce(k.name, '')
		FROM (
			SELECT id, '' AS kind, user_id, key_id FROM refunds WHERE merchant_id = $1 AND payment_id = $2 AND livemode = $3
			UNION ALL
			SELECT id, kind, user_id, key_id FROM captures WHERE merchant_id = $1 AND payment_id = $2 AND livemode = $3 AND state = 'completed' AND NOT expiry
		) act LEFT JOIN users u ON u.id = act.user_id
		LEFT JOIN api_keys k ON k.merchant_id = $1 AND k.id = act.key_id`, by.MerchantID, paymentID, by.Livemode)
	if err != nil {
		return nil, nil, explain(err)
	}
	byID, byKind := map[pay.ID]Actor{}, map[pay.CaptureKind]Actor{}
	var id pay.ID
	var kind pay.CaptureKind
	var a Actor
	_, err = pgx.ForEachRow(rows, []any{&id, &kind, &a.UserID, &a.Email, &a.Key}, func() error {
		byID[id] = a
		if kind != "" {
			byKind[kind] = a
		}
		return nil
	})
	return byID, byKind, explain(err)
}

// MailReceipt asks for the receipt of the caller's paid payment to be mailed
// once more.
func (s *Store) MailReceipt(ctx context.Context, by pay.Caller, paymentID pay.ID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		var paid bool
		err := tx.QueryRow(ctx, `/* MailReceipt */
			SELECT paid_at IS NOT NULL FROM payments WHERE merchant_id = $1 AND id = $2 AND livemode = $3`,
			by.MerchantID, paymentID, by.Livemode).Scan(&paid)
		if err != nil {
			return noSuchPayment(err)
		}
		if !paid {
			return pay.Errorf(pay.Conflict, "Only a paid payment has a receipt.")
		}
		return s.insertJob(ctx, tx, ReceiptArgs{PaymentID: paymentID.UUID()})
	})
}
