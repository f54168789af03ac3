package pay

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Product is something that a merchant sells at a price, as often as there is
// stock. AmountMinor is minor units of Currency.
type Product struct {
	MerchantID      ID
	ID              ID
	Livemode        bool
	Name            string
	Description     string
	Currency        string
	AmountMinor     int64
	Quantity        *int64 // not sold yet; nil: there is no end to it
	Held            int64  // the part of Quantity that is being paid for
	Sold            int64
	VisibleFields   []BillingField // what customers must say when they pay
	ExpiresAt       *time.Time     // nil: it can be paid for ever
	ReturnURL       string         // "": the merchant's site
	QuantityMax     int            // how many pieces a customer may choose at once; 0 or 1: one
	Language        string         // of the page where it is paid
	TransactionType TransactionType
	DeletedAt       *time.Time
	CreatedAt       time.Time
	UpdatedAt       time.Time
}

// The events of products.
const (
	EventProductCreated EventType = "product.created"
	EventProductUpdated EventType = "product.updated"
	EventProductDeleted EventType = "product.deleted"
)

// Limits of a product.
const (
	ProductNameMax        = 255
	ProductDescriptionMax = 2000
	ProductQuantityMax    = 1_000_000_000
)

// ProductsMax is how many products a list without pages has.
const ProductsMax = 1000

// ProductLanguages are those in which a product can be sold, and which pages for
// customers speak.
var ProductLanguages = []string{
	"en", "es", "tr", "de", "it", "ru", "zh", "fr", "da", "sv", "no", "fi", "pl", "ja", "be", "uk", "ka", "ro", "az",
	"lv", "et", "pt", "sr", "bn", "tg", "kk", "ar",
}

// NoSuchProduct is the answer for a product that is not there, was deleted, or
// is somebody else's.
func NoSuchProduct() *Error { return Errorf(ProductNotFound, "There is no product with this id.") }

// Price is what one piece costs.
func (p Product) Price() Money { return Money{Minor: p.AmountMinor, Currency: p.Currency} }

// ProductInput is what was sent of a product; nil is what was not. Numbers and
// times come as text, so that all that is wrong is said at once.
type ProductInput struct {
	Name, Description, Currency, Amount  *string
	Quantity, ExpiredAt                  *string
	Infinite, Immortal, Test             *bool
	VisibleFields                        *[]string
	ReturnURL, Language, TransactionType *string
	ShopID, QuantityMax                  *string
	// Edition and StockSeen are what a form showed that is sent back: the change
	// is refused when there is something else by now. Programs send neither.
	Edition, StockSeen *string
}

// NewProduct returns the product that somebody asks for, or what is wrong with
// it. What they leave out is as the documents say: no end of stock or time,
// English, paid at once.
func NewProduct(in ProductInput, by Caller, now time.Time) (Product, error) {
	var c Checks
	for field, sent := range map[string]*string{"name": in.Name, "description": in.Description, "currency": in.Currency, "amount": in.Amount} {
		if sent == nil {
			c.about(field, "can't be blank")
		}
	}
	p := Product{Language: "en", TransactionType: TypePayment, VisibleFields: []BillingField{}}
	p = p.apply(&c, in, by, now)
	return p, c.Err()
}

// Apply returns the product with what was sent in place of what it has, or what
// is wrong with that. Stock that customers are paying for cannot be taken away.
func (p Product) Apply(in ProductInput, by Caller, now time.Time) (Product, error) {
	if in.Edition != nil && *in.Edition != p.Edition() || in.StockSeen != nil && *in.StockSeen != p.Stock() {
		return p, Stale("product")
	}
	var c Checks
	p = p.apply(&c, in, by, now)
	return p, c.Err()
}

func (p Product) apply(c *Checks, in ProductInput, by Caller, now time.Time) Product {
	p.checkCaller(c, in, by)
	p.applyTexts(c, in)
	p.applyPrice(c, in)
	p.applyStock(c, in)
	p.applyExpiry(c, in, now)
	p.applyChoices(c, in)
	return p
}

// about notes what is wrong with a field in words that stand behind its name:
// one of our documents has the name apart.
func (c *Checks) about(field, format string, args ...any) {
	c.Add(field, "%s %s.", FieldName(field), fmt.Sprintf(format, args...))
}

