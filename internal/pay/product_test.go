package pay_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

var testKey = pay.Caller{MerchantNumber: 77}

// beans are all that a new product needs.
func beans(change ...func(*pay.ProductInput)) pay.ProductInput {
	in := pay.ProductInput{Name: ptr(" Coffee\tbeans "), Description: ptr("Dark\r\nroast"), Currency: ptr("usd"), Amount: ptr("990")}
	for _, c := range change {
		c(&in)
	}
	return in
}

func TestNewProductTakesTheDefaults(t *testing.T) {
	t.Parallel()
	p, err := pay.NewProduct(beans(), testKey, noon)
	if err != nil || p.Name != "Coffee beans" || p.Description != "Dark\nroast" || p.Currency != "USD" || p.AmountMinor != 990 ||
		p.Quantity != nil || p.ExpiresAt != nil || p.Language != "en" || p.TransactionType != pay.TypePayment || p.VisibleFields == nil ||
		len(p.VisibleFields) != 0 || p.ReturnURL != "" || p.Price().String() != "US$9.90" && p.Price().String() != "$9.90" {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestNewProductTakesEverything(t *testing.T) {
	t.Parallel()
	p, err := pay.NewProduct(beans(func(in *pay.ProductInput) {
		in.Quantity, in.Infinite, in.Immortal, in.ExpiredAt = ptr("10"), ptr(false), ptr(false), ptr("2030-06-01T15:00:00+02:00")
		in.VisibleFields = &[]string{"email", "first_name", "email"}
		in.Test, in.ShopID, in.Language, in.TransactionType = ptr(true), ptr("77"), ptr("kk"), ptr("authorization")
		in.ReturnURL = ptr(" http://return-url.com ")
	}), testKey, noon)
	if err != nil || *p.Quantity != 10 || !p.ExpiresAt.Equal(noon.Add(time.Hour)) || p.Language != "kk" || p.TransactionType != pay.TypeAuthorization ||
		!slices.Equal(p.VisibleFields, []pay.BillingField{"email", "first_name"}) || p.ReturnURL != "http://return-url.com" {
		t.Errorf("%+v, %v", p, err)
	}
}

// Each case is a new product; what is wrong is said in words that stand behind
// the field's name.
func TestWhatIsWrongWithAProduct(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*pay.ProductInput)
		want   map[string]string
	}{
		"nothing sent": {func(in *pay.ProductInput) { *in = pay.ProductInput{} }, map[string]string{"name": "Name can't be blank.",
			"description": "Description can't be blank.", "currency": "Currency can't be blank.", "amount": "Amount can't be blank."}},
		"blank": {func(in *pay.ProductInput) { in.Name, in.Description = ptr(" \u200b"), ptr("\n") }, map[string]string{
			"name": "Name can't be blank.", "description": "Description can't be blank."}},
		"long": {func(in *pay.ProductInput) {
			in.Name = ptr(strings.Repeat("é", 256))
			in.Description = ptr(strings.Repeat("x", 2001))
		},
			map[string]string{"name": "Name is too long (maximum is 255 characters).", "description": "Description is too long (maximum is 2000 characters)."}},
		"currency":       {func(in *pay.ProductInput) { in.Currency = ptr("US") }, map[string]string{"currency": "Currency is not in ISO 4217 Alpha-3 format."}},
		"no currency":    {func(in *pay.ProductInput) { in.Currency = ptr("") }, map[string]string{"currency": "Currency is not in ISO 4217 Alpha-3 format."}},
		"made-up":        {func(in *pay.ProductInput) { in.Currency = ptr("ABC") }, map[string]string{"currency": "Currency is unknown ISO 4217 Alpha-3 code."}},
		"amount of 0":    {func(in *pay.ProductInput) { in.Amount = ptr("0") }, map[string]string{"amount": "Amount must be greater than or equal to 1."}},
		"negative":       {func(in *pay.ProductInput) { in.Amount = ptr("-99999999999999999999") }, map[string]string{"amount": "Amount must be greater than or equal to 1."}},
		"largest":        {func(in *pay.ProductInput) { in.Amount = ptr("9999999999") }, nil},
		"too large":      {func(in *pay.ProductInput) { in.Amount = ptr("10000000000") }, map[string]string{"amount": "Amount must be less than or equal to 9999999999."}},
		"far too large":  {func(in *pay.ProductInput) { in.Amount = ptr("99999999999999999999") }, map[string]string{"amount": "Amount must be less than or equal to 9999999999."}},
		"decimals":       {func(in *pay.ProductInput) { in.Amount = ptr("9.90") }, map[string]string{"amount": "Amount is not a whole number."}},
		"exponent":       {func(in *pay.ProductInput) { in.Amount = ptr("1e3") }, map[string]string{"amount": "Amount is not a whole number."}},
		"no digits":      {func(in *pay.ProductInput) { in.Amount = ptr("-") }, map[string]string{"amount": "Amount is not a whole number."}},
		"other digits":   {func(in *pay.ProductInput) { in.Amount = ptr("٩") }, map[string]string{"amount": "Amount is not a whole number."}},
		"sold out":       {func(in *pay.ProductInput) { in.Quantity = ptr("0") }, nil},
		"negative stock": {func(in *pay.ProductInput) { in.Quantity = ptr("-1") }, map[string]string{"quantity": "Quantity must be greater than or equal to 0."}},
		"too much stock": {func(in *pay.ProductInput) { in.Quantity = ptr("1000000001") }, map[string]string{"quantity": "Quantity must be less than or equal to 1000000000."}},
		"both": {func(in *pay.ProductInput) {
			in.Quantity, in.Infinite, in.Immortal, in.ExpiredAt = ptr("5"), ptr(true), ptr(true), ptr("2031-01-01")
		}, map[string]string{
			"quantity": "Quantity must not be sent when infinite is true.", "expired_at": "Expired at must not be sent when immortal is true."}},
		"neither": {func(in *pay.ProductInput) { in.Infinite, in.Immortal = ptr(false), ptr(false) }, map[string]string{
			"quantity": "Quantity can't be blank when infinite is false.", "expired_at": "Expired at can't be blank when immortal is false."}},
		"past":        {func(in *pay.ProductInput) { in.ExpiredAt = ptr("2030-05-31") }, map[string]string{"expired_at": "Expired at must be in the future."}},
		"this moment": {func(in *pay.ProductInput) { in.ExpiredAt = ptr("2030-06-01T12:00:00Z") }, map[string]string{"expired_at": "Expired at must be in the future."}},
		"today":       {func(in *pay.ProductInput) { in.ExpiredAt = ptr("2030-06-01") }, nil},
		"no time": {func(in *pay.ProductInput) { in.ExpiredAt = ptr("soon") }, map[string]string{
			"expired_at": "Expired at is not in the format YYYY-MM-DDThh:mm:ssTZD, such as 2030-12-31T18:00:00+02:00."}},
		"live":      {func(in *pay.ProductInput) { in.Test = ptr(false) }, map[string]string{"test": "Test must be true, because this API key is for test mode."}},
		"shop":      {func(in *pay.ProductInput) { in.ShopID = ptr("1") }, map[string]string{"shop_id": "Shop id is not the shop of this API key."}},
		"language":  {func(in *pay.ProductInput) { in.Language = ptr("tlh") }, map[string]string{"language": "Language is not included in the list."}},
		"type":      {func(in *pay.ProductInput) { in.TransactionType = ptr("gift") }, map[string]string{"transaction_type": "Transaction type must be payment or authorization."}},
		"fields":    {func(in *pay.ProductInput) { in.VisibleFields = &[]string{"email", "shoe_size"} }, map[string]string{"visible_fields": `Visible fields has the unknown value "shoe_size".`}},
		"no return": {func(in *pay.ProductInput) { in.ReturnURL = ptr("javascript:alert(1)") }, map[string]string{"return_url": "Return url is not an address that starts with https:// or http://."}},
	} {
		_, err := pay.NewProduct(beans(c.change), testKey, noon)
		t.Run(name, func(t *testing.T) { wantFields(t, err, c.want) })
	}
}

