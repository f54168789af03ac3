package mail_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	stdmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/internal/secret"
)

// postOffice is a mail server on this machine that keeps what it takes and
// refuses some addresses.
type postOffice struct {
	url  string
	mu   sync.Mutex
	mail []string
	to   []string
}

func newPostOffice(t *testing.T) *postOffice {
	t.Helper()
	office := &postOffice{}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &visitor{office: office}, nil }))
	server.AllowInsecureAuth = true
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	office.url = "smtp://till:let-me-send@" + listener.Addr().String()
	return office
}

type visitor struct {
	office *postOffice
	known  bool
}

func (v *visitor) AuthMechanisms() []string { return []string{sasl.Plain} }

func (v *visitor) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, username, password string) error {
		if username != "till" || password != "let-me-send" {
			return smtp.ErrAuthFailed
		}
		v.known = true
		return nil
	}), nil
}

func (v *visitor) Mail(string, *smtp.MailOptions) error {
	if !v.known {
		return smtp.ErrAuthRequired
	}
	return nil
}

func (v *visitor) Rcpt(to string, _ *smtp.RcptOptions) error {
	switch {
	case strings.HasPrefix(to, "nobody@"):
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such mailbox"}
	case strings.HasPrefix(to, "full@"):
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "mailbox full"}
	}
	v.office.mu.Lock()
	defer v.office.mu.Unlock()
	v.office.to = append(v.office.to, to)
	return nil
}

func (v *visitor) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	v.office.mu.Lock()
	defer v.office.mu.Unlock()
	v.office.mail = append(v.office.mail, string(body))
	return err
}

func (v *visitor) Reset()        {}
func (v *visitor) Logout() error { return nil }

