package handlers

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
)

// offer is what a page lets a customer pay: an amount by link, or lines.
type offer struct {
	merchantID     pay.ID
	merchantNumber uint32
	merchantName   string
	merchantSlug   string
	counter        pay.Counter
	livemode       bool
	// subject is what cards are tried at, for the brake on card testing.
	subject        pay.ID
	recentRefusals int
	// action is where the form posts to, again where to start anew.
	action, again string
	// link is what is paid, or where the lines come from; zero for others.
	link pay.Link
	// placementID is the printed code by which they came, zero for none; zone is
	// the merchant's, in which views are counted.
	placementID pay.ID
	zone        string
	// checkout has the lines; nil for an amount by link. Its price is worked out
	// for the customer's country, unless it is frozen.
	checkout *pay.Checkout
	frozen   bool
	mode     pay.PriceMode
	country  string // the merchant's, and the customer's until they say another
	rates    []pay.TaxRate
	// closed says why nothing can be paid: "expired", "sold_out", …
	closed string
	// language is the customer's.
	language string
	// quantityMax is how many pieces of each line may be chosen, left how many there
	// are; describes is true when the lines are what the payment is called.
	quantityMax    int
	left           *int64
	describes      bool
	quantityChecks pay.Checks
	// qr is the path of the picture for paying on a phone; "" for none.
	qr string
}

// finder finds the offer that an address names.
type finder func(c *fiber.Ctx) (offer, error)

// offerAt is the offer at an address, in the customer's language.
func (h *Handlers) offerAt(c *fiber.Ctx, find finder) (offer, error) {
	o, err := find(c)
	own := o.language
	if o.checkout != nil {
		own = o.checkout.Language
	}
	o.language = languageAt(c, own, o.counter)
	keepLook(c, o.page(), o.merchantName)
	if o.closed == "" && o.counter.StoppedAt != nil {
		o.closed = "stopped"
	}
	return o, err
}

// atLink is the offer at /pay/{slug}/{link}.
func (h *Handlers) atLink(c *fiber.Ctx) (offer, error) {
	id, ok := pay.LinkPrefix.Parse(c.Params("link"))
	if !ok {
		return offer{}, pay.NoSuchLink()
	}
	p, err := h.Store.PublicLink(c.UserContext(), id, refusalKey(c, id), refusalWindow)
	if err != nil || p.MerchantSlug != c.Params("slug") {
		return offer{}, noOffer(err, pay.NoSuchLink())
	}
	o, err := h.ofLink(c, p)
	if err == nil {
		err = h.placed(c, &o, p)
	}
	return o, err
}

func noOffer(err error, orElse *pay.Error) error {
	if err != nil {
		return err
	}
	return orElse
}

func (h *Handlers) ofLink(c *fiber.Ctx, p store.PublicLink) (offer, error) {
	l := p.Link
	o := offer{merchantID: l.MerchantID, merchantNumber: p.MerchantNumber, merchantName: p.MerchantName, merchantSlug: p.MerchantSlug, counter: p.Counter, livemode: l.Livemode,
		subject: l.ID, recentRefusals: p.RecentRefusals, action: views.PayPath(p.MerchantSlug, l.ID), link: l}
	o.again = o.action
	if reason := l.Reason(h.Now()); reason != pay.LinkActive {
		o.closed = closedReasons[pay.CodeOf(reason.Err())]
	}
	o.quantityMax, o.qr = l.QuantityMax, qrPath(l.ID, ".svg")
	byThePiece := len(l.Lines) == 0 && l.QuantityMax > 1 && l.AmountMinor != nil
	if byThePiece {
		l.Lines = []pay.Line{{Name: pieceName(l, p.MerchantName), Quantity: 1, UnitAmountMinor: *l.AmountMinor}}
	}
	if len(l.Lines) == 0 {
		return o, nil
	}
	o.mode, o.describes = l.PricingMode, l.Description == ""
	o.checkout = &pay.Checkout{MerchantID: l.MerchantID, Livemode: l.Livemode, Origin: pay.OriginLink, LinkID: l.ID, Currency: l.Currency,
		Description: l.Description, Lines: l.Lines, TransactionType: l.TransactionType, Metadata: l.Metadata}
	if o.checkout.Description == "" {
		o.checkout.Description = pay.DescribeLines(l.Lines)
	}
	if byThePiece { // the price is the link's, with whatever is in it
		return o, nil
	}
	m, err := h.Store.Merchant(c.UserContext(), l.MerchantID)
	if err != nil {
		return o, err
	}
	return o, h.withTaxes(c, &o, m)
}

