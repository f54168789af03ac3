package pay_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linktill/internal/pay"
)

// What a PATCH makes of a link, and what it refuses: an ended link is not made
// active by asking for it, but by more uses or more time.
func TestLinkPatch(t *testing.T) {
	t.Parallel()
	past, future := noon.Add(-time.Hour), noon.Add(time.Hour)
	used := pay.Link{MaxUses: ptr(int64(3)), UsesCount: 3}
	expired := pay.Link{ExpiresAt: &past}
	stopped := pay.Link{DeactivatedAt: &past}
	both := pay.Link{DeactivatedAt: &past, ExpiresAt: &past}
	for name, c := range map[string]struct {
		link  pay.Link
		patch pay.LinkPatch
		want  pay.LinkReason
		code  pay.Code
	}{
		"nothing":                      {pay.Link{}, pay.LinkPatch{}, pay.LinkActive, ""},
		"nothing of an ended one":      {used, pay.LinkPatch{Description: ptr("New")}, pay.LinkAllUsed, ""},
		"stop":                         {pay.Link{}, pay.LinkPatch{Active: ptr(false)}, pay.LinkManual, ""},
		"stop an expired one":          {expired, pay.LinkPatch{Active: ptr(false)}, pay.LinkManual, ""},
		"start":                        {stopped, pay.LinkPatch{Active: ptr(true)}, pay.LinkActive, ""},
		"start an active one":          {pay.Link{}, pay.LinkPatch{Active: ptr(true)}, pay.LinkActive, ""},
		"start a used one":             {used, pay.LinkPatch{Active: ptr(true)}, pay.LinkAllUsed, pay.LinkMaxUses},
		"start an expired one":         {expired, pay.LinkPatch{Active: ptr(true)}, pay.LinkPastExpiry, pay.LinkExpired},
		"start a stopped, expired one": {both, pay.LinkPatch{Active: ptr(true)}, pay.LinkPastExpiry, pay.LinkExpired},
		"start it with more time":      {both, pay.LinkPatch{Active: ptr(true), SetExpiresAt: true, ExpiresAt: &future}, pay.LinkActive, ""},
		"more time only":               {both, pay.LinkPatch{SetExpiresAt: true, ExpiresAt: &future}, pay.LinkManual, ""},
		"more uses":                    {used, pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(4))}, pay.LinkActive, ""},
		"no limit":                     {used, pay.LinkPatch{SetMaxUses: true}, pay.LinkActive, ""},
		"as many uses":                 {used, pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(3))}, pay.LinkAllUsed, ""},
		"fewer uses":                   {used, pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(2))}, "", pay.Invalid},
		"fewer than are held":          {pay.Link{UsesCount: 1, UsesHeld: 2}, pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(2))}, "", pay.Invalid},
		"later":                        {expired, pay.LinkPatch{SetExpiresAt: true, ExpiresAt: &future}, pay.LinkActive, ""},
		"never":                        {expired, pay.LinkPatch{SetExpiresAt: true}, pay.LinkActive, ""},
		"in the past":                  {pay.Link{}, pay.LinkPatch{SetExpiresAt: true, ExpiresAt: &past}, "", pay.Invalid},
		"now":                          {pay.Link{}, pay.LinkPatch{SetExpiresAt: true, ExpiresAt: &noon}, "", pay.Invalid},
		"no uses":                      {pay.Link{}, pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(0))}, "", pay.Invalid},
		"a long description":           {pay.Link{}, pay.LinkPatch{Description: ptr(strings.Repeat("x", 501))}, "", pay.Invalid},
		"bad metadata":                 {pay.Link{}, pay.LinkPatch{SetMetadata: true, Metadata: map[string]any{"k": []any{}}}, "", pay.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := c.link.Apply(c.patch, noon)
			if pay.CodeOf(err) != c.code || (err == nil) != (c.code == "") {
				t.Fatalf("%v, want %q", err, c.code)
			}
			if err == nil && got.Reason(noon) != c.want {
				t.Errorf("the link is %q, want %q", got.Reason(noon), c.want)
			}
		})
	}
}

