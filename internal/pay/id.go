// Package pay holds the rules of Linktill: what a payment, a link or a refund
// may do. It imports only the standard library; the time and randomness come
// in as arguments, so that every rule can be tested without a clock.
package pay

import (
	"crypto/rand"
	"database/sql/driver"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
	"strings"
	"time"
)

// ID is a 128-bit identifier in the form of a version 8 UUID: 48 bits of
// milliseconds, 32 bits of the merchant's number, the rest random. Id order is
// time order, so a list cursor is an id; and an id alone tells its merchant.
type ID [16]byte

// Prefix says what kind of thing an id names when it is shown to people.
type Prefix string

// The prefixes of ids, one per noun.
const (
	MerchantPrefix     Prefix = "mer"
	UserPrefix         Prefix = "usr"
	LinkPrefix         Prefix = "link"
	PaymentPrefix      Prefix = "pay"
	AttemptPrefix      Prefix = "att"
	RefundPrefix       Prefix = "ref"
	CheckoutPrefix     Prefix = "cs"
	CustomerPrefix     Prefix = "cus"
	EventPrefix        Prefix = "evt"
	KeyPrefix          Prefix = "key"
	SessionPrefix      Prefix = "ses"
	ProductPrefix      Prefix = "prd"
	ListingPrefix      Prefix = "lst"
	WebhookPrefix      Prefix = "whk"
	DeliveryPrefix     Prefix = "dlv"
	BioLinkPrefix      Prefix = "bl"
	CapturePrefix      Prefix = "cap"
	PayoutPrefix       Prefix = "po"
	TransferPrefix     Prefix = "tr"
	SubscriptionPrefix Prefix = "sub"
	ChargePrefix       Prefix = "chg"
	NotePrefix         Prefix = "note"
	InvitePrefix       Prefix = "inv"
	PasskeyPrefix      Prefix = "pk"
	PicturePrefix      Prefix = "pic"
	PlacementPrefix    Prefix = "plc"
)

// NewID mints an id for a row of the merchant with that number. crypto/rand
// never returns an error: the process stops rather than issue a weak id.
func NewID(now time.Time, merchantNumber uint32) ID {
	var id ID
	_, _ = rand.Read(id[6:])
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(now.UnixMilli()))
	copy(id[:6], ms[2:])
	id[6] = 0x80 | id[6]&0x0f
	id[8] = 0x80 | id[8]&0x3f
	binary.BigEndian.PutUint32(id[9:13], merchantNumber)
	return id
}

// FirstIDAt is the lowest id that a row made at that time can have: ids from
// there on are of that time or later.
func FirstIDAt(t time.Time) (id ID) {
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(max(0, t.UnixMilli())))
	copy(id[:6], ms[2:])
	return id
}

// MerchantNumber returns the number of the merchant that owns the row.
func (id ID) MerchantNumber() uint32 { return binary.BigEndian.Uint32(id[9:13]) }

// Time returns when the id was minted, to the millisecond.
func (id ID) Time() time.Time {
	var ms [8]byte
	copy(ms[2:], id[:6])
	return time.UnixMilli(int64(binary.BigEndian.Uint64(ms[:]))).UTC()
}

// IsZero reports whether the id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// UUID returns the id in the form 8-4-4-4-12.
func (id ID) UUID() string {
	h := hex.EncodeToString(id[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// Show returns the id as people see it: link_4kQ….
func (p Prefix) Show(id ID) string { return string(p) + "_" + encodeBase58(id[:]) }

// ShowOpt is Show, and nil for the zero id, for JSON fields that may be null.
func (p Prefix) ShowOpt(id ID) *string {
	if id.IsZero() {
		return nil
	}
	s := p.Show(id)
	return &s
}

// Parse reads an id that was shown with this prefix, or a plain UUID. The
// second result is false for anything else, another prefix included.
func (p Prefix) Parse(s string) (ID, bool) {
	if len(s) > 64 {
		return ID{}, false
	}
	for _, sep := range []string{"_", "-"} {
		if rest, found := strings.CutPrefix(s, string(p)+sep); found {
			s = rest
			break
		}
	}
	id, ok := decodeBase58(s)
	if len(s) == 36 {
		id, ok = parseUUID(s)
	}
	return id, ok && !id.IsZero()
}

func parseUUID(s string) (id ID, ok bool) {
	if s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, false
	}
	n, err := hex.Decode(id[:], []byte(strings.ReplaceAll(s, "-", "")))
	return id, err == nil && n == len(id)
}

// Value makes an ID a uuid parameter.
func (id ID) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id.UUID(), nil
}

// Scan reads a uuid column; NULL becomes the zero id.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ID{}
		return nil
	case [16]byte:
		*id = v
		return nil
	case []byte:
		if len(v) == 16 {
			copy(id[:], v)
			return nil
		}
		return id.Scan(string(v))
	case string:
		if len(v) == 36 {
			if parsed, ok := parseUUID(v); ok {
				*id = parsed
				return nil
			}
		}
	}
	return fmt.Errorf("pay: cannot read an id from %T", src)
}

const base58Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

var base58Value = func() (v [256]int8) {
	for i := range v {
		v[i] = -1
	}
	for i, c := range []byte(base58Alphabet) {
		v[c] = int8(i)
	}
	return v
}()

// base58Len is the length of 128 bits in base58; shorter numbers are padded,
// so that ids have one length and sort as they are.
const base58Len = 22

// base58Chunk is the highest power of 58 that fits in 64 bits.
const (
	base58Chunk       = 58 * 58 * 58 * 58 * 58 * 58 * 58 * 58 * 58 * 58
	base58ChunkDigits = 10
)

// encodeBase58 cuts the 128-bit number into chunks of ten digits, since dividing
// 64 bits is many times faster than dividing 128.
func encodeBase58(b []byte) string {
	hi, lo := binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])
	var out [base58Len]byte
	for end := base58Len; end > 0; end -= base58ChunkDigits {
		var chunk uint64
		hi, chunk = hi/base58Chunk, hi%base58Chunk
		lo, chunk = bits.Div64(chunk, lo, base58Chunk)
		for i := end - 1; i >= max(0, end-base58ChunkDigits); i-- {
			out[i] = base58Alphabet[chunk%58]
			chunk /= 58
		}
	}
	return string(out[:])
}

func decodeBase58(s string) (ID, bool) {
	var id ID
	if len(s) != base58Len {
		return id, false
	}
	for i := range len(s) {
		v := base58Value[s[i]]
		if v < 0 {
			return ID{}, false
		}
		carry := uint32(v)
		for j := len(id) - 1; j >= 0; j-- {
			carry += uint32(id[j]) * 58
			id[j] = byte(carry)
			carry >>= 8
		}
		if carry != 0 {
			return ID{}, false
		}
	}
	return id, true
}
