package web

import (
	"regexp"
	"strings"
	"testing"
)

// notForCustomers are the pages that anybody may open and no customer is sent to,
// and files.
var notForCustomers = regexp.MustCompile(`^/($|docs|healthz|readyz|static|v1|brand|login|signup|logout|password|invite|email)`)

// What is not there, at an address of the kind that customers are given, looks
// like the pages of customers: the dashboard is nothing to them.
func TestWhatIsNotThereIsACustomersPage(t *testing.T) {
	s := newTill(t)
	b := s.browser()
	visited := 0
	for _, r := range Routes(s.h) {
		if r.Access != Public || r.Method != "GET" || notForCustomers.MatchString(r.Path) {
			continue
		}
		visited++
		path := regexp.MustCompile(`:\w+|\*`).ReplaceAllString(r.Path, "nothing")
		got := b.get(path)
		if got.StatusCode != 404 || !strings.Contains(got.body, `class="public`) || strings.Contains(got.body, "doorway") {
			t.Errorf("%s: %d\n%.300s", path, got.StatusCode, got.body)
		}
	}
	if visited < 12 {
		t.Errorf("only %d pages", visited)
	}
}
