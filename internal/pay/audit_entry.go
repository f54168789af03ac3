package pay

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Act names what somebody did, for the audit log. Stored, so it never changes.
type Act string

// The acts.
const (
	ActKeyCreated           Act = "key.created"
	ActKeyRevoked           Act = "key.revoked"
	ActRefundCreated        Act = "refund.created"
	ActPaymentCaptured      Act = "payment.captured"
	ActPaymentVoided        Act = "payment.voided"
	ActWebhookCreated       Act = "webhook.created"
	ActWebhookChanged       Act = "webhook.changed"
	ActWebhookDeleted       Act = "webhook.deleted"
	ActWebhookRotated       Act = "webhook.rotated"
	ActSettingsChanged      Act = "settings.changed"
	ActExportMade           Act = "export.made"
	ActPayoutRecorded       Act = "payout.recorded"
	ActPayoutReversed       Act = "payout.reversed"
	ActSubscriptionCreated  Act = "subscription.created"
	ActSubscriptionChanged  Act = "subscription.changed"
	ActSubscriptionPaused   Act = "subscription.paused"
	ActSubscriptionResumed  Act = "subscription.resumed"
	ActSubscriptionCanceled Act = "subscription.canceled"
	ActSubscriptionKept     Act = "subscription.kept"
	ActSubscriptionRetried  Act = "subscription.retried"
	ActSubscriptionReminded Act = "subscription.reminded"
	ActBioPublished         Act = "bio.published"
	ActPictureDeleted       Act = "picture.deleted"
	ActMemberInvited        Act = "member.invited"
	ActInviteResent         Act = "invite.resent"
	ActInviteWithdrawn      Act = "invite.withdrawn"
	ActInviteAccepted       Act = "invite.accepted"
	ActRoleChanged          Act = "member.role_changed"
	ActMemberRemoved        Act = "member.removed"
	ActMemberLeft           Act = "member.left"
	ActTwoFactorRequired    Act = "two_factor.required"
	ActLogIn                Act = "log_in"
	ActCodeFailed           Act = "second_factor.failed"
	ActRecoveryUsed         Act = "recovery.used"
	ActPasswordChanged      Act = "password.changed"
	ActTOTPOn               Act = "totp.on"
	ActTOTPOff              Act = "totp.off"
	ActRecoveryRenewed      Act = "recovery.renewed"
	ActPasskeyAdded         Act = "passkey.added"
	ActPasskeyRemoved       Act = "passkey.removed"
	ActPasskeyCloned        Act = "passkey.cloned"
	ActSessionsEnded        Act = "sessions.ended"
)

// actWords says in the past tense what was done.
var actWords = map[Act]string{
	ActKeyCreated: "API key created", ActKeyRevoked: "API key revoked",
	ActRefundCreated: "Refund made", ActPaymentCaptured: "Payment captured", ActPaymentVoided: "Payment voided",
	ActWebhookCreated: "Webhook endpoint added", ActWebhookChanged: "Webhook endpoint changed",
	ActWebhookDeleted: "Webhook endpoint deleted", ActWebhookRotated: "Webhook secret renewed",
	ActSettingsChanged: "Settings changed", ActExportMade: "Data exported", ActPayoutRecorded: "Payout recorded", ActPayoutReversed: "Payout reversed", ActBioPublished: "Bio page published",
	ActPictureDeleted:      "Picture deleted",
	ActSubscriptionCreated: "Subscription created", ActSubscriptionChanged: "Subscription changed",
	ActSubscriptionPaused: "Subscription paused", ActSubscriptionResumed: "Subscription resumed",
	ActSubscriptionCanceled: "Subscription canceled", ActSubscriptionKept: "Subscription kept",
	ActSubscriptionRetried: "Failed charge tried again", ActSubscriptionReminded: "Card asked for again",
	ActMemberInvited: "Invited", ActInviteResent: "Invite sent again", ActInviteWithdrawn: "Invite withdrawn", ActInviteAccepted: "Invite accepted",
	ActRoleChanged: "Role changed", ActMemberRemoved: "Removed from the team", ActMemberLeft: "Left the team",
	ActTwoFactorRequired: "Two-factor for the team changed",
	ActLogIn:             "Logged in", ActCodeFailed: "Wrong second factor", ActRecoveryUsed: "Recovery code used",
	ActPasswordChanged: "Password changed", ActTOTPOn: "Two-factor app turned on", ActTOTPOff: "Two-factor app turned off",
	ActRecoveryRenewed: "Recovery codes renewed", ActPasskeyAdded: "Passkey added", ActPasskeyRemoved: "Passkey removed",
	ActPasskeyCloned: "Copied passkey refused", ActSessionsEnded: "Other sessions ended",
}

