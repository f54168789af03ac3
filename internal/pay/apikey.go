package pay

import (
	"slices"
	"strings"
	"time"
)

// APIKey lets a program act for a merchant, in one mode and within its scopes.
// The key itself is shown once and never kept.
type APIKey struct {
	MerchantID       ID
	ID               ID
	Livemode         bool
	Name             string
	Scopes           []Scope
	Last4            string
	RefundLimitMinor *int64 // bounds each single refund; nil: no bound
	ExpiresAt        *time.Time
	LastUsedAt       *time.Time
	RevokedAt        *time.Time
	CreatedBy        ID // the member; zero for keys made by a key or by the command
	CreatedAt        time.Time
}

// Works reports whether the key is accepted at now.
func (k APIKey) Works(now time.Time) bool {
	return k.RevokedAt == nil && (k.ExpiresAt == nil || now.Before(*k.ExpiresAt))
}

// Hint is how the key starts and ends, to recognise it by.
func (k APIKey) Hint() string {
	if k.Livemode {
		return "sk_live_…" + k.Last4
	}
	return "sk_test_…" + k.Last4
}

// Limits of API keys.
const (
	APIKeysMax    = 50 // working ones of a merchant
	APIKeyNameMax = 100
)

// NewAPIKey is what somebody asks for who makes a key.
type NewAPIKey struct {
	Name             string
	Scopes           []Scope
	RefundLimitMinor *int64
	ExpiresAt        *time.Time
}

// Clean returns the input as it will be kept.
func (n NewAPIKey) Clean() NewAPIKey {
	n.Name = CleanLine(n.Name)
	n.Scopes = slices.Clone(n.Scopes)
	slices.SortFunc(n.Scopes, func(a, b Scope) int { return slices.Index(Scopes, a) - slices.Index(Scopes, b) })
	n.Scopes = slices.Compact(n.Scopes)
	return n
}

// Check says what is wrong with a cleaned input. Nobody gives a key more than
// they have: neither a scope nor a higher limit for refunds nor a longer life.
func (n NewAPIKey) Check(by Caller, now time.Time) error {
	var c Checks
	c.That(n.Name != "", "name", "Give the key a name, so that you know later what it is for.")
	c.CheckLength("name", n.Name, APIKeyNameMax)
	c.That(len(n.Scopes) > 0, "scopes", "Choose at least one thing that the key may do.")
	for _, scope := range n.Scopes {
		switch {
		case !slices.Contains(Scopes, scope):
			c.Add("scopes", "There is no scope %q.", scope)
		case !by.May(scope):
			c.Add("scopes", "You cannot grant %q, because you do not have it yourself.", scope)
		}
	}
	c.That(n.ExpiresAt == nil || n.ExpiresAt.After(now), "expires_at", "This moment has passed.")
	if end := by.KeyExpiresAt; end != nil {
		c.That(n.ExpiresAt != nil && !n.ExpiresAt.After(*end), "expires_at",
			"At the latest %s, which is when the key that you use ends.", end.UTC().Format(time.RFC3339))
	}
	c.That(n.RefundLimitMinor == nil || *n.RefundLimitMinor >= 0, "refund_limit", "A whole number of minor units, or nothing for no limit.")
	if own := by.RefundLimitMinor; own != nil && slices.Contains(n.Scopes, RefundsWrite) {
		c.That(n.RefundLimitMinor != nil && *n.RefundLimitMinor <= *own, "refund_limit",
			"At most %d, which is the limit of the key that you use.", *own)
	}
	return c.Err()
}

// Noun is what a scope is about: "payments".
func (s Scope) Noun() string {
	noun, _, _ := strings.Cut(string(s), ":")
	return noun
}

// Words says in plain words what a scope allows.
func (s Scope) Words() string { return scopeWords[s] }

var scopeWords = map[Scope]string{
	CheckoutCreate: "Start checkouts",
	PaymentsRead:   "See payments",
	PaymentsWrite:  "Change payments: capture and void",
	RefundsRead:    "See refunds",
	RefundsWrite:   "Refund payments",
	LinksRead:      "See payment links",
	LinksWrite:     "Create, change and delete payment links",
	ProductsRead:   "See products",
	ProductsWrite:  "Create, change and delete products",
	ListingsRead:   "See listings",
	ListingsWrite:  "Create, change, publish and delete listings",
	BioRead:        "See the bio page",
	BioWrite:       "Change the bio page",
	CustomersRead:  "See customers",
	WebhooksRead:   "See webhook endpoints, and what they were sent",
	WebhooksWrite:  "Create, change and delete webhook endpoints",
	AccountRead:    "See the business's details",
	AccountWrite:   "Change the business's details",
	KeysRead:       "See API keys",
	KeysWrite:      "Create and revoke API keys",
	AIUse:          "Have texts drafted",
	EventsRead:     "See events, with everything in them",
}
