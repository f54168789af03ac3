package web

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/jobs"
	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
)

// outbox is a mail server that keeps everything.
type outbox struct {
	mu   sync.Mutex
	sent []mail.Message
}

func (o *outbox) Send(_ context.Context, m mail.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, m)
	return nil
}

// work does what the queue holds about accounts and returns the mails.
func (s *shop) work() []mail.Message {
	s.t.Helper()
	box := &outbox{}
	accounts := &jobs.Mailer{Store: s.st, Secrets: s.keys, Mail: box, PublicURL: s.h.PublicURL}
	rows, err := s.pool.Query(s.t.Context(), `DELETE FROM river.river_job RETURNING kind, coalesce(args->>'email', ''),
		coalesce(args->>'user_id', ''), coalesce(args->>'notice', '')`)
	s.must(err)
	found, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (job [4]string, err error) {
		err = row.Scan(&job[0], &job[1], &job[2], &job[3])
		return job, err
	})
	s.must(err)
	for _, job := range found {
		switch job[0] {
		case (store.ResetArgs{}).Kind():
			s.must(accounts.SendReset(s.t.Context(), store.ResetArgs{Email: job[1]}))
		case (store.NoticeArgs{}).Kind():
			s.must(accounts.SendNotice(s.t.Context(), store.NoticeArgs{UserID: job[2], Notice: pay.Notice(job[3])}, time.Now()))
		}
	}
	return box.sent
}

var resetLink = regexp.MustCompile(`(http\S+)(/reset/\w+)`)

func TestPasswordReset(t *testing.T) {
	s := newHouse(t)
	o := s.open()
	inside := s.signedInBrowser()
	b := s.browser()
	known := b.wants(b.post("/forgot", "email", "maria@example.com"), 200, "If maria@example.com has an account")
	unknown := b.wants(b.post("/forgot", "email", "mario@example.com"), 200, "/var/lib/linktill/mail")
	if strings.ReplaceAll(known.body, "maria@", "mario@") != unknown.body {
		t.Error("the page tells whether an account exists")
	}
	b.wants(b.post("/forgot", "email", "no address"), 422, "Enter an e-mail address")
	mails := s.work()
	if len(mails) != 1 || mails[0].To != "maria@example.com" {
		t.Fatalf("%d mails", len(mails))
	}
	link := resetLink.FindStringSubmatch(mails[0].Text)
	if link == nil || link[1] != s.h.PublicURL {
		t.Fatalf("the link is not on our own address: %q", link)
	}
	path := link[2]

	b.wants(b.get(path), 200, "For maria@example.com")
	b.wants(b.get(path), 200, "For maria@example.com") // looking uses nothing up
	b.wants(b.post(path, "password", "short"), 422, "At least 10 characters")
	b.wants(b.post(path, "password", "a very unlikely phrase"), 303, "/login")
	b.wants(b.post(path, "password", "another unlikely phrase"), 410, "used already")
	b.wants(b.get(path), 410, "used already")
	b.wants(b.get("/reset/"+secret.NewToken(0)), 410, "used already")

	b.wants(b.get("/dashboard"), 303, "/login?next=%2Fdashboard") // it logs nobody in
	inside.wants(inside.get("/dashboard"), 303, "/login?next=%2Fdashboard")
	b.wants(b.post("/login", "email", o.User.Email, "password", o.Password.Reveal()), 422, "do not match")
	b.wants(b.post("/login", "email", o.User.Email, "password", "a very unlikely phrase"), 303, "/login/code")
	b.wants(b.get("/login/code"), 200, "Your code")
	b.wants(b.post("/login/code", "code", s.freshCode()), 303, "/dashboard")
	var subjects []string
	for _, m := range s.work() {
		subjects = append(subjects, m.Subject)
	}
	if slices.Sort(subjects); !slices.Equal(subjects, []string{"A new device logged in", "Your password was reset"}) {
		t.Errorf("%q", subjects)
	}
}

func TestResetsAreNotMailBombs(t *testing.T) {
	s := newHouse(t)
	s.open()
	b := s.browser()
	for range 6 {
		s.asOneWindow(time.Hour)
		b.wants(b.post("/forgot", "email", "maria@example.com"), 200, "If maria@example.com")
	}
	if mails := s.work(); len(mails) != 3 {
		t.Errorf("%d mails to one address within the hour", len(mails))
	}
}

func TestPasswordChange(t *testing.T) {
	s := newHouse(t)
	o := s.open()
	b, other := s.signedInBrowser(), s.signedInBrowser()
	before := b.cookie()
	change := func(current, password, code string) answer {
		return b.post("/dashboard/security/password", "current_password", current, "password", password, "code", code, "username", o.User.Email)
	}
	code := s.freshCode()
	b.wants(change("wrong", "a new unlikely phrase", code), 422, "not your password")
	b.wants(change(o.Password.Reveal(), "password123", code), 422, "among the first")
	b.wants(change(o.Password.Reveal(), "a new unlikely phrase", "000000"), 422, "not right")
	b.wants(change(o.Password.Reveal(), "a new unlikely phrase", code), 303, "/dashboard/security")
	if b.cookie() == before {
		t.Error("the session's token is not renewed")
	}
	b.wants(b.get("/dashboard/security"), 200, "Your password is changed")
	other.wants(other.get("/dashboard"), 303, "/login?next=%2Fdashboard")
	if got := s.send(ask{path: "/dashboard", cookie: before}); got.StatusCode != 303 {
		t.Errorf("the old token: %d", got.StatusCode)
	}
}
