package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"linktill/internal/fetch"
	"linktill/internal/pay"
)

// receipt is what the receiver says of one delivery.
type receipt struct {
	Port     int
	Path     string
	At       int64 // milliseconds
	Delivery string
	ID, Type string
	Accepted []bool // by each secret
	Forged   int
}

// receiver is the merchant's program, which runs in Node.js.
type receiver struct {
	*process
	url     string
	secrets string // the file that it reads them from
	known   map[string][]string
}

func newReceiver(t *testing.T, elsewhere string) *receiver {
	t.Helper()
	node, err := fetch.Node(context.Background(), t.Output())
	must(t, err)
	library, err := fetch.StandardWebhooks(context.Background(), t.Output())
	must(t, err)
	r := &receiver{secrets: filepath.Join(t.TempDir(), "secrets.json"), known: map[string][]string{}}
	script, err := filepath.Abs("testdata/receiver.js")
	must(t, err)
	r.knows("/", "")
	r.process = launch(t, node, []string{"NODE_PATH=" + filepath.Join(library, "node_modules")}, script, r.secrets, elsewhere)
	// Node.js may run below a wrapper, which does not take it along.
	t.Cleanup(func() { _ = syscall.Kill(-r.cmd.Process.Pid, syscall.SIGKILL) })
	until(t, startMax, "the receiver listens", func() bool { return strings.Contains(r.out.String(), "\n") })
	r.url = fmt.Sprintf("http://127.0.0.1:%d", r.receipts()[0].Port)
	return r
}

// knows gives the receiver one more secret for a path.
func (r *receiver) knows(path, secret string) {
	if secret != "" {
		r.known[path] = append(r.known[path], secret)
	}
	text, err := json.Marshal(r.known)
	if err == nil {
		err = os.WriteFile(r.secrets+".new", text, 0o600)
	}
	if err == nil {
		err = os.Rename(r.secrets+".new", r.secrets)
	}
	if err != nil {
		panic(err)
	}
}

func (r *receiver) receipts() []receipt {
	var all []receipt
	for line := range strings.Lines(r.out.String()) {
		if strings.HasSuffix(line, "\n") { // the last one may still be written
			all = append(all, read[receipt](r.t, line))
		}
	}
	return all
}

// at are the receipts of one path.
func (r *receiver) at(path string) []receipt {
	return slices.DeleteFunc(r.receipts(), func(one receipt) bool { return one.Path != path })
}

// tells makes an endpoint at a path of the receiver, which gets its secret.
func (s *shop) tells(r *receiver, path string) (id string) {
	s.t.Helper()
	made := s.mustAPI("POST", "/v1/webhooks", fmt.Sprintf(`{"url":%q,"events":["*"]}`, r.url+path))
	r.knows(path, made["secret"].(string))
	return made["id"].(string)
}

// TestWebhooksReachAReceiver has deliveries verified by a receiver that is
// written with the public library, which refuses them changed, while others
// beside it hang, fail, or redirect to an address that is not to be reached.
func TestWebhooksReachAReceiver(t *testing.T) {
	t.Parallel()
	private, err := net.Listen("tcp", "127.0.0.2:0")
	must(t, err)
	var reached atomic.Int32
	go func() {
		for {
			conn, err := private.Accept()
			if err != nil {
				return
			}
			reached.Add(1)
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = private.Close() })
	elsewhere := "http://" + private.Addr().String() + "/"
	s := newShop(t, release, toThisMachine)
	r := newReceiver(t, elsewhere)
	s.serve()
	healthy := s.tells(r, "/healthy")
	for _, path := range []string{"/hangs", "/fails", "/redirects"} {
		s.tells(r, path)
	}
	for _, address := range []string{elsewhere, "http://127.0.0.2/", "http://[::1]/", "https://169.254.169.254/", "http://10.0.0.1/", "http://0x7f.1/", "https://[::ffff:127.0.0.2]/"} {
		got := s.api("POST", "/v1/webhooks", fmt.Sprintf(`{"url":%q,"events":["*"]}`, address))
		if got.StatusCode != 422 {
			t.Errorf("an endpoint at %s: %d", address, got.StatusCode)
		}
	}
	link := s.newLink(12_50, "")
	const payments = 40
	for range payments {
		s.pays(link)
	}
	const events = 1 + 2*payments
	until(t, 60*time.Second, "the healthy one heard of everything", func() bool { return len(r.at("/healthy")) >= events })
	s.rotates(r, healthy)
	s.wantOrdered(r.at("/healthy"), events+1)
	until(t, 60*time.Second, "the others were tried", func() bool {
		return len(r.at("/hangs")) > 0 && len(r.at("/fails")) > 1 && len(r.at("/redirects")) > 1
	})
	forged := 0
	for _, one := range r.receipts()[1:] {
		if forged += one.Forged; len(one.Accepted) == 0 || slices.Contains(one.Accepted, false) && one.Path != "/healthy" {
			t.Errorf("not accepted: %+v", one)
		}
	}
	if forged > 0 || reached.Load() > 0 {
		t.Errorf("%d forgeries were accepted, the private address was reached %d times", forged, reached.Load())
	}
	t.Logf("%d deliveries accepted by standardwebhooks 1.1.1 and %d forgeries of them refused; beside: hangs %d tries, 500 %d tries, redirect to %s %d tries; healthy p50 %s, p99 %s; private address reached %d times",
		len(r.at("/healthy")), 10*len(r.at("/healthy")), len(r.at("/hangs")), len(r.at("/fails")), private.Addr(), len(r.at("/redirects")),
		latency(r.at("/healthy"), 50), latency(r.at("/healthy"), 99), reached.Load())
}

// rotates gives the endpoint a new secret: a test event is then signed with both.
func (s *shop) rotates(r *receiver, id string) {
	s.t.Helper()
	r.knows("/healthy", s.mustAPI("POST", "/v1/webhooks/"+id+"/rotate", "")["secret"].(string))
	tested := s.mustAPI("POST", "/v1/webhooks/"+id+"/test", "")
	var got []receipt
	until(s.t, 30*time.Second, "the test event came", func() bool {
		got = slices.DeleteFunc(r.at("/healthy"), func(one receipt) bool { return one.Delivery != tested["id"] })
		return len(got) > 0
	})
	if one := got[0]; one.Type != "webhook.test" || len(one.Accepted) != 2 || !one.Accepted[0] || !one.Accepted[1] {
		s.t.Errorf("with two secrets: %+v", one)
	}
}

// wantOrdered holds the deliveries against the list of events: all of them, in
// its order, none twice, 99 of 100 within five seconds.
func (s *shop) wantOrdered(got []receipt, want int) {
	s.t.Helper()
	listed := s.events()
	var told []string
	for _, one := range got {
		told = append(told, one.ID+" "+one.Type)
	}
	if len(told) != want || !slices.Equal(told, listed) {
		s.t.Errorf("%d deliveries, %d events, want %d of each in the same order", len(told), len(listed), want)
	}
	if p99 := latency(got, 99); p99 >= 5*time.Second {
		s.t.Errorf("99 of 100 were told within %s", p99)
	}
}

// latency is the time from event to delivery within which so many percent came.
func latency(got []receipt, percent int) time.Duration {
	var took []time.Duration
	for _, one := range got {
		id, _ := pay.EventPrefix.Parse(one.ID)
		took = append(took, time.UnixMilli(one.At).Sub(id.Time()))
	}
	slices.Sort(took)
	return took[(len(took)-1)*percent/100].Round(time.Millisecond)
}
