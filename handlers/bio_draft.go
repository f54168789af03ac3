package handlers

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// bioParam returns the draft, and the block of it that the address names.
func (h *Handlers) bioParam(c *fiber.Ctx) (pay.BioDraft, pay.BioItem, error) {
	id, ok := pay.BioLinkPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.BioDraft{}, pay.BioItem{}, pay.NoSuchBioBlock()
	}
	d, err := h.Store.BioDraft(c.UserContext(), caller(c))
	if err != nil {
		return d, pay.BioItem{}, err
	}
	if i := d.Find(id); i >= 0 {
		return d, d.Items[i], nil
	}
	return d, pay.BioItem{}, pay.NoSuchBioBlock()
}

// toBlock leads back to a block in the editor.
func toBlock(id pay.ID, query string) string {
	shown := pay.BioLinkPrefix.Show(id)
	if query != "" {
		query = "?pressed=" + shown + "&way=" + query
	}
	return views.BioBase + query + "#b-" + shown
}

// AddBioBlock answers POST /dashboard/bio/blocks.
func (h *Handlers) AddBioBlock(c *fiber.Ctx) error {
	var in bioBlockForm
	b, err := h.readBlock(c, &in)
	if err == nil {
		b.ID = h.operationID(c)
		_, err = h.Store.ChangeBioDraft(c.UserContext(), caller(c), func(d *pay.BioDraft) error { return d.Add(b) })
	}
	if err != nil {
		return h.blockAgain(c, err, in, pay.BioItem{BioBlock: pay.BioBlock{Type: pay.BlockType(in.Type)}})
	}
	return h.respond(c, reply{Redirect: toBlock(b.ID, "")})
}

// readBlock binds a block and takes its picture. What is wrong with either is
// said at once.
func (h *Handlers) readBlock(c *fiber.Ctx, in *bioBlockForm) (pay.BioBlock, error) {
	var checks pay.Checks
	if err := bindForm(c, in); err != nil {
		return pay.BioBlock{}, err
	}
	b, err := in.block(zone(c))
	checks.Join(err)
	if b.Type == pay.BlockImage {
		b.PictureID, err = h.takePicture(c, "picture", bioImagePX)
		if err != nil && pay.CodeOf(err) != pay.Invalid {
			return b, err
		}
		checks.Join(err)
	}
	return b, checks.Err()
}

// ChangeBioBlock answers POST /dashboard/bio/blocks/{id}.
func (h *Handlers) ChangeBioBlock(c *fiber.Ctx) error {
	_, item, err := h.bioParam(c)
	if err != nil {
		return err
	}
	in := bioBlockForm{Type: string(item.Type)}
	b, err := h.readBlock(c, &in)
	if err == nil {
		b.ID, b.Type = item.ID, item.Type
		_, err = h.Store.ChangeBioDraft(c.UserContext(), caller(c), func(d *pay.BioDraft) error { return d.Replace(b, seen(in.Revision)) })
	}
	if err != nil {
		return h.blockAgain(c, err, in, item)
	}
	return h.respond(c, reply{Redirect: toBlock(item.ID, "")})
}

// blockAgain shows the editor with the form as it was typed and what is wrong,
// or with what somebody else made of the block meanwhile.
func (h *Handlers) blockAgain(c *fiber.Ctx, err error, in bioBlockForm, item pay.BioItem) error {
	e, ok := mendable(err)
	if !ok {
		return err
	}
	d, err := h.Store.BioDraft(c.UserContext(), caller(c))
	if err != nil {
		return err
	}
	if i := d.Find(item.ID); i >= 0 {
		item = d.Items[i]
	}
	status, stale := statuses[e.Code], e.Code == pay.Conflict
	if stale {
		e = nil
	}
	form, err := h.blockForm(c, in, item, e)
	if err != nil {
		return err
	}
	if stale {
		form.Theirs = theirBlock(item, blockFormOf(item, zone(c)))
	}
	return h.bioEditor(c, d, bioDesk{status: status, block: form})
}

// mendable reports whether a form shown again can mend the error.
func mendable(err error) (*pay.Error, bool) {
	var e *pay.Error
	if !errors.As(err, &e) {
		return nil, false
	}
	return e, e.Code == pay.Invalid || e.Code == pay.Conflict || e.Code == pay.TooMany
}

