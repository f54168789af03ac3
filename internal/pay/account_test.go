package pay_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

func TestSlug(t *testing.T) {
	t.Parallel()
	for slug, ok := range map[string]bool{
		"island-coffee": true, "a1": true, "shop-24-7": true, strings.Repeat("a", 40): true,
		"": false, "a": false, strings.Repeat("a", 41): false, "Island": false, "island coffee": false, "-a": false, "a-": false,
		"a--b": false, "café": false, "іsland": false /* Cyrillic і */, "island\u200b": false, "a_b": false, "a/b": false, "..": false,
		"admin": false, "adm1n": false, "log-in": false, "l0gin": false, "linktill": false, "iinktill": false, "api": false,
	} {
		if _, err := pay.ParseSlug(slug); (err == nil) != ok {
			t.Errorf("%q: %v", slug, err)
		}
	}
	for _, pair := range [][2]string{{"corner", "comer"}, {"shop-1", "shopl"}, {"c0ffee", "coffee"}, {"vvine", "wine"}, {"island-coffee", "islandcoffee"}} {
		if pay.SlugLook(pair[0]) != pay.SlugLook(pair[1]) {
			t.Errorf("%s and %s look different", pair[0], pair[1])
		}
	}
}

func TestSuggestedSlug(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Island Coffee": "island-coffee", "Café Été & Söhne": "cafe-ete-and-sohne", "Maria's Shop": "marias-shop",
		"喫茶店": "shop", "  --  ": "shop", strings.Repeat("long name ", 10): "long-name-long-name-long-name-lon",
	} {
		got := pay.SuggestSlug(name)
		if got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
		if _, err := pay.ParseSlug(pay.NumberedSlug(got, 999_999)); err != nil {
			t.Errorf("%q with a number: %v", got, err)
		}
	}
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	for password, ok := range map[string]bool{
		"correct horse battery": true, "пароль из слов": true, "🐢🐇🐢🐇🐢🐇🐢🐢🐇🐇": true, "tHr33-unlike1y": true,
		strings.Repeat("Aq7 ", 2) + "xyzzyfoo!": true, strings.Repeat("long enough ", 85): true, "kR4$vb2!qZ": true,
		"short": false, "123456789": false, "1234567890": false, "0987654321": false, "aaaaaaaaaaaa": false, "abcabcabcabc": false,
		"qwertyuiop": false, "1q2w3e4r5t": false, "password123": false, "P@ssw0rd2024!": false, "Welcome12345": false,
		"iloveyou99": false, "letmein12345": false, "abcdefghijk": false, "sunshine!!!!": false, "maria@example.com": false,
		"monkeydragon": false, "1111111111111": false, "20242024202": false, strings.Repeat("ab", 513): false,
	} {
		var c pay.Checks
		c.CheckPassword("password", password, "maria@example.com")
		if c.OK() != ok {
			t.Errorf("%.30q: %v", password, c.Err())
		}
	}
	var c pay.Checks
	c.CheckPassword("password", "Maria.Bahamas", "maria.bahamas@example.com")
	if c.OK() {
		t.Error("the address's first part is taken")
	}
	var long pay.Checks
	long.CheckPassword("password", strings.Repeat("x7!", 400), "")
	if long.OK() {
		t.Error("1200 bytes are taken")
	}
}

func TestWrongCodesWaitLonger(t *testing.T) {
	t.Parallel()
	want := []time.Duration{0, 0, 0, 0, 0, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute,
		8 * time.Minute, 15 * time.Minute, 15 * time.Minute}
	for failures, wait := range want {
		if got := pay.SecondFactorWait(failures); got != wait {
			t.Errorf("after %d wrong codes: %s, want %s", failures, got, wait)
		}
	}
	if got := pay.SecondFactorWait(1 << 30); got != 15*time.Minute {
		t.Errorf("after very many: %s", got)
	}
}

