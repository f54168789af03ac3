package web

import (
	"encoding/base32"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linktill/internal/pay"
)

func copyAll(w io.Writer, r io.Reader) (int64, error) { return io.Copy(w, r) }

func base32NoPadding(s string) ([]byte, error) {
	return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s)
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%s: %v", a.body, err)
	}
	return v
}

func TestAPIKeysOverJSON(t *testing.T) {
	s := newHouse(t)
	key := s.open().TestAPIKey.Reveal()
	made := s.send(ask{method: "POST", path: "/v1/me/api-keys", key: key,
		body: `{"name":"Web shop","scopes":["links:write","links:read"],"expires_at":"2099-12-31T18:00:00Z","refund_limit":5000}`})
	v := made.json(t)
	if made.StatusCode != 201 {
		t.Fatalf("%d %s", made.StatusCode, made.body)
	}
	var fields []string
	for name := range v {
		fields = append(fields, name)
	}
	slices.Sort(fields)
	want := []string{"created_at", "expires_at", "id", "key", "last4", "last_used_at", "livemode", "name", "refund_limit", "scopes"}
	if !slices.Equal(fields, want) {
		t.Errorf("fields %v", fields)
	}
	second, _ := v["key"].(string)
	if v["name"] != "Web shop" || v["livemode"] != false || v["refund_limit"] != 5000.0 || v["expires_at"] != "2099-12-31T18:00:00Z" ||
		v["last4"] != second[len(second)-4:] || v["last_used_at"] != nil || !strings.HasPrefix(v["id"].(string), "key_") {
		t.Errorf("%v", v)
	}
	list := s.send(ask{path: "/v1/me/api-keys?limit=1", key: key}).json(t)
	rows := list["data"].([]any)
	if first := rows[0].(map[string]any); len(rows) != 1 || first["id"] != v["id"] || first["key"] != nil || list["has_more"] != true || list["next_cursor"] != v["id"] {
		t.Errorf("%v", list)
	}
	if got := s.send(ask{path: "/v1/payment-links", key: second}); got.StatusCode != 200 {
		t.Errorf("the new key: %d %s", got.StatusCode, got.body)
	}
	for _, forbidden := range []string{"/v1/payments", "/v1/me/api-keys"} {
		if got := s.send(ask{path: forbidden, key: second}); got.StatusCode != 403 {
			t.Errorf("%s without the scope: %d", forbidden, got.StatusCode)
		}
	}
	gone := s.send(ask{method: "DELETE", path: "/v1/me/api-keys/" + v["id"].(string), key: key})
	if d := gone.json(t); gone.StatusCode != 200 || d["deleted"] != true || d["id"] != v["id"] || d["revoked_at"] == nil {
		t.Errorf("%d %s", gone.StatusCode, gone.body)
	}
	if got := s.send(ask{path: "/v1/payment-links", key: second}); got.StatusCode != 401 {
		t.Errorf("the revoked key: %d", got.StatusCode)
	}
}

