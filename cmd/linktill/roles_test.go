package main

import (
	"io"
	"mime/quotedprintable"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestRolesSplit runs the web server and the worker as two processes. What the
// bank left open is settled by the worker, and receipts are mailed by it.
func TestRolesSplit(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	web := s.serve("--web")
	customer := s.person()
	places := map[string]string{}
	for _, card := range []string{cardTimesOutPaid, cardTimesOutDead} {
		link := s.newLink(42_00, "")
		got := customer.post(s.payPath(link), customer.checkout(link, card))
		customer.goesTo(got, "/checkout/")
		places[card] = got.Header.Get("Location")
	}
	until(t, 30*time.Second, "the web server notes that the bank gave no answer", func() bool {
		return s.number(`SELECT count(*) FROM payments WHERE state = 'unknown'`) == 2
	})
	page := customer.get(places[cardTimesOutPaid])
	if page.StatusCode != http.StatusOK || !strings.Contains(page.body, `http-equiv="refresh"`) || !strings.Contains(page.body, "We are waiting for the bank") {
		t.Errorf("the page of an open payment: %d\n%s", page.StatusCode, page.body)
	}
	if mails := s.mails(); len(mails) > 0 {
		t.Errorf("there are %d mails before the worker runs", len(mails))
	}

	worker := launch(t, s.binary, s.env, "serve", "--worker")
	s.settled()
	customer.goesTo(customer.get(places[cardTimesOutPaid]), "/receipt/")
	if page := customer.get(places[cardTimesOutDead]); page.StatusCode != http.StatusOK || !strings.Contains(page.body, "card_number") {
		t.Errorf("the page of the failed payment: %d\n%s", page.StatusCode, page.body)
	}
	until(t, 30*time.Second, "the receipt is mailed", func() bool { return len(s.mails()) == 1 })
	mail := s.mails()[0]
	for _, part := range []string{"To: <ana@example.com>", "B$42.00", s.url + "/receipt/"} {
		if !strings.Contains(mail, part) {
			t.Errorf("the receipt does not hold %q:\n%s", part, mail)
		}
	}
	for name, p := range map[string]*process{"worker": worker, "web": web} {
		if status := p.stop(syscall.SIGTERM); status != 0 {
			t.Errorf("the %s ended with %d\n%s", name, status, p.tail())
		}
	}
	s.inOrder()
}

// mails are the mails written so far, decoded.
func (s *shop) mails() (texts []string) {
	s.t.Helper()
	files, err := filepath.Glob(filepath.Join(s.dataDir, "mail", "*", "*.eml"))
	must(s.t, err)
	for _, file := range files {
		raw, err := os.Open(file)
		must(s.t, err)
		text, err := io.ReadAll(quotedprintable.NewReader(raw))
		must(s.t, err)
		must(s.t, raw.Close())
		texts = append(texts, string(text))
	}
	return texts
}
