package store_test

import (
	"strconv"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

func TestNotesOfAPayment(t *testing.T) {
	s := newShop(t)
	p, id, owner := s.paid(s.link()), s.NewID(s.by.MerchantNumber), s.asOwner(s.by)
	for range 2 { // sent twice, it is one note
		s.must(s.AddNote(s.ctx(), owner, p.ID, id, "Called back"))
	}
	other := owner
	other.UserID, other.Role = s.open("ben@example.com", "Ben", nil).User.ID, pay.Manager
	for name, err := range map[string]error{
		"editing": s.EditNote(s.ctx(), other, p.ID, id, "x"), "deleting": s.DeleteNote(s.ctx(), other, p.ID, id),
	} {
		if code(err) != pay.Forbidden {
			t.Errorf("%s somebody else's: %v", name, err)
		}
	}
	s.must(s.EditNote(s.ctx(), owner, p.ID, id, "Called back twice"))
	notes, err := s.Notes(s.ctx(), s.by, p.ID)
	if err != nil || len(notes) != 1 || notes[0].Body != "Called back twice" || notes[0].UserEmail != "maria@example.com" || notes[0].EditedAt == nil {
		t.Errorf("%+v, %v", notes, err)
	}
	for i := range store.NotesMax - 1 {
		s.must(s.AddNote(s.ctx(), owner, p.ID, s.NewID(s.by.MerchantNumber), strconv.Itoa(i)))
	}
	if err := s.AddNote(s.ctx(), owner, p.ID, s.NewID(s.by.MerchantNumber), "one more"); code(err) != pay.Invalid {
		t.Errorf("too many: %v", err)
	}
	s.must(s.DeleteNote(s.ctx(), owner, p.ID, id))
	if err := s.DeleteNote(s.ctx(), owner, p.ID, id); code(err) != pay.NotFound {
		t.Errorf("deleted twice: %v", err)
	}
}

// Who did what: a refund by a key, a hold given up by a key.
func TestActorsOfAPayment(t *testing.T) {
	s := newShop(t)
	r := s.refunded(s.paid(s.link()), 1_00)
	actors, _, err := s.Actors(s.ctx(), s.by, r.Payment.ID)
	if err != nil || actors[r.Refund.ID].Key != "till" || actors[r.Refund.ID].Email != "" {
		t.Errorf("%+v, %v", actors, err)
	}
	if err := s.MailReceipt(s.ctx(), s.by, r.Payment.ID); err != nil {
		t.Error(err)
	}
	if err := s.MailReceipt(s.ctx(), s.by, s.begin(s.link()).Payment.ID); code(err) != pay.Conflict {
		t.Errorf("a receipt of nothing: %v", err)
	}
}