func newSender(t *testing.T, url string) mail.Sender {
	t.Helper()
	sender, err := mail.New(secret.Text(url), "Linktill <till@example.com>", t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

func TestSMTPDelivers(t *testing.T) {
	t.Parallel()
	office := newPostOffice(t)
	if err := newSender(t, office.url).Send(t.Context(), mail.ResetMail("maria@example.com", "https://pay.example.com/reset/abc")); err != nil {
		t.Fatal(err)
	}
	if len(office.mail) != 1 || office.to[0] != "maria@example.com" {
		t.Fatalf("%d mails to %v", len(office.mail), office.to)
	}
	m := parse(t, office.mail[0])
	if got := m.Header.Get("Subject"); got != "Set a new password" {
		t.Errorf("subject %q", got)
	}
	if from, err := m.Header.AddressList("From"); err != nil || from[0].Address != "till@example.com" {
		t.Errorf("from %v, %v", from, err)
	}
	for _, part := range []string{"text/plain", "text/html", "https://pay.example.com/reset/abc"} {
		if !strings.Contains(strings.ReplaceAll(office.mail[0], "=\r\n", ""), part) {
			t.Errorf("the mail lacks %q", part)
		}
	}
}

func parse(t *testing.T, raw string) *stdmail.Message {
	t.Helper()
	m, err := stdmail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSMTPTellsForeverFromLater(t *testing.T) {
	t.Parallel()
	office := newPostOffice(t)
	sender := newSender(t, office.url)
	for to, refused := range map[string]bool{"nobody@example.com": true, "full@example.com": false, "no address": true} {
		err := sender.Send(t.Context(), mail.Message{To: to, Subject: "x", Text: "x", HTML: "x"})
		if err == nil || mail.IsRefused(err) != refused {
			t.Errorf("to %s: %v, refused %v, want %v", to, err, mail.IsRefused(err), refused)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	err = newSender(t, "smtp://"+listener.Addr().String()).Send(t.Context(), mail.Message{To: "a@example.com"})
	if err == nil || mail.IsRefused(err) {
		t.Errorf("a server that is down: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sender.Send(ctx, mail.Message{To: "a@example.com"}); err == nil || mail.IsRefused(err) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestHeadersCannotBeInjected(t *testing.T) {
	t.Parallel()
	office := newPostOffice(t)
	sender := newSender(t, office.url)
	evil := "Shop\r\nBcc: victim@example.com\r\n\r\n<h1>hello</h1>\x00\x1b[31m"
	err := sender.Send(t.Context(), mail.ReceiptMail(mail.ReceiptData{To: "c@example.com", MerchantName: evil, Amount: "B$50.00", Description: evil}))
	if err != nil {
		t.Fatal(err)
	}
	if len(office.to) != 1 {
		t.Errorf("it went to %v", office.to)
	}
	header, _, _ := strings.Cut(office.mail[0], "\r\n\r\n")
	for _, line := range strings.Split(header, "\r\n") {
		if strings.HasPrefix(strings.ToLower(line), "bcc") {
			t.Errorf("a header was injected: %q", line)
		}
	}
	err = sender.Send(t.Context(), mail.Message{To: "a@example.com\r\nRCPT TO:<victim@example.com>", Subject: "x"})
	if err == nil || len(office.to) != 1 {
		t.Errorf("an address with a line break: %v, to %v", err, office.to)
	}
}

func TestFolderGetsFileAndLogItsName(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "mail")
	var log bytes.Buffer
	sender, err := mail.New("", "till@example.com", folder, slog.New(slog.NewJSONHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), mail.ResetMail("maria@example.com", "http://localhost/reset/canary")); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) != 1 || filepath.Ext(files[0]) != ".eml" {
		t.Fatalf("%v, %v", files, err)
	}
	info, err := os.Stat(files[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	body, err := os.ReadFile(files[0])
	if err != nil || !bytes.Contains(body, []byte("canary")) {
		t.Errorf("the file lacks the link: %v", err)
	}
	if !strings.Contains(log.String(), filepath.Base(files[0])) || strings.Contains(log.String(), "canary") || strings.Contains(log.String(), "maria") {
		t.Errorf("log: %s", log.String())
	}
}

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"mail.example.com", "http://mail.example.com", "smtp://", "smtp://user:hunter2@mail example.com", "smtp://u:hunter2@h:99999999"} {
		if _, err := mail.New(secret.Text(url), "a@example.com", "", nil); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, err := mail.New("", "nobody", "", nil); err == nil {
		t.Error("a sender without an address")
	}
	if mail.IsRefused(nil) {
		t.Error("no error is refused")
	}
}

func TestReceiptKeepsMerchantsWordsText(t *testing.T) {
	t.Parallel()
	m := mail.ReceiptMail(mail.ReceiptData{
		To: "c@example.com", MerchantName: "Win now www.evil.example", Amount: "B$50.00", PaymentNumber: "1042",
		Description: `<a href="https://evil.example">claim</a> or write to me@evil.example`, Card: "Visa •••• 4242",
		PaidAt: time.Date(2026, 11, 3, 14, 5, 0, 0, time.UTC), URL: "https://pay.example.com/receipt/tok",
	})
	if !strings.HasPrefix(m.Subject, "[Test] ") || !strings.Contains(m.Text, "No money has moved") {
		t.Error("a test receipt does not say so")
	}
	for _, body := range []string{m.Text, m.HTML} {
		for _, bad := range []string{"https://evil", "www.evil", "@evil.", "<a href=\"https://evil"} {
			if strings.Contains(body, bad) {
				t.Errorf("%q is in the mail", bad)
			}
		}
		for _, good := range []string{"B$50.00", "1042", "Visa •••• 4242", "3 November 2026, 14:05 UTC", "https://pay.example.com/receipt/tok"} {
			if !strings.Contains(body, good) {
				t.Errorf("the mail lacks %q", good)
			}
		}
	}
	if strings.Count(m.HTML, "<a ") != 1 {
		t.Error("the receipt is not the only link")
	}
}

func TestEveryNoticeHasItsWords(t *testing.T) {
	t.Parallel()
	seen := map[string]pay.Notice{}
	for _, n := range []pay.Notice{pay.NoticePasswordChanged, pay.NoticePasswordReset, pay.NoticeTOTPOn, pay.NoticeTOTPOff,
		pay.NoticeRecoveryRenewed, pay.NoticeRecoveryCodeUsed, pay.NoticeCodesBlocked} {
		m := mail.NoticeMail("maria@example.com", n, time.Now(), "https://pay.example.com/dashboard/security")
		if other, twice := seen[m.Subject]; twice {
			t.Errorf("%s and %s have one subject", n, other)
		}
		seen[m.Subject] = n
		if !strings.Contains(m.Text, "maria@example.com") || !strings.Contains(m.HTML, "/dashboard/security") {
			t.Errorf("%s: %s", n, m.Text)
		}
	}
}
