package mail_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net"
	stdmail "net/mail"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"linktill/internal/mail"
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

// letter is a mail as the server writes them, with both forms.
func letter(to string) mail.Message {
	return mail.Message{To: to, Subject: "Zwei Kaffee für Ana: 12,50 €", Text: "Zwei Kaffee für Ana\n\nhttps://pay.example.com/receipt/abc\n",
		HTML: "<!doctype html><p>Zwei Kaffee für Ana</p><a href=\"https://pay.example.com/receipt/abc\">https://pay.example.com/receipt/abc</a>"}
}

func TestSMTPDelivers(t *testing.T) {
	t.Parallel()
	office := newPostOffice(t)
	sent := letter("maria@example.com")
	if err := newSender(t, office.url).Send(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	if len(office.mail) != 1 || office.to[0] != "maria@example.com" {
		t.Fatalf("%d mails to %v", len(office.mail), office.to)
	}
	m := parse(t, office.mail[0])
	if subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil || subject != sent.Subject {
		t.Errorf("subject %q, %v", subject, err)
	}
	if from, err := m.Header.AddressList("From"); err != nil || from[0].Address != "till@example.com" {
		t.Errorf("from %v, %v", from, err)
	}
	for name, want := range map[string]string{"Auto-Submitted": "auto-generated", "Mime-Version": "1.0"} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if m.Header.Get("Message-Id") == "" || m.Header.Get("Date") == "" {
		t.Error("it has no id or no date")
	}
	kinds, bodies := partsOf(t, m)
	if !slices.Equal(kinds, []string{"text/plain; charset=UTF-8", "text/html; charset=UTF-8"}) {
		t.Errorf("parts %v", kinds) // programs show the last that they can
	}
	if bodies[0] != strings.ReplaceAll(sent.Text, "\n", "\r\n") && bodies[0] != sent.Text || strings.TrimSpace(bodies[1]) != sent.HTML {
		t.Errorf("bodies %q", bodies)
	}
}

// partsOf takes a multipart/alternative apart.
func partsOf(t *testing.T, m *stdmail.Message) (kinds, bodies []string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%s, %v", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return kinds, bodies
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		kinds, bodies = append(kinds, part.Header.Get("Content-Type")), append(bodies, string(body))
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
	err := sender.Send(t.Context(), mail.Message{To: "c@example.com", Subject: evil, Text: evil, HTML: evil})
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
