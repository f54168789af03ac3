package pay

import "time"

// Link is a payment link: one address that any number of customers pay at.
// Amounts are minor units of Currency.
type Link struct {
	MerchantID     ID
	ID             ID
	Livemode       bool
	AmountMinor    *int64 // nil: the customer enters the amount
	MinAmountMinor *int64
	MaxAmountMinor *int64
	SuggestedMinor []int64
	Currency       string
	Description    string
	MaxUses        *int64 // nil: unlimited
	UsesCount      int64  // completed payments
	UsesHeld       int64  // payments under way
	TakenMinor     int64  // what its payments took, refunds left aside
	ExpiresAt      *time.Time
	Metadata       map[string]any
	// Name is the merchant's own label. Lines are products as they were when
	// the link was made, without tax; AmountMinor is their sum then, and
	// PricingMode says whether tax is in it.
	Name            string
	Lines           []Line
	PricingMode     PriceMode
	TransactionType TransactionType
	// CustomFields are what whoever pays is asked, AsksNote lets them write to the
	// merchant, and QuantityMax is how many pieces of each thing they may choose, 0
	// or 1 when they may not.
	CustomFields []CustomField
	AsksNote     bool
	QuantityMax  int
	// Interval subscribes whoever pays; zero is a link that is paid once.
	Interval      Interval
	DeactivatedAt *time.Time
	DeletedAt     *time.Time
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// LinkReason says why a link takes no payments.
type LinkReason string

// The reasons; "" means that the link is active.
const (
	LinkActive       LinkReason = ""
	LinkManual       LinkReason = "manual"
	LinkPastExpiry   LinkReason = "expired"
	LinkAllUsed      LinkReason = "max_uses"
	LinkReasonAbsent LinkReason = "deleted"
)

// Reason says why the link takes no payments now, LinkActive when it does.
// What the merchant did by hand comes first, then expiry, then use.
func (l Link) Reason(now time.Time) LinkReason {
	switch {
	case l.DeletedAt != nil:
		return LinkReasonAbsent
	case l.DeactivatedAt != nil:
		return LinkManual
	case l.ExpiresAt != nil && !now.Before(*l.ExpiresAt):
		return LinkPastExpiry
	case l.MaxUses != nil && l.UsesCount >= *l.MaxUses:
		return LinkAllUsed
	}
	return LinkActive
}

// Err is the documented error of a link that takes no payments for this
// reason, nil for LinkActive.
func (r LinkReason) Err() error {
	switch r {
	case LinkActive:
		return nil
	case LinkManual:
		return Errorf(LinkInactive, "This payment link is not active.")
	case LinkPastExpiry:
		return Errorf(LinkExpired, "This payment link has expired.")
	case LinkAllUsed:
		return Errorf(LinkMaxUses, "This payment link has been used as often as it may be.")
	}
	return NoSuchLink()
}

// NoSuchLink is the answer for a link that is not there, was deleted, or is
// somebody else's.
func NoSuchLink() *Error {
	return Errorf(LinkNotFound, "There is no payment link with this id.")
}

// Left is how many more payments the link takes, and false when unlimited.
func (l Link) Left() (int64, bool) {
	if l.MaxUses == nil {
		return 0, false
	}
	return *l.MaxUses - l.UsesCount, true
}

// Money returns an amount in the link's currency.
func (l Link) Money(minor int64) Money { return Money{Minor: minor, Currency: l.Currency} }

// Limits of a link.
const (
	LinkNameMax        = 200
	LinkDescriptionMax = 500
	LinkMaxUsesMax     = 1_000_000_000
	LinkSuggestedMax   = 6
)

// CheckNew says what is wrong with a link that is to be created.
func (l Link) CheckNew(now time.Time) error {
	var c Checks
	if _, known := CurrencyOf(l.Currency); !known {
		c.Add("currency", "%q is not a currency code of ISO 4217.", l.Currency)
		l.Currency = ""
	}
	amountOK := l.AmountMinor == nil || CheckAmount(*l.AmountMinor) == nil
	l.checkOpenAmount(&c)
	l.checkRest(&c)
	l.checkInterval(&c)
	c.That(l.ExpiresAt == nil || l.ExpiresAt.After(now), "expires_at", "This moment has passed.")
	if !amountOK {
		c.Add("amount", "%s", CheckAmount(*l.AmountMinor).(*Error).Message)
		return c.ErrAs(InvalidAmount)
	}
	return c.Err()
}

func (l Link) checkOpenAmount(c *Checks) {
	open := l.AmountMinor == nil
	check := func(field string, minor *int64) {
		if minor == nil {
			return
		}
		c.That(open, field, "Only a link where the customer enters the amount has this.")
		if err := CheckAmount(*minor); err != nil {
			c.Add(field, "%s", err.(*Error).Message)
		}
	}
	check("min_amount", l.MinAmountMinor)
	check("max_amount", l.MaxAmountMinor)
	if l.MinAmountMinor != nil && l.MaxAmountMinor != nil {
		c.That(*l.MinAmountMinor <= *l.MaxAmountMinor, "max_amount", "The most is less than the least.")
	}
	c.That(len(l.SuggestedMinor) <= LinkSuggestedMax, "suggested_amounts", "At most %d suggestions.", LinkSuggestedMax)
	for _, minor := range l.SuggestedMinor {
		check("suggested_amounts", &minor)
		c.That(l.CheckPayable(minor) == nil, "suggested_amounts", "Each suggestion is within the least and the most.")
	}
}

func (l Link) checkInterval(c *Checks) {
	if l.Interval.IsZero() {
		return
	}
	l.Interval.Check(c, "interval")
	c.That(len(l.Lines) == 0, "interval", "A link of products is paid once.")
	c.That(l.TransactionType != TypeAuthorization, "interval", "What is only held on a card cannot be charged again and again.")
}

// checkRest checks what a PATCH may change as well.
func (l Link) checkRest(c *Checks) {
	c.CheckLength("name", l.Name, LinkNameMax)
	c.CheckLength("description", l.Description, LinkDescriptionMax)
	c.CheckMetadata("metadata", l.Metadata)
	c.CheckCustomFields("custom_fields", l.CustomFields)
	c.That(l.QuantityMax >= 0 && l.QuantityMax <= AdjustableQuantities, "quantity_max", "A whole number from 1 to %d.", AdjustableQuantities)
	c.That(l.QuantityMax <= 1 || l.AmountMinor != nil && l.Interval.IsZero(), "quantity_max", "Only what has a fixed price, and is paid once, can be bought several times at once.")
	c.That(l.MaxUses == nil || *l.MaxUses >= 1 && *l.MaxUses <= LinkMaxUsesMax, "max_uses",
		"A whole number of at least 1, or nothing for no limit.")
}

// CheckPayable says whether a customer may pay this amount at the link.
func (l Link) CheckPayable(minor int64) error {
	bad := func(format string, args ...any) error {
		e := Errorf(InvalidAmount, format, args...)
		e.Fields = map[string][]string{"amount": {e.Message}}
		return e
	}
	switch {
	case l.AmountMinor != nil && *l.AmountMinor != minor:
		return bad("The amount of this link is %s.", l.Money(*l.AmountMinor))
	case minor <= 0:
		return bad("Enter an amount of more than zero.")
	case minor > MaxAmountMinor:
		return bad("At most %s at a time.", l.Money(MaxAmountMinor))
	case l.MinAmountMinor != nil && minor < *l.MinAmountMinor:
		return bad("At least %s.", l.Money(*l.MinAmountMinor))
	case l.MaxAmountMinor != nil && minor > *l.MaxAmountMinor:
		return bad("At most %s.", l.Money(*l.MaxAmountMinor))
	}
	return nil
}

// LinkPatch is what a merchant wants changed; a nil field stays as it is. The
// fields that may become empty have a Set flag beside them.
type LinkPatch struct {
	// Edition is that of the link which was seen; nil looks at none.
	Edition      *string
	Name         *string
	Description  *string
	Active       *bool
	SetMaxUses   bool
	MaxUses      *int64
	SetExpiresAt bool
	ExpiresAt    *time.Time
	SetMetadata  bool
	Metadata     map[string]any
	// CustomFields, AsksNote and QuantityMax are as in Link; nil stays as it is.
	CustomFields *[]CustomField
	AsksNote     *bool
	QuantityMax  *int
}

// Apply returns the link as the patch would make it, or what is wrong with
// that. Amount and merchant never change. A later expiry or a higher limit
// revives a link that ended by itself; asking for an ended link to be active
// without that is refused with the documented code.
func (l Link) Apply(p LinkPatch, now time.Time) (Link, error) {
	var c Checks
	if p.Edition != nil && *p.Edition != l.Edition() {
		return l, Stale("link")
	}
	if p.Name != nil {
		l.Name = *p.Name
	}
	if p.Description != nil {
		l.Description = *p.Description
	}
	if p.SetMaxUses {
		l.MaxUses = p.MaxUses
		if p.MaxUses != nil {
			c.That(*p.MaxUses >= l.UsesCount+l.UsesHeld, "max_uses",
				"The link has been paid %d times already, and %d payments are under way.", l.UsesCount, l.UsesHeld)
		}
	}
	if p.SetExpiresAt {
		l.ExpiresAt = p.ExpiresAt
		c.That(p.ExpiresAt == nil || p.ExpiresAt.After(now), "expires_at", "This moment has passed.")
	}
	if p.SetMetadata {
		l.Metadata = p.Metadata
	}
	if p.CustomFields != nil {
		l.CustomFields = *p.CustomFields
	}
	if p.AsksNote != nil {
		l.AsksNote = *p.AsksNote
	}
	if p.QuantityMax != nil {
		l.QuantityMax = *p.QuantityMax
	}
	l.checkRest(&c)
	if err := c.Err(); err != nil {
		return l, err
	}
	return l.switched(p.Active, now)
}

func (l Link) switched(active *bool, now time.Time) (Link, error) {
	switch {
	case active == nil:
	case !*active:
		if l.DeactivatedAt == nil {
			l.DeactivatedAt = &now
		}
	default:
		l.DeactivatedAt = nil
		if reason := l.Reason(now); reason != LinkActive {
			e := reason.Err().(*Error)
			e.Fields = map[string][]string{"is_active": {e.Message}}
			return l, e
		}
	}
	return l, nil
}
