package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestOffersInTheBrowser buys on a phone: a product that is taxed by country, a
// session, and a listing; with scripts and without.
func TestOffersInTheBrowser(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	browser := openBrowser(t)
	s.mustAPI("PUT", "/v1/me", `{"price_mode":"TAX_EXCLUSIVE"}`)
	s.mustAPI("PUT", "/v1/tax-rates", `{"data":[{"country":"BS","rate":1000,"name":"VAT"},{"country":"DE","rate":1900,"name":"MwSt"}]}`)
	_, product := s.newProduct(`,"quantity":2,"visible_fields":["first_name","last_name","phone","country"],"return_url":"` + s.shopURL() + `"`)
	s.newListing()
	visits := map[string]func(b *tab){
		"product":                 func(b *tab) { b.buysAbroad(product, true) },
		"product without scripts": func(b *tab) { b.withoutScripts().buysAbroad(product, false) },
		"session without scripts": func(b *tab) { b.withoutScripts().paysSession(s) },
		"listing":                 func(b *tab) { b.buysListing(s) },
	}
	t.Run("visits", func(t *testing.T) {
		for name, visit := range visits {
			t.Run(name, func(t *testing.T) { t.Parallel(); visit(s.in(t).newTab(browser, phone)) })
		}
	})
	if n := s.number(`SELECT count(*) FROM payments WHERE paid_at IS NOT NULL`); n != int64(len(visits)) {
		t.Errorf("%d payments of %d visits", n, len(visits))
	}
	s.inOrder()
}

func (s *shop) shopURL() string { return s.url + "/shop/" + s.merchant.Slug }

// newListing shows a straw hat in the shop, of which there are two.
func (s *shop) newListing() {
	s.t.Helper()
	product, _ := s.newProduct(`,"quantity":2,"name":"Hat"`)
	l := s.mustAPI("POST", "/v1/listings", `{"title":"Straw hat","description":"Woven","amount":4500,"currency":"BSD","product_id":"`+product+`"}`)
	s.mustAPI("POST", "/v1/listings/"+l["id"].(string)+"/publish", "")
}

// buysAbroad pays a product from a country with another tax than the merchant's:
// the page tells the new total before anything is charged: with scripts as soon as
// the country is chosen, without them when the button is pressed.
func (b *tab) buysAbroad(path string, scripts bool) {
	b.t.Helper()
	b.opens(path)
	b.shows("B$22.00")
	b.shows("VAT 10 %")
	b.fits(360)
	b.types("first_name", "Ana")
	b.types("last_name", "Silva")
	b.types("phone", "+49 30 123456")
	b.do("choose a country by its name", chromedp.Focus("[name=country]"), chromedp.KeyEvent("Germany"))
	if got := b.value("country"); got != "DE" {
		b.t.Errorf("the country is %q", got)
	}
	if scripts {
		b.presses(kb.Tab)
	} else {
		b.fillsIn(cardPays)
		b.clicks(payButton)
		b.shows("The total is B$23.80")
	}
	b.shows("MwSt 19 %")
	b.fits(360)
	for name, want := range map[string]string{"first_name": "Ana", "last_name": "Silva", "phone": "+49 30 123456", "country": "DE", "card_number": ""} {
		if got := b.value(name); got != want {
			b.t.Errorf("after the new total %s is %q, want %q", name, got, want)
		}
	}
	b.fillsIn(cardPays)
	b.clicks(payButton)
	b.arrives("/receipt/")
	for _, text := range []string{"B$23.80", "B$3.80", "Mug", "Continue to 127.0.0.1"} {
		b.shows(text)
	}
	b.fits(360)
	b.continues()
}

// continues follows the receipt's link to the merchant's own site.
func (b *tab) continues() {
	b.t.Helper()
	b.clicks(`.receipt-foot a[href^="` + b.site + `"]`)
	b.arrives("/shop/")
}

