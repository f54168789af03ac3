package secret

import "linktill/internal/pay"

// Capability is a kind of address that nobody can guess: an id with a keyed
// hash of 128 bits over it. Nothing is stored, so a page can offer a checkout,
// and a mail a receipt, without a secret being written anywhere.
type Capability struct {
	prefix  pay.Prefix
	purpose Purpose
}

// The capabilities: to see and pay a checkout, to see a receipt, and to manage
// one's own subscription.
var (
	CheckoutCapability     = Capability{prefix: pay.CheckoutPrefix, purpose: ForCheckout}
	ReceiptCapability      = Capability{prefix: "rcpt", purpose: ForReceipt}
	SubscriptionCapability = Capability{prefix: "sbs", purpose: ForSubscription}
)

// signatureLen is the length of what Sign returns.
const signatureLen = 22

// Show returns the token for an id: letters, digits, "-" and "_".
func (c Capability) Show(k *Keys, id pay.ID) string {
	shown := c.prefix.Show(id)
	return shown + k.Sign(c.purpose, shown)
}

// Parse returns the id of a token that Show made with the same keys.
func (c Capability) Parse(k *Keys, token string) (pay.ID, bool) {
	cut := len(token) - signatureLen
	if cut <= 0 || !k.Verify(c.purpose, token[:cut], token[cut:]) {
		return pay.ID{}, false
	}
	return c.prefix.Parse(token[:cut])
}