func TestALiveKeyMakesLiveProducts(t *testing.T) {
	t.Parallel()
	key := pay.Caller{MerchantNumber: 77, Livemode: true}
	if _, err := pay.NewProduct(beans(func(in *pay.ProductInput) { in.Test = ptr(false) }), key, noon); err != nil {
		t.Error(err)
	}
	_, err := pay.NewProduct(beans(func(in *pay.ProductInput) { in.Test = ptr(true) }), key, noon)
	wantFields(t, err, map[string]string{"test": "Test must be false, because this API key is for live mode."})
}

func TestChangingAProduct(t *testing.T) {
	t.Parallel()
	later := noon.Add(time.Hour)
	had := pay.Product{Name: "Coffee", Description: "Dark", Currency: "EUR", AmountMinor: 990, Quantity: ptr(int64(7)), Held: 3, Sold: 2,
		ExpiresAt: &later, Language: "it", TransactionType: pay.TypePayment, VisibleFields: []pay.BillingField{"email"}, ReturnURL: "https://a.example"}
	for name, c := range map[string]struct {
		in    pay.ProductInput
		check func(p pay.Product) bool
		want  map[string]string
	}{
		"nothing": {pay.ProductInput{}, func(p pay.Product) bool {
			return p.Name == "Coffee" && *p.Quantity == 7 && p.ExpiresAt.Equal(later) && p.Language == "it" && len(p.VisibleFields) == 1
		}, nil},
		"as documented": {pay.ProductInput{Amount: ptr("950"), Infinite: ptr(false), Quantity: ptr("5")},
			func(p pay.Product) bool {
				return p.AmountMinor == 950 && *p.Quantity == 5 && p.Held == 3 && p.Sold == 2
			}, nil},
		"to what is held":    {pay.ProductInput{Quantity: ptr("3")}, func(p pay.Product) bool { return *p.Quantity == 3 }, nil},
		"below what is held": {pay.ProductInput{Quantity: ptr("2")}, nil, map[string]string{"quantity": "Quantity must be greater than or equal to 3, which customers are paying for right now."}},
		"no number":          {pay.ProductInput{Quantity: ptr("x")}, nil, map[string]string{"quantity": "Quantity is not a whole number."}},
		"stock that was set": {pay.ProductInput{Infinite: ptr(false), Immortal: ptr(false)}, func(p pay.Product) bool { return *p.Quantity == 7 && p.ExpiresAt != nil }, nil},
		"no end":             {pay.ProductInput{Infinite: ptr(true), Immortal: ptr(true)}, func(p pay.Product) bool { return p.Quantity == nil && p.ExpiresAt == nil }, nil},
		"less":               {pay.ProductInput{ReturnURL: ptr(""), VisibleFields: &[]string{}}, func(p pay.Product) bool { return p.ReturnURL == "" && len(p.VisibleFields) == 0 }, nil},
		"blank":              {pay.ProductInput{Name: ptr("")}, nil, map[string]string{"name": "Name can't be blank."}},
	} {
		p, err := had.Apply(c.in, testKey, noon)
		t.Run(name, func(t *testing.T) { wantFields(t, err, c.want) })
		if c.check != nil && !c.check(p) {
			t.Errorf("%s: %+v", name, p)
		}
	}
	endless := had
	endless.Quantity = nil
	if p, err := endless.Apply(pay.ProductInput{Quantity: ptr("4")}, testKey, noon); err != nil || *p.Quantity != 4 {
		t.Errorf("a quantity is an end: %+v, %v", p, err)
	}
	_, err := endless.Apply(pay.ProductInput{Infinite: ptr(false)}, testKey, noon)
	wantFields(t, err, map[string]string{"quantity": "Quantity can't be blank when infinite is false."})
	if *had.Quantity != 7 || len(had.VisibleFields) != 1 {
		t.Errorf("the product itself was changed: %+v", had)
	}
}

