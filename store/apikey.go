package store

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// KeyToStore is a new API key: everything but the key itself.
type KeyToStore struct {
	ID       pay.ID
	Livemode bool
	pay.NewAPIKey
	Hash  []byte
	Last4 string
}

const keyColumns = `k.merchant_id, k.id, k.livemode, k.name, k.scopes, k.last4, k.refund_limit_minor, k.expires_at,
	k.last_used_at, k.revoked_at, k.created_by, k.created_at`

func keyFields(k *pay.APIKey) []any {
	return []any{&k.MerchantID, &k.ID, &k.Livemode, &k.Name, &k.Scopes, &k.Last4, &k.RefundLimitMinor, &k.ExpiresAt,
		&k.LastUsedAt, &k.RevokedAt, &k.CreatedBy, &k.CreatedAt}
}

func scanKey(row pgx.CollectableRow) (k pay.APIKey, err error) {
	err = row.Scan(keyFields(&k)...)
	return k, err
}

// queueKey adds the insert of a key to a batch. When the same request ran
// before and its answer, the only one that shows the key, never got out, the
// new key takes the place of that one. Whoever made a key made the keys that it
// makes as well: they end together when that person goes.
func queueKey(b *pgx.Batch, by pay.Caller, key KeyToStore) {
	scopes := make([]string, len(key.Scopes))
	for i, scope := range key.Scopes {
		scopes[i] = string(scope)
	}
	b.Queue(`/* CreateAPIKey */
		INSERT INTO api_keys AS k (merchant_id, id, livemode, name, key_hash, last4, scopes, refund_limit_minor, expires_at, created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce($10, (SELECT m.created_by FROM api_keys m WHERE m.merchant_id = $1 AND m.id = $11)))
		ON CONFLICT (merchant_id, id) DO UPDATE SET key_hash = excluded.key_hash, last4 = excluded.last4
			WHERE k.last_used_at IS NULL AND k.revoked_at IS NULL`,
		by.MerchantID, key.ID, key.Livemode, key.Name, key.Hash, key.Last4, scopes, key.RefundLimitMinor, key.ExpiresAt, by.UserID, by.KeyID).
		Exec(oneRow(pay.Errorf(pay.Conflict, "This key was made before and has been used. Make another one.")))
}

// CreateAPIKey stores a key of the caller's merchant and mode, with no more
// rights than the caller has.
func (s *Store) CreateAPIKey(ctx context.Context, by pay.Caller, key KeyToStore) (k pay.APIKey, err error) {
	key.NewAPIKey, key.Livemode = key.Clean(), by.Livemode
	if err := key.Check(by, s.now()); err != nil {
		return k, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		// The merchant's row is locked first, so that the keys are counted as they
		// are then, whoever else makes one.
		if _, err := tx.Exec(ctx, `/* CreateAPIKey */
			SELECT FROM merchants WHERE id = $1 FOR NO KEY UPDATE`, by.MerchantID); err != nil {
			return err
		}
		var working int
		err := tx.QueryRow(ctx, `/* CreateAPIKey */
			SELECT count(*) FROM api_keys k
			WHERE k.merchant_id = $1 AND k.id <> $2 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())`,
			by.MerchantID, key.ID).Scan(&working)
		if err != nil {
			return err
		}
		if working >= pay.APIKeysMax {
			return pay.Errorf(pay.Invalid, "There are %d working keys already, which is the most. Revoke one that is not needed.", working)
		}
		b := &pgx.Batch{}
		queueKey(b, by, key)
		b.Queue(`/* CreateAPIKey */ SELECT `+keyColumns+` FROM api_keys k WHERE k.merchant_id = $1 AND k.id = $2`,
			by.MerchantID, key.ID).QueryRow(func(row pgx.Row) error { return row.Scan(keyFields(&k)...) })
		s.queueAudit(b, by, pay.AuditNote{Act: pay.ActKeyCreated, Object: pay.KeyPrefix.Show(key.ID), Name: key.Name,
			Changes: pay.Changes(pay.Changed("may", "", scopeList(key.Scopes))), OfMode: true})
		return send(ctx, tx, b)
	})
	return k, err
}

