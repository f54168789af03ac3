// Package secret holds everything that is done with SECRET_KEY and with
// randomness: sealing what is kept, hashing what is only compared, signing what
// is sent out and comes back, tokens, passwords and one-time codes.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"sync"
)

// KeyBytesMin is how long SECRET_KEY is at the least, in bytes.
const KeyBytesMin = 32

// Purpose separates the keys that are derived from SECRET_KEY: a hash or a
// signature made for one purpose is worth nothing for another. The words go
// into the keys, so changing one makes everything made with it unreadable.
type Purpose string

// The purposes.
const (
	ForAPIKey       Purpose = "api key"
	ForReset        Purpose = "password reset"
	ForInvite       Purpose = "invite"
	ForDevice       Purpose = "device"
	ForCheckout     Purpose = "checkout token"
	ForReceipt      Purpose = "receipt token"
	ForSubscription Purpose = "subscription token"
	ForRecoveryCode Purpose = "recovery code"
	forSeal         Purpose = "seal"
	forPendingTOTP  Purpose = "pending two-factor secret"
)

// Keys are the keys derived from SECRET_KEY, and the queue for password
// hashing; one for each process, safe for use by many goroutines.
type Keys struct {
	root []byte
	// derived keeps a key for each purpose once it was needed: every request
	// hashes or signs something.
	derived   sync.Map // Purpose to []byte
	seal      cipher.AEAD
	passwords *passwords
}

// New derives the keys. It refuses a SECRET_KEY of less than KeyBytesMin bytes.
func New(secretKey []byte) (*Keys, error) {
	if len(secretKey) < KeyBytesMin {
		return nil, fmt.Errorf("secret: SECRET_KEY has %d bytes, it needs at least %d", len(secretKey), KeyBytesMin)
	}
	root, err := hkdf.Extract(sha256.New, secretKey, []byte("linktill 1"))
	if err != nil {
		return nil, fmt.Errorf("secret: derive: %w", err)
	}
	k := &Keys{root: root, passwords: newPasswords()}
	block, err := aes.NewCipher(k.derive(forSeal))
	if err != nil {
		return nil, fmt.Errorf("secret: cipher: %w", err)
	}
	if k.seal, err = cipher.NewGCMWithRandomNonce(block); err != nil {
		return nil, fmt.Errorf("secret: cipher: %w", err)
	}
	return k, nil
}

func (k *Keys) derive(purpose Purpose) []byte {
	if key, known := k.derived.Load(purpose); known {
		return key.([]byte)
	}
	key, err := hkdf.Expand(sha256.New, k.root, string(purpose), 32)
	if err != nil {
		// Only a length beyond 8 kB can fail, and ours is fixed.
		panic("secret: derive: " + err.Error())
	}
	k.derived.Store(purpose, key)
	return key
}

// sealVersion is the first byte of everything sealed, so that another way of
// sealing can come beside this one: AES-256-GCM with a random nonce.
const sealVersion = 1

// ErrSealed is returned when something cannot be opened: it was changed, was
// sealed for something else, or SECRET_KEY is another one.
var ErrSealed = errors.New("secret: this was not sealed here, or SECRET_KEY has changed")

// Seal encrypts plain. aad is what it belongs to, such as the row's id: sealed
// bytes that were moved to another row cannot be opened there.
func (k *Keys) Seal(plain, aad []byte) []byte {
	return k.seal.Seal([]byte{sealVersion}, nil, plain, aad)
}

// Open decrypts what Seal made with the same aad, or returns ErrSealed.
func (k *Keys) Open(sealed, aad []byte) ([]byte, error) {
	if len(sealed) < 1 || sealed[0] != sealVersion {
		return nil, ErrSealed
	}
	plain, err := k.seal.Open(nil, nil, sealed[1:], aad)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// Hash is the keyed hash under which a secret token is stored and looked up.
// Without SECRET_KEY a copy of the database does not even allow guessing.
func (k *Keys) Hash(purpose Purpose, token string) []byte {
	mac := hmac.New(sha256.New, k.derive(purpose))
	mac.Write([]byte(token))
	return mac.Sum(nil)
}

// macBytes is the length of a signature before encoding: 128 bits.
const macBytes = 16

// Sign returns a signature of 22 characters for a message that leaves the
// server and is to come back unchanged.
func (k *Keys) Sign(purpose Purpose, message string) string {
	return base64.RawURLEncoding.EncodeToString(k.Hash(purpose, message)[:macBytes])
}

// Verify reports, in constant time, whether signature is Sign's for the message.
func (k *Keys) Verify(purpose Purpose, message, signature string) bool {
	return subtle.ConstantTimeCompare([]byte(k.Sign(purpose, message)), []byte(signature)) == 1
}

// RandomBytes returns n random bytes. Where the system has no randomness the
// process stops: nothing weaker is ever used.
func RandomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

// Text is a secret that is on its way: printing, logging or encoding it shows
// that there is one and nothing of it. Reveal is where it really goes out.
type Text string

const redacted = "[secret]"

// Reveal returns the secret itself.
func (t Text) Reveal() string { return string(t) }

// String hides the secret.
func (t Text) String() string {
	if t == "" {
		return ""
	}
	return redacted
}

// GoString hides the secret from %#v.
func (t Text) GoString() string { return `secret.Text("` + t.String() + `")` }

// MarshalText hides the secret from encoders.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// LogValue hides the secret from logs.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }
