package web

import (
	"slices"
	"testing"
)

// The document prints one example, a list of payments by cursor; of the rest it
// lists the method, the address and what it is for. Their answers are those
// that the API promises.
func TestConformance000(t *testing.T) {
	newReader(t).follow("000 BeInfi", slices.Concat(calls000Payments, calls000Shop, calls000Account, calls000Webhooks))
}

const error000 = `{"error":"not_found","code":"X","message":"The requested resource does not exist.","request_id":"x"}`

var calls000Payments = []call{
	{name: "Bearer token authentication", points: []int{1}, method: "GET", path: "/v1/payments", as: "nobody", status: 401, answer: error000, header: map[string]string{"WWW-Authenticate": ""}},
	{name: "Create a new payment link", points: []int{1, 2}, method: "POST", path: "/v1/payment-links", body: `{"amount":5000,"description":"Coffee"}`, status: 201,
		answer: `{"id":"x","amount":5000,"currency":"BSD","description":"Coffee","url":"x","is_active":true,"created_at":"2026-03-19T10:00:00Z"}`, same: []string{"amount", "description"}, opens: []string{"url"}, keep: map[string]string{"link": "id", "pay": "url"}},
	{name: "List all payment links", points: []int{3, 34}, method: "GET", path: "/v1/payment-links", status: 200, answer: `{"payment_links":[{"id":"{link}"}],"has_more":false,"next_cursor":null}`, same: []string{"has_more", "payment_links.0.id"}},
	{name: "Get a specific payment link", points: []int{4}, method: "GET", path: "/v1/payment-links/{link}", status: 200, answer: `{"id":"{link}","amount":5000}`, same: []string{"id", "amount"}},
	{act: func(r *reader) { r.pays("{pay}"); r.pays("{pay}") }},
	{name: "List all payments", points: []int{6}, method: "GET", path: "/v1/payments", status: 200, same: []string{"has_more", "next_cursor", "data.0.payment_link_id", "data.0.status"},
		answer: `{"data":[{"id":"x","number":1,"amount":5000,"amount_refunded":0,"currency":"BSD","status":"completed","description":"Coffee","reference":null,"payment_link_id":"{link}","product_id":null,"checkout_id":"x",
			"customer_id":"x","payer_email":"x","lines":[{"description":"Coffee","quantity":1,"unit_amount":5000,"amount":5000}],"tax":0,"metadata":{},"failure_code":null,"failure_message":null,
			"completed_at":"2026-03-19T12:30:00Z","created_at":"2026-03-19T12:30:00Z","updated_at":"2026-03-19T12:30:00Z"}],"has_more":false,"next_cursor":null}`},
	{name: "Pagination: the first page", points: []int{33, 34}, method: "GET", path: "/v1/payments?limit=1", status: 200, answer: `{"data":[{"id":"x"}],"has_more":true,"next_cursor":"x"}`, same: []string{"has_more"}, keep: map[string]string{"cursor": "next_cursor", "last": "data.0.id"}},
	{name: "Pagination: limit=20&cursor=…", points: []int{33, 34}, method: "GET", path: "/v1/payments?limit=20&cursor={last}", status: 200, answer: `{"data":[{"id":"x"}],"has_more":false,"next_cursor":null}`, same: []string{"has_more", "next_cursor"}, keep: map[string]string{"payment": "data.0.id"}},
	{name: "Get payment details", points: []int{7}, method: "GET", path: "/v1/payments/{payment}", status: 200, answer: `{"id":"{payment}","amount":5000,"status":"completed"}`, same: []string{"id", "amount", "status"}},
	{name: "Refund a payment", points: []int{8}, method: "POST", path: "/v1/payments/{payment}/refund", body: `{"amount":1500,"reason":"Cold"}`, status: 201, same: []string{"payment_id", "amount", "reason", "status"},
		answer: `{"id":"x","number":1,"payment_id":"{payment}","amount":1500,"currency":"BSD","amount_usd":null,"reason":"Cold","status":"completed","failure_code":null,"created_at":"2026-03-19T12:30:00Z","updated_at":"2026-03-19T12:30:00Z"}`},
	{name: "Refund a payment, without a body", points: []int{8}, method: "POST", path: "/v1/payments/{payment}/refund", status: 201, answer: `{"amount":3500,"reason":"requested_by_customer"}`, same: []string{"amount", "reason"}},
	{name: "Deactivate a payment link", points: []int{5}, method: "DELETE", path: "/v1/payment-links/{link}", status: 200, answer: `{"id":"{link}","is_active":false}`, same: []string{"id", "is_active"}},
	{name: "All errors have one format", points: []int{35}, method: "GET", path: "/v1/payment-links/{link}", status: 404, answer: error000, same: []string{"error"}},
}

