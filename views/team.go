package views

import "linktill/views/ui"

// TeamPage is who works for a merchant.
type TeamPage struct {
	// Members are all of them, owners first.
	Members []MemberRow
	// Invites are those that nobody answered; only who may change the team sees them.
	Invites []InviteRow
	// MayChange and MayAudit are what the reader may do.
	MayChange, MayAudit bool
	// Role is the reader's own.
	Role string
	// Owners is how many there are; LastOwner is true when the reader is the only one.
	Owners    int
	LastOwner bool
	// Keys is how many working API keys the reader made.
	Keys int
	// TwoFactorRequired is whether everybody must have a second factor.
	TwoFactorRequired bool
	// WithoutFactor is how many have none.
	WithoutFactor int
}

// MemberRow is one member.
type MemberRow struct {
	// ID makes the names of the row's fields their own.
	ID string
	// Email is who it is.
	Email string
	// Role is what they may do.
	Role ui.Choice
	// Roles are what it can be changed to; none when the reader may not.
	Roles []RoleChoice
	// RoleAction and RemoveAction are where the forms post; "" when the reader may not.
	RoleAction, RemoveAction string
	// You is true for the reader.
	You bool
	// SecondFactor is whether they have one.
	SecondFactor bool
	// Joined is since when; LastSeen may be zero.
	Joined, LastSeen ui.Moment
	// Keys is how many working API keys they made.
	Keys int
}

// RoleChoice is a role to choose.
type RoleChoice struct {
	// Value is what the form sends, Label the role, Hint what it is for.
	Value, Label, Hint string
}

// InviteRow is an invite that waits for its answer.
type InviteRow struct {
	// Email and Role are who may join as what; By is who asked them.
	Email, Role, By string
	// Sent is when it was mailed last, Expires until when it works.
	Sent, Expires ui.Moment
	// Expired is true when it does not work any more.
	Expired bool
	// ResendAction and WithdrawAction are where the forms post; "" when the reader may not.
	ResendAction, WithdrawAction string
}

// InviteForm invites somebody.
type InviteForm struct {
	// Nonce is the idempotency key (hidden input "nonce").
	Nonce string
	// Email and Role are as typed.
	Email, Role string
	// Roles are the choices.
	Roles []RoleChoice
	// Errors are by input: email, role, and "" for the whole form.
	Errors Errors
}

// InvitePage is what the link of an invite opens.
type InvitePage struct {
	// Token is the path's secret: the form posts to /invite/{Token}.
	Token string
	// Merchant is whom to join, InvitedBy who asks, Email for whom it is.
	Merchant, InvitedBy, Email string
	// Role is what they will be, RoleMay what that is for.
	Role, RoleMay string
	// HasAccount is whether this address can log in already.
	HasAccount bool
	// LoggedInAs is who reads this, "" for nobody; LogInHref logs in and comes back.
	LoggedInAs, LogInHref string
	// Gone is true when the link does not work any more.
	Gone bool
	// Errors are by input: password, and "" for the whole form.
	Errors Errors
}

// MerchantsPage is the choice between several merchants.
type MerchantsPage struct {
	// Email is who chooses.
	Email string
	// Merchants are those that they work for.
	Merchants []MerchantChoice
}

// MerchantChoice is one merchant.
type MerchantChoice struct {
	// Action is where the form posts.
	Action string
	// Name, Slug and Role are what it is called and what the reader is there.
	Name, Slug, Role string
	// Current is the one that is looked at now.
	Current bool
}
