package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/caarlos0/env/v11"

	"linktill/internal/pay"
	"linktill/internal/secret"
)

// config is everything that can be set, by the environment, which nothing else
// reads. The tag help is what `linktill config` says about it.
type config struct {
	DatabaseURL     secret.Text `env:"DATABASE_URL" help:"The PostgreSQL database. Empty: Linktill runs a PostgreSQL of its own in DATA_DIR."`
	ListenAddr      string      `env:"LISTEN_ADDR" envDefault:"127.0.0.1:8080" help:"Address and port to listen on."`
	PublicURL       string      `env:"PUBLIC_URL" help:"Where people reach this server, without a path. Requests for another host are refused. Empty: http://localhost with the port of LISTEN_ADDR."`
	SecretKey       secret.Text `env:"SECRET_KEY" help:"At least 32 characters; encrypts and signs what is secret: without it API keys, webhook secrets, second factors and mailed links stop working, so back it up. Empty: made once and kept in DATA_DIR/secret.key."`
	DataDir         string      `env:"DATA_DIR" envDefault:"./.data" help:"Folder for everything that is not in the database."`
	SMTPURL         secret.Text `env:"SMTP_URL" help:"Mail server, smtp://user:password@host:port or smtps://…. Empty: mails are written to DATA_DIR/mail, and read at /dashboard/mailbox."`
	MailFrom        string      `env:"MAIL_FROM" envDefault:"Linktill <linktill@localhost>" help:"Sender of all mails."`
	DefaultCurrency string      `env:"DEFAULT_CURRENCY" envDefault:"BSD" help:"Currency that a new merchant starts with, ISO 4217."`
	TrustedProxies  []string    `env:"TRUSTED_PROXIES" help:"Proxies in front of this server, addresses or CIDR ranges separated by commas. Only they are believed about the client's address."`
	MetricsAddr     string      `env:"METRICS_ADDR" help:"Address and port that serve /metrics for Prometheus, apart from everything else. Empty: off."`
	WebhookAllow    []string    `env:"WEBHOOK_ALLOW_CIDRS" help:"Networks that webhooks may also be sent to although they are not public, CIDR ranges separated by commas, on every port and by http, too. Empty: none."`
	APIPerMinute    int         `env:"API_RATE_PER_MINUTE" envDefault:"60000" help:"Requests that one API key may make in a minute, over all processes."`
	AIBaseURL       string      `env:"AI_BASE_URL" help:"Where a language model answers in the chat format of OpenAI, such as https://api.example.com/v1. Empty: texts are drafted by rules."`
	AIKey           secret.Text `env:"AI_API_KEY" help:"Key for AI_BASE_URL, if it wants one."`
	AIModel         string      `env:"AI_MODEL" help:"Name of the model at AI_BASE_URL."`

	proxies, webhookNetworks []netip.Prefix // TRUSTED_PROXIES, WEBHOOK_ALLOW_CIDRS
}

// secretKeyMin is how many characters SECRET_KEY has at the least.
const secretKeyMin = secret.KeyBytesMin

// loadConfig reads the settings, checks them, and makes SECRET_KEY in DATA_DIR when
// none is set. An error names each variable that is wrong.
func loadConfig(getenv func(string) string) (config, error) {
	var c config
	environment := map[string]string{}
	for _, name := range settingNames() {
		if value := strings.TrimSpace(getenv(name)); value != "" {
			environment[name] = value
		}
	}
	if err := env.ParseWithOptions(&c, env.Options{Environment: environment}); err != nil {
		return config{}, unreadable(err)
	}
	if err := errors.Join(c.checkAddresses(), c.checkPublicURL(), c.checkRanges(), c.checkAI(), c.checkRest()); err != nil {
		return config{}, err
	}
	return c, c.keepSecretKey()
}

// unreadable names the variables that env could not read.
func unreadable(err error) error {
	var all env.AggregateError
	if !errors.As(err, &all) {
		return fmt.Errorf("config: %w", err)
	}
	var named []error
	for _, one := range all.Errors {
		var parse env.ParseError
		if errors.As(one, &parse) {
			field, _ := reflect.TypeFor[config]().FieldByName(parse.Name)
			named = append(named, fmt.Errorf("config: %s must be a whole number", field.Tag.Get("env")))
		} else {
			named = append(named, fmt.Errorf("config: %w", one))
		}
	}
	return errors.Join(named...)
}

