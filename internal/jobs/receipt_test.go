package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"linktill/handlers"
	"linktill/internal/acquirer/sandbox"
	"linktill/internal/dbtest"
	"linktill/internal/desk"
	"linktill/internal/jobs"
	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
)

// letterbox is a mail server that hands every mail to whoever waits for it.
type letterbox chan mail.Message

func (l letterbox) Send(ctx context.Context, m mail.Message) error {
	select {
	case l <- m:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// till takes payments with the sandbox, and its jobs write to letters.
type till struct {
	t       *testing.T
	store   *store.Store
	desk    *desk.Desk
	keys    *secret.Keys
	by      pay.Caller
	mails   *jobs.Mailer
	letters letterbox
}

func newTill(t *testing.T) till {
	t.Helper()
	t.Parallel()
	pool := dbtest.New(t)
	st, err := store.New(pool, time.Now)
	must(t, err)
	must(t, sandbox.Migrate(t.Context(), pool))
	keys, err := secret.New([]byte(strings.Repeat("k", secret.KeyBytesMin)))
	must(t, err)
	owner, err := handlers.OpenMerchant(t.Context(), st, keys, pay.NewMerchant{Name: "Island Coffee", Email: "maria@example.com", Currency: "BSD", Country: "BS"}, "")
	must(t, err)
	bank := sandbox.New(pool, sandbox.Options{Hang: time.Millisecond, SettleAfter: time.Millisecond})
	s := till{t: t, store: st, keys: keys, letters: make(letterbox, 10),
		desk: desk.New(st, bank, func(pay.ID) string { return "/" }, time.Now, slog.New(slog.DiscardHandler)),
		by:   pay.Caller{MerchantID: owner.Merchant.ID, MerchantNumber: owner.Merchant.Number, UserID: owner.User.ID, Role: pay.Owner}}
	s.mails = &jobs.Mailer{Store: st, Secrets: keys, Mail: s.letters, PublicURL: "https://pay.example.com"}
	t.Cleanup(func() {
		s.desk.Wait()
		dbtest.Audit(t, pool)
	})
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// pay pays a link of B$12.50 with that card.
func (s till) pay(number string) pay.Payment {
	s.t.Helper()
	amount := int64(12_50)
	l, err := s.store.CreateLink(s.t.Context(), s.by, pay.Link{ID: s.store.NewID(s.by.MerchantNumber), AmountMinor: &amount, Currency: "BSD",
		Description: "Two coffees", Metadata: map[string]any{"reference": "TABLE-7"}})
	must(s.t, err)
	card, err := pay.ParseCard(number, "12/40", "123", "Ana", time.Now())
	must(s.t, err)
	b, err := s.desk.Pay(s.t.Context(), desk.Order{Link: l, MerchantNumber: s.by.MerchantNumber, CheckoutID: s.store.NewID(s.by.MerchantNumber),
		AttemptNumber: 1, AmountMinor: amount, Email: "ana@example.com", Card: card})
	must(s.t, err)
	return b.Payment
}

// work runs the workers until the test ends, and tells of each job that ended.
func (s till) work() <-chan *river.Event {
	s.t.Helper()
	client, err := jobs.New(jobs.Deps{Store: s.store, Desk: s.desk, Mailer: s.mails, Log: slog.New(slog.DiscardHandler)})
	must(s.t, err)
	ended, cancel := client.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed, river.EventKindJobCancelled)
	must(s.t, client.Start(context.WithoutCancel(s.t.Context())))
	s.t.Cleanup(func() {
		cancel()
		stopping, stop := context.WithTimeout(context.Background(), 20*time.Second)
		defer stop()
		if err := client.Stop(stopping); err != nil {
			s.t.Error(err)
		}
	})
	return ended
}

// until waits for a job of the kind to end.
func until(t *testing.T, ended <-chan *river.Event, kind string) *rivertype.JobRow {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for {
		select {
		case e := <-ended:
			if e.Job.Kind == kind {
				return e.Job
			}
		case <-deadline:
			t.Fatalf("no %s ended", kind)
		}
	}
}

func (s till) letter() mail.Message {
	s.t.Helper()
	select {
	case m := <-s.letters:
		return m
	case <-time.After(20 * time.Second):
		s.t.Fatal("no mail came")
		return mail.Message{}
	}
}

// A paid payment has one receipt, whose link opens exactly that payment; one
// that was declined has none.
func TestReceiptIsMailedOnce(t *testing.T) {
	s := newTill(t)
	s.pay("4000000000000002")
	paid := s.pay("4242424242424242")
	ended := s.work()
	m := s.letter()
	if job := until(t, ended, store.ReceiptArgs{}.Kind()); job.State != rivertype.JobStateCompleted || job.Attempt != 1 {
		t.Errorf("the job is %s after %d tries", job.State, job.Attempt)
	}
	for _, want := range []string{"Island Coffee", "B$12.50", "Two coffees", "TABLE-7", "Visa •••• 4242", pay.PaymentPrefix.Show(paid.ID), "This was a test."} {
		if !strings.Contains(m.Text, want) {
			t.Errorf("the mail does not say %q:\n%s", want, m.Text)
		}
	}
	if m.To != "ana@example.com" || m.Subject != "[Test] Receipt from Island Coffee: B$12.50" {
		t.Errorf("to %s: %s", m.To, m.Subject)
	}
	_, rest, found := strings.Cut(m.Text, "https://pay.example.com/receipt/")
	token, _, _ := strings.Cut(rest, "\n")
	if id, ok := secret.ReceiptCapability.Parse(s.keys, strings.TrimSpace(token)); !found || !ok || id != paid.ID {
		t.Errorf("%q opens %s, %v", token, id.UUID(), ok)
	}
	if !strings.Contains(m.HTML, "https://pay.example.com/receipt/"+strings.TrimSpace(token)) {
		t.Error("the HTML links elsewhere")
	}
	var asked int
	must(t, s.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM river.river_job WHERE kind = $1`, store.ReceiptArgs{}.Kind()).Scan(&asked))
	if asked != 1 || len(s.letters) != 0 {
		t.Errorf("%d receipts were asked for, %d more came", asked, len(s.letters))
	}
}

// The workers find what a payment without an answer came to, and then its
// receipt goes out.
func TestWorkersSettle(t *testing.T) {
	s := newTill(t)
	unknown := s.pay("4000000000000259")
	if unknown.State != pay.PaymentUnknown {
		t.Fatalf("it is %s", unknown.State)
	}
	_, err := s.store.Pool().Exec(t.Context(), `UPDATE attempts SET check_at = now() WHERE check_at IS NOT NULL`)
	must(t, err)
	s.work()
	if m := s.letter(); m.To != "ana@example.com" {
		t.Errorf("%+v", m)
	}
	if p, err := s.store.Payment(t.Context(), s.by, unknown.ID); err != nil || p.State != pay.PaymentPaid {
		t.Errorf("%s, %v", p.State, err)
	}
}

// A receipt that cannot be written is tried again only where that may help.
func TestReceiptThatCannotBeSent(t *testing.T) {
	s := newTill(t)
	paid, declined := s.pay("4242424242424242"), s.pay("4000000000000002")
	send := func(id string) error { return s.mails.SendReceipt(t.Context(), store.ReceiptArgs{PaymentID: id}) }
	must(t, send(declined.ID.UUID()))
	if len(s.letters) != 0 {
		t.Error("a declined payment has a receipt")
	}
	if err := send(s.store.NewID(s.by.MerchantNumber).UUID()); pay.CodeOf(err) != pay.PaymentNotFound {
		t.Errorf("of no payment: %v", err)
	}
	var canceled *river.JobCancelError
	if err := send("x"); !errors.As(err, &canceled) {
		t.Errorf("of no id: %v", err)
	}
	s.mails.Mail = &post{answer: refused(t)}
	if err := send(paid.ID.UUID()); !errors.As(err, &canceled) {
		t.Errorf("an address that is none: %v", err)
	}
	s.mails.Mail = &post{answer: context.DeadlineExceeded}
	if err := send(paid.ID.UUID()); err == nil || errors.As(err, &canceled) {
		t.Errorf("a server that does not answer: %v", err)
	}
}

// What has outlived its use goes, and broken books are told to the operator.
func TestWorkersPruneAndAudit(t *testing.T) {
	s := newTill(t)
	log := &strings.Builder{}
	_, err := s.store.Pool().Exec(t.Context(), `INSERT INTO idempotency_keys (merchant_id, key, fingerprint, operation_id, state, lease_until, created_at)
		VALUES ($1, 'old', '', $1, 'done', now(), now() - interval '2 days')`, s.by.MerchantID)
	must(t, err)
	_, err = s.store.Pool().Exec(t.Context(), `INSERT INTO accounts (merchant_id, livemode, currency, code, balance_minor) VALUES ($1, false, 'BSD', 'available', 1)`, s.by.MerchantID)
	must(t, err)
	client, err := jobs.New(jobs.Deps{Store: s.store, Desk: s.desk, Mailer: s.mails, Log: slog.New(slog.NewTextHandler(log, nil))})
	must(t, err)
	ended, cancel := client.Subscribe(river.EventKindJobCompleted)
	defer cancel()
	must(t, client.Start(context.WithoutCancel(t.Context())))
	for waiting := map[string]bool{"prune": true, "audit": true}; len(waiting) > 0; {
		select {
		case e := <-ended:
			delete(waiting, e.Job.Kind)
		case <-time.After(20 * time.Second):
			t.Fatalf("%v did not run", waiting)
		}
	}
	must(t, client.Stop(context.WithoutCancel(t.Context())))
	var left int
	must(t, s.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM idempotency_keys`).Scan(&left))
	if left != 0 {
		t.Errorf("%d old keys are left", left)
	}
	for _, want := range []string{"an invariant is broken", "rule=transfers_balance", "rule=accounts_sum", pay.MerchantPrefix.Show(s.by.MerchantID)} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, log)
		}
	}
	if _, err := s.store.Pool().Exec(t.Context(), `DELETE FROM accounts`); err != nil {
		t.Fatal(err)
	}
}

