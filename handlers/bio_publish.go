package handlers

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// revisionForm is a form about the draft as it was looked at.
type revisionForm struct {
	Revision string `form:"revision"`
}

// PublishBio answers POST /dashboard/bio/publish.
func (h *Handlers) PublishBio(c *fiber.Ctx) error {
	var in revisionForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if _, err := h.Store.PublishBio(c.UserContext(), caller(c), seen(in.Revision)); err != nil {
		return h.bioStale(c, err)
	}
	return h.respond(c, reply{Redirect: views.BioBase, Flash: "Published. Everybody sees it now."})
}

// bioStale shows the draft as it is now to somebody who acted on what it was.
func (h *Handlers) bioStale(c *fiber.Ctx, err error) error {
	if pay.CodeOf(err) != pay.Conflict {
		return err
	}
	d, err := h.Store.BioDraft(c.UserContext(), caller(c))
	if err != nil {
		return err
	}
	who := ""
	if d.UpdatedBy != "" {
		who = " (last by " + d.UpdatedBy + ")"
	}
	return h.bioEditor(c, d, bioDesk{status: fiber.StatusConflict,
		wrong: []string{"The page was changed since you opened this" + who + ". Nothing was done yet: below is how it is now. Look at it, and press again if it is right."}})
}

// DiscardBio answers POST /dashboard/bio/discard.
func (h *Handlers) DiscardBio(c *fiber.Ctx) error {
	var in revisionForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if err := h.Store.DiscardBioDraft(c.UserContext(), caller(c), seen(in.Revision)); err != nil {
		return h.bioStale(c, err)
	}
	return h.respond(c, reply{Redirect: views.BioBase, Flash: "Draft discarded. This is the page as everybody sees it."})
}

// UnpublishBio answers POST /dashboard/bio/unpublish.
func (h *Handlers) UnpublishBio(c *fiber.Ctx) error {
	if err := bindNothing(c); err != nil {
		return err
	}
	off := false
	if _, err := h.Store.SaveBio(c.UserContext(), caller(c), pay.BioPatch{Published: &off}); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: views.BioBase, Flash: "Taken down. Nobody sees the page until you publish it again."})
}

// BioHistory answers GET /dashboard/bio/history.
func (h *Handlers) BioHistory(c *fiber.Ctx) error {
	by := caller(c)
	versions, err := h.Store.BioVersions(c.UserContext(), by)
	if err != nil {
		return err
	}
	b, err := h.Store.Bio(c.UserContext(), by)
	if err != nil {
		return err
	}
	m := views.BioHistory{CanChange: by.May(pay.BioWrite), Nonce: newNonce()}
	for _, v := range versions {
		row := views.BioVersionRow{Number: v.Number, At: moment(v.CreatedAt, zone(c)), By: v.By, Current: b.Published && v.Number == b.Version,
			What: themeName(v.Content.Theme) + ", " + numberOf(len(v.Content.Items), "block", "blocks")}
		if v.ByKey {
			row.By = "the API key " + v.By
		}
		if v.Restored > 0 {
			row.What += fmt.Sprintf(", as version %d", v.Restored)
		}
		m.Versions = append(m.Versions, row)
	}
	return h.respond(c, reply{Page: views.BioPast(h.frame(c, views.BioBase+"/history"), m)})
}

// RestoreBio answers POST /dashboard/bio/restore.
func (h *Handlers) RestoreBio(c *fiber.Ctx) error {
	older, err := strconv.Atoi(FormValue(c, "number"))
	if err != nil {
		return pay.Errorf(pay.NotFound, "There is no such version of the page.")
	}
	number, err := h.Store.RestoreBio(c.UserContext(), caller(c), older)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: views.BioBase + "/history", Flash: fmt.Sprintf("Version %d is public again, as version %d.", older, number)})
}

// StartBio answers POST /dashboard/bio/start: a draft of what the merchant has.
func (h *Handlers) StartBio(c *fiber.Ctx) error {
	if err := bindNothing(c); err != nil {
		return err
	}
	by := caller(c)
	blocks, err := h.startBlocks(c)
	if err != nil {
		return err
	}
	_, err = h.Store.ChangeBioDraft(c.UserContext(), by, func(d *pay.BioDraft) error {
		if d.Changed || len(d.Items) > 0 {
			return nil // somebody was faster
		}
		return d.Fill(by.MerchantName, "", d.Theme, blocks, true)
	})
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: views.BioBase, Flash: "Here is a start. Change what you like; nobody sees it before you publish."})
}

// startMax is how many links, and how many listings, a page starts with.
const startMax = 8

func (h *Handlers) startBlocks(c *fiber.Ctx) ([]pay.BioBlock, error) {
	by, active := caller(c), true
	listings, err := h.Store.Listings(c.UserContext(), by, pay.ListingPublished, pay.Page{Limit: startMax})
	if err != nil {
		return nil, err
	}
	links, err := h.Store.Links(c.UserContext(), by, &active, pay.Page{Limit: startMax})
	if err != nil {
		return nil, err
	}
	var blocks []pay.BioBlock
	for _, l := range listings.Rows {
		blocks = append(blocks, pay.BioBlock{ID: h.Store.NewID(by.MerchantNumber), Type: pay.BlockListing, ListingID: l.ID})
	}
	for _, l := range links.Rows {
		blocks = append(blocks, pay.BioBlock{ID: h.Store.NewID(by.MerchantNumber), Type: pay.BlockPaymentLink, PaymentLinkID: l.ID})
	}
	return blocks, nil
}
