// Package mail hands mails to a mail server, or to a folder where none is set,
// from which they can be read.
package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/mail"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"linktill/internal/pay"
	"linktill/internal/secret"
)

// Message is one mail to one person, as plain text and as HTML saying the same.
type Message struct {
	To      string
	Subject string
	Text    string
	HTML    string
	// Reader is who finds it in the mailbox of a server without SMTP_URL.
	Reader Reader
}

// Reader is one person, or who works for a merchant, in one mode. The zero value
// is nobody.
type Reader struct {
	UserID, MerchantID pay.ID
	Livemode           bool
}

// Sender hands a message over. An error for which IsRefused holds stays one
// however often it is tried again; after any other, trying later may help.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// errRefused marks what the mail server, or the address, will never take.
var errRefused = errors.New("mail: refused")

// IsRefused reports whether sending again cannot help.
func IsRefused(err error) bool { return errors.Is(err, errRefused) }

// New returns the sender that the settings ask for: the server at smtpURL, or
// the folder when that is empty. from is an address, with a name or without.
func New(smtpURL secret.Text, from, folder string, log *slog.Logger) (Sender, error) {
	sender, err := mail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("mail: MAIL_FROM %q is not an address", from)
	}
	if smtpURL == "" {
		return &folderSender{from: sender, box: NewMailbox(folder), log: log}, nil
	}
	return newSMTP(smtpURL, sender)
}

// envelope builds the MIME message. Nothing of the message can add a header:
// what would break the line is taken out here, and encoded by the library.
func (m Message) envelope(from *mail.Address) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	msg.FromMailAddress(from)
	if err := msg.To(m.To); err != nil {
		return nil, fmt.Errorf("%w: %q is not an address", errRefused, m.To)
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetDateWithValue(time.Now())
	msg.SetMessageID()
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return msg, nil
}

// oneLine takes out what could end a header line.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)), " ")
}
