package web

import (
	"slices"
	"strings"
	"testing"
)

// Every call of the document with the answer that it prints.
func TestConformance003(t *testing.T) {
	newReader(t).follow("003 Inflow", slices.Concat(calls003Checkout, calls003Refunds, calls003Organization, calls003Links))
}

const (
	customer003 = `"billing_country":"US","billing_postal_code":"33101","billing_first_name":"Ana","billing_last_name":"Rolle","billing_email":"user@example.com","billing_phone":"+12425550100","currency":"USD"`
	started003  = `{"checkout_id":"x","order_id":"x","token":"x","expires_at":0,"checkout_url":"x"}`
	refund003   = `{"id":"x","transaction_id":"x","amount":"40.00","currency":"USD","amount_in_cents":4000,"amount_usd":"40.00","reason":"Customer request","status":"completed","created_at":"2019-08-24T14:15:22Z","updated_at":"2019-08-24T14:15:22Z"}`
	api003      = `{"error":"x","code":"x","message":"x","request_id":"x"}`
)

var calls003Checkout = []call{
	{name: "Download the OpenAPI specification", points: []int{1}, method: "GET", path: "/v1/openapi.json", as: "nobody", status: 200, answer: `{"openapi":"3.1.0","paths":{}}`, same: []string{"openapi"}},
	{name: "(a product to sell)", points: []int{31}, method: "POST", path: "/v1/products", as: "Bearer", status: 201, body: `{"name":"Course","description":"Twelve lessons","currency":"USD","amount":4950}`, answer: `{"id":"x"}`, keep: map[string]string{"product": "id"}},
	{name: "Create a payment session", points: []int{2, 7, 8, 9, 10, 11, 12, 13, 14, 17}, method: "POST", path: "/api/checkout/create/", status: 201, answer: started003, opens: []string{"checkout_url"}, keep: map[string]string{"checkout": "checkout_id", "pay": "checkout_url"},
		body: `{` + customer003 + `,"products":[{"id":"{product}","quantity":2}]}`},
	{name: "… as printed, with sandbox_simulate", points: []int{15, 16, 17}, method: "POST", path: "/api/checkout/create/", status: 201, answer: started003,
		body: `{` + customer003 + `,"products":[{"id":"{product}","quantity":1}],"successUrl":"https://shop.example/ok","failedUrl":"https://shop.example/failed","cancelUrl":"https://shop.example/back","sandbox_simulate":"payment_failed"}`},
	{name: "… by the header Api-Key, without a slash", points: []int{2}, method: "POST", path: "/api/checkout/create", as: "Api-Key", status: 201, answer: started003, body: `{` + customer003 + `,"products":[{"id":"{product}","quantity":1}]}`},
	{name: "… in EUR what is sold in USD", points: []int{3, 13}, method: "POST", path: "/api/checkout/create/", status: 422, answer: `{"errors":{"products.0.id":["x"]}}`, body: strings.Replace(`{`+customer003+`,"products":[{"id":"{product}"}]}`, "USD", "EUR", 1)},
	{name: "… in a currency that is not charged", points: []int{3, 13}, method: "POST", path: "/api/checkout/create/", status: 422, answer: `{"errors":{"currency":["x"]}}`, body: strings.Replace(`{`+customer003+`,"products":[{"id":"{product}"}]}`, "USD", "BSD", 1)},
	{name: "… without what is required", points: []int{7, 9, 10, 11, 14}, method: "POST", path: "/api/checkout/create/", status: 422, body: `{}`, answer: `{"errors":{"billing_country":["x"],"billing_first_name":["x"],"billing_last_name":["x"],"billing_email":["x"],"products":["x"]}}`},
	{name: "… simulated with a production key", points: []int{16}, method: "POST", path: "/api/checkout/create/", as: "live", status: 422, answer: `{"errors":{"sandbox_simulate":["x"]}}`, body: `{` + customer003 + `,"products":[{"id":"{product}"}],"sandbox_simulate":"payment_failed"}`},
	{act: func(r *reader) { r.pays("{pay}") }},
	{name: "(which payment that is)", method: "GET", path: "/v1/payments?limit=1", as: "Bearer", status: 200, answer: `{"data":[{"id":"x","number":1}]}`, keep: map[string]string{"payment": "data.0.id", "number": "data.0.number"}},
	{name: "Retrieve a payment", points: []int{18, 19}, method: "GET", path: "/api/transactions/{payment}/", status: 200, same: []string{"id", "amount", "status", "currency", "products.0.id", "products.0.name", "depositAttempts.0.status", "depositAttempts.0.paymentMethod"}, header: map[string]string{},
		answer: `{"id":"{payment}","amount":"99.00","status":"paid","currency":"USD","payer_email":"x","products":[{"id":"{product}","name":"Course"}],"created_at":"2019-08-24T14:15:22Z","depositAttempts":[{"status":"succeeded","paymentId":"x","attemptedAt":"2019-08-24T14:15:22Z","errorMessage":"x","paymentMethod":"card"}]}`},
	{name: "… by its number", points: []int{18}, method: "GET", path: "/api/transactions/{number}/", status: 200, answer: `{"id":"{payment}"}`, same: []string{"id"}},
	{name: "… that does not exist", points: []int{18}, method: "GET", path: "/api/transactions/TXabc123/", status: 404, answer: api003},
}

