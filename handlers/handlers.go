// Package handlers answers requests: each handler binds the input, acts, and
// answers, for browsers and the API alike. It holds no SQL, no routes and no
// decisions about access.
package handlers

import (
	"log/slog"
	"net/netip"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"

	"linktill/internal/desk"
	"linktill/internal/mail"
	"linktill/internal/secret"
	"linktill/internal/writer"
	"linktill/store"
)

// Handlers is what the handlers work with.
type Handlers struct {
	Store    *store.Store
	Desk     *desk.Desk
	Sessions *scs.SessionManager
	Secrets  *secret.Keys
	// PublicURL is where people reach this server, without a slash at the end.
	PublicURL string
	// DefaultCurrency is what a new merchant starts with.
	DefaultCurrency string
	// MailFolder is where mails are written when no mail server is set; "" when
	// one is.
	MailFolder string
	// Mails are those that were kept because no mail server is set; nil when one
	// is.
	Mails *mail.Mailbox
	// DemoHint is what the log-in page says to somebody who tries Linktill out;
	// may be "".
	DemoHint string
	// APIPerMinute is how many requests an API key may make in a minute.
	APIPerMinute int
	// WebhookNetworks are told by webhooks although they are not public.
	WebhookNetworks []netip.Prefix
	// Writer drafts texts; nil is the one that writes by rules.
	Writer writer.Writer
	Now    func() time.Time
	Log    *slog.Logger
	// Draining is set when the process is about to stop: it still answers, but
	// says that it is not ready for more.
	Draining atomic.Bool
	// ExportPatience is how long a browser may leave a batch of an export unread; 0
	// takes exportPatience.
	ExportPatience time.Duration
	exports        exports
}
