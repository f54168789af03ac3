package handlers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"linktill/internal/pay"
)

// productForm is the form of a product, new or to be changed.
type productForm struct {
	Name          string   `form:"name"`
	Description   string   `form:"description"`
	Amount        string   `form:"amount"`
	Currency      string   `form:"currency"`
	Stock         string   `form:"stock"` // "endless" or "counted"; of a new one only
	Quantity      string   `form:"quantity"`
	VisibleFields []string `form:"visible_fields"`
	ExpiredAt     string   `form:"expired_at"`
	ReturnURL     string   `form:"return_url"`
	Language      string   `form:"language"`
	Hold          bool     `form:"hold"`
	QuantityMax   string   `form:"quantity_max"`
	Edition       string   `form:"edition"`
}

// browserTime is how browsers write a time in a form.
const browserTime = "2006-01-02T15:04"

// input is what was typed as the rules want it; of is the product that it is to
// change, the zero value for a new one. All that is wrong is said at once.
func (in productForm) input(by pay.Caller, of pay.Product, now time.Time, zone *time.Location) (pay.ProductInput, error) {
	var c pay.Checks
	kind := string(pay.TypePayment)
	if in.Hold {
		kind = string(pay.TypeAuthorization)
	}
	fields := append([]string{}, in.VisibleFields...)
	out := pay.ProductInput{Name: &in.Name, Description: &in.Description, Currency: &in.Currency, VisibleFields: &fields,
		ReturnURL: &in.ReturnURL, Language: &in.Language, TransactionType: &kind, Amount: in.amount(&c), QuantityMax: in.atOnce(&c)}
	in.expiry(&c, &out, of, now, zone)
	var err error
	if of.ID.IsZero() {
		in.stock(&c, &out)
		_, err = pay.NewProduct(out, by, now)
	} else {
		out.Edition = &in.Edition
		unstocked := out
		unstocked.Edition = nil
		_, err = of.Apply(unstocked, by, now)
	}
	c.Join(err)
	return out, c.Err()
}

// amount reads the price. Where it is wrong something stands in for it, so that
// the rules look at the rest.
func (in productForm) amount(c *pay.Checks) *string {
	price := "1"
	if strings.TrimSpace(in.Amount) == "" {
		c.Add("amount", "Enter the price, such as 12.50.")
	} else if minor := checkAmount(c, "amount", in.Amount, in.Currency); minor != nil && *minor > 0 {
		price = strconv.FormatInt(*minor, 10)
	}
	return &price
}

// stock reads how many there are to sell at first.
func (in productForm) stock(c *pay.Checks, out *pay.ProductInput) {
	endless := in.Stock != "counted"
	if endless {
		out.Infinite = &endless
		return
	}
	out.Quantity = checkQuantity(c, in.Quantity, 0)
}

// atOnce reads how many pieces a customer may choose at once.
func (in productForm) atOnce(c *pay.Checks) *string {
	most := "1"
	if typed := strings.TrimSpace(in.QuantityMax); typed != "" {
		n, ok := wholeNumber(typed)
		if ok = ok && n >= 1 && n <= pay.AdjustableQuantities; ok {
			most = typed
		}
		c.That(ok, "quantity_max", "Enter a whole number from 1 to %d, or leave it empty.", pay.AdjustableQuantities)
	}
	return &most
}

// checkQuantity reads a number of pieces; nil when it is none. Fewer than least
// are being paid for right now.
func checkQuantity(c *pay.Checks, typed string, least int64) *string {
	digits := strings.TrimSpace(typed)
	n, ok := wholeNumber(digits)
	switch {
	case digits == "" || !ok || int64(n) > pay.ProductQuantityMax:
		c.Add("quantity", "Enter how many there are, as a whole number.")
	case int64(n) < least:
		c.Add("quantity", "%s being paid for right now, so there cannot be fewer than %d. Wait for those customers, or set %d.", isAre(least), least, least)
	default:
		return &digits
	}
	return nil
}

func isAre(n int64) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// expiry reads when it stops being sold. One that stays as it is may be over.
func (in productForm) expiry(c *pay.Checks, out *pay.ProductInput, of pay.Product, now time.Time, zone *time.Location) {
	if of.ExpiresAt != nil && in.ExpiredAt == of.ExpiresAt.In(zone).Format(browserTime) {
		return
	}
	if in.ExpiredAt == "" {
		immortal := true
		out.Immortal = &immortal
		return
	}
	t := checkLocalTime(c, "expired_at", in.ExpiredAt, zone)
	switch {
	case t == nil:
	case !t.After(now):
		c.Add("expired_at", "This is in the past. Choose a later time, or leave it empty.")
	default:
		text := t.Format(time.RFC3339)
		out.ExpiredAt = &text
	}
}

// formOfProduct fills the form with a product.
func formOfProduct(p pay.Product, zone *time.Location) productForm {
	in := productForm{Name: p.Name, Description: p.Description, Amount: p.Price().Decimal(), Currency: p.Currency, ReturnURL: p.ReturnURL,
		Language: p.Language, Hold: p.TransactionType == pay.TypeAuthorization, Edition: p.Edition()}
	for _, field := range p.VisibleFields {
		in.VisibleFields = append(in.VisibleFields, string(field))
	}
	if p.QuantityMax > 1 {
		in.QuantityMax = strconv.Itoa(p.QuantityMax)
	}
	if p.ExpiresAt != nil {
		in.ExpiredAt = p.ExpiresAt.In(zone).Format(browserTime)
	}
	return in
}

// languageNames are the languages of product pages, as their speakers call them.
var languageNames = map[string]string{
	"en": "English", "es": "Español", "tr": "Türkçe", "de": "Deutsch", "it": "Italiano", "ru": "Русский", "zh": "中文", "fr": "Français",
	"da": "Dansk", "sv": "Svenska", "no": "Norsk", "fi": "Suomi", "pl": "Polski", "ja": "日本語", "be": "Беларуская", "uk": "Українська",
	"ka": "ქართული", "ro": "Română", "az": "Azərbaycanca", "lv": "Latviešu", "et": "Eesti", "pt": "Português", "sr": "Српски",
	"bn": "বাংলা", "tg": "Тоҷикӣ", "kk": "Қазақша", "ar": "العربية",
}

func languageName(code string) string {
	if name := languageNames[code]; name != "" {
		return name
	}
	return code
}

// askedFor are the fields that a form can ask a customer for, and whether it does.
func askedFor(chosen []string, field pay.BillingField) bool {
	return slices.Contains(chosen, string(field))
}
