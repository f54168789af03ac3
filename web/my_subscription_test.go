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

func cardFields(number string) []string {
	return []string{"card_number", number, "card_expiry", "12/40", "card_cvc", "123", "card_name", "Ana"}
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
	wrong := c.wants(c.post(mine+"/card", cardFields("4242 4242 4242 4241")...), 422, "A digit of this card number is wrong", `value="12/40"`)
	if strings.Contains(wrong.body, "4241") {
		t.Error("the card's number is on the page again")
	}
	c.wants(c.post(mine+"/card", cardFields(declinedCard)...), 402, "declined")
	c.wants(c.get(mine), 200, "•••• 4242")
	c.wants(c.post(mine+"/card", cardFields("5555 5555 5555 4444")...), 303, mine+"?done=card")
	c.wants(c.get(mine+"?done=card"), 200, "Your card is saved.", "Mastercard •••• 4444")
	c.wants(c.post(mine+"/cancel"), 303, mine+"?done=ok")
	c.wants(c.post(mine+"/cancel"), 303, mine+"?done=ok") // a double click
	c.wants(c.get(mine), 200, "Ends on", "Keep my subscription")
	b := s.signedInBrowser()
	b.wants(b.get(dashboard), 200, "The customer has canceled it. It ends on")
	c.wants(c.post(mine+"/keep"), 303, mine+"?done=ok")
	c.wants(c.post(mine+"/keep"), 303, mine+"?done=stale")
	c.wants(c.get(mine+"?done=stale"), 200, "Something has changed since you opened this page.")
	for _, address := range []string{"/subscription/", "/subscription/sbs_1", mine[:len(mine)-1] + "A", strings.Replace(mine, "sbs_", "rcpt_", 1)} {
		if got := c.get(address); got.StatusCode != 404 {
			t.Errorf("%s: %d", address, got.StatusCode)
		}
	}
}

// Who has not given a card does so here, and is charged at once.
func TestCustomerGivesTheirFirstCard(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	form := b.get("/dashboard/subscriptions/new")
	dashboard := b.post("/dashboard/subscriptions", subscriptionFields(b.nonceOn(form))...).Header.Get("Location")
	mine := s.myPage(dashboard)
	c := s.browser()
	c.wants(c.get(mine), 200, "Waiting for your card", "Enter your card", "Nothing has been charged yet.", "By saving your card you agree to be charged B$24.00")
	c.wants(c.post(mine+"/card", cardFields(goodCard)...), 303, mine+"?done=card")
	c.wants(c.get(mine), 200, "•••• 4242", "Paid", "B$24.00")
	b.wants(b.get(dashboard), 200, "Active", "B$24.00 in 1 charge")
	b.wants(b.post(dashboard+"/cancel", "when", "now"), 303, dashboard)
	ended := c.wants(c.get(mine), 200, "Ended", "Nothing more will be charged.")
	if strings.Contains(ended.body, "card_number") {
		t.Error("an ended subscription asks for a card")
	}
	c.wants(c.post(mine+"/card", cardFields(goodCard)...), 303, mine+"?done=stale")
}
