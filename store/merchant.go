package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"linktill/internal/pay"
)

// NewMerchant is a merchant to be created with its owner.
type NewMerchant struct {
	pay.NewMerchant
	// UserID is the owner's id, minted beforehand because TOTPSealed is bound
	// to it.
	UserID       pay.ID
	PasswordHash string
	// TOTPSealed is the owner's confirmed secret; nil leaves two-factor off.
	TOTPSealed []byte
	// Keys makes API keys to store with it, which carry its number; may be nil.
	Keys func(merchantNumber uint32) []KeyToStore
}

// CreateMerchant stores the merchant, its owner and its keys, all or nothing,
// and returns them as they are. A slug that was not asked for is made from the
// name and never fails.
func (s *Store) CreateMerchant(ctx context.Context, in NewMerchant) (m pay.Member, err error) {
	in.NewMerchant = in.Clean()
	var c pay.Checks
	if in.Check(&c); !c.OK() {
		return m, c.Err()
	}
	for range 5 {
		number := randomNumber()
		err = s.inTx(ctx, func(tx pgx.Tx) error { return s.createMerchant(ctx, tx, in, number) })
		if constraintOf(err) != "merchants_number_key" {
			break
		}
	}
	if err != nil {
		return m, err
	}
	return s.Member(ctx, in.UserID, pay.ID{})
}

func (s *Store) createMerchant(ctx context.Context, tx pgx.Tx, in NewMerchant, number uint32) error {
	slug, err := freeSlug(ctx, tx, in.NewMerchant)
	if err != nil {
		return err
	}
	id := s.NewID(number)
	b := &pgx.Batch{}
	b.Queue(`/* CreateMerchant */
		INSERT INTO users (id, email, password_hash, totp_secret, totp_since)
		VALUES ($1, $2, $3, $4, CASE WHEN $4::bytea IS NOT NULL THEN now() END)`,
		in.UserID, in.Email, in.PasswordHash, in.TOTPSealed)
	b.Queue(`/* CreateMerchant */
		INSERT INTO merchants (id, number, slug, name, email, country, default_currency, time_zone)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, int64(number), slug, in.Name, in.Email, in.Country, in.Currency, in.TimeZone)
	b.Queue(`/* CreateMerchant */ INSERT INTO members (merchant_id, user_id, role) VALUES ($1, $2, $3)`, id, in.UserID, pay.Owner)
	b.Queue(`/* CreateMerchant */ INSERT INTO merchant_counters (merchant_id, livemode) VALUES ($1, false), ($1, true)`, id)
	if in.Keys != nil {
		for _, key := range in.Keys(number) {
			key.ID = s.NewID(number)
			queueKey(b, pay.Caller{MerchantID: id, UserID: in.UserID}, key)
		}
	}
	return send(ctx, tx, b)
}

// slugLock is the advisory lock under which a slug is chosen: no index keeps
// those apart that only look alike.
const slugLock = 7_231_554_003

// freeSlug returns the slug that was asked for when nobody has it or one that
// looks like it, or the first free one made from the name.
func freeSlug(ctx context.Context, tx pgx.Tx, in pay.NewMerchant) (string, error) {
	candidates := []string{in.Slug}
	if in.Slug == "" {
		base := pay.SuggestSlug(in.Name)
		candidates = []string{base}
		for n := 2; n <= 9; n++ {
			candidates = append(candidates, pay.NumberedSlug(base, n))
		}
		for range 3 {
			candidates = append(candidates, pay.NumberedSlug(base, int(randomNumber()%900_000)+100_000))
		}
	}
	looks := make([]string, len(candidates))
	for i, slug := range candidates {
		looks[i] = pay.SlugLook(slug)
	}
	if _, err := tx.Exec(ctx, `/* CreateMerchant */ SELECT pg_advisory_xact_lock($1)`, slugLock); err != nil {
		return "", err
	}
	rows, err := tx.Query(ctx, `/* CreateMerchant */
		SELECT `+slugLook+` FROM merchants WHERE `+slugLook+` = ANY($1)`, looks)
	if err != nil {
		return "", err
	}
	taken, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", err
	}
	for i, slug := range candidates {
		if _, err := pay.ParseSlug(slug); err == nil && !slices.Contains(taken, looks[i]) {
			return slug, nil
		}
	}
	return "", constraints["merchants_slug_key"]
}

// slugLook is pay.SlugLook in SQL.
const slugLook = `replace(replace(translate(slug, '01i-', 'oll'), 'rn', 'm'), 'vv', 'w')`

func randomNumber() uint32 {
	var b [4]byte
	for {
		_, _ = rand.Read(b[:])
		if n := binary.BigEndian.Uint32(b[:]); n != 0 {
			return n
		}
	}
}

// constraintOf names the constraint that err is about, "" when it is about none.
func constraintOf(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.ConstraintName
	}
	return ""
}

const merchantColumns = `m.id, m.number, m.slug, m.name, m.email, m.website, m.contact_email, m.telegram,
	m.country, m.default_currency, m.time_zone, m.price_mode, m.address, m.tax_id, m.currencies, m.asks, ` + counterColumns + `, m.created_at, m.updated_at`

func merchantFields(m *pay.Merchant) []any {
	fields := []any{&m.ID, &m.Number, &m.Slug, &m.Name, &m.Email, &m.Website, &m.ContactEmail, &m.Telegram,
		&m.Country, &m.DefaultCurrency, &m.TimeZone, &m.PriceMode, &m.Address, &m.TaxID, &m.Currencies, &m.Asks}
	return append(append(fields, counterFields(&m.Counter)...), &m.CreatedAt, &m.UpdatedAt)
}

const noMerchant = "There is no such merchant."

// Merchant returns the merchant with that id.
func (s *Store) Merchant(ctx context.Context, id pay.ID) (m pay.Merchant, err error) {
	err = s.pool.QueryRow(ctx, `/* Merchant */
		SELECT `+merchantColumns+` FROM merchants m WHERE m.id = $1`, id).Scan(merchantFields(&m)...)
	return m, notFound(err, pay.NotFound, noMerchant)
}

// MerchantByNumber returns the merchant whose number a token or id carries.
func (s *Store) MerchantByNumber(ctx context.Context, number uint32) (m pay.Merchant, err error) {
	err = s.pool.QueryRow(ctx, `/* MerchantByNumber */
		SELECT `+merchantColumns+` FROM merchants m WHERE m.number = $1`, int64(number)).Scan(merchantFields(&m)...)
	return m, notFound(err, pay.NotFound, noMerchant)
}

// MerchantBySlug returns the merchant whose public addresses carry the slug.
func (s *Store) MerchantBySlug(ctx context.Context, slug string) (m pay.Merchant, err error) {
	err = s.pool.QueryRow(ctx, `/* MerchantBySlug */
		SELECT `+merchantColumns+` FROM merchants m WHERE m.slug = $1`, slug).Scan(merchantFields(&m)...)
	return m, notFound(err, pay.NotFound, noMerchant)
}

// ShopID is the merchant's number as HTTP Basic and the API show it.
func ShopID(m pay.Merchant) string { return strconv.FormatUint(uint64(m.Number), 10) }
