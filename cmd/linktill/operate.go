package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/store"
)

// merchantJSON is what merchant create prints with --json, for scripts.
type merchantJSON struct {
	MerchantID string `json:"merchant_id"`
	Slug       string `json:"slug"`
	ShopID     string `json:"shop_id"`
	Email      string `json:"email"`
	Password   string `json:"password"`
	TOTPSecret string `json:"totp_secret"`
	TestAPIKey string `json:"test_api_key"`
	LiveAPIKey string `json:"live_api_key"`
}

// createMerchant works beside a server on the same database as well as alone.
func (p program) createMerchant(ctx context.Context, args []string) error {
	var in pay.NewMerchant
	var password string
	var asJSON bool
	flags := flag.NewFlagSet("linktill merchant create", flag.ContinueOnError)
	flags.SetOutput(p.stderr)
	flags.StringVar(&in.Slug, "slug", "", "its part of every address; made from the name when left out")
	flags.StringVar(&in.Name, "name", "", "what customers read")
	flags.StringVar(&in.Email, "email", "", "the owner's e-mail address, to log in with")
	flags.StringVar(&in.Currency, "currency", "", "the currency that new links start with, ISO 4217; DEFAULT_CURRENCY when left out")
	flags.StringVar(&in.Country, "country", "", "ISO 3166 code")
	flags.StringVar(&in.TimeZone, "time-zone", "", "such as America/Nassau; that of the country when left out")
	flags.StringVar(&password, "password", "", "made when left out")
	flags.BoolVar(&asJSON, "json", false, "print one JSON object")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is not a flag", flags.Arg(0))
	}
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	if in.Currency == "" {
		in.Currency = h.config.DefaultCurrency
	}
	opened, err := handlers.OpenMerchant(ctx, h.store, h.keys, in, password)
	if err != nil {
		return sentences(err)
	}
	return p.printMerchant(opened, asJSON)
}

// sentences spells out what is wrong with each flag.
func sentences(err error) error {
	var e *pay.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	var all []error
	for _, field := range slices.Sorted(maps.Keys(e.Fields)) {
		for _, sentence := range e.Fields[field] {
			all = append(all, fmt.Errorf("--%s: %s", strings.ReplaceAll(field, "_", "-"), sentence))
		}
	}
	return errors.Join(all...)
}

func (p program) printMerchant(m handlers.OpenedMerchant, asJSON bool) error {
	out := merchantJSON{
		MerchantID: pay.MerchantPrefix.Show(m.Merchant.ID), Slug: m.Merchant.Slug, ShopID: store.ShopID(m.Merchant),
		Email: m.User.Email, Password: m.Password.Reveal(), TOTPSecret: m.TOTP.Base32(),
		TestAPIKey: m.TestAPIKey.Reveal(), LiveAPIKey: m.LiveAPIKey.Reveal(),
	}
	if asJSON {
		return json.NewEncoder(p.stdout).Encode(out)
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, line := range [][2]string{
		{"Merchant", out.MerchantID + " (" + out.Slug + ")"}, {"Shop id", out.ShopID}, {"Log in as", out.Email},
		{"Password", out.Password}, {"Two-factor key", out.TOTPSecret}, {"Test API key", out.TestAPIKey}, {"Live API key", out.LiveAPIKey},
	} {
		fmt.Fprintf(w, "%s\t%s\n", line[0], line[1])
	}
	fmt.Fprintln(w, "Keep these now: none of the secrets is shown again.")
	return w.Flush()
}

// migrate brings the database up to date and ends.
func (p program) migrate(ctx context.Context) error {
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	_, err = fmt.Fprintln(p.stdout, "The database is up to date.")
	return err
}

// audit prints every invariant that does not hold and every audit log that is
// not as it was written, and fails if there is any.
func (p program) audit(ctx context.Context) error {
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	found, err := store.Audit(ctx, h.pool)
	if err != nil {
		return err
	}
	for _, v := range found {
		fmt.Fprintln(p.stdout, v)
	}
	broken, err := p.verifyLogs(ctx, h)
	if err != nil {
		return err
	}
	if len(found)+broken > 0 {
		return fmt.Errorf("%d rows break an invariant, %d audit logs are broken", len(found), broken)
	}
	_, err = fmt.Fprintf(p.stdout, "All %d invariants hold.\n", store.AuditRules())
	return err
}

// verifyLogs verifies the audit log of every merchant and prints where each
// ends: who keeps these lines elsewhere can tell later that nothing was written
// anew.
func (p program) verifyLogs(ctx context.Context, h *house) (broken int, err error) {
	chains, err := store.VerifyAudit(ctx, h.pool)
	if err != nil {
		return 0, err
	}
	for _, c := range chains {
		if c.Broken != "" {
			broken++
			fmt.Fprintf(p.stdout, "audit log of %s: broken at entry %d: %s\n", c.Slug, c.BrokenSeq, c.Broken)
			continue
		}
		fmt.Fprintf(p.stdout, "audit log of %s: verified to entry %d, %s\n", c.Slug, c.To, c.Head)
	}
	return broken, nil
}

// config lists the settings; secrets are masked.
func (p program) config() error {
	cfg, err := loadConfig(p.getenv)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, s := range cfg.describe() {
		fmt.Fprintf(w, "%s\t%s\t%s\n", s.Name, s.Value, s.Meaning)
	}
	return w.Flush()
}
