package handlers

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// offsetMax is how far offsets reach. Whoever needs to go further follows the
// cursor, which costs the same on every page.
const offsetMax = 100_000

// paging reads limit, cursor and offset from the query. A limit above 100 is
// 100; prefix is that of the listed ids.
func paging(c *fiber.Ctx, prefix pay.Prefix) (pay.Page, error) {
	p := pay.DefaultPage()
	var checks pay.Checks
	if text := c.Query("limit"); text != "" || c.Context().QueryArgs().Has("limit") {
		n, ok := wholeNumber(text)
		checks.That(ok && n >= 1, "limit", "Must be a whole number from 1 to 100.")
		p.Limit = min(n, pay.PageLimitMax)
	}
	if text := c.Query("offset"); text != "" {
		n, ok := wholeNumber(text)
		checks.That(ok && n <= offsetMax, "offset", "Must be a whole number from 0 to %d; use cursor to go further.", offsetMax)
		p.Offset, p.ByOffset = n, true
	}
	if text := c.Query("cursor"); text != "" {
		var ok bool
		p.Cursor, ok = prefix.Parse(text)
		mine := caller(c).MerchantNumber == 0 || p.Cursor.MerchantNumber() == caller(c).MerchantNumber
		checks.That(ok && mine, "cursor", "Must be the next_cursor of an earlier answer.")
		checks.That(!p.ByOffset, "cursor", "Use either cursor or offset, not both.")
	}
	return p, checks.Err()
}

// wholeNumber reads digits only: no sign, no spaces. What is too large for any
// list comes back as the largest number of nine digits.
func wholeNumber(text string) (int, bool) {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return 0, false
		}
	}
	if len(text) > 9 {
		return 999_999_999, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}
