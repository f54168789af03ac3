package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
)

// How long a session lives at the most, without being used, and after a
// password or a code for what needs a fresh one.
const (
	SessionLifetime = 7 * 24 * time.Hour
	SessionIdle     = 12 * time.Hour
	SessionFresh    = 10 * time.Minute
)

// userAgentMax is how much of a browser's name is kept, in bytes.
const userAgentMax = 400

// ErrRevoked is what saving a session says that was ended while the request
// that loaded it was still running.
var ErrRevoked = errors.New("store: the session was ended meanwhile")

// Session is a browser session as its row says it, apart from scs's data.
type Session struct {
	ID             pay.ID
	UserID         pay.ID // zero: nobody has given a password yet
	MerchantID     pay.ID // zero: the user's first merchant
	Livemode       bool
	SecondFactorAt time.Time // zero: not passed in this session
	FreshUntil     time.Time
	IP, UserAgent  string
	CreatedAt      time.Time
	LastSeenAt     time.Time // to the minute
	ExpiresAt      time.Time
}

// SignIn is what a session becomes when a person proved who they are.
type SignIn struct {
	UserID, MerchantID pay.ID
	// PasswordHash is the hash that the password was checked against: no session
	// comes to be when it has changed since. "" when no password was checked.
	PasswordHash string
	SecondFactor bool
	// LogIn is set when this is what lets the person in: it goes into the audit
	// log, and a browser that was not seen before is told by mail.
	LogIn *LogIn
	// carried is set when nothing was proved now: the session keeps when that was.
	carried bool
}

// LogIn is how somebody logged in.
type LogIn struct {
	// With is "password", "code", "recovery code" or "passkey".
	With string
	// DeviceHash stands for the browser.
	DeviceHash []byte
}

// visit is what one request knows of its session, kept in its context.
type visit struct {
	ip, userAgent string
	loaded        string // the hash of the token that the request came with
	gone          bool   // the loaded row was already away when it was to be replaced
	session       Session
	signIn        *SignIn
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	v, ok := ctx.Value(visitKey{}).(*visit)
	if !ok {
		return &visit{}
	}
	return v
}

// WithVisit prepares a request's context for its session; ip and userAgent are
// kept with a session that comes to be.
func WithVisit(ctx context.Context, ip, userAgent string) context.Context {
	return context.WithValue(ctx, visitKey{}, &visit{ip: ip, userAgent: cut(strings.ToValidUTF8(userAgent, ""), userAgentMax)})
}

// SessionOf returns the session of the request with that context, the zero
// value when it came without one.
func SessionOf(ctx context.Context) Session { return visitOf(ctx).session }

// SignInSession makes the session of this request that person's. The token
// must be renewed in the same request, before or after: the facts are written
// together with the new token, so no older request can undo them.
func (s *Store) SignInSession(ctx context.Context, in SignIn) {
	v := visitOf(ctx)
	v.signIn = &in
	v.session = Session{
		ID: pay.NewID(s.now(), 0), UserID: in.UserID, MerchantID: in.MerchantID, Livemode: v.session.Livemode,
		IP: v.ip, UserAgent: v.userAgent, CreatedAt: s.now(), LastSeenAt: s.now(), FreshUntil: s.now().Add(SessionFresh),
	}
	if in.SecondFactor {
		v.session.SecondFactorAt = s.now()
	}
}

// RenewSession is SignInSession for a person who gains rights and proves nothing
// with it, such as one who joins a merchant: was, their session before its token
// was renewed, goes on under the new one, and what was proved in it was proved
// when it was. It looks at that merchant, and at another one than before in test
// mode, as SwitchMerchant does.
func (s *Store) RenewSession(ctx context.Context, was Session, merchantID pay.ID) {
	s.SignInSession(ctx, SignIn{UserID: was.UserID, MerchantID: merchantID, carried: true})
	v := visitOf(ctx)
	v.session.SecondFactorAt, v.session.FreshUntil = was.SecondFactorAt, was.FreshUntil
	v.session.Livemode = was.Livemode && was.MerchantID == merchantID
}

// Sessions returns the store of scs's sessions.
func (s *Store) Sessions() scs.CtxStore { return sessionStore{s} }

type sessionStore struct{ *Store }

// FindCtx loads a session that is neither over nor idle for too long, and notes
// in ctx that it did.
func (s sessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	v := visitOf(ctx)
	rows, err := s.pool.Query(ctx, `/* Session.Find */
		SELECT `+sessionColumns+`, data, last_seen_at < now() - interval '1 minute'
		FROM sessions
		WHERE token_hash = $1 AND expires_at > now() AND last_seen_at > now() - $2::interval`, token, SessionIdle)
	if err != nil {
		return nil, false, explain(err)
	}
	var stale bool
	v.session, err = pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (Session, error) {
		return scanSession(row, &data, &stale)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, explain(err)
	}
	v.loaded = token
	if stale {
		_, err = s.pool.Exec(ctx, `/* Session.Find */ UPDATE sessions SET last_seen_at = now() WHERE token_hash = $1`, token)
	}
	return data, true, explain(err)
}