// theirBlock says in words what is stored.
func theirBlock(item pay.BioItem, in bioBlockForm) []views.Fact {
	var facts []views.Fact
	for _, f := range []views.Fact{{Name: "Title", Value: in.Title}, {Name: "Text", Value: in.Text}, {Name: "Address", Value: in.URL}, {Name: "Shows", Value: in.Alt},
		{Name: "From", Value: in.StartsAt}, {Name: "Until", Value: in.EndsAt}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	if item.Off {
		facts = append(facts, views.Fact{Name: "Shown", Value: "Off"})
	}
	return append(facts, views.Fact{Name: "Kind", Value: string(item.Type)})
}

// ChangeBioHead answers POST /dashboard/bio/head.
func (h *Handlers) ChangeBioHead(c *fiber.Ctx) error {
	var in bioHeadForm
	err := bindForm(c, &in)
	head := in.head()
	if err == nil {
		head.PictureID, err = h.takePicture(c, "picture", avatarPX)
	}
	if err == nil {
		_, err = h.Store.ChangeBioDraft(c.UserContext(), caller(c), func(d *pay.BioDraft) error { return d.SetHead(head, seen(in.Revision)) })
	}
	if err == nil {
		return h.respond(c, reply{Redirect: views.BioBase + "?edit=head#head"})
	}
	e, ok := mendable(err)
	if !ok {
		return err
	}
	d, err := h.Store.BioDraft(c.UserContext(), caller(c))
	if err != nil {
		return err
	}
	open := bioDesk{status: statuses[e.Code]}
	if e.Code != pay.Conflict {
		open.head = h.headForm(c, in, d, e)
		return h.bioEditor(c, d, open)
	}
	open.head = h.headForm(c, in, d, nil)
	open.head.Theirs = []views.Fact{{Name: "Name", Value: d.Title}, {Name: "Line", Value: d.Tagline}, {Name: "Theme", Value: themeName(d.Theme)},
		{Name: "Colour", Value: accentNames[d.Accent]}, {Name: "Badge", Value: d.Badge}}
	return h.bioEditor(c, d, open)
}

// SwitchBioBlock answers POST …/{id}/switch.
func (h *Handlers) SwitchBioBlock(c *fiber.Ctx) error {
	var in struct {
		On bool `form:"on"`
	}
	return h.changeBlock(c, &in, func(d *pay.BioDraft, id pay.ID) (way string, err error) { return "switch", d.Switch(id, in.On) })
}

// MoveBioBlock answers POST …/{id}/move: to is a place from 0.
func (h *Handlers) MoveBioBlock(c *fiber.Ctx) error {
	var in struct {
		To  string `form:"to"`
		Way string `form:"way"`
	}
	return h.changeBlock(c, &in, func(d *pay.BioDraft, id pay.ID) (way string, err error) {
		to, ok := wholeNumber(in.To)
		if !ok {
			return "", pay.Errorf(pay.BadRequest, "The form could not be read. Nothing was changed.")
		}
		return in.Way, d.Move(id, to)
	})
}

// RemoveBioBlock answers POST …/{id}/delete. The editor offers to undo it.
func (h *Handlers) RemoveBioBlock(c *fiber.Ctx) error {
	id, ok := pay.BioLinkPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.NoSuchBioBlock()
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	if _, err := h.Store.ChangeBioDraft(c.UserContext(), caller(c), func(d *pay.BioDraft) error { return d.Remove(id) }); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: views.BioBase + "?removed=" + pay.BioLinkPrefix.Show(id)})
}

// RestoreBioBlock answers POST …/{id}/restore.
func (h *Handlers) RestoreBioBlock(c *fiber.Ctx) error {
	id, ok := pay.BioLinkPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.NoSuchBioBlock()
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	if _, err := h.Store.ChangeBioDraft(c.UserContext(), caller(c), func(d *pay.BioDraft) error { return d.Restore(id) }); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: toBlock(id, "")})
}

// changeBlock changes the block that the address names, as the form says that is
// read into in. way is what was pressed, for the cursor to stay there.
func (h *Handlers) changeBlock(c *fiber.Ctx, in any, change func(d *pay.BioDraft, id pay.ID) (way string, err error)) error {
	_, item, err := h.bioParam(c)
	if err == nil {
		err = bindForm(c, in)
	}
	if err != nil {
		return err
	}
	way := ""
	_, err = h.Store.ChangeBioDraft(c.UserContext(), caller(c), func(d *pay.BioDraft) (err error) {
		way, err = change(d, item.ID)
		return err
	})
	if err != nil {
		return err
	}
	if way != "up" && way != "down" && way != "switch" {
		way = "moved"
	}
	return h.respond(c, reply{Redirect: toBlock(item.ID, way)})
}
