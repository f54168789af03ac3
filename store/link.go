package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const linkColumns = `l.merchant_id, l.id, l.livemode, l.amount_minor, l.min_amount_minor, l.max_amount_minor,
	l.suggested_minor, l.currency, l.description, l.max_uses, l.uses_count, l.uses_held, l.taken_minor, l.expires_at,
	l.metadata, l.name, l.lines, l.pricing_mode, l.transaction_type,
	coalesce(l.interval_unit, ''), coalesce(l.interval_count, 0), l.custom_fields, l.asks_note, l.quantity_max, l.deactivated_at, l.deleted_at, l.created_at, l.updated_at`

func linkFields(l *pay.Link) []any {
	return []any{&l.MerchantID, &l.ID, &l.Livemode, &l.AmountMinor, &l.MinAmountMinor, &l.MaxAmountMinor,
		&l.SuggestedMinor, &l.Currency, &l.Description, &l.MaxUses, &l.UsesCount, &l.UsesHeld, &l.TakenMinor, &l.ExpiresAt,
		jsonObject{&l.Metadata}, &l.Name, jsonLines{&l.Lines}, &l.PricingMode, &l.TransactionType,
		&l.Interval.Unit, &l.Interval.Count, jsonFields{&l.CustomFields}, &l.AsksNote, &l.QuantityMax, &l.DeactivatedAt, &l.DeletedAt, &l.CreatedAt, &l.UpdatedAt}
}

func scanLink(row pgx.CollectableRow) (l pay.Link, err error) {
	err = row.Scan(linkFields(&l)...)
	return l, err
}

// CreateLink stores a new link under its id. When a link with this id is there
// already, because the same request ran before, that one is returned.
func (s *Store) CreateLink(ctx context.Context, by pay.Caller, l pay.Link) (pay.Link, error) {
	l.MerchantID, l.Livemode = by.MerchantID, by.Livemode
	if l.SuggestedMinor == nil {
		l.SuggestedMinor = []int64{}
	}
	if l.PricingMode == "" {
		l.PricingMode = pay.PriceInclusive
	}
	if l.TransactionType == "" {
		l.TransactionType = pay.TypePayment
	}
	if err := l.CheckNew(s.now()); err != nil {
		return l, err
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `/* CreateLink */
			INSERT INTO links (merchant_id, id, livemode, amount_minor, min_amount_minor, max_amount_minor,
				suggested_minor, currency, description, max_uses, expires_at, metadata, created_at, updated_at,
				name, lines, pricing_mode, transaction_type, interval_unit, interval_count, custom_fields, asks_note, quantity_max)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16, $17, nullif($18, ''), nullif($19, 0), $20, $21, $22)
			ON CONFLICT (merchant_id, id) DO NOTHING`,
			l.MerchantID, l.ID, l.Livemode, l.AmountMinor, l.MinAmountMinor, l.MaxAmountMinor,
			l.SuggestedMinor, l.Currency, l.Description, l.MaxUses, l.ExpiresAt, object(l.Metadata), s.now(),
			l.Name, lineRows(l.Lines), l.PricingMode, l.TransactionType, string(l.Interval.Unit), l.Interval.Count,
			fieldRows(l.CustomFields), l.AsksNote, max(l.QuantityMax, 1))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		b := &pgx.Batch{}
		s.queueEvent(b, eventOfLink, l.MerchantID, l.Livemode, pay.EventLinkCreated, l.ID)
		return send(ctx, tx, b)
	})
	if err != nil {
		return l, err
	}
	return s.Link(ctx, by, l.ID)
}

// Link returns one link of the caller's merchant and mode.
func (s *Store) Link(ctx context.Context, by pay.Caller, id pay.ID) (l pay.Link, err error) {
	err = s.pool.QueryRow(ctx, `/* Link */
		SELECT `+linkColumns+` FROM links l
		WHERE l.merchant_id = $1 AND l.id = $2 AND l.livemode = $3 AND l.deleted_at IS NULL`,
		by.MerchantID, id, by.Livemode).Scan(linkFields(&l)...)
	return l, notFound(err, pay.LinkNotFound, pay.NoSuchLink().Message)
}

// linkIsActive is pay.Link.Reason(now) = LinkActive in SQL.
const linkIsActive = `(l.deactivated_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > now())
	AND (l.max_uses IS NULL OR l.uses_count < l.max_uses))`

// Links lists the caller's links, newest first. active nil lists all.
func (s *Store) Links(ctx context.Context, by pay.Caller, active *bool, page pay.Page) (pay.List[pay.Link], error) {
	rows, err := s.pool.Query(ctx, `/* Links */
		SELECT `+linkColumns+` FROM links l
		WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.deleted_at IS NULL
			AND ($3::boolean IS NULL OR `+linkIsActive+` = $3)
			AND ($4::uuid IS NULL OR l.id < $4)
		ORDER BY l.id DESC LIMIT $5 OFFSET $6`,
		by.MerchantID, by.Livemode, active, page.Cursor, page.Limit+1, page.Offset)
	if err != nil {
		return pay.List[pay.Link]{}, explain(err)
	}
	links, err := pgx.CollectRows(rows, scanLink)
	if err != nil {
		return pay.List[pay.Link]{}, explain(err)
	}
	list := pay.Cut(links, page.Limit)
	list.Total, err = s.countLinks(ctx, by, active)
	return list, explain(err)
}

