package pay

import (
	"slices"
	"time"
)

// Roles are all of them, the one that may do most first.
var Roles = []Role{Owner, Admin, Manager, Viewer}

// ParseRole reads a role as forms send it.
func ParseRole(s string) (Role, bool) {
	r := Role(s)
	return r, slices.Contains(Roles, r)
}

// Words is what people call the role.
func (r Role) Words() string {
	return map[Role]string{Owner: "Owner", Admin: "Admin", Manager: "Manager", Viewer: "Viewer"}[r]
}

// May says in a sentence what the role is for.
func (r Role) May() string {
	return map[Role]string{
		Owner:   "Everything, and the only one who makes and unmakes owners.",
		Admin:   "Everything, but for making owners: keys, settings, the team.",
		Manager: "Takes and refunds money, changes links and products. No API keys, no settings.",
		Viewer:  "Looks, and changes nothing.",
	}[r]
}

// Limits of a team.
const (
	// MembersMax bounds members and open invites together.
	MembersMax = 100
	// InviteLifetime is how long a mailed invite works.
	InviteLifetime = 7 * 24 * time.Hour
	// InviteMailsPerHour bounds how often a merchant mails invites.
	InviteMailsPerHour = 30
)

// Teammate is a member as the team sees them.
type Teammate struct {
	UserID       ID
	Email        string
	Role         Role
	SecondFactor bool
	JoinedAt     time.Time
	LastSeenAt   *time.Time
	// Keys is how many working API keys they made here.
	Keys int
}

// InviteState is where an invite stands.
type InviteState string

// The states of an invite.
const (
	InviteOpen      InviteState = "open"
	InviteAccepted  InviteState = "accepted"
	InviteWithdrawn InviteState = "withdrawn"
)

// Invite asks somebody to join a merchant.
type Invite struct {
	MerchantID, ID ID
	Email          string
	Role           Role
	State          InviteState
	InvitedBy      string // their e-mail address
	ExpiresAt      time.Time
	SentAt         time.Time
}

// Expired reports whether its link has stopped working.
func (i Invite) Expired(now time.Time) bool { return !now.Before(i.ExpiresAt) }

// NewInvite is an invite to be made.
type NewInvite struct{ Email, Role string }

// Check reads an invite that somebody with that role makes.
func (n NewInvite) Check(by Role) (email string, role Role, err error) {
	var c Checks
	email, ok := ParseEmail(n.Email)
	c.That(ok, "email", "Enter an e-mail address, like maria@example.com.")
	role, ok = ParseRole(n.Role)
	c.That(ok, "role", "Choose what they may do.")
	if ok && role == Owner && by != Owner {
		c.Add("role", "Only an owner can make somebody an owner.")
	}
	return email, role, c.Err()
}

// CheckRole says whether somebody with the role by may change a member's role
// from one to another; to "" takes the member out of the team.
func CheckRole(by, from, to Role) error {
	switch {
	case !by.Grants(AccountWrite):
		return Errorf(Forbidden, "Only owners and admins change the team.")
	case by != Owner && (from == Owner || to == Owner):
		return Errorf(Forbidden, "Only an owner can make or unmake an owner.")
	}
	return nil
}

// Membership is a merchant that a person works for.
type Membership struct {
	MerchantID   ID
	MerchantName string
	MerchantSlug string
	Role         Role
}
