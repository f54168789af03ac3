package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/views"
)

// framedMail is the policy of a mail's HTML: styles of its own, pictures of this
// site, and nothing else, no script, and no origin that it could act in the name of. Only our own page
// may frame it.
const framedMail = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; " +
	"sandbox allow-popups allow-popups-to-escape-sandbox"

// mailReaders are whose mails the caller may read: their own, and those of the
// merchant when they could do all that the links in them do.
func mailReaders(c *fiber.Ctx) []mail.Reader {
	by := caller(c)
	readers := []mail.Reader{{UserID: by.UserID}}
	if by.May(pay.AccountWrite) {
		readers = append(readers, mail.Reader{MerchantID: by.MerchantID, Livemode: by.Livemode})
	}
	return readers
}

// mailbox is where mails are kept, an error when they are sent.
func (h *Handlers) mailbox() (*mail.Mailbox, error) {
	if h.Mails == nil {
		return nil, pay.Errorf(pay.NotFound, "Mails are sent by a mail server here, so there is no mailbox.")
	}
	return h.Mails, nil
}

// Mailbox answers GET /dashboard/mailbox.
func (h *Handlers) Mailbox(c *fiber.Ctx) error {
	box, err := h.mailbox()
	if err != nil {
		return err
	}
	readers := mailReaders(c)
	mails, err := box.List(readers...)
	if err != nil {
		return err
	}
	page := views.MailboxPage{OwnOnly: len(readers) == 1, Most: mail.MailboxMax}
	for _, m := range mails {
		page.Mails = append(page.Mails, views.MailRow{Href: views.MailboxHref + "/" + m.ID, Subject: m.Subject, To: m.To, At: moment(m.At, zone(c))})
	}
	return h.render(c, fiber.StatusOK, views.Mailbox(h.frame(c, views.MailboxHref), page))
}

func (h *Handlers) keptMail(c *fiber.Ctx) (mail.Kept, error) {
	box, err := h.mailbox()
	if err != nil {
		return mail.Kept{}, err
	}
	return box.Open(c.Params("id"), mailReaders(c)...)
}

// KeptMail answers GET /dashboard/mailbox/{id}.
func (h *Handlers) KeptMail(c *fiber.Ctx) error {
	m, err := h.keptMail(c)
	if err != nil {
		return err
	}
	page := views.KeptMailPage{
		Subject: m.Subject, From: m.From, To: m.To, At: moment(m.At, zone(c)), Text: m.Text,
		FrameSrc: views.MailboxHref + "/" + m.ID + "/html",
	}
	for _, line := range m.Headers {
		page.Headers = append(page.Headers, views.Fact{Name: line.Name, Value: line.Value})
	}
	allowFrame(c, "default-src 'none';", "default-src 'none'; frame-src 'self';")
	return h.render(c, fiber.StatusOK, views.KeptMail(h.frame(c, views.MailboxHref), page))
}

// KeptMailHTML answers GET /dashboard/mailbox/{id}/html, for the frame.
func (h *Handlers) KeptMailHTML(c *fiber.Ctx) error {
	m, err := h.keptMail(c)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentSecurityPolicy, framedMail)
	c.Set(fiber.HeaderXFrameOptions, "SAMEORIGIN")
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.SendString(m.HTML)
}
