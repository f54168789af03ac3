package main

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// configOf reads settings given as "NAME=value", with a DATA_DIR of the test's own.
func configOf(t *testing.T, settings ...string) (config, error) {
	t.Helper()
	values := map[string]string{"DATA_DIR": t.TempDir()}
	for _, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		values[name] = value
	}
	return loadConfig(func(name string) string { return values[name] })
}

func TestConfigDefaults(t *testing.T) {
	t.Parallel()
	c, err := configOf(t)
	if err != nil {
		t.Fatal(err)
	}
	if c.ListenAddr != "127.0.0.1:8080" || c.PublicURL != "http://localhost:8080" || c.DefaultCurrency != "BSD" ||
		c.APIPerMinute != 60_000 || c.MetricsAddr != "" || c.DatabaseURL != "" || len(c.proxies) != 0 || len(c.webhookNetworks) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestConfigReads(t *testing.T) {
	t.Parallel()
	c, err := configOf(t, "LISTEN_ADDR=:9000", "PUBLIC_URL= HTTPS://Pay.Example.com/ ", "TRUSTED_PROXIES=10.1.2.3/8, ::1,192.0.2.1",
		"API_RATE_PER_MINUTE=5", "DEFAULT_CURRENCY=JPY", "METRICS_ADDR=127.0.0.1:9090", "WEBHOOK_ALLOW_CIDRS=192.0.2.1,10.1.2.3/8,::1")
	if err != nil {
		t.Fatal(err)
	}
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128"), netip.MustParsePrefix("192.0.2.1/32")}
	if c.PublicURL != "https://pay.example.com" || fmt.Sprint(c.proxies) != fmt.Sprint(want) || c.APIPerMinute != 5 || len(c.webhookNetworks) != 3 {
		t.Errorf("%+v %v", c, c.proxies)
	}
}

func TestConfigNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{
		"LISTEN_ADDR=8080", "LISTEN_ADDR=localhost", "METRICS_ADDR=x", "PUBLIC_URL=pay.example.com", "PUBLIC_URL=ftp://x",
		"PUBLIC_URL=https://x/path", "PUBLIC_URL=https://user@x", "PUBLIC_URL=https://x?q", "PUBLIC_URL=https://", "PUBLIC_URL=://",
		"DEFAULT_CURRENCY=XYZ", "DEFAULT_CURRENCY=bsd", "API_RATE_PER_MINUTE=0", "API_RATE_PER_MINUTE=many", "TRUSTED_PROXIES=all",
		"TRUSTED_PROXIES=10.0.0.0/99", "WEBHOOK_ALLOW_CIDRS=yes", "WEBHOOK_ALLOW_CIDRS=10.0.0.0/8,x", "SECRET_KEY=short",
		"AI_BASE_URL=api.example.com/v1", "AI_BASE_URL=ftp://x", "AI_BASE_URL=https://", "AI_BASE_URL=https://u:p@x", "AI_BASE_URL=https://x?q",
		"AI_BASE_URL=https://x#f", "AI_BASE_URL=:", "AI_MODEL=m", "AI_API_KEY=k",
	} {
		name, _, _ := strings.Cut(setting, "=")
		if _, err := configOf(t, setting); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", setting, err)
		}
	}
	_, err := configOf(t, "LISTEN_ADDR=8080", "DEFAULT_CURRENCY=XYZ", "SECRET_KEY=too-short-secret")
	for _, name := range []string{"LISTEN_ADDR", "DEFAULT_CURRENCY", "SECRET_KEY"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("all at once: %v", err)
		}
	}
	if strings.Contains(err.Error(), "too-short-secret") {
		t.Errorf("the secret is shown: %v", err)
	}
}

func TestSecretKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	keys := make([]string, 8)
	var all sync.WaitGroup
	for i := range keys {
		all.Go(func() {
			c, err := configOf(t, "DATA_DIR="+filepath.Join(dir, "data"))
			if err != nil {
				t.Error(err)
			}
			keys[i] = c.SecretKey.Reveal()
		})
	}
	all.Wait()
	for _, key := range keys {
		if key != keys[0] || len(key) < secretKeyMin {
			t.Errorf("%d characters, the same: %v", len(key), key == keys[0])
		}
	}
	file, err := os.Stat(filepath.Join(dir, "data", "secret.key"))
	if err != nil || file.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", file.Mode(), err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "data")); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v %v", left, err)
	}
	given, err := configOf(t, "SECRET_KEY="+strings.Repeat("s", 32), "DATA_DIR="+filepath.Join(dir, "unused"))
	if err != nil || given.SecretKey.Reveal() != strings.Repeat("s", 32) {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "unused")); !os.IsNotExist(err) {
		t.Error("a key that is given needs no file")
	}
	if err := os.WriteFile(filepath.Join(dir, "data", "secret.key"), []byte("cut"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := configOf(t, "DATA_DIR="+filepath.Join(dir, "data")); err == nil || !strings.Contains(err.Error(), "SECRET_KEY") {
		t.Errorf("a damaged key: %v", err)
	}
}

func TestConfigShowsNoSecret(t *testing.T) {
	t.Parallel()
	const canary = "canary-canary-canary-canary-canary"
	c, err := configOf(t, "SECRET_KEY="+canary, "DATABASE_URL=postgres://u:"+canary+"@h/d", "SMTP_URL=smtp://u:"+canary+"@h:25")
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v", c, c, c) + string(encoded) + fmt.Sprint(c.describe())
	if strings.Contains(shown, "canary") {
		t.Error(shown)
	}
	described := map[string]setting{}
	for _, s := range c.describe() {
		if s.Meaning == "" {
			t.Errorf("%s has no meaning", s.Name)
		}
		described[s.Name] = s
	}
	if len(described) != len(settingNames()) || described["LISTEN_ADDR"].Default != "127.0.0.1:8080" || described["SECRET_KEY"].Value == "" {
		t.Errorf("%v", described)
	}
}
