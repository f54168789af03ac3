package web

import (
	"strings"
	"sync"
	"testing"
	"time"
)

func TestCheckoutLeadsToWhereThePaymentStands(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"amount":5000,"description":"Two seats"}`)
	for _, test := range []struct {
		name, number string
		status       int
		text         string // the path it leads to, or what the page says
	}{
		{"visa", goodCard, 303, "/receipt/"},
		{"mastercard", "5555555555554444", 303, "/receipt/"},
		{"amex", "3782 822463 10005", 303, "/receipt/"},
		{"declined", declinedCard, 402, "The bank declined this card"},
		{"no funds", "4000000000009995", 402, "not enough money"},
		{"expired", "4000000000000069", 402, "expired"},
		{"cvc", "4000000000000127", 402, "security code is not right"},
		{"error", "4000000000000119", 402, "could not process"},
		{"3-D Secure", threeDCard, 303, "/sandbox/3ds/"},
		{"no answer", timeoutCard, 303, "/checkout/"},
		{"a real card", "4111 1111 1111 1111", 402, "Only test cards"},
	} {
		got := s.browser().paysAt(path, test.number)
		at := got.Header.Get("Location")
		if got.StatusCode != test.status || !strings.Contains(at+got.body, test.text) {
			t.Errorf("%s: %d to %q, want %d %q", test.name, got.StatusCode, at, test.status, test.text)
		}
		if strings.Contains(got.body, test.number) && !strings.Contains(got.body, "<td") || strings.Contains(got.body, `value="`+test.number) {
			t.Errorf("%s: the card's number is in the answer", test.name)
		}
		if at != "" {
			if page := s.browser().get(at); page.StatusCode/100 > 3 {
				t.Errorf("%s: the page it leads to says %d", test.name, page.StatusCode)
			}
		}
	}
}

func TestChallengeInTheBrowser(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"amount":5000}`)
	for answer, want := range map[string]string{"approve": "/receipt/", "fail": "/checkout/"} {
		b := s.browser()
		bank := b.paysAt(path, threeDCard).Header.Get("Location")
		b.wants(b.get(bank), 200, "Island Coffee")
		back := b.wants2(b.post(bank, "answer", answer), 303, "/checkout/")
		page := b.get(back)
		switch {
		case answer == "approve" && !strings.HasPrefix(page.Header.Get("Location"), want):
			t.Errorf("approved: %d to %q", page.StatusCode, page.Header.Get("Location"))
		case answer == "fail" && (page.StatusCode != 200 || !strings.Contains(page.body, "could not confirm")):
			t.Errorf("refused: %d", page.StatusCode)
		}
		if again := b.post(bank, "answer", "approve"); again.StatusCode != 303 {
			t.Errorf("answered twice: %d", again.StatusCode)
		}
	}
	b := s.browser()
	if got := b.post(b.paysAt(path, threeDCard).Header.Get("Location"), "answer", "maybe"); got.StatusCode != 422 {
		t.Errorf("an answer that is none: %d", got.StatusCode)
	}
}

// wants2 fails unless the answer leads to an address that starts so.
func (b *browser) wants2(a answer, status int, start string) (location string) {
	b.t.Helper()
	location = a.Header.Get("Location")
	if a.StatusCode != status || !strings.HasPrefix(location, start) {
		b.t.Fatalf("%d to %q, want %d to %s…", a.StatusCode, location, status, start)
	}
	return location
}

func TestSameFormPaysOnce(t *testing.T) {
	s := newTill(t)
	id, path := s.link(`{"amount":5000}`)
	b := s.browser()
	body := form(b.cardForm(b.get(path), card{goodCard, "12/40", "123"})...)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			got, err := s.try(ask{method: "POST", path: path, body: body})
			if err != nil || got.StatusCode != 303 {
				t.Errorf("%v %d", err, got.StatusCode)
			}
		})
	}
	all.Wait()
	if total := s.makes("GET", "/payment-links/"+id+"/payments", "")["total"].(float64); total != 1 {
		t.Errorf("%v payments from one form", total)
	}
}

func TestDeclinedCustomerTriesAnotherCard(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"amount":5000,"max_uses":1}`)
	b := s.browser()
	declined := b.paysAt(path, declinedCard)
	if !strings.Contains(declined.body, `value="ana@example.com"`) || !strings.Contains(declined.body, `name="attempt" value="2"`) {
		t.Fatal("the form lost what was typed, or its place")
	}
	b.wants2(b.do("POST", path, form(b.cardForm(declined, card{goodCard, "12/40", "123"})...)), 303, "/receipt/")
	payments := s.makes("GET", "/payments", "")["data"].([]any)
	if len(payments) != 1 {
		t.Errorf("%d payments of one checkout", len(payments))
	}
}