// APIKeys lists the keys of the caller's merchant and mode, newest first;
// revoked ones only when they are asked for.
func (s *Store) APIKeys(ctx context.Context, by pay.Caller, revokedToo bool, page pay.Page) (pay.List[pay.APIKey], error) {
	rows, err := s.pool.Query(ctx, `/* APIKeys */
		SELECT `+keyColumns+` FROM api_keys k
		WHERE k.merchant_id = $1 AND k.livemode = $2 AND ($3 OR k.revoked_at IS NULL) AND ($4::uuid IS NULL OR k.id < $4)
		ORDER BY k.id DESC LIMIT $5 OFFSET $6`,
		by.MerchantID, by.Livemode, revokedToo, page.Cursor, page.Limit+1, page.Offset)
	if err != nil {
		return pay.List[pay.APIKey]{}, explain(err)
	}
	keys, err := pgx.CollectRows(rows, scanKey)
	if err != nil {
		return pay.List[pay.APIKey]{}, explain(err)
	}
	list := pay.Cut(keys, page.Limit)
	err = s.pool.QueryRow(ctx, `/* APIKeys */
		SELECT count(*) FROM api_keys k
		WHERE k.merchant_id = $1 AND k.livemode = $2 AND ($3 OR k.revoked_at IS NULL)`,
		by.MerchantID, by.Livemode, revokedToo).Scan(&list.Total)
	return list, explain(err)
}

// RevokeAPIKey makes a key of the caller's merchant and mode worthless, at once
// and for good. Doing it again changes nothing.
func (s *Store) RevokeAPIKey(ctx context.Context, by pay.Caller, id pay.ID) (k pay.APIKey, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var worked bool
		err := tx.QueryRow(ctx, `/* RevokeAPIKey */
			UPDATE api_keys k SET revoked_at = coalesce(k.revoked_at, now())
			FROM (SELECT revoked_at IS NULL AS worked FROM api_keys WHERE merchant_id = $1 AND id = $2 FOR UPDATE) before
			WHERE k.merchant_id = $1 AND k.id = $2 AND k.livemode = $3 RETURNING `+keyColumns+`, before.worked`,
			by.MerchantID, id, by.Livemode).Scan(append(keyFields(&k), &worked)...)
		if err != nil {
			return notFound(err, pay.NotFound, "There is no API key with this id.")
		}
		if !worked {
			return nil
		}
		return s.audit(ctx, tx, by, pay.AuditNote{Act: pay.ActKeyRevoked, Object: pay.KeyPrefix.Show(id), Name: k.Name, OfMode: true})
	})
	return k, err
}

// scopeList is what a key may do, for the audit log.
func scopeList(scopes []pay.Scope) string {
	if len(scopes) == len(pay.Scopes) {
		return "everything"
	}
	words := make([]string, len(scopes))
	for i, scope := range scopes {
		words[i] = string(scope)
	}
	return strings.Join(words, ", ")
}

// keyRateWindow is the time over which a key's requests are counted.
const keyRateWindow = time.Minute

// KeyCaller finds who a key acts for, counts the request against the key's rate
// and notes, once a minute, that it was used: all in one statement, so that a
// key is worthless from the moment it is revoked. Unauthorized when no working
// key has this hash.
func (s *Store) KeyCaller(ctx context.Context, merchantNumber uint32, livemode bool, hash []byte, perMinute int) (c pay.Caller, rate RateState, err error) {
	c.MerchantNumber, c.Livemode = merchantNumber, livemode
	var n, resetSeconds int
	err = s.pool.QueryRow(ctx, `/* KeyCaller */
		WITH k AS (
			SELECT k.merchant_id, m.slug, m.name, m.default_currency, m.time_zone,
				k.id, k.scopes, k.refund_limit_minor, k.expires_at, k.last_used_at
			FROM merchants m JOIN api_keys k ON k.merchant_id = m.id
			WHERE m.number = $1 AND k.key_hash = $2 AND k.livemode = $3
				AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
		), used AS (
			UPDATE api_keys SET last_used_at = now() FROM k
			WHERE api_keys.merchant_id = k.merchant_id AND api_keys.id = k.id
				AND (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute')
		), hit AS (
			INSERT INTO rate_hits AS r (key, win, n) SELECT 'key:' || k.id, date_bin($4, now(), 'epoch'), 1 FROM k
			ON CONFLICT (key, win) DO UPDATE SET n = r.n + 1
			RETURNING n, ceil(extract(epoch FROM win + $4 - now()))::integer AS reset
		)
		SELECT k.merchant_id, k.slug, k.name, k.default_currency, k.time_zone,
			k.id, k.scopes, k.refund_limit_minor, k.expires_at, hit.n, hit.reset FROM k, hit`,
		int64(merchantNumber), hash, livemode, keyRateWindow).
		Scan(&c.MerchantID, &c.MerchantSlug, &c.MerchantName, &c.DefaultCurrency, &c.TimeZone,
			&c.KeyID, &c.Scopes, &c.RefundLimitMinor, &c.KeyExpiresAt, &n, &resetSeconds)
	if err != nil {
		return pay.Caller{}, RateState{}, notFound(err, pay.Unauthorized, "This API key is not valid: it is wrong, has expired or was revoked.")
	}
	return c, RateStateOf(perMinute, n, resetSeconds), nil
}
