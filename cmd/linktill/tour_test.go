package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// tourDir names a folder: with it the tour goes over all screens, by day and by
// night, and leaves a picture of every page there.
const tourDir = "LINKTILL_TOUR"

// screensMin is how many pages the demo has at the least.
const screensMin = 60

// TestTour follows the links of the demo from the dashboard's first page until
// there is no page of a kind that it has not seen: each answers, has one
// heading, fits its screen, and the browser has nothing to complain about.
func TestTour(t *testing.T) {
	t.Parallel()
	s := newShopOf(t, release, "Harbour Books")
	s.serve("--demo")
	browser := openBrowser(t)
	visitor := s.newTab(browser, phone)
	visitor.signsInToDemo(s)
	pages := visitor.wanders()
	if len(pages) < screensMin {
		t.Errorf("only %d pages: %q", len(pages), pages)
	}
	dir := os.Getenv(tourDir)
	if dir == "" {
		return
	}
	must(t, os.MkdirAll(dir, 0o755))
	for _, width := range []int{360, 768, 1440} {
		for _, theme := range []string{"light", "dark"} {
			visitor.draws(pages, width, theme, dir)
		}
	}
	t.Logf("%d pages, 6 pictures of each", len(pages))
}

func (b *tab) signsInToDemo(s *shop) {
	b.t.Helper()
	var demo demoMerchant
	text, err := os.ReadFile(filepath.Join(s.dataDir, "demo.json"))
	must(b.t, err)
	must(b.t, json.Unmarshal(text, &demo))
	app := codes{t: b.t, secret: demo.TOTPSecret}
	b.opens("/login")
	b.types("email", demoEmail)
	b.types("password", demoPassword)
	b.clicks(`form[action="/login"] [type=submit]`)
	b.arrives("/login/code")
	b.types("code", app.next())
	b.arrives("/dashboard")
}

// linksOut are the addresses on a page that lead to other pages of the site.
const linksOut = `[...document.querySelectorAll("a[href]:not([download])")].map(a => a.href).filter(at => at.startsWith(location.origin))`

var (
	// aName is what differs between pages of one kind.
	aName = regexp.MustCompile(`[a-z]{2,4}_[\w-]{10,}|\d{8}T\d+-\w+`)
	// noPage is a file, or the API's own page, which has a test of its own.
	noPage = regexp.MustCompile(`^/(qr|docs|v1|static|img)/?|\.(png|svg|csv)$|/(png|svg|csv)$`)
)

// wanders returns the path of one page of each kind.
func (b *tab) wanders() (pages []string) {
	b.t.Helper()
	next, seen := []string{"/dashboard"}, map[string]bool{"/dashboard": true}
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		pages = append(pages, path)
		b.looksAt(path, 360)
		found, err := ask1(b, chromedp.Evaluate[[]string](linksOut))
		must(b.t, err)
		for _, address := range found {
			at, err := url.Parse(address)
			must(b.t, err)
			kind := aName.ReplaceAllString(at.Path, "*")
			if seen[kind] || noPage.MatchString(at.Path) {
				continue
			}
			seen[kind] = true
			next = append(next, at.RequestURI())
		}
	}
	return pages
}

// looksAt opens a page and says what is wrong with it.
func (b *tab) looksAt(path string, width int) {
	b.t.Helper()
	b.opens(path)
	status, err := ask1(b, chromedp.Evaluate[int](`performance.getEntriesByType("navigation")[0].responseStatus`))
	must(b.t, err)
	headings, err := ask1(b, chromedp.Evaluate[int](`document.querySelectorAll("h1").length`))
	must(b.t, err)
	closed := status == 410 && strings.HasPrefix(path, "/pay/") // the newest link may be one that has ended
	if status >= 400 && !closed || headings != 1 {
		b.t.Errorf("%s answers %d and has %d headings", path, status, headings)
	}
	b.fits(width)
}

// draws saves a picture of each page.
func (b *tab) draws(pages []string, width int, theme, dir string) {
	b.t.Helper()
	b.do("another screen", chromedp.EmulateViewport(int64(width), int64(max(740, width*5/8))))
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}})
	must(b.t, err)
	for _, path := range pages {
		b.looksAt(path, width)
		shot, err := ask1(b, chromedp.FullScreenshot(100))
		must(b.t, err)
		name := strings.Trim(regexp.MustCompile(`\W+`).ReplaceAllString(aName.ReplaceAllString(path, "one"), "-"), "-")
		must(b.t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", name, width, theme)), shot, 0o644))
	}
}
