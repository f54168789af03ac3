package web

import (
	"slices"
	"testing"

	"linktill/internal/pay"
)

// Every example of the document with the answer that it prints, then its use
// cases, limits and errors.
func TestConformance002(t *testing.T) {
	newReader(t).follow("002 DBeri", slices.Concat(calls002, calls002UseCases, calls002Limits, calls002Errors))
}

const link002 = `{"id":"x","merchant_id":"x","merchant_slug":"{slug}","amount":5000,"currency":"BSD","description":"Monthly Website Maintenance - March 2026","url":"x","qr_code_url":"x","is_active":true,"uses_count":0,
	"max_uses":null,"expires_at":"{future}","metadata":{"invoice_number":"INV-2026-003","customer_email":"client@company.bs"},"created_at":"2026-03-19T10:00:00Z","updated_at":"2026-03-19T10:00:00Z"}`

var calls002 = []call{
	{name: "Create a payment link, fixed amount", points: []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, method: "POST", path: "/v1/payment-links", status: 201, answer: link002, opens: []string{"url", "qr_code_url"}, keep: map[string]string{"link": "id", "pay": "url"},
		same: []string{"merchant_slug", "amount", "currency", "description", "is_active", "uses_count", "max_uses", "expires_at", "metadata"},
		body: `{"amount":5000,"description":"Monthly Website Maintenance - March 2026","expires_at":"{future}","metadata":{"invoice_number":"INV-2026-003","customer_email":"client@company.bs"}}`},
	{name: "Create a payment link, custom amount", points: []int{4, 9}, method: "POST", path: "/v1/payment-links", body: `{"description":"Donation","metadata":{"campaign":"hurricane_relief_2026"}}`, status: 201,
		answer: `{"id":"x","amount":null,"currency":"BSD","description":"Donation","metadata":{"campaign":"hurricane_relief_2026"},"expires_at":null,"max_uses":null}`, same: []string{"amount", "description", "metadata", "expires_at", "max_uses"}},
	{name: "Create with the merchant's slug", points: []int{3}, method: "POST", path: "/v1/payment-links", body: `{"merchant_slug":"{slug}","amount":1}`, status: 201, answer: `{"merchant_slug":"{slug}"}`, same: []string{"merchant_slug"}},
	{name: "Create with another merchant's slug", points: []int{3}, method: "POST", path: "/v1/payment-links", body: `{"merchant_slug":"somebody-else","amount":1}`, status: 422, answer: `{"errors":{"merchant_slug":["x"]}}`},
	{name: "Retrieve a payment link", points: []int{11}, method: "GET", path: "/v1/payment-links/{link}", status: 200, answer: link002, same: []string{"merchant_slug", "amount", "description", "is_active"}},
	{act: func(r *reader) { r.pays("{pay}"); r.pays("{pay}"); r.pays("{pay}") }},
	{name: "Retrieve it after three payments", points: []int{11, 19}, method: "GET", path: "/v1/payment-links/{link}", status: 200, answer: `{"id":"{link}","is_active":true,"uses_count":3}`, same: []string{"id", "is_active", "uses_count"}},
	{name: "List all payment links", points: []int{12}, method: "GET", path: "/v1/payment-links?limit=10&is_active=true", status: 200, answer: `{"payment_links":[{"id":"x","amount":null,"description":"x","url":"x","uses_count":3}],"total":3,"limit":10,"offset":0}`, same: []string{"total", "limit", "offset"}},
	{name: "List inactive ones, by offset", points: []int{12}, method: "GET", path: "/v1/payment-links?limit=10&offset=0&is_active=false", status: 200, answer: `{"payment_links":[],"total":0,"limit":10,"offset":0}`, same: []string{"payment_links", "total", "limit", "offset"}},
	{name: "Get payment link payments", points: []int{16}, method: "GET", path: "/v1/payment-links/{link}/payments", status: 200, answer: `{"payments":[{"id":"x","amount":5000,"status":"completed","customer_id":"x","completed_at":"2026-03-19T12:30:00Z"}],"total":3}`, same: []string{"total", "payments.0.amount", "payments.0.status"}},
	{name: "Update a payment link", points: []int{13}, method: "PATCH", path: "/v1/payment-links/{link}", body: `{"description":"Monthly Website Maintenance - Updated","max_uses":5}`, status: 200, answer: `{"id":"{link}","description":"Monthly Website Maintenance - Updated","max_uses":5}`, same: []string{"id", "description", "max_uses"}},
	{name: "The amount cannot be changed", points: []int{13}, method: "PATCH", path: "/v1/payment-links/{link}", body: `{"amount":1,"merchant_slug":"{slug}"}`, status: 422, answer: `{"errors":{"amount":["x"],"merchant_slug":["x"]}}`},
	{name: "Deactivate a payment link", points: []int{14}, method: "POST", path: "/v1/payment-links/{link}/deactivate", status: 200, answer: `{"id":"{link}","is_active":false,"deactivated_at":"2026-03-19T15:00:00Z"}`, same: []string{"id", "is_active"}},
	{name: "Activate it again", points: []int{13}, method: "PATCH", path: "/v1/payment-links/{link}", body: `{"is_active":true}`, status: 200, answer: `{"id":"{link}","is_active":true}`, same: []string{"is_active"}},
	{name: "Delete a payment link", points: []int{15}, method: "DELETE", path: "/v1/payment-links/{link}", status: 200, answer: `{"id":"{link}","deleted":true}`, same: []string{"id", "deleted"}},
}

