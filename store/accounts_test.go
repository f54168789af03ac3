package store_test

import (
	"context"
	"testing"
	"time"

	"linktill/internal/dbtest"
	"linktill/internal/pay"
	"linktill/store"
)

// accounts is a store with one merchant, Island Coffee, whose owner has the
// TOTP secret "sealed".
type accounts struct {
	*store.Store
	owner pay.Member
	t     *testing.T
}

func newAccounts(t *testing.T) accounts {
	t.Helper()
	t.Parallel()
	s, err := store.New(dbtest.New(t), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	a := accounts{Store: s, t: t}
	a.owner = a.open("maria@example.com", "Island Coffee", []byte("sealed"))
	return a
}

func (a accounts) open(email, name string, sealed []byte) pay.Member {
	a.t.Helper()
	m, err := a.CreateMerchant(a.t.Context(), store.NewMerchant{
		NewMerchant: pay.NewMerchant{Name: name, Email: email, Currency: "BSD", Country: "BS"},
		UserID:      a.NewID(0), PasswordHash: "hash", TOTPSealed: sealed,
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return m
}

func TestCreateMerchantMakesSlug(t *testing.T) {
	a := newAccounts(t)
	if a.owner.Merchant.Slug != "island-coffee" || a.owner.Merchant.TimeZone != "America/Nassau" || a.owner.Role != pay.Owner || !a.owner.User.TOTPOn {
		t.Errorf("%+v", a.owner)
	}
	_ = context.Background
}
