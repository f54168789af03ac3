package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// harmless fails when a page holds anything that hostileText would have made.
func harmless(t *testing.T, where, page string) {
	t.Helper()
	if !strings.Contains(page, "alert(") {
		return
	}
	for n := range parse(t, page).Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if src, has := attr(n, "src"); n.Data == "script" && !(has && strings.HasPrefix(src, "/static/")) || src == "x" {
			t.Errorf("%s: <%s src=%q>", where, n.Data, src)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
				t.Errorf("%s: <%s %s=%q>", where, n.Data, a.Key, a.Val)
			}
		}
	}
}

// TestHostileTextIsShownAsText stores text that wants to be a script wherever
// anybody can write something, and opens every page that shows it.
func TestHostileTextIsShownAsText(t *testing.T) {
	t.Parallel()
	s := newShopOf(t, release, hostileText)
	s.serve()
	quoted, err := json.Marshal(hostileText)
	must(t, err)
	text := string(quoted)
	link := s.newLink(50_00, `,"description":`+text+`,"metadata":{"reference":`+text+`,"<b onclick=alert(3)>":`+text+`}`)
	customer := s.person()
	got := customer.post(s.payPath(link), with(customer.checkout(link, cardPays), "card_name", hostileText))
	customer.goesTo(got, "/receipt/")
	receipt := got.Header.Get("Location")
	payment := paymentOn(s, customer.get(receipt))
	challenged := customer.post(s.payPath(link), customer.checkout(link, cardChallenged))
	customer.goesTo(challenged, "/sandbox/3ds/")
	timedOut := customer.post(s.payPath(link), customer.checkout(link, cardTimesOutPaid))
	s.mustAPI("POST", "/v1/payments/"+payment+"/refund", `{"amount":100,"reason":`+text+`}`)
	s.mustAPI("POST", "/v1/me/api-keys", `{"name":`+text+`,"scopes":["links:read"]}`)
	closed := s.newLink(1_00, `,"description":`+text)
	s.mustAPI("POST", "/v1/payment-links/"+closed+"/deactivate", "")

	for path, visitor := range map[string]*person{
		s.payPath(link): customer, s.payPath(closed): customer, receipt: customer,
		challenged.Header.Get("Location"): customer, timedOut.Header.Get("Location"): customer,
	} {
		s.showsText(visitor.get(path), path)
	}
	declined := customer.post(s.payPath(link), with(customer.checkout(link, cardDeclined), "card_name", hostileText))
	s.showsText(declined, "the refused form")
	owner := s.person().logIn()
	for _, path := range []string{"/dashboard", "/dashboard/links", "/dashboard/links/" + link, "/dashboard/links/" + link + "/edit", "/dashboard/links/" + link + "/print",
		"/dashboard/payments", "/dashboard/payments/" + payment, refundPath(payment), "/dashboard/keys", "/dashboard/links/new"} {
		s.showsText(owner.get(path), path)
	}
	got = owner.post("/dashboard/links", owner.formTo("/dashboard/links/new", "/dashboard/links", "description", hostileText, "amount", hostileText, "reference", hostileText))
	s.showsText(got, "the link's form again")
	s.inOrder()
	until(t, startMax, "the receipts are mailed", func() bool { return len(s.mails()) >= 2 })
	for _, mail := range s.mails() {
		_, page, _ := strings.Cut(mail, "<html")
		harmless(t, "a receipt by mail", "<html"+page)
	}
}

// showsText fails unless the page shows the hostile text, as text.
func (s *shop) showsText(page answer, where string) {
	s.t.Helper()
	if page.StatusCode >= 500 || page.StatusCode == http.StatusSeeOther {
		s.t.Errorf("%s: %d to %q", where, page.StatusCode, page.Header.Get("Location"))
		return
	}
	harmless(s.t, where, page.body)
	var shown strings.Builder
	for n := range parse(s.t, page.body).Descendants() {
		if n.Type == html.TextNode {
			shown.WriteString(n.Data)
		}
	}
	if !strings.Contains(shown.String(), "<script>alert(1)</script>") {
		s.t.Errorf("%s does not show the text:\n%s", where, page.body)
	}
}
