package secret_test

import (
	"strings"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/internal/secret"
)

var capabilities = map[string]secret.Capability{"checkout": secret.CheckoutCapability, "receipt": secret.ReceiptCapability, "subscription": secret.SubscriptionCapability}

func TestCapabilityOpensItsID(t *testing.T) {
	t.Parallel()
	k := newKeys(t, "k")
	id := pay.NewID(time.Now(), 7)
	shown := map[string]bool{}
	for name, c := range capabilities {
		token := c.Show(k, id)
		if got, ok := c.Parse(k, token); !ok || got != id {
			t.Errorf("%s: %q opens %s, %v", name, token, got.UUID(), ok)
		}
		if token != c.Show(k, id) {
			t.Errorf("%s: the address changes", name)
		}
		if strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
			t.Errorf("%s: %q does not fit into an address", name, token)
		}
		shown[token[len(token)-22:]] = true
	}
	if len(shown) != len(capabilities) {
		t.Error("one signature opens two things")
	}
}

// Nobody makes an address but us: not from another one, not with another key,
// not by changing a character.
func TestCapabilityIsNotGuessed(t *testing.T) {
	t.Parallel()
	k, other := newKeys(t, "k"), newKeys(t, "x")
	id, another := pay.NewID(time.Now(), 7), pay.NewID(time.Now(), 7)
	for name, c := range capabilities {
		token := c.Show(k, id)
		signature := token[len(token)-22:]
		tries := []string{
			"", signature, token + "A", token[1:], token[:len(token)-1], " " + token, c.Show(other, id), id.UUID() + signature,
			strings.Replace(token, "_", "-", 1), c.Show(k, another)[:len(token)-22] + signature,
			pay.CheckoutPrefix.Show(id), pay.PaymentPrefix.Show(id) + signature,
			strings.ToLower(token), strings.Repeat(token, 1000),
		}
		for i := range len(token) {
			changed := []byte(token)
			if changed[i] ^= 1; changed[i] != token[i] {
				tries = append(tries, string(changed))
			}
		}
		for _, try := range tries {
			if got, ok := c.Parse(k, try); ok {
				t.Errorf("%s: %.80q opens %s", name, try, got.UUID())
			}
		}
		for otherName, wrong := range capabilities {
			if _, ok := wrong.Parse(k, token); ok != (name == otherName) {
				t.Errorf("a %s opens a %s", name, otherName)
			}
		}
	}
}

func FuzzCapability(f *testing.F) {
	k, err := secret.New([]byte(strings.Repeat("k", secret.KeyBytesMin)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(secret.ReceiptCapability.Show(k, pay.NewID(time.UnixMilli(1_700_000_000_000), 7)))
	f.Add("rcpt_")
	f.Fuzz(func(t *testing.T, token string) {
		if id, ok := secret.ReceiptCapability.Parse(k, token); ok && secret.ReceiptCapability.Show(k, id) != token {
			t.Errorf("%q opens %s, whose address is another", token, id.UUID())
		}
	})
}
