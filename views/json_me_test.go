package views

import (
	"reflect"
	"testing"

	"linktill/internal/pay"
)

func TestBalancesByCurrency(t *testing.T) {
	t.Parallel()
	got := NewBalanceJSON([]pay.Money{{Minor: 5, Currency: "USD"}, {Minor: 7, Currency: "BSD"}}, []pay.Money{{Minor: 2, Currency: "USD"}, {Minor: 3, Currency: "JPY"}}, true)
	want := []CurrencyBalanceJSON{{"BSD", 7, 0}, {"JPY", 0, 3}, {"USD", 5, 2}}
	if !got.Livemode || !reflect.DeepEqual(got.Data, want) {
		t.Errorf("%+v", got)
	}
	if none := NewBalanceJSON(nil, nil, false); none.Data == nil || len(none.Data) != 0 {
		t.Errorf("%+v", none)
	}
}

func TestLookLetter(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"mug": "M", "“élan”": "É", "7 cups": "7", "": "·", "!?": "·", "مقهى": "م"} {
		if got := (Look{Name: name}).letter(); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
