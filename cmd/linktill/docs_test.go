package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestDocsInABrowser opens the description of the API on both screens. Its page
// has a content policy of its own, which must refuse nothing that it needs: the
// browser's console stays quiet.
func TestDocsInABrowser(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	browser := openBrowser(t)
	for width, screen := range map[int]chromedp.Action[chromedp.Void]{1440: desktop, 360: phone} {
		b := s.newTab(browser, screen)
		b.opens("/docs#/Payment%20links/createPaymentLink")
		b.drawsDocs("Linktill API", s.url, "Monthly Website Maintenance")
		b.fits(width)
	}
}

// drawsDocs waits until the page says all of the texts. It is drawn by scripts
// from the whole description: where much else runs that takes a while, and more
// when the page is asked for its text all the time.
func (b *tab) drawsDocs(texts ...string) {
	b.t.Helper()
	missing := ""
	drawn := patiently(2*time.Minute, func() bool {
		page := b.text()
		for _, missing = range texts {
			if !strings.Contains(page, missing) {
				return false
			}
		}
		return true
	})
	if !drawn {
		b.t.Fatalf("the page does not show %q:\n%.2000s", missing, b.text())
	}
}