// pieceName is what one piece of an amount by link is called.
func pieceName(l pay.Link, merchantName string) string {
	name := []rune(firstOf(pay.CleanLine(l.Description), merchantName))
	return string(name[:min(len(name), pay.ProductNameMax)])
}

// withTaxes puts in what the price depends on.
func (h *Handlers) withTaxes(c *fiber.Ctx, o *offer, m pay.Merchant) (err error) {
	o.country = m.Country
	o.rates, err = h.Store.TaxRates(c.UserContext(), m.ID)
	return err
}

// ofMerchant is what all offers of lines start with.
func (h *Handlers) ofMerchant(c *fiber.Ctx, m pay.Merchant, livemode bool, subject pay.ID, action string) (offer, error) {
	o := offer{merchantID: m.ID, merchantNumber: m.Number, merchantName: m.Name, merchantSlug: m.Slug, counter: m.Counter, livemode: livemode, subject: subject,
		action: action, again: action, mode: m.PriceMode}
	var err error
	if o.recentRefusals, _, err = h.Store.Peek(c.UserContext(), refusalKey(c, subject), refusalWindow); err != nil {
		return o, err
	}
	return o, h.withTaxes(c, &o, m)
}

// atProduct is the offer at /products/{id}/pay and /v2/confirm_order/{id}/{shop_id}.
func (h *Handlers) atProduct(c *fiber.Ctx) (offer, error) {
	id, ok := pay.ProductPrefix.Parse(c.Params("id"))
	if !ok {
		return offer{}, pay.NoSuchProduct()
	}
	p, err := h.Store.PublicProduct(c.UserContext(), id)
	if err != nil || !ofShop(c.Params("shop"), p.Merchant.Number) {
		return offer{}, noOffer(err, pay.NoSuchProduct())
	}
	o, err := h.ofMerchant(c, p.Merchant, p.Product.Livemode, id, views.ProductPath(id))
	o.checkout = &pay.Checkout{MerchantID: p.Merchant.ID, Livemode: p.Product.Livemode, Origin: pay.OriginProduct, Currency: p.Product.Currency,
		Description: p.Product.Name, TransactionType: p.Product.TransactionType, Fields: p.Product.VisibleFields, Language: p.Product.Language,
		SuccessURL: returnURL(p.Product.ReturnURL, p.Merchant.Website),
		Lines:      []pay.Line{{ProductID: id, Name: p.Product.Name, Quantity: 1, UnitAmountMinor: p.Product.AmountMinor}}}
	o.closed = stockReasons[pay.Stock{Quantity: p.Product.Quantity, ExpiresAt: p.Product.ExpiresAt}.Reason(h.Now())]
	o.quantityMax, o.left, o.describes, o.qr = p.Product.QuantityMax, p.Product.Quantity, true, qrFile(pay.ProductPrefix.Show(id))
	return o, err
}

// ofShop reports whether an address without a merchant's number, or with that
// one, was asked for.
func ofShop(asked string, number uint32) bool {
	return asked == "" || asked == strconv.FormatUint(uint64(number), 10)
}

func returnURL(address, site string) string {
	if address == "" {
		return site
	}
	return address
}

// atListing is the offer at /shop/{slug}/{listing}/pay.
func (h *Handlers) atListing(c *fiber.Ctx) (offer, error) {
	id, ok := pay.ListingPrefix.Parse(c.Params("listing"))
	if !ok {
		return offer{}, pay.NoSuchListing()
	}
	l, err := h.Store.PublicListing(c.UserContext(), id)
	if err != nil || l.Merchant.Slug != c.Params("slug") || l.DeletedAt != nil || l.AmountMinor == nil || l.State == pay.ListingDraft {
		return offer{}, noOffer(err, pay.NoSuchListing())
	}
	path := views.ListingPath(l.Merchant.Slug, id)
	o, err := h.ofMerchant(c, l.Merchant, l.Livemode, id, path+"/pay")
	o.again = path
	o.checkout = &pay.Checkout{MerchantID: l.Merchant.ID, Livemode: l.Livemode, Origin: pay.OriginListing, ListingID: id, Currency: l.Currency,
		Description: l.Title, SuccessURL: h.PublicURL + views.ShopPath(l.Merchant.Slug),
		Lines: []pay.Line{{ProductID: l.ProductID, Name: l.Title, Quantity: 1, UnitAmountMinor: *l.AmountMinor}}}
	o.closed = stockReasons[l.Stock.Reason(h.Now())]
	o.quantityMax, o.left, o.describes, o.qr = l.Stock.QuantityMax, l.Stock.Quantity, true, qrFile(pay.ListingPrefix.Show(id))
	if l.State != pay.ListingPublished {
		o.closed = "inactive"
	}
	return o, err
}

