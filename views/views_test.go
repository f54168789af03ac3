package views

import (
	"strings"
	"testing"
)

func TestChartKeepsZeroAndOrder(t *testing.T) {
	t.Parallel()
	points := []ChartPoint{{Minor: 0}, {Minor: -500, Amount: "−5"}, {Minor: 1500, Amount: "15", Label: "Tue"}}
	zero, low, high := chartY(points, 0), chartY(points, -500), chartY(points, 1500)
	if !(high < zero && zero < low) {
		t.Errorf("heights high %.1f, zero %.1f, low %.1f are not in order", high, zero, low)
	}
	if high < 0 || low > chartHeight {
		t.Errorf("heights %.1f to %.1f leave the picture", high, low)
	}
	if got := highest(points); got != "Highest: 15 · Tue" {
		t.Errorf("highest = %q", got)
	}
	if n := len(days(points)); n != len(points) {
		t.Errorf("%d days for %d points", n, len(points))
	}
}

func TestChartOfNothingLiesOnTheGround(t *testing.T) {
	t.Parallel()
	points := []ChartPoint{{}, {}}
	if got := linePath(points); strings.Contains(got, "NaN") || chartY(points, 0) <= chartHeight/2 {
		t.Errorf("line of nothing: %s", got)
	}
}

func TestProblemWordsFallBack(t *testing.T) {
	t.Parallel()
	if w := (ProblemPage{Status: 418}).words(); w != problems[500] {
		t.Errorf("unknown status says %+v", w)
	}
	if w := (ProblemPage{Status: 404, Sentence: "Own."}).words(); w.sentence != "Own." || w.title != problems[404].title {
		t.Errorf("own sentence became %+v", w)
	}
	if href, _ := (ProblemPage{Status: 500, Public: true}).way(); href != "" {
		t.Errorf("customers are sent to %q", href)
	}
}

func TestErrorsFirstKeepsOrder(t *testing.T) {
	t.Parallel()
	e := Errors{"code": {"x"}, "amount": {"y"}}
	if got := e.First("amount", "reason", "code"); got != "amount" {
		t.Errorf("First = %q", got)
	}
	if got := Errors(nil).First("amount"); got != "" {
		t.Errorf("First of nothing = %q", got)
	}
}

func TestPreviewOfLinkForm(t *testing.T) {
	t.Parallel()
	m := LinkForm{CurrencySymbol: "B$", Decimals: 2, Suggested: "10, ,25,,1,2,3,4,5"}
	if got := m.previewChoices(); len(got) != 6 || got[0] != "B$10" {
		t.Errorf("choices = %v", got)
	}
	if got := m.previewZero(); got != "B$0.00" {
		t.Errorf("zero = %q", got)
	}
	if got := (LinkForm{CurrencySymbol: "¥"}).previewZero(); got != "¥0" {
		t.Errorf("zero = %q", got)
	}
}
