package pay

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestOrganizationPatch(t *testing.T) {
	t.Parallel()
	m := Merchant{Name: "Island Coffee", Slug: "island-coffee", Email: "maria@example.com", PriceMode: "TAX_INCLUSIVE"}
	got, err := m.Apply(OrganizationPatch{Name: ptrTo(" Island \u202eTea "), Website: ptrTo("HTTPS://tea.example/"), ContactEmail: ptrTo("Hello@Tea.example"),
		Telegram: ptrTo("https://t.me/island_tea"), PriceMode: ptrTo(PriceExclusive)}, time.Time{})
	if err != nil || got.Name != "Island Tea" || got.Website != "https://tea.example/" || got.ContactEmail != "hello@tea.example" ||
		got.Telegram != "@island_tea" || got.PriceMode != "TAX_EXCLUSIVE" || got.Slug != m.Slug || got.Email != m.Email {
		t.Fatalf("%+v, %v", got, err)
	}
	if same, err := got.Apply(OrganizationPatch{}, time.Time{}); err != nil || !reflect.DeepEqual(same, got) {
		t.Errorf("nothing changed: %+v, %v", same, err)
	}
	empty := ""
	if none, err := got.Apply(OrganizationPatch{Website: &empty, ContactEmail: &empty, Telegram: &empty}, time.Time{}); err != nil || none.Website+none.ContactEmail+none.Telegram != "" {
		t.Errorf("without contacts: %+v, %v", none, err)
	}
	_, err = m.Apply(OrganizationPatch{Name: &empty, Website: ptrTo("javascript:alert(1)"), ContactEmail: ptrTo("a@b, c@d"), Telegram: ptrTo("no spaces"), PriceMode: ptrTo(PriceMode("tax_inclusive"))}, time.Time{})
	if !slices.Equal(fieldsOf(err), []string{"contact_email", "name", "price_mode", "telegram", "website"}) {
		t.Errorf("all at once: %v", err)
	}
	for _, name := range []string{"abcd", "@" + strings.Repeat("a", 33), "islând_tea", "a-b-c-d"} {
		if _, err := m.Apply(OrganizationPatch{Telegram: &name}, time.Time{}); err == nil {
			t.Errorf("%q was taken", name)
		}
	}
	if _, err := m.Apply(OrganizationPatch{Name: ptrTo(strings.Repeat("x", 121))}, time.Time{}); err == nil {
		t.Error("a name of 121 characters was taken")
	}
}
