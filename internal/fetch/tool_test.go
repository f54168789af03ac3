package fetch

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheToolsRun(t *testing.T) {
	t.Parallel()
	browser, err := Chromium(t.Context(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	// Not t.TempDir: what the browser leaves running may still write to it.
	profile, err := os.MkdirTemp("", "fetch-browser")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(profile) })
	page := exec.CommandContext(t.Context(), browser, "--headless", "--no-sandbox", "--disable-gpu",
		"--user-data-dir="+profile, "--dump-dom", "data:text/html,<title>x</title><script>document.title='it'+' runs'</script>")
	page.Stderr = t.Output()
	if dom, err := page.Output(); err != nil || !strings.Contains(string(dom), "it runs") {
		t.Errorf("%s: %v\n%s", browser, err, dom)
	}
	code, err := Oathtool(t.Context(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	// RFC 6238, appendix B: the last six digits at 59 s.
	got, err := exec.CommandContext(t.Context(), code, "--totp", "-b", "-N", "1970-01-01 00:00:59 UTC", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").Output()
	if err != nil || strings.TrimSpace(string(got)) != "287082" {
		t.Errorf("%s: %q, %v, want 287082", code, got, err)
	}
}

// The library verifies what its own specification gives as an example.
func TestTheLibraryRuns(t *testing.T) {
	t.Parallel()
	program, err := Node(t.Context(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	dir, err := StandardWebhooks(t.Context(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	sign := exec.CommandContext(t.Context(), program, "-e", `const { Webhook } = require("standardwebhooks");
		console.log(new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").sign("msg_p5jXN8AQM9LWM0D4loKWxJek", new Date(1614265330000), '{"test": 2432232314}'))`)
	sign.Dir = dir
	got, err := sign.CombinedOutput()
	if err != nil || strings.TrimSpace(string(got)) != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("%s: %v", got, err)
	}
}

func TestVariableWins(t *testing.T) {
	path := filepath.Join(t.TempDir(), "browser")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CHROMIUM", path)
	if got, err := Chromium(t.Context(), t.Output()); err != nil || got != path {
		t.Errorf("got %q, %v, want $CHROMIUM", got, err)
	}
	t.Setenv("CHROMIUM", path+".missing")
	if got, err := Chromium(t.Context(), t.Output()); err == nil {
		t.Errorf("got %q for a $CHROMIUM that is not there", got)
	}
}

func TestShellQuote(t *testing.T) {
	t.Parallel()
	hostile := `it's $HOME; "x" \`
	got, err := exec.Command("sh", "-c", "printf %s "+shellQuote(hostile)).Output()
	if err != nil || string(got) != hostile {
		t.Errorf("the shell reads %q (%v), want %q", got, err, hostile)
	}
}
