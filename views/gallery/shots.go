package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// photograph takes a picture of each page at each width, light and dark.
func photograph(ctx context.Context, folder, shots string, files []string, widths string) error {
	server := httptest.NewServer(handler(folder))
	defer server.Close()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox)
	browser, closeBrowser := chromedp.NewExecAllocator(ctx, options...)
	defer closeBrowser()
	tab, closeTab := chromedp.NewContext(browser)
	defer closeTab()
	// The browser lives as long as the context of the first act.
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank")); err != nil {
		return fmt.Errorf("start Chromium (apt-get install chromium): %w", err)
	}
	for _, w := range strings.Split(widths, ",") {
		width, err := strconv.ParseInt(w, 10, 64)
		if err != nil {
			return fmt.Errorf("width %q: %w", w, err)
		}
		for _, theme := range []string{"light", "dark"} {
			for _, file := range files {
				name := fmt.Sprintf("%s-%d-%s.png", strings.TrimSuffix(file, ".html"), width, theme)
				if err := shoot(tab, server.URL+"/"+file, width, theme, filepath.Join(shots, name)); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
	}
	return nil
}

func shoot(tab context.Context, url string, width int64, theme, path string) error {
	ctx, cancel := context.WithTimeout(tab, 20*time.Second)
	defer cancel()
	viewport := chromedp.EmulateViewport(width, 900)
	if width < 600 {
		viewport = chromedp.EmulateViewport(width, 740, chromedp.EmulateScale(2), chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
	}); err != nil {
		return err
	}
	if err := chromedp.Do(ctx, viewport, chromedp.Navigate(url)); err != nil {
		return err
	}
	// A page that is wider than its window scrolls sideways: never right.
	over, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - innerWidth`))
	if err != nil {
		return err
	}
	if over > 0 {
		fmt.Printf("%s at %d px is %d px too wide\n", filepath.Base(path), width, over)
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	return save(path, png)
}