var calls003Refunds = []call{
	{name: "Request a partial refund", points: []int{20, 21, 22, 23, 24, 25}, method: "POST", path: "/api/transactions/{payment}/refund/", body: `{"reason":"Customer request","amount":"40.00"}`, status: 201, same: []string{"status", "transaction_id", "amount", "currency", "amount_usd", "amount_in_cents"},
		answer: `{"status":"processing","refund_id":1,"refund_public_id":"x","transaction_id":{number},"amount":"40.00","currency":"USD","amount_usd":"40.00","amount_in_cents":4000}`, keep: map[string]string{"refund": "refund_public_id", "refundNumber": "refund_id"}},
	{name: "… without a reason", points: []int{21}, method: "POST", path: "/api/transactions/{payment}/refund/", body: `{"amount":"1.00"}`, status: 422, answer: `{"errors":{"reason":["x"]}}`},
	{name: "… of more than is left", points: []int{23}, method: "POST", path: "/api/transactions/{payment}/refund/", body: `{"reason":"x","amount":"59.01"}`, status: 422, answer: api003},
	{name: "List refunds", points: []int{26, 27}, method: "GET", path: "/api/refunds/?status=completed&created_at__gte=2019-08-24T14:15:22Z&created_at__lte={future}&search=Customer&ordering=-created_at&page=1&page_size=10", status: 200, answer: `[` + refund003 + `]`, same: []string{"0.amount", "0.reason", "0.status"}, header: map[string]string{"X-Total-Count": "1", "Link": ""}},
	{name: "… with no match", points: []int{26, 27}, method: "GET", path: "/api/refunds/?status=pending", status: 200, answer: `[]`, same: []string{""}, header: map[string]string{"X-Total-Count": "0"}},
	{name: "Retrieve a refund", points: []int{28}, method: "GET", path: "/api/refunds/{refund}/", status: 200, answer: refund003, same: []string{"amount", "reason", "status"}},
	{name: "… by its number", points: []int{28}, method: "GET", path: "/api/refunds/{refundNumber}/", status: 200, answer: `{"id":"{refund}"}`, same: []string{"id"}},
	{name: "Refund all that is left", points: []int{22}, method: "POST", path: "/api/transactions/{payment}/refund/", body: `{"reason":"The rest"}`, status: 201, answer: `{"amount":"59.00","amount_in_cents":5900}`, same: []string{"amount", "amount_in_cents"}},
	{name: "There is no POST /refunds/", points: []int{26}, method: "POST", path: "/api/refunds/", body: `{}`, status: 405, answer: api003},
}

