package handlers

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
	"linktill/views/ui"
)

// bioDesk is what the editor shows besides the draft itself: a form that is open,
// and what is wrong.
type bioDesk struct {
	status int
	block  *views.BioBlockForm
	head   *views.BioHeadForm
	wrong  []string
}

// EditBio answers GET /dashboard/bio. The query opens a form: ?edit= a block's id
// or "head", ?add= a type.
func (h *Handlers) EditBio(c *fiber.Ctx) error {
	d, err := h.Store.BioDraft(c.UserContext(), caller(c))
	if err != nil {
		return err
	}
	var open bioDesk
	if caller(c).May(pay.BioWrite) {
		if open, err = h.openBioForm(c, d); err != nil {
			return err
		}
	}
	return h.bioEditor(c, d, open)
}

func (h *Handlers) openBioForm(c *fiber.Ctx, d pay.BioDraft) (open bioDesk, err error) {
	if kind := pay.BlockType(c.Query("add")); slices.Contains(pay.BlockTypes, kind) {
		open.block, err = h.blockForm(c, bioBlockForm{Type: string(kind)}, pay.BioItem{BioBlock: pay.BioBlock{Type: kind}}, nil)
		return open, err
	}
	if c.Query("edit") == "head" {
		open.head = h.headForm(c, headFormOf(d), d, nil)
		return open, nil
	}
	id, _ := pay.BioLinkPrefix.Parse(c.Query("edit"))
	if i := d.Find(id); i >= 0 {
		open.block, err = h.blockForm(c, blockFormOf(d.Items[i], zone(c)), d.Items[i], nil)
	}
	return open, err
}

// bioEditor draws the editor. It frames the preview, which no other page may.
func (h *Handlers) bioEditor(c *fiber.Ctx, d pay.BioDraft, open bioDesk) error {
	by := caller(c)
	p, err := h.Store.BioPreview(c.UserContext(), by, d.BioContent)
	if err != nil {
		return err
	}
	m := views.BioEditor{
		PreviewSrc: views.BioBase + "/preview", Address: strings.TrimPrefix(strings.TrimPrefix(h.PublicURL, "https://"), "http://") + views.BioPath(by.MerchantSlug),
		Title: firstOf(d.Title, by.MerchantName), Tagline: d.Tagline, ThemeName: themeName(d.Theme), Head: open.head,
		Changed: d.Changed, ChangedBy: d.UpdatedBy, ChangedAt: moment(d.UpdatedAt, zone(c)), Overtaken: d.Changed && d.Base != d.Page.Version,
		Version: d.Page.Version, Revision: d.Page.Revision, CanChange: by.May(pay.BioWrite), CanWrite: by.May(pay.AIUse), Wrong: open.wrong, Nonce: newNonce(),
		Fresh: !d.Changed && !d.Page.Published && len(d.Items) == 0 && d.Title == "",
	}
	if d.Page.Published {
		m.PageHref, m.Published = views.BioPath(by.MerchantSlug), momentOpt(d.Page.UpdatedAt, zone(c))
	}
	if !d.PictureID.IsZero() {
		m.Picture = pay.PicturePath(d.PictureID)
	}
	if m.Fresh {
		if m.HasThings, err = h.hasThings(c); err != nil {
			return err
		}
	}
	m.Rows = h.bioRows(c, d, p)
	showForm(&m, open.block, p)
	showRemoved(&m, c, d, p)
	allowFrame(c, "default-src 'none';", "default-src 'none'; frame-src 'self';")
	return h.render(c, max(open.status, fiber.StatusOK), views.BioEdit(h.frame(c, views.BioBase), m))
}

// showForm opens a block's form in its row, or that of a new one at the end.
func showForm(m *views.BioEditor, form *views.BioBlockForm, p store.PublicBio) {
	if form == nil {
		return
	}
	nameDeleted(form, p)
	if form.ID == "" {
		m.New = form
	}
	for i := range m.Rows {
		if m.Rows[i].ID == form.ID {
			m.Rows[i].Form = form
		}
	}
}

// nameDeleted says of what a block is about that it cannot be chosen any more.
func nameDeleted(form *views.BioBlockForm, p store.PublicBio) {
	for i, thing := range form.Things {
		link, _ := pay.LinkPrefix.Parse(thing.Value)
		listing, _ := pay.ListingPrefix.Parse(thing.Value)
		if isDeleted(pay.BioBlock{PaymentLinkID: link, ListingID: listing}, p) {
			form.Things[i].Label = firstOf(p.Deleted[link]+p.Deleted[listing], "What was chosen") + " · deleted, choose another"
		}
	}
}

// showRemoved offers to bring back the block that was just removed.
func showRemoved(m *views.BioEditor, c *fiber.Ctx, d pay.BioDraft, p store.PublicBio) {
	id, ok := pay.BioLinkPrefix.Parse(c.Query("removed"))
	for _, r := range d.Removed {
		if ok && r.Item.ID == id {
			m.Removed, m.RemovedTitle = pay.BioLinkPrefix.Show(id), blockTitle(r.Item.BioBlock, p)
		}
	}
}

// allowFrame loosens one part of the page's policy.
func allowFrame(c *fiber.Ctx, part, with string) {
	policy := string(c.Response().Header.Peek(fiber.HeaderContentSecurityPolicy))
	c.Set(fiber.HeaderContentSecurityPolicy, strings.Replace(policy, part, with, 1))
}

