package store_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

func (b browsers) attempt(key, fingerprint string) store.KeyRequest {
	return store.KeyRequest{MerchantID: b.who.Merchant.ID, Key: key, Fingerprint: []byte(fingerprint), OperationID: b.st.NewID(b.who.Merchant.Number)}
}

// claim expects to get the key.
func (b browsers) claim(key, fingerprint string) *store.Claim {
	b.t.Helper()
	claim, answer, err := b.st.ClaimKey(b.t.Context(), b.attempt(key, fingerprint))
	if claim == nil || answer != nil || err != nil {
		b.t.Fatalf("claim %v, answer %v, %v", claim, answer, err)
	}
	return claim
}

// refused expects the code.
func (b browsers) refused(key, fingerprint string, code pay.Code) {
	b.t.Helper()
	if claim, answer, err := b.st.ClaimKey(b.t.Context(), b.attempt(key, fingerprint)); pay.CodeOf(err) != code || claim != nil || answer != nil {
		b.t.Errorf("claim %v, answer %v, %v; want %s", claim, answer, err, code)
	}
}

func TestIdempotencyKeyLife(t *testing.T) {
	b := newBrowsers(t)
	claim := b.claim("k", "one")
	b.refused("k", "one", pay.KeyInUse)
	b.refused("k", "two", pay.KeyReused)

	if err := b.st.FinishKey(t.Context(), claim, store.Answer{Status: 201, Headers: map[string]string{"Location": "/x"}, Body: []byte("sealed")}); err != nil {
		t.Fatal(err)
	}
	_, answer, err := b.st.ClaimKey(t.Context(), b.attempt("k", "one"))
	if err != nil || answer == nil || answer.Status != 201 || answer.Headers["Location"] != "/x" || string(answer.Body) != "sealed" {
		t.Errorf("replayed %+v, %v", answer, err)
	}
	b.refused("k", "two", pay.KeyReused)
}

func TestReleasedKeyIsNotBurned(t *testing.T) {
	b := newBrowsers(t)
	if err := b.st.ReleaseKey(t.Context(), b.claim("k", "with a mistake")); err != nil {
		t.Fatal(err)
	}
	b.claim("k", "corrected")
}

func TestSuspendedKeyRunsAgainAsTheSameOperation(t *testing.T) {
	b := newBrowsers(t)
	first := b.claim("k", "one")
	if err := b.st.SuspendKey(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	b.refused("k", "two", pay.KeyReused)
	second := b.claim("k", "one")
	if second.OperationID != first.OperationID {
		t.Errorf("operation %v, then %v", first.OperationID, second.OperationID)
	}
	// The first one comes back late: the key is no longer its own.
	for _, act := range []error{
		b.st.FinishKey(t.Context(), first, store.Answer{Status: 200}), b.st.ReleaseKey(t.Context(), first), b.st.SuspendKey(t.Context(), first),
	} {
		if act != nil {
			t.Error(act)
		}
	}
	b.refused("k", "one", pay.KeyInUse)
}

func TestKeysOfMerchantsAreApart(t *testing.T) {
	b := newBrowsers(t)
	other, err := b.st.CreateMerchant(t.Context(), store.NewMerchant{
		NewMerchant: pay.NewMerchant{Name: "Harbour Books", Email: "sam@example.com", Currency: "BSD", Country: "BS"},
		UserID:      b.st.NewID(0), PasswordHash: "hash",
	})
	if err != nil {
		t.Fatal(err)
	}
	b.claim("k", "one")
	b.who = other
	b.claim("k", "one")
}

func TestPruneIdempotency(t *testing.T) {
	b := newBrowsers(t)
	b.claim("young", "x")
	b.claim("old", "x")
	money := b.attempt("old money", "x")
	money.MovesMoney = true
	if _, _, err := b.st.ClaimKey(t.Context(), money); err != nil {
		t.Fatal(err)
	}
	if _, err := b.pool.Exec(t.Context(), `UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key LIKE 'old%'`); err != nil {
		t.Fatal(err)
	}
	if n, err := b.st.PruneIdempotency(t.Context()); n != 1 || err != nil {
		t.Errorf("pruned %d, %v", n, err)
	}
	b.claim("old", "x")
	b.refused("old money", "x", pay.KeyInUse)
}

func TestOneClaimOfFifty(t *testing.T) {
	b := newBrowsers(t)
	for round := range 40 {
		key := string(rune('a'+round%26)) + string(rune('a'+round/26))
		var claims, replays atomic.Int64
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				claim, answer, err := b.st.ClaimKey(t.Context(), b.attempt(key, "x"))
				switch {
				case claim != nil:
					claims.Add(1)
					if err := b.st.FinishKey(t.Context(), claim, store.Answer{Status: 200, Headers: map[string]string{}}); err != nil {
						t.Error(err)
					}
				case answer != nil:
					replays.Add(1)
				case pay.CodeOf(err) != pay.KeyInUse:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if claims.Load() != 1 {
			t.Fatalf("round %d: %d claims, %d replays", round, claims.Load(), replays.Load())
		}
	}
}
