package handlers

import (
	"context"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
)

// OpenedMerchant is a merchant that was made with everything needed to use it
// at once. Its secrets are here and nowhere else.
type OpenedMerchant struct {
	pay.Member
	Password   secret.Text
	TOTP       secret.TOTPSecret
	TestAPIKey secret.Text
	LiveAPIKey secret.Text
}

// OpenMerchant makes a merchant whose owner has two-factor on already, and an
// API key with every scope in each mode. An empty password is replaced by one
// that nobody guesses.
func OpenMerchant(ctx context.Context, st *store.Store, keys *secret.Keys, in pay.NewMerchant, password string) (OpenedMerchant, error) {
	if password == "" {
		password = secret.NewPassword()
	}
	opened := OpenedMerchant{Password: secret.Text(password), TOTP: secret.NewTOTPSecret()}
	in = in.Clean()
	var c pay.Checks
	in.Check(&c)
	c.CheckPassword("password", password, in.Email)
	if err := c.Err(); err != nil {
		return opened, err
	}
	hash, err := keys.HashPassword(ctx, password)
	if err != nil {
		return opened, err
	}
	userID := st.NewID(0)
	opened.Member, err = st.CreateMerchant(ctx, store.NewMerchant{
		NewMerchant: in, UserID: userID, PasswordHash: hash, TOTPSealed: keys.Seal(opened.TOTP, userID[:]),
		Keys: func(number uint32) []store.KeyToStore {
			opened.TestAPIKey = secret.Text(secret.NewAPIKey(number, false))
			opened.LiveAPIKey = secret.Text(secret.NewAPIKey(number, true))
			return []store.KeyToStore{
				keyToStore(keys, opened.TestAPIKey.Reveal(), pay.NewAPIKey{Name: "First test key", Scopes: pay.Scopes}),
				keyToStore(keys, opened.LiveAPIKey.Reveal(), pay.NewAPIKey{Name: "First live key", Scopes: pay.Scopes}),
			}
		},
	})
	return opened, err
}

// keyToStore is what is kept of an API key.
func keyToStore(keys *secret.Keys, key string, in pay.NewAPIKey) store.KeyToStore {
	_, livemode, _ := secret.ParseAPIKey(key)
	return store.KeyToStore{Livemode: livemode, NewAPIKey: in, Hash: keys.Hash(secret.ForAPIKey, key), Last4: key[len(key)-4:]}
}
