package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestBioInTheBrowser makes a bio page: by keyboard and by dragging with scripts,
// and without scripts; a visitor sees it in the end.
func TestBioInTheBrowser(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	browser := openBrowser(t)
	s.newLink(25_00, "")
	owner := s.newTab(browser, desktop)
	owner.signsIn(s)
	owner.opens("/dashboard/bio")
	owner.shows("One page for everything you do")
	owner.clicks(`form[action$="/start"] [type=submit]`)
	owner.shows("Unpublished changes")
	owner.addsText("heading", "First words")
	owner.addsText("text", "Second words")
	owner.isOrdered("Payment link", "Heading", "Text")
	owner.movesByKeyboard()
	owner.drags()
	owner.choosesLooks()
	owner.fits(1440)

	plain := s.newTab(browser, phone)
	plain.signsIn(s)
	plain.withoutScripts()
	plain.opens("/dashboard/bio")
	plain.clicks(".bio-rows > li:last-child .bio-up")
	plain.isOrdered("Heading", "Payment link", "Text")
	plain.clicks(".bio-rows > li:first-child .bio-switch")
	plain.shows("Off")
	plain.clicks(`form[action$="/publish"] [type=submit]`)
	plain.shows("Everybody sees it now")
	plain.fits(360)

	visitor := s.newTab(browser, phone)
	visitor.opens("/@" + s.merchant.Slug)
	visitor.shows("Second words")
	visitor.fits(360)
	if class := visitor.eval(`document.documentElement.className`); !strings.Contains(class, "theme-ink") || strings.Contains(visitor.text(), "First words") {
		t.Errorf("the visitor sees %s:\n%s", class, visitor.text())
	}
}

// eval is the text of an expression in the page.
func (b *tab) eval(script string) string {
	b.t.Helper()
	text, err := ask1(b, chromedp.Evaluate[string]("String("+script+")"))
	must(b.t, err)
	return text
}

func (b *tab) addsText(kind, text string) {
	b.t.Helper()
	b.clicks(`.bio-add a[href^="?add=` + kind + `#"]`)
	b.types("text", text)
	b.clicks("#new .bio-form [type=submit]")
	b.shows(text)
}

// isOrdered waits until the editor's blocks are of these kinds.
func (b *tab) isOrdered(kinds ...string) {
	b.t.Helper()
	const script = `[...document.querySelectorAll(".bio-rows .bio-what p")].map((p) => p.textContent.trim().split(" ·")[0].trim()).join(", ")`
	want := strings.Join(kinds, ", ")
	if !soon(actMax, func() bool { return b.eval(script) == want }) {
		b.t.Fatalf("the blocks are %s, not %s", b.eval(script), want)
	}
}

// movesByKeyboard presses a button that moves a block, twice: the cursor stays on
// it, or goes to the other where it cannot be pressed again.
func (b *tab) movesByKeyboard() {
	b.t.Helper()
	b.do("focus", chromedp.Focus(".bio-rows > li:nth-child(3) .bio-up"), chromedp.KeyEvent(kb.Enter))
	b.isOrdered("Payment link", "Text", "Heading")
	b.do("press again", chromedp.KeyEvent(kb.Enter))
	b.isOrdered("Text", "Payment link", "Heading")
	if !soon(actMax, func() bool { return strings.Contains(b.eval(`document.activeElement.className`), "bio-down") }) {
		b.t.Errorf("the cursor is at %q", b.eval(`document.activeElement.outerHTML`))
	}
}

// drags moves the last block to the top, as a mouse would say it.
func (b *tab) drags() {
	b.t.Helper()
	b.eval(`(() => {
		document.querySelector("[data-bio]").dataset.old = "yes";
		const rows = document.querySelectorAll(".bio-rows > li");
		const say = (to, name) => to.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true }));
		say(rows[2].querySelector(".bio-grip"), "dragstart");
		say(rows[1].querySelector("h3"), "dragover");
		say(rows[0].querySelector("h3"), "dragover");
		say(rows[2].querySelector(".bio-grip"), "dragend");
	})()`)
	if !soon(actMax, func() bool { return b.eval(`document.querySelector("[data-old]")`) == "null" }) {
		b.t.Fatal("what was dragged is not saved")
	}
	b.opens("/dashboard/bio")
	b.isOrdered("Heading", "Text", "Payment link")
}

// choosesLooks chooses a theme: it is saved at once, and the preview shows it.
func (b *tab) choosesLooks() {
	b.t.Helper()
	b.clicks(`a[href="?edit=head#head"]`)
	b.do("choose", chromedp.Focus(`[name=theme][value=paper]`), chromedp.KeyEvent(kb.ArrowRight))
	frame := `document.querySelector("iframe").contentDocument?.documentElement?.className`
	if !soon(actMax, func() bool { return strings.Contains(b.eval(frame), "theme-ink") }) {
		b.t.Fatalf("the preview is %s", b.eval(frame))
	}
	b.types("tagline", "Roasted here")
	b.do("leave the field", chromedp.KeyEvent(kb.Tab))
	line := `document.querySelector("iframe").contentDocument?.body?.innerText`
	if !soon(actMax, func() bool { return strings.Contains(b.eval(line), "Roasted here") }) {
		b.t.Fatalf("the preview says %s", b.eval(line))
	}
	if kept := fmt.Sprint(b.value("tagline")); kept != "Roasted here" {
		b.t.Errorf("the field says %q", kept)
	}
}
