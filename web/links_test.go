package web

import (
	"bytes"
	"image"
	_ "image/png"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Each case is sent as a form and as JSON; what is wrong is said of the same
// field.
func TestCreateLink(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	long := strings.Repeat("x", 501)
	for _, test := range []struct {
		name, json string
		form       []string
		wrong      string // the field that is refused; "" for none
	}{
		{"fixed", `{"amount":5000,"currency":"BSD","description":"Tea"}`, []string{"amount", "50.00", "description", "Tea"}, ""},
		{"open", `{"description":"Donation"}`, []string{"kind", "open", "description", "Donation"}, ""},
		{"open with limits", `{"min_amount":100,"max_amount":900,"suggested_amounts":[200,300]}`,
			[]string{"kind", "open", "min_amount", "1", "max_amount", "9", "suggested", "2, 3"}, ""},
		{"tickets", `{"amount":7500,"max_uses":50,"expires_at":"2099-06-01T00:00:00Z"}`,
			[]string{"amount", "75", "max_uses", "50", "expires_at", "2099-06-01T00:00"}, ""},
		{"yen", `{"amount":500,"currency":"JPY"}`, []string{"amount", "500", "currency", "JPY"}, ""},
		{"dinar", `{"amount":1234,"currency":"BHD"}`, []string{"amount", "1.234", "currency", "BHD"}, ""},
		{"zero", `{"amount":0}`, []string{"amount", "0"}, "amount"},
		{"negative", `{"amount":-5}`, []string{"amount", "-5"}, "amount"},
		{"huge", `{"amount":1000000000000000}`, []string{"amount", "10000000000000"}, "amount"},
		{"decimals", `{"amount":50.5}`, []string{"amount", "50.555"}, "amount"},
		{"not a number", `{"amount":"NaN"}`, []string{"amount", "NaN"}, "amount"},
		{"full-width digits", `{"amount":"５０"}`, []string{"amount", "５０"}, "amount"},
		{"currency", `{"amount":5,"currency":"XXX"}`, []string{"amount", "5", "currency", "XXX"}, "currency"},
		{"no uses", `{"amount":5,"max_uses":0}`, []string{"amount", "5", "max_uses", "0"}, "max_uses"},
		{"past", `{"amount":5,"expires_at":"2020-01-01T00:00:00Z"}`, []string{"amount", "5", "expires_at", "2020-01-01T00:00"}, "expires_at"},
		{"no date", `{"amount":5,"expires_at":"soon"}`, []string{"amount", "5", "expires_at", "soon"}, "expires_at"},
		{"long", `{"amount":5,"description":"` + long + `"}`, []string{"amount", "5", "description", long}, "description"},
		{"unknown field", `{"amount":5,"price":6}`, []string{"amount", "5", "price", "6"}, "price"},
		{"metadata", `{"amount":5,"metadata":{"a":{"b":1}}}`, []string{"amount", "5", "metadata", "no equals sign"}, "metadata"},
	} {
		status, got := s.api("POST", "/payment-links", test.json)
		pairs := map[string]string{"kind": "fixed", "currency": "BSD"}
		for i := 0; i < len(test.form); i += 2 {
			pairs[test.form[i]] = test.form[i+1]
		}
		var sent []string
		for name, value := range pairs {
			sent = append(sent, name, value)
		}
		page := b.post("/dashboard/links", sent...)
		if test.wrong == "" {
			if status != 201 || page.StatusCode != 303 || !strings.HasPrefix(page.Header.Get("Location"), "/dashboard/links/link_") {
				t.Errorf("%s: %d %v; form %d", test.name, status, got, page.StatusCode)
			}
			continue
		}
		errors, _ := got["errors"].(map[string]any)
		if status != 422 || errors[test.wrong] == nil {
			t.Errorf("%s: %d %v, want 422 on %s", test.name, status, got, test.wrong)
		}
		if page.StatusCode != 422 {
			t.Errorf("%s: the form answers %d", test.name, page.StatusCode)
		}
		if typed := pairs[test.wrong]; test.wrong != "price" && test.wrong != "currency" && !strings.Contains(page.body, typed) {
			t.Errorf("%s: the form lost %q", test.name, typed)
		}
	}
}

func TestLinkLife(t *testing.T) {
	s := newTill(t)
	id, path := s.link(`{"amount":5000,"description":"Tea","max_uses":2}`)
	at := "/payment-links/" + id
	for _, step := range []struct {
		method, path, body string
		status             int
		code               string
	}{
		{"PATCH", at, `{"description":"Green tea","max_uses":1}`, 200, ""},
		{"PATCH", at, `{"amount":1}`, 422, "VALIDATION_FAILED"},
		{"PATCH", at, `{"merchant_slug":"x"}`, 422, "VALIDATION_FAILED"},
		{"PATCH", at, `{"is_active":false}`, 200, ""},
		{"PATCH", at, `{"is_active":true}`, 200, ""},
	} {
		if status, got := s.api(step.method, step.path, step.body); status != step.status || step.code != "" && got["code"] != step.code {
			t.Errorf("%s %s: %d %v", step.method, step.body, status, got)
		}
	}
	s.browser().paysAt(path, goodCard)
	if l := s.makes("GET", at, ""); l["is_active"] != false || l["deactivation_reason"] != "max_uses" || l["uses_count"].(float64) != 1 {
		t.Errorf("used up: %v", l)
	}
	if status, got := s.api("PATCH", at, `{"max_uses":0}`); status != 422 {
		t.Errorf("less than used: %d %v", status, got)
	}
	if l := s.makes("PATCH", at, `{"max_uses":5}`); l["is_active"] != true {
		t.Error("a higher limit does not revive it")
	}
	if l := s.makes("POST", at+"/deactivate", ""); l["is_active"] != false || l["deactivated_at"] == nil || l["id"] != id {
		t.Errorf("deactivated: %v", l)
	}
	if l := s.makes("DELETE", at, ""); l["deleted"] != true || l["id"] != id {
		t.Errorf("deleted: %v", l)
	}
	if status, got := s.api("GET", at, ""); status != 404 || got["code"] != "LINK_NOT_FOUND" {
		t.Errorf("after deletion: %d %v", status, got)
	}
	if total := s.makes("GET", "/payments", "")["data"].([]any); len(total) != 1 {
		t.Errorf("%d payments are left of the deleted link", len(total))
	}
}

func TestLinksArePaged(t *testing.T) {
	s := newTill(t)
	for range 7 {
		s.link(`{"amount":5000}`)
	}
	seen := map[string]bool{}
	for cursor := ""; ; {
		page := s.makes("GET", "/payment-links?limit=3&cursor="+cursor, "")
		for _, row := range page["payment_links"].([]any) {
			seen[row.(map[string]any)["id"].(string)] = true
		}
		s.link(`{"amount":1}`) // rows that arrive meanwhile move nothing
		if page["has_more"] != true {
			break
		}
		cursor = page["next_cursor"].(string)
	}
	if len(seen) != 7 {
		t.Errorf("saw %d links of 7", len(seen))
	}
	page := s.makes("GET", "/payment-links?limit=4&offset=8", "")
	if len(page["payment_links"].([]any)) != 2 || page["total"].(float64) != 10 || page["offset"].(float64) != 8 {
		t.Errorf("by offset: %v", page)
	}
	for _, bad := range []string{"limit=0", "limit=-1", "limit=abc", "offset=-1", "offset=1&cursor=" + slices.Collect(maps.Keys(seen))[0], "cursor=x", "is_active=maybe"} {
		if status, got := s.api("GET", "/payment-links?"+bad, ""); status != 422 {
			t.Errorf("%s: %d %v", bad, status, got)
		}
	}
	if page := s.makes("GET", "/payment-links?limit=1000", ""); page["limit"].(float64) != 100 {
		t.Errorf("a limit of 1000 is %v", page["limit"])
	}
}

func TestQRHoldsTheAddress(t *testing.T) {
	s := newTill(t)
	l := s.makes("POST", "/payment-links", `{"amount":5000,"description":"ignored"}`)
	path := "/qr/" + l["id"].(string)
	for _, size := range []string{"", "?size=120", "?size=354", "?size=2048"} {
		got := s.send(ask{path: path + size})
		if got.StatusCode != 200 || got.Header.Get("Content-Type") != "image/png" || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") {
			t.Fatalf("%s: %d %v", size, got.StatusCode, got.Header)
		}
		if text := decodeQR(t, got.body); text != l["url"] {
			t.Errorf("%s: %q, want %q", size, text, l["url"])
		}
		if again := s.send(ask{path: path + size, header: map[string]string{"If-None-Match": got.Header.Get("ETag")}}); again.StatusCode != 304 || again.body != "" {
			t.Errorf("%s: asked again: %d", size, again.StatusCode)
		}
	}
	svg := s.send(ask{path: path + ".svg"})
	if svg.StatusCode != 200 || !strings.HasPrefix(svg.Header.Get("Content-Type"), "image/svg+xml") || !strings.HasPrefix(svg.body, "<svg") || strings.Contains(svg.body, "script") || len(svg.body) > 20_000 {
		t.Errorf("svg: %d, %d bytes", svg.StatusCode, len(svg.body))
	}
	for at, status := range map[string]int{path + "?size=1": 422, path + "?size=99999": 422, path + "?size=x": 422, "/qr/link_nothing": 404, "/qr/x.svg": 404} {
		if got := s.send(ask{path: at}); got.StatusCode != status {
			t.Errorf("%s: %d, want %d", at, got.StatusCode, status)
		}
	}
}

