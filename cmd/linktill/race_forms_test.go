package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// TestOneCheckoutFormAtOnce: the same form, sent ten times at once and once more
// afterwards, is one payment, and all of them lead to its receipt.
func TestOneCheckoutFormAtOnce(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	link := s.newLink(10_00, "")
	n := rounds(t)
	for round := range n {
		customer := s.person()
		form := customer.checkout(link, cardPays)
		var got tally
		together(10, func(i int) { got.add(receiptOf(t, customer.ofServer(s.at[i%2]), link, form)) })
		got.add(receiptOf(t, customer, link, form))
		if payments := s.number(`SELECT count(*) FROM payments`); len(got.counts) != 1 || payments != int64(round)+1 {
			t.Fatalf("round %d: %v, %d payments", round, got.counts, payments)
		}
	}
	if uses := s.number(`SELECT uses_count FROM links`); uses != int64(n) {
		t.Errorf("the link was used %d times in %d rounds", uses, n)
	}
	s.inOrder()
}

// receiptOf sends a checkout's form and follows it to the receipt: who comes
// while the first is being paid is shown how that stands.
func receiptOf(t *testing.T, customer *person, link string, form url.Values) (path string) {
	return customer.followed(t, customer.post(customer.payPath(link), form))
}

// followed goes from page to page until there is a receipt.
func (p *person) followed(t *testing.T, got answer) (path string) {
	arrived := soon(actMax, func() bool {
		path = got.Header.Get("Location")
		switch {
		case strings.HasPrefix(path, "/checkout/"):
			got = p.get(path)
		case got.StatusCode == http.StatusOK:
			got = p.get(got.Request.URL.Path)
		default:
			return true
		}
		return false
	})
	if !arrived || !strings.HasPrefix(path, "/receipt/") {
		t.Errorf("the form led to %d, %q\n%s", got.StatusCode, path, got.body)
	}
	return path
}

// TestOneDashboardFormAtOnce: a form of the dashboard, sent ten times at once,
// acts once, and everybody is led to what it made.
func TestOneDashboardFormAtOnce(t *testing.T) {
	t.Parallel()
	s := newPair(t)
	payment := s.pays(s.newLink(10_00, ""))
	owner := s.person().logIn()
	newLink := owner.formTo("/dashboard/links/new", "/dashboard/links", "description", "Tea", "amount", "3.00")
	refund := owner.refundForm(payment, "4.00", owner.codes.next())
	for path, form := range map[string]url.Values{"/dashboard/links": newLink, refundPath(payment): refund} {
		var ran atomic.Int32
		var got tally
		together(10, func(i int) {
			a := owner.ofServer(s.at[i%2]).post(path, form)
			got.add(fmt.Sprint(a.StatusCode, " ", a.Header.Get("Location")))
			if a.Header.Get("Idempotent-Replayed") == "" {
				ran.Add(1)
			}
		})
		if len(got.counts) != 1 || ran.Load() != 1 {
			t.Errorf("%s: %v, run %d times", path, got.counts, ran.Load())
		}
	}
	if links, refunds := s.number(`SELECT count(*) FROM links`), s.number(`SELECT count(*) FROM refunds`); links != 2 || refunds != 1 {
		t.Errorf("%d links and %d refunds", links-1, refunds)
	}
	s.inOrder()
}
