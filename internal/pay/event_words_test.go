package pay_test

import (
	"slices"
	"testing"

	"linktill/internal/pay"
)

// Every name that can be chosen has plain words of its own, in exactly one group.
func TestEveryEventHasWords(t *testing.T) {
	t.Parallel()
	var grouped []string
	for _, g := range pay.EventGroups() {
		if len(g.Names) == 0 {
			t.Errorf("nothing is in %s", g.Name)
		}
		grouped = append(grouped, g.Names...)
	}
	choices := pay.WebhookChoices()
	slices.Sort(grouped)
	slices.Sort(choices)
	if !slices.Equal(grouped, choices) {
		t.Errorf("in groups are %v\nthere are %v", grouped, choices)
	}
	said := map[string]string{}
	for _, name := range append(choices, pay.EveryEvent, string(pay.EventWebhookTest)) {
		words := pay.EventWords(name)
		if words == name || said[words] != "" {
			t.Errorf("%s is said as %q, like %q", name, words, said[words])
		}
		said[words] = name
	}
}

func TestChoicesInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ chosen, want []string }{
		{[]string{"payment.completed", "*"}, []string{"Everything"}},
		{[]string{"refund.rejected", "payment.completed"}, []string{"Payment succeeded", "Refund rejected"}},
		{[]string{"product.deleted", "product.created", "product.updated", "order.created"}, []string{"Products: all", "Something other than a bare link paid"}},
		{nil, nil},
	} {
		if got := pay.EventsInWords(c.chosen); !slices.Equal(got, c.want) {
			t.Errorf("%v: %q, want %q", c.chosen, got, c.want)
		}
	}
}
