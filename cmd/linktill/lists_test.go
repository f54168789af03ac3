package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// idsOn are the ids of one page of a list.
func (s *shop) idsOn(path, field string) (ids []string, page object) {
	s.t.Helper()
	page = s.mustAPI("GET", path, "")
	for _, row := range page[field].([]any) {
		ids = append(ids, row.(object)["id"].(string))
	}
	return ids, page
}

// TestPages walks through payments and links by cursor and by offset, while
// new ones come in.
func TestPages(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	link := s.newLink(5_00, "")
	for range 7 {
		s.pays(link)
	}
	for range 6 {
		s.newLink(5_00, "")
	}
	for path, field := range map[string]string{"/v1/payments": "data", "/v1/payment-links": "payment_links", "/v1/payment-links/" + link + "/payments": "payments"} {
		all, page := s.idsOn(path, field)
		if len(all) < 7 || page["has_more"] != false || page["next_cursor"] != nil {
			t.Fatalf("%s: %v", path, page)
		}
		if walked := s.walk(path, field, func() { s.pays(link); s.newLink(5_00, "") }); !slices.Equal(walked, all) {
			t.Errorf("%s by cursor: %v, want %v", path, walked, all)
		}
	}
	s.offsets(t)
	s.refusedPages(t)
	s.inOrder()
}

// walk follows the cursor; something happens between the pages.
func (s *shop) walk(path, field string, between func()) (ids []string) {
	s.t.Helper()
	cursor := ""
	for range 10 {
		on, page := s.idsOn(path+"?limit=3"+cursor, field)
		ids = append(ids, on...)
		if page["has_more"] == false {
			return ids
		}
		cursor = "&cursor=" + page["next_cursor"].(string)
		between()
	}
	s.t.Fatalf("%s has no end", path)
	return nil
}

// offsets are pages by number.
func (s *shop) offsets(t *testing.T) {
	t.Helper()
	all, _ := s.idsOn("/v1/payments", "data")
	for offset := 0; offset < len(all); offset += 4 {
		on, page := s.idsOn(fmt.Sprintf("/v1/payments?limit=4&offset=%d", offset), "data")
		if !slices.Equal(on, all[offset:min(offset+4, len(all))]) || fmt.Sprint(page["total"]) != fmt.Sprint(len(all)) || page["limit"] != 4.0 || page["offset"] != float64(offset) {
			t.Errorf("offset %d: %v of %v", offset, page, all)
		}
	}
	if on, page := s.idsOn("/v1/payments?offset=1000", "data"); len(on) != 0 || page["has_more"] != false {
		t.Errorf("far behind the end: %v", page)
	}
	if _, page := s.idsOn("/v1/payment-links?limit=1000000", "payment_links"); page["limit"] != 100.0 {
		t.Errorf("a limit of a million is %v", page["limit"])
	}
}

// refusedPages are parameters that make no sense, and a cursor of somebody else.
func (s *shop) refusedPages(t *testing.T) {
	t.Helper()
	other := s.newMerchant("Beach Bar", "owner@beach-bar.example")
	foreign := read[object](t, s.send(ask{method: "POST", path: "/v1/payment-links", body: `{}`, key: other.TestAPIKey}).body)["id"].(string)
	first, _ := s.idsOn("/v1/payment-links?limit=1", "payment_links")
	for query, field := range map[string]string{
		"limit=0": "limit", "limit=-1": "limit", "limit=abc": "limit", "limit=1.5": "limit", "limit=": "limit", "limit=%EF%BC%91": "limit",
		"offset=-1": "offset", "offset=x": "offset", "offset=99999999999": "offset", "cursor=x": "cursor", "cursor=pay_abc123": "cursor",
		"cursor=" + foreign: "cursor", "offset=1&cursor=" + first[0]: "cursor", "is_active=perhaps": "is_active",
	} {
		got := s.api("GET", "/v1/payment-links?"+query, "")
		if got.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(got.body, `"errors":{"`+field+`":[`) {
			t.Errorf("%s: %d %s", query, got.StatusCode, got.body)
		}
	}
	if got := s.send(ask{method: "GET", path: "/v1/payment-links/" + foreign, key: s.merchant.TestAPIKey}); got.StatusCode != http.StatusNotFound {
		t.Errorf("another merchant's link: %d %s", got.StatusCode, got.body)
	}
	if got := s.send(ask{method: "GET", path: "/v1/payment-links/" + first[0], key: s.merchant.LiveAPIKey}); got.StatusCode != http.StatusNotFound {
		t.Errorf("a test link by the live key: %d %s", got.StatusCode, got.body)
	}
}

// TestClosedLinks: the page of a link that takes no payment is a 410 that says
// why, also for a form that was open before, and nobody is charged.
func TestClosedLinks(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	for name, end := range map[string]func(link string){
		"deactivated": func(link string) { s.mustAPI("POST", "/v1/payment-links/"+link+"/deactivate", "") },
		"used up":     func(link string) { s.pays(link) },
		"expired":     func(link string) { s.exec(`UPDATE links SET expires_at = now() - interval '1 second'`) },
	} {
		link := s.newLink(5_00, `,"max_uses":1`)
		customer := s.person()
		form := customer.checkout(link, cardPays)
		before := s.number(`SELECT count(*) FROM payments`)
		end(link)
		between := s.number(`SELECT count(*) FROM payments`)
		page, sent := customer.get(s.payPath(link)), customer.post(s.payPath(link), form)
		if page.StatusCode != http.StatusGone || sent.StatusCode != http.StatusGone || strings.Contains(page.body, "card_number") {
			t.Errorf("%s: the page is %d, the form is answered %d\n%s", name, page.StatusCode, sent.StatusCode, page.body)
		}
		if after := s.number(`SELECT count(*) FROM payments`); after != between || between > before+1 {
			t.Errorf("%s: %d payments, then %d, then %d", name, before, between, after)
		}
		s.exec(`UPDATE links SET expires_at = NULL`)
	}
	if got := s.person().get(s.payPath("link_1111111111111111111111")); got.StatusCode != http.StatusNotFound {
		t.Errorf("a link that never was: %d", got.StatusCode)
	}
	s.inOrder()
}