// Words says what was done; an act without words is shown as it is stored.
func (a Act) Words() string {
	if words := actWords[a]; words != "" {
		return words
	}
	return string(a)
}

// Noun is the part of the act before the point: what the log is filtered by.
func (a Act) Noun() string {
	noun, _, _ := strings.Cut(string(a), ".")
	return noun
}

// AuditTopic is a filter of the audit log: several nouns of acts under one word.
type AuditTopic struct {
	Name, Words string
	Nouns       []string
}

// AuditTopics are the filters, in the order in which they are shown.
var AuditTopics = []AuditTopic{
	{"access", "Log-ins and security", []string{"log_in", "second_factor", "recovery", "password", "totp", "passkey", "sessions"}},
	{"team", "Team", []string{"member", "invite", "two_factor"}},
	{"money", "Money", []string{"refund", "payment", "payout", "subscription"}},
	{"build", "Keys and webhooks", []string{"key", "webhook"}},
	{"settings", "Settings and data", []string{"settings", "export", "bio", "picture"}},
}

// Topic finds a filter by its name; the zero value is all acts.
func Topic(name string) AuditTopic {
	for _, t := range AuditTopics {
		if t.Name == name {
			return t
		}
	}
	return AuditTopic{}
}

// Acts lists the acts of the filter.
func (t AuditTopic) Acts() []string {
	var acts []string
	for act := range actWords {
		for _, noun := range t.Nouns {
			if act.Noun() == noun {
				acts = append(acts, string(act))
			}
		}
	}
	return acts
}

// Change is one thing that an act changed. Neither side is ever a secret.
type Change struct{ Field, From, To string }

// Changed is a change of a field.
func Changed(field, from, to string) Change { return Change{Field: field, From: from, To: to} }

// Changes keeps those that changed something.
func Changes(all ...Change) []Change {
	kept := []Change{}
	for _, c := range all {
		if c.From != c.To {
			kept = append(kept, c)
		}
	}
	return kept
}

// AuditNote is what an act adds to the audit log; who, when and from where are
// known of the caller.
type AuditNote struct {
	Act Act
	// Object is the shown id of what it was done to; "" for the merchant itself.
	Object string
	// Name is what people call it.
	Name    string
	Changes []Change
	// OfMode is true for what belongs to the caller's mode.
	OfMode bool
}

// auditTextMax is how long a text of an entry is at most, in bytes.
const auditTextMax = 200

// Clean shortens what is too long for the log.
func (n AuditNote) Clean() AuditNote {
	n.Name = shortened(n.Name)
	changes := make([]Change, len(n.Changes))
	for i, c := range n.Changes {
		changes[i] = Change{Field: c.Field, From: shortened(c.From), To: shortened(c.To)}
	}
	n.Changes = changes
	return n
}

func shortened(s string) string {
	if len(s) <= auditTextMax {
		return s
	}
	cut := auditTextMax - len("…")
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// AuditEntry is one entry of the audit log.
type AuditEntry struct {
	Seq   int64
	At    time.Time
	Actor string
	// UserID or KeyID is who did it; both are zero for the program itself.
	UserID, KeyID ID
	IP            string
	Act           Act
	Object, Name  string
	Changes       []Change
	// Livemode is nil for what concerns both modes.
	Livemode *bool
}
