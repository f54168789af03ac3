package pay

import (
	"slices"
	"time"
)

// Scope is a permission: what an API key was given, or a member's role grants.
type Scope string

// The scopes, as the API documents them. A route names one of them.
const (
	CheckoutCreate Scope = "checkout:create"
	PaymentsRead   Scope = "payments:read"
	PaymentsWrite  Scope = "payments:write"
	RefundsRead    Scope = "refunds:read"
	RefundsWrite   Scope = "refunds:write"
	LinksRead      Scope = "links:read"
	LinksWrite     Scope = "links:write"
	ProductsRead   Scope = "products:read"
	ProductsWrite  Scope = "products:write"
	ListingsRead   Scope = "listings:read"
	ListingsWrite  Scope = "listings:write"
	BioRead        Scope = "bio:read"
	BioWrite       Scope = "bio:write"
	CustomersRead  Scope = "customers:read"
	WebhooksRead   Scope = "webhooks:read"
	WebhooksWrite  Scope = "webhooks:write"
	AccountRead    Scope = "account:read"
	AccountWrite   Scope = "account:write"
	KeysRead       Scope = "keys:read"
	KeysWrite      Scope = "keys:write"
	AIUse          Scope = "ai:use"
	EventsRead     Scope = "events:read"
)

// Scopes are all of them, in the order in which people are shown them.
var Scopes = []Scope{
	CheckoutCreate, PaymentsRead, PaymentsWrite, RefundsRead, RefundsWrite, LinksRead, LinksWrite,
	ProductsRead, ProductsWrite, ListingsRead, ListingsWrite, BioRead, BioWrite, CustomersRead,
	WebhooksRead, WebhooksWrite, AccountRead, AccountWrite, KeysRead, KeysWrite, AIUse, EventsRead,
}

// Role is what a member may do in a merchant.
type Role string

// The roles. A manager takes and refunds money but has no keys; a viewer reads.
const (
	Owner   Role = "owner"
	Admin   Role = "admin"
	Manager Role = "manager"
	Viewer  Role = "viewer"
)

// Grants reports whether members with this role have the scope.
func (r Role) Grants(s Scope) bool {
	switch r {
	case Owner, Admin:
		return slices.Contains(Scopes, s)
	case Manager:
		return slices.Contains(Scopes, s) && s != KeysRead && s != KeysWrite && s != AccountWrite
	case Viewer:
		return slices.Contains([]Scope{PaymentsRead, RefundsRead, LinksRead, ProductsRead, ListingsRead,
			BioRead, CustomersRead, AccountRead, EventsRead}, s)
	}
	return false
}

// Caller is who asks, in which merchant and mode. Exactly one of UserID and
// KeyID is set, except for customers on public pages, who have neither.
type Caller struct {
	MerchantID      ID
	MerchantNumber  uint32
	MerchantSlug    string
	MerchantName    string
	DefaultCurrency string
	// Currencies are those that forms offer besides; none is all.
	Currencies []string
	TimeZone   string
	Livemode   bool

	UserID    ID
	UserEmail string
	SessionID ID
	Role      Role
	// SecondFactorOn is whether the member has an authenticator app, whose codes
	// refunds ask for.
	SecondFactorOn bool
	// TwoFactorRequired is whether the merchant asks its members for a second
	// factor, whichever.
	TwoFactorRequired bool
	// Memberships is in how many merchants the member works.
	Memberships int

	// IP is the address that they ask from.
	IP string

	KeyID  ID
	Scopes []Scope
	// RefundLimitMinor bounds each single refund of an API key; nil: no bound.
	RefundLimitMinor *int64
	// KeyExpiresAt is when an API key ends; nil: never.
	KeyExpiresAt *time.Time
}

// IsKey reports whether the caller is an API key.
func (c Caller) IsKey() bool { return !c.KeyID.IsZero() }

// IsCustomer reports whether the caller is neither a user nor a key: a customer,
// who knows a secret address.
func (c Caller) IsCustomer() bool { return c.UserID.IsZero() && c.KeyID.IsZero() }

// May reports whether the caller has the scope.
func (c Caller) May(s Scope) bool {
	if c.IsKey() {
		return slices.Contains(c.Scopes, s)
	}
	return !c.UserID.IsZero() && c.Role.Grants(s)
}
