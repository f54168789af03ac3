package handlers

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// bioPeriods are how many days the numbers can be about.
var bioPeriods = map[string]int{"7d": 7, "30d": 30, "90d": 90}

// BioNumbers answers GET /dashboard/bio/numbers.
func (h *Handlers) BioNumbers(c *fiber.Ctx) error {
	period := c.Query("period", "30d")
	length, known := bioPeriods[period]
	if !known {
		period, length = "30d", 30
	}
	by, today := caller(c), h.Now().In(zone(c))
	n, err := h.Store.BioNumbers(c.UserContext(), by, today.AddDate(0, 0, 1-length).Format(time.DateOnly), today.Format(time.DateOnly))
	if err != nil {
		return err
	}
	d, err := h.Store.BioDraft(c.UserContext(), by)
	if err != nil {
		return err
	}
	p, err := h.Store.BioPreview(c.UserContext(), by, d.BioContent)
	if err != nil {
		return err
	}
	m := views.BioNumbersPage{Period: period, ZoneName: zoneName(today)}
	var viewed, clicks int64
	for i := range length {
		day := today.AddDate(0, 0, i+1-length)
		key := day.Format(time.DateOnly)
		m.Days = append(m.Days, views.BioDay{Label: day.Format("2 Jan"), Views: n.Views[key], Clicks: n.Clicks[key]})
		viewed, clicks = viewed+n.Views[key], clicks+n.Clicks[key]
	}
	m.Views, m.Clicks, m.Rate = counted(viewed), counted(clicks), percentOf(clicks, viewed)
	m.Parts = bioParts(d, p, n, viewed)
	return h.respond(c, reply{Page: views.BioNumbers(h.frame(c, views.BioBase+"/numbers"), m)})
}

// bioParts are what can be pressed, the most pressed first. What is not on the
// page any more is one row.
func bioParts(d pay.BioDraft, p store.PublicBio, n store.BioNumbers, seen int64) []views.BioPartRow {
	items := slices.DeleteFunc(slices.Clone(d.Items), func(item pay.BioItem) bool { return !item.CanBePressed() })
	slices.SortStableFunc(items, func(a, b pay.BioItem) int { return cmp.Compare(n.ByPart[b.ID], n.ByPart[a.ID]) })
	var rows []views.BioPartRow
	var gone int64
	for _, clicks := range n.ByPart {
		gone += clicks
	}
	row := func(title, kind string, clicks int64) views.BioPartRow {
		return views.BioPartRow{Title: title, Kind: kind, Clicks: counted(clicks), Rate: percentOf(clicks, seen), Percent: int(min(100, clicks*100/max(1, seen)))}
	}
	for _, item := range items {
		kind, _ := views.BioKind(string(item.Type))
		rows = append(rows, row(blockTitle(item.BioBlock, p), kind, n.ByPart[item.ID]))
		gone -= n.ByPart[item.ID]
	}
	if gone > 0 {
		rows = append(rows, row("Removed since", "No longer on the page", gone))
	}
	return rows
}

// percentOf is "26 %", "0.4 %" for less than one, and "–" of nothing.
func percentOf(part, whole int64) string {
	switch {
	case whole == 0:
		return "–"
	case part > 0 && part*100 < whole:
		return fmt.Sprintf("0.%d %%", max(1, part*1000/whole))
	}
	return fmt.Sprintf("%d %%", part*100/whole)
}