func TestLinkPatchNamesTheField(t *testing.T) {
	t.Parallel()
	used := pay.Link{MaxUses: ptr(int64(3)), UsesCount: 2, UsesHeld: 1}
	_, err := used.Apply(pay.LinkPatch{SetMaxUses: true, MaxUses: ptr(int64(2))}, noon)
	wantFields(t, err, map[string]string{"max_uses": "The link has been paid 2 times already, and 1 payments are under way."})
	_, err = used.Apply(pay.LinkPatch{SetExpiresAt: true, ExpiresAt: &noon}, noon)
	wantFields(t, err, map[string]string{"expires_at": "This moment has passed."})
	used.UsesCount, used.UsesHeld = 3, 0
	_, err = used.Apply(pay.LinkPatch{Active: ptr(true)}, noon)
	wantFields(t, err, map[string]string{"is_active": "This payment link has been used as often as it may be."})
}

func TestLinkPatchKeepsTheRest(t *testing.T) {
	t.Parallel()
	before := donation()
	before.Metadata, before.MaxUses, before.ExpiresAt, before.UsesCount = map[string]any{"a": "b"}, ptr(int64(9)), ptr(noon.Add(time.Hour)), 2
	got, err := before.Apply(pay.LinkPatch{}, noon)
	if err != nil || !reflect.DeepEqual(got, before) {
		t.Errorf("an empty patch makes %+v, %v", got, err)
	}
	got, err = before.Apply(pay.LinkPatch{Description: ptr(""), SetMetadata: true}, noon)
	want := before
	want.Description, want.Metadata = "", nil
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("two fields changed make %+v, %v", got, err)
	}
}

func TestStoppedLinkKeepsWhenItWasStopped(t *testing.T) {
	t.Parallel()
	first := noon.Add(-time.Hour)
	got, err := pay.Link{DeactivatedAt: &first}.Apply(pay.LinkPatch{Active: ptr(false)}, noon)
	if err != nil || !got.DeactivatedAt.Equal(first) {
		t.Errorf("stopped at %v, %v", got.DeactivatedAt, err)
	}
	got, err = pay.Link{}.Apply(pay.LinkPatch{Active: ptr(false)}, noon)
	if err != nil || !got.DeactivatedAt.Equal(noon) {
		t.Errorf("stopped at %v, %v", got.DeactivatedAt, err)
	}
}

func drawOpt[T any](t *rapid.T, values *rapid.Generator[T], label string) *T {
	if rapid.Bool().Draw(t, label+" set") {
		return ptr(values.Draw(t, label))
	}
	return nil
}

func drawMoment(t *rapid.T, label string) *time.Time {
	return drawOpt(t, rapid.Custom(func(t *rapid.T) time.Time {
		return noon.Add(time.Duration(rapid.IntRange(-3, 3).Draw(t, "hours")) * time.Hour)
	}), label)
}

// Whatever is patched, a link keeps uses for all that were paid or are held,
// and is what was asked for or refused.
func TestLinkPatchNeverBreaksALink(t *testing.T) {
	t.Parallel()
	small := rapid.Int64Range(-1, 6)
	rapid.Check(t, func(t *rapid.T) {
		l := pay.Link{Currency: "BSD", UsesCount: rapid.Int64Range(0, 4).Draw(t, "used"), UsesHeld: rapid.Int64Range(0, 3).Draw(t, "held"),
			ExpiresAt: drawMoment(t, "expires"), DeactivatedAt: drawMoment(t, "stopped")}
		if left := drawOpt(t, rapid.Int64Range(0, 3), "left"); left != nil && *left+l.UsesCount+l.UsesHeld > 0 {
			l.MaxUses = ptr(l.UsesCount + l.UsesHeld + *left)
		}
		p := pay.LinkPatch{Active: drawOpt(t, rapid.Bool(), "active"),
			SetMaxUses: rapid.Bool().Draw(t, "set max"), MaxUses: drawOpt(t, small, "max"),
			SetExpiresAt: rapid.Bool().Draw(t, "set expires"), ExpiresAt: drawMoment(t, "new expiry")}
		got, err := l.Apply(p, noon)
		if err != nil {
			return
		}
		if got.MaxUses != nil && (*got.MaxUses < 1 || *got.MaxUses < got.UsesCount+got.UsesHeld) {
			t.Fatalf("%d uses at most, %d paid, %d held", *got.MaxUses, got.UsesCount, got.UsesHeld)
		}
		if got.UsesCount != l.UsesCount || got.UsesHeld != l.UsesHeld || got.AmountMinor != l.AmountMinor || got.Currency != l.Currency {
			t.Fatalf("the patch changed what it may not: %+v", got)
		}
		if p.Active != nil && *p.Active != (got.Reason(noon) == pay.LinkActive) {
			t.Fatalf("asked for active %v, the link is %q", *p.Active, got.Reason(noon))
		}
	})
}