func TestNewAPIKeyRules(t *testing.T) {
	t.Parallel()
	now := time.Now()
	hundred, two := int64(100), int64(200)
	past, future := now.Add(-time.Second), now.Add(time.Hour)
	owner := pay.Caller{UserID: pay.NewID(now, 0), Role: pay.Owner}
	manager := pay.Caller{UserID: pay.NewID(now, 0), Role: pay.Manager}
	key := pay.Caller{KeyID: pay.NewID(now, 1), Scopes: []pay.Scope{pay.KeysWrite, pay.RefundsWrite}, RefundLimitMinor: &hundred}
	for name, c := range map[string]struct {
		by    pay.Caller
		in    pay.NewAPIKey
		field string
	}{
		"everything":                {owner, pay.NewAPIKey{Name: "a", Scopes: pay.Scopes, ExpiresAt: &future}, ""},
		"no name":                   {owner, pay.NewAPIKey{Name: " \u200b", Scopes: pay.Scopes}, "name"},
		"long name":                 {owner, pay.NewAPIKey{Name: strings.Repeat("é", 101), Scopes: pay.Scopes}, "name"},
		"no scope":                  {owner, pay.NewAPIKey{Name: "a"}, "scopes"},
		"unknown scope":             {owner, pay.NewAPIKey{Name: "a", Scopes: []pay.Scope{"payments:*"}}, "scopes"},
		"expired":                   {owner, pay.NewAPIKey{Name: "a", Scopes: pay.Scopes, ExpiresAt: &past}, "expires_at"},
		"more than the role":        {manager, pay.NewAPIKey{Name: "a", Scopes: []pay.Scope{pay.KeysRead}}, "scopes"},
		"more than the key":         {key, pay.NewAPIKey{Name: "a", Scopes: []pay.Scope{pay.PaymentsRead}}, "scopes"},
		"as much as the key":        {key, pay.NewAPIKey{Name: "a", Scopes: []pay.Scope{pay.KeysWrite}}, ""},
		"no limit from a limited":   {key, pay.NewAPIKey{Name: "a", Scopes: []pay.Scope{pay.RefundsWrite}}, "refund_limit"},
		"more limit from a limited": {key, pay.NewAPIKey{Name: "a", Scopes: []pay.Scope{pay.RefundsWrite}, RefundLimitMinor: &two}, "refund_limit"},
		"same limit":                {key, pay.NewAPIKey{Name: "a", Scopes: []pay.Scope{pay.RefundsWrite}, RefundLimitMinor: &hundred}, ""},
	} {
		err := c.in.Clean().Check(c.by, now)
		var e *pay.Error
		if err != nil {
			e = err.(*pay.Error)
		}
		if (c.field == "") != (err == nil) || e != nil && e.Fields[c.field] == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	twice := pay.NewAPIKey{Scopes: []pay.Scope{pay.LinksRead, pay.PaymentsRead, pay.LinksRead}}.Clean()
	if !slices.Equal(twice.Scopes, []pay.Scope{pay.PaymentsRead, pay.LinksRead}) {
		t.Errorf("%v", twice.Scopes)
	}
	for _, scope := range pay.Scopes {
		if scope.Words() == "" {
			t.Errorf("%s has no words", scope)
		}
	}
}

func TestCountries(t *testing.T) {
	t.Parallel()
	list := pay.Countries()
	if len(list) < 240 {
		t.Errorf("%d countries", len(list))
	}
	for _, c := range list {
		if got, known := pay.CountryOf(c.Code); !known || got != c {
			t.Errorf("%s is not found", c.Code)
		}
		if _, err := time.LoadLocation(c.TimeZone); err != nil || c.Name == "" || len(c.Code) != 2 {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for _, code := range []string{"", "bs", "XX", "ZZ", "EU"} {
		if _, known := pay.CountryOf(code); known {
			t.Errorf("%q is a country", code)
		}
	}
}

func TestNewMerchantRules(t *testing.T) {
	t.Parallel()
	good := pay.NewMerchant{Name: " Island\u202e  Coffee ", Email: "Maria@Example.com ", Currency: "BSD", Country: "BS"}.Clean()
	if good.Name != "Island Coffee" || good.Email != "maria@example.com" || good.TimeZone != "America/Nassau" {
		t.Errorf("%+v", good)
	}
	for field, change := range map[string]func(*pay.NewMerchant){
		"":          func(*pay.NewMerchant) {},
		"name":      func(n *pay.NewMerchant) { n.Name = "\u200b" },
		"email":     func(n *pay.NewMerchant) { n.Email = "maria" },
		"currency":  func(n *pay.NewMerchant) { n.Currency = "bsd" },
		"country":   func(n *pay.NewMerchant) { n.Country = "" },
		"time_zone": func(n *pay.NewMerchant) { n.TimeZone = "Local" },
		"slug":      func(n *pay.NewMerchant) { n.Slug = "admin" },
	} {
		n := good
		change(&n)
		var c pay.Checks
		n.Clean().Check(&c)
		err := c.Err()
		if (err == nil) != (field == "") || err != nil && err.(*pay.Error).Fields[field] == nil {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func FuzzSlug(f *testing.F) {
	for _, seed := range []string{"island-coffee", "Café Été", "--", "喫茶店", "a\x00b", strings.Repeat("é", 100)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if slug, err := pay.ParseSlug(s); err == nil && (slug != s || strings.ToLower(s) != s) {
			t.Errorf("%q becomes %q", s, slug)
		}
		if _, err := pay.ParseSlug(pay.NumberedSlug(pay.SuggestSlug(s), 2)); err != nil {
			t.Errorf("%q suggests %q: %v", s, pay.SuggestSlug(s), err)
		}
		if code := pay.CleanCode(s); strings.Contains(code, " ") {
			t.Errorf("the code %q becomes %q", s, code)
		}
	})
}