func decodeQR(t *testing.T, png string) string {
	t.Helper()
	picture, _, err := image.Decode(bytes.NewReader([]byte(png)))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	// The picture is the code and nothing else, so the reader need not search it.
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		t.Fatal(err)
	}
	return found.GetText()
}

func TestLinkInTheDashboard(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	page := b.wants(b.get("/dashboard/links/new"), 200, "Create a payment link")
	nonce := nonceField.FindStringSubmatch(page.body)[1]
	fields := []string{"nonce", nonce, "kind", "fixed", "currency", "BSD", "amount", "1,250.00", "description", "Catering", "reference", "R-7", "metadata", "table=4"}
	at := b.wants2(b.post("/dashboard/links", fields...), 303, "/dashboard/links/link_")
	if again := b.wants2(b.post("/dashboard/links", fields...), 303, "/dashboard/links/link_"); again != at {
		t.Errorf("a double click made another link: %s", again)
	}
	at, _, _ = strings.Cut(at, "?")
	b.wants(b.get(at), 200, "B$1,250.00")
	edition := fieldOf(b.wants(b.get(at+"/edit"), 200, "table=4"), "edition")
	b.wants(b.post(at, "edition", edition, "description", "Catering for ten", "reference", "R-8", "metadata", "table=5", "max_uses", "3"), 303, at)
	b.wants(b.get(at), 200, "0 of 3 paid")
	stale := b.wants(b.post(at, "edition", edition, "description", "Catering for twelve", "reference", "R-8", "metadata", "table=6", "max_uses", "3"), 409,
		"Somebody changed this link while you had it open.", `value="Catering for twelve"`, "<td>Catering for ten</td>", "<td>table=5</td>", "table=6</textarea>")
	if strings.Contains(stale.body, ">Your reference</th>") {
		t.Error("what is the same is shown as different")
	}
	b.wants(b.post(at, "edition", fieldOf(stale, "edition"), "description", "Catering for ten", "metadata", "", "max_uses", "x"), 422, `value="`+fieldOf(stale, "edition")+`"`)
	b.wants(b.post(at, "edition", fieldOf(stale, "edition"), "description", "Catering for ten", "max_uses", "3"), 303, at)
	b.wants(b.post(at+"/deactivate"), 303, at)
	b.wants(b.get(at), 200, "Inactive")
	b.wants(b.post(at+"/activate"), 303, at)
	b.wants(b.get("/dashboard/links?status=active"), 200, "Catering for ten")
	for _, format := range []string{"poster", "tent"} {
		b.wants(b.get(at+"/print?format="+format), 200, "B$1,250.00")
	}
	b.wants(b.post(at+"/delete"), 303, "/dashboard/links")
	b.wants(b.get(at), 404, "")
}
