package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// noteForm is a note as somebody typed it.
type noteForm struct {
	Body string `form:"body"`
}

// noteParam returns the id of the note that the address names.
func noteParam(c *fiber.Ctx) (pay.ID, error) {
	id, ok := pay.NotePrefix.Parse(c.Params("note"))
	if !ok {
		return id, pay.Errorf(pay.NotFound, "There is no note with this id.")
	}
	return id, nil
}

// AddNote answers POST /dashboard/payments/{id}/notes.
func (h *Handlers) AddNote(c *fiber.Ctx) error {
	p, err := h.paymentParam(c)
	if err != nil {
		return err
	}
	return h.writeNote(c, p, pay.ID{}, func(body string) error {
		return h.Store.AddNote(c.UserContext(), caller(c), p.ID, h.operationID(c), body)
	})
}

// EditNote answers POST /dashboard/payments/{id}/notes/{note}.
func (h *Handlers) EditNote(c *fiber.Ctx) error {
	p, err := h.paymentParam(c)
	if err != nil {
		return err
	}
	id, err := noteParam(c)
	if err != nil {
		return err
	}
	return h.writeNote(c, p, id, func(body string) error {
		return h.Store.EditNote(c.UserContext(), caller(c), p.ID, id, body)
	})
}

// writeNote keeps what was typed when it cannot be saved; editing is the note
// that was edited, zero for a new one.
func (h *Handlers) writeNote(c *fiber.Ctx, p pay.Payment, editing pay.ID, save func(body string) error) error {
	var in noteForm
	err := bindForm(c, &in)
	body := pay.CleanText(in.Body)
	if err == nil {
		err = pay.CheckNote(body)
	}
	if err == nil {
		err = save(body)
	}
	if err == nil {
		return h.respond(c, reply{Redirect: paymentPath(p.ID) + "#notes", Flash: "Note saved."})
	}
	return h.again(c, err, func(e *pay.Error) reply {
		page, pageErr := h.paymentPage(c, p)
		if pageErr != nil {
			return reply{Redirect: paymentPath(p.ID), Refused: e.Message}
		}
		page.Notes.Retype(showOpt(pay.NotePrefix, editing), in.Body, formErrors(e))
		return reply{Page: views.Payment(h.frame(c, paymentsPath), page)}
	})
}

// DeleteNote answers POST /dashboard/payments/{id}/notes/{note}/delete.
func (h *Handlers) DeleteNote(c *fiber.Ctx) error {
	p, err := h.paymentParam(c)
	if err != nil {
		return err
	}
	id, err := noteParam(c)
	if err == nil {
		err = bindNothing(c)
	}
	if err == nil {
		err = h.Store.DeleteNote(c.UserContext(), caller(c), p.ID, id)
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: paymentPath(p.ID) + "#notes", Flash: "Note deleted."})
}

// paymentNotes are the notes of a payment, as this person may see and change
// them.
func (h *Handlers) paymentNotes(c *fiber.Ctx, p pay.Payment) (views.Notes, error) {
	by, in := caller(c), zone(c)
	notes, err := h.Store.Notes(c.UserContext(), by, p.ID)
	if err != nil {
		return views.Notes{}, err
	}
	out := views.Notes{Base: paymentPath(p.ID) + "/notes", Nonce: newNonce(), CanWrite: by.May(pay.PaymentsWrite)}
	out.Notes = views.Show(notes, func(n pay.Note) views.NoteRow { return noteRow(n, by, in) })
	return out, nil
}

func noteRow(n pay.Note, by pay.Caller, in *time.Location) views.NoteRow {
	id := pay.NotePrefix.Show(n.ID)
	row := views.NoteRow{ID: id, Body: n.Body, Typed: n.Body, By: n.UserEmail, Written: moment(n.CreatedAt, in), Edited: momentOpt(n.EditedAt, in),
		Nonce: newNonce(), CanEdit: n.MayEdit(by), CanDelete: n.MayDelete(by)}
	if n.UserID == by.UserID {
		row.By = "You"
	}
	return row
}

// ResendReceipt answers POST /dashboard/payments/{id}/receipt.
func (h *Handlers) ResendReceipt(c *fiber.Ctx) error {
	p, err := h.paymentParam(c)
	if err == nil {
		err = bindNothing(c)
	}
	if err == nil && !pay.IsDeliverable(p.PayerEmail) {
		err = pay.Errorf(pay.Conflict, "There is nobody to send it to: this address cannot get mail.")
	}
	if err == nil {
		err = h.Store.MailReceipt(c.UserContext(), caller(c), p.ID)
	}
	if err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: paymentPath(p.ID), Flash: "The receipt is on its way to " + p.PayerEmail + "."})
}
