package pay

// Attention is a kind of thing that somebody should look at.
type Attention string

// The kinds, in the order in which people are told of them.
const (
	AttentionUnknown      Attention = "payments_unknown"
	AttentionWebhookOff   Attention = "webhooks_disabled"
	AttentionWebhookFails Attention = "webhooks_failing"
	AttentionPastDue      Attention = "subscriptions_past_due"
	AttentionCardEnds     Attention = "cards_ending"
	AttentionEnding       Attention = "links_ending"
	AttentionRunningOut   Attention = "links_running_out"
	AttentionLowStock     Attention = "products_running_out"
)

// FirstSteps is what a new merchant has done of what there is to do first.
type FirstSteps struct {
	SecondFactor, Link, Brand, Payment, Refund, Key bool
	// Hidden says that the member put the list away.
	Hidden bool
}
