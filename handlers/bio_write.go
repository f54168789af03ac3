package handlers

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/writer"
	"linktill/store"
	"linktill/views"
)

// writeForm is what the writing helper is asked for, from the dashboard.
type writeForm struct {
	Kind        string `form:"kind"`
	Description string `form:"description"`
	Brand       string `form:"brand"`
	About       string `form:"about"`
	Text        string `form:"text"`
	Network     string `form:"network"`
	Name        string `form:"name"`
	Keywords    string `form:"keywords"`
}

// BioHelp answers GET /dashboard/bio/write.
func (h *Handlers) BioHelp(c *fiber.Ctx) error {
	m, err := h.writePage(c, writeForm{Kind: c.Query("kind", "page"), Brand: caller(c).MerchantName}, nil)
	if err != nil {
		return err
	}
	return h.respond(c, reply{Page: views.BioHelp(h.frame(c, views.BioBase+"/write"), m)})
}

// WriteBio answers POST /dashboard/bio/write with a draft that is shown, and kept
// nowhere. When nothing could be written, what was typed stays.
func (h *Handlers) WriteBio(c *fiber.Ctx) error {
	var in writeForm
	err := bindForm(c, &in)
	var written views.BioWrite
	if err == nil {
		written, err = h.write(c, in)
	}
	var e *pay.Error
	if err != nil && !errors.As(err, &e) {
		return err
	}
	m, again := h.writePage(c, in, e)
	if again != nil {
		return again
	}
	if e != nil {
		setRetryAfter(c, e)
		return h.respond(c, reply{Status: statuses[e.Code], Page: views.BioHelp(h.frame(c, views.BioBase+"/write"), m)})
	}
	m.Model, m.Result, m.Page, m.Draft, m.ThemeName = h.writer().Model(), written.Result, written.Page, written.Draft, written.ThemeName
	return h.respond(c, reply{Page: views.BioHelp(h.frame(c, views.BioBase+"/write"), m)})
}

// write has it written.
func (h *Handlers) write(c *fiber.Ctx, in writeForm) (views.BioWrite, error) {
	switch in.Kind {
	case "caption":
		return h.writeCaption(c, in)
	case "description":
		order, err := writer.DescriptionOrder{Name: in.Name, Keywords: strings.Split(in.Keywords, ","), LengthMax: pay.BioTaglineMax}.Ready(h.writer())
		if err != nil {
			return views.BioWrite{}, err
		}
		if err := h.limitDrafts(c); err != nil {
			return views.BioWrite{}, err
		}
		text, err := h.writer().Describe(c.UserContext(), order)
		return views.BioWrite{Result: text}, err
	}
	return h.writeBioPage(c, in)
}

func (h *Handlers) writeCaption(c *fiber.Ctx, in writeForm) (out views.BioWrite, err error) {
	order := captionJSON{Network: in.Network}
	switch {
	case strings.HasPrefix(in.About, string(pay.LinkPrefix)):
		order.PaymentLinkID = &in.About
	case strings.HasPrefix(in.About, string(pay.ListingPrefix)):
		order.ListingID = &in.About
	default:
		order.Text = &in.Text
	}
	ready, err := order.order(h.writer())
	if err != nil {
		return out, err
	}
	if err := h.limitDrafts(c); err != nil {
		return out, err
	}
	if ready.About, err = h.captionAbout(c, order); err != nil {
		return out, err
	}
	caption, err := h.writer().Caption(c.UserContext(), ready)
	return views.BioWrite{Result: strings.TrimSpace(caption.Text + "\n\n" + strings.Join(caption.Hashtags, " "))}, err
}

func (h *Handlers) writeBioPage(c *fiber.Ctx, in writeForm) (out views.BioWrite, err error) {
	links := linksIn(in.Description)
	order, err := writer.PageOrder{Description: in.Description, Brand: in.Brand, Links: links}.Ready(func(int) string { return "description" })
	if err != nil {
		return out, err
	}
	if err := h.limitDrafts(c); err != nil {
		return out, err
	}
	b, err := h.writer().Page(c.UserContext(), order)
	if err != nil {
		return out, err
	}
	draft, err := json.Marshal(views.NewPageDraftJSON(b, "").Page)
	if err != nil {
		return out, err
	}
	m := views.BioPage{Title: b.Title, Tagline: b.Tagline, Theme: string(b.Theme)}
	for _, block := range b.Blocks {
		h.addPart(&m, store.PublicBio{Bio: b}, block, blockTarget, views.BioWordsIn(""))
	}
	return views.BioWrite{Page: &m, Draft: string(draft), ThemeName: themeName(b.Theme)}, nil
}