// FieldName is a field as it starts a sentence: "Return url".
func FieldName(field string) string {
	words := strings.NewReplacer("_", " ", ".", " ").Replace(field)
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// checkCaller refuses what contradicts the key that it was sent with.
func (p *Product) checkCaller(c *Checks, in ProductInput, by Caller) {
	if in.ShopID != nil && *in.ShopID != strconv.FormatUint(uint64(by.MerchantNumber), 10) {
		c.about("shop_id", "is not the shop of this API key")
	}
	if in.Test != nil && *in.Test == by.Livemode {
		mode := "test"
		if by.Livemode {
			mode = "live"
		}
		c.about("test", "must be %t, because this API key is for %s mode", !by.Livemode, mode)
	}
}

func (p *Product) applyTexts(c *Checks, in ProductInput) {
	text := func(field, text string, limit int) string {
		if text == "" {
			c.about(field, "can't be blank")
		}
		if len([]rune(text)) > limit {
			c.about(field, "is too long (maximum is %d characters)", limit)
		}
		return text
	}
	if in.Name != nil {
		p.Name = text("name", CleanLine(*in.Name), ProductNameMax)
	}
	if in.Description != nil {
		p.Description = text("description", CleanText(*in.Description), ProductDescriptionMax)
	}
	if in.ReturnURL != nil {
		p.ReturnURL = strings.TrimSpace(*in.ReturnURL)
		var address Checks
		if CheckReturnURL(&address, "return_url", p.ReturnURL); !address.OK() {
			c.about("return_url", "is not an address that starts with https:// or http://")
		}
	}
}

func (p *Product) applyPrice(c *Checks, in ProductInput) {
	if in.Currency != nil {
		p.Currency = strings.ToUpper(*in.Currency)
		if !isAlpha3(p.Currency) {
			c.about("currency", "is not in ISO 4217 Alpha-3 format")
		}
		if _, known := CurrencyOf(p.Currency); !known {
			c.about("currency", "is unknown ISO 4217 Alpha-3 code")
		}
	}
	if in.Amount != nil {
		p.AmountMinor, _ = c.wholeNumber("amount", *in.Amount, 1, MaxAmountMinor)
	}
}

func isAlpha3(code string) bool {
	return len(code) == 3 && !strings.ContainsFunc(code, func(r rune) bool { return r < 'A' || r > 'Z' })
}

// wholeNumber reads a text of digits, and notes what is wrong with it.
func (c *Checks) wholeNumber(field, s string, least, most int64) (n int64, ok bool) {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) {
		c.about(field, "is not a whole number")
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case len(digits) < len(s) || err == nil && n < least:
		c.about(field, "must be greater than or equal to %d", least)
	case err != nil || n > most:
		c.about(field, "must be less than or equal to %d", most)
	default:
		return n, true
	}
	return 0, false
}

func (p *Product) applyStock(c *Checks, in ProductInput) {
	infinite, had := in.Infinite, p.Quantity
	switch {
	case infinite != nil && *infinite && in.Quantity != nil:
		c.about("quantity", "must not be sent when infinite is true")
	case infinite != nil && *infinite:
		p.Quantity = nil
	case in.Quantity != nil:
		n, ok := c.wholeNumber("quantity", *in.Quantity, 0, ProductQuantityMax)
		if p.Quantity = &n; ok && n < p.Held {
			c.about("quantity", "must be greater than or equal to %d, which customers are paying for right now", p.Held)
		}
	case infinite != nil && had == nil:
		c.about("quantity", "can't be blank when infinite is false")
	}
	if in.QuantityMax != nil {
		n, _ := c.wholeNumber("quantity_max", *in.QuantityMax, 1, AdjustableQuantities)
		p.QuantityMax = int(n)
	}
}

func (p *Product) applyExpiry(c *Checks, in ProductInput, now time.Time) {
	immortal, had := in.Immortal, p.ExpiresAt
	switch {
	case immortal != nil && *immortal && in.ExpiredAt != nil:
		c.about("expired_at", "must not be sent when immortal is true")
	case immortal != nil && *immortal:
		p.ExpiresAt = nil
	case in.ExpiredAt != nil:
		t, ok := ParseMoment(*in.ExpiredAt)
		if p.ExpiresAt = &t; !ok {
			c.about("expired_at", "is not in the format YYYY-MM-DDThh:mm:ssTZD, such as 2030-12-31T18:00:00+02:00")
		} else if !t.After(now) {
			c.about("expired_at", "must be in the future")
		}
	case immortal != nil && had == nil:
		c.about("expired_at", "can't be blank when immortal is false")
	}
}

func (p *Product) applyChoices(c *Checks, in ProductInput) {
	if in.VisibleFields != nil {
		p.VisibleFields = []BillingField{}
		for _, name := range *in.VisibleFields {
			field := BillingField(name)
			if !slices.Contains(BillingFields, field) {
				c.about("visible_fields", "has the unknown value %q", clip(name))
			} else if !slices.Contains(p.VisibleFields, field) {
				p.VisibleFields = append(p.VisibleFields, field)
			}
		}
	}
	if in.Language != nil {
		if p.Language = *in.Language; !slices.Contains(ProductLanguages, p.Language) {
			c.about("language", "is not included in the list")
		}
	}
	if in.TransactionType != nil {
		p.TransactionType = TransactionType(*in.TransactionType)
		if p.TransactionType != TypePayment && p.TransactionType != TypeAuthorization {
			c.about("transaction_type", "must be payment or authorization")
		}
	}
}
