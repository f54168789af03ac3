package views

import "fmt"

// BioNumbersPage is how often the bio page was seen and followed.
type BioNumbersPage struct {
	// Period is "7d", "30d" or "90d".
	Period string
	// Views, Clicks and Rate are the sums: "1,204", "310", "26 %".
	Views, Clicks, Rate string
	Days                []BioDay
	Parts               []BioPartRow
	ZoneName            string
}

// BioDay is one day of the numbers.
type BioDay struct {
	Label         string
	Views, Clicks int64
}

// BioPartRow is a link or block and how often it was followed.
type BioPartRow struct {
	Title, Kind  string
	Clicks, Rate string
	// Percent is Rate for a bar, 0 to 100.
	Percent int
}

// isEmpty reports whether nobody came.
func (m BioNumbersPage) isEmpty() bool {
	for _, d := range m.Days {
		if d.Views+d.Clicks > 0 {
			return false
		}
	}
	return true
}

// bioBar is a day in the chart: a bar of views, and in it the clicks.
type bioBar struct{ x, width, viewsY, views, clicksY, clicks, title string }

// bioChartHigh is the height of the chart in its own units.
const bioChartHigh = 100

// bars stretch over 600 units; the highest fills the chart.
func (m BioNumbersPage) bars() []bioBar {
	var most int64 = 1
	for _, d := range m.Days {
		most = max(most, d.Views, d.Clicks)
	}
	step := 600 / max(1, len(m.Days))
	bars := make([]bioBar, len(m.Days))
	for i, d := range m.Days {
		views, clicks := d.Views*bioChartHigh/most, d.Clicks*bioChartHigh/most
		bars[i] = bioBar{x: fmt.Sprint(i * step), width: fmt.Sprint(max(1, step-2)),
			viewsY: fmt.Sprint(bioChartHigh - views), views: fmt.Sprint(views), clicksY: fmt.Sprint(bioChartHigh - clicks), clicks: fmt.Sprint(clicks),
			title: fmt.Sprintf("%s: %s, %s", d.Label, bioCounted(d.Views, "view"), bioCounted(d.Clicks, "click"))}
	}
	return bars
}

func (m BioNumbersPage) chartBox() string {
	return fmt.Sprintf("0 0 %d %d", 600/max(1, len(m.Days))*len(m.Days), bioChartHigh)
}

func bioCounted(n int64, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// BioWrite is the writing helper's page.
type BioWrite struct {
	// Kind is "page", "caption" or "description".
	Kind, Nonce string
	// What was typed.
	Sentence, Brand, About, Text, Network, Name, Keywords string
	Things, Networks                                      []Option
	// Model is who wrote; "" before anything was written.
	Model string
	// Result is a text; Page a page, whose JSON is Draft.
	Result string
	Page   *BioPage
	Draft  string
	// Instead says that something is there that the page would replace.
	Instead bool
	// CanChange is what the role allows.
	CanChange bool
	// ThemeName is the theme of the page in words.
	ThemeName string
	Errors    Errors
}

func (m BioWrite) focus() string {
	if f := m.Errors.First("description", "brand", "text", "name", "keywords", "network"); f != "" {
		return f
	}
	if m.Model != "" {
		return ""
	}
	return map[string]string{"page": "description", "description": "name"}[m.Kind]
}
