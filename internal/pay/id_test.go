package pay_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linktill/internal/pay"
)

var prefixes = []pay.Prefix{
	pay.MerchantPrefix, pay.UserPrefix, pay.LinkPrefix, pay.PaymentPrefix, pay.AttemptPrefix, pay.RefundPrefix,
	pay.CheckoutPrefix, pay.CustomerPrefix, pay.EventPrefix, pay.KeyPrefix, pay.SessionPrefix,
}

func drawID(t *rapid.T, label string) (id pay.ID) {
	copy(id[:], rapid.SliceOfN(rapid.Byte(), len(id), len(id)).Draw(t, label))
	return id
}

func TestIDIsShownAndParsed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		id := drawID(t, "id")
		prefix := rapid.SampledFrom(prefixes).Draw(t, "prefix")
		if id.IsZero() {
			id[0] = 1
		}
		shown := prefix.Show(id)
		if len(shown) != len(prefix)+1+22 || !strings.HasPrefix(shown, string(prefix)+"_") {
			t.Fatalf("shown as %q", shown)
		}
		dashed := strings.Replace(shown, "_", "-", 1)
		for _, form := range []string{shown, dashed, id.UUID(), strings.ToUpper(id.UUID()), string(prefix) + "-" + id.UUID()} {
			if got, ok := prefix.Parse(form); !ok || got != id {
				t.Fatalf("%q is read as %s, %v", form, got.UUID(), ok)
			}
		}
		if opt := prefix.ShowOpt(id); opt == nil || *opt != shown {
			t.Fatalf("shown as %v where it may be missing", opt)
		}
	})
}

func TestIDOfAnotherKindIsRefused(t *testing.T) {
	t.Parallel()
	id := pay.NewID(time.Now(), 7)
	for _, prefix := range prefixes {
		for _, other := range prefixes {
			for _, form := range []string{prefix.Show(id), string(prefix) + "-" + id.UUID()} {
				if _, ok := other.Parse(form); ok != (prefix == other) {
					t.Errorf("%s as %s: %v", form, other, ok)
				}
			}
		}
	}
}

func TestIDsAreReadStrictly(t *testing.T) {
	t.Parallel()
	id := pay.NewID(time.Now(), 7)
	shown, uuid := pay.LinkPrefix.Show(id), id.UUID()
	for _, s := range []string{
		"", "link", "link_", "_", shown[:len(shown)-1], shown + "1", shown + " ", " " + shown, strings.ToUpper(shown), "link__" + shown[5:],
		"link_" + strings.Repeat("z", 22), "link_0" + shown[6:], "link_O" + shown[6:], "link_I" + shown[6:], "link_l" + shown[6:], "link_é" + shown[7:],
		strings.ReplaceAll(uuid, "-", ""), "{" + uuid + "}", "urn:uuid:" + uuid, uuid[:35] + "g", uuid[:8] + "_" + uuid[9:], uuid + "0",
		"00000000-0000-0000-0000-00000000000-", strings.Repeat("1", 1<<16), "link_\x00" + shown[6:], "' OR 1=1 --",
	} {
		if got, ok := pay.LinkPrefix.Parse(s); ok {
			t.Errorf("%.80q is read as %s", s, got.UUID())
		}
	}
}

// The zero id stands for nothing: as a filter or a cursor it would mean all.
func TestZeroIDIsNotParsed(t *testing.T) {
	t.Parallel()
	var zero pay.ID
	if !zero.IsZero() || pay.LinkPrefix.ShowOpt(zero) != nil {
		t.Error("the zero id is shown")
	}
	for _, s := range []string{zero.UUID(), pay.LinkPrefix.Show(zero)} {
		if _, ok := pay.LinkPrefix.Parse(s); ok {
			t.Errorf("%s is an id", s)
		}
	}
}

func TestIDKeepsItsMerchantAndTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Uint32().Draw(t, "number")
		at := time.UnixMilli(rapid.Int64Range(0, 1<<47).Draw(t, "ms")).UTC()
		id := pay.NewID(at, number)
		if id.MerchantNumber() != number || !id.Time().Equal(at) {
			t.Fatalf("merchant %d, time %s", id.MerchantNumber(), id.Time())
		}
		if version, variant := id[6]>>4, id[8]>>6; version != 8 || variant != 2 {
			t.Fatalf("version %d, variant %b", version, variant)
		}
	})
}

// A cursor is an id, so ids sort by time, as bytes and as they are shown.
func TestIDsSortByTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ms := rapid.Int64Range(0, 1<<46).Draw(t, "ms")
		later := ms + rapid.Int64Range(1, 1<<40).Draw(t, "after")
		a := pay.NewID(time.UnixMilli(ms), rapid.Uint32().Draw(t, "number"))
		b := pay.NewID(time.UnixMilli(later), rapid.Uint32().Draw(t, "other number"))
		if bytes.Compare(a[:], b[:]) >= 0 || a.UUID() >= b.UUID() || pay.LinkPrefix.Show(a) >= pay.LinkPrefix.Show(b) {
			t.Fatalf("%s of %d sorts behind %s of %d", a.UUID(), ms, b.UUID(), later)
		}
	})
}

func TestIDsAreNotRepeated(t *testing.T) {
	t.Parallel()
	now := time.Now()
	seen := map[pay.ID]bool{}
	for range 10_000 {
		seen[pay.NewID(now, 1)] = true
	}
	if len(seen) != 10_000 {
		t.Errorf("10000 ids of one millisecond are %d different ones", len(seen))
	}
}

func TestIDInTheDatabase(t *testing.T) {
	t.Parallel()
	id := pay.NewID(time.Now(), 9)
	if value, err := id.Value(); err != nil || value != id.UUID() {
		t.Errorf("%v, %v", value, err)
	}
	if value, err := (pay.ID{}).Value(); err != nil || value != nil {
		t.Errorf("the zero id is stored as %v, %v", value, err)
	}
	for name, from := range map[string]any{"array": [16]byte(id), "bytes": id[:], "text": id.UUID(), "text as bytes": []byte(id.UUID())} {
		var got pay.ID
		if err := got.Scan(from); err != nil || got != id {
			t.Errorf("%s: %s, %v", name, got.UUID(), err)
		}
	}
	got := id
	if err := got.Scan(nil); err != nil || !got.IsZero() {
		t.Errorf("NULL: %s, %v", got.UUID(), err)
	}
	for _, from := range []any{7, "x", id.UUID()[:35] + "z", []byte("short")} {
		if err := got.Scan(from); err == nil {
			t.Errorf("%v was read as an id", from)
		}
	}
}

func FuzzParseID(f *testing.F) {
	id := pay.NewID(time.UnixMilli(1_700_000_000_000), 7)
	for _, seed := range []string{pay.LinkPrefix.Show(id), id.UUID(), "link-" + id.UUID(), "link_" + strings.Repeat("z", 22), "", "link_\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, ok := pay.LinkPrefix.Parse(s)
		if !ok {
			return
		}
		if again, ok := pay.LinkPrefix.Parse(pay.LinkPrefix.Show(id)); !ok || again != id {
			t.Errorf("%q is %s, which is shown as something else", s, id.UUID())
		}
	})
}
