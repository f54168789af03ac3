package pay

import (
	"strings"
	"testing"
	"time"
)

func TestPayoutOrderCheck(t *testing.T) {
	t.Parallel()
	today := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	good := PayoutOrder{AmountMinor: 500_00, Currency: "BSD", PaidOn: today, Destination: "Bank", Reference: "X"}
	for name, c := range map[string]struct {
		change    func(*PayoutOrder)
		available int64
		field     string
	}{
		"all of it":         {func(*PayoutOrder) {}, 500_00, ""},
		"more than all":     {func(*PayoutOrder) {}, 499_99, "amount"},
		"of less than none": {func(*PayoutOrder) {}, -1, "amount"},
		"nothing":           {func(o *PayoutOrder) { o.AmountMinor = 0 }, 500_00, "amount"},
		"tomorrow":          {func(o *PayoutOrder) { o.PaidOn = today.AddDate(0, 0, 1) }, 500_00, "paid_on"},
		"long ago":          {func(o *PayoutOrder) { o.PaidOn = today.AddDate(-27, 0, 0) }, 500_00, "paid_on"},
		"to nowhere":        {func(o *PayoutOrder) { o.Destination = "" }, 500_00, "destination"},
		"far too long":      {func(o *PayoutOrder) { o.Destination = strings.Repeat("é", 121) }, 500_00, "destination"},
		"no reference":      {func(o *PayoutOrder) { o.Reference = "" }, 500_00, ""},
	} {
		var checks Checks
		order := good
		c.change(&order)
		order.Check(&checks, Money{c.available, "BSD"}, today)
		if n := len(checks.fields); (c.field == "") != checks.OK() || n > 1 || c.field != "" && len(checks.fields[c.field]) != 1 {
			t.Errorf("%s: %v", name, checks.fields)
		}
	}
	if err := CheckReversal(""); CodeOf(err) != Invalid {
		t.Errorf("no reason: %v", err)
	}
	if err := CheckReversal("Recorded twice"); err != nil {
		t.Error(err)
	}
}

func TestTransferOn(t *testing.T) {
	t.Parallel()
	tr := Transfer{Currency: "BSD", Debit: AccountAvailable, Credit: AccountPending, AmountMinor: 4_00}
	for code, want := range map[AccountCode]string{AccountAvailable: "-B$4.00", AccountPending: "B$4.00", AccountPaidOut: "B$0.00"} {
		if got := tr.On(code).String(); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	if o := (Payout{AmountMinor: 1, Currency: "BSD"}); o.Amount().String() != "B$0.01" || CodeOf(NoSuchPayout()) != NotFound {
		t.Errorf("%v", o.Amount())
	}
	b := Balance{"BSD", 1, 2, 3}
	if b.Available().Minor != 1 || b.Pending().Minor != 2 || b.PaidOut().Minor != 3 {
		t.Errorf("%+v", b)
	}
}
