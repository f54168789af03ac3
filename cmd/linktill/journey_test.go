package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestJourney is the whole way in a browser: a merchant signs in, makes a link,
// a customer scans it and pays on a phone without scripts, and the merchant
// gives a part back with a fresh code, which does not count a second time. The
// merchant's browser does it with scripts and without.
func TestJourney(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			journey(t, scripts)
		})
	}
}

func journey(t *testing.T, scripts bool) {
	t.Helper()
	s := newShop(t, release)
	s.serve()
	browser := openBrowser(t)
	owner := s.newTab(browser, desktop)
	if !scripts {
		owner.withoutScripts()
	}
	owner.signsIn(s)
	address := owner.makesLink(s)

	customer := s.newTab(browser, phone).withoutScripts()
	customer.opens(address)
	customer.fits(360)
	customer.fillsIn(cardPays)
	customer.clicks(payButton)
	customer.arrives("/receipt/")
	customer.shows("B$50.00")
	customer.fits(360)

	code := owner.refunds(s)
	payments := s.mustAPI("GET", "/v1/payments", "")["data"].([]any)
	payment := payments[0].(object)
	if len(payments) != 1 || fmt.Sprint(payment["amount_refunded"]) != "1200" || payment["status"] != "partially_refunded" {
		t.Errorf("the API says %v", payments)
	}
	owner.isRefused(payment["id"].(string), code)
	customer.opens(customer.path())
	customer.shows("B$38.00")
	s.inOrder()
}

// signsIn gives password and code. A script sends six digits by itself.
func (b *tab) signsIn(s *shop) {
	b.t.Helper()
	b.opens("/login")
	b.types("email", s.merchant.Email)
	b.types("password", s.merchant.Password)
	b.clicks(`form[action="/login"] [type=submit]`)
	b.arrives("/login/code")
	b.types("code", s.codes.next())
	if b.plain {
		b.clicks(`form[action="/login/code"] [type=submit]`)
	}
	b.arrives("/dashboard")
	b.shows("Island Coffee")
}

// makesLink builds a link in the dashboard and reads its code off the screen
// and from its picture; both say the address that the page shows.
func (b *tab) makesLink(s *shop) (address string) {
	b.t.Helper()
	b.opens("/dashboard/links/new")
	b.types("description", "Sunset tasting for two")
	b.types("amount", "50.00")
	b.clicks(".builder-form .actions [type=submit]")
	b.arrives("/dashboard/links/link_")
	b.shows("Your link is ready")
	id := strings.TrimPrefix(b.path(), "/dashboard/links/")
	address = s.link(id)["url"].(string)
	if seen := scan(b.t, b.picture(`img[src*="/qr/"]`)); seen != address {
		b.t.Errorf("the code on the screen says %q, the link is %q", seen, address)
	}
	for _, size := range []string{"", "?size=120", "?size=2048"} {
		picture := s.send(ask{method: "GET", path: "/qr/" + id + size})
		if seen := scan(b.t, []byte(picture.body)); picture.StatusCode != http.StatusOK || seen != address {
			b.t.Errorf("the picture %s says %q, the link is %q", size, seen, address)
		}
	}
	return address
}

// fillsIn types what the checkout asks for.
func (b *tab) fillsIn(card string) {
	b.t.Helper()
	b.types("email", "ana@example.com")
	b.types("card_number", card)
	b.types("card_expiry", "12/40")
	b.types("card_cvc", "123")
	b.types("card_name", "Ana Silva")
}

// refunds finds the payment and gives 12.00 of it back; it returns the code
// that was used.
func (b *tab) refunds(s *shop) (code string) {
	b.t.Helper()
	b.opens("/dashboard/payments")
	b.shows("ana@example.com")
	b.clicks(`a[href^="/dashboard/payments/pay_"]`)
	b.arrives("/dashboard/payments/pay_")
	b.shows("B$50.00")
	b.clicks(`a[href$="/refund"]`)
	b.types("amount", "12.00")
	b.types("reason", "One of two could not come")
	code = s.codes.next()
	b.types("code", code)
	b.clicks(`form[action$="/refund"] [type=submit]`)
	b.shows("B$12.00 refunded.")
	return code
}

// isRefused tries to refund with a code that was used.
func (b *tab) isRefused(payment, code string) {
	b.t.Helper()
	b.opens(refundPath(payment))
	b.types("amount", "5.00")
	b.types("reason", "Once more")
	b.types("code", code)
	b.clicks(`form[action$="/refund"] [type=submit]`)
	b.shows("This code ") // used, or on a slow machine too old by now
	if kept := b.value("amount"); kept != "5.00" {
		b.t.Errorf("the amount that was typed is %q now", kept)
	}
	if kept := b.value("code"); kept != "" {
		b.t.Errorf("the page shows the code %q again", kept)
	}
}

// TestCheckoutInTheBrowser pays with the cards that do not simply pay.
func TestCheckoutInTheBrowser(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	browser := openBrowser(t)
	visits := map[string]func(b *tab){
		"challenge approved": func(b *tab) {
			b.fillsIn(cardChallenged)
			b.clicks(".pay-form [type=submit]")
			b.arrives("/sandbox/3ds/")
			b.fits(360)
			b.clicks("[name=answer][value=approve]")
			b.arrives("/receipt/")
		},
		"challenge failed": func(b *tab) {
			b.fillsIn(cardChallenged)
			b.clicks(".pay-form [type=submit]")
			b.arrives("/sandbox/3ds/")
			b.clicks("[name=answer][value=fail]")
			b.arrives("/checkout/")
			b.shows("The payment did not go through")
		},
		"declined, then paid": declinedThenPaid,
		"times out, turns out paid": func(b *tab) {
			b.fillsIn(cardTimesOutPaid)
			b.clicks(".pay-form [type=submit]")
			b.arrives("/checkout/")
			b.fits(360)
			b.arrives("/receipt/") // the page looks again by itself
		},
	}
	t.Run("visits", func(t *testing.T) {
		for name, visit := range visits {
			t.Run(name, func(t *testing.T) { t.Parallel(); s.in(t).visited(browser, true, visit) })
			t.Run(name+" without scripts", func(t *testing.T) { t.Parallel(); s.in(t).visited(browser, false, visit) })
		}
	})
	s.inOrder()
}

// visited has a customer open a link of their own on their phone.
func (s *shop) visited(browser context.Context, scripts bool, visit func(b *tab)) {
	s.t.Helper()
	link := s.newLink(25_00, "")
	b := s.newTab(browser, phone)
	if !scripts {
		b.withoutScripts()
	}
	b.opens(s.payPath(link))
	visit(b)
}

// declinedThenPaid: what was typed is kept, but for the card.
func declinedThenPaid(b *tab) {
	b.t.Helper()
	b.fillsIn(cardDeclined)
	b.clicks(".pay-form [type=submit]")
	b.shows("The payment did not go through")
	for name, want := range map[string]string{"email": "ana@example.com", "card_name": "Ana Silva", "card_number": "", "card_cvc": ""} {
		if got := b.value(name); got != want {
			b.t.Errorf("after the refusal %s is %q, want %q", name, got, want)
		}
	}
	if text := b.text(); strings.Contains(strings.ReplaceAll(text, " ", ""), cardDeclined) {
		b.t.Errorf("the page shows the number:\n%s", text)
	}
	b.fits(360)
	b.fillsIn(cardPays)
	b.clicks(".pay-form [type=submit]")
	b.arrives("/receipt/")
}