var calls002UseCases = []call{
	{name: "Use case: invoicing", points: []int{20}, method: "POST", path: "/v1/payment-links", status: 201, answer: `{"amount":50000,"max_uses":1,"expires_at":"{future}","url":"x"}`, same: []string{"amount", "max_uses", "expires_at"}, keep: map[string]string{"invoice": "id", "payInvoice": "url"},
		body: `{"amount":50000,"description":"Web Development - Project Alpha","max_uses":1,"expires_at":"{future}","metadata":{"invoice_number":"INV-2026-015","project":"alpha","client":"Acme Corp"}}`},
	{act: func(r *reader) { r.pays("{payInvoice}") }},
	{name: "It is paid once", points: []int{18, 19, 20}, method: "GET", path: "/v1/payment-links/{invoice}", status: 200, answer: `{"is_active":false,"uses_count":1,"max_uses":1,"deactivation_reason":"max_uses"}`, same: []string{"is_active", "uses_count", "max_uses", "deactivation_reason"}},
	{name: "Use case: donations", points: []int{20}, method: "POST", path: "/v1/payment-links", body: `{"amount":null,"description":"Support Our Cause","metadata":{"campaign":"education_fund"}}`, status: 201, answer: `{"amount":null,"url":"x","qr_code_url":"x"}`, same: []string{"amount"}, opens: []string{"url", "qr_code_url"}},
	{name: "Use case: event tickets", points: []int{20}, method: "POST", path: "/v1/payment-links", status: 201, answer: `{"amount":7500,"max_uses":50}`, same: []string{"amount", "max_uses"},
		body: `{"amount":7500,"description":"Junkanoo Summer Festival 2026 - VIP Ticket","max_uses":50,"expires_at":"{future}","metadata":{"event":"junkanoo_2026","ticket_type":"vip"}}`},
	{name: "Use case: subscriptions", points: []int{20}, method: "POST", path: "/v1/payment-links", body: `{"amount":2500,"description":"Monthly Gym Membership","metadata":{"subscription":"gym_monthly","auto_renew":true}}`, status: 201,
		answer: `{"amount":2500,"url":"x","metadata":{"subscription":"gym_monthly","auto_renew":true}}`, same: []string{"amount", "metadata"}, keep: map[string]string{"monthly": "id", "payMonthly": "url"}},
	{act: func(r *reader) { r.pays("{payMonthly}"); r.pays("{payMonthly}") }},
	{name: "It is paid each month", points: []int{20}, method: "GET", path: "/v1/payment-links/{monthly}", status: 200, answer: `{"uses_count":2,"is_active":true}`, same: []string{"uses_count", "is_active"}},
}

