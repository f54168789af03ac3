package web

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// keyed is a POST with an idempotency key.
func (s *shop) keyed(path, key, body string) answer {
	s.t.Helper()
	return s.send(ask{method: "POST", path: path, body: body, key: s.open().TestAPIKey.Reveal(), header: map[string]string{"Idempotency-Key": key}})
}

func replayed(a answer) bool { return a.Header.Get("Idempotent-Replayed") == "true" }

func TestARepetitionGetsTheFirstAnswer(t *testing.T) {
	p := &probes{}
	s := newShop(t, p.table)
	first := s.keyed("/v1/things?do=operation", "k", `{"a":1,"b":[1.50,{"c":"d"}]}`)
	again := s.keyed("/v1/things?do=operation", "k", ` {"b" : [1.50, {"c":"d"}], "a":1}`)
	if first.StatusCode != 201 || replayed(first) || !replayed(again) || again.StatusCode != 201 || again.body != first.body ||
		again.Header.Get("Content-Type") != first.Header.Get("Content-Type") || p.runs.Load() != 1 {
		t.Errorf("%d %s, then %d %s %v, %d runs", first.StatusCode, first.body, again.StatusCode, again.body, again.Header, p.runs.Load())
	}
	checkHeaders(t, "replayed", again)
	var body []byte
	s.must(s.pool.QueryRow(t.Context(), `SELECT body FROM idempotency_keys`).Scan(&body))
	if strings.Contains(string(body), "run") {
		t.Errorf("the answer is stored in the open: %q", body)
	}
	for name, other := range map[string]answer{
		"another body":  s.keyed("/v1/things?do=operation", "k", `{"a":2}`),
		"another path":  s.keyed("/v1/money?do=operation", "k", `{"a":1,"b":[1.50,{"c":"d"}]}`),
		"another query": s.keyed("/v1/things", "k", `{"a":1,"b":[1.50,{"c":"d"}]}`),
	} {
		if other.StatusCode != 422 || other.problem(t).Code != string(pay.KeyReused) {
			t.Errorf("%s: %d %s", name, other.StatusCode, other.body)
		}
	}
	live := s.send(ask{method: "POST", path: "/v1/things?do=operation", body: `{"a":1}`, key: s.open().LiveAPIKey.Reveal(), header: map[string]string{"Idempotency-Key": "k"}})
	if live.StatusCode != 201 || replayed(live) {
		t.Errorf("the other mode: %d %s", live.StatusCode, live.body)
	}
	without := s.send(ask{method: "POST", path: "/v1/things", body: `{}`, key: s.open().TestAPIKey.Reveal()})
	if without.StatusCode != 201 || replayed(without) {
		t.Errorf("without a key: %d %s", without.StatusCode, without.body)
	}
}

