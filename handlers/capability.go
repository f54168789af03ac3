package handlers

import (
	"linktill/internal/pay"
	"linktill/internal/secret"
)

// CheckoutPath is where a checkout's customer comes back to after a challenge.
func CheckoutPath(keys *secret.Keys, checkoutID pay.ID) string {
	return "/checkout/" + secret.CheckoutCapability.Show(keys, checkoutID)
}

func (h *Handlers) checkoutPath(id pay.ID) string { return CheckoutPath(h.Secrets, id) }

func (h *Handlers) receiptPath(id pay.ID) string {
	return "/receipt/" + secret.ReceiptCapability.Show(h.Secrets, id)
}
