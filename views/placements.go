package views

import (
	"fmt"

	"linktill/internal/pay"
)

// Funnel is how far people came, from opening the page to having paid.
type Funnel struct {
	Steps []FunnelStep
	// Words say it in a sentence; "" while there is too little to say.
	Words string
}

// FunnelStep is one step.
type FunnelStep struct {
	Name  string
	Count int64
	// Share is its part of the step before, in words; may be "".
	Share string
	// Percent is its part of the first, for a bar.
	Percent int
}

// funnelWords is from how many on a part of hundred means something.
const funnelWords = 50

// NewFunnel puts the numbers into words.
func NewFunnel(f pay.Funnel) (m Funnel) {
	most := max(f.Viewed, f.Started, f.Paid, 1)
	step := func(name string, n, of int64, those string) FunnelStep {
		s := FunnelStep{Name: name, Count: n, Percent: int(n * 100 / most)}
		if of > 0 && n <= of {
			s.Share = fmt.Sprintf("%d %% of those who %s", n*100/of, those)
		}
		return s
	}
	m.Steps = []FunnelStep{
		step("Opened the page", f.Viewed, 0, ""),
		step("Pressed “Pay”", f.Started, f.Viewed, "opened it"),
		step("Paid", f.Paid, f.Started, "pressed it"),
	}
	if f.Viewed >= funnelWords && f.Paid <= f.Viewed {
		m.Words = fmt.Sprintf("Of 100 who open the page, %d pay.", f.Paid*100/f.Viewed)
	}
	return m
}

// isEmpty reports whether nobody came.
func (m Funnel) isEmpty() bool {
	for _, s := range m.Steps {
		if s.Count > 0 {
			return false
		}
	}
	return true
}

// LinkDay is one day of the numbers.
type LinkDay struct{ Label, Viewed, Started, Paid string }

// LinkPlaces are the printed codes of a link.
type LinkPlaces struct {
	Rows []PlaceRow
	// PrintHref prints all of them; "" when there is none.
	PrintHref string
	// Action is where new ones are posted, with Nonce; Typed are their names.
	Action, Nonce, Typed string
	CanChange            bool
	Errors               Errors
}

// PlaceRow is one of them: "12" scanned, "9" paid, "75 %".
type PlaceRow struct{ Href, Name, Scanned, Paid, Share string }

// PrintCode is a code on paper.
type PrintCode struct {
	// Place is where it hangs; "" for the link's own.
	Place string
	// URL is below the code, for people who cannot scan.
	URL string
	// QRSVG is the address of its picture.
	QRSVG string
}

// PlacementPage is one printed code.
type PlacementPage struct {
	// Base is its path, LinkHref that of its link, which is called LinkName.
	Base, LinkHref, LinkName string
	// Name is where it hangs, Typed what somebody wants it to be called.
	Name, Typed string
	Code        PrintCode
	// PNG and SVG are where its picture is downloaded, PrintHref its sheet to print.
	PNG, SVG, PrintHref string
	Funnel              Funnel
	CanChange           bool
	Errors              Errors
}