var calls000Shop = []call{
	{name: "Create a new listing", points: []int{9, 14}, method: "POST", path: "/v1/listings", body: `{"title":"Latte art class","description":"Two hours, with cake","amount":7500,"currency":"BSD","category":"experience","tags":["coffee"]}`, status: 201,
		answer: `{"id":"x","title":"Latte art class","description":"x","amount":7500,"currency":"BSD","category":"x","tags":["x"],"images":[],"product_id":null,"status":"draft","url":"x","created_at":"2026-03-19T10:00:00Z","updated_at":"2026-03-19T10:00:00Z"}`,
		same:   []string{"title", "amount", "status"}, keep: map[string]string{"listing": "id"}},
	{name: "List your listings", points: []int{10}, method: "GET", path: "/v1/listings", status: 200, answer: `{"data":[{"id":"{listing}","status":"draft"}],"has_more":false,"next_cursor":null}`, same: []string{"data.0.id", "has_more"}},
	{name: "Get listing details", points: []int{11}, method: "GET", path: "/v1/listings/{listing}", status: 200, answer: `{"id":"{listing}","title":"Latte art class"}`, same: []string{"id", "title"}},
	{name: "Update a listing", points: []int{12}, method: "PUT", path: "/v1/listings/{listing}", body: `{"title":"Latte art, the class"}`, status: 200, answer: `{"id":"{listing}","title":"Latte art, the class","amount":7500}`, same: []string{"id", "title", "amount"}},
	{name: "Publish a draft listing", points: []int{14}, method: "POST", path: "/v1/listings/{listing}/publish", status: 200, answer: `{"id":"{listing}","status":"published","url":"x"}`, same: []string{"id", "status"}, opens: []string{"url"}},
	{name: "Remove a listing", points: []int{13}, method: "DELETE", path: "/v1/listings/{listing}", status: 200, answer: `{"id":"{listing}","deleted":true}`, same: []string{"id", "deleted"}},
	{name: "Update your link-in-bio page", points: []int{16}, method: "PUT", path: "/v1/bio", body: `{"title":"Island Coffee","tagline":"Roasted on the beach","published":true}`, status: 200,
		answer: `{"handle":"x","url":"x","title":"Island Coffee","tagline":"Roasted on the beach","theme":"x","avatar_url":null,"blocks":[],"links":[],"published":true,"updated_at":"2026-03-19T10:00:00Z"}`, same: []string{"title", "tagline", "published"}, opens: []string{"url"}},
	{name: "Add a link to your bio page", points: []int{17}, method: "POST", path: "/v1/bio/links", body: `{"title":"Our beans","url":"https://shop.example/beans"}`, status: 201,
		answer: `{"id":"x","title":"Our beans","url":"https://shop.example/beans","kind":"x","enabled":true,"starts_at":null,"ends_at":null,"position":1,"clicks":0}`, same: []string{"title", "url", "clicks"}, keep: map[string]string{"biolink": "id"}},
	{name: "Update a bio link", points: []int{18}, method: "PUT", path: "/v1/bio/links/{biolink}", body: `{"title":"Beans","enabled":false}`, status: 200, answer: `{"id":"{biolink}","title":"Beans","url":"https://shop.example/beans","enabled":false}`, same: []string{"id", "title", "url", "enabled"}},
	{name: "Get your link-in-bio page", points: []int{15}, method: "GET", path: "/v1/bio", status: 200, answer: `{"handle":"x","title":"Island Coffee","links":[{"id":"{biolink}","title":"Beans"}]}`, same: []string{"title", "links.0.id"}},
	{name: "Remove a bio link", points: []int{19}, method: "DELETE", path: "/v1/bio/links/{biolink}", status: 200, answer: `{"id":"{biolink}","deleted":true}`, same: []string{"id", "deleted"}},
	{name: "Generate a product description", points: []int{20}, method: "POST", path: "/v1/ai/generate-description", body: `{"name":"Cold brew","keywords":["slow","dark"]}`, status: 200, answer: `{"text":"x","model":"linktill-templates"}`, same: []string{"model"}},
	{name: "Generate a social media caption", points: []int{21}, method: "POST", path: "/v1/ai/generate-caption", body: `{"text":"Cold brew is back","network":"instagram"}`, status: 200, answer: `{"text":"x","hashtags":[],"model":"linktill-templates"}`, same: []string{"model"}},
	{name: "Generate a page layout", points: []int{22}, method: "POST", path: "/v1/ai/build-page", body: `{"description":"A coffee roastery on the beach"}`, status: 200, answer: `{"page":{"title":"x","tagline":"x","theme":"x","blocks":[{}]},"model":"linktill-templates"}`, same: []string{"model"}},
}

