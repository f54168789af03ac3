package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// ProductsByID returns those of the caller's products that have one of the ids.
func (s *Store) ProductsByID(ctx context.Context, by pay.Caller, ids []pay.ID) (map[pay.ID]pay.Product, error) {
	wanted := make([]string, len(ids))
	for i, id := range ids {
		wanted[i] = id.UUID()
	}
	rows, err := s.pool.Query(ctx, `/* ProductsByID */
		SELECT `+productColumns+` FROM products p
		WHERE p.merchant_id = $1 AND p.livemode = $2 AND p.deleted_at IS NULL AND p.id = ANY ($3::text[]::uuid[])`,
		by.MerchantID, by.Livemode, wanted)
	if err != nil {
		return nil, explain(err)
	}
	products, err := pgx.CollectRows(rows, scanProduct)
	found := make(map[pay.ID]pay.Product, len(products))
	for _, p := range products {
		found[p.ID] = p
	}
	return found, explain(err)
}
