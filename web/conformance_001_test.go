package web

import (
	"strings"
	"testing"
)

// Every example of the document with the answer that it prints; the date in it
// has passed and is moved.
func TestConformance001(t *testing.T) { newReader(t).follow("001 bePaid products", calls001) }

const product001 = `{"id":"x","name":"product","description":"description","currency":"USD","amount":990,"quantity":null,"infinite":true,"language":"en","transaction_type":"payment",
	"created_at":"2022-12-20T18:54:42.033Z","updated_at":"2022-12-20T18:54:42.033Z","test":true,"additional_data":{},"pay_url":"x","payment_url":"x","confirm_url":"x"}`

var calls001 = []call{
	{name: "Create, unlimited quantity and period", points: []int{1, 2, 3, 4, 5, 7, 10, 12, 13, 14, 15, 16, 17}, method: "POST", path: "/products", status: 201, answer: product001, opens: []string{"pay_url", "payment_url", "confirm_url"}, keep: map[string]string{"product": "id", "pay": "pay_url"},
		same: []string{"name", "description", "currency", "amount", "quantity", "infinite", "language", "transaction_type", "test", "additional_data"},
		body: `{"name":"product","description":"description","currency":"USD","amount":"990","infinite":true,"test":true,"immortal":true,"return_url":"http://return-url.com","shop_id":"{shop}","language":"en","transaction_type":"payment"}`},
	{name: "Create, as printed, with a live key", points: []int{9, 16}, method: "POST", path: "/products", as: "live", status: 201, answer: `{"id":"x","test":false}`, same: []string{"test"},
		body: `{"name":"product","description":"description","currency":"USD","amount":"990","infinite":true,"test":false,"immortal":true,"return_url":"http://return-url.com","shop_id":"{shop}","language":"en","transaction_type":"payment"}`},
	{name: "Create, limited quantity and period", points: []int{6, 7, 10, 11, 16}, method: "POST", path: "/products", as: "live", status: 201, answer: `{"id":"x","amount":990,"quantity":10,"infinite":false,"test":false}`, same: []string{"amount", "quantity", "infinite", "test"},
		body: `{"name":"product","description":"description","currency":"USD","amount":"990","quantity":"10","infinite":false,"test":false,"immortal":false,"expired_at":"{day}","return_url":"http://return-url.com","shop_id":"{shop}","language":"en","transaction_type":"payment"}`},
	{name: "Create with numbers as numbers", points: []int{5, 6, 11, 13}, method: "POST", path: "/products", status: 201, answer: `{"amount":990,"quantity":3,"infinite":false}`, same: []string{"amount", "quantity", "infinite"},
		body: `{"name":"p","description":"d","currency":"USD","amount":990,"quantity":3,"expired_at":"{future}","shop_id":{shop},"visible_fields":["first_name","email"]}`},
	{name: "Every visible field", points: []int{8, 25}, method: "POST", path: "/products", status: 201, answer: `{"id":"x"}`, keep: map[string]string{"asking": "pay_url"},
		body: `{"name":"p","description":"d","currency":"USD","amount":"990","visible_fields":["first_name","last_name","country","state","city","address","zip","phone","birth_date","email","taxpayer_id"]}`},
	{act: func(r *reader) { r.asks("{asking}", "first_name", "taxpayer_id", "birth_date") }},
	{name: "A hold on the card", points: []int{15}, method: "POST", path: "/products", status: 201, answer: `{"transaction_type":"authorization"}`, same: []string{"transaction_type"}, body: `{"name":"p","description":"d","currency":"USD","amount":"990","transaction_type":"authorization"}`},
	{name: "In another language", points: []int{14}, method: "POST", path: "/products", status: 201, answer: `{"language":"it"}`, same: []string{"language"}, body: `{"name":"p","description":"d","currency":"EUR","amount":"990","language":"it"}`},
	{name: "Invalid parameters", points: []int{4, 18}, method: "POST", path: "/products", status: 422, same: []string{"message", "errors"}, body: `{"name":"product","description":"description","currency":"?","amount":"990"}`,
		answer: `{"message":"Currency is not in ISO 4217 Alpha-3 format. Currency is unknown ISO 4217 Alpha-3 code","errors":{"currency":["is not in ISO 4217 Alpha-3 format","is unknown ISO 4217 Alpha-3 code"]}}`},
	{name: "What is required", points: []int{2, 3, 4, 5, 18}, method: "POST", path: "/products", body: `{}`, status: 422, answer: `{"message":"x","errors":{"name":["x"],"description":["x"],"currency":["x"],"amount":["x"]}}`},
	{name: "Another shop's id", points: []int{13}, method: "POST", path: "/products", body: `{"name":"p","description":"d","currency":"USD","amount":"1","shop_id":"999999"}`, status: 422, answer: `{"message":"x","errors":{"shop_id":["x"]}}`},
	{name: "Get a product", points: []int{19, 25}, method: "GET", path: "/products/{product}", status: 200, answer: product001, same: []string{"name", "amount", "infinite"}},
	{name: "Get one that does not exist", points: []int{20}, method: "GET", path: "/products/prd_ed27b047d3ccd1a6", status: 302, answer: `{"message":"x","errors":{}}`, header: map[string]string{"Location": ""}},
	{name: "Retrieve all products", points: []int{21}, method: "GET", path: "/products", status: 200, answer: `[` + product001 + `]`},
	{name: "Update amount and quantity", points: []int{22, 23}, method: "PUT", path: "/products/{product}", body: `{"amount":950,"infinite":false,"quantity":"5"}`, status: 204},
	{name: "It is changed", points: []int{22, 24}, method: "GET", path: "/products/{product}", status: 200, answer: `{"amount":950,"infinite":false,"quantity":5,"name":"product"}`, same: []string{"amount", "infinite", "quantity", "name"}},
	{name: "Without credentials", points: []int{1}, method: "GET", path: "/products", as: "nobody", status: 401, answer: `{"message":"x","errors":{}}`, header: map[string]string{"WWW-Authenticate": ""}},
	{name: "With Bearer", points: []int{1}, method: "GET", path: "/products", as: "Bearer", status: 401, answer: `{"message":"x","errors":{}}`},
	{name: "There is no DELETE", points: []int{24}, method: "DELETE", path: "/products/{product}", status: 405, answer: `{"message":"x"}`},
}

// asks opens a page and wants it to ask for these fields.
func (r *reader) asks(address string, fields ...string) {
	r.t.Helper()
	got := r.send(ask{path: r.fill(address)[len(r.url):]})
	for _, field := range fields {
		if got.StatusCode != 200 || !strings.Contains(got.body, `name="`+field+`"`) {
			r.t.Errorf("%s does not ask for %s: %d", r.fill(address), field, got.StatusCode)
		}
	}
}
