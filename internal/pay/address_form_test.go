package pay

import (
	"slices"
	"testing"
)

func TestAddressForm(t *testing.T) {
	t.Parallel()
	asked := []BillingField{"first_name", "last_name", "email", "phone", "country", "state", "city", "address", "zip", "taxpayer_id"}
	for country, want := range map[string][]AddressPart{
		"US": {{Field: "address"}, {Field: "city"}, {Field: "state", Kind: "state"}, {Field: "zip", Kind: "zip"}},
		"DE": {{Field: "address"}, {Field: "zip"}, {Field: "city"}, {Field: "state", Optional: true}},
		"JP": {{Field: "zip"}, {Field: "state", Kind: "prefecture"}, {Field: "city"}, {Field: "address"}},
		"IN": {{Field: "address"}, {Field: "city"}, {Field: "zip", Kind: "pin"}, {Field: "state", Kind: "state"}},
		"IE": {{Field: "address"}, {Field: "city"}, {Field: "state", Kind: "county", Optional: true}, {Field: "zip", Kind: "eircode"}},
		"BS": {{Field: "address"}, {Field: "city"}, {Field: "state", Kind: "island", Optional: true}, {Field: "zip", Optional: true}},
		"AE": {{Field: "address"}, {Field: "state", Kind: "emirate"}, {Field: "city", Optional: true}, {Field: "zip", Optional: true}},
		"":   {{Field: "state"}, {Field: "city"}, {Field: "address"}, {Field: "zip"}},
	} {
		form := AddressForm(asked, country)
		at := slices.IndexFunc(form, func(p AddressPart) bool { return p.Field == "country" }) + 1
		if len(form) != len(asked) || !slices.Equal(form[at:at+4], want) || form[len(form)-1].Field != "taxpayer_id" {
			t.Errorf("%s asks %v", country, form)
		}
	}
	if got := AddressForm(asked, "JP")[:2]; got[0].Field != "last_name" || got[1].Field != "first_name" {
		t.Errorf("Japan asks %v first", got)
	}
	if got := RequiredIn([]BillingField{"zip", "state", "city"}, "BS"); !slices.Equal(got, []BillingField{"city"}) {
		t.Errorf("the Bahamas need %v", got)
	}
	if got := RequiredIn([]BillingField{"zip", "state"}, ""); len(got) != 2 {
		t.Errorf("without a country %v is needed", got)
	}
}

// A country that needs a part of an address has it, and each country has one.
func TestAddressTablesAgree(t *testing.T) {
	t.Parallel()
	for part, countries := range map[BillingField][]string{"state": needsState, "zip": needsZip} {
		for _, country := range countries {
			form := AddressForm([]BillingField{part}, country)
			letter := map[BillingField]rune{"state": 'S', "zip": 'Z'}[part]
			if _, known := CountryOf(country); !known || form[0].Optional || !slices.Contains([]rune(addressTable[country]), letter) {
				t.Errorf("%s needs a %s and writes %q", country, part, addressTable[country])
			}
		}
	}
	for _, kinds := range []map[string]string{stateKinds, zipKinds} {
		for country := range kinds {
			if _, known := CountryOf(country); !known {
				t.Errorf("there is no country %s", country)
			}
		}
	}
}
