package handlers

import (
	"encoding/json"
	"testing"

	"linktill/internal/pay"
)

// What is wrong is said in sentences, and on /products behind the field's name.
func TestErrorsOfTheProductsDoor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields  map[string][]string
		message string
		errors  map[string]string // the first of each field
	}{
		"documented": {map[string][]string{"currency": {"Currency is not in ISO 4217 Alpha-3 format.", "Currency is unknown ISO 4217 Alpha-3 code."}},
			"Currency is not in ISO 4217 Alpha-3 format. Currency is unknown ISO 4217 Alpha-3 code",
			map[string]string{"currency": "is not in ISO 4217 Alpha-3 format"}},
		"several fields": {map[string][]string{"return_url": {"Return url is odd."}, "amount": {"Amount is odd."}},
			"Amount is odd. Return url is odd", map[string]string{"return_url": "is odd", "amount": "is odd"}},
		"of any input": {map[string][]string{"infinite": {"Must be true or false."}, "price": {"There is no such field."}, "name": {"This field was sent twice."}},
			"Infinite must be true or false. Name was sent twice. Price is not a known parameter",
			map[string]string{"infinite": "must be true or false", "price": "is not a known parameter", "name": "was sent twice"}},
		"no field": {nil, "Whole sentence.", nil},
	} {
		p, _ := problemOf(&pay.Error{Code: pay.Invalid, Message: "Whole sentence.", Fields: c.fields})
		b, err := json.Marshal(p.at(productsDoor, "id"))
		var got map[string]json.RawMessage
		var body productsProblem
		if err != nil || json.Unmarshal(b, &got) != nil || json.Unmarshal(b, &body) != nil || len(got) != 2 || string(got["errors"]) == "null" {
			t.Errorf("%s: %s", name, b)
		}
		if body.Message != c.message || len(body.Errors) != len(c.errors) {
			t.Errorf("%s: %s", name, b)
		}
		for field, want := range c.errors {
			if body.Errors[field][0] != want {
				t.Errorf("%s: %s %q", name, field, body.Errors[field])
			}
		}
	}
}

func TestDoors(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]door{
		"/products": productsDoor, "/products/x/": productsDoor, "/products/x/pay": v1Door, "/productsx": v1Door,
		"/v1/products": v1Door, "/api/refunds/": apiDoor, "/apix": v1Door, "/": v1Door,
	} {
		if got := doorFor(path); got != want {
			t.Errorf("%s: door %d", path, got)
		}
	}
}