func TestCheckoutKeepsWhatWasTyped(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"min_amount":500,"max_amount":10000,"suggested_amounts":[1000,2500]}`)
	b := s.browser()
	for _, test := range []struct{ field, value, says string }{
		{"amount", "", "Enter an amount"}, {"amount", "0", "more than zero"}, {"amount", "-5", "as a number"},
		{"amount", "4.99", "At least B$5.00"}, {"amount", "100.01", "At most B$100.00"}, {"amount", "5.001", "decimals"},
		{"amount", "10,00", "for example 12.50"}, {"amount", "NaN", "as a number"}, {"amount", "1e3", "as a number"},
		{"amount", "99999999999999999999", "too large"},
		{"email", "ana", "e-mail"}, {"card_number", "4242 4242 4242 4241", "card"}, {"card_number", "", "card"},
		{"card_expiry", "13/40", "month"}, {"card_expiry", "01/20", "expire"}, {"card_cvc", "12", "3 digits"},
	} {
		pairs := b.cardForm(b.get(path), card{goodCard, "12/40", "123"}, "amount", "20", "card_name", "Ana Silva")
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == test.field {
				pairs[i+1] = test.value
			}
		}
		got := b.do("POST", path, form(pairs...))
		if got.StatusCode != 422 || !strings.Contains(got.body, test.says) || !strings.Contains(got.body, `value="Ana Silva"`) {
			t.Errorf("%s %q: %d, says %q: %v", test.field, test.value, got.StatusCode, test.says, strings.Contains(got.body, test.says))
		}
	}
	b.wants2(b.paysAt(path, goodCard, "suggested", "25.00"), 303, "/receipt/")
	b.wants2(b.paysAt(path, goodCard, "amount", "１２.34"), 303, "/receipt/")
	if taken := s.makes("GET", "/payments", "")["data"].([]any); taken[0].(map[string]any)["amount"].(float64) != 1234 || taken[1].(map[string]any)["amount"].(float64) != 2500 {
		t.Errorf("charged %v", taken)
	}
}

func TestForgedCheckoutIsNotTaken(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"amount":5000}`)
	b := s.browser()
	page := b.get(path)
	for name, forged := range map[string][2]string{
		"none":             {"", ""},
		"changed":          {"cs_1ChFfgi3hkx8ePq5qWPr3xAAAAAAAAAAAAAAAAAAAAAA", "1"},
		"attempt too high": {hidden.FindStringSubmatch(page.body)[2], "999"},
		"no number":        {hidden.FindStringSubmatch(page.body)[2], "x"},
	} {
		got := b.do("POST", path, form("email", "ana@example.com", "card_number", goodCard, "card_expiry", "12/40", "card_cvc", "123",
			"checkout", forged[0], "attempt", forged[1]))
		if got.StatusCode != 422 || !strings.Contains(got.body, "press the button again") {
			t.Errorf("%s: %d", name, got.StatusCode)
		}
	}
	if n := len(s.makes("GET", "/payments", "")["data"].([]any)); n != 0 {
		t.Errorf("%d payments", n)
	}
}

