package store

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// ImportRates keeps the rates of a day, all or none, in the place of those that
// were there; currencies that are not among them stay as they are. Rates older
// than the ones it has are refused unless force says so.
func (s *Store) ImportRates(ctx context.Context, rates pay.EuroRates, force bool) error {
	currencies, worth := make([]string, len(rates.Rates)), make([]string, len(rates.Rates))
	for i, r := range rates.Rates {
		currencies[i], worth[i] = r.Currency, r.Decimal()
	}
	return s.inTx(ctx, func(tx pgx.Tx) error {
		// Two imports at once would judge by what neither has written yet.
		if _, err := tx.Exec(ctx, `/* ImportRates */ LOCK TABLE currency_rates IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		var have time.Time
		err := tx.QueryRow(ctx, `/* ImportRates */ SELECT as_of FROM currency_rates WHERE currency = 'EUR'`).Scan(&have)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if have.After(rates.AsOf) && !force {
			return fmt.Errorf("the rates of %s are there already, which is later than %s",
				have.Format(time.DateOnly), rates.AsOf.Format(time.DateOnly))
		}
		_, err = tx.Exec(ctx, `/* ImportRates */
			INSERT INTO currency_rates (currency, usd_per_unit, as_of)
			SELECT r.currency, r.worth::numeric, $3 FROM unnest($1::text[], $2::text[]) AS r (currency, worth)
			ON CONFLICT (currency) DO UPDATE
				SET usd_per_unit = excluded.usd_per_unit, as_of = excluded.as_of, imported_at = now()`,
			currencies, worth, rates.AsOf)
		return err
	})
}

// CurrencyRates returns what is known, by currency.
func (s *Store) CurrencyRates(ctx context.Context) ([]pay.CurrencyRate, error) {
	rows, err := s.pool.Query(ctx, `/* CurrencyRates */
		SELECT currency, usd_per_unit::text, as_of FROM currency_rates ORDER BY currency`)
	if err != nil {
		return nil, explain(err)
	}
	rates, err := pgx.CollectRows(rows, scanRate)
	return rates, explain(err)
}

func scanRate(row pgx.CollectableRow) (r pay.CurrencyRate, err error) {
	var worth string
	if err := row.Scan(&r.Currency, &worth, &r.AsOf); err != nil {
		return r, err
	}
	var ok bool
	if r.USDPerUnit, ok = new(big.Rat).SetString(worth); !ok {
		return r, fmt.Errorf("store: the rate of %s is %q", r.Currency, worth)
	}
	return r, nil
}
