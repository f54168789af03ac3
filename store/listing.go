package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

const listingColumns = `l.merchant_id, l.id, l.livemode, l.title, l.description, l.amount_minor, l.currency, l.category,
	l.tags, l.images, l.image_alts, l.product_id, l.state, l.published_at, l.deleted_at, l.created_at, l.updated_at`

func listingFields(l *pay.Listing) []any {
	return []any{&l.MerchantID, &l.ID, &l.Livemode, &l.Title, &l.Description, &l.AmountMinor, &l.Currency, &l.Category,
		&l.Tags, &l.Images, &l.ImageAlts, &l.ProductID, &l.State, &l.PublishedAt, &l.DeletedAt, &l.CreatedAt, &l.UpdatedAt}
}

// eventOfListing is like the statements in event.go.
const eventOfListing = `/* queueEvent */
	WITH counter AS (UPDATE merchant_counters SET events = events + 1
		WHERE merchant_id = $1 AND livemode = $2 RETURNING events)
	INSERT INTO events (merchant_id, id, livemode, seq, type, object_id, version, data, created_at)
	SELECT $1, $3, $2, counter.events, $4, o.id, o.version, to_jsonb(o) - 'merchant_id', $6
	FROM counter, listings o WHERE o.merchant_id = $1 AND o.id = $5`

// CreateListing stores a new listing, a draft, under its id. When a listing with
// this id is there already, because the same request ran before, that one is
// returned.
func (s *Store) CreateListing(ctx context.Context, by pay.Caller, l pay.Listing) (pay.Listing, error) {
	l.MerchantID, l.Livemode, l.State = by.MerchantID, by.Livemode, pay.ListingDraft
	if err := l.Check(); err != nil {
		return l, err
	}
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := keepProduct(ctx, tx, by, l.ProductID); err != nil {
			return err
		}
		if err := keepPictures(ctx, tx, by, l); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `/* CreateListing */
			INSERT INTO listings (merchant_id, id, livemode, title, description, amount_minor, currency, category,
				tags, images, product_id, state, created_at, updated_at, image_alts)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14)
			ON CONFLICT (merchant_id, id) DO NOTHING`,
			l.MerchantID, l.ID, l.Livemode, l.Title, l.Description, l.AmountMinor, l.Currency, l.Category,
			array(l.Tags), array(l.Images), l.ProductID, l.State, s.now(), array(l.ImageAlts))
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		b := &pgx.Batch{}
		s.queueEvent(b, eventOfListing, l.MerchantID, l.Livemode, pay.EventListingCreated, l.ID)
		return send(ctx, tx, b)
	})
	if err != nil {
		return l, err
	}
	return s.Listing(ctx, by, l.ID)
}

// array makes a nil list an empty one, for columns that are never NULL.
func array(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// keepProduct makes sure that the product is the caller's, and stays until the
// transaction ends; the zero id is none.
func keepProduct(ctx context.Context, tx pgx.Tx, by pay.Caller, id pay.ID) error {
	if id.IsZero() {
		return nil
	}
	var there bool
	err := tx.QueryRow(ctx, `/* keepProduct */
		SELECT true FROM products
		WHERE merchant_id = $1 AND id = $2 AND livemode = $3 AND deleted_at IS NULL FOR SHARE`,
		by.MerchantID, id, by.Livemode).Scan(&there)
	err = notFound(err, pay.Invalid, "There is no product with this id.")
	if pay.CodeOf(err) == pay.Invalid {
		var c pay.Checks
		c.Add("product_id", "There is no product with this id.")
		return c.Err()
	}
	return err
}

// Listing returns one listing of the caller's merchant and mode.
func (s *Store) Listing(ctx context.Context, by pay.Caller, id pay.ID) (l pay.Listing, err error) {
	err = s.pool.QueryRow(ctx, `/* Listing */
		SELECT `+listingColumns+` FROM listings l
		WHERE l.merchant_id = $1 AND l.id = $2 AND l.livemode = $3 AND l.deleted_at IS NULL`,
		by.MerchantID, id, by.Livemode).Scan(listingFields(&l)...)
	return l, notFound(err, pay.NotFound, pay.NoSuchListing().Message)
}

// Listings lists the caller's listings, newest first; in a state, unless it is "".
// They are counted only for a page by offset.
func (s *Store) Listings(ctx context.Context, by pay.Caller, state pay.ListingState, page pay.Page) (pay.List[pay.Listing], error) {
	rows, err := s.pool.Query(ctx, `/* Listings */
		SELECT `+listingColumns+` FROM listings l
		WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.deleted_at IS NULL AND ($3 = '' OR l.state = $3)
			AND ($4::uuid IS NULL OR l.id < $4)
		ORDER BY l.id DESC LIMIT $5 OFFSET $6`,
		by.MerchantID, by.Livemode, state, page.Cursor, page.Limit+1, page.Offset)
	if err != nil {
		return pay.List[pay.Listing]{}, explain(err)
	}
	listings, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l pay.Listing, err error) {
		return l, row.Scan(listingFields(&l)...)
	})
	list := pay.Cut(listings, page.Limit)
	if err != nil || !page.ByOffset {
		return list, explain(err)
	}
	err = s.pool.QueryRow(ctx, `/* Listings */
		SELECT count(*) FROM (SELECT FROM listings l
			WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.deleted_at IS NULL AND ($3 = '' OR l.state = $3)
			LIMIT $4) counted`, by.MerchantID, by.Livemode, state, pay.TotalMax).Scan(&list.Total)
	return list, explain(err)
}

