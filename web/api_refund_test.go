package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// refundList asks for the list and returns the amounts in it, and the answer.
func (s *shop) refundList(query string) (amounts []string, got answer) {
	s.t.Helper()
	got = s.inflowAnswer("GET", "/refunds/?"+query, "")
	var list []map[string]any
	if err := json.Unmarshal([]byte(got.body), &list); err != nil {
		s.t.Fatalf("%s: %d %s", query, got.StatusCode, got.body)
	}
	amounts = []string{}
	for _, r := range list {
		amounts = append(amounts, r["amount"].(string))
	}
	return amounts, got
}

// refundShop has two payments and four refunds, made in that order.
func refundShop(t *testing.T) (s *shop, first, second string) {
	s = newTill(t)
	first, second = s.paidIn("USD", "9900"), s.paidIn("USD", "5000")
	for _, r := range [][3]string{{first, "3.00", "Too cold"}, {first, "1.00", "100%_sure"}, {second, "4.00", "too late"}, {second, "2.00", `back\slash`}} {
		reason, _ := json.Marshal(r[2])
		if status, got := s.inflow("POST", "/transactions/"+r[0]+"/refund/", `{"amount":"`+r[1]+`","reason":`+string(reason)+`}`); status != 201 {
			t.Fatalf("%d %v", status, got)
		}
	}
	return s, first, second
}

func TestRefundFilters(t *testing.T) {
	s, first, second := refundShop(t)
	now := time.Now().UTC()
	at := func(d time.Duration) string { return url.QueryEscape(now.Add(d).Format(time.RFC3339Nano)) }
	for query, want := range map[string]string{
		"":                                      "2.00 4.00 1.00 3.00",
		"ordering=-created_at":                  "2.00 4.00 1.00 3.00",
		"ordering=created_at":                   "3.00 1.00 4.00 2.00",
		"ordering=amount":                       "1.00 2.00 3.00 4.00",
		"ordering=-amount":                      "4.00 3.00 2.00 1.00",
		"status=completed":                      "2.00 4.00 1.00 3.00",
		"status=failed":                         "",
		"status=pending&ordering=amount":        "",
		"search=too":                            "4.00 3.00",
		"search=TOO+LATE":                       "4.00",
		"search=%25_":                           "1.00",
		"search=%25":                            "1.00",
		"search=_":                              "1.00",
		"search=%5C":                            "2.00",
		"search=nothing+like+it":                "",
		"search=" + first:                       "1.00 3.00",
		"search=" + second:                      "2.00 4.00",
		"search=2":                              "2.00 4.00",
		"search=9":                              "",
		"search=" + first + "&ordering=-amount": "3.00 1.00",
		"search=too&status=rejected":            "",
		"search=%27%3B+DROP+TABLE":              "",
		"search=%FF%00":                         "2.00 4.00 1.00 3.00",
		"created_at__gte=" + at(-time.Hour):     "2.00 4.00 1.00 3.00",
		"created_at__gte=" + at(time.Hour):      "",
		"created_at__lte=" + at(-time.Hour):     "",
		"created_at__lte=" + at(time.Hour):      "2.00 4.00 1.00 3.00",
		"created_at__gte=" + now.AddDate(0, 0, -1).Format(time.DateOnly) + "&created_at__lte=" + now.AddDate(0, 0, 1).Format(time.DateOnly): "2.00 4.00 1.00 3.00",
		"created_at__gte=2030-01-01T00:00:00+02:00":             "",
		"search=" + first + "&created_at__gte=" + at(time.Hour): "",
		"page_size=1":        "2.00",
		"page_size=3&page=2": "3.00",
		"page_size=1&page=2&ordering=amount&status=completed&search=" + url.QueryEscape("o"): "4.00",
		"page=5":        "",
		"page_size=101": "2.00 4.00 1.00 3.00",
	} {
		amounts, got := s.refundList(query)
		if shown := strings.Join(amounts, " "); got.StatusCode != 200 || shown != want {
			t.Errorf("%s: %d %q, want %q", query, got.StatusCode, shown, want)
		}
	}
}

