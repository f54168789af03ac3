package main

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestServeOwnPostgres is a newcomer's first run: no database, no settings.
func TestServeOwnPostgres(t *testing.T) {
	t.Parallel()
	s := newcomer(t)
	first := s.serve("--demo")
	s.curl(first)
	s.demo(first)
	link := s.newLink(12_50, "")
	if status := first.stop(syscall.SIGINT); status != 0 {
		t.Errorf("Ctrl-C ended it with %d\n%s", status, first.tail())
	}
	s.nothingRuns(first, 2*time.Second) // it waits for its children by itself

	second := s.serve("--demo")
	if got := s.link(link); got["amount"] == nil {
		t.Errorf("after the second start the link is %v", got)
	}
	s.curl(second)
	s.beside()
	s.pays(link)
	second.kill()
	s.nothingRuns(second, 30*time.Second)

	third := s.serve("--demo")
	if got := s.link(link); got["uses_count"] != 1.0 {
		t.Errorf("after kill -9 the link is %v", got)
	}
	s.audited()
	if status := third.stop(syscall.SIGTERM); status != 0 {
		t.Errorf("SIGTERM ended it with %d\n%s", status, third.tail())
	}
	s.nothingRuns(third, 2*time.Second)
}

// newcomer is a shop with nothing but a folder.
func newcomer(t *testing.T) *shop {
	t.Helper()
	path, err := release()
	must(t, err)
	s := &shop{t: t, binary: path, addr: freeAddr(t), dataDir: t.TempDir(), client: newClient()}
	_, port, _ := strings.Cut(s.addr, ":")
	s.url = "http://localhost:" + port // what PUBLIC_URL is by default
	s.env = []string{"DATA_DIR=" + s.dataDir, "LISTEN_ADDR=" + s.addr}
	t.Cleanup(s.client.CloseIdleConnections)
	t.Cleanup(func() {
		// Root's cluster may be elsewhere, where its own account can read it.
		if dir := s.cluster(); !strings.HasPrefix(dir, s.dataDir) {
			_ = os.RemoveAll(dir)
		}
	})
	return s
}

// cluster is where PostgreSQL's files are.
func (s *shop) cluster() string {
	dir := filepath.Join(s.dataDir, "postgres")
	if elsewhere, err := os.ReadFile(dir + ".location"); err == nil {
		return strings.TrimSpace(string(elsewhere))
	}
	return dir
}

// nothingRuns waits until no process is left in the server's group, nor any
// that works in the cluster's folder.
func (s *shop) nothingRuns(p *process, limit time.Duration) {
	s.t.Helper()
	until(s.t, limit, "all processes of the server have ended", func() bool {
		if syscall.Kill(-p.cmd.Process.Pid, 0) == nil {
			return false
		}
		works, err := filepath.Glob("/proc/[0-9]*/cwd")
		must(s.t, err)
		for _, cwd := range works {
			if at, err := os.Readlink(cwd); err == nil && strings.HasPrefix(at, s.cluster()) {
				return false
			}
		}
		return true
	})
}

var (
	curlLine  = regexp.MustCompile(`curl ["']?(http[^ "']*)["']? -H ["'](Authorization): Bearer (sk_test_\w+)["']`)
	demoLogin = regexp.MustCompile(`Log in as +(\S+)\s+Password +(\S+)\s+Two-factor +([A-Z2-7]+) `)
	demoLink  = regexp.MustCompile(`Payment link +(\S+)`)
)

// find returns what a pattern finds in what a server printed.
func find(t *testing.T, pattern *regexp.Regexp, p *process) []string {
	t.Helper()
	found := pattern.FindStringSubmatch(p.out.String())
	if found == nil {
		t.Fatalf("%s is not in what it printed:\n%s", pattern, p.out.String())
	}
	return found
}

// curl does what the printed line does when it is pasted.
func (s *shop) curl(p *process) {
	s.t.Helper()
	line := find(s.t, curlLine, p)
	s.merchant.TestAPIKey = line[3]
	got := s.send(ask{at: line[1], method: "GET", key: line[3]})
	list := read[object](s.t, got.body)
	if links, _ := list["payment_links"].([]any); got.StatusCode != http.StatusOK || len(links) != 1 {
		s.t.Errorf("%s: %d %s", line[0], got.StatusCode, got.body)
	}
}

// demo logs in as printed and opens the printed payment link.
func (s *shop) demo(p *process) {
	s.t.Helper()
	login := find(s.t, demoLogin, p)
	s.merchant.Slug, s.merchant.Email, s.merchant.Password = demoSlug, login[1], login[2]
	s.codes = codes{t: s.t, secret: login[3]}
	owner := s.person().logIn()
	if page := owner.get("/dashboard"); page.StatusCode != http.StatusOK || !strings.Contains(page.body, "Island Coffee") {
		s.t.Errorf("the dashboard: %d\n%s", page.StatusCode, page.body)
	}
	link := strings.TrimPrefix(find(s.t, demoLink, p)[1], s.url)
	if page := s.person().get(link); page.StatusCode != http.StatusOK || !strings.Contains(page.body, "card_number") {
		s.t.Errorf("%s: %d\n%s", link, page.StatusCode, page.body)
	}
	for path, wanted := range map[string][]string{
		"/dashboard": {"One subscription is past due."}, "/dashboard/links/" + link[strings.LastIndexByte(link, '/')+1:]: {"Table 4", "Poster at the ferry"},
		"/dashboard/subscriptions": {"Active", "Past due", "Waiting for the card"}, "/@" + demoSlug: {drawnHarbour.alt, `class="bio-face"`},
		"/shop/" + demoSlug: {drawnMug.alt, drawnBag.alt, drawnCups.alt, drawnBox.alt},
	} {
		page := owner.get(path)
		for _, want := range wanted {
			if !strings.Contains(page.body, want) {
				s.t.Errorf("%s does not say %q: %d", path, want, page.StatusCode)
			}
		}
	}
}

// beside opens a merchant while the server runs on the same folder.
func (s *shop) beside() {
	s.t.Helper()
	m := s.newMerchant("Beach Bar", "owner@beach-bar.example")
	for _, key := range []string{m.TestAPIKey, m.LiveAPIKey} {
		if got := s.send(ask{method: "GET", path: "/v1/payment-links", key: key}); got.StatusCode != http.StatusOK {
			s.t.Errorf("a key made beside the server: %d %s", got.StatusCode, got.body)
		}
	}
}
