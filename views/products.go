package views

import "linktill/views/ui"

// ProductsPage is the list of products.
type ProductsPage struct {
	// Products are this page's rows.
	Products []ProductRow
	// Pager leads to newer and older rows.
	Pager ui.Pager
	// CanCreate is true when the person's role may create products.
	CanCreate bool
}

// ProductRow is one product in a list.
type ProductRow struct {
	// Href is the product's page.
	Href string
	// Name is what it is.
	Name string
	// Price is "B$18.00".
	Price string
	// Stock is "3 left, 1 being paid for" or "No limit".
	Stock string
	// Sold is how many were sold.
	Sold string
	// Status is "On sale", "Sold out" or "Expired".
	Status ui.Status
}

// ProductPage is one product.
type ProductPage struct {
	// ID is the shown id, prd_….
	ID string
	// Base is the path of its pages.
	Base string
	// Name, Description and Price are its own.
	Name, Description, Price string
	// Status is "On sale", "Sold out" or "Expired".
	Status ui.Status
	// StatusReason says what customers see now and what would change it; "" when
	// it is on sale.
	StatusReason string
	// URL is where it is paid.
	URL string
	// QR, QRSVG and QRPNG are the code's picture, and where it is downloaded.
	QR, QRSVG, QRPNG string
	// Stock is "3 left, 1 being paid for"; Sold is how many were sold.
	Stock, Sold string
	// Language is what its page speaks: "Deutsch".
	Language string
	// Asks are what customers are asked for, in words; empty asks for an e-mail
	// address only.
	Asks []string
	// Expires is when it stops; the zero value means never.
	Expires ui.Moment
	// ReturnURL is where customers go afterwards; "" is the merchant's own site.
	ReturnURL string
	// Hold is true when the amount is only held on the card at first.
	Hold bool
	// Created and Updated are when it was made and last changed.
	Created, Updated ui.Moment
	// Listings are the listings that sell it.
	Listings []Fact
	// ListHref makes a listing of it; "" when the role may not.
	ListHref string
	// CanChange is true when the person's role may change products.
	CanChange bool
	// JustCreated is true right after creation.
	JustCreated bool
	// StockForm changes how many there are.
	StockForm StockForm
}

// StockForm is how many there are, to be changed.
type StockForm struct {
	// Counted is true when there is an end to it.
	Counted bool
	// Quantity is the number as typed.
	Quantity string
	// Seen is what the form showed: a sale since then is noticed.
	Seen string
	// Hint says what is being paid for; may be "".
	Hint string
	// Changed says what happened since the form was opened; may be "".
	Changed string
	// Errors are by input name.
	Errors Errors
}

// ProductForm makes a product or changes one.
type ProductForm struct {
	// Action is where the form posts; Cancel is where "Cancel" leads.
	Action, Cancel string
	// Editing is true when a product is changed: its stock is then elsewhere.
	Editing bool
	// Nonce is the idempotency key of creating.
	Nonce string
	// Edition is what is being changed, so that a change in between is noticed.
	Edition string
	// Changes are what somebody else changed meanwhile; empty when nobody did.
	Changes []ChangedField

	// Name to ReturnURL are the inputs as typed.
	Name, Description, Amount, Currency, Stock, Quantity, ExpiredAt, ReturnURL, Language string
	// QuantityMax is how many a customer may take at once, as typed.
	QuantityMax string
	// Hold is ticked when the amount is only to be held.
	Hold bool

	// Asks are what customers can be asked for.
	Asks []AskOption
	// Currencies and Languages are the choices.
	Currencies, Languages []Option
	// ZoneName is the zone of ExpiredAt.
	ZoneName string
	// Site is where customers go when ReturnURL is empty; may be "".
	Site string
	// Errors are by input name, and "" for the whole form.
	Errors Errors
}

// AskOption is something that customers can be asked for.
type AskOption struct {
	// Name is what the form sends: "first_name".
	Name string
	// Checked is true when it is asked for.
	Checked bool
}

// ChangedField is a field that somebody else changed while a form was open.
type ChangedField struct {
	// Label is what the field is called.
	Label string
	// Yours is what was typed, Theirs what there is now.
	Yours, Theirs string
}

// askWords are what each field is called, and what it is good for.
var askWords = map[string][2]string{
	"first_name":  {"First name", "To address them by."},
	"last_name":   {"Last name", "For bookings, deliveries and invoices."},
	"email":       {"E-mail address", "Asked for every payment anyway: the receipt goes there."},
	"phone":       {"Telephone number", "To reach them when something changes on the day."},
	"country":     {"Country", "Where you deliver to. It decides the tax."},
	"state":       {"State or region", "Part of the address in some countries."},
	"city":        {"City", "Part of the address."},
	"address":     {"Street and number", "Where to deliver, or what an invoice needs."},
	"zip":         {"Postal code", "Part of the address in most countries."},
	"birth_date":  {"Date of birth", "Only where the law sets an age: people hesitate to give it."},
	"taxpayer_id": {"Tax number", "For invoices to companies."},
}

// AskWord is what a field is called: "First name".
func AskWord(name string) string { return askWords[name][0] }

// focus is where the cursor goes.
func (m ProductForm) focus() string {
	if f := m.Errors.First("name", "description", "amount", "currency", "quantity", "visible_fields", "quantity_max", "expired_at", "return_url", "language"); f != "" {
		return f
	}
	if m.Editing || len(m.Changes) > 0 {
		return ""
	}
	return "name"
}

// moreOpen keeps the folded part open when something in it was filled in.
func (m ProductForm) moreOpen() bool {
	return m.ExpiredAt != "" || m.ReturnURL != "" || m.Hold || m.QuantityMax != "" || m.Language != "en" || m.Errors.First("quantity_max", "expired_at", "return_url", "language") != ""
}

// asksOpen keeps the questions open when one is chosen.
func (m ProductForm) asksOpen() bool {
	for _, a := range m.Asks {
		if a.Checked {
			return true
		}
	}
	return len(m.Errors.On("visible_fields")) > 0
}
