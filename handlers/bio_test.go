package handlers

import (
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"linktill/internal/pay"
)

// Only people are counted, as far as that can be known.
func TestWhoIsCounted(t *testing.T) {
	t.Parallel()
	app := fiber.New()
	for agent, want := range map[string]bool{
		"": false,
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22A3354 Instagram 350.0": true,
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36 [FBAN/FB4A]":           true,
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                         true,
		"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)":                                                       false,
		"facebookexternalhit/1.1": false, "WhatsApp/2.24": false, "TelegramBot (like TwitterBot)": false, "curl/8.5.0": false, "Go-http-client/1.1": false,
		"Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0": false,
	} {
		c := app.AcquireCtx(&fasthttp.RequestCtx{})
		c.Request().Header.SetUserAgent(agent)
		if got := isCounted(c); got != want {
			t.Errorf("%q: %v", agent, got)
		}
		c.Method("HEAD")
		if isCounted(c) {
			t.Errorf("%q asks for the head only", agent)
		}
		app.ReleaseCtx(c)
	}
}

func TestAddressesAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"": "", "example.com": "https://example.com", " menu.example/today ": "https://menu.example/today", "Ana@Example.com": "mailto:ana@example.com",
		"https://a.example": "https://a.example", "http://a.example": "http://a.example", "tel:+12425550100": "tel:+12425550100",
		"javascript:alert(1)": "javascript:alert(1)", "//evil.example": "//evil.example", "/local": "/local", `\\evil.example`: `\\evil.example`, "word": "word",
	} {
		if got := addressOf(typed); got != want {
			t.Errorf("%q becomes %q, want %q", typed, got, want)
		}
	}
}

func TestSharesInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		part, whole int64
		want        string
	}{{0, 0, "–"}, {3, 0, "–"}, {0, 10, "0 %"}, {1, 3, "33 %"}, {1, 200, "0.5 %"}, {1, 100_000, "0.1 %"}, {5, 4, "125 %"}} {
		if got := percentOf(c.part, c.whole); got != c.want {
			t.Errorf("%d of %d is %q", c.part, c.whole, got)
		}
	}
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := counted(n); got != want {
			t.Errorf("%d is %q", n, got)
		}
	}
}

// Payment links and listings lead to their own pages, everything through the
// counter but what a phone opens itself.
func TestWhereBlocksLead(t *testing.T) {
	t.Parallel()
	id := pay.ID{1}
	for want, b := range map[string]pay.BioBlock{
		"/@x/go/" + pay.BioLinkPrefix.Show(id):  {ID: id, Type: pay.BlockLink, URL: "https://a.example"},
		"tel:+1":                                {ID: id, Type: pay.BlockSocial, URL: "tel:+1"},
		"mailto:a@b.example":                    {ID: id, Type: pay.BlockLink, URL: "mailto:a@b.example"},
		"https://b.example":                     {Type: pay.BlockLink, URL: "https://b.example"},
		"/pay/x/" + pay.LinkPrefix.Show(id):     {Type: pay.BlockPaymentLink, PaymentLinkID: id},
		"/shop/x/" + pay.ListingPrefix.Show(id): {Type: pay.BlockListing, ListingID: id},
	} {
		if got := goPath("x", b); got != want {
			t.Errorf("%+v leads to %s, want %s", b, got, want)
		}
	}
}
