package handlers

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// SearchRefunds answers GET /api/refunds/: a bare array, a page of those that
// the filters leave. How many there are, and the pages around, are in headers.
func (h *Handlers) SearchRefunds(c *fiber.Ctx) error {
	var checks pay.Checks
	search, page := refundSearch(c, &checks), numberedPage(c, &checks)
	if err := checks.Err(); err != nil {
		return err
	}
	refunds, err := h.Store.SearchRefunds(c.UserContext(), caller(c), search, page)
	if err != nil {
		return err
	}
	h.setPageHeaders(c, "/api/refunds/", page, refunds.Total, refunds.HasMore)
	return h.respond(c, reply{Data: views.Show(refunds.Rows, views.NewAPIRefundJSON)})
}

// refundSearchMax bounds the text that is looked for, in characters.
const refundSearchMax = 100

func refundSearch(c *fiber.Ctx, checks *pay.Checks) store.RefundSearch {
	in := store.RefundSearch{
		State: pay.RefundState(c.Query("status")), Text: pay.CleanLine(c.Query("search")),
		Order: store.RefundOrder(c.Query("ordering", string(store.RefundsNewest))),
		From:  queryMoment(c, checks, "created_at__gte", 0),
		To:    queryMoment(c, checks, "created_at__lte", 24*time.Hour-time.Microsecond),
	}
	checks.That(in.State == "" || slices.Contains(pay.RefundStates, in.State), "status",
		"Must be one of pending, processing, completed, failed and rejected.")
	checks.That(in.Order.Valid(), "ordering", "Must be one of created_at, -created_at, amount and -amount.")
	checks.CheckLength("search", in.Text, refundSearchMax)
	return in
}

// queryMoment reads an ISO 8601 time from the query, nil when there is none. A
// date alone is its beginning in UTC, and ofDay later.
func queryMoment(c *fiber.Ctx, checks *pay.Checks, name string, ofDay time.Duration) *time.Time {
	sent := c.Query(name)
	if sent == "" {
		return nil
	}
	if day, err := time.Parse(time.DateOnly, sent); err == nil && day.Year() >= 1970 {
		day = day.Add(ofDay)
		return &day
	}
	// A plus that was not escaped arrives as a space.
	if t, err := time.Parse(time.RFC3339Nano, strings.ReplaceAll(sent, " ", "+")); err == nil && t.Year() >= 1970 {
		return &t
	}
	checks.Add(name, "Must be a time such as 2026-12-31T18:00:00Z.")
	return nil
}

// numberedPage reads page, from 1, and page_size. A size above 100 is 100.
func numberedPage(c *fiber.Ctx, checks *pay.Checks) pay.Page {
	p, number := pay.Page{Limit: pay.PageLimit, ByOffset: true}, 1
	if c.Context().QueryArgs().Has("page_size") {
		n, ok := wholeNumber(c.Query("page_size"))
		checks.That(ok && n >= 1, "page_size", "Must be a whole number from 1 to 100.")
		p.Limit = max(1, min(n, pay.PageLimitMax))
	}
	if c.Context().QueryArgs().Has("page") {
		n, ok := wholeNumber(c.Query("page"))
		most := offsetMax/p.Limit + 1
		checks.That(ok && n >= 1 && n <= most, "page", "Must be a whole number from 1 to %d; narrow the list by its time to see more.", most)
		number = max(1, min(n, most))
	}
	p.Offset = (number - 1) * p.Limit
	return p
}

// setPageHeaders says how many rows there are in all, as far as they are
// counted, and where the first page and the ones around this one are.
func (h *Handlers) setPageHeaders(c *fiber.Ctx, path string, page pay.Page, total int, hasMore bool) {
	c.Set("X-Total-Count", strconv.Itoa(total))
	number := page.Offset/page.Limit + 1
	links := []string{h.pageLink(c, path, 1, "first")}
	if number > 1 {
		links = append(links, h.pageLink(c, path, number-1, "prev"))
	}
	if hasMore {
		links = append(links, h.pageLink(c, path, number+1, "next"))
	}
	c.Set(fiber.HeaderLink, strings.Join(links, ", "))
}

// pageLink is the address of another page of the same list.
func (h *Handlers) pageLink(c *fiber.Ctx, path string, number int, rel string) string {
	query := url.Values{}
	for name, value := range c.Context().QueryArgs().All() {
		query.Set(string(name), string(value))
	}
	query.Set("page", strconv.Itoa(number))
	return "<" + h.PublicURL + path + "?" + query.Encode() + `>; rel="` + rel + `"`
}

// ShowAPIRefund answers GET /api/refunds/{id}/: by its id or its number within
// the merchant.
func (h *Handlers) ShowAPIRefund(c *fiber.Ctx) error {
	r, err := h.Store.RefundNamed(c.UserContext(), caller(c), c.Params("id"))
	if err != nil {
		return err
	}
	return h.respond(c, reply{Data: views.NewAPIRefundJSON(r)})
}
