package views

import "linktill/views/ui"

// LinksPage is the list of payment links.
type LinksPage struct {
	// Filter is the chosen chip: "all", "active" or "inactive" (query parameter "status").
	Filter string
	// Links are this page's rows.
	Links []LinkRow
	// Pager leads to newer and older rows.
	Pager ui.Pager
	// CanCreate is true when the person's role may create links.
	CanCreate bool
}

// LinkRow is one payment link in a list.
type LinkRow struct {
	// Href is the link's page.
	Href string
	// Description says what it is for; "" becomes "Payment link".
	Description string
	// Amount is "B$50.00", "Customer decides" or "B$5.00 to B$100.00".
	Amount string
	// Status is "Active", "Inactive", "Expired" or "Used up".
	Status ui.Status
	// Uses is "3 of 10 paid" or "3 paid".
	Uses string
	// Created is when it was made.
	Created ui.Moment
}

// LinkPage is one payment link.
type LinkPage struct {
	// ID is the shown id, link_….
	ID string
	// Base is the path of its pages: /dashboard/links/link_….
	Base string
	// Description says what it is for; "" becomes "Payment link".
	Description string
	// Amount is "B$50.00", "Customer decides" or "B$5.00 to B$100.00".
	Amount string
	// Suggested is "B$5.00, B$10.00, B$25.00"; may be "".
	Suggested string
	// Status is "Active", "Inactive", "Expired" or "Used up".
	Status ui.Status
	// StatusReason says why it is not active, in a sentence; "" when it is.
	StatusReason string
	// URL is the address to share.
	URL string
	// QR is the address of the code's picture on this page, or a data: URI; ""
	// takes QRSVG.
	QR string
	// QRSVG and QRPNG are where the code's pictures are downloaded.
	QRSVG, QRPNG string
	// MailHref is a mailto: address with subject and text filled in.
	MailHref string
	// ShareText is a sentence to send with the address.
	ShareText string
	// Uses is "3 of 10 paid, 7 left, 2 being paid for now".
	Uses string
	// UsesPercent is 0 to 100 for the bar, or -1 when there is no limit.
	UsesPercent int
	// Taken is what it took so far, one amount per currency: "B$150.00".
	Taken string
	// Expires is when it stops; the zero value means never.
	Expires ui.Moment
	// Created is when it was made.
	Created ui.Moment
	// Updated is when it was last changed; the zero value means never.
	Updated ui.Moment
	// Reference is the merchant's own reference; may be "".
	Reference string
	// Metadata is shown as it was entered.
	Metadata []Fact
	// Payments are its latest payments.
	Payments []PaymentRow
	// PaymentsHref is the list of all of them; "" when all are shown.
	PaymentsHref string
	// Active is true when it takes payments: "Deactivate" is offered.
	Active bool
	// CanActivate is true when it may be made active again.
	CanActivate bool
	// CanChange is true when the person's role may change links.
	CanChange bool
	// JustCreated is true right after creation: the address is made prominent.
	JustCreated bool
	// Charges is how often it charges: "every month"; "" is once.
	Charges string
	// CloneHref makes a link like it; "" when that cannot be.
	CloneHref string
	// Funnel is what came of it in the last 30 days, Days of those on which
	// something happened; Partial says that there was too much to count.
	Funnel  Funnel
	Days    []LinkDay
	Partial bool
	// Places are its printed codes.
	Places LinkPlaces
}

// LinkForm makes a payment link or changes one.
type LinkForm struct {
	// Action is where the form posts: /dashboard/links or /dashboard/links/link_….
	Action string
	// Cancel is where "Cancel" leads.
	Cancel string
	// Editing is true when a link is changed: kind, currency and amount are then only shown.
	Editing bool
	// AmountShown is the amount in words when editing: "B$50.00", "Customer decides".
	AmountShown string
	// Nonce is the idempotency key of creating (hidden input "nonce").
	Nonce string
	// Edition is that of the link that is edited, and Changes what somebody else
	// changed of it meanwhile.
	Edition string
	Changes []ChangedField

	// Description, Kind ("fixed" or "open"), Amount, Currency, MinAmount,
	// MaxAmount, Suggested (amounts with commas between), MaxUses, ExpiresAt
	// ("2026-12-31T18:00"), Reference and Metadata (lines of "key=value") are
	// the inputs as typed.
	Description, Kind, Amount, Currency, MinAmount, MaxAmount string
	Suggested, MaxUses, ExpiresAt, Reference, Metadata        string

	// Repeats charges again and again, every so many ("2") of Unit ("month").
	Repeats     bool
	Every, Unit string
	// Charges says so of a link that is edited: "every 2 months"; "" is once.
	Charges string
	// AsksNote lets customers write a note, QuantityMax ("10") take several at once.
	AsksNote    bool
	QuantityMax string
	// Asks are the rows of what customers are asked, empty ones included.
	Asks []LinkAsk

	// Currencies are the choices; the label is "BSD · Bahamian dollar".
	Currencies []Option
	// ZoneName is the zone of ExpiresAt: "Nassau time (UTC−4)".
	ZoneName string
	// MerchantName is shown in the preview.
	MerchantName string
	// PreviewAmount is the amount in the preview: "B$50.00"; "" shows "B$0.00"-like emptiness.
	PreviewAmount string
	// CurrencySymbol stands before typed amounts: "B$".
	CurrencySymbol string
	// Decimals is how many decimals the currency has: 2.
	Decimals int
	// Errors are by input name, and "" for the whole form.
	Errors Errors
}

// LinkAsk is a row of the builder: something that customers are asked.
type LinkAsk struct {
	// Row is "0" to "4".
	Row string
	// Key is how programs know it; "" is made from the label.
	Key string
	// Label, Kind ("text", "number", "choice" or "checkbox") and Options (one per
	// line) are as typed.
	Label, Kind, Options string
	Required             bool

	LabelErrors, KindErrors, OptionsErrors []string
}

// LinkPrintPage is the sheet to print.
type LinkPrintPage struct {
	// Format is "poster" (A4), "tent" (folded A4) or "code", the code as large as
	// A4 allows (query parameter "format").
	Format string
	// Base is the path of the link's pages.
	Base string
	// MerchantName is the heading of the sheet.
	MerchantName string
	// Description says what it is for; may be "".
	Description string
	// Amount is "B$50.00", or "" when the customer decides.
	Amount string
	// Codes are the codes to print, a sheet for each; Placement is which of them
	// were asked for (query parameter "placement"), "" the link's own.
	Codes     []PrintCode
	Placement string
	// Livemode is false for test links: the sheet says so.
	Livemode bool
}
