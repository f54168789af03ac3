package pay

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
)

// Stale is the answer to a form that was opened before somebody else changed
// the same thing.
func Stale(what string) *Error {
	return Errorf(Conflict, "Somebody changed this %s after you opened the form. Nothing of yours was saved yet.", what)
}

// edition names what a form shows of something: the same values, the same name.
func edition(values ...any) string {
	text, err := json.Marshal(values)
	if err != nil {
		panic("pay: an edition of what JSON cannot hold: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Edition names the product as its form shows it. Stock, which every sale
// changes, has a form of its own and is no part of it.
func (p Product) Edition() string {
	expires := ""
	if p.ExpiresAt != nil {
		expires = strconv.FormatInt(p.ExpiresAt.Unix(), 10)
	}
	return edition(p.Name, p.Description, p.Currency, p.AmountMinor, p.VisibleFields, expires, p.ReturnURL, p.Language, p.TransactionType, p.QuantityMax)
}

// Edition names the link as its form shows it: what is used up or switched off
// meanwhile is no part of it.
func (l Link) Edition() string {
	expires := ""
	if l.ExpiresAt != nil {
		expires = strconv.FormatInt(l.ExpiresAt.Unix(), 10)
	}
	return edition(l.Description, l.MaxUses, expires, l.Metadata, l.CustomFields, l.AsksNote, max(l.QuantityMax, 1))
}

// Stock is how many there are, as text: "" is without end.
func (p Product) Stock() string {
	if p.Quantity == nil {
		return ""
	}
	return strconv.FormatInt(*p.Quantity, 10)
}
