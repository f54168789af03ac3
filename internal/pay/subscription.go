package pay

import (
	"time"
)

// SubscriptionState is where a subscription stands; SubscriptionMay says where
// it may go.
type SubscriptionState string

// The states of a subscription. Nothing was charged yet while it is trialing:
// it waits for its first day, or for the customer's card.
const (
	SubscriptionTrialing SubscriptionState = "trialing"
	SubscriptionActive   SubscriptionState = "active"
	SubscriptionPastDue  SubscriptionState = "past_due"
	SubscriptionPaused   SubscriptionState = "paused"
	SubscriptionCanceled SubscriptionState = "canceled"
)

// SubscriptionStates are all of them, in the order of a subscription's life.
var SubscriptionStates = []SubscriptionState{
	SubscriptionTrialing, SubscriptionActive, SubscriptionPastDue, SubscriptionPaused, SubscriptionCanceled,
}

// subscriptionMoves is the table of legal moves; migrations/0008 repeats it for
// the trigger, and a test compares the two.
var subscriptionMoves = map[SubscriptionState][]SubscriptionState{
	SubscriptionTrialing: {SubscriptionActive, SubscriptionPastDue, SubscriptionPaused, SubscriptionCanceled},
	SubscriptionActive:   {SubscriptionPastDue, SubscriptionPaused, SubscriptionCanceled},
	SubscriptionPastDue:  {SubscriptionActive, SubscriptionCanceled},
	SubscriptionPaused:   {SubscriptionTrialing, SubscriptionActive, SubscriptionCanceled},
	SubscriptionCanceled: nil,
}

// SubscriptionMay reports whether a subscription may go from one state to another.
func SubscriptionMay(from, to SubscriptionState) bool { return may(subscriptionMoves, from, to) }

// CancelReason says who ended a subscription.
type CancelReason string

// The reasons; "" while it has not ended.
const (
	CanceledByMerchant CancelReason = "merchant"
	CanceledByCustomer CancelReason = "customer"
	CanceledUnpaid     CancelReason = "unpaid"
)

// The events of subscriptions. Each is exactly one change of its version.
const (
	EventSubscriptionCreated      EventType = "subscription.created"
	EventSubscriptionUpdated      EventType = "subscription.updated"
	EventSubscriptionCharged      EventType = "subscription.charged"
	EventSubscriptionChargeFailed EventType = "subscription.charge_failed"
	EventSubscriptionPaused       EventType = "subscription.paused"
	EventSubscriptionResumed      EventType = "subscription.resumed"
	EventSubscriptionCanceled     EventType = "subscription.canceled"
)

// Subscription charges a customer's saved card again and again. Amounts are
// minor units of Currency.
type Subscription struct {
	MerchantID  ID
	ID          ID
	Livemode    bool
	CustomerID  ID
	LinkID      ID // where the customer subscribed; zero when the merchant made it
	CardID      ID // zero until the customer gives a card
	State       SubscriptionState
	Version     int
	AmountMinor int64
	Currency    string
	Description string
	Interval
	// AnchorAt is when period 0 begins, in TimeZone; see Schedule.
	AnchorAt time.Time
	TimeZone string
	// Period is the number of the period that is charged next, NextChargeAt when
	// it begins: nil while nothing will be charged.
	Period       int
	NextChargeAt *time.Time
	// CancelAtPeriodEnd ends it when the next period would begin, for
	// CancelReason.
	CancelAtPeriodEnd bool
	CancelReason      CancelReason
	// ChargedCount and ChargedMinor are what was paid so far, refunds left aside.
	ChargedCount int
	ChargedMinor int64
	Language     string
	CanceledAt   *time.Time
	CreatedAt    time.Time
	UpdatedAt    time.Time

	// The customer's and the card's, for whoever shows it.
	CustomerEmail, CustomerName string
	Card                        SavedCard
}

// Amount is what each period costs.
func (s Subscription) Amount() Money { return Money{Minor: s.AmountMinor, Currency: s.Currency} }

// Schedule is when its periods begin. A zone that is not known any more is UTC.
func (s Subscription) Schedule() Schedule {
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return Schedule{AnchorAt: s.AnchorAt, Zone: zone, Interval: s.Interval}
}

