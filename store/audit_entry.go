package store

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const appendAudit = `/* audit */ SELECT append_audit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11)`

// queueAudit adds an entry to the merchant's audit log, in the act's own
// transaction and as its last statement: the end of the chain stays locked to
// the commit, so that entries are numbered in the order of what they tell.
func (s *Store) queueAudit(b *pgx.Batch, by pay.Caller, n pay.AuditNote) {
	b.Queue(appendAudit, append([]any{by.MerchantID}, s.auditRow(by, n)...)...)
}

// audit is queueAudit for an act without a batch.
func (s *Store) audit(ctx context.Context, tx pgx.Tx, by pay.Caller, n pay.AuditNote) error {
	_, err := tx.Exec(ctx, appendAudit, append([]any{by.MerchantID}, s.auditRow(by, n)...)...)
	return err
}

// auditPerson adds an entry about a person's own account to the log of every
// merchant that they work for, in one order, so that two never wait for each
// other.
func (s *Store) auditPerson(ctx context.Context, tx pgx.Tx, userID pay.ID, n pay.AuditNote) error {
	by := pay.Caller{UserID: userID, IP: visitOf(ctx).ip}
	row := s.auditRow(by, n)
	_, err := tx.Exec(ctx, `/* auditPerson */
		SELECT append_audit(m.merchant_id, $1, $2, $3, m.email, $4, $5, $6, $7, $8::jsonb, $9)
		FROM (SELECT mb.merchant_id, u.email FROM members mb JOIN users u ON u.id = mb.user_id
			WHERE mb.user_id = $2 ORDER BY mb.merchant_id) m`,
		row[0], row[1], row[2], row[4], row[5], row[6], row[7], row[8], row[9])
	return err
}

// queuePersonsAct notes what a person did with a payment's money. What programs
// do is told by events, and is too much for a log that people read.
func (s *Store) queuePersonsAct(b *pgx.Batch, by pay.Caller, act pay.Act, paymentID pay.ID, amount pay.Money) {
	if by.IsKey() || by.UserID.IsZero() {
		return
	}
	s.queueAudit(b, by, pay.AuditNote{Act: act, Object: pay.PaymentPrefix.Show(paymentID), Name: amount.String(), OfMode: true})
}

// auditRow is what of an entry is not the merchant, as append_audit takes it.
func (s *Store) auditRow(by pay.Caller, n pay.AuditNote) []any {
	n = n.Clean()
	rows := make([][3]string, len(n.Changes))
	for i, c := range n.Changes {
		rows[i] = [3]string{c.Field, c.From, c.To}
	}
	changes, _ := json.Marshal(rows) // texts only, which cannot fail
	var livemode *bool
	if n.OfMode {
		livemode = &by.Livemode
	}
	return []any{s.now(), by.UserID, by.KeyID, by.UserEmail, by.IP, string(n.Act), n.Object, n.Name, string(changes), livemode}
}

// AuditExport notes that data of the caller's merchant is about to leave it.
func (s *Store) AuditExport(ctx context.Context, by pay.Caller, name string, changes ...pay.Change) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		return s.audit(ctx, tx, by, pay.AuditNote{Act: pay.ActExportMade, Name: name, Changes: changes, OfMode: true})
	})
}

// AuditFilter narrows the audit log.
type AuditFilter struct {
	// Topic is a filter of pay.AuditTopics; the zero value is all acts.
	Topic pay.AuditTopic
	// UserID is one person; zero is everybody.
	UserID pay.ID
	// Before is the number of the entry that the page before ended with; 0 is
	// the newest page.
	Before int64
	Limit  int
}

// AuditEntries lists the audit log of the caller's merchant, newest first.
func (s *Store) AuditEntries(ctx context.Context, by pay.Caller, f AuditFilter) (pay.List[pay.AuditEntry], error) {
	var acts []string
	if f.Topic.Name != "" {
		acts = f.Topic.Acts()
	}
	rows, err := s.pool.Query(ctx, `/* AuditEntries */
		SELECT a.seq, a.at, CASE WHEN a.key_id IS NULL THEN a.actor ELSE coalesce(k.name, '') END, a.user_id, a.key_id, a.ip,
			a.act, a.object, a.name, a.changes::text, a.livemode
		FROM audit_entries a LEFT JOIN api_keys k ON k.merchant_id = a.merchant_id AND k.id = a.key_id
		WHERE a.merchant_id = $1 AND ($2::text[] IS NULL OR a.act = ANY ($2)) AND ($3::uuid IS NULL OR a.user_id = $3)
			AND ($4::bigint = 0 OR a.seq < $4)
		ORDER BY a.seq DESC LIMIT $5`, by.MerchantID, acts, f.UserID, f.Before, f.Limit+1)
	if err != nil {
		return pay.List[pay.AuditEntry]{}, explain(err)
	}
	entries, err := pgx.CollectRows(rows, scanAuditEntry)
	return pay.Cut(entries, f.Limit), explain(err)
}

func scanAuditEntry(row pgx.CollectableRow) (e pay.AuditEntry, err error) {
	var changes []byte
	err = row.Scan(&e.Seq, &e.At, &e.Actor, &e.UserID, &e.KeyID, &e.IP, &e.Act, &e.Object, &e.Name, &changes, &e.Livemode)
	if err != nil {
		return e, err
	}
	var all [][3]string
	if err := json.Unmarshal(changes, &all); err != nil {
		return e, err
	}
	for _, c := range all {
		e.Changes = append(e.Changes, pay.Changed(c[0], c[1], c[2]))
	}
	return e, nil
}
