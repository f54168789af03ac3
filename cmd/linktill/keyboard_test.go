package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tabsMax is how often somebody may have to press Tab to get anywhere.
const tabsMax = 80

// TestJourneyByKeyboard is the journey of people who use no pointer: sign in,
// make a link, pay it, give a part back. Wherever the focus stops it can be seen.
func TestJourneyByKeyboard(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	browser := openBrowser(t)

	owner := s.newTab(browser, desktop)
	owner.opens("/login")
	owner.writes("email", s.merchant.Email)
	owner.writes("password", s.merchant.Password)
	owner.presses(kb.Enter)
	owner.arrives("/login/code")
	owner.writes("code", s.codes.next()) // six digits go by themselves
	owner.arrives("/dashboard")

	owner.follows(`a[href="/dashboard/links"]`, "/dashboard/links")
	owner.follows(`a[href="/dashboard/links/new"]`, "/dashboard/links/new")
	owner.writes("description", "Sunset tasting for two")
	owner.writes("amount", "50.00")
	owner.presses(kb.Enter)
	owner.arrives("/dashboard/links/link_")
	id := strings.TrimPrefix(owner.path(), "/dashboard/links/")

	customer := s.newTab(browser, phone)
	customer.opens(s.link(id)["url"].(string))
	for _, field := range [][2]string{
		{"email", "ana@example.com"}, {"card_number", cardPays}, {"card_expiry", "12/40"}, {"card_cvc", "123"}, {"card_name", "Ana Silva"},
	} {
		customer.writes(field[0], field[1])
	}
	customer.presses(kb.Enter)
	customer.arrives("/receipt/")
	customer.shows("B$50.00")

	owner.follows(`a[href="/dashboard/payments"]`, "/dashboard/payments")
	owner.follows(`a[href^="/dashboard/payments/pay_"]`, "/dashboard/payments/pay_")
	owner.follows(`a[href$="/refund"]`, "/dashboard/payments/pay_")
	owner.writes("amount", "12.00")
	owner.writes("reason", "One of two could not come")
	owner.writes("code", s.codes.next())
	owner.presses(kb.Enter)
	owner.shows("B$12.00 refunded.")

	payments := s.mustAPI("GET", "/v1/payments", "")["data"].([]any)
	if refunded := fmt.Sprint(payments[0].(object)["amount_refunded"]); len(payments) != 1 || refunded != "1200" {
		t.Errorf("the API says %v", payments)
	}
	s.inOrder()
}

// presses types on the keyboard, wherever the focus is.
func (b *tab) presses(keys string) {
	b.t.Helper()
	b.do(fmt.Sprintf("press %q", keys), chromedp.KeyEvent(keys))
}

// writes tabs to a field and fills it in.
func (b *tab) writes(name, text string) {
	b.t.Helper()
	b.do("find "+name, chromedp.WaitReady("[name="+name+"]"))
	b.tabsTo(`at.name === "` + name + `"`)
	b.presses(text)
}

// follows tabs to a link and presses Enter.
func (b *tab) follows(link, path string) {
	b.t.Helper()
	b.do("find "+link, chromedp.WaitReady(link))
	b.tabsTo("at.matches(`" + link + "`)")
	b.presses(kb.Enter)
	b.arrives(path)
}

// focusShown says what has the focus and whether that can be seen: it is on the
// screen, and it or its label wears an outline or a shadow.
const focusShown = `(() => {
	const e = document.activeElement, seen = e.getBoundingClientRect()
	const name = e.outerHTML.slice(0, 160)
	if (e === document.body) return ""
	if (seen.width < 1 || seen.height < 1 || seen.bottom < 0 || seen.right < 0 || seen.top > innerHeight || seen.left > innerWidth) return "off the screen: " + name
	const wears = at => at && (getComputedStyle(at).outlineStyle !== "none" || getComputedStyle(at).boxShadow !== "none")
	if (!wears(e) && !wears(e.closest("label"))) return "not shown: " + name
	return ""
})()`

// tabsTo presses Tab until the focus is where the condition, which speaks of at,
// holds. Nothing on the way there may take the focus without showing it.
func (b *tab) tabsTo(condition string) {
	b.t.Helper()
	for range tabsMax {
		there, err := ask1(b, chromedp.Evaluate[bool](`((at) => `+condition+`)(document.activeElement)`))
		must(b.t, err)
		if there {
			return
		}
		b.presses(kb.Tab)
		fault, err := ask1(b, chromedp.Evaluate[string](focusShown))
		must(b.t, err)
		if fault != "" {
			b.t.Errorf("on %s the focus is %s", b.path(), fault)
		}
	}
	b.t.Fatalf("the focus never comes to where %s on %s:\n%s", condition, b.path(), b.text())
}
