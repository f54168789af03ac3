package web

import (
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

// The overview shows what came in, in every period, folded or not.
func TestOverview(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard"), 200, "First steps", "No payments yet")
	payment := s.paid("5000")
	s.makes("POST", "/payments/"+payment+"/refund", `{"amount":1200}`)
	s.exec(`UPDATE merchants SET time_zone = 'Asia/Kathmandu'`)
	kathmandu, err := time.LoadLocation("Asia/Kathmandu")
	s.must(err)
	for range 2 {
		for _, period := range []string{"", "?period=today", "?period=7d", "?period=30d", "?period=90d", "?period=1y"} {
			page := b.wants(b.get("/dashboard"+period), 200, "GrossB$50.00", "RefundsB$12.00", "NetB$38.00", "Payments1", "Paid of started100 %", "from B$0.00", "Days in Kathmandu time (UTC+5:45)")
			begun := time.Now().In(kathmandu).Hour() < 2 // one hour is no line yet
			if !(begun && period == "?period=today") && !strings.Contains(page.body, "as a table") {
				t.Errorf("%s has no chart", period)
			}
			if n := strings.Count(page.body, `aria-current="page">`); n < 1 {
				t.Errorf("%s: no period is marked", period)
			}
		}
		if _, err := s.h.Store.FoldTakings(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// The list of first steps ticks itself, can be put away, and comes back.
func TestFirstSteps(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard"), 200, "First steps", "2 of 6", "Create a payment link")
	s.paid("5000")
	b.wants(b.get("/dashboard"), 200, "4 of 6", "Refund it")
	b.wants(b.post("/dashboard/steps", "hidden", "true"), 303, "/dashboard")
	page := b.wants(b.get("/dashboard"), 200, "Show the first steps")
	if strings.Contains(page.body, "Refund it") {
		t.Error("it was put away and is there")
	}
	b.wants(b.post("/dashboard/steps", "hidden", "false"), 303, "/dashboard")
	b.wants(b.get("/dashboard"), 200, "Refund it", "Add your logo", "4 of 6")
	b.get("/dashboard/settings/branding")
	b.wants(b.post("/dashboard/settings/branding", "look", "own", "accent", "#b91c1c", "shown", "#125a66"), 303)
	b.wants(b.get("/dashboard"), 200, "5 of 6")
}

// What a role may not do is not offered.
func TestOverviewOfRoles(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard"), 200, `href="/dashboard/links/new"`)
	s.becomes(pay.Viewer)
	if page := b.wants(b.get("/dashboard"), 200, "First steps"); strings.Contains(page.body, `href="/dashboard/links/new"`) {
		t.Error("a viewer is offered to create links")
	}
}