func TestClosedLinks(t *testing.T) {
	s := newTill(t)
	used, usedPath := s.link(`{"amount":5000,"max_uses":1}`)
	s.browser().paysAt(usedPath, goodCard)
	off, offPath := s.link(`{"amount":5000}`)
	s.makes("POST", "/payment-links/"+off+"/deactivate", "")
	gone, gonePath := s.link(`{"amount":5000}`)
	s.makes("DELETE", "/payment-links/"+gone, "")
	_, oldPath := s.link(`{"amount":5000,"expires_at":"` + time.Now().Add(time.Hour).UTC().Format(time.RFC3339) + `"}`)
	_, err := s.pool.Exec(t.Context(), `UPDATE links SET expires_at = now() - interval '1 minute' WHERE expires_at IS NOT NULL`)
	s.must(err)
	_, otherPath := s.link(`{"amount":5000}`)
	b := s.browser()
	body := form(b.cardForm(b.get(otherPath), card{goodCard, "12/40", "123"})...)
	for path, want := range map[string]struct {
		status int
		says   string
	}{
		usedPath: {410, "used up"}, offPath: {410, "switched off"}, gonePath: {404, "no payment link"}, oldPath: {410, "has ended"},
		"/pay/island-coffee/link_nonsense":                       {404, "no payment link"},
		strings.Replace(otherPath, "island-coffee", "nobody", 1): {404, "no payment link"},
	} {
		for _, got := range []answer{b.get(path), b.do("POST", path, body)} {
			if got.StatusCode != want.status || !strings.Contains(got.body, want.says) {
				t.Errorf("%s %s: %d, want %d %q", got.Request.Method, path, got.StatusCode, want.status, want.says)
			}
		}
	}
	for id, code := range map[string]string{used: "LINK_MAX_USES", gone: "LINK_NOT_FOUND"} {
		if status, got := s.api("PATCH", "/payment-links/"+id, `{"is_active":true}`); got["code"] != code {
			t.Errorf("activating: %d %v, want %s", status, got["code"], code)
		}
	}
}

// Link previews, prefetching and robots ask often.
func TestLookingChangesNothing(t *testing.T) {
	s := newTill(t)
	_, path := s.link(`{"amount":5000}`)
	b := s.browser()
	receipt := b.paysAt(path, goodCard).Header.Get("Location")
	bank := b.paysAt(path, threeDCard).Header.Get("Location")
	waiting := b.paysAt(path, timeoutCard).Header.Get("Location")
	s.h.Desk.Wait()
	before := s.fingerprint()
	for range 20 {
		for _, at := range []string{path, receipt, bank, waiting} {
			for _, method := range []string{"GET", "HEAD", "OPTIONS"} {
				if got := b.do(method, at, ""); got.StatusCode >= 500 {
					t.Errorf("%s %s: %d", method, at, got.StatusCode)
				}
			}
		}
	}
	if s.fingerprint() != before {
		t.Error("looking at public pages changed the database")
	}
}

func TestHostileNamesAreText(t *testing.T) {
	s := newTill(t)
	const evil = `<script>alert(1)</script>"><img src=x onerror=alert(1)>`
	_, path := s.link(`{"amount":5000,"description":"<script>alert(1)</script>\"><img src=x onerror=alert(1)>","metadata":{"<b>k":"<i>v"}}`)
	b := s.signedInBrowser()
	receipt := b.paysAt(path, goodCard, "card_name", evil).Header.Get("Location")
	payment := s.makes("GET", "/payments", "")["data"].([]any)[0].(map[string]any)["id"].(string)
	link := s.makes("GET", "/payment-links", "")["payment_links"].([]any)[0].(map[string]any)["id"].(string)
	for _, at := range []string{path, receipt, "/dashboard", "/dashboard/links", "/dashboard/links/" + link, "/dashboard/links/" + link + "/edit",
		"/dashboard/links/" + link + "/print", "/dashboard/payments", "/dashboard/payments/" + payment, "/dashboard/payments/" + payment + "/refund"} {
		got := b.wants(b.get(at), 200, "alert(1)")
		if strings.Contains(got.body, "<script>alert") || strings.Contains(got.body, "<img src=x") || strings.Contains(got.body, "<i>v") {
			t.Errorf("%s shows markup of the merchant's", at)
		}
	}
}
