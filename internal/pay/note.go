package pay

import "time"

// Note is what a member wrote down about a payment, for the others to read.
type Note struct {
	MerchantID ID
	ID         ID
	PaymentID  ID
	UserID     ID
	UserEmail  string
	Body       string
	CreatedAt  time.Time
	EditedAt   *time.Time // nil: never
}

// NoteMax is how many characters a note has at most.
const NoteMax = 2000

// CheckNote says what is wrong with a note that was cleaned.
func CheckNote(body string) error {
	var c Checks
	c.That(body != "", "body", "Write the note first.")
	c.CheckLength("body", body, NoteMax)
	return c.Err()
}

// MayEdit reports whether the caller may change the note: its words are its
// writer's own.
func (n Note) MayEdit(by Caller) bool {
	return by.May(PaymentsWrite) && !by.UserID.IsZero() && n.UserID == by.UserID
}

// MayDelete reports whether the caller may take the note away: its writer, and
// those who answer for the organization.
func (n Note) MayDelete(by Caller) bool {
	return n.MayEdit(by) || by.Role == Owner || by.Role == Admin
}
