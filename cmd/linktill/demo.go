package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/views"
)

// The demo merchant. Its two-factor key and API keys are made on the first
// start and kept in DATA_DIR/demo.json, readable by the operator alone.
const (
	demoSlug     = "island-coffee"
	demoEmail    = "demo@island-coffee.example"
	demoPassword = "island-coffee-demo"
)

// demoMerchant is what the welcome shows of it.
type demoMerchant struct {
	TOTPSecret string `json:"totp_secret"`
	TOTPURL    string `json:"totp_url"`
	TestAPIKey string `json:"test_api_key"`
	LinkPath   string `json:"link_path"`
}

func (h *house) demoFile() string { return filepath.Join(h.config.DataDir, "demo.json") }

// openDemo makes the demo merchant on the first start, and finds it later.
func (h *house) openDemo(ctx context.Context) (*demoMerchant, error) {
	var demo demoMerchant
	kept, err := os.ReadFile(h.demoFile())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return h.makeDemo(ctx)
	case err != nil:
		return nil, err
	}
	if err := json.Unmarshal(kept, &demo); err != nil {
		return nil, fmt.Errorf("%s: %w", h.demoFile(), err)
	}
	if _, err := h.store.MerchantBySlug(ctx, demoSlug); pay.CodeOf(err) == pay.NotFound {
		return h.makeDemo(ctx) // the file is of another database
	}
	return &demo, nil
}

func (h *house) makeDemo(ctx context.Context) (*demoMerchant, error) {
	opened, err := handlers.OpenMerchant(ctx, h.store, h.keys, pay.NewMerchant{
		Slug: demoSlug, Name: "Island Coffee", Email: demoEmail, Currency: "BSD", Country: "BS", TimeZone: "America/Nassau",
	}, demoPassword)
	if err != nil {
		return nil, err
	}
	linkID, err := h.trade(ctx, opened)
	if err != nil {
		return nil, err
	}
	demo := demoMerchant{TOTPSecret: opened.TOTP.Base32(), TOTPURL: opened.TOTP.URL(demoEmail), TestAPIKey: opened.TestAPIKey.Reveal(),
		LinkPath: views.PayPath(demoSlug, linkID)}
	text, err := json.MarshalIndent(demo, "", "  ")
	if err != nil {
		return nil, err
	}
	return &demo, os.WriteFile(h.demoFile(), append(text, '\n'), 0o600)
}

// welcome says where everything is.
func (p program) welcome(h *house, demo *demoMerchant) {
	url := h.config.PublicURL
	fmt.Fprintf(p.stdout, "\nLinktill is ready at %s\n", url)
	if demo == nil {
		fmt.Fprintf(p.stdout, "Open %s/signup to start.\n\n", url)
		return
	}
	fmt.Fprintf(p.stdout, `
  Dashboard      %[1]s/dashboard
  Log in as      %[2]s
  Password       %[3]s
  Two-factor     %[4]s   (or scan this address as a QR code:)
                 %[5]s
  Payment link   %[1]s%[6]s   (pay with 4242 4242 4242 4242)
  Bio page       %[1]s%[9]s
  Shop           %[1]s%[10]s
  API reference  %[1]s/docs
%[11]s  Test API key   %[7]s

  curl "%[1]s/v1/payment-links?limit=1" -H "Authorization: Bearer %[7]s"

Stop with Ctrl-C. Everything is kept in %[8]s.

`, url, demoEmail, demoPassword, demo.TOTPSecret, demo.TOTPURL, demo.LinkPath, demo.TestAPIKey, h.config.DataDir,
		views.BioPath(demoSlug), views.ShopPath(demoSlug), h.mailboxLine())
}

// mailboxLine says where mails are read while none are sent.
func (h *house) mailboxLine() string {
	if h.config.SMTPURL != "" {
		return ""
	}
	return "  Mails          " + h.config.PublicURL + views.MailboxHref + "   (none are sent: SMTP_URL is not set)\n"
}

// clock is a time that the demo moves along, so that its payments lie in the
// past, and are made by the same flows as all others.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }
