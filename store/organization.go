package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// UpdateOrganization applies a patch to the caller's merchant, with the row
// locked while pay decides: of two who change different fields at once, neither
// undoes the other.
func (s *Store) UpdateOrganization(ctx context.Context, by pay.Caller, patch pay.OrganizationPatch) (m pay.Merchant, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `/* UpdateOrganization */
			SELECT `+merchantColumns+` FROM merchants m WHERE m.id = $1 FOR NO KEY UPDATE`, by.MerchantID).Scan(merchantFields(&m)...)
		if err != nil {
			return notFound(err, pay.NotFound, noMerchant)
		}
		before := m
		if m, err = m.Apply(patch, s.now()); err != nil {
			return err
		}
		changes := pay.SettingsChanged(before, m)
		if len(changes) == 0 {
			return nil
		}
		if err := s.saveOrganization(ctx, tx, &m); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, pay.AuditNote{Act: pay.ActSettingsChanged, Changes: changes})
	})
	return m, err
}

func (s *Store) saveOrganization(ctx context.Context, tx pgx.Tx, m *pay.Merchant) error {
	var logo *pay.ID
	if !m.LogoID.IsZero() {
		logo = &m.LogoID
	}
	return tx.QueryRow(ctx, `/* UpdateOrganization */
		UPDATE merchants m SET name = $2, website = $3, contact_email = $4, telegram = $5, price_mode = $6, country = $7,
			default_currency = $8, time_zone = $9, address = $10, tax_id = $11, currencies = coalesce($12::text[], '{}'), accent = $13, logo_id = $14,
			pay_message = $15, paid_note = $16, paid_url = $17, language = $18, payments_stopped_at = $19, updated_at = $20,
			asks = coalesce($21::text[], '{}')
		WHERE m.id = $1 RETURNING `+merchantColumns,
		m.ID, m.Name, m.Website, m.ContactEmail, m.Telegram, m.PriceMode, m.Country, m.DefaultCurrency, m.TimeZone, m.Address, m.TaxID,
		m.Currencies, m.Accent, logo, m.PayMessage, m.PaidNote, m.PaidURL, m.Language, m.StoppedAt, s.now(), m.Asks).Scan(merchantFields(m)...)
}
