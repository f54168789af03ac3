package secret_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/internal/secret"
)

func newKeys(t *testing.T, letter string) *secret.Keys {
	t.Helper()
	k, err := secret.New([]byte(strings.Repeat(letter, secret.KeyBytesMin)))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestShortKeyIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := secret.New(make([]byte, secret.KeyBytesMin-1)); err == nil {
		t.Error("a short SECRET_KEY was taken")
	}
}

func TestSealOpensOnlyWhereItBelongs(t *testing.T) {
	t.Parallel()
	k := newKeys(t, "k")
	sealed := k.Seal([]byte("hello"), []byte("row 1"))
	if plain, err := k.Open(sealed, []byte("row 1")); err != nil || string(plain) != "hello" {
		t.Errorf("%q, %v", plain, err)
	}
	if bytes.Equal(sealed, k.Seal([]byte("hello"), []byte("row 1"))) {
		t.Error("sealing twice gives the same bytes")
	}
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		if _, err := k.Open(changed, []byte("row 1")); !errors.Is(err, secret.ErrSealed) {
			t.Errorf("byte %d changed: %v", i, err)
		}
		if _, err := k.Open(sealed[:i], []byte("row 1")); !errors.Is(err, secret.ErrSealed) {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
	if _, err := k.Open(sealed, []byte("row 2")); !errors.Is(err, secret.ErrSealed) {
		t.Errorf("in another row: %v", err)
	}
	if _, err := newKeys(t, "x").Open(sealed, []byte("row 1")); !errors.Is(err, secret.ErrSealed) {
		t.Errorf("with another key: %v", err)
	}
}

func TestHashesAndSignaturesAreOfOnePurpose(t *testing.T) {
	t.Parallel()
	k := newKeys(t, "k")
	if bytes.Equal(k.Hash(secret.ForReset, "token"), k.Hash(secret.ForAPIKey, "token")) {
		t.Error("two purposes give one hash")
	}
	if bytes.Equal(k.Hash(secret.ForReset, "token"), newKeys(t, "x").Hash(secret.ForReset, "token")) {
		t.Error("two keys give one hash")
	}
	signature := k.Sign(secret.ForCheckout, "message")
	if !k.Verify(secret.ForCheckout, "message", signature) || len(signature) != 22 {
		t.Errorf("%q does not verify", signature)
	}
	for _, bad := range []struct {
		purpose            secret.Purpose
		message, signature string
	}{{secret.ForReceipt, "message", signature}, {secret.ForCheckout, "message2", signature}, {secret.ForCheckout, "message", ""},
		{secret.ForCheckout, "message", signature[:21] + "!"}, {secret.ForCheckout, "message", signature + "="}} {
		if k.Verify(bad.purpose, bad.message, bad.signature) {
			t.Errorf("%+v verifies", bad)
		}
	}
}

func TestTextShowsNothing(t *testing.T) {
	t.Parallel()
	s := struct{ Key secret.Text }{"canary"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "a", s.Key, "b", s)
	encoded, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprint(s), fmt.Sprintf("%+v %#v %q %s %x", s, s, s.Key, s.Key, s.Key), string(encoded), log.String()} {
		if strings.Contains(shown, "canary") || strings.Contains(shown, "63616e617279") {
			t.Errorf("shown: %s", shown)
		}
	}
	if s.Key.Reveal() != "canary" {
		t.Error("Reveal does not")
	}
}

func TestTokenCarriesItsMerchant(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, number := range []uint32{0, 1, 61, 62, 4_294_967_295, 123_456_789} {
		for range 200 {
			token := secret.NewToken(number)
			got, ok := secret.TokenMerchant(token)
			if !ok || got != number || len(token) != secret.TokenLen || seen[token] {
				t.Fatalf("%q: %d, %v", token, got, ok)
			}
			seen[token] = true
		}
	}
	for _, bad := range []string{"", "x", strings.Repeat("z", secret.TokenLen), strings.Repeat("0", secret.TokenLen-1) + "-", strings.Repeat("0", secret.TokenLen+1)} {
		if _, ok := secret.TokenMerchant(bad); ok {
			t.Errorf("%q is a token", bad)
		}
	}
}

func TestAPIKeyForm(t *testing.T) {
	t.Parallel()
	for _, livemode := range []bool{false, true} {
		key := secret.NewAPIKey(77, livemode)
		number, live, ok := secret.ParseAPIKey(key)
		if !ok || number != 77 || live != livemode || len(key) != 44 {
			t.Fatalf("%q: %d, %v, %v", key, number, live, ok)
		}
		if want := map[bool]string{false: "sk_test_", true: "sk_live_"}[livemode]; !strings.HasPrefix(key, want) {
			t.Errorf("%q does not start with %s", key, want)
		}
		for i := range key {
			for _, c := range []byte("aZ0_") {
				changed := []byte(key)
				changed[i] = c
				if _, _, ok := secret.ParseAPIKey(string(changed)); ok && string(changed) != key {
					t.Errorf("%q passes with character %d changed", changed, i)
				}
			}
		}
	}
	for _, bad := range []string{"", "sk_test_", strings.Repeat("é", 22), "sk_test_" + strings.Repeat("0", 36)} {
		if _, _, ok := secret.ParseAPIKey(bad); ok {
			t.Errorf("%q passes", bad)
		}
	}
}

func FuzzParseAPIKey(f *testing.F) {
	f.Add(secret.NewAPIKey(1, true))
	f.Add("sk_test_")
	f.Fuzz(func(t *testing.T, key string) {
		if _, _, ok := secret.ParseAPIKey(key); ok && !strings.HasPrefix(key, "sk_") {
			t.Errorf("%q is a key", key)
		}
		if _, ok := secret.TokenMerchant(key); ok && len(key) != secret.TokenLen {
			t.Errorf("%q is a token", key)
		}
		if code, ok := secret.CleanRecoveryCode(key); ok && len(code) != 14 {
			t.Errorf("%q is a recovery code", key)
		}
	})
}

func TestPasswordsAreTakenAsTheyAre(t *testing.T) {
	t.Parallel()
	k := newKeys(t, "k")
	for _, password := range []string{"correct horse battery", " spaces around ", "пароль-из-слов 🐢", strings.Repeat("x", pay.PasswordMaxBytes)} {
		hash, err := k.HashPassword(t.Context(), password)
		if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Fatalf("%q: %q, %v", password, hash, err)
		}
		if same, err := k.CheckPassword(t.Context(), password, hash); !same || err != nil {
			t.Errorf("%q does not fit its hash: %v", password, err)
		}
		if same, _ := k.CheckPassword(t.Context(), password+" ", hash); same {
			t.Errorf("%q fits with a space more", password)
		}
	}
	if same, err := k.CheckPassword(t.Context(), "anything", ""); same || err != nil {
		t.Errorf("nobody's password: %v, %v", same, err)
	}
}

func TestFloodOfPasswordsIsShed(t *testing.T) {
	t.Parallel()
	k := newKeys(t, "k")
	var mu sync.Mutex
	var checked, shed int
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			_, err := k.CheckPassword(context.Background(), "guess", "")
			mu.Lock()
			defer mu.Unlock()
			var e *pay.Error
			switch {
			case err == nil:
				checked++
			case errors.As(err, &e) && e.Code == pay.Unavailable && e.RetryAfterSeconds > 0:
				shed++
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if checked == 0 || shed == 0 || checked+shed != 200 {
		t.Errorf("%d checked, %d shed", checked, shed)
	}
	if _, err := k.CheckPassword(t.Context(), "guess", ""); err != nil {
		t.Errorf("after the flood: %v", err)
	}
}

// The first column of RFC 6238's appendix B for SHA-1, cut to six digits.
func TestTOTPIsRFC6238(t *testing.T) {
	t.Parallel()
	s := secret.TOTPSecret("12345678901234567890")
	for unix, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		if got, err := s.Code(unix / pay.TOTPStepSeconds); got != want || err != nil {
			t.Errorf("at %d: %s, want %s (%v)", unix, got, want, err)
		}
	}
}

func TestTOTPWindow(t *testing.T) {
	t.Parallel()
	s := secret.NewTOTPSecret()
	now := time.Unix(1_800_000_010, 0)
	for _, c := range []struct {
		offset int64
		ok     bool
	}{{-60, false}, {-30, true}, {0, true}, {30, false}, {60, false}} {
		step := (now.Unix() + c.offset) / pay.TOTPStepSeconds
		code, err := s.Code(step)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := s.Match(code, now)
		if ok != c.ok || ok && got != step {
			t.Errorf("a code of t%+d: step %d, %v", c.offset, got, ok)
		}
	}
	for _, bad := range []string{"", "12345", "1234567", "abcdef", "１２３４５６"} {
		if _, ok := s.Match(bad, now); ok {
			t.Errorf("%q matches", bad)
		}
	}
}

func TestTOTPSecretForApps(t *testing.T) {
	t.Parallel()
	s := secret.TOTPSecret("12345678901234567890")
	if s.Base32() != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || s.Grouped() != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Errorf("%s, %s", s.Base32(), s.Grouped())
	}
	if got := s.URL("maria@example.com"); !strings.HasPrefix(got, "otpauth://totp/Linktill:maria@example.com?") || !strings.Contains(got, "secret="+s.Base32()) {
		t.Error(got)
	}
	qr, err := s.QR("maria@example.com")
	if err != nil || !strings.HasPrefix(qr, "data:image/png;base64,iVBOR") || len(qr) > 8<<10 {
		t.Errorf("%d bytes, %v", len(qr), err)
	}
	k := newKeys(t, "k")
	user, one, two := pay.NewID(time.Now(), 0), pay.NewID(time.Now(), 0), pay.NewID(time.Now(), 0)
	if !bytes.Equal(k.PendingTOTP(user, one), k.PendingTOTP(user, one)) || bytes.Equal(k.PendingTOTP(user, one), k.PendingTOTP(user, two)) {
		t.Error("the pending secret is not the session's own")
	}
}

func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 500 {
		code := secret.NewRecoveryCode()
		clean, ok := secret.CleanRecoveryCode(" " + strings.ToUpper(code[:7]) + " - " + code[8:] + " ")
		if !ok || clean != strings.ReplaceAll(code, "-", "") || seen[clean] || strings.ContainsAny(code, "01oilu") {
			t.Fatalf("%q, %q", code, clean)
		}
		seen[clean] = true
	}
	for _, bad := range []string{"", "123456", "0000000-0000000", "abcdefg-abcdefgh"} {
		if _, ok := secret.CleanRecoveryCode(bad); ok {
			t.Errorf("%q is a recovery code", bad)
		}
	}
}
