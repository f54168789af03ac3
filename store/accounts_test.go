package store_test

import (
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/dbtest"
	"linktill/internal/pay"
	"linktill/store"
)

// accounts is a store with one merchant, Island Coffee, whose owner has
// two-factor on.
type accounts struct {
	*store.Store
	pool  *pgxpool.Pool
	owner pay.Member
	t     *testing.T
}

func newAccounts(t *testing.T) accounts {
	t.Helper()
	t.Parallel()
	pool := dbtest.New(t)
	s, err := store.New(pool, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	a := accounts{Store: s, pool: pool, t: t}
	a.owner = a.open("maria@example.com", "Island Coffee", []byte("sealed"))
	return a
}

func (a accounts) try(email, name, slug string, sealed []byte) (pay.Member, error) {
	return a.CreateMerchant(a.t.Context(), store.NewMerchant{
		NewMerchant: pay.NewMerchant{Slug: slug, Name: name, Email: email, Currency: "BSD", Country: "BS"},
		UserID:      a.NewID(0), PasswordHash: "hash", TOTPSealed: sealed,
	})
}

func (a accounts) open(email, name string, sealed []byte) pay.Member {
	a.t.Helper()
	m, err := a.try(email, name, "", sealed)
	a.must(err)
	return m
}

func (a accounts) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
}

func (a accounts) count(sql string, args ...any) (n int) {
	a.t.Helper()
	a.must(a.pool.QueryRow(a.t.Context(), sql, args...).Scan(&n))
	return n
}

func (a accounts) exec(sql string, args ...any) {
	a.t.Helper()
	_, err := a.pool.Exec(a.t.Context(), sql, args...)
	a.must(err)
}

// notices are the mails that were asked for, in order.
func (a accounts) notices() []string {
	a.t.Helper()
	rows, err := a.pool.Query(a.t.Context(), `SELECT args->>'notice' FROM river.river_job WHERE kind = 'account_notice_mail' ORDER BY id`)
	a.must(err)
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	a.must(err)
	return got
}

// session makes a session of that user and returns its id.
func (a accounts) session(userID pay.ID) pay.ID {
	a.t.Helper()
	id := a.NewID(0)
	a.exec(`INSERT INTO sessions (token_hash, id, user_id, data, expires_at) VALUES ($1, $2, $3, '', now() + interval '1 hour')`,
		id.UUID(), id, userID)
	return id
}

func (a accounts) sessionsOf(userID pay.ID) int {
	return a.count(`SELECT count(*) FROM sessions WHERE user_id = $1`, userID)
}

func code(err error) pay.Code { return pay.CodeOf(err) }

// rounds is how often a race is run; LINKTILL_RACE_ROUNDS runs it more often.
func rounds(t *testing.T, usually int) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("LINKTILL_RACE_ROUNDS"))
	if err != nil {
		return usually
	}
	return n
}

// atOnce runs do n times at the same moment and counts the successes; an error
// that is not a *pay.Error fails the test.
func atOnce(t *testing.T, n int, do func(i int) error) (succeeded int) {
	t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			err := do(i)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				succeeded++
			} else if pay.CodeOf(err) == "" {
				t.Error(err)
			}
		})
	}
	close(start)
	all.Wait()
	return succeeded
}

func TestCreateMerchant(t *testing.T) {
	a := newAccounts(t)
	m := a.owner
	if m.Merchant.Slug != "island-coffee" || m.Merchant.TimeZone != "America/Nassau" || m.Role != pay.Owner || !m.User.TOTPOn || m.User.TOTPSince == nil {
		t.Errorf("%+v", m)
	}
	if m.Merchant.ID.MerchantNumber() != m.Merchant.Number || m.Merchant.Number == 0 {
		t.Errorf("number %d, id's %d", m.Merchant.Number, m.Merchant.ID.MerchantNumber())
	}
	if n := a.count(`SELECT count(*) FROM merchant_counters WHERE merchant_id = $1`, m.Merchant.ID); n != 2 {
		t.Errorf("%d counters", n)
	}
	for name, find := range map[string]func() (pay.Merchant, error){
		"id":     func() (pay.Merchant, error) { return a.Merchant(t.Context(), m.Merchant.ID) },
		"number": func() (pay.Merchant, error) { return a.MerchantByNumber(t.Context(), m.Merchant.Number) },
		"slug":   func() (pay.Merchant, error) { return a.MerchantBySlug(t.Context(), "island-coffee") },
	} {
		if got, err := find(); err != nil || !reflect.DeepEqual(got, m.Merchant) {
			t.Errorf("by %s: %+v, %v", name, got, err)
		}
	}
	if _, err := a.MerchantBySlug(t.Context(), "nobody"); code(err) != pay.NotFound {
		t.Error(err)
	}
}

func TestSlugsAreTakenOnce(t *testing.T) {
	a := newAccounts(t)
	if m := a.open("two@example.com", "Island Coffee", nil); m.Merchant.Slug != "island-coffee-2" {
		t.Errorf("the second is %s", m.Merchant.Slug)
	}
	if m := a.open("admin@example.com", "Admin", nil); m.Merchant.Slug != "admin-2" {
		t.Errorf("a reserved name gives %s", m.Merchant.Slug)
	}
	for _, slug := range []string{"island-coffee", "island-c0ffee", "islandcoffee", "1sland-coffee"} {
		if _, err := a.try("other@example.com", "Other", slug, nil); code(err) != pay.Invalid {
			t.Errorf("%s: %v", slug, err)
		}
	}
	if _, err := a.try("maria@example.com", "Other", "", nil); code(err) != pay.Invalid {
		t.Errorf("an address twice: %v", err)
	}
	if n := a.count(`SELECT count(*) FROM merchants`); n != 3 {
		t.Errorf("%d merchants: something was left behind", n)
	}
	made := atOnce(t, 12, func(i int) error {
		_, err := a.try("same"+strconv.Itoa(i)+"@example.com", "Same Name", "", nil)
		return err
	})
	if n := a.count(`SELECT count(DISTINCT slug) FROM merchants WHERE name = 'Same Name'`); made != 12 || n != 12 {
		t.Errorf("of 12 with one name %d were made, with %d slugs", made, n)
	}
}

