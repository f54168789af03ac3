package mail_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"linktill/internal/mail"
	"linktill/internal/pay"
)

// kept is a sender that writes into a folder, and its mailbox.
func kept(t *testing.T, log *slog.Logger) (mail.Sender, *mail.Mailbox, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "mail")
	sender, err := mail.New("", "Linktill <till@example.com>", folder, log)
	if err != nil {
		t.Fatal(err)
	}
	return sender, mail.NewMailbox(folder), folder
}

var (
	maria  = mail.Reader{UserID: pay.ID{1}}
	eve    = mail.Reader{UserID: pay.ID{2}}
	coffee = mail.Reader{MerchantID: pay.ID{1}}
	live   = mail.Reader{MerchantID: pay.ID{1}, Livemode: true}
	other  = mail.Reader{MerchantID: pay.ID{2}}
)

func TestFolderGetsFileAndLogItsName(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	sender, _, folder := kept(t, slog.New(slog.NewJSONHandler(&log, nil)))
	m := letter("maria@example.com")
	m.Reader = maria
	if err := sender.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*", "*"))
	if err != nil || len(files) != 1 || filepath.Ext(files[0]) != ".eml" {
		t.Fatalf("%v, %v", files, err)
	}
	info, err := os.Stat(files[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	body, err := os.ReadFile(files[0])
	if err != nil || !bytes.Contains(body, []byte("receipt/abc")) {
		t.Errorf("the file lacks the link: %v", err)
	}
	if !strings.Contains(log.String(), filepath.Base(files[0])) || strings.Contains(log.String(), "receipt/abc") || strings.Contains(log.String(), "maria") {
		t.Errorf("log: %s", log.String())
	}
}

// What is written for one reader is there for that one alone.
func TestMailboxShowsEachTheirOwn(t *testing.T) {
	t.Parallel()
	sender, box, _ := kept(t, slog.New(slog.DiscardHandler))
	for reader, to := range map[mail.Reader]string{maria: "maria@example.com", coffee: "ana@example.com", live: "live@example.com", {}: "nobody@example.com"} {
		m := letter(to)
		m.Reader = reader
		if err := sender.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		readers []mail.Reader
		want    string
	}{{[]mail.Reader{maria}, "maria@example.com"}, {[]mail.Reader{coffee}, "ana@example.com"}, {[]mail.Reader{live}, "live@example.com"},
		{[]mail.Reader{eve, other}, ""}} {
		found, err := box.List(c.readers...)
		if err != nil || c.want == "" && len(found) != 0 || c.want != "" && (len(found) != 1 || found[0].To != c.want) {
			t.Fatalf("%v reads %v, %v", c.readers, found, err)
		}
		for _, m := range found {
			opened, err := box.Open(m.ID, c.readers...)
			sent := letter(c.want)
			if err != nil || opened.Subject != sent.Subject || opened.From != "Linktill <till@example.com>" || strings.ReplaceAll(opened.Text, "\r\n", "\n") != sent.Text || strings.TrimSpace(opened.HTML) != sent.HTML || len(opened.Headers) < 6 || opened.At.IsZero() {
				t.Errorf("%+v, %v", opened, err)
			}
			if _, err := box.Open(m.ID, eve, other); pay.CodeOf(err) != pay.NotFound {
				t.Errorf("somebody else opens it: %v", err)
			}
		}
	}
	both, err := box.List(maria, coffee)
	if err != nil || len(both) != 2 || both[0].ID < both[1].ID {
		t.Errorf("%v, %v", both, err)
	}
	for _, id := range []string{"", "..", "../secret.key", "20261121T140000000-aaaaaaaaaa/../x", strings.Repeat("2", 28)} {
		if _, err := box.Open(id, maria); pay.CodeOf(err) != pay.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestMailboxStaysSmall(t *testing.T) {
	t.Parallel()
	sender, box, _ := kept(t, slog.New(slog.DiscardHandler))
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range mail.MailboxMax/4 + 5 {
				m := letter("maria@example.com")
				m.Reader = maria
				if err := sender.Send(t.Context(), m); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if found, err := box.List(maria); err != nil || len(found) != mail.MailboxMax {
		t.Errorf("%d mails, %v", len(found), err)
	}
}
