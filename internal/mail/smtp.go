package mail

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"linktill/internal/secret"
)

// smtpTimeout is how long the mail server may take for each step.
const smtpTimeout = 15 * time.Second

type smtpSender struct {
	from    *mail.Address
	host    string
	options []gomail.Option
}

// newSMTP reads smtp://user:password@host:port, which turns to TLS where the
// server offers it and insists on it before a password is sent (except to this
// machine itself), or smtps://…, which starts with TLS.
func newSMTP(smtpURL secret.Text, from *mail.Address) (*smtpSender, error) {
	// The error of url.Parse would show the password.
	u, err := url.Parse(smtpURL.Reveal())
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, errors.New("mail: SMTP_URL must look like smtp://user:password@mail.example.com:587 or smtps://…")
	}
	s := &smtpSender{from: from, host: u.Hostname(), options: []gomail.Option{gomail.WithTimeout(smtpTimeout)}}
	port, password := 587, ""
	if u.User != nil {
		password, _ = u.User.Password()
	}
	switch {
	case u.Scheme == "smtps":
		port = 465
		s.options = append(s.options, gomail.WithSSL())
	case password != "" && !isLoopback(s.host):
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		s.options = append(s.options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	}
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil {
			return nil, errors.New("mail: the port of SMTP_URL is not a number")
		}
	}
	s.options = append(s.options, gomail.WithPort(port))
	if password != "" {
		auth := gomail.SMTPAuthAutoDiscover
		if isLoopback(s.host) {
			auth = gomail.SMTPAuthPlainNoEnc
		}
		s.options = append(s.options, gomail.WithSMTPAuth(auth), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	_, err = gomail.NewClient(s.host, s.options...)
	if err != nil {
		return nil, fmt.Errorf("mail: SMTP_URL: %w", err)
	}
	return s, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send hands the message to the mail server over a connection of its own.
func (s *smtpSender) Send(ctx context.Context, m Message) error {
	msg, err := m.envelope(s.from)
	if err != nil {
		return err
	}
	client, err := gomail.NewClient(s.host, s.options...)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	var failed *gomail.SendError
	if errors.As(err, &failed) && failed.ErrorCode() >= 500 && !failed.IsTemp() {
		return fmt.Errorf("%w: %w", errRefused, err)
	}
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}