// countLinks counts the links, up to pay.TotalMax. How many there are in all is
// kept; how many of them are active depends on the time.
func (s *Store) countLinks(ctx context.Context, by pay.Caller, active *bool) (n int, err error) {
	if active == nil {
		err = s.pool.QueryRow(ctx, `/* countLinks */
			SELECT coalesce((SELECT least(links, $3::bigint) FROM merchant_counters WHERE merchant_id = $1 AND livemode = $2), 0)`,
			by.MerchantID, by.Livemode, pay.TotalMax).Scan(&n)
		return n, explain(err)
	}
	err = s.pool.QueryRow(ctx, `/* countLinks */
		SELECT count(*) FROM (SELECT FROM links l
			WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.deleted_at IS NULL AND `+linkIsActive+` = $3
			LIMIT $4) counted`, by.MerchantID, by.Livemode, *active, pay.TotalMax).Scan(&n)
	return n, explain(err)
}

// ChangeLink applies a patch to a link, with the row locked while pay decides.
func (s *Store) ChangeLink(ctx context.Context, by pay.Caller, id pay.ID, patch pay.LinkPatch) (l pay.Link, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		before, err := lockLink(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if l, err = before.Apply(patch, s.now()); err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(`/* ChangeLink */
			UPDATE links l SET description = $3, max_uses = $4, expires_at = $5, metadata = $6, deactivated_at = $7,
				version = version + 1, updated_at = $8, name = $9, custom_fields = $10, asks_note = $11, quantity_max = $12
			WHERE l.merchant_id = $1 AND l.id = $2 RETURNING `+linkColumns,
			by.MerchantID, id, l.Description, l.MaxUses, l.ExpiresAt, object(l.Metadata), l.DeactivatedAt, s.now(), l.Name,
			fieldRows(l.CustomFields), l.AsksNote, max(l.QuantityMax, 1)).
			QueryRow(func(row pgx.Row) error { return row.Scan(linkFields(&l)...) })
		event := pay.EventLinkUpdated
		if before.DeactivatedAt == nil && l.DeactivatedAt != nil {
			event = pay.EventLinkDeactivated
		}
		s.queueEvent(b, eventOfLink, by.MerchantID, by.Livemode, event, id)
		return send(ctx, tx, b)
	})
	return l, err
}

// DeleteLink takes a link away for good. Its row stays, for the payments made
// through it, and payments under way end as they would have.
func (s *Store) DeleteLink(ctx context.Context, by pay.Caller, id pay.ID) (l pay.Link, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := lockLink(ctx, tx, by, id); err != nil {
			return err
		}
		b := &pgx.Batch{}
		b.Queue(`/* DeleteLink */
			UPDATE links l SET deleted_at = $3, deactivated_at = coalesce(l.deactivated_at, $3),
				version = version + 1, updated_at = $3
			WHERE l.merchant_id = $1 AND l.id = $2 RETURNING `+linkColumns, by.MerchantID, id, s.now()).
			QueryRow(func(row pgx.Row) error { return row.Scan(linkFields(&l)...) })
		s.queueEvent(b, eventOfLink, by.MerchantID, by.Livemode, pay.EventLinkDeleted, id)
		return send(ctx, tx, b)
	})
	return l, err
}

func lockLink(ctx context.Context, tx pgx.Tx, by pay.Caller, id pay.ID) (l pay.Link, err error) {
	err = tx.QueryRow(ctx, `/* lockLink */
		SELECT `+linkColumns+` FROM links l
		WHERE l.merchant_id = $1 AND l.id = $2 AND l.livemode = $3 AND l.deleted_at IS NULL FOR NO KEY UPDATE`,
		by.MerchantID, id, by.Livemode).Scan(linkFields(&l)...)
	return l, notFound(err, pay.LinkNotFound, pay.NoSuchLink().Message)
}

// PublicLink is a link as anybody with its address sees it, and its merchant.
type PublicLink struct {
	Link           pay.Link
	MerchantNumber uint32
	MerchantSlug   string
	MerchantName   string
	MerchantSite   string
	TimeZone       string
	Counter        pay.Counter
	// RecentRefusals counts declined cards of this visitor within the window,
	// for the brake on card testing.
	RecentRefusals int
}

// PublicLink looks a link up by its id alone, in any mode; a deleted one is
// not found. visitor is the rate key whose refusals are counted.
func (s *Store) PublicLink(ctx context.Context, id pay.ID, visitor string, window time.Duration) (p PublicLink, err error) {
	var number int64
	fields := append(linkFields(&p.Link), &number, &p.MerchantSlug, &p.MerchantName, &p.MerchantSite, &p.TimeZone, &p.RecentRefusals)
	fields = append(fields, counterFields(&p.Counter)...)
	err = s.pool.QueryRow(ctx, `/* PublicLink */
		SELECT `+linkColumns+`, m.number, m.slug, m.name, m.website, m.time_zone,
			coalesce((SELECT n FROM rate_hits WHERE key = $3 AND win = date_bin($4, now(), 'epoch')), 0), `+counterColumns+`
		FROM merchants m JOIN links l ON l.merchant_id = m.id
		WHERE m.number = $1 AND l.id = $2 AND l.deleted_at IS NULL`,
		int64(id.MerchantNumber()), id, visitor, window).Scan(fields...)
	p.MerchantNumber = uint32(number)
	return p, notFound(err, pay.LinkNotFound, pay.NoSuchLink().Message)
}

// LinkSlug returns the slug of the merchant that has this link, by the link's
// id alone.
func (s *Store) LinkSlug(ctx context.Context, id pay.ID) (slug string, err error) {
	err = s.pool.QueryRow(ctx, `/* LinkSlug */
		SELECT m.slug FROM merchants m JOIN links l ON l.merchant_id = m.id
		WHERE m.number = $1 AND l.id = $2 AND l.deleted_at IS NULL`, int64(id.MerchantNumber()), id).Scan(&slug)
	return slug, notFound(err, pay.LinkNotFound, pay.NoSuchLink().Message)
}