// atCheckout is the offer of a checkout that is there already: a session, or
// lines that somebody tried to pay. Its price does not change any more.
func (h *Handlers) atCheckout(c *fiber.Ctx) (offer, error) {
	id, ok := secret.CheckoutCapability.Parse(h.Secrets, c.Params("token"))
	if !ok {
		return offer{}, pay.NoSuchCheckout()
	}
	return h.ofCheckout(c, id)
}

func (h *Handlers) ofCheckout(c *fiber.Ctx, id pay.ID) (offer, error) {
	p, err := h.Store.PublicCheckout(c.UserContext(), id)
	if err != nil {
		return offer{}, err
	}
	frozen := p.Checkout
	if frozen.Origin == pay.OriginLink && len(frozen.Lines) == 0 {
		link, err := h.Store.PublicLink(c.UserContext(), frozen.LinkID, refusalKey(c, frozen.LinkID), refusalWindow)
		if err != nil {
			return offer{}, err
		}
		o, err := h.ofLink(c, link)
		o.language = frozen.Language
		return o, err
	}
	o := offer{merchantID: frozen.MerchantID, merchantNumber: id.MerchantNumber(), merchantName: p.MerchantName, merchantSlug: p.MerchantSlug, counter: p.Counter, livemode: frozen.Livemode,
		subject: subjectOf(frozen), action: h.checkoutPath(id), again: frozen.CancelURL, checkout: &frozen, frozen: true}
	if frozen.Origin == pay.OriginSession {
		o.qr = qrFile(secret.CheckoutCapability.Show(h.Secrets, id))
	}
	if !frozen.LinkID.IsZero() {
		o.link = pay.Link{MerchantID: frozen.MerchantID, ID: frozen.LinkID, Livemode: frozen.Livemode}
	}
	if o.recentRefusals, _, err = h.Store.Peek(c.UserContext(), refusalKey(c, o.subject), refusalWindow); err != nil {
		return o, err
	}
	switch {
	case frozen.CanceledAt != nil:
		o.closed = "canceled"
	case !h.Now().Before(frozen.ExpiresAt):
		o.closed = "session_expired"
	}
	return o, nil
}

// subjectOf is what cards are tried at. A checkout that a page made counts for
// what is sold there: each new one would start the count anew.
func subjectOf(c pay.Checkout) pay.ID {
	switch {
	case !c.LinkID.IsZero():
		return c.LinkID
	case !c.ListingID.IsZero():
		return c.ListingID
	case c.Origin == pay.OriginProduct && len(c.Lines) == 1:
		return c.Lines[0].ProductID
	}
	return c.ID
}

// page is what pages about the offer are given: the customer's language.
func (o offer) page() views.Page {
	return branded(views.PageIn(o.language), o.merchantSlug, o.counter)
}

func (o offer) locale() pay.Locale { return pay.LocaleOf(o.language) }

// asksCountry reports whether the price depends on where the customer is.
func (o offer) asksCountry() bool { return o.checkout != nil && !o.frozen && len(o.rates) > 0 }

// fields are what the customer must say besides their card, in the order in
// which a form asks; what a session knows already is not asked again.
func (o offer) fields() []pay.BillingField {
	if o.checkout == nil {
		return nil
	}
	var fields []pay.BillingField
	for _, f := range pay.BillingFields {
		wanted := slices.Contains(o.checkout.Fields, f) || f == "country" && o.asksCountry()
		if wanted && f != "email" && (!o.frozen || o.checkout.Billing[f] == "") {
			fields = append(fields, f)
		}
	}
	return fields
}

// priced is the checkout with its price for a customer in that country, "" for
// one who has not said.
func (o offer) priced(country string) (pay.Checkout, error) {
	priced := *o.checkout
	if o.frozen {
		return priced, nil
	}
	if country == "" {
		country = o.country
	}
	rateBasisPoints := 0
	for _, r := range o.rates {
		if r.Country == country {
			rateBasisPoints = r.BasisPoints
		}
	}
	lines, total, err := pay.PriceLines(priced.Lines, rateBasisPoints, o.mode, "")
	priced.Lines, priced.AmountMinor, priced.TaxMinor = lines, total.GrossMinor, total.TaxMinor
	return priced, err
}

// closedReasons name the page of a link that takes no payments, stockReasons
// that of a thing that cannot be bought.
var (
	closedReasons = map[pay.Code]string{
		pay.LinkNotFound: "not_found", pay.LinkExpired: "expired", pay.LinkMaxUses: "max_uses", pay.LinkInactive: "inactive",
		pay.ProductNotFound: "no_product",
	}
	stockReasons = map[pay.ShopReason]string{pay.ShopSoldOut: "sold_out", pay.ShopExpired: "product_expired", pay.ShopClosed: "no_product"}
)