// paysSession looks at a checkout session, goes back to the shop, and pays it in
// the end.
func (b *tab) paysSession(s *shop) {
	b.t.Helper()
	_, path := s.newSession(fmt.Sprintf(`"lines":[{"name":"Lesson","unit_amount":500,"quantity":3}],"currency":"BSD","success_url":%q,"cancel_url":%q`,
		s.shopURL(), s.shopURL()))
	b.opens(path)
	b.shows("Lesson")
	b.shows("B$16.50")
	b.fits(360)
	b.clicks(".pay-cancel a")
	b.arrives("/shop/")
	b.opens(path)
	b.fillsIn(cardPays)
	b.clicks(payButton)
	b.arrives("/receipt/")
	b.shows("B$16.50")
	b.opens(path) // paid, it leads to its receipt
	b.arrives("/receipt/")
	b.fits(360)
	b.continues()
}

// buysListing finds a listing in the shop.
func (b *tab) buysListing(s *shop) {
	b.t.Helper()
	b.opens("/shop/" + s.merchant.Slug)
	b.shows("Straw hat")
	b.fits(360)
	b.clicks(`.shelf a[href*="/lst_"]`)
	b.arrives("/shop/" + s.merchant.Slug + "/lst_")
	b.shows("Woven")
	b.fits(360)
	b.clicks(`.offer a`)
	b.shows("B$49.50") // with the tax of the merchant's own country
	b.fillsIn(cardPays)
	b.clicks(payButton)
	b.arrives("/receipt/")
	b.shows("Straw hat")
	b.continues()
}

// TestHoldInTheBrowser captures with nothing but the keyboard, voids the rest
// so, and voids another hold on a phone.
func TestHoldInTheBrowser(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	product, path := s.newHeldProduct(`,"quantity":2`)
	half, whole := s.paysAt(path), s.paysAt(path)
	owner := s.newTab(openBrowser(t), desktop)
	owner.signsIn(s)
	owner.opens("/dashboard/payments")
	owner.clicks(`a[href="` + paymentPath(half) + `"]`)
	owner.arrives(paymentPath(half))
	owner.shows("B$20.00 is held on the card")
	owner.tabsTo(`at.name === "amount"`)
	owner.presses(strings.Repeat(kb.Backspace, len("20.00")) + "30")
	owner.presses(kb.Enter)
	owner.shows("At most B$20.00 is held on the card.")
	if kept := owner.value("amount"); kept != "30" {
		t.Errorf("the amount that was typed is %q now", kept)
	}
	owner.types("amount", "12.00")
	owner.tabsTo(`at.textContent.trim() === "Capture"`)
	owner.presses(kb.Enter)
	owner.shows("B$12.00 captured.")
	owner.shows("B$8.00 is held on the card")
	owner.voidsByKeys()
	owner.shows("B$8.00 given up.")
	s.stands(half, "completed", 12_00, 8_00, 0)

	owner.do("take the phone", phone)
	owner.opens(paymentPath(whole))
	owner.fits(360)
	owner.clicks(".confirm summary")
	owner.shows("Give up B$20.00?")
	owner.fits(360)
	owner.clicks(`form[action$="/void"] [type=submit]`)
	owner.shows("B$20.00 given up.")
	owner.fits(360)
	s.stands(whole, "canceled", 0, 20_00, 0)
	s.inStock(product, 1, 1)
	s.inOrder()
}

// voidsByKeys opens the question, thinks better of it, opens it again and says
// yes.
func (b *tab) voidsByKeys() {
	b.t.Helper()
	for _, answer := range []string{kb.Escape, ""} {
		b.tabsTo(`at.matches(".confirm summary")`)
		b.presses(kb.Enter)
		b.shows("Give up B$8.00?")
		b.presses(answer)
	}
	b.tabsTo(`at.matches("form[action$='/void'] [type=submit]")`)
	b.presses(kb.Enter)
}