// CommitCtx saves: a loaded session only by an update, which finds nothing once
// the session was ended; a new token by an insert.
func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	v := visitOf(ctx)
	if v.gone {
		return ErrRevoked
	}
	if token != v.loaded {
		return s.insert(ctx, v, token, data, expiry)
	}
	tag, err := s.pool.Exec(ctx, `/* Session.Commit */ UPDATE sessions SET data = $2 WHERE token_hash = $1`, token, data)
	if err == nil && tag.RowsAffected() == 0 {
		return ErrRevoked
	}
	return explain(err)
}

// insert makes a row, and what a log-in brings along.
func (s sessionStore) insert(ctx context.Context, v *visit, token string, data []byte, expiry time.Time) error {
	in := SignIn{}
	if v.signIn != nil {
		in = *v.signIn
	}
	if v.session.ID.IsZero() {
		v.session.ID = s.NewID(0)
	}
	if in.LogIn == nil {
		if err := s.insertRow(ctx, s.pool, v, in, token, data, expiry); err != nil {
			return explain(err)
		}
	} else if err := s.inTx(ctx, func(tx pgx.Tx) error {
		if err := s.insertRow(ctx, tx, v, in, token, data, expiry); err != nil {
			return err
		}
		return s.noteLogIn(ctx, tx, in)
	}); err != nil {
		return err
	}
	v.loaded, v.signIn = token, nil
	return nil
}

// insertRow locks the user's row against a change of password meanwhile: either
// that change sees the session and ends it, or the session is not made.
func (s sessionStore) insertRow(ctx context.Context, db execer, v *visit, in SignIn, token string, data []byte, expiry time.Time) error {
	var carried struct{ secondFactorAt, freshUntil *time.Time }
	if in.carried {
		carried.secondFactorAt, carried.freshUntil = timeOpt(v.session.SecondFactorAt), timeOpt(v.session.FreshUntil)
	}
	tag, err := db.Exec(ctx, `/* Session.Insert */
		WITH person AS (
			SELECT id FROM users WHERE id = $3::uuid AND ($9 = '' OR password_hash = $9) FOR SHARE
		)
		INSERT INTO sessions (token_hash, id, user_id, merchant_id, livemode, data, ip, user_agent,
			second_factor_at, fresh_until, expires_at)
		SELECT $1, $2, $3::uuid, $4::uuid, $5, $6, $7, $8,
			CASE WHEN $10 THEN now() ELSE $13 END,
			CASE WHEN $3::uuid IS NOT NULL AND NOT $15 THEN now() + $11::interval ELSE $14 END, $12
		WHERE $3::uuid IS NULL OR EXISTS (SELECT FROM person)`,
		token, v.session.ID, in.UserID, in.MerchantID, v.session.Livemode, data, v.ip, v.userAgent,
		in.PasswordHash, in.SecondFactor, SessionFresh, expiry, carried.secondFactorAt, carried.freshUntil, in.carried)
	if err == nil && tag.RowsAffected() == 0 {
		return ErrRevoked
	}
	return err
}

// DeleteCtx ends a session. When the row that this request loaded is already
// away, nothing may be saved in its place.
func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	v := visitOf(ctx)
	tag, err := s.pool.Exec(ctx, `/* Session.Delete */ DELETE FROM sessions WHERE token_hash = $1`, token)
	if err != nil {
		return explain(err)
	}
	if v.loaded != "" && token == v.loaded {
		v.gone = tag.RowsAffected() == 0
		v.loaded, v.session = "", Session{Livemode: v.session.Livemode}
	}
	return nil
}

// Find, Commit and Delete are there for scs's interface; scs calls the others.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a request.
func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a request.
func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

const sessionColumns = `id, user_id, merchant_id, livemode, second_factor_at, fresh_until,
	ip, user_agent, created_at, last_seen_at, expires_at`

// scanSession reads sessionColumns and whatever columns follow them.
func scanSession(row pgx.CollectableRow, more ...any) (Session, error) {
	var s Session
	var secondFactorAt, freshUntil *time.Time
	err := row.Scan(append([]any{&s.ID, &s.UserID, &s.MerchantID, &s.Livemode, &secondFactorAt, &freshUntil,
		&s.IP, &s.UserAgent, &s.CreatedAt, &s.LastSeenAt, &s.ExpiresAt}, more...)...)
	if secondFactorAt != nil {
		s.SecondFactorAt = *secondFactorAt
	}
	if freshUntil != nil {
		s.FreshUntil = *freshUntil
	}
	return s, err
}

// timeOpt is nil for the zero time.
func timeOpt(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// cut shortens text to at most n bytes without leaving half a character.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n]
}
