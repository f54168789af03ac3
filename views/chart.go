package views

import (
	"fmt"
	"strings"
)

// The chart's own units: its picture is stretched to the width of the page.
const (
	chartWidth  = 600.0
	chartHeight = 120.0
	chartMargin = 6.0
)

// chartDay is one day of a chart: where the pointer finds it, and what it says.
type chartDay struct{ x, width, mark, title string }

// chartY returns the height of an amount in a chart of these points. Zero is
// always on the chart, so that heights compare.
func chartY(points []ChartPoint, minor int64) float64 {
	var low, high int64
	for _, p := range points {
		low, high = min(low, p.Minor), max(high, p.Minor)
	}
	if low == high {
		return chartHeight - chartMargin
	}
	span := chartHeight - 2*chartMargin
	return chartMargin + span*float64(high-minor)/float64(high-low)
}

func chartX(points []ChartPoint, i int) float64 {
	return chartWidth * float64(i) / float64(len(points)-1)
}

func linePath(points []ChartPoint) string {
	var d strings.Builder
	for i, p := range points {
		verb := "L"
		if i == 0 {
			verb = "M"
		}
		fmt.Fprintf(&d, "%s%.1f %.1f", verb, chartX(points, i), chartY(points, p.Minor))
	}
	return d.String()
}

func areaPath(points []ChartPoint) string {
	zero := chartY(points, 0)
	return fmt.Sprintf("%sL%.1f %.1fL0 %.1fZ", linePath(points), chartWidth, zero, zero)
}

func baseLine(points []ChartPoint) string {
	zero := chartY(points, 0)
	return fmt.Sprintf("M0 %.1fH%.0f", zero, chartWidth)
}

func days(points []ChartPoint) []chartDay {
	step := chartWidth / float64(len(points)-1)
	out := make([]chartDay, len(points))
	for i, p := range points {
		x := chartX(points, i)
		out[i] = chartDay{
			x: fmt.Sprintf("%.1f", x-step/2), width: fmt.Sprintf("%.1f", step),
			mark: fmt.Sprintf("M%.1f %.1fV%.1f", x, chartHeight, chartY(points, p.Minor)), title: pointTitle(p),
		}
	}
	return out
}

// pointTitle is what a point says under the pointer.
func pointTitle(p ChartPoint) string {
	if p.Payments == "" {
		return p.Label + ": " + p.Amount
	}
	return p.Label + ": " + p.Amount + " net, payments: " + p.Payments
}

// capital begins a word with a capital letter.
func capital(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// highest names the best day, so that the chart has a scale.
func highest(points []ChartPoint) string {
	best := points[0]
	for _, p := range points {
		if p.Minor > best.Minor {
			best = p
		}
	}
	return "Highest: " + best.Amount + " · " + best.Label
}

func doneOf(steps []Step) string {
	done := 0
	for _, s := range steps {
		if s.Done {
			done++
		}
	}
	return fmt.Sprintf("%d of %d", done, len(steps))
}

func changeWord(direction string) string {
	switch direction {
	case "up":
		return "More than before by"
	case "down":
		return "Less than before by"
	}
	return "As before"
}

func changeSign(direction string) string {
	switch direction {
	case "up":
		return "↑"
	case "down":
		return "↓"
	}
	return "="
}