func (c *config) checkAddresses() error {
	var errs []error
	for name, addr := range map[string]string{"LISTEN_ADDR": c.ListenAddr, "METRICS_ADDR": c.MetricsAddr} {
		if addr == "" {
			continue
		}
		if _, port, err := net.SplitHostPort(addr); err != nil || port == "" {
			errs = append(errs, fmt.Errorf("config: %s must be an address with a port, such as 127.0.0.1:8080, not %q", name, addr))
		}
	}
	return errors.Join(errs...)
}

// checkPublicURL fills in the default and brings the address into one form.
func (c *config) checkPublicURL() error {
	if c.PublicURL == "" {
		_, port, _ := net.SplitHostPort(c.ListenAddr)
		c.PublicURL = "http://" + net.JoinHostPort("localhost", port)
	}
	u, err := url.Parse(c.PublicURL)
	bad := err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil ||
		strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != ""
	if bad {
		return fmt.Errorf("config: PUBLIC_URL must look like https://pay.example.com, not %q", c.PublicURL)
	}
	c.PublicURL = u.Scheme + "://" + strings.ToLower(u.Host)
	return nil
}

func (c *config) checkRanges() (err error) {
	var errWebhooks error
	c.proxies, err = ranges("TRUSTED_PROXIES", c.TrustedProxies)
	c.webhookNetworks, errWebhooks = ranges("WEBHOOK_ALLOW_CIDRS", c.WebhookAllow)
	return errors.Join(err, errWebhooks)
}

// ranges reads addresses and ranges of addresses.
func ranges(name string, texts []string) (prefixes []netip.Prefix, err error) {
	for _, text := range texts {
		text = strings.TrimSpace(text)
		if addr, err := netip.ParseAddr(text); err == nil {
			prefixes = append(prefixes, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("config: %s must be addresses or ranges such as 10.0.0.0/8, not %q", name, text)
		}
		prefixes = append(prefixes, prefix.Masked())
	}
	return prefixes, nil
}

func (c *config) checkRest() error {
	var errs []error
	if _, ok := pay.CurrencyOf(c.DefaultCurrency); !ok {
		errs = append(errs, fmt.Errorf("config: DEFAULT_CURRENCY must be an ISO 4217 code such as BSD, not %q", c.DefaultCurrency))
	}
	if c.APIPerMinute < 1 {
		errs = append(errs, fmt.Errorf("config: API_RATE_PER_MINUTE must be at least 1, not %d", c.APIPerMinute))
	}
	if n := len(c.SecretKey); n > 0 && n < secretKeyMin {
		errs = append(errs, fmt.Errorf("config: SECRET_KEY must have at least %d characters, it has %d", secretKeyMin, n))
	}
	return errors.Join(errs...)
}

// keepSecretKey reads DATA_DIR/secret.key, or makes it. Without it API keys,
// webhook secrets, second factors and every address with a secret in it, such as
// those of receipts and subscriptions, stop working for good.
func (c *config) keepSecretKey() error {
	if c.SecretKey != "" {
		return nil
	}
	path := filepath.Join(c.DataDir, "secret.key")
	if err := os.MkdirAll(c.DataDir, 0o755); err != nil {
		return fmt.Errorf("config: DATA_DIR: %w", err)
	}
	for {
		kept, err := os.ReadFile(path)
		if err == nil {
			c.SecretKey = secret.Text(strings.TrimSpace(string(kept)))
			if len(c.SecretKey) < secretKeyMin {
				return fmt.Errorf("config: %s is damaged: restore it from a backup, or set SECRET_KEY", path)
			}
			return nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("config: SECRET_KEY: %w", err)
		}
		if err := writeOnce(path, base64.RawURLEncoding.EncodeToString(secret.RandomBytes(32))+"\n"); err != nil {
			return fmt.Errorf("config: SECRET_KEY: %w", err)
		}
	}
}

// writeOnce puts a file in place whole, unless another process was faster.
func writeOnce(path, content string) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	_, err = file.WriteString(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
