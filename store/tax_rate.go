package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// TaxRates returns the rates of a merchant, by country. They are the same in
// test and in live mode.
func (s *Store) TaxRates(ctx context.Context, merchantID pay.ID) ([]pay.TaxRate, error) {
	rows, err := s.pool.Query(ctx, `/* TaxRates */
		SELECT country, rate_bp, name FROM tax_rates WHERE merchant_id = $1 ORDER BY country`, merchantID)
	if err != nil {
		return nil, explain(err)
	}
	rates, err := pgx.CollectRows(rows, pgx.RowToStructByPos[pay.TaxRate])
	return rates, explain(err)
}

// TaxRate returns what a merchant charges customers of one country, in basis
// points; 0 where nothing is set.
func (s *Store) TaxRate(ctx context.Context, merchantID pay.ID, country string) (basisPoints int, err error) {
	err = s.pool.QueryRow(ctx, `/* TaxRate */
		SELECT coalesce((SELECT rate_bp FROM tax_rates WHERE merchant_id = $1 AND country = $2), 0)`, merchantID, country).Scan(&basisPoints)
	return basisPoints, explain(err)
}

// SetTaxRates puts a set of rates, checked before, in the place of those that
// the merchant had. What was sold before keeps the rates of its time.
func (s *Store) SetTaxRates(ctx context.Context, by pay.Caller, rates []pay.TaxRate) error {
	_, err := s.EditTaxRates(ctx, by, func([]pay.TaxRate) ([]pay.TaxRate, error) { return rates, nil })
	return err
}

// EditTaxRates replaces the merchant's rates by what edit makes of them, and
// returns that. The merchant's row is locked first, so that of two who change
// them at once neither undoes the other.
func (s *Store) EditTaxRates(ctx context.Context, by pay.Caller, edit func([]pay.TaxRate) ([]pay.TaxRate, error)) (rates []pay.TaxRate, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `/* EditTaxRates */ SELECT FROM merchants WHERE id = $1 FOR NO KEY UPDATE`, by.MerchantID); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `/* EditTaxRates */
			SELECT country, rate_bp, name FROM tax_rates WHERE merchant_id = $1 ORDER BY country`, by.MerchantID)
		if err != nil {
			return err
		}
		before, err := pgx.CollectRows(rows, pgx.RowToStructByPos[pay.TaxRate])
		if err != nil {
			return err
		}
		if rates, err = edit(before); err != nil {
			return err
		}
		b := &pgx.Batch{}
		queueTaxRates(b, by.MerchantID, rates)
		if changes := pay.TaxRatesChanged(before, rates); len(changes) > 0 {
			s.queueAudit(b, by, pay.AuditNote{Act: pay.ActSettingsChanged, Name: "tax rates", Changes: changes})
		}
		return send(ctx, tx, b)
	})
	return rates, err
}

func queueTaxRates(b *pgx.Batch, merchantID pay.ID, rates []pay.TaxRate) {
	countries, points, names := make([]string, len(rates)), make([]int32, len(rates)), make([]string, len(rates))
	for i, r := range rates {
		countries[i], points[i], names[i] = r.Country, int32(r.BasisPoints), r.Name
	}
	b.Queue(`/* EditTaxRates */ DELETE FROM tax_rates WHERE merchant_id = $1 AND country <> ALL ($2)`, merchantID, countries)
	b.Queue(`/* EditTaxRates */
		INSERT INTO tax_rates (merchant_id, country, rate_bp, name)
		SELECT $1, * FROM unnest($2::text[], $3::integer[], $4::text[])
		ON CONFLICT (merchant_id, country) DO UPDATE SET rate_bp = excluded.rate_bp, name = excluded.name`,
		merchantID, countries, points, names)
}
