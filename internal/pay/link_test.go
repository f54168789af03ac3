package pay_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
)

var noon = time.Date(2030, 6, 1, 12, 0, 0, 0, time.UTC)

func ptr[T any](v T) *T { return &v }

// wantFields compares an error's fields with the first sentence of each; none
// wanted is no error at all.
func wantFields(t *testing.T, err error, want map[string]string) {
	t.Helper()
	if len(want) == 0 {
		if err != nil {
			t.Errorf("%v", err)
		}
		return
	}
	var e *pay.Error
	if !errors.As(err, &e) {
		t.Errorf("%v, want %v", err, want)
		return
	}
	for field, sentence := range want {
		if got := e.Fields[field]; len(got) == 0 || got[0] != sentence {
			t.Errorf("%s: %q, want %q", field, got, sentence)
		}
	}
	for field, sentences := range e.Fields {
		if _, wanted := want[field]; !wanted {
			t.Errorf("%s: %q is not wanted", field, sentences)
		}
	}
}

func coffee() pay.Link {
	return pay.Link{AmountMinor: ptr(int64(50_00)), Currency: "BSD", Description: "Coffee"}
}

func donation() pay.Link {
	return pay.Link{Currency: "BSD", MinAmountMinor: ptr(int64(5_00)), MaxAmountMinor: ptr(int64(100_00)), SuggestedMinor: []int64{5_00, 20_00, 100_00}}
}

