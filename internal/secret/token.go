package secret

import (
	"hash/crc32"
	"strings"
)

const base62Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

const (
	// numberLen is how many base62 characters 32 bits take.
	numberLen = 6
	// randomLen is how many random ones make 142 bits.
	randomLen = 24
	// TokenLen is the length of a token.
	TokenLen = numberLen + randomLen
)

// NewToken mints an unguessable token of TokenLen letters and digits that also
// says which merchant it belongs to, so that it is looked up there only.
func NewToken(merchantNumber uint32) string {
	return encodeNumber(merchantNumber) + randomBase62(randomLen)
}

// TokenMerchant returns the number of the merchant that a token belongs to; ok
// is false for what NewToken cannot have made.
func TokenMerchant(token string) (merchantNumber uint32, ok bool) {
	if len(token) != TokenLen || !isBase62(token) {
		return 0, false
	}
	return decodeNumber(token[:numberLen])
}

const (
	testKeyPrefix = "sk_test_"
	liveKeyPrefix = "sk_live_"
	keyLen        = len(testKeyPrefix) + TokenLen + numberLen
)

// NewAPIKey mints an API key: its mode, a token of the merchant and a checksum,
// so that a mistyped key is recognised without asking the database.
func NewAPIKey(merchantNumber uint32, livemode bool) string {
	prefix := testKeyPrefix
	if livemode {
		prefix = liveKeyPrefix
	}
	body := prefix + NewToken(merchantNumber)
	return body + encodeNumber(crc32.ChecksumIEEE([]byte(body)))
}

// ParseAPIKey reads merchant and mode from a key whose form and checksum are
// right. Whether the key exists is for the database to say.
func ParseAPIKey(key string) (merchantNumber uint32, livemode bool, ok bool) {
	if len(key) != keyLen {
		return 0, false, false
	}
	livemode = strings.HasPrefix(key, liveKeyPrefix)
	if !livemode && !strings.HasPrefix(key, testKeyPrefix) {
		return 0, false, false
	}
	body, sum := key[:keyLen-numberLen], key[keyLen-numberLen:]
	if encodeNumber(crc32.ChecksumIEEE([]byte(body))) != sum {
		return 0, false, false
	}
	merchantNumber, ok = TokenMerchant(body[len(testKeyPrefix):])
	return merchantNumber, livemode, ok
}

func encodeNumber(n uint32) string {
	var out [numberLen]byte
	for i := numberLen - 1; i >= 0; i-- {
		out[i] = base62Alphabet[n%62]
		n /= 62
	}
	return string(out[:])
}

func decodeNumber(s string) (uint32, bool) {
	var n uint64
	for i := range len(s) {
		n = n*62 + uint64(strings.IndexByte(base62Alphabet, s[i]))
	}
	return uint32(n), n>>32 == 0
}

// randomBase62 draws n characters, each equally likely: bytes from 248 up
// would favour the first letters and are drawn again.
func randomBase62(n int) string {
	out := make([]byte, 0, n)
	for len(out) < n {
		for _, b := range RandomBytes(n - len(out)) {
			if b < 4*62 {
				out = append(out, base62Alphabet[b%62])
			}
		}
	}
	return string(out)
}

func isBase62(s string) bool {
	for i := range len(s) {
		if strings.IndexByte(base62Alphabet, s[i]) < 0 {
			return false
		}
	}
	return true
}

// NewPassword mints a password for somebody who is given one: 119 bits.
func NewPassword() string { return randomBase62(20) }