var calls000Account = []call{
	{name: "Get current account info", points: []int{23}, method: "GET", path: "/v1/me", status: 200, same: []string{"slug", "livemode"},
		answer: `{"id":"x","slug":"{slug}","name":"x","email":"x","website":null,"contact_email":null,"telegram":null,"country":"BS","default_currency":"BSD","price_mode":"x","livemode":false,"created_at":"2026-03-19T10:00:00Z"}`},
	{name: "Update account details", points: []int{24}, method: "PUT", path: "/v1/me", body: `{"website":"https://island-coffee.example","telegram":"@islandcoffee"}`, status: 200, answer: `{"name":"x","website":"https://island-coffee.example","telegram":"x"}`, same: []string{"website"}},
	{name: "Create a new API key", points: []int{26}, method: "POST", path: "/v1/me/api-keys", body: `{"name":"Till","scopes":["payments:read","refunds:write"],"expires_at":"{future}"}`, status: 201, same: []string{"name", "scopes", "expires_at"}, keep: map[string]string{"key": "id"},
		answer: `{"id":"x","name":"Till","scopes":["payments:read","refunds:write"],"last4":"x","refund_limit":null,"expires_at":"{future}","last_used_at":null,"created_at":"2026-03-19T12:30:00Z","key":"x"}`},
	{name: "List your API keys", points: []int{25}, method: "GET", path: "/v1/me/api-keys", status: 200, answer: `{"data":[{"id":"x","name":"x","scopes":["x"],"last4":"x","livemode":true}],"has_more":false}`, same: []string{"has_more"}},
	{name: "Revoke an API key", points: []int{27}, method: "DELETE", path: "/v1/me/api-keys/{key}", status: 200, answer: `{"id":"{key}","deleted":true}`, same: []string{"id", "deleted"}},
}

var calls000Webhooks = []call{
	{name: "Register a new webhook endpoint", points: []int{29}, method: "POST", path: "/v1/webhooks", body: `{"url":"https://hooks.shop.example/linktill","events":["payment.completed"],"description":"Shop"}`, status: 201, same: []string{"url", "events"}, keep: map[string]string{"webhook": "id"},
		answer: `{"id":"x","url":"https://hooks.shop.example/linktill","events":["payment.completed"],"description":"Shop","livemode":false,"status":"x","created_at":"2026-03-19T12:30:00Z","secret":"x"}`},
	{name: "List webhook endpoints", points: []int{28}, method: "GET", path: "/v1/webhooks", status: 200, answer: `{"data":[{"id":"{webhook}","url":"x","events":["x"]}],"has_more":false,"next_cursor":null}`, same: []string{"data.0.id"}},
	{name: "Update a webhook endpoint", points: []int{30}, method: "PUT", path: "/v1/webhooks/{webhook}", body: `{"events":["payment.completed","payment_link.created"]}`, status: 200, answer: `{"id":"{webhook}","url":"x","events":["payment.completed","payment_link.created"]}`, same: []string{"id", "events"}},
	{name: "(a link is made, which is delivered)", method: "POST", path: "/v1/payment-links", body: `{"amount":100}`, status: 201, answer: `{}`},
	{name: "List delivery attempts", points: []int{32}, method: "GET", path: "/v1/webhooks/{webhook}/deliveries", status: 200, answer: `{"data":[{"id":"x","event_id":"x","event_type":"payment_link.created","attempt":0,"status":"x","created_at":"2026-03-19T12:30:00Z"}],"has_more":false,"next_cursor":null}`, same: []string{"data.0.event_type"}},
	{name: "Remove a webhook endpoint", points: []int{31}, method: "DELETE", path: "/v1/webhooks/{webhook}", status: 200, answer: `{"id":"{webhook}","deleted":true}`, same: []string{"id", "deleted"}},
}