func TestFieldName(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{"currency": "Currency", "return_url": "Return url", "visible_fields.0": "Visible fields 0", "": ""} {
		if got := pay.FieldName(field); got != want {
			t.Errorf("%q: %q", field, got)
		}
	}
}

func TestParseMoment(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"2026-12-31":                    "2026-12-31T23:59:59Z",
		"2026-12-31T18:00:00+02:00":     "2026-12-31T16:00:00Z",
		"2026-12-31T18:00:00-05:30":     "2026-12-31T23:30:00Z",
		"2026-12-31T18:00:00Z":          "2026-12-31T18:00:00Z",
		"2026-12-31T18:00Z":             "2026-12-31T18:00:00Z",
		"2026-12-31T18:00:00.123Z":      "2026-12-31T18:00:00Z",
		"2026-12-31T18:00:00":           "",
		"2026-02-30":                    "",
		"1969-12-31":                    "",
		"31.12.2026":                    "",
		"":                              "",
		"2026-12-31T18:00:00+02:00 x":   "",
		"99999-01-01T00:00:00Z":         "",
		"2026-12-31 18:00:00 +0000 UTC": "",
	} {
		got, ok := pay.ParseMoment(s)
		if ok != (want != "") || ok && got.UTC().Truncate(time.Second).Format(time.RFC3339) != want {
			t.Errorf("%q: %v, %v", s, got, ok)
		}
	}
}
