package web

import (
	"reflect"
	"strings"
	"testing"
)

func TestTaxRates(t *testing.T) {
	s := newHouse(t)
	key, live := s.open().TestAPIKey.Reveal(), s.open().LiveAPIKey.Reveal()
	if got := s.send(ask{path: "/v1/tax-rates", key: key}); got.StatusCode != 200 || got.body != `{"data":[]}`+"\n" {
		t.Errorf("at first: %d %s", got.StatusCode, got.body)
	}
	const kept = `{"data":[{"country":"BS","rate":1000,"name":"VAT"},{"country":"DE","rate":0,"name":""}]}` + "\n"
	put := s.send(ask{method: "PUT", path: "/v1/tax-rates", key: key,
		body: `{"data":[{"country":"DE","rate":0},{"country":"BS","rate":1000,"name":" VAT\u200b "}]}`})
	if put.StatusCode != 200 || put.body != kept {
		t.Errorf("put: %d %s", put.StatusCode, put.body)
	}
	for mode, key := range map[string]string{"test": key, "live": live} {
		if got := s.send(ask{path: "/v1/tax-rates/", key: key}); got.body != kept {
			t.Errorf("in %s mode: %s", mode, got.body)
		}
	}
	// What is read can be sent back as it is.
	if again := s.send(ask{method: "PUT", path: "/v1/tax-rates", key: live, body: kept}); again.StatusCode != 200 || again.body != kept {
		t.Errorf("sent back: %d %s", again.StatusCode, again.body)
	}
	if none := s.send(ask{method: "PUT", path: "/v1/tax-rates", key: key, body: `{"data":[]}`}); none.body != `{"data":[]}`+"\n" {
		t.Errorf("none: %s", none.body)
	}
}

func TestBadTaxRates(t *testing.T) {
	s := newHouse(t)
	key := s.open().TestAPIKey.Reveal()
	s.exec(`INSERT INTO tax_rates SELECT id, 'BS', 1000, '' FROM merchants`)
	for body, fields := range map[string][]string{
		``: {"data"}, `{}`: {"data"}, `{"data":null}`: {"data"}, `{"data":"x"}`: {"data"}, `{"rates":[]}`: {"rates"},
		`{"data":[{"country":"DE"}]}`:                          {"data.0.rate"},
		`{"data":[{"rate":5}]}`:                                {"data.0.country"},
		`{"data":[{"country":"DE","rate":19.5}]}`:              {"data.0.rate"},
		`{"data":[{"country":"DE","rate":"1900"}]}`:            {"data.0.rate"},
		`{"data":[{"country":"DE","rate":1900,"type":"vat"}]}`: {"data.0.type"},
		`{"data":[{"country":"DE","rate":10001},{"country":"DE","rate":-1},{"country":"xx","rate":0}]}`: {"data.0.rate", "data.1.country", "data.1.rate", "data.2.country"},
		`{"data":[{"country":"DE","rate":1,"name":"` + strings.Repeat("x", 61) + `"}]}`:                 {"data.0.name"},
	} {
		got := s.send(ask{method: "PUT", path: "/v1/tax-rates", key: key, body: body})
		errors, _ := got.json(t)["errors"].(map[string]any)
		if got.StatusCode != 422 || len(errors) != len(fields) {
			t.Errorf("%.60s: %d %s", body, got.StatusCode, got.body)
		}
		for _, field := range fields {
			if errors[field] == nil {
				t.Errorf("%.60s: nothing about %s: %s", body, field, got.body)
			}
		}
	}
	if got := s.send(ask{path: "/v1/tax-rates", key: key}); !strings.Contains(got.body, `"rate":1000`) {
		t.Errorf("a refused request changed the rates: %s", got.body)
	}
	s.exec(`UPDATE api_keys SET scopes = '{account:read}'`)
	for _, a := range []ask{
		{method: "PUT", path: "/v1/tax-rates", body: `{"data":[]}`}, {method: "POST", path: "/v1/tax-rates/prefill", body: `{"region":"EU"}`},
	} {
		a.key = key
		if got := s.send(a); (got.StatusCode == 403) != (a.method == "PUT") {
			t.Errorf("%s with account:read: %d %s", a.path, got.StatusCode, got.body)
		}
	}
}

func TestPrefillTaxRates(t *testing.T) {
	s := newHouse(t)
	key := s.open().TestAPIKey.Reveal()
	prefill := func(body string) (int, map[string]any) {
		got := s.send(ask{method: "POST", path: "/v1/tax-rates/prefill", key: key, body: body})
		return got.StatusCode, got.json(t)
	}
	status, v := prefill(`{"countries":["US","DE","BS"]}`)
	want := []any{map[string]any{"country": "BS", "rate": 1000.0, "name": "VAT"}, map[string]any{"country": "DE", "rate": 1900.0, "name": "VAT"}}
	if status != 200 || !reflect.DeepEqual(v["data"], want) || !reflect.DeepEqual(v["unknown"], []any{"US"}) || v["as_of"] == "" {
		t.Errorf("%d %v", status, v)
	}
	if status, v := prefill(`{"region":"EU"}`); status != 200 || len(v["data"].([]any)) != 27 || len(v["unknown"].([]any)) != 0 {
		t.Errorf("%d %v", status, v)
	}
	for body, field := range map[string]string{
		`{}`: "countries", `{"countries":["DE"],"region":"EU"}`: "countries", `{"region":"eu"}`: "region",
		`{"countries":["DE","DE"]}`: "countries.1", `{"countries":["Germany"]}`: "countries.0", `{"countries":"DE"}`: "countries", `{"country":"DE"}`: "country",
	} {
		status, v := prefill(body)
		if errors, _ := v["errors"].(map[string]any); status != 422 || errors[field] == nil {
			t.Errorf("%s: %d %v", body, status, v)
		}
	}
	if got := s.send(ask{path: "/v1/tax-rates", key: key}); got.body != `{"data":[]}`+"\n" {
		t.Errorf("a proposal was kept: %s", got.body)
	}
}