// However many processes run, one job of each periodic kind waits at a time.
func TestPeriodicJobsDoNotPileUp(t *testing.T) {
	s := newTill(t)
	client, err := jobs.New(jobs.Deps{Store: s.store, Desk: s.desk, Mailer: s.mails, Log: slog.New(slog.DiscardHandler)})
	must(t, err)
	for _, args := range []river.JobArgs{jobs.SettleArgs{}, jobs.PruneArgs{}, jobs.AuditArgs{}} {
		for range 3 {
			err := pgx.BeginFunc(t.Context(), s.store.Pool(), func(tx pgx.Tx) error {
				_, err := client.InsertTx(t.Context(), tx, args, nil)
				return err
			})
			must(t, err)
		}
		var waiting int
		must(t, s.store.Pool().QueryRow(t.Context(), `SELECT count(*) FROM river.river_job WHERE kind = $1`, args.Kind()).Scan(&waiting))
		if waiting != 1 {
			t.Errorf("%d jobs %s wait", waiting, args.Kind())
		}
	}
}

// What one merchant sends, or anybody tests with, keeps nobody else's mail from
// an address. In live mode what is too much comes later.
func TestMailsAreCountedForEachMerchant(t *testing.T) {
	s := newTill(t)
	floods := func(from mail.Reader) (bool, error) {
		return jobs.Floods(s.mails, t.Context(), "receipt", from, "ana@example.com")
	}
	sender := func(livemode bool) mail.Reader {
		return mail.Reader{MerchantID: s.store.NewID(1), Livemode: livemode}
	}
	one, two, three, live := sender(false), sender(false), sender(false), sender(true)
	for name, from := range map[string]mail.Reader{"one": one, "two": two, "live": live} {
		for i := range jobs.MailsPerHour {
			if flooded, err := floods(from); flooded || err != nil {
				t.Fatalf("mail %d of %s: %v, %v", i, name, flooded, err)
			}
		}
	}
	for name, from := range map[string]mail.Reader{"too much of one": one, "too much of all tests": three} {
		if flooded, err := floods(from); !flooded || err != nil {
			t.Errorf("%s: %v, %v", name, flooded, err)
		}
	}
	var later *river.JobSnoozeError
	if _, err := floods(live); !errors.As(err, &later) {
		t.Errorf("too much in live mode: %v", err)
	}
	if flooded, err := floods(sender(true)); flooded || err != nil {
		t.Errorf("another merchant's: %v, %v", flooded, err)
	}
}