// ListingsOf are the caller's listings that sell a product, newest first.
func (s *Store) ListingsOf(ctx context.Context, by pay.Caller, productID pay.ID) ([]pay.Listing, error) {
	rows, err := s.pool.Query(ctx, `/* ListingsOf */
		SELECT `+listingColumns+` FROM listings l
		WHERE l.merchant_id = $1 AND l.livemode = $2 AND l.deleted_at IS NULL AND l.product_id = $3
		ORDER BY l.id DESC LIMIT 20`, by.MerchantID, by.Livemode, productID)
	if err != nil {
		return nil, explain(err)
	}
	listings, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (l pay.Listing, err error) {
		return l, row.Scan(listingFields(&l)...)
	})
	return listings, explain(err)
}

// ChangeListing applies a patch to a listing.
func (s *Store) ChangeListing(ctx context.Context, by pay.Caller, id pay.ID, patch pay.ListingPatch) (pay.Listing, error) {
	return s.changeListing(ctx, by, id, pay.EventListingUpdated, func(l pay.Listing) (pay.Listing, error) { return l.Apply(patch) })
}

// PublishListing shows a listing to everybody. Doing it again changes nothing.
func (s *Store) PublishListing(ctx context.Context, by pay.Caller, id pay.ID) (pay.Listing, error) {
	return s.changeListing(ctx, by, id, pay.EventListingPublished, func(l pay.Listing) (pay.Listing, error) { return l.Publish(s.now()) })
}

// PauseListing hides a listing until it is published again. Doing it again
// changes nothing.
func (s *Store) PauseListing(ctx context.Context, by pay.Caller, id pay.ID) (pay.Listing, error) {
	return s.changeListing(ctx, by, id, pay.EventListingPaused, pay.Listing.Pause)
}

// DeleteListing takes a listing away for good. Its row stays, for the payments
// made through it.
func (s *Store) DeleteListing(ctx context.Context, by pay.Caller, id pay.ID) (pay.Listing, error) {
	return s.changeListing(ctx, by, id, pay.EventListingRemoved, func(l pay.Listing) (pay.Listing, error) {
		now := s.now()
		l.DeletedAt = &now
		return l, nil
	})
}

// changeListing stores what do makes of a listing, with the row locked while it
// decides, and tells the event. A listing that is told to be what it is already
// stays untouched.
func (s *Store) changeListing(ctx context.Context, by pay.Caller, id pay.ID, event pay.EventType, do func(pay.Listing) (pay.Listing, error)) (l pay.Listing, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		before, err := lockListing(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if l, err = do(before); err != nil {
			return err
		}
		if isAct := event == pay.EventListingPublished || event == pay.EventListingPaused; isAct && l.State == before.State {
			return nil
		}
		if l.ProductID != before.ProductID {
			if err := keepProduct(ctx, tx, by, l.ProductID); err != nil {
				return err
			}
		}
		if !slices.Equal(l.Images, before.Images) {
			if err := keepPictures(ctx, tx, by, l); err != nil {
				return err
			}
		}
		b := &pgx.Batch{}
		b.Queue(`/* changeListing */
			UPDATE listings l SET title = $3, description = $4, amount_minor = $5, currency = $6, category = $7, tags = $8,
				images = $9, product_id = $10, state = $11, published_at = $12, deleted_at = $13,
				image_alts = $15, version = version + 1, updated_at = $14
			WHERE l.merchant_id = $1 AND l.id = $2 RETURNING `+listingColumns,
			by.MerchantID, id, l.Title, l.Description, l.AmountMinor, l.Currency, l.Category, array(l.Tags),
			array(l.Images), l.ProductID, l.State, l.PublishedAt, l.DeletedAt, s.now(), array(l.ImageAlts)).
			QueryRow(func(row pgx.Row) error { return row.Scan(listingFields(&l)...) })
		s.queueEvent(b, eventOfListing, by.MerchantID, by.Livemode, event, id)
		return send(ctx, tx, b)
	})
	return l, err
}

func lockListing(ctx context.Context, tx pgx.Tx, by pay.Caller, id pay.ID) (l pay.Listing, err error) {
	err = tx.QueryRow(ctx, `/* lockListing */
		SELECT `+listingColumns+` FROM listings l
		WHERE l.merchant_id = $1 AND l.id = $2 AND l.livemode = $3 AND l.deleted_at IS NULL FOR NO KEY UPDATE`,
		by.MerchantID, id, by.Livemode).Scan(listingFields(&l)...)
	return l, notFound(err, pay.NotFound, pay.NoSuchListing().Message)
}
