package pay

import "time"

// SavedCard is a card that the acquirer keeps for us. Token is worthless to
// anybody but the merchant's account there.
type SavedCard struct {
	ID       ID
	Acquirer string
	Token    string
	Brand    string
	Last4    string
	ExpMonth int
	ExpYear  int
}

// String returns "Visa ending in 4242".
func (c SavedCard) String() string {
	if c.Last4 == "" {
		return BrandName(c.Brand)
	}
	return BrandName(c.Brand) + " ending in " + c.Last4
}

// CardEndsSoon is how long before its end a customer is told that their card
// ends: long enough to have the next one, short enough to think of it.
const CardEndsSoon = 30 * day

// cardGrace is how long after its last month a card is good: until that month is
// over everywhere on Earth.
const cardGrace = 12 * time.Hour

// EndsAt is when the card is not good any more.
func (c SavedCard) EndsAt() time.Time {
	return time.Date(c.ExpYear, time.Month(c.ExpMonth)+1, 1, 0, 0, 0, 0, time.UTC).Add(cardGrace)
}

// CardMonth is the first month whose cards are still good at a moment: those of
// every earlier one have ended.
func CardMonth(at time.Time) (year, month int) {
	at = at.UTC().Add(-cardGrace)
	return at.Year(), int(at.Month())
}

// CardEnds reports whether the subscription's card is to be changed, because it
// ends soon or has ended. What has failed is told otherwise.
func (s Subscription) CardEnds(now time.Time) bool {
	runs := s.State == SubscriptionActive || s.State == SubscriptionTrialing
	if !runs || s.CardID.IsZero() || s.NextChargeAt == nil || s.CancelAtPeriodEnd {
		return false
	}
	return !s.Card.EndsAt().After(now.Add(CardEndsSoon))
}