// The rule that two slugs look alike is in Go and in SQL.
func TestSlugLookIsTheSameInSQL(t *testing.T) {
	a := newAccounts(t)
	for i, slug := range []string{"corner-shop", "vvine-bar", "b0b-11", "i1l-o0o", "a-rn-b", "r-n", "v-v-x"} {
		number := strconv.Itoa(i)
		m, err := a.try("look"+number+"@example.com", "Look", slug, nil)
		a.must(err)
		if _, err := a.try("again"+number+"@example.com", "Look", strings.ReplaceAll(slug, "-", ""), nil); code(err) != pay.Invalid {
			t.Errorf("%s without hyphens: %v", m.Merchant.Slug, err)
		}
	}
}

func TestPasswordChangeEndsOthers(t *testing.T) {
	a := newAccounts(t)
	user := a.owner.User.ID
	keep := a.session(user)
	a.session(user)
	a.must(a.CreateReset(t.Context(), "maria@example.com", []byte("token")))
	a.must(a.ChangePassword(t.Context(), user, "new hash", keep))
	if n := a.sessionsOf(user); n != 1 {
		t.Errorf("%d sessions are left", n)
	}
	who, err := a.Credentials(t.Context(), user)
	if err != nil || who.PasswordHash != "new hash" || !who.User.TOTPOn || !who.User.PasswordChangedAt.After(a.owner.User.PasswordChangedAt) {
		t.Errorf("%+v, %v", who, err)
	}
	if _, err := a.ResetUser(t.Context(), []byte("token")); code(err) != pay.NotFound {
		t.Errorf("a mailed link outlives the change: %v", err)
	}
	if got := a.notices(); len(got) != 1 || got[0] != string(pay.NoticePasswordChanged) {
		t.Errorf("notices %v", got)
	}
}

func TestResetTokenWorksOnce(t *testing.T) {
	a := newAccounts(t)
	user := a.owner.User.ID
	if err := a.CreateReset(t.Context(), "nobody@example.com", []byte("x")); code(err) != pay.NotFound {
		t.Errorf("a token for nobody: %v", err)
	}
	a.must(a.CreateReset(t.Context(), "maria@example.com", []byte("first")))
	a.must(a.CreateReset(t.Context(), "maria@example.com", []byte("second")))
	if _, err := a.ResetUser(t.Context(), []byte("first")); code(err) != pay.NotFound {
		t.Errorf("a newer one leaves the older: %v", err)
	}
	a.session(user)
	if n := atOnce(t, 20, func(int) error { return a.ResetPassword(t.Context(), []byte("second"), "reset hash") }); n != 1 {
		t.Errorf("the token worked %d times", n)
	}
	who, err := a.Credentials(t.Context(), user)
	if err != nil || who.PasswordHash != "reset hash" || !who.User.TOTPOn {
		t.Errorf("%+v, %v", who, err)
	}
	if a.sessionsOf(user) != 0 {
		t.Error("a session outlives the reset")
	}
	a.must(a.CreateReset(t.Context(), "maria@example.com", []byte("old")))
	a.exec(`UPDATE password_resets SET expires_at = now()`)
	if err := a.ResetPassword(t.Context(), []byte("old"), "x"); code(err) != pay.NotFound {
		t.Errorf("after 30 minutes: %v", err)
	}
	if seconds := a.count(`SELECT extract(epoch FROM expires_at - created_at)::int FROM password_resets`); seconds > 1800 {
		t.Errorf("it lives %d seconds", seconds)
	}
}

func TestTOTPIsTurnedOnOnce(t *testing.T) {
	a := newAccounts(t)
	user := a.open("two@example.com", "Two", nil).User.ID
	keep := a.session(user)
	a.session(user)
	hashes := [][]byte{[]byte("a"), []byte("b")}
	if n := atOnce(t, 10, func(int) error { return a.ConfirmTOTP(t.Context(), user, []byte("sealed"), 77, hashes, keep) }); n != 1 {
		t.Errorf("it was turned on %d times", n)
	}
	if left, all, err := a.RecoveryCodes(t.Context(), user); left != 2 || all != 2 || err != nil {
		t.Errorf("%d of %d recovery codes, %v", left, all, err)
	}
	if a.sessionsOf(user) != 1 {
		t.Error("another session goes on without the second factor")
	}
	if err := a.give(user, 77, nil); code(err) != pay.BadCode {
		t.Errorf("the confirming code works again: %v", err)
	}
	a.must(a.DisableTOTP(t.Context(), user, keep))
	if who, err := a.Credentials(t.Context(), user); err != nil || who.User.TOTPOn {
		t.Errorf("%+v, %v", who, err)
	}
	if _, all, _ := a.RecoveryCodes(t.Context(), user); all != 0 {
		t.Error("recovery codes outlive two-factor")
	}
	a.must(a.ConfirmTOTP(t.Context(), user, []byte("sealed"), 70, hashes, keep))
	if err := a.give(user, 77, nil); code(err) != pay.BadCode {
		t.Errorf("turning off and on lets a code work again: %v", err)
	}
	want := []string{"two_factor_on", "two_factor_off", "two_factor_on"}
	if got := a.notices(); strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("notices %v", got)
	}
}