// AwaitsCard reports whether nothing can happen before the customer gives a card.
func (s Subscription) AwaitsCard() bool {
	return s.CardID.IsZero() && s.State != SubscriptionCanceled
}

// Terms names what a customer agrees to be charged: the same amount, currency,
// interval and day of the first charge, the same name.
func (s Subscription) Terms() string {
	return edition(s.AmountMinor, s.Currency, s.Interval, s.AnchorAt.UTC(), s.TimeZone)
}

// Agreed is a Conflict when these are not the terms any more.
func (s Subscription) Agreed(terms string) error {
	if terms == s.Terms() {
		return nil
	}
	return Errorf(Conflict, "What is charged has changed in the meantime. Nothing was saved; look at the new terms first.")
}

// Unsubscribed reports whether a customer has paid to subscribe and nothing was
// begun, since the acquirer kept no card: a person has to look at it.
func (p Payment) Unsubscribed() bool {
	return p.State == PaymentPaid && !p.Interval.IsZero() && p.SubscriptionID.IsZero()
}

// NoSuchSubscription is the answer for one that is not there, or somebody else's.
func NoSuchSubscription() *Error {
	return Errorf(NotFound, "There is no subscription with this id.")
}

// NewSubscription is what a merchant says to make a subscription for a customer,
// who is then asked for their card.
type NewSubscription struct {
	ID            ID
	CustomerEmail string
	CustomerName  string
	AmountMinor   int64
	Currency      string
	Description   string
	Interval      Interval
	// FirstChargeAt is the day of the first charge; zero is as soon as there is a
	// card.
	FirstChargeAt time.Time
	// Language is what the customer reads; "" is the merchant's, or English.
	Language string
}

// SubscriptionStartMax is how far ahead the first charge can be.
const SubscriptionStartMax = 2 * 366 * day

// Check says what is wrong with a subscription that is to be made.
func (n NewSubscription) Check(now time.Time) error {
	var c Checks
	_, ok := ParseEmail(n.CustomerEmail)
	c.That(ok, "email", "This is not an e-mail address.")
	c.CheckLength("name", n.CustomerName, CustomerNameMax)
	if _, known := CurrencyOf(n.Currency); !known {
		c.Add("currency", "%q is not a currency code of ISO 4217.", n.Currency)
	}
	checkTerms(&c, n.AmountMinor, n.Description)
	n.Interval.Check(&c, "interval")
	if !n.FirstChargeAt.IsZero() {
		c.That(n.FirstChargeAt.After(now), "first_charge_at", "This moment has passed.")
		c.That(n.FirstChargeAt.Before(now.Add(SubscriptionStartMax)), "first_charge_at", "At most two years ahead.")
	}
	return c.Err()
}

func checkTerms(c *Checks, amountMinor int64, description string) {
	if err := CheckAmount(amountMinor); err != nil {
		c.Add("amount", "%s", err.(*Error).Message)
	}
	c.That(description != "", "description", "Say what the customer pays for.")
	c.CheckLength("description", description, LinkDescriptionMax)
}

// SubscriptionPatch is what a merchant wants changed from the next period on.
// Version is the one that they saw.
type SubscriptionPatch struct {
	Version     int
	AmountMinor int64
	Description string
	Interval    Interval
}

// SubscriptionChanged lists what is charged differently from one to the other.
func SubscriptionChanged(before, after Subscription) []Change {
	return Changes(
		Changed("amount", before.Amount().String(), after.Amount().String()),
		Changed("interval", before.Interval.String(), after.Interval.String()),
		Changed("description", before.Description, after.Description),
	)
}

