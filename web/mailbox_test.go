package web

import (
	"log/slog"
	"strings"
	"testing"

	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// keepMail writes a mail for a reader into the shop's mailbox, and returns its id.
func (s *shop) keepMail(reader mail.Reader, subject string) string {
	s.t.Helper()
	if s.mails == "" {
		s.mails = s.t.TempDir()
		s.h.Mails = mail.NewMailbox(s.mails)
	}
	sender, err := mail.New("", "Linktill <till@example.com>", s.mails, slog.New(slog.DiscardHandler))
	s.must(err)
	m := views.ResetMail("maria@example.com", s.h.PublicURL+"/reset/token")
	s.must(sender.Send(s.t.Context(), mail.Message{To: "ana@example.com", Subject: subject, Text: m.Text, HTML: m.HTML + "<script>alert(1)</script>", Reader: reader}))
	list, err := s.h.Mails.List(reader)
	s.must(err)
	return list[0].ID
}

func (s *shop) reads(who signedIn, path string) answer {
	s.t.Helper()
	return s.send(ask{path: path, cookie: who.cookie})
}

// A mail is read by whom it was written for, and by nobody else.
func TestMailboxIsReadByItsReaders(t *testing.T) {
	s := newTill(t)
	mine, stranger := s.open(), s.stranger()
	own := s.keepMail(mail.Reader{UserID: mine.User.ID}, "Set a new password")
	test := s.keepMail(mail.Reader{MerchantID: mine.Merchant.ID}, "[Test] Receipt")
	live := s.keepMail(mail.Reader{MerchantID: mine.Merchant.ID, Livemode: true}, "Live receipt")
	theirs := s.keepMail(mail.Reader{MerchantID: stranger.Merchant.ID}, "Their receipt")
	helper := s.another("helper@example.com", pay.Manager)
	owner := s.member()
	readers := map[string]struct {
		who  signedIn
		sees []string
	}{
		"the owner":      {owner, []string{own, test}},
		"a manager":      {s.signIn(store.SignIn{UserID: helper, SecondFactor: true}), nil},
		"somebody else":  {s.signIn(store.SignIn{UserID: stranger.User.ID, SecondFactor: true}), []string{theirs}},
		"no second step": {s.signIn(store.SignIn{UserID: mine.User.ID}), nil},
	}
	for name, r := range readers {
		list := s.reads(r.who, views.MailboxHref).body
		for _, id := range []string{own, test, live, theirs} {
			sees := strings.Contains(strings.Join(r.sees, " "), id)
			if strings.Contains(list, id) != sees {
				t.Errorf("%s: %s in the list: %v", name, id, !sees)
			}
			for _, path := range []string{"/" + id, "/" + id + "/html"} {
				if got := s.reads(r.who, views.MailboxHref+path); (got.StatusCode == 200) != sees {
					t.Errorf("%s at %s: %d", name, path, got.StatusCode)
				}
			}
		}
	}
	if got := s.send(ask{path: views.MailboxHref + "/" + test + "/html"}); got.StatusCode == 200 {
		t.Errorf("nobody reads it: %d", got.StatusCode)
	}
}

// What is in a mail runs nothing, and is framed by our own page alone.
func TestMailsAreFramedSafely(t *testing.T) {
	s := newTill(t)
	id := s.keepMail(mail.Reader{UserID: s.open().User.ID}, "Hello <b>you</b>")
	who := s.member()
	page := s.reads(who, views.MailboxHref+"/"+id)
	policy := page.Header.Get("Content-Security-Policy")
	if page.StatusCode != 200 || !strings.Contains(page.body, "Hello &lt;b&gt;you&lt;/b&gt;") || strings.Contains(page.body, "<script>alert") ||
		!strings.Contains(policy, "frame-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("%d %s\n%.2000s", page.StatusCode, policy, page.body)
	}
	for _, want := range []string{`sandbox="allow-popups allow-popups-to-escape-sandbox"`, "ana@example.com", "multipart/alternative", "/reset/token"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	framed := s.reads(who, views.MailboxHref+"/"+id+"/html")
	policy = framed.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "img-src 'self'", "frame-ancestors 'self'", "; sandbox allow-popups"} {
		if !strings.Contains(policy, want) || strings.Contains(policy, "allow-scripts") || strings.Contains(policy, "allow-same-origin") {
			t.Errorf("the policy is %q", policy)
		}
	}
	if framed.Header.Get("X-Frame-Options") != "SAMEORIGIN" || framed.Header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(framed.Header.Get("Content-Type"), "text/html") {
		t.Errorf("%v", framed.Header)
	}
	s.h.Mails = nil
	for _, path := range []string{"", "/" + id, "/" + id + "/html"} {
		if got := s.reads(who, views.MailboxHref+path); got.StatusCode != 404 {
			t.Errorf("with a mail server %s answers %d", path, got.StatusCode)
		}
	}
}