var calls002Limits = []call{
	{name: "A link that expires", method: "POST", path: "/v1/payment-links", body: `{"amount":5000,"expires_at":"{future}"}`, status: 201, answer: `{"id":"x"}`, keep: map[string]string{"old": "id"}},
	{act: func(r *reader) {
		_, err := r.pool.Exec(r.t.Context(), `UPDATE links SET created_at = now() - interval '2 days', expires_at = now() - interval '1 day' WHERE id = $1`, mustParse(r, "{old}"))
		r.must(err)
	}},
	{name: "It is inactive when that has passed", points: []int{17, 19}, method: "GET", path: "/v1/payment-links/{old}", status: 200, answer: `{"is_active":false,"deactivation_reason":"expired"}`, same: []string{"is_active", "deactivation_reason"}},
}

var calls002Errors = []call{
	{name: "LINK_NOT_FOUND", points: []int{21}, method: "GET", path: "/v1/payment-links/link-abc123", status: 404, answer: `{"error":"not_found","code":"LINK_NOT_FOUND","message":"x","request_id":"x"}`, same: []string{"error", "code"}},
	{name: "LINK_EXPIRED", points: []int{21}, method: "PATCH", path: "/v1/payment-links/{old}", body: `{"is_active":true}`, status: 422, answer: `{"code":"LINK_EXPIRED"}`, same: []string{"code"}},
	{name: "LINK_MAX_USES", points: []int{21}, method: "PATCH", path: "/v1/payment-links/{invoice}", body: `{"is_active":true}`, status: 422, answer: `{"code":"LINK_MAX_USES"}`, same: []string{"code"}},
	{name: "INVALID_AMOUNT", points: []int{21}, method: "POST", path: "/v1/payment-links", body: `{"amount":0}`, status: 422, answer: `{"code":"INVALID_AMOUNT","errors":{"amount":["x"]}}`, same: []string{"code"}},
	{name: "INVALID_AMOUNT, negative", points: []int{21}, method: "POST", path: "/v1/payment-links", body: `{"amount":-5}`, status: 422, answer: `{"code":"INVALID_AMOUNT"}`, same: []string{"code"}},
	{name: "LINK_INACTIVE", points: []int{21}, method: "POST", path: "/v1/payment-links/{monthly}/deactivate", status: 200, answer: `{"is_active":false}`, same: []string{"is_active"}},
	{name: "LINK_INACTIVE, to a program at the link's page", points: []int{21}, method: "GET", path: "/pay/{slug}/{monthly}", as: "Bearer", status: 422, answer: `{"code":"LINK_INACTIVE"}`, same: []string{"code"}},
	{name: "Webhooks: subscribe", points: []int{22}, method: "POST", path: "/v1/webhooks", status: 201, answer: `{"events":["payment_link.created","payment_link.payment.completed","payment_link.deactivated","payment_link.expired"]}`, same: []string{"events"}, keep: map[string]string{"webhook": "id"},
		body: `{"url":"https://hooks.shop.example/links","events":["payment_link.created","payment_link.payment.completed","payment_link.deactivated","payment_link.expired"]}`},
	{name: "Webhooks: payment_link.created", points: []int{22}, method: "POST", path: "/v1/payment-links", body: `{"amount":100}`, status: 201, answer: `{"url":"x"}`, keep: map[string]string{"told": "id", "payTold": "url"}},
	{act: func(r *reader) { r.pays("{payTold}") }},
	{name: "Webhooks: payment_link.deactivated", points: []int{22}, method: "POST", path: "/v1/payment-links/{told}/deactivate", status: 200, answer: `{}`},
	{name: "Webhooks: what is delivered", points: []int{22}, method: "GET", path: "/v1/webhooks/{webhook}/deliveries", status: 200, same: []string{"data.0.event_type", "data.1.event_type", "data.2.event_type"},
		answer: `{"data":[{"event_type":"payment_link.deactivated"},{"event_type":"payment_link.payment.completed"},{"event_type":"payment_link.created"}]}`},
}

func mustParse(r *reader, word string) string {
	id, ok := pay.LinkPrefix.Parse(r.fill(word))
	if !ok {
		r.t.Fatalf("%s is %q", word, r.fill(word))
	}
	return id.UUID()
}
