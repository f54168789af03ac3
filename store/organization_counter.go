package store

import "linktill/internal/pay"

// counterColumns are what a merchant m set for the pages that customers see.
const counterColumns = `m.accent, m.logo_id, m.pay_message, m.paid_note, m.paid_url, m.language, m.payments_stopped_at`

func counterFields(c *pay.Counter) []any {
	return []any{&c.Accent, &c.LogoID, &c.PayMessage, &c.PaidNote, &c.PaidURL, &c.Language, &c.StoppedAt}
}
