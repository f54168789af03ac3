package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// linkDays is how many days the numbers of a link are about.
const linkDays = 30

// lastDays are when the last so many days of that zone began.
func lastDays(now time.Time, n int) []time.Time {
	days := make([]time.Time, n)
	for i := range days {
		days[i] = pay.DayStart(now, i+1-n)
	}
	return days
}

func (h *Handlers) linkNumbers(c *fiber.Ctx, l pay.Link) (store.LinkNumbers, error) {
	return h.Store.LinkNumbers(c.UserContext(), caller(c), l.ID, lastDays(h.Now().In(zone(c)), linkDays))
}

// fillNumbers shows what came of a link, and by which printed code.
func (h *Handlers) fillNumbers(c *fiber.Ctx, page *views.LinkPage, l pay.Link) error {
	n, err := h.linkNumbers(c, l)
	if err != nil {
		return err
	}
	placements, err := h.Store.Placements(c.UserContext(), caller(c), l.ID)
	if err != nil {
		return err
	}
	var all pay.Funnel
	for i, day := range lastDays(h.Now().In(zone(c)), linkDays) {
		f := n.Days[i]
		all = all.Plus(f)
		if f != (pay.Funnel{}) {
			page.Days = append(page.Days, views.LinkDay{Label: day.Format("2 Jan"), Viewed: counted(f.Viewed), Started: counted(f.Started), Paid: counted(f.Paid)})
		}
	}
	page.Funnel, page.Partial = views.NewFunnel(all), n.Partial
	page.Places.Rows = views.Show(placements, func(p pay.Placement) views.PlaceRow {
		f := n.ByPlace[p.ID]
		return views.PlaceRow{Href: placementPath(p), Name: p.Name, Scanned: counted(f.Viewed), Paid: counted(f.Paid), Share: percentOf(min(f.Paid, f.Viewed), f.Viewed)}
	})
	if len(placements) > 0 {
		page.Places.PrintHref = page.Base + "/print?format=tent&placement=all"
	}
	return nil
}

// fillCodes puts in what the sheets show: the link's own code, that of one
// placement, or those of all of them.
func (h *Handlers) fillCodes(c *fiber.Ctx, sheet *views.LinkPrintPage, l pay.Link) error {
	wanted := c.Query("placement")
	if wanted == "" {
		sheet.Codes = []views.PrintCode{{URL: h.merchantOf(c).LinkAddress(l.ID), QRSVG: qrPath(l.ID, ".svg")}}
		return nil
	}
	placements, err := h.Store.Placements(c.UserContext(), caller(c), l.ID)
	if err != nil {
		return err
	}
	for _, p := range placements {
		name := pay.PlacementPrefix.Show(p.ID)
		if wanted != "all" && wanted != name {
			continue
		}
		sheet.Codes = append(sheet.Codes, views.PrintCode{Place: p.Name, QRSVG: qrFile(name),
			URL: h.PublicURL + views.PlacementPath(caller(c).MerchantSlug, l.ID, p.Code)})
		if sheet.Placement = wanted; wanted == name {
			sheet.Base = placementPath(p)
		}
	}
	if len(sheet.Codes) == 0 {
		return pay.NoSuchPlacement()
	}
	return nil
}