// linksIn are the addresses in a sentence.
func linksIn(sentence string) (links []writer.Link) {
	for _, word := range strings.Fields(sentence) {
		if address, ok := pay.ParseAddress(strings.TrimRight(word, ".,;:!?)"), "https", "http"); ok {
			links = append(links, writer.Link{URL: address})
		}
	}
	return links
}

func (h *Handlers) writePage(c *fiber.Ctx, in writeForm, e *pay.Error) (m views.BioWrite, err error) {
	if in.Kind != "caption" && in.Kind != "description" {
		in.Kind = "page"
	}
	m = views.BioWrite{Kind: in.Kind, Nonce: newNonce(), Sentence: in.Description, Brand: in.Brand, About: in.About, Text: in.Text, Network: in.Network,
		Name: in.Name, Keywords: in.Keywords, CanChange: caller(c).May(pay.BioWrite), Errors: formErrors(e)}
	for _, n := range writer.Networks {
		m.Networks = append(m.Networks, views.Option{Value: string(n), Label: strings.ToUpper(string(n[:1])) + string(n[1:])})
	}
	if in.Kind == "caption" {
		links, err := h.linkOptions(c)
		if err != nil {
			return m, err
		}
		listings, err := h.listingOptions(c)
		if err != nil {
			return m, err
		}
		m.Things = append(append([]views.Option{{Value: "", Label: "Something else: in your own words"}}, listings...), links...)
	}
	d, err := h.Store.BioDraft(c.UserContext(), caller(c))
	m.Instead = len(d.Items) > 0
	return m, err
}

// useForm is a draft that somebody wants, and how.
type useForm struct {
	How   string `form:"how"`
	Draft string `form:"draft"`
	Text  string `form:"text"`
}

// UseWritten answers POST /dashboard/bio/write/use: what was written goes into the
// draft of the page.
func (h *Handlers) UseWritten(c *fiber.Ctx) error {
	var in useForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	by := caller(c)
	page, blocks, err := h.written(c, in)
	if err != nil {
		return err
	}
	_, err = h.Store.ChangeBioDraft(c.UserContext(), by, func(d *pay.BioDraft) error {
		if in.How == "line" {
			return d.SetHead(pay.BioHead{Title: d.Title, Tagline: in.Text, Theme: d.Theme, Accent: d.Accent, SoldOut: d.SoldOut, Badge: d.Badge}, d.HeadRevision)
		}
		return d.Fill(page.Title, page.Tagline, page.Theme, blocks, in.How == "replace" && in.Draft != "")
	})
	if err != nil {
		return err
	}
	at := views.BioBase + "?edit=head#head"
	if in.How != "line" && len(blocks) > 0 {
		at = toBlock(blocks[0].ID, "")
	}
	return h.respond(c, reply{Redirect: at, Flash: "It is in your draft. Nobody sees it before you publish."})
}

// written reads what was shown back in, and holds it to the rules like anything
// else that was sent.
func (h *Handlers) written(c *fiber.Ctx, in useForm) (page pay.Bio, blocks []pay.BioBlock, err error) {
	newID := func() pay.ID { return h.Store.NewID(caller(c).MerchantNumber) }
	if in.Draft == "" {
		return page, pay.NameBlocks([]pay.BioBlock{{Type: pay.BlockText, Text: in.Text}}, nil, newID), nil
	}
	var sent struct {
		Title   string       `json:"title"`
		Tagline string       `json:"tagline"`
		Theme   pay.BioTheme `json:"theme"`
		Blocks  []any        `json:"blocks"`
	}
	if err := json.Unmarshal([]byte(in.Draft), &sent); err != nil {
		return page, nil, pay.Errorf(pay.BadRequest, "The draft could not be read. Nothing was changed; please have it written again.")
	}
	var checks pay.Checks
	blocks = pay.NameBlocks(pay.ReadBlocks(&checks, "blocks", sent.Blocks), nil, newID)
	return pay.Bio{Title: sent.Title, Tagline: sent.Tagline, Theme: sent.Theme}, blocks, checks.Err()
}
