package main

import (
	"testing"

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
		b.shows("Linktill API")
		b.shows(s.url)
		b.shows("Monthly Website Maintenance")
		b.fits(width)
	}
}
