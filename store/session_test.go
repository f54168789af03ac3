package store_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/dbtest"
	"linktill/internal/pay"
	"linktill/store"
)

// browsers is what session tests need: requests that load, change and save
// sessions as the server does.
type browsers struct {
	t    *testing.T
	pool *pgxpool.Pool
	st   *store.Store
	sm   *scs.SessionManager
	who  pay.Member
}

func newBrowsers(t *testing.T) browsers {
	t.Helper()
	t.Parallel()
	pool := dbtest.New(t)
	st, err := store.New(pool, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	sm := scs.New()
	sm.Store, sm.HashTokenInStore, sm.IdleTimeout, sm.Lifetime = st.Sessions(), true, 0, store.SessionLifetime
	b := browsers{t: t, pool: pool, st: st, sm: sm}
	b.who, err = st.CreateMerchant(t.Context(), store.NewMerchant{
		NewMerchant: pay.NewMerchant{Name: "Island Coffee", Email: "maria@example.com", Currency: "BSD", Country: "BS"},
		UserID:      st.NewID(0), PasswordHash: "hash",
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// load begins a request with that cookie.
func (b browsers) load(token string) context.Context {
	b.t.Helper()
	ctx, err := b.sm.Load(store.WithVisit(b.t.Context(), "192.0.2.7", "Testing/1.0"), token)
	if err != nil {
		b.t.Fatal(err)
	}
	return ctx
}

// save ends a request and returns the cookie.
func (b browsers) save(ctx context.Context) (string, error) {
	token, _, err := b.sm.Commit(ctx)
	return token, err
}

func (b browsers) signIn(token string, in store.SignIn) string {
	b.t.Helper()
	ctx := b.load(token)
	if err := b.sm.RenewToken(ctx); err != nil {
		b.t.Fatal(err)
	}
	b.st.SignInSession(ctx, in)
	token, err := b.save(ctx)
	if err != nil {
		b.t.Fatal(err)
	}
	return token
}

func (b browsers) login() string {
	return b.signIn("", store.SignIn{UserID: b.who.User.ID, MerchantID: b.who.Merchant.ID, PasswordHash: "hash"})
}

func TestSessionKeepsItsFactsInTheRow(t *testing.T) {
	b := newBrowsers(t)
	token := b.login()
	s := store.SessionOf(b.load(token))
	if s.UserID != b.who.User.ID || s.MerchantID != b.who.Merchant.ID || s.IP != "192.0.2.7" || s.UserAgent != "Testing/1.0" {
		t.Errorf("signed in: %+v", s)
	}
	if !s.SecondFactorAt.IsZero() || s.Livemode || !s.FreshUntil.After(time.Now()) {
		t.Errorf("before the second factor: %+v", s)
	}
	second := b.signIn(token, store.SignIn{UserID: b.who.User.ID, SecondFactor: true})
	if s := store.SessionOf(b.load(second)); s.SecondFactorAt.IsZero() {
		t.Errorf("after the second factor: %+v", s)
	}
	if s := store.SessionOf(b.load(token)); !s.ID.IsZero() {
		t.Errorf("the token from before the second factor still works: %+v", s)
	}
	if got := store.SessionOf(b.load("")); !got.ID.IsZero() {
		t.Errorf("no cookie: %+v", got)
	}
}

func TestSessionTokenIsHashedAndNeverAdopted(t *testing.T) {
	b := newBrowsers(t)
	token := b.login()
	var rows int
	if err := b.pool.QueryRow(t.Context(), `SELECT count(*) FROM sessions WHERE token_hash = $1 OR encode(data, 'escape') LIKE '%' || $1 || '%'`, token).Scan(&rows); err != nil || rows != 0 {
		t.Errorf("token found in %d rows, %v", rows, err)
	}
	// A cookie that somebody else set is not taken over.
	ctx := b.load("chosen-by-a-stranger")
	b.sm.Put(ctx, "k", "v")
	if got, err := b.save(ctx); err != nil || got == "chosen-by-a-stranger" {
		t.Errorf("token %q, %v", got, err)
	}
}

func TestEndedSessionStaysEnded(t *testing.T) {
	ends := map[string]func(b browsers, token string) error{
		"log-out": func(b browsers, token string) error { return b.sm.Destroy(b.load(token)) },
		"revoked": func(b browsers, token string) error {
			return b.st.RevokeSession(b.t.Context(), b.who.User.ID, store.SessionOf(b.load(token)).ID)
		},
		"all revoked": func(b browsers, token string) error {
			return b.st.RevokeOtherSessions(b.t.Context(), b.who.User.ID, pay.ID{})
		},
		"renewed": func(b browsers, token string) error {
			ctx := b.load(token)
			return errors.Join(b.sm.RenewToken(ctx), func() error { _, err := b.save(ctx); return err }())
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			b := newBrowsers(t)
			token := b.login()
			slow, renewing := b.load(token), b.load(token)
			if err := end(b, token); err != nil {
				t.Fatal(err)
			}
			b.sm.Put(slow, "flash", "late")
			if _, err := b.save(slow); !errors.Is(err, store.ErrRevoked) {
				t.Errorf("a slow request saved the ended session: %v", err)
			}
			if err := b.sm.RenewToken(renewing); err != nil {
				t.Fatal(err)
			}
			b.st.SignInSession(renewing, store.SignIn{UserID: b.who.User.ID})
			if _, err := b.save(renewing); !errors.Is(err, store.ErrRevoked) {
				t.Errorf("a slow request renewed the ended session: %v", err)
			}
			if s := store.SessionOf(b.load(token)); !s.ID.IsZero() {
				t.Errorf("the token works again: %+v", s)
			}
		})
	}
}

func TestSessionEndsByItself(t *testing.T) {
	for name, change := range map[string]string{
		"idle": `last_seen_at = now() - interval '12 hours 1 second'`,
		"old":  `expires_at = now() - interval '1 second'`,
	} {
		t.Run(name, func(t *testing.T) {
			b := newBrowsers(t)
			token := b.login()
			if _, err := b.pool.Exec(t.Context(), `UPDATE sessions SET `+change); err != nil {
				t.Fatal(err)
			}
			if s := store.SessionOf(b.load(token)); !s.ID.IsZero() {
				t.Errorf("still works: %+v", s)
			}
			if list, err := b.st.UserSessions(t.Context(), b.who.User.ID); err != nil || len(list) != 0 {
				t.Errorf("listed: %v, %v", list, err)
			}
			if n, err := b.st.PruneSessions(t.Context()); n != 1 || err != nil {
				t.Errorf("pruned %d, %v", n, err)
			}
		})
	}
}

func TestLastSeenIsWrittenOnceAMinute(t *testing.T) {
	b := newBrowsers(t)
	token := b.login()
	seen := func() (at time.Time) {
		b.load(token)
		if err := b.pool.QueryRow(t.Context(), `SELECT last_seen_at FROM sessions`).Scan(&at); err != nil {
			t.Fatal(err)
		}
		return at
	}
	first := seen()
	if again := seen(); !again.Equal(first) {
		t.Errorf("written at each request: %v, %v", first, again)
	}
	if _, err := b.pool.Exec(t.Context(), `UPDATE sessions SET last_seen_at = now() - interval '61 seconds'`); err != nil {
		t.Fatal(err)
	}
	if later := seen(); later.Before(first) {
		t.Errorf("not written after a minute: %v, %v", first, later)
	}
}

func TestColumnsAreNotUndoneByASlowRequest(t *testing.T) {
	b := newBrowsers(t)
	token := b.login()
	id := store.SessionOf(b.load(token)).ID
	slow := b.load(token)
	for _, act := range []error{b.st.EndStepUp(t.Context(), id), b.st.SetLivemode(t.Context(), id, true)} {
		if act != nil {
			t.Fatal(act)
		}
	}
	b.sm.Put(slow, "flash", "late")
	if _, err := b.save(slow); err != nil {
		t.Fatal(err)
	}
	if s := store.SessionOf(b.load(token)); !s.FreshUntil.IsZero() || !s.Livemode {
		t.Errorf("undone: %+v", s)
	}
	if err := b.st.StepUp(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if s := store.SessionOf(b.load(token)); !s.FreshUntil.After(time.Now().Add(9 * time.Minute)) {
		t.Errorf("not fresh: %+v", s)
	}
	if err := b.st.StepUp(t.Context(), b.st.NewID(0)); pay.CodeOf(err) != pay.Unauthorized {
		t.Errorf("step-up of no session: %v", err)
	}
}

func TestRevoke(t *testing.T) {
	b := newBrowsers(t)
	tokens := []string{b.login(), b.login(), b.login()}
	list, err := b.st.UserSessions(t.Context(), b.who.User.ID)
	if err != nil || len(list) != 3 {
		t.Fatalf("%d sessions, %v", len(list), err)
	}
	keep := store.SessionOf(b.load(tokens[1])).ID
	stranger := b.st.NewID(0)
	if err := b.st.RevokeSession(t.Context(), stranger, keep); pay.CodeOf(err) != pay.NotFound {
		t.Errorf("somebody else's session: %v", err)
	}
	if err := b.st.RevokeOtherSessions(t.Context(), b.who.User.ID, keep); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{false, true, false} {
		if works := !store.SessionOf(b.load(tokens[i])).ID.IsZero(); works != want {
			t.Errorf("session %d works: %v", i, works)
		}
	}
}

// A log-in whose password was checked just before it is changed must not leave
// a session behind the change, however the two fall together.
func TestLoginDoesNotOutliveAChangeOfPassword(t *testing.T) {
	b := newBrowsers(t)
	for range 40 {
		hash := time.Now().String()
		if _, err := b.pool.Exec(t.Context(), `UPDATE users SET password_hash = $1`, hash); err != nil {
			t.Fatal(err)
		}
		var both sync.WaitGroup
		both.Go(func() {
			ctx := b.load("")
			b.st.SignInSession(ctx, store.SignIn{UserID: b.who.User.ID, PasswordHash: hash})
			if _, err := b.save(ctx); err != nil && !errors.Is(err, store.ErrRevoked) {
				t.Error(err)
			}
		})
		both.Go(func() {
			if err := b.st.ChangePassword(t.Context(), b.who.User.ID, "changed", pay.ID{}); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		if list, err := b.st.UserSessions(t.Context(), b.who.User.ID); err != nil || len(list) != 0 {
			t.Fatalf("sessions with the old password: %v, %v", list, err)
		}
	}
}

func TestLongUserAgentIsCut(t *testing.T) {
	b := newBrowsers(t)
	ctx, err := b.sm.Load(store.WithVisit(t.Context(), "::1", strings.Repeat("é", 300)), "")
	if err != nil {
		t.Fatal(err)
	}
	b.sm.Put(ctx, "k", http.StatusOK)
	if _, err := b.save(ctx); err != nil {
		t.Fatal(err)
	}
}
