package store_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
)

func (a accounts) key(by pay.Caller, name string, change ...func(*store.KeyToStore)) (pay.APIKey, error) {
	k := store.KeyToStore{ID: a.NewID(by.MerchantNumber), Hash: []byte("hash of " + name), Last4: "9fQ2",
		NewAPIKey: pay.NewAPIKey{Name: name, Scopes: []pay.Scope{pay.PaymentsRead, pay.LinksRead}}}
	for _, c := range change {
		c(&k)
	}
	return a.CreateAPIKey(a.t.Context(), by, k)
}

func (a accounts) callerOf(by pay.Caller, name string) (pay.Caller, store.RateState, error) {
	return a.KeyCaller(a.t.Context(), by.MerchantNumber, by.Livemode, []byte("hash of "+name), 10)
}

func TestKeyActsForItsMerchantAndMode(t *testing.T) {
	a := newAccounts(t)
	by := a.caller()
	limit := int64(5000)
	k, err := a.key(by, "shop", func(k *store.KeyToStore) { k.RefundLimitMinor = &limit })
	a.must(err)
	if k.Name != "shop" || k.Last4 != "9fQ2" || k.Livemode || k.CreatedBy != by.UserID || k.LastUsedAt != nil {
		t.Errorf("%+v", k)
	}
	got, rate, err := a.callerOf(by, "shop")
	a.must(err)
	if got.MerchantID != by.MerchantID || got.KeyID != k.ID || got.MerchantSlug != "island-coffee" || got.TimeZone != "America/Nassau" ||
		got.DefaultCurrency != "BSD" || !slices.Equal(got.Scopes, []pay.Scope{pay.PaymentsRead, pay.LinksRead}) || *got.RefundLimitMinor != limit {
		t.Errorf("%+v", got)
	}
	if rate.Limit != 10 || rate.Remaining != 9 || rate.Exceeded {
		t.Errorf("%+v", rate)
	}
	live := by
	live.Livemode = true
	other := by
	other.MerchantNumber++
	for name, wrong := range map[string]pay.Caller{"the other mode": live, "another merchant": other} {
		if _, _, err := a.callerOf(wrong, "shop"); code(err) != pay.Unauthorized {
			t.Errorf("in %s: %v", name, err)
		}
	}
	if _, _, err := a.callerOf(by, "unknown"); code(err) != pay.Unauthorized {
		t.Error(err)
	}
}

func TestRevokedAndExpiredKeysAreWorthlessAtOnce(t *testing.T) {
	a := newAccounts(t)
	by := a.caller()
	k, err := a.key(by, "shop")
	a.must(err)
	live := by
	live.Livemode = true
	if _, err := a.RevokeAPIKey(t.Context(), live, k.ID); code(err) != pay.NotFound {
		t.Errorf("revoked from the other mode: %v", err)
	}
	for range 2 {
		if revoked, err := a.RevokeAPIKey(t.Context(), by, k.ID); err != nil || revoked.RevokedAt == nil {
			t.Errorf("%+v, %v", revoked, err)
		}
	}
	if _, _, err := a.callerOf(by, "shop"); code(err) != pay.Unauthorized {
		t.Errorf("a revoked key: %v", err)
	}
	soon := time.Now().Add(time.Hour)
	_, err = a.key(by, "short", func(k *store.KeyToStore) { k.ExpiresAt = &soon })
	a.must(err)
	_, _, err = a.callerOf(by, "short")
	a.must(err)
	a.exec(`UPDATE api_keys SET expires_at = now()`)
	if _, _, err := a.callerOf(by, "short"); code(err) != pay.Unauthorized {
		t.Errorf("an expired key: %v", err)
	}
}

func TestKeyUseIsNotedOnceAMinute(t *testing.T) {
	a := newAccounts(t)
	by := a.caller()
	k, err := a.key(by, "shop")
	a.must(err)
	use := func() time.Time {
		_, _, err := a.callerOf(by, "shop")
		a.must(err)
		list, err := a.APIKeys(t.Context(), by, false, pay.DefaultPage())
		a.must(err)
		return *list.Rows[0].LastUsedAt
	}
	first := use()
	if again := use(); !again.Equal(first) {
		t.Error("noted twice within a minute")
	}
	a.exec(`UPDATE api_keys SET last_used_at = now() - interval '61 seconds' WHERE id = $1`, k.ID)
	if later := use(); !later.After(first) {
		t.Error("not noted after a minute")
	}
}

