package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"linktill/handlers"
	"linktill/internal/dbtest"
	"linktill/internal/jobs"
	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
)

// post is a mail server that answers with an error, or keeps the mail.
type post struct {
	answer error
	sent   []mail.Message
}

func (p *post) Send(_ context.Context, m mail.Message) error {
	if p.answer == nil {
		p.sent = append(p.sent, m)
	}
	return p.answer
}

// refused is what a real sender says of an address that cannot be one.
func refused(t *testing.T) error {
	t.Helper()
	sender, err := mail.New("", "till@example.com", t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return sender.Send(t.Context(), mail.Message{To: "no address"})
}

func TestAccountMails(t *testing.T) {
	t.Parallel()
	st, err := store.New(dbtest.New(t), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := secret.New([]byte(strings.Repeat("k", secret.KeyBytesMin)))
	if err != nil {
		t.Fatal(err)
	}
	owner, err := handlers.OpenMerchant(t.Context(), st, keys, pay.NewMerchant{Name: "Island Coffee", Email: "maria@example.com", Currency: "BSD", Country: "BS"}, "")
	if err != nil {
		t.Fatal(err)
	}
	server := &post{}
	accounts := &jobs.Mailer{Store: st, Secrets: keys, Mail: server, PublicURL: "https://pay.example.com"}
	reset := func(email string) error { return accounts.SendReset(t.Context(), store.ResetArgs{Email: email}) }
	notice := func(userID string) error {
		return accounts.SendNotice(t.Context(), store.NoticeArgs{UserID: userID, Notice: pay.NoticeTOTPOn}, time.Now())
	}
	for name, err := range map[string]error{
		"a reset for nobody": reset("nobody@example.com"), "a notice for nobody": notice(st.NewID(0).UUID()),
		"a reset": reset("maria@example.com"), "a notice": notice(owner.User.ID.UUID()),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(server.sent) != 2 {
		t.Fatalf("%d mails", len(server.sent))
	}
	for _, m := range server.sent {
		if m.To != "maria@example.com" || !strings.Contains(m.Text, "https://pay.example.com/") {
			t.Errorf("%+v", m)
		}
	}

	var canceled *river.JobCancelError
	server.answer = fmt.Errorf("later: %w", context.DeadlineExceeded)
	if err := reset("maria@example.com"); err == nil || errors.As(err, &canceled) {
		t.Errorf("what may work later: %v", err)
	}
	server.answer = refused(t)
	if err := reset("maria@example.com"); !errors.As(err, &canceled) {
		t.Errorf("what never will: %v", err)
	}
	if err := notice("x"); !errors.As(err, &canceled) {
		t.Errorf("no user's id: %v", err)
	}
}