func TestBadAPIKeyInput(t *testing.T) {
	s := newHouse(t)
	key := s.open().TestAPIKey.Reveal()
	for body, field := range map[string]string{
		`{"scopes":["links:read"]}`:                                           "name",
		`{"name":"x"}`:                                                        "scopes",
		`{"name":"x","scopes":[]}`:                                            "scopes",
		`{"name":"x","scopes":["links:*"]}`:                                   "scopes",
		`{"name":"x","scopes":"links:read"}`:                                  "scopes",
		`{"name":"x","scopes":["links:read"],"expires_at":"2001-01-01"}`:      "expires_at",
		`{"name":"x","scopes":["links:read"],"expires_at":"tomorrow"}`:        "expires_at",
		`{"name":"x","scopes":["links:read"],"refund_limit":-1}`:              "refund_limit",
		`{"name":"x","scopes":["links:read"],"livemode":true}`:                "livemode",
		`{"name":"` + strings.Repeat("x", 101) + `","scopes":["links:read"]}`: "name",
	} {
		got := s.send(ask{method: "POST", path: "/v1/me/api-keys", key: key, body: body})
		errors, _ := got.json(t)["errors"].(map[string]any)
		if got.StatusCode != 422 || errors[field] == nil {
			t.Errorf("%.60s: %d %s", body, got.StatusCode, got.body)
		}
	}
	live := s.open().LiveAPIKey.Reveal()
	id := s.send(ask{path: "/v1/me/api-keys", key: live}).json(t)["data"].([]any)[0].(map[string]any)["id"].(string)
	for _, path := range []string{id, "key_1", "x", pay.KeyPrefix.Show(s.st.NewID(1))} {
		if got := s.send(ask{method: "DELETE", path: "/v1/me/api-keys/" + path, key: key}); got.StatusCode != 404 {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
}

// A key with one character changed is refused without asking the database.
func TestMistypedKeyNeverReachesTheDatabase(t *testing.T) {
	s := newHouse(t)
	key := s.open().TestAPIKey.Reveal()
	if got := s.send(ask{path: "/v1/me/api-keys", key: key}); got.StatusCode != 200 {
		t.Fatalf("%d %s", got.StatusCode, got.body)
	}
	s.pool.Close() // whatever asks from now on fails with another status
	for i := range key {
		changed := []byte(key)
		changed[i] = map[bool]byte{true: 'b', false: 'a'}[key[i] == 'a']
		if got := s.send(ask{path: "/v1/me/api-keys", key: string(changed)}); got.StatusCode != 401 {
			t.Errorf("character %d changed: %d", i, got.StatusCode)
		}
	}
}

func TestAPIKeysInTheDashboard(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/keys"), 200, "First test key")
	b.wants(b.get("/dashboard/keys/new"), 200, "Refund payments")
	b.wants(b.post("/dashboard/keys", "name", "<b>x</b>", "expires_at", "2001-01-01T00:00"), 422, "Choose at least one thing")
	b.wants(b.post("/dashboard/keys", "name", "Web shop", "scopes", "payments:read", "expires_at", "soon"), 422, "Enter a date with a time")
	made := b.wants(b.post("/dashboard/keys", "nonce", "n1", "name", "Web shop", "scopes", "links:read", "expires_at", "2099-01-01T10:00"), 201, "/v1/payment-links")
	again := b.post("/dashboard/keys", "nonce", "n1", "name", "Web shop", "scopes", "links:read", "expires_at", "2099-01-01T10:00")
	if again.body != made.body {
		t.Error("a double click makes two keys")
	}
	page := b.wants(b.get("/dashboard/keys"), 200, "Web shop")
	if strings.Count(page.body, "Web shop") > 2 {
		t.Error("the key is there twice")
	}
	_, rest, _ := strings.Cut(page.body, `action="/dashboard/keys/`)
	id, _, _ := strings.Cut(rest, "/")
	b.wants(b.post("/dashboard/keys/"+id+"/revoke"), 303, "/dashboard/keys")
	b.wants(b.get("/dashboard/keys"), 200, "Revoked")
	if strings.Contains(b.get("/dashboard/keys").body, "First live key") {
		t.Error("a live key is shown in test mode")
	}
}

// Every place that makes somebody signed in is here, with why it cannot be
// reached without the second factor. A new one fails this test until it is.
func TestEveryWayToBeSignedInIsKnown(t *testing.T) {
	t.Parallel()
	known := map[string]string{
		"LogIn":             "gives a session without second factor; PasswordOnly is all it opens (TestLogInTakesBothFactors)",
		"EnterCode":         "after verifySecondFactor",
		"EnterPasskey":      "after verifyPasskey",
		"AcceptInvite":      "has made a new account, which has no second factor yet",
		"renewSession":      "the same person goes on, with what was proved before (TestJoiningProvesNothing)",
		"signUp":            "a new account, which has no second factor yet",
		"changePassword":    "a Member already; after password and verifySecondFactor",
		"showRecoveryCodes": "a Member already; after a code or a passkey was confirmed or verifySecondFactor",
		"DisableTOTP":       "a Member already; after password and verifySecondFactor",
		"signIn":            "the function that all of them call",
	}
	found := map[string]bool{}
	for _, dir := range []string{"../handlers", "."} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if !strings.HasSuffix(file, "_test.go") {
				waysIn(t, file, found)
			}
		}
	}
	for name := range found {
		if known[name] == "" {
			t.Errorf("%s signs somebody in and is not on the list", name)
		}
	}
	for name := range known {
		if !found[name] {
			t.Errorf("%s is on the list and signs nobody in", name)
		}
	}
}

// waysIn adds the functions of a file that make or renew a person's session.
func waysIn(t *testing.T, file string, found map[string]bool) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range parsed.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && slices.Contains([]string{"signIn", "SignInSession", "RenewSession"}, s.Sel.Name) {
				found[f.Name.Name] = true
			}
			return true
		})
	}
}