// PreviewBio answers GET /dashboard/bio/preview: the draft, or with ?version= an
// older version, as visitors would see it. Only the editor may frame it.
func (h *Handlers) PreviewBio(c *fiber.Ctx) error {
	content, err := h.contentToShow(c)
	if err != nil {
		return err
	}
	p, err := h.Store.BioPreview(c.UserContext(), caller(c), content)
	if err != nil {
		return err
	}
	m := h.bioPage(p, blockTarget, views.BioWordsIn(""))
	m.Preview, m.Share = true, views.Share{}
	allowFrame(c, "frame-ancestors 'none'", "frame-ancestors 'self'")
	c.Set(fiber.HeaderXFrameOptions, "SAMEORIGIN")
	return h.render(c, fiber.StatusOK, views.Bio(publicPage(), m))
}

func (h *Handlers) contentToShow(c *fiber.Ctx) (pay.BioContent, error) {
	if c.Query("version") == "" {
		d, err := h.Store.BioDraft(c.UserContext(), caller(c))
		return d.BioContent, err
	}
	number, ok := wholeNumber(c.Query("version"))
	if !ok {
		return pay.BioContent{}, pay.NoSuchBioBlock()
	}
	v, err := h.Store.BioVersion(c.UserContext(), caller(c), number)
	return v.Content, err
}

func (h *Handlers) bioRows(c *fiber.Ctx, d pay.BioDraft, p store.PublicBio) []views.BioRow {
	rows := make([]views.BioRow, len(d.Items))
	for i, item := range d.Items {
		kind, icon := views.BioKind(string(item.Type))
		rows[i] = views.BioRow{ID: pay.BioLinkPrefix.Show(item.ID), Kind: kind, Icon: icon, Title: blockTitle(item.BioBlock, p), Detail: h.blockDetail(item.BioBlock, p),
			Status: h.blockStatus(c, item.BioBlock, p), On: !item.Off, At: i, First: i == 0, Last: i == len(d.Items)-1}
		if c.Query("pressed") == rows[i].ID {
			rows[i].Focus = focusAfter(c.Query("way"), rows[i])
		}
	}
	return rows
}

// focusAfter keeps the cursor on the button that was pressed, as long as it can
// be pressed again.
func focusAfter(way string, r views.BioRow) string {
	switch {
	case way == "up" && r.First:
		return "down"
	case way == "down" && r.Last:
		return "up"
	case way == "up", way == "down", way == "switch":
		return way
	}
	return ""
}

// blockTitle is a block's name in the editor.
func blockTitle(b pay.BioBlock, p store.PublicBio) string {
	switch {
	case b.Type == pay.BlockPaymentLink:
		return firstOf(b.Title, p.Links[b.PaymentLinkID].Description, p.Deleted[b.PaymentLinkID], "Payment link")
	case b.Type == pay.BlockListing:
		return firstOf(b.Title, p.Listings[b.ListingID].Title, p.Deleted[b.ListingID], "Listing")
	case b.Type == pay.BlockSocial:
		return networkItem(b.URL, b.Title).Title
	}
	return firstOf(b.Title, b.Text, b.Alt, b.URL)
}

func (h *Handlers) blockDetail(b pay.BioBlock, p store.PublicBio) string {
	switch b.Type {
	case pay.BlockLink, pay.BlockSocial:
		return firstOf(placeOf(b.URL, ""), b.URL)
	case pay.BlockPaymentLink, pay.BlockListing:
		item, _ := h.sellItem(p, b, views.BioWordsIn(""))
		return item.Price
	}
	return ""
}

// blockStatus says whether visitors see the block, and if not, why. What was
// deleted is told of a block that is off as well: it never comes back.
func (h *Handlers) blockStatus(c *fiber.Ctx, b pay.BioBlock, p store.PublicBio) ui.Status {
	now := h.Now()
	switch {
	case isDeleted(b, p):
		return ui.Status{Tone: ui.Bad, Word: "Deleted: not shown"}
	case b.Off:
		return ui.Status{Tone: ui.Quiet, Word: "Off"}
	case now.Before(b.StartsAt):
		return ui.Status{Tone: ui.Info, Word: "From " + moment(b.StartsAt, zone(c)).Text}
	case !b.EndsAt.IsZero() && !now.Before(b.EndsAt):
		return ui.Status{Tone: ui.Quiet, Word: "Ended"}
	}
	if s, limited := h.sellStatus(b, p); limited {
		return s
	}
	if !b.EndsAt.IsZero() {
		return ui.Status{Tone: ui.Good, Word: "Until " + moment(b.EndsAt, zone(c)).Text}
	}
	return ui.Status{Tone: ui.Good, Word: "Shown"}
}

// isDeleted reports whether what the block is about is gone for good.
func isDeleted(b pay.BioBlock, p store.PublicBio) bool {
	_, link := p.Deleted[b.PaymentLinkID]
	_, listing := p.Deleted[b.ListingID]
	return link || listing
}

// sellStatus says what keeps visitors from buying what the block is about.
func (h *Handlers) sellStatus(b pay.BioBlock, p store.PublicBio) (s ui.Status, limited bool) {
	if b.Type != pay.BlockPaymentLink && b.Type != pay.BlockListing {
		return s, false
	}
	item, there := h.sellItem(p, b, views.BioWordsIn(""))
	switch {
	case !there && item.Badge == "":
		return ui.Status{Tone: ui.Warn, Word: "Draft: not shown"}, true
	case !there:
		return ui.Status{Tone: ui.Bad, Word: "Hidden: " + strings.ToLower(item.Badge)}, true
	}
	return ui.Status{Tone: ui.Warn, Word: item.Badge}, item.Badge != ""
}

func themeName(t pay.BioTheme) string {
	if t == "" {
		return ""
	}
	return strings.ToUpper(string(t[:1])) + string(t[1:])
}