func TestKeyRateIsExact(t *testing.T) {
	a := newAccounts(t)
	by := a.caller()
	_, err := a.key(by, "shop")
	a.must(err)
	left := func() int {
		_, seconds, err := a.Peek(t.Context(), "none", time.Minute)
		a.must(err)
		return seconds
	}
	for {
		a.exec(`DELETE FROM rate_hits`)
		before := left()
		passed := atOnce(t, 40, func(int) error {
			_, rate, err := a.callerOf(by, "shop")
			if err == nil && rate.Exceeded {
				err = pay.Errorf(pay.TooMany, "over")
			}
			return err
		})
		if left() > before {
			continue // a new window began in the middle
		}
		if passed != 10 {
			t.Errorf("of 40 requests at a rate of 10 %d passed", passed)
		}
		return
	}
}

func TestNobodyGrantsMoreThanTheyHave(t *testing.T) {
	a := newAccounts(t)
	for _, role := range []pay.Role{pay.Manager, pay.Viewer} {
		by := a.caller()
		by.Role = role
		if _, err := a.key(by, "more", func(k *store.KeyToStore) { k.Scopes = []pay.Scope{pay.KeysWrite} }); code(err) != pay.Invalid {
			t.Errorf("%s: %v", role, err)
		}
	}
	key := pay.Caller{MerchantID: a.owner.Merchant.ID, MerchantNumber: a.owner.Merchant.Number, KeyID: a.NewID(1), Scopes: []pay.Scope{pay.KeysWrite, pay.LinksRead}}
	for _, scope := range pay.Scopes {
		_, err := a.key(key, string(scope), func(k *store.KeyToStore) { k.Scopes = []pay.Scope{scope} })
		if own := slices.Contains(key.Scopes, scope); own != (err == nil) {
			t.Errorf("a key without %s makes one with it: %v", scope, err)
		}
	}
}

func TestAtMostFiftyKeysWork(t *testing.T) {
	a := newAccounts(t)
	by := a.caller()
	made := atOnce(t, pay.APIKeysMax+10, func(i int) error {
		_, err := a.key(by, strconv.Itoa(i))
		return err
	})
	if made != pay.APIKeysMax {
		t.Errorf("%d keys were made", made)
	}
	list, err := a.APIKeys(t.Context(), by, false, pay.Page{Limit: 20})
	a.must(err)
	if len(list.Rows) != 20 || !list.HasMore || list.Total != pay.APIKeysMax {
		t.Errorf("%d rows of %d, more: %v", len(list.Rows), list.Total, list.HasMore)
	}
	_, err = a.RevokeAPIKey(t.Context(), by, list.Rows[0].ID)
	a.must(err)
	_, err = a.key(by, "one more")
	a.must(err)
	next, err := a.APIKeys(t.Context(), by, false, pay.Page{Limit: 100, Cursor: list.Rows[19].ID})
	a.must(err)
	if len(next.Rows) != pay.APIKeysMax-20 || next.HasMore {
		t.Errorf("%d rows after the cursor", len(next.Rows))
	}
}

// When the answer that shows a key was lost, the same request makes it anew,
// unless somebody has used the first one.
func TestSameRequestReplacesUnseenKey(t *testing.T) {
	a := newAccounts(t)
	by, id := a.caller(), a.NewID(a.owner.Merchant.Number)
	same := func(k *store.KeyToStore) { k.ID = id }
	_, err := a.key(by, "first", same)
	a.must(err)
	_, err = a.key(by, "second", same)
	a.must(err)
	if _, _, err := a.callerOf(by, "first"); code(err) != pay.Unauthorized {
		t.Errorf("the first key: %v", err)
	}
	_, _, err = a.callerOf(by, "second")
	a.must(err)
	if _, err := a.key(by, "third", same); code(err) != pay.Conflict {
		t.Errorf("a used key is made anew: %v", err)
	}
	if _, _, err := a.callerOf(by, "third"); code(err) != pay.Unauthorized {
		t.Errorf("a used key was replaced: %v", err)
	}
	if n := a.count(`SELECT count(*) FROM api_keys`); n != 1 {
		t.Errorf("%d keys", n)
	}
}
