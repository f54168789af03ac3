package main

import (
	"bytes"
	"context"
	"image/png"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"linktill/internal/fetch"
)

// actMax is how long one act in the browser may take.
const actMax = 40 * time.Second

// openBrowser starts a headless Chromium that ends with the test.
func openBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := fetch.Chromium(context.Background(), t.Output())
	must(t, err)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.ExecPath(path))
	program, closeProgram := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(closeProgram)
	browser, closeBrowser := chromedp.NewContext(program)
	t.Cleanup(closeBrowser)
	must(t, chromedp.Do(browser)) // the browser lives as long as this context
	return browser
}

// tab is one window with cookies of its own.
type tab struct {
	t     *testing.T
	ctx   context.Context
	site  string
	plain bool // the pages' scripts are off

	mu   sync.Mutex
	said []string // what the page's console said that no page should
}

var (
	desktop = chromedp.EmulateViewport(1440, 900)
	phone   = chromedp.EmulateViewport(360, 740, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch)
)

// payButton is the button that people see: before it stands one that is hidden,
// for who presses Enter.
const payButton = ".pay-form [type=submit]:not([hidden]):not([name])"

// newTab opens a window on the shop's site.
func (s *shop) newTab(browser context.Context, screen chromedp.Action[chromedp.Void]) *tab {
	s.t.Helper()
	ctx, closeTab := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	b := &tab{t: s.t, ctx: ctx, site: s.url}
	must(s.t, chromedp.Do(ctx, screen))
	console := chromedp.Console(ctx)
	var listened sync.WaitGroup
	listened.Go(func() {
		for m, err := range console {
			if err != nil {
				return
			}
			b.hear(m)
		}
	})
	s.t.Cleanup(func() {
		closeTab()
		listened.Wait()
		b.calm()
	})
	return b
}

// hear keeps errors and what the policy refused. That an answer was a 402 or a
// 422 is no fault of the page.
func (b *tab) hear(m chromedp.ConsoleMessage) {
	policy := m.Source == "security" || strings.Contains(m.Text, "Content Security Policy") || strings.Contains(m.Text, "Refused to")
	if policy || m.IsException() || m.Type == chromedp.ConsoleError && m.Source != "network" {
		b.mu.Lock()
		b.said = append(b.said, m.String())
		b.mu.Unlock()
	}
}

// calm fails for what the console said.
func (b *tab) calm() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, text := range b.said {
		b.t.Errorf("the browser's console: %s", text)
	}
}

// withoutScripts turns the pages' scripts off.
func (b *tab) withoutScripts() *tab {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	must(b.t, err)
	b.plain = true
	return b
}

func (b *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, actMax)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s on %s: %v\n%s", what, b.path(), err, b.text())
	}
}

func ask1[T any](b *tab, action chromedp.Action[T]) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, actMax)
	defer cancel()
	return chromedp.Run(ctx, action)
}

// opens goes to an address of the site.
func (b *tab) opens(path string) {
	b.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = b.site + path
	}
	b.do("open "+path, chromedp.Navigate(path))
}

// types replaces what is in a field.
func (b *tab) types(name, text string) {
	b.t.Helper()
	field := "[name=" + name + "]"
	empty := chromedp.Evaluate[chromedp.Void](`document.querySelector("` + field + `").value = ""`)
	b.do("type into "+name, chromedp.WaitVisible(field), empty, chromedp.SendKeys(field, text))
}

func (b *tab) clicks(selector string) {
	b.t.Helper()
	b.do("click "+selector, chromedp.ScrollIntoView(selector), chromedp.Click(selector))
}

// path is where the window is, without the site.
func (b *tab) path() string {
	location, err := ask1(b, chromedp.Location())
	if err != nil {
		return ""
	}
	u, err := url.Parse(location)
	if err != nil {
		return ""
	}
	return u.Path
}

// arrives waits until the window is at a path that starts so.
func (b *tab) arrives(prefix string) {
	b.t.Helper()
	if !soon(actMax, func() bool { return strings.HasPrefix(b.path(), prefix) }) {
		b.t.Fatalf("the browser is at %s, not at %s:\n%s", b.path(), prefix, b.text())
	}
}

// text is what can be read on the page.
func (b *tab) text() string {
	text, err := ask1(b, chromedp.Evaluate[string]("document.body ? document.body.innerText : ''"))
	if err != nil {
		return err.Error()
	}
	return strings.ReplaceAll(text, "\u00a0", " ")
}

// shows waits until the page says something.
func (b *tab) shows(text string) {
	b.t.Helper()
	if !soon(actMax, func() bool { return strings.Contains(b.text(), text) }) {
		b.t.Fatalf("%s does not show %q:\n%s", b.path(), text, b.text())
	}
}

// fits fails when the page is wider than its window.
func (b *tab) fits(width int) {
	b.t.Helper()
	wide, err := ask1(b, chromedp.Evaluate[int]("document.documentElement.scrollWidth"))
	must(b.t, err)
	if wide > width {
		b.t.Errorf("%s is %d pixels wide on a screen of %d", b.path(), wide, width)
	}
}

// value is what stands in a field, once the page, which may still be on its way,
// has that field.
func (b *tab) value(name string) (value string) {
	b.t.Helper()
	field := `((field) => field ? "=" + field.value : "")(document.querySelector("[name=` + name + `]"))`
	there := soon(actMax, func() bool {
		said, err := ask1(b, chromedp.Evaluate[string](field))
		value = strings.TrimPrefix(said, "=")
		return err == nil && said != ""
	})
	if !there {
		b.t.Fatalf("%s has no field %q:\n%s", b.path(), name, b.text())
	}
	return value
}

// picture is what the window shows of an element.
func (b *tab) picture(selector string) []byte {
	b.t.Helper()
	shot, err := ask1(b, chromedp.Screenshot(selector))
	must(b.t, err)
	return shot
}

// scan reads a QR code as a phone does, with a decoder that is not ours.
func scan(t *testing.T, picture []byte) string {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	must(t, err)
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	must(t, err)
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	must(t, err)
	return found.GetText()
}
