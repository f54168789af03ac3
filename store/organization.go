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
		if m, err = m.Apply(patch); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `/* UpdateOrganization */
			UPDATE merchants m SET name = $2, website = $3, contact_email = $4, telegram = $5, price_mode = $6, updated_at = $7
			WHERE m.id = $1 RETURNING `+merchantColumns,
			by.MerchantID, m.Name, m.Website, m.ContactEmail, m.Telegram, m.PriceMode, s.now()).Scan(merchantFields(&m)...)
	})
	return m, err
}