func TestARevokedKeyGetsNoReplay(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	if a := s.keyed("/v1/things", "k", "{}"); a.StatusCode != 201 {
		t.Fatal(a.StatusCode)
	}
	_, err := s.pool.Exec(t.Context(), `UPDATE api_keys SET revoked_at = now()`)
	s.must(err)
	if a := s.keyed("/v1/things", "k", "{}"); a.StatusCode != 401 || replayed(a) {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
}

func TestFormOfAnIdempotencyKey(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	for key, status := range map[string]int{
		"":                       400,
		strings.Repeat("k", 255): 201,
		strings.Repeat("k", 256): 400,
		"é":                      400,
		"a b~!":                  201,
		"a\tb":                   400,
	} {
		if a := s.keyed("/v1/things", key, "{}"); a.StatusCode != status {
			t.Errorf("%.20q: %d %s", key, a.StatusCode, a.body)
		}
	}
}

func TestWhatChangedNothingBurnsNoKey(t *testing.T) {
	s := newShop(t, (&probes{}).table)
	if a := s.keyed("/v1/things?do=invalid", "k", `{"a":1}`); a.StatusCode != 422 {
		t.Errorf("%d", a.StatusCode)
	}
	if a := s.keyed("/v1/things", "k", `{"a":2}`); a.StatusCode != 201 || replayed(a) {
		t.Errorf("the corrected request: %d %s", a.StatusCode, a.body)
	}
	declined := s.keyed("/v1/money?do=declined", "d", "{}")
	if again := s.keyed("/v1/money?do=declined", "d", "{}"); declined.StatusCode != 402 || !replayed(again) || again.StatusCode != 402 || again.body != declined.body {
		t.Errorf("a decline: %d, then %d %s", declined.StatusCode, again.StatusCode, again.body)
	}
}

// A request that breaks off may be repeated at once, and runs under the id of
// the first run, so that it finds what that one made.
func TestABrokenRequestGoesOnAsTheSameOperation(t *testing.T) {
	p := &probes{}
	var ids []pay.ID
	s := newShop(t, func(s *shop) []Route { return noteOperations(p.table(s), &ids) })
	for _, how := range []string{"panic", "fail"} {
		for range 2 {
			if a := s.keyed("/v1/things?do="+how, how, "{}"); a.StatusCode != 500 || replayed(a) {
				t.Errorf("%s: %d", how, a.StatusCode)
			}
		}
		if a := s.keyed("/v1/things?do="+how, how, `{"other":1}`); a.StatusCode != 422 {
			t.Errorf("another request under the same key: %d", a.StatusCode)
		}
	}
	if len(ids) != 4 || ids[0].IsZero() || ids[0] != ids[1] || ids[2] != ids[3] || ids[0] == ids[2] {
		t.Errorf("%v", ids)
	}
}

func TestFiftyAtOnceRunOnce(t *testing.T) {
	p := &probes{}
	s := newShop(t, p.table)
	s.open()
	for round := range 20 {
		before := p.runs.Load()
		key := "round " + strings.Repeat("x", round)
		var bodies sync.Map
		var made, busy atomic.Int64
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				a, err := s.try(ask{method: "POST", path: "/v1/money?do=operation", body: "{}", key: s.opened.TestAPIKey.Reveal(), header: map[string]string{"Idempotency-Key": key}})
				switch {
				case err != nil:
					t.Error(err)
				case a.StatusCode == 201:
					bodies.Store(a.body, true)
					if !replayed(a) {
						made.Add(1)
					}
				case a.StatusCode == 409 && a.Header.Get("Retry-After") == "1":
					busy.Add(1)
				default:
					t.Errorf("%d %s", a.StatusCode, a.body)
				}
			})
		}
		all.Wait()
		different := 0
		bodies.Range(func(any, any) bool { different++; return true })
		if p.runs.Load()-before != 1 || made.Load() != 1 || different != 1 {
			t.Fatalf("round %d: %d runs, %d made, %d answers, %d busy", round, p.runs.Load()-before, made.Load(), different, busy.Load())
		}
	}
}

// A form that is sent fifty times makes one thing, and each click ends on the
// page of that one.
func TestADoubleClickShowsTheSameResult(t *testing.T) {
	p := &probes{}
	s := newShop(t, p.table)
	m := s.member()
	var places sync.Map
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			a, err := s.try(ask{method: "POST", path: "/member?do=redirect", cookie: m.cookie, body: form("csrf", m.csrf, "nonce", "n", "name", "x")})
			if err != nil || a.StatusCode != 303 {
				t.Errorf("%d %s %v", a.StatusCode, a.body, err)
			}
			places.Store(a.Header.Get("Location"), true)
		})
	}
	all.Wait()
	different := 0
	places.Range(func(any, any) bool { different++; return true })
	if different != 1 || p.runs.Load() != 1 {
		t.Errorf("%d places, %d runs", different, p.runs.Load())
	}
	if a := s.send(ask{method: "POST", path: "/member?do=redirect", cookie: m.cookie, body: form("csrf", m.csrf, "nonce", "n", "name", "y")}); a.StatusCode != 422 || strings.Contains(a.body, "key") {
		t.Errorf("another form with the same nonce: %d", a.StatusCode)
	}
	second := s.signIn(store.SignIn{UserID: s.open().User.ID, SecondFactor: true})
	if a := s.send(ask{method: "POST", path: "/member?do=redirect", cookie: second.cookie, body: form("csrf", second.csrf, "nonce", "n", "name", "x")}); a.StatusCode != 303 || p.runs.Load() != 1 {
		t.Errorf("the same person after a new log-in: %d, %d runs", a.StatusCode, p.runs.Load())
	}
	for _, nonce := range []string{strings.Repeat("n", 101), "a b", "é"} {
		if a := s.send(ask{method: "POST", path: "/member", cookie: m.cookie, body: form("csrf", m.csrf, "nonce", nonce)}); a.StatusCode != http.StatusBadRequest {
			t.Errorf("%q: %d", nonce, a.StatusCode)
		}
	}
}
