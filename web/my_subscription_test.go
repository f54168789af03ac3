package web

import (
	"regexp"
	"strings"
	"testing"
)

// myPage is the path of the customer's own page about a subscription.
func (s *shop) myPage(path string) string {
	s.t.Helper()
	b := s.signedInBrowser()
	return regexp.MustCompile(`/subscription/sbs_[\w-]+`).FindString(b.get(path).body)
}

// cardFields are a card's, typed on a page that says on what terms it is charged.
func cardFields(page answer, number string) []string {
	return []string{"card_number", number, "card_expiry", "12/40", "card_cvc", "123", "card_name", "Ana", "terms", fieldOf(page, "terms")}
}

// The customer sees what was charged, gives another card, cancels and stays, by
// the secret address and nothing else.
func TestCustomerManagesTheirSubscription(t *testing.T) {
	s := newTill(t)
	dashboard := s.subscribed(goodCard)
	mine := s.myPage(dashboard)
	c := s.browser()
	page := c.wants(c.get(mine), 200, "Coffee", "B$20.00", "Charged every month until you cancel.", "•••• 4242", "Next charge", "Receipt")
	c.wants(c.get(regexp.MustCompile(`/receipt/rcpt_[\w-]+`).FindString(page.body)), 200, "B$20.00")
	wrong := c.wants(c.post(mine+"/card", cardFields(page, "4242 4242 4242 4241")...), 422, "A digit of this card number is wrong", `value="12/40"`)
	if strings.Contains(wrong.body, "4241") {
		t.Error("the card's number is on the page again")
	}
	c.wants(c.post(mine+"/card", cardFields(page, declinedCard)...), 402, "declined")
	c.wants(c.get(mine), 200, "•••• 4242")
	c.wants(c.post(mine+"/card", cardFields(page, "5555 5555 5555 4444")...), 303, mine+"?done=card")
	c.wants(c.get(mine+"?done=card"), 200, "Your card is saved.", "Mastercard •••• 4444")
	c.wants(c.post(mine+"/cancel"), 303, mine+"?done=ok")
	c.wants(c.post(mine+"/cancel"), 303, mine+"?done=ok") // a double click
	c.wants(c.get(mine), 200, "Ends on", "Keep my subscription")
	b := s.signedInBrowser()
	if got := b.wants(b.get(dashboard), 200, "The customer has canceled it. It ends on"); strings.Contains(got.body, "Go on after all?") {
		t.Error("the merchant is offered to keep what the customer canceled")
	}
	b.wants(b.post(dashboard+"/keep"), 303, dashboard)
	b.wants(b.get(dashboard), 200, "The customer ended this subscription, and only they can take that back")
	c.wants(c.post(mine+"/keep"), 303, mine+"?done=ok")
	c.wants(c.post(mine+"/keep"), 303, mine+"?done=stale")
	c.wants(c.get(mine+"?done=stale"), 200, "Something has changed since you opened this page.")
	other := map[bool]string{true: "B", false: "A"}[mine[len(mine)-2] == 'A'] // another letter than there is
	forged := mine[:len(mine)-2] + other + mine[len(mine)-1:]
	for _, address := range []string{"/subscription/", "/subscription/sbs_1", forged, strings.Replace(mine, "sbs_", "rcpt_", 1)} {
		if got := c.get(address); got.StatusCode != 404 {
			t.Errorf("%s: %d", address, got.StatusCode)
		}
	}
}

// Who is to give another card before theirs ends finds the form open, and the
// merchant sees who that is.
func TestCardEndsIsSaidOnBothSides(t *testing.T) {
	s := newTill(t)
	dashboard := s.subscribed(goodCard)
	mine := s.myPage(dashboard)
	b, c := s.signedInBrowser(), s.browser()
	if got := c.get(mine); strings.Contains(got.body, "only valid until") {
		t.Error("a card that is good for years ends")
	}
	b.wants(b.get("/dashboard/subscriptions?status=card_ends"), 200, "None of these", "asked for another card by mail")
	ends := s.h.Now().UTC()
	_, err := s.pool.Exec(t.Context(), `UPDATE cards SET exp_year = $1, exp_month = $2`, ends.Year(), int(ends.Month()))
	s.must(err)
	told, err := s.h.Store.TellCardEnds(t.Context())
	if err != nil || told != 1 {
		t.Fatalf("%d told, %v", told, err)
	}
	if got := c.wants(c.get(mine), 200, "Your card is only valid until "+ends.Format("01/2006")+"."); strings.Contains(got.body, "<summary>Change the card") {
		t.Error("the form is folded away")
	}
	b.wants(b.get(dashboard), 200, "The card is good until the end of "+ends.Format("January 2006"))
	b.wants(b.get("/dashboard/subscriptions?status=card_ends"), 200, dashboard, `aria-current`)
	b.wants(b.get("/dashboard"), 200, "The card of one subscription ends soon", "/dashboard/subscriptions?status=card_ends")
}

// Who has not given a card does so here, and is charged at once.
func TestCustomerGivesTheirFirstCard(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	form := b.get("/dashboard/subscriptions/new")
	dashboard := b.post("/dashboard/subscriptions", subscriptionFields(b.nonceOn(form))...).Header.Get("Location")
	mine := s.myPage(dashboard)
	c := s.browser()
	page := c.wants(c.get(mine), 200, "Waiting for your card", "Enter your card", "Nothing has been charged yet.", "By saving your card you agree to be charged B$24.00")
	b.wants(b.post(dashboard, subscriptionFields("", "amount", "2400.00")...), 303, dashboard)
	c.wants(c.post(mine+"/card", cardFields(page, goodCard)...), 303, mine+"?done=stale")
	c.wants(c.get(mine+"?done=stale"), 200, "Something has changed", "agree to be charged B$2,400.00")
	b.wants(b.post(dashboard, subscriptionFields("", "version", "2")...), 303, dashboard)
	page = c.wants(c.get(mine), 200, "agree to be charged B$24.00")
	c.wants(c.post(mine+"/card", cardFields(page, goodCard)...), 303, mine+"?done=card")
	c.wants(c.get(mine), 200, "•••• 4242", "Paid", "B$24.00")
	b.wants(b.get(dashboard), 200, "Active", "B$24.00 in 1 charge")
	b.wants(b.post(dashboard+"/cancel", "when", "now"), 303, dashboard)
	ended := c.wants(c.get(mine), 200, "Ended", "Nothing more will be charged.")
	if strings.Contains(ended.body, "card_number") {
		t.Error("an ended subscription asks for a card")
	}
	c.wants(c.post(mine+"/card", cardFields(page, goodCard)...), 303, mine+"?done=stale")
}
