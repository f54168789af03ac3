package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"linktill/internal/fetch"
)

// screen is what a page is looked at on.
type screen struct {
	name, theme string
	width       int
	viewport    chromedp.Action[chromedp.Void]
}

var screens = []screen{
	{"1440 px, light", "light", 1440, chromedp.EmulateViewport(1440, 900)},
	{"360 px, dark", "dark", 360, chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch)},
}

const (
	windows  = 3                // that look at pages at the same time
	judgeMax = 60 * time.Second // for one page on one screen
)

// judgement has axe-core look at the page. Frames are left out: what they show,
// the preview of a bio page or a mail, is in the gallery as a page of its own.
const judgement = `(async () => {
	const found = await axe.run(document, {
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
		rules: %s,
		resultTypes: ["violations"], iframes: false, preload: false,
	})
	const faults = found.violations.flatMap(v => v.nodes.map(n => ({
		rule: v.id, element: n.html.slice(0, 200), at: n.target.join(" "), help: v.help + ". " + n.failureSummary,
	})))
	const width = document.scrollingElement.scrollWidth, room = screen.width;
	const outside = width <= room ? [] : [...document.body.querySelectorAll(":not(:has(*), svg *)")].filter(e => {
		const box = e.getBoundingClientRect();
		return box.width && (box.left < 0 || box.right > room);
	});
	return { faults, width, outside: outside.slice(0, 4).map(e => e.outerHTML.slice(0, 200)) };
})()`

const (
	// target-size is of WCAG 2.2, whose rules axe-core leaves off by itself.
	siteRules = `{"target-size": {enabled: true}}`
	// A mail is shown inside the page of a mail program, whose landmark it is in: a
	// main of its own would be the second one there.
	mailRules = `{"target-size": {enabled: true}, "landmark-one-main": {enabled: false}, "region": {enabled: false}}`
)

// rules are those for the page of a file.
func rules(name string) string {
	if strings.HasPrefix(name, "mail-") {
		return mailRules
	}
	return siteRules
}

// verdict is what is wrong with a page on a screen.
type verdict struct {
	Width   int      `json:"width"`   // of what is on it, in CSS pixels
	Outside []string `json:"outside"` // the first few things beyond the edge
	Faults  []struct {
		Rule    string `json:"rule"`
		Element string `json:"element"`
		At      string `json:"at"`
		Help    string `json:"help"`
	} `json:"faults"`
}

// everyScreen looks at each page on all screens; without it the pages take turns,
// which takes half the time.
const everyScreen = "LINKTILL_EVERY_SCREEN"

// look is a page and the screens that it is looked at on.
type look struct {
	file    string
	screens []screen
}

// TestAccessibility has axe-core find nothing on any page in any state, on a wide
// light screen or a narrow dark one, and no page wider than its screen.
func TestAccessibility(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	files, err := write(t.Context(), folder)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler(folder))
	t.Cleanup(server.Close)
	browser, axe := openBrowser(t), axeCore(t)
	queue := make(chan look, len(files))
	for i, file := range files {
		seen := look{file, screens}
		if os.Getenv(everyScreen) == "" {
			seen.screens = screens[i%2 : i%2+1]
		}
		queue <- seen
	}
	close(queue)
	var done sync.WaitGroup
	for range windows {
		done.Go(func() {
			tab, closeTab := chromedp.NewContext(browser)
			defer closeTab()
			if err := prepare(tab, axe); err != nil {
				t.Errorf("open a window: %v", err)
				return
			}
			for seen := range queue {
				inspect(t, tab, server.URL+"/"+seen.file, seen.screens)
			}
		})
	}
	done.Wait()
}

// openBrowser starts a headless Chromium that ends with the test.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := fetch.Chromium(t.Context(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.ExecPath(path))
	program, closeProgram := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(closeProgram)
	browser, closeBrowser := chromedp.NewContext(program)
	t.Cleanup(closeBrowser)
	if err := chromedp.Do(browser); err != nil { // the browser lives as long as this context
		t.Fatal(err)
	}
	return browser
}

// axeCore is the text of the library.
func axeCore(t *testing.T) string {
	t.Helper()
	dir, err := fetch.AxeCore(t.Context(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(dir, "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(source))
}

// prepare gives every page that the window will show the library.
func prepare(tab context.Context, axe string) error {
	if err := chromedp.Do(tab); err != nil { // the window lives as long as this context
		return err
	}
	_, err := chromedp.Call(tab, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: axe})
	return err
}

// inspect opens a page and looks at it on the screens.
func inspect(t *testing.T, tab context.Context, url string, screens []screen) {
	name := strings.TrimSuffix(filepath.Base(url), ".html")
	for i, s := range screens {
		ctx, cancel := context.WithTimeout(tab, judgeMax)
		found, err := judge(ctx, s, url, fmt.Sprintf(judgement, rules(name)), i == 0)
		cancel()
		if err != nil {
			t.Errorf("%s at %s: %v", name, s.name, err)
			continue
		}
		for _, f := range found.Faults {
			t.Errorf("%s at %s: %s\n  %s\n  %s\n  %s", name, s.name, f.Rule, f.At, f.Element, f.Help)
		}
		if found.Width > s.width {
			t.Errorf("%s at %s is %d px wide:\n  %s", name, s.name, found.Width, strings.Join(found.Outside, "\n  "))
		}
	}
}

func judge(ctx context.Context, s screen, url, question string, open bool) (verdict, error) {
	// Less motion: what is still fading in has another contrast.
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s.theme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	}); err != nil {
		return verdict{}, err
	}
	if err := chromedp.Do(ctx, s.viewport); err != nil {
		return verdict{}, err
	}
	if open {
		if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
			return verdict{}, err
		}
	}
	return chromedp.Run(ctx, chromedp.Evaluate[verdict](question, chromedp.EvalAwaitPromise))
}
