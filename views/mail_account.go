package views

import (
	"time"

	"linktill/internal/pay"
)

const ourName = "Linktill"

// ResetMail carries the link to a new password, which works once and for
// pay.PasswordResetLifetime.
func ResetMail(email, url string) Mail {
	return letter{
		subject: "Set a new password", heading: "Set a new password", from: ourName,
		paragraphs: []string{
			"Somebody, probably you, asked for a new password for " + email + ". The link below works once, for the next 30 minutes.",
			"Two-factor authentication stays as it is: you will need your code to log in.",
		},
		button: "Set a new password", url: url,
		small: []string{"If it was not you, there is nothing to do. Your password has not changed."},
	}.mail()
}

// NoticeMail is what a person is told of their account.
type NoticeMail struct {
	Email  string
	Notice pay.Notice
	At     time.Time
	// Device and IP are where it came from; may be "".
	Device, IP string
	URL        string // where they see to it
}

// Mail tells a person what changed in their account and what to do when it was
// not them.
func (m NoticeMail) Mail() Mail {
	said, known := noticeWords[m.Notice]
	if !known {
		said = [2]string{"Your account has changed", "Something in your account's security has changed."}
	}
	l := letter{
		subject: said[0], heading: said[0], from: ourName, paragraphs: []string{said[1]},
		button: "Look at your account", url: m.URL,
		small: []string{"If it was you, there is nothing to do. If not, set a new password at once and look at your sessions."},
	}
	l.fact("Account", m.Email)
	l.fact("When", mailMoment(m.At.UTC()))
	l.fact("Device", plain(m.Device))
	l.fact("Address", m.IP)
	return l.mail()
}

func mailMoment(t time.Time) string { return t.Format("2 January 2006, 15:04 MST") }

// noticeWords are the subject and the sentence of each notice.
var noticeWords = map[pay.Notice][2]string{
	pay.NoticePasswordChanged: {"Your password was changed", "The password of your account was changed. Every other place that was logged in has been logged out."},
	pay.NoticePasswordReset:   {"Your password was reset", "A new password was set with a link from a mail. Every place that was logged in has been logged out."},
	pay.NoticeTOTPOn:          {"Two-factor is on", "From now on, logging in and refunding need a code from your authenticator app."},
	pay.NoticeTOTPOff:         {"Two-factor was turned off", "The authenticator app is not asked for any more. Unless you have a passkey, logging in needs only your password now, and refunds in the dashboard are not possible."},
	pay.NoticeRecoveryRenewed: {"You have new recovery codes", "New recovery codes were made. The old ones do not work any more."},
	pay.NoticeRecoveryCodeUsed: {"A recovery code was used", "Somebody, probably you, used a recovery code in place of a code from the app. " +
		"That code does not work any more; the others do."},
	pay.NoticeCodesBlocked: {"Wrong codes were entered", "Somebody entered a wrong two-factor code several times. Codes are not looked at for a short while, and for longer each time. " +
		"Whoever does this may know your password."},
	pay.NoticePasskeyAdded:   {"A passkey was added", "A passkey was added to your account. It logs in, with your password, in place of a code. Every other place has been logged out."},
	pay.NoticePasskeyRemoved: {"A passkey was removed", "A passkey of your account was removed. Every other place that was logged in has been logged out."},
	pay.NoticePasskeyCloned: {"A copy of your passkey was used", "Somebody who knows your password used a copy of one of your passkeys. It was refused, that passkey is not accepted any more, " +
		"and every place has been logged out."},
	pay.NoticeNewDevice: {"A new device logged in", "Somebody, probably you, logged in to your account with a browser that it was not used with before."},
}

// InviteMail asks somebody to join a merchant.
type InviteMail struct {
	MerchantName string
	// InvitedBy is the e-mail address of who asks.
	InvitedBy string
	Role      pay.Role
	URL       string
}

// Mail is the invite, whose link works once. What the merchant is called stays
// text: whoever gets it need not know them.
func (m InviteMail) Mail() Mail {
	name := plain(m.MerchantName)
	return letter{
		subject: "Join " + name + " on Linktill", heading: "Join " + name, from: ourName,
		paragraphs: []string{
			plain(m.InvitedBy) + " invites you to work for " + name + ". The link below works once, for the next 7 days.",
			"As " + m.Role.Words() + ": " + m.Role.May(),
		},
		button: "Look at the invite", url: m.URL,
		small: []string{"If you do not know who this is, there is nothing to do. Without the link nobody joins."},
	}.mail()
}