// Deleted counts before what the merchant did by hand, that before expiry, and
// that before use.
func TestLinkReason(t *testing.T) {
	t.Parallel()
	past, future := noon.Add(-time.Second), noon.Add(time.Second)
	for name, c := range map[string]struct {
		link pay.Link
		want pay.LinkReason
	}{
		"plain":                {pay.Link{}, pay.LinkActive},
		"before expiry":        {pay.Link{ExpiresAt: &future}, pay.LinkActive},
		"at expiry":            {pay.Link{ExpiresAt: &noon}, pay.LinkPastExpiry},
		"after expiry":         {pay.Link{ExpiresAt: &past}, pay.LinkPastExpiry},
		"uses left":            {pay.Link{MaxUses: ptr(int64(2)), UsesCount: 1}, pay.LinkActive},
		"all held":             {pay.Link{MaxUses: ptr(int64(2)), UsesCount: 1, UsesHeld: 1}, pay.LinkActive},
		"all used":             {pay.Link{MaxUses: ptr(int64(2)), UsesCount: 2}, pay.LinkAllUsed},
		"many without a limit": {pay.Link{UsesCount: 1 << 40}, pay.LinkActive},
		"by hand":              {pay.Link{DeactivatedAt: &past}, pay.LinkManual},
		"expired and used":     {pay.Link{ExpiresAt: &past, MaxUses: ptr(int64(1)), UsesCount: 1}, pay.LinkPastExpiry},
		"by hand and the rest": {pay.Link{DeactivatedAt: &past, ExpiresAt: &past, MaxUses: ptr(int64(1)), UsesCount: 1}, pay.LinkManual},
		"deleted and all":      {pay.Link{DeletedAt: &past, DeactivatedAt: &past, ExpiresAt: &past, MaxUses: ptr(int64(1)), UsesCount: 1}, pay.LinkReasonAbsent},
	} {
		if got := c.link.Reason(noon); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestLinkReasonHasItsDocumentedCode(t *testing.T) {
	t.Parallel()
	for reason, want := range map[pay.LinkReason]pay.Code{
		pay.LinkActive: "", pay.LinkManual: "LINK_INACTIVE", pay.LinkPastExpiry: "LINK_EXPIRED",
		pay.LinkAllUsed: "LINK_MAX_USES", pay.LinkReasonAbsent: "LINK_NOT_FOUND", "sold_out": "LINK_NOT_FOUND",
	} {
		if err := reason.Err(); pay.CodeOf(err) != want || (err == nil) != (want == "") {
			t.Errorf("%q: %v", reason, err)
		}
	}
}

func TestLinkUsesLeft(t *testing.T) {
	t.Parallel()
	if n, limited := (pay.Link{MaxUses: ptr(int64(50)), UsesCount: 12, UsesHeld: 3}).Left(); n != 38 || !limited {
		t.Errorf("%d left, %v", n, limited)
	}
	if n, limited := (pay.Link{UsesCount: 12}).Left(); n != 0 || limited {
		t.Errorf("without a limit %d left, %v", n, limited)
	}
}

func TestNewLink(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]pay.Link{
		"fixed": coffee(), "open": {Currency: "JPY"}, "with limits": donation(),
		"the most": {AmountMinor: ptr(int64(pay.MaxAmountMinor)), Currency: "KWD", MaxUses: ptr(int64(pay.LinkMaxUsesMax)),
			Description: strings.Repeat("é", pay.LinkDescriptionMax), ExpiresAt: ptr(noon.Add(time.Second))},
		"the least":       {AmountMinor: ptr(int64(1)), Currency: "USD", MaxUses: ptr(int64(1))},
		"one amount only": {Currency: "USD", MinAmountMinor: ptr(int64(5)), MaxAmountMinor: ptr(int64(5)), SuggestedMinor: []int64{5}},
	} {
		if err := l.CheckNew(noon); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNewLinkSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	const (
		notPositive = "Amount must be positive or null"
		tooLarge    = "Amount is too large: the most is 9,999,999,999 minor units."
		passed      = "This moment has passed."
		uses        = "A whole number of at least 1, or nothing for no limit."
		onlyOpen    = "Only a link where the customer enters the amount has this."
		within      = "Each suggestion is within the least and the most."
	)
	set := func(l pay.Link, change func(*pay.Link)) pay.Link { change(&l); return l }
	for name, c := range map[string]struct {
		link pay.Link
		want map[string]string
	}{
		"amount 0":         {set(coffee(), func(l *pay.Link) { *l.AmountMinor = 0 }), map[string]string{"amount": notPositive}},
		"amount -1":        {set(coffee(), func(l *pay.Link) { *l.AmountMinor = -1 }), map[string]string{"amount": notPositive}},
		"amount too large": {set(coffee(), func(l *pay.Link) { *l.AmountMinor = pay.MaxAmountMinor + 1 }), map[string]string{"amount": tooLarge}},
		"no currency":      {set(coffee(), func(l *pay.Link) { l.Currency = "" }), map[string]string{"currency": `"" is not a currency code of ISO 4217.`}},
		"small letters":    {set(coffee(), func(l *pay.Link) { l.Currency = "bsd" }), map[string]string{"currency": `"bsd" is not a currency code of ISO 4217.`}},
		"no such currency": {set(donation(), func(l *pay.Link) { l.Currency = "XYZ" }), map[string]string{"currency": `"XYZ" is not a currency code of ISO 4217.`}},
		"long description": {set(coffee(), func(l *pay.Link) { l.Description = strings.Repeat("é", pay.LinkDescriptionMax+1) }),
			map[string]string{"description": "At most 500 characters."}},
		"no uses":       {set(coffee(), func(l *pay.Link) { l.MaxUses = ptr(int64(0)) }), map[string]string{"max_uses": uses}},
		"negative uses": {set(coffee(), func(l *pay.Link) { l.MaxUses = ptr(int64(-5)) }), map[string]string{"max_uses": uses}},
		"too many uses": {set(coffee(), func(l *pay.Link) { l.MaxUses = ptr(int64(pay.LinkMaxUsesMax + 1)) }), map[string]string{"max_uses": uses}},
		"expires now":   {set(coffee(), func(l *pay.Link) { l.ExpiresAt = &noon }), map[string]string{"expires_at": passed}},
		"expired":       {set(coffee(), func(l *pay.Link) { l.ExpiresAt = ptr(noon.Add(-time.Hour)) }), map[string]string{"expires_at": passed}},
		"bad metadata":  {set(coffee(), func(l *pay.Link) { l.Metadata = map[string]any{"": 1} }), map[string]string{"metadata": "Each key has 1 to 40 characters."}},
		"least, fixed":  {set(coffee(), func(l *pay.Link) { l.MinAmountMinor = ptr(int64(1)) }), map[string]string{"min_amount": onlyOpen}},
		"most, fixed":   {set(coffee(), func(l *pay.Link) { l.MaxAmountMinor = ptr(int64(1)) }), map[string]string{"max_amount": onlyOpen}},
		"choices, fixed": {set(coffee(), func(l *pay.Link) { l.SuggestedMinor = []int64{50_00} }),
			map[string]string{"suggested_amounts": onlyOpen}},
		"least of 0":       {set(donation(), func(l *pay.Link) { l.MinAmountMinor = ptr(int64(0)) }), map[string]string{"min_amount": notPositive}},
		"most too large":   {set(donation(), func(l *pay.Link) { l.MaxAmountMinor = ptr(int64(pay.MaxAmountMinor + 1)) }), map[string]string{"max_amount": tooLarge}},
		"most below least": {pay.Link{Currency: "BSD", MinAmountMinor: ptr(int64(2)), MaxAmountMinor: ptr(int64(1))}, map[string]string{"max_amount": "The most is less than the least."}},
		"choice below":     {set(donation(), func(l *pay.Link) { l.SuggestedMinor = []int64{4_99} }), map[string]string{"suggested_amounts": within}},
		"choice above":     {set(donation(), func(l *pay.Link) { l.SuggestedMinor = []int64{100_01} }), map[string]string{"suggested_amounts": within}},
		"choice of 0":      {set(donation(), func(l *pay.Link) { l.SuggestedMinor = []int64{0} }), map[string]string{"suggested_amounts": notPositive}},
		"seven choices": {set(donation(), func(l *pay.Link) { l.SuggestedMinor = []int64{5_00, 6_00, 7_00, 8_00, 9_00, 10_00, 11_00} }),
			map[string]string{"suggested_amounts": "At most 6 suggestions."}},
		"all at once": {pay.Link{AmountMinor: ptr(int64(0)), Currency: "?", MaxUses: ptr(int64(0)), ExpiresAt: &noon},
			map[string]string{"amount": notPositive, "currency": `"?" is not a currency code of ISO 4217.`, "max_uses": uses, "expires_at": passed}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := c.link.CheckNew(noon)
			wantFields(t, err, c.want)
			want := pay.Invalid
			if c.want["amount"] != "" {
				want = pay.InvalidAmount
			}
			if pay.CodeOf(err) != want {
				t.Errorf("code %s, want %s", pay.CodeOf(err), want)
			}
		})
	}
}

func TestPayableAmount(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		link  pay.Link
		minor int64
		want  string
	}{
		"the price":       {coffee(), 50_00, ""},
		"another price":   {coffee(), 49_99, "The amount of this link is B$50.00."},
		"nothing, fixed":  {coffee(), 0, "The amount of this link is B$50.00."},
		"the least":       {donation(), 5_00, ""},
		"below the least": {donation(), 4_99, "At least B$5.00."},
		"the most":        {donation(), 100_00, ""},
		"above the most":  {donation(), 100_01, "At most B$100.00."},
		"nothing":         {donation(), 0, "Enter an amount of more than zero."},
		"negative":        {pay.Link{Currency: "BSD"}, -1, "Enter an amount of more than zero."},
		"open":            {pay.Link{Currency: "BSD"}, pay.MaxAmountMinor, ""},
		"beyond all":      {pay.Link{Currency: "JPY"}, pay.MaxAmountMinor + 1, "At most ¥9,999,999,999 at a time."},
	} {
		err := c.link.CheckPayable(c.minor)
		if c.want == "" {
			wantFields(t, err, nil)
			continue
		}
		wantFields(t, err, map[string]string{"amount": c.want})
		if pay.CodeOf(err) != pay.InvalidAmount {
			t.Errorf("%s: code %s", name, pay.CodeOf(err))
		}
	}
}
