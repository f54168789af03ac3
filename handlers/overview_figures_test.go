package handlers

import (
	"testing"
	"time"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// A change is told in per cent where that means something, and otherwise by what
// there was before.
func TestChange(t *testing.T) {
	t.Parallel()
	money := func(minor int64) string { return pay.Money{Minor: minor, Currency: "BSD"}.String() }
	for _, c := range []struct {
		now, before     int64
		text, direction string
	}{
		{0, 0, "", ""}, {5_00, 5_00, "0 %", "same"},
		{112, 100, "12 %", "up"}, {88, 100, "12 %", "down"}, {0, 100, "100 %", "down"}, {2_00, 3_00, "33 %", "down"}, {5_00, 3_00, "67 %", "up"},
		{10_001, 10_000, "under 1 %", "up"}, {1_000, 100, "900 %", "up"}, {1_200, 100, "from B$1.00", "up"},
		{5_00, 0, "from B$0.00", "up"}, {-5_00, 0, "from B$0.00", "down"}, {5_00, -1_00, "from -B$1.00", "up"}, {-3_00, 2_00, "250 %", "down"},
		{9_000_000_000_000_000, 1, "from B$0.01", "up"},
	} {
		got := change(c.now, c.before, money)
		if got.Text != c.text || got.Direction != c.direction || c.text != "" && got.Title != "The period before: "+money(c.before) {
			t.Errorf("%d after %d: %+v", c.now, c.before, got)
		}
	}
}

func TestCounted(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -999: "-999", -1000: "-1,000", 100000: "100,000"} {
		if got := counted(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}

func nassau(t *testing.T, at string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("America/Nassau")
	if err != nil {
		t.Fatal(err)
	}
	now, err := time.ParseInLocation("2006-01-02 15:04", at, zone)
	if err != nil {
		t.Fatal(err)
	}
	return now
}

func TestSpanWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		period, now, days, before string
	}{
		{"today", "2026-11-21 14:02", "Sat 21 Nov 2026", "Fri 20 Nov until 14:15"},
		{"7d", "2026-11-21 14:02", "15 – 21 Nov 2026", "8 – 14 Nov until 14:15"},
		{"30d", "2026-11-21 14:02", "23 Oct – 21 Nov 2026", "23 Sep – 22 Oct until 14:15"},
		{"90d", "2026-01-05 00:00", "8 Oct 2025 – 5 Jan 2026", "10 Jul – 6 Oct"},
		{"today", "2026-11-21 00:00", "Sat 21 Nov 2026", "Fri 20 Nov"},
		{"7d", "2026-11-21 23:59", "15 – 21 Nov 2026", "8 – 14 Nov"},
	} {
		now := nassau(t, c.now)
		span := pay.PeriodNamed(c.period).Span(now)
		if days, before := spanDays(span, now), spanBefore(span); days != c.days || before != c.before {
			t.Errorf("%s at %s: %q, compared with %q", c.period, c.now, days, before)
		}
	}
}

// The merchant's own currency comes first, one in which nothing happened not at
// all, and hours that have not begun are no points.
func TestCurrencyFigures(t *testing.T) {
	t.Parallel()
	now := nassau(t, "2026-11-21 02:30")
	span := pay.PeriodNamed("today").Span(now)
	some := pay.Takings{GrossMinor: 10_00, RefundMinor: 4_00, Paid: 1, Started: 4, Converted: 1}
	steps := make([]pay.Takings, 24)
	steps[1] = some
	got := currencyFigures([]pay.Figures{
		{Currency: "AUD", Before: some, Steps: steps}, {Currency: "BSD", Now: some, Steps: steps}, {Currency: "CAD", Steps: steps},
	}, span, now, "BSD")
	if len(got) != 2 || got[0].Currency != "BSD" || got[1].Currency != "AUD" {
		t.Fatalf("%+v", got)
	}
	b := got[0]
	if b.Gross != "B$10.00" || b.Refunds != "B$4.00" || b.Net != "B$6.00" || b.Payments != "1" || b.Converted != "25 %" || b.ConvertedOf != "1 of 4" || b.Step != "hour" {
		t.Errorf("%+v", b)
	}
	want := views.ChartPoint{Label: "01:00", Amount: "B$6.00", Minor: 6_00, Gross: "B$10.00", Refunds: "B$4.00", Payments: "1"}
	if len(b.Points) != 3 || b.Points[1] != want {
		t.Errorf("%+v", b.Points)
	}
	turned := nassau(t, "2026-11-01 12:00")
	if points := currencyFigures([]pay.Figures{{Currency: "BSD", Now: some, Steps: make([]pay.Takings, 25)}}, pay.PeriodNamed("today").Span(turned), turned, "")[0].Points; len(points) != 14 || points[1].Label != "01:00 EDT" || points[2].Label != "01:00 EST" {
		t.Errorf("an hour that is there twice: %+v", points)
	}
}

func TestAttentionItems(t *testing.T) {
	t.Parallel()
	found := map[pay.Attention]int{pay.AttentionUnknown: 2, pay.AttentionWebhookOff: 1, pay.AttentionEnding: store.AttentionMax}
	owner := pay.Caller{UserID: pay.ID{1}, Role: pay.Owner}
	got := attentionItems(found, owner)
	if len(got) != 3 || got[0].Text != "2 payments are waiting for the bank’s answer." || got[0].Action != "Look at them" || got[2].Text != "At least 100 links end within three days." {
		t.Errorf("%+v", got)
	}
	if got := attentionItems(found, pay.Caller{UserID: pay.ID{1}, Role: pay.Viewer}); len(got) != 2 {
		t.Errorf("a viewer has no webhooks: %+v", got)
	}
}

func TestFirstStepsOfRoles(t *testing.T) {
	t.Parallel()
	owner, viewer := pay.Caller{UserID: pay.ID{1}, Role: pay.Owner}, pay.Caller{UserID: pay.ID{1}, Role: pay.Viewer}
	if got := firstSteps(pay.FirstSteps{Link: true}, owner); len(got) != 6 || !got[1].Done || got[4].Href != brandingPath || got[5].Href == "" {
		t.Errorf("%+v", got)
	}
	if got := firstSteps(pay.FirstSteps{}, viewer); got[1].Href != "" || got[0].Href == "" || got[4].Href != "" {
		t.Errorf("%+v", got)
	}
	if got := firstSteps(pay.FirstSteps{SecondFactor: true, Link: true, Brand: true, Payment: true, Refund: true, Key: true}, owner); got != nil {
		t.Errorf("all is done: %+v", got)
	}
}