// Apply returns the subscription as the patch would make it. With another
// interval the periods are counted anew from the next charge on.
func (s Subscription) Apply(p SubscriptionPatch) (Subscription, error) {
	if s.State == SubscriptionCanceled {
		return s, Errorf(Conflict, "This subscription has ended.")
	}
	if s.Version != p.Version {
		return s, Errorf(Conflict, "The subscription has changed in the meantime. Look at it as it is now, and change it again.")
	}
	var c Checks
	checkTerms(&c, p.AmountMinor, p.Description)
	p.Interval.Check(&c, "interval")
	if err := c.Err(); err != nil {
		return s, err
	}
	if p.Interval != s.Interval && s.Period > 0 {
		if s.NextChargeAt == nil {
			return s, Errorf(Conflict, "Resume the subscription before you change how often it is charged.")
		}
		s.AnchorAt, s.Period = *s.NextChargeAt, 0
	}
	s.AmountMinor, s.Description, s.Interval = p.AmountMinor, p.Description, p.Interval
	return s, nil
}

// Paused returns the subscription at rest: nothing is charged until it is
// resumed.
func (s Subscription) Paused() (Subscription, error) {
	switch {
	case s.State == SubscriptionPastDue:
		return s, Errorf(Conflict, "A charge has failed and is tried again. Wait for it, or cancel the subscription.")
	case s.CancelAtPeriodEnd:
		return s, Errorf(Conflict, "This subscription is about to end. Keep it first.")
	case !SubscriptionMay(s.State, SubscriptionPaused):
		return s, Errorf(Conflict, "Only a running subscription can be paused.")
	}
	s.State, s.NextChargeAt = SubscriptionPaused, nil
	return s, nil
}

// Resumed returns the subscription running again. Periods that began while it
// was at rest are not charged.
func (s Subscription) Resumed(now time.Time) (Subscription, error) {
	if s.State != SubscriptionPaused {
		return s, Errorf(Conflict, "This subscription is not paused.")
	}
	s.State = SubscriptionActive
	if s.ChargedCount == 0 {
		s.State = SubscriptionTrialing
	}
	if !s.CardID.IsZero() {
		s.Period = s.Schedule().Next(s.Period, now)
		at := s.Schedule().Start(s.Period)
		s.NextChargeAt = &at
	}
	return s, nil
}

// Canceled returns the subscription as it is once somebody cancels it: now, or
// when the period that is paid ends. What has no period to end ends now.
func (s Subscription) Canceled(reason CancelReason, atPeriodEnd bool, now time.Time) (Subscription, error) {
	if s.State == SubscriptionCanceled {
		return s, Errorf(Conflict, "This subscription has ended already.")
	}
	if s.CancelAtPeriodEnd && atPeriodEnd { // who asked for it first can take it back
		return s, Errorf(Conflict, "This subscription is about to end already.")
	}
	s.CancelReason = reason
	if atPeriodEnd && s.State == SubscriptionActive {
		s.CancelAtPeriodEnd = true
		return s, nil
	}
	s.State, s.NextChargeAt, s.CancelAtPeriodEnd, s.CanceledAt = SubscriptionCanceled, nil, false, &now
	return s, nil
}

// Kept returns the subscription going on after all, which only the side that
// ended it can ask for: nobody is charged, or has to deliver, against their word.
func (s Subscription) Kept(by CancelReason) (Subscription, error) {
	switch {
	case !s.CancelAtPeriodEnd:
		return s, Errorf(Conflict, "This subscription is not about to end.")
	case s.CancelReason != by && by == CanceledByMerchant:
		return s, Errorf(Conflict, "The customer ended this subscription, and only they can take that back, on their page.")
	case s.CancelReason != by:
		return s, Errorf(Conflict, "The seller ended this subscription, and only they can take that back.")
	}
	s.CancelAtPeriodEnd, s.CancelReason = false, ""
	return s, nil
}

// WithCard returns the subscription once the customer has given a card. The
// first one starts it: now, or on the day that was agreed.
func (s Subscription) WithCard(cardID ID, now time.Time) (Subscription, error) {
	if s.State == SubscriptionCanceled {
		return s, Errorf(Conflict, "This subscription has ended, and no card is charged for it any more.")
	}
	first := s.CardID.IsZero()
	s.CardID = cardID
	if first && s.State != SubscriptionPaused {
		if s.AnchorAt.Before(now) {
			s.AnchorAt = now
		}
		at := s.AnchorAt
		s.NextChargeAt = &at
	}
	return s, nil
}