var calls003Organization = []call{
	{name: "Update the organization", points: []int{4, 29}, method: "PATCH", path: "/api/organization/", as: "token", body: `{"name":"Island Coffee","website":"https://island-coffee.example","contact_email":"hello@island-coffee.example","telegram":"@island_coffee","price_mode":"TAX_EXCLUSIVE"}`, status: 200,
		answer: `{"name":"Island Coffee","website":"https://island-coffee.example","contact_email":"hello@island-coffee.example","telegram":"@island_coffee","price_mode":"TAX_EXCLUSIVE"}`, same: []string{"name", "website", "contact_email", "telegram", "price_mode"}},
	{name: "… nothing of it", points: []int{29}, method: "PATCH", path: "/api/organization/", as: "token", body: `{}`, status: 200, answer: `{"name":"Island Coffee"}`, same: []string{"name"}},
	{name: "… a field that is not editable", points: []int{29}, method: "PATCH", path: "/api/organization/", as: "token", body: `{"default_currency":"USD"}`, status: 422, answer: `{"errors":{"default_currency":["x"]}}`},
	{name: "… with an API key", points: []int{4}, method: "PATCH", path: "/api/organization/", body: `{}`, status: 403, answer: api003},
	{name: "Subscriptions are for the dashboard", points: []int{5}, method: "GET", path: "/api/subscriptions/", status: 404, answer: api003},
	{name: "Webhooks: transaction.status_changed, refund.status_changed", points: []int{6}, method: "POST", path: "/v1/webhooks", as: "Bearer", body: `{"url":"https://hooks.shop.example/api","events":["transaction.status_changed","refund.status_changed"]}`, status: 201,
		answer: `{"events":["transaction.status_changed","refund.status_changed"]}`, same: []string{"events"}, keep: map[string]string{"webhook": "id"}},
}

var calls003Links = []call{
	{name: "Create a payment link", points: []int{4, 30, 31}, method: "POST", path: "/api/payment-links/", as: "token", status: 201, same: []string{"name", "currency", "pricing_mode", "expires_at", "max_uses", "metadata"}, keep: map[string]string{"token": "token", "link": "id"}, opens: []string{"url", "qr_code_url"},
		body:   `{"name":"Spring","products":[{"product_id":"{product}","quantity":1}],"currency":"USD","pricing_mode":"TAX_EXCLUSIVE","expires_at":"{future}","max_uses":1,"metadata":{}}`,
		answer: `{"id":"x","token":"x","name":"Spring","url":"x","qr_code_url":"x","products":[{"product_id":"{product}","quantity":1}],"currency":"USD","pricing_mode":"TAX_EXCLUSIVE","expires_at":"{future}","max_uses":1,"metadata":{}}`},
	{name: "… with an API key", points: []int{4, 30}, method: "POST", path: "/api/payment-links/", body: `{}`, status: 403, answer: api003},
	{name: "… without what is required", points: []int{30}, method: "POST", path: "/api/payment-links/", as: "token", body: `{"max_uses":0}`, status: 422, answer: `{"errors":{"name":["x"],"products":["x"]}}`},
	{name: "(the product becomes dearer)", method: "PUT", path: "/v1/products/{product}", as: "Bearer", body: `{"amount":9999}`, status: 200, answer: `{"amount":9999}`, same: []string{"amount"}},
	{name: "Checkout from the link, at the price of the snapshot", points: []int{31, 32}, method: "POST", path: "/api/checkout/payment-link/{token}/", as: "nobody", body: `{` + customer003 + `,"successUrl":"https://shop.example/ok","failedUrl":"https://shop.example/failed","cancelUrl":"https://shop.example/back"}`, status: 201,
		answer: strings.TrimSuffix(started003, "}") + `,"amount":"49.50"}`, same: []string{"amount"}, opens: []string{"checkout_url"}, keep: map[string]string{"pay": "checkout_url"}},
	{name: "… without what is required", points: []int{32}, method: "POST", path: "/api/checkout/payment-link/{token}/", as: "nobody", body: `{}`, status: 422, answer: `{"errors":{"billing_country":["x"],"billing_first_name":["x"],"billing_last_name":["x"],"billing_email":["x"]}}`},
	{act: func(r *reader) { r.pays("{pay}") }},
	{name: "What was delivered", points: []int{6}, method: "GET", path: "/v1/webhooks/{webhook}/deliveries", as: "Bearer", status: 200, answer: `{"data":[{"event_type":"transaction.status_changed"}]}`, same: []string{"data.0.event_type"}},
}