func TestRefundFilterErrors(t *testing.T) {
	s := newTill(t)
	for query, want := range map[string]string{
		"status=done": "status", "status=COMPLETED": "status", "ordering=reason": "ordering", "ordering=-created_at;DROP": "ordering",
		"created_at__gte=yesterday": "created_at__gte", "created_at__lte=2026-13-01": "created_at__lte", "created_at__gte=0001-01-01": "created_at__gte",
		"page=0": "page", "page=-1": "page", "page=abc": "page", "page=": "page", "page=99999999999999999999": "page", "page=1.0": "page",
		"page_size=0": "page_size", "page_size=-1": "page_size", "page_size=abc": "page_size", "page_size=": "page_size",
		"search=" + strings.Repeat("x", 101):             "search",
		"status=x&ordering=x&page=0&page_size=0&search=": "ordering page page_size status",
	} {
		got := s.inflowAnswer("GET", "/refunds/?"+query, "")
		var decoded map[string]any
		if err := json.Unmarshal([]byte(got.body), &decoded); err != nil || got.StatusCode != 422 || wrongFields(decoded) != want {
			t.Errorf("%s: %d %s, want %s", query, got.StatusCode, got.body, want)
		}
	}
}

var linkRelation = regexp.MustCompile(`<([^>]*)>; rel="(\w+)"`)

// relations are the addresses in a Link header.
func relations(got answer) map[string]string {
	out := map[string]string{}
	for _, m := range linkRelation.FindAllStringSubmatch(got.Header.Get("Link"), -1) {
		out[m[2]] = m[1]
	}
	return out
}

// Who follows the links sees each refund once, and how many there are.
func TestRefundPages(t *testing.T) {
	s, _, _ := refundShop(t)
	amounts, got := s.refundList("page_size=1&ordering=amount&search=o")
	var seen []string
	for page := 1; ; page++ {
		seen = append(seen, amounts...)
		links := relations(got)
		if got.Header.Get("X-Total-Count") != "2" || links["first"] == "" || (links["prev"] == "") != (page == 1) {
			t.Errorf("page %d: %v %v", page, got.Header, links)
		}
		if links["next"] == "" {
			break
		}
		if !strings.HasPrefix(links["next"], s.url+"/api/refunds/?") {
			t.Fatalf("%v", links)
		}
		amounts, got = s.refundList(strings.TrimPrefix(links["next"], s.url+"/api/refunds/?"))
	}
	if fmt.Sprint(seen) != "[3.00 4.00]" {
		t.Errorf("%v", seen)
	}
	if _, all := s.refundList("page_size=3"); all.Header.Get("X-Total-Count") != "4" {
		t.Errorf("%v", all.Header)
	}
	hostile := s.inflowAnswer("GET", "/refunds/?page_size=1&search=%3E%0D%0AX-Evil:%201,%22", "")
	if hostile.StatusCode != http.StatusOK || hostile.Header.Get("X-Evil") != "" || len(relations(hostile)) != 1 {
		t.Errorf("%d %v", hostile.StatusCode, hostile.Header)
	}
}

func TestRefundsOfOthers(t *testing.T) {
	s, first, _ := refundShop(t)
	for _, key := range []string{s.stranger().TestAPIKey.Reveal(), s.open().LiveAPIKey.Reveal()} {
		for _, query := range []string{"", "search=" + first, "search=1", "search=too", "ordering=amount"} {
			got := s.inflowAnswer("GET", "/refunds/?"+query, "", "Authorization", "Api-Key "+key)
			if got.StatusCode != 200 || strings.TrimSpace(got.body) != "[]" || got.Header.Get("X-Total-Count") != "0" {
				t.Errorf("%s: %d %s", query, got.StatusCode, got.body)
			}
		}
		if got := s.inflowAnswer("GET", "/refunds/1/", "", "Authorization", "Api-Key "+key); got.StatusCode != 404 {
			t.Errorf("number 1: %d", got.StatusCode)
		}
	}
	for _, id := range []string{"0", "5", "RFabc123", "x", first, "ref_"} {
		if status, got := s.inflow("GET", "/refunds/"+id+"/", ""); status != 404 || got["error"] != "not_found" {
			t.Errorf("%s: %d %v", id, status, got)
		}
	}
}
