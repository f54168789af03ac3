package pay

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

// complaints are the fields that checks complain of.
func complaints(c *Checks) string {
	var e *Error
	if !errors.As(c.Err(), &e) {
		return ""
	}
	return strings.Join(slices.Sorted(maps.Keys(e.Fields)), " ")
}

func TestCheckSimulation(t *testing.T) {
	t.Parallel()
	for _, outcome := range append([]string{""}, Simulations...) {
		var test, live Checks
		test.CheckSimulation("sandbox_simulate", outcome, false)
		live.CheckSimulation("sandbox_simulate", outcome, true)
		if !test.OK() || live.OK() != (outcome == "") {
			t.Errorf("%q: %v in test mode, %v in live mode", outcome, test.Err(), live.Err())
		}
	}
	var c Checks
	if c.CheckSimulation("x", "paid", false); c.OK() {
		t.Error("an outcome that does not exist")
	}
}

func TestCheckoutStatus(t *testing.T) {
	t.Parallel()
	now := time.Now()
	open := Checkout{ExpiresAt: now.Add(time.Second)}
	over := Checkout{ExpiresAt: now}
	canceled := Checkout{ExpiresAt: now.Add(time.Second), CanceledAt: &now}
	if open.Status(nil, now) != CheckoutOpen || over.Status(nil, now) != CheckoutExpired || canceled.Status(nil, now) != CheckoutCanceled {
		t.Errorf("without a payment: %s, %s, %s", open.Status(nil, now), over.Status(nil, now), canceled.Status(nil, now))
	}
	want := map[PaymentState]CheckoutStatus{
		PaymentCreated: CheckoutProcessing, PaymentProcessing: CheckoutProcessing, PaymentUnknown: CheckoutProcessing,
		PaymentAuthorized: CheckoutAuthorized, PaymentPaid: CheckoutPaid, PaymentPartiallyRefunded: CheckoutPaid, PaymentRefunded: CheckoutPaid,
		PaymentCanceled: CheckoutCanceled, PaymentExpired: CheckoutExpired, PaymentFailed: CheckoutExpired,
	}
	for _, state := range PaymentStates {
		if got := over.Status(&Payment{State: state}, now); got != want[state] {
			t.Errorf("%s: %s, want %s", state, got, want[state])
		}
	}
	if got := open.Status(&Payment{State: PaymentFailed}, now); got != CheckoutOpen {
		t.Errorf("after a declined card: %s", got)
	}
}

func TestCheckOnSale(t *testing.T) {
	t.Parallel()
	now := time.Now()
	past, future, two, none := now, now.Add(time.Second), int64(2), int64(0)
	for name, c := range map[string]struct {
		p        Product
		currency string
		want     string
	}{
		"endless":        {Product{Currency: "USD", ExpiresAt: &future}, "USD", ""},
		"enough":         {Product{Currency: "USD", Quantity: &two, Held: 2}, "USD", ""},
		"any currency":   {Product{Currency: "BSD"}, "", ""},
		"other currency": {Product{Currency: "BSD"}, "USD", "id"},
		"over":           {Product{Currency: "USD", ExpiresAt: &past}, "USD", "id"},
		"sold out":       {Product{Currency: "USD", Quantity: &none}, "USD", "quantity"},
		"all":            {Product{Currency: "BSD", ExpiresAt: &past, Quantity: &none}, "USD", "id quantity"},
	} {
		var checks Checks
		checks.CheckOnSale("id", "quantity", c.p, 2, c.currency, now)
		if got := complaints(&checks); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	var checks Checks
	if checks.CheckOnSale("id", "quantity", Product{Quantity: &two}, 3, "", now); complaints(&checks) != "quantity" {
		t.Error("three of two")
	}
}

func TestProductsTogether(t *testing.T) {
	t.Parallel()
	paid := Product{TransactionType: TypePayment, Language: "en", VisibleFields: []BillingField{"phone", "first_name"}}
	held := Product{TransactionType: TypeAuthorization, Language: "de", VisibleFields: []BillingField{"zip", "phone"}}
	for _, c := range []struct {
		products []Product
		kind     TransactionType
		ok       bool
		language string
		fields   []BillingField
	}{
		{nil, TypePayment, true, "en", []BillingField{}},
		{[]Product{held}, TypeAuthorization, true, "de", []BillingField{"phone", "zip"}},
		{[]Product{held, held}, TypeAuthorization, true, "de", []BillingField{"phone", "zip"}},
		{[]Product{paid, paid}, TypePayment, true, "en", []BillingField{"first_name", "phone"}},
		{[]Product{held, paid}, "", false, "en", []BillingField{"first_name", "phone", "zip"}},
		{[]Product{paid, held}, "", false, "en", []BillingField{"first_name", "phone", "zip"}},
	} {
		kind, ok := TypeOf(c.products)
		if ok != c.ok || ok && kind != c.kind || LanguageOf(c.products) != c.language || !slices.Equal(FieldsOf(c.products), c.fields) {
			t.Errorf("%d products: %s %v, %s, %v", len(c.products), kind, ok, LanguageOf(c.products), FieldsOf(c.products))
		}
	}
}

func TestSelling(t *testing.T) {
	t.Parallel()
	now := time.Now()
	lines := []Line{{Name: "Tea", Quantity: 2, UnitAmountMinor: 5_00}, {Name: "Cup", Quantity: 1, UnitAmountMinor: 7_50}}
	l, err := Link{Name: "Set", Currency: "USD"}.Selling(lines, &Checks{}, now)
	if err != nil || *l.AmountMinor != 17_50 || l.Description != "2 × Tea, Cup" || len(l.Offer()) != 2 {
		t.Errorf("%v %v", l, err)
	}
	var noted Checks
	noted.Add("currency", "Unknown.")
	_, err = Link{Name: strings.Repeat("x", LinkNameMax+1), ExpiresAt: &now}.Selling([]Line{{Name: "Ship", Quantity: 1_000_000, UnitAmountMinor: MaxAmountMinor}}, &noted, now)
	if got := complaints(&noted); err == nil || got != "currency expires_at name products" {
		t.Errorf("%q: %v", got, err)
	}
}

func TestOfferOfALink(t *testing.T) {
	t.Parallel()
	amount := int64(9_00)
	for name, want := range map[string]string{"": "Payment", "Tea\nand cake": "Tea and cake", strings.Repeat("é", 400): strings.Repeat("é", 254) + "…"} {
		if got := (Link{Description: name, AmountMinor: &amount}).Offer(); len(got) != 1 || got[0].Name != want || got[0].UnitAmountMinor != 9_00 || got[0].Quantity != 1 {
			t.Errorf("%.20q: %v", name, got)
		}
	}
	if got := (Link{Description: "Donation"}).Offer(); got != nil {
		t.Errorf("an open amount: %v", got)
	}
}
