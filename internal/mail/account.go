package mail

import (
	"time"

	"linktill/internal/pay"
)

const ourName = "Linktill"

// ResetMail carries the link to a new password, which works once and for
// pay.PasswordResetLifetime.
func ResetMail(to, url string) Message {
	return letter{
		Subject: "Set a new password", Heading: "Set a new password", From: ourName,
		Paragraphs: []string{
			"Somebody, probably you, asked for a new password for " + to + ". The link below works once, for the next 30 minutes.",
			"Two-factor authentication stays as it is: you will need your code to log in.",
		},
		Button: "Set a new password", URL: url,
		Small: "If it was not you, there is nothing to do. Your password has not changed.",
	}.message(to)
}

// NoticeMail tells a person what changed in their account and what to do when
// it was not them. url is where they see to it.
func NoticeMail(to string, notice pay.Notice, at time.Time, url string) Message {
	words, known := notices[notice]
	if !known {
		words = noticeWords{"Your account has changed", "Something in your account's security has changed."}
	}
	return letter{
		Subject: words.subject, Heading: words.subject, From: ourName,
		Paragraphs: []string{words.sentence},
		Facts:      []fact{{"Account", to}, {"When", at.UTC().Format("2 January 2006, 15:04 UTC")}},
		Button:     "Look at your account", URL: url,
		Small: "If it was you, there is nothing to do. If not, set a new password at once and look at your sessions.",
	}.message(to)
}

type noticeWords struct{ subject, sentence string }

var notices = map[pay.Notice]noticeWords{
	pay.NoticePasswordChanged: {"Your password was changed", "The password of your account was changed. Every other place that was logged in has been logged out."},
	pay.NoticePasswordReset:   {"Your password was reset", "A new password was set with a link from a mail. Every place that was logged in has been logged out."},
	pay.NoticeTOTPOn:          {"Two-factor is on", "From now on, logging in and refunding need a code from your authenticator app."},
	pay.NoticeTOTPOff:         {"Two-factor was turned off", "Logging in needs only your password now, and refunds in the dashboard are not possible until two-factor is on again."},
	pay.NoticeRecoveryRenewed: {"You have new recovery codes", "New recovery codes were made. The old ones do not work any more."},
	pay.NoticeRecoveryCodeUsed: {"A recovery code was used", "Somebody, probably you, used a recovery code in place of a code from the app. " +
		"That code does not work any more; the others do."},
	pay.NoticeCodesBlocked: {"Wrong codes were entered", "Somebody entered a wrong two-factor code several times. Codes are not looked at for a short while, and for longer each time. " +
		"Whoever does this may know your password."},
}
