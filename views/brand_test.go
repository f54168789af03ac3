package views

import (
	"strings"
	"testing"

	"linktill/internal/pay"
)

// Whatever colour a merchant takes, everything on it and in it can be read.
func TestTonesCanBeRead(t *testing.T) {
	t.Parallel()
	for red := 0; red < 256; red += 51 {
		for green := 0; green < 256; green += 51 {
			for blue := 0; blue < 256; blue += 51 {
				accent := "#" + hexOf(red) + hexOf(green) + hexOf(blue)
				tones := TonesOf(accent)
				for name, pair := range map[string][2]string{
					"a button": {tones.Accent, tones.Ink}, "a pressed button": {tones.Hover, tones.Ink},
					"a link by day": {tones.Light.Text, "#f9f7f4"}, "a link by night": {tones.Dark.Text, "#1c1915"},
					"a tint by day": {tones.Light.Text, tones.Light.Tint}, "a tint by night": {tones.Dark.Text, tones.Dark.Tint},
					"ink by day": {tones.Light.Ink, tones.Light.Text}, "ink by night": {tones.Dark.Ink, tones.Dark.Text},
				} {
					if got := contrast(parseColour(pair[0]), parseColour(pair[1])); got < ReadableContrast {
						t.Errorf("%s: %s has %.2f:1 (%v)", accent, name, got, pair)
					}
				}
			}
		}
	}
}

func hexOf(n int) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[n/16], digits[n%16]})
}

func TestContrastIsThatOfTheStandard(t *testing.T) {
	t.Parallel()
	for pair, want := range map[[2]string]float64{
		{"#000000", "#ffffff"}: 21, {"#ffffff", "#ffffff"}: 1, {"#777777", "#ffffff"}: 4.48, {"#ff0000", "#ffffff"}: 4.0, {"#0000ff", "#ffffff"}: 8.59,
	} {
		if got := contrast(parseColour(pair[0]), parseColour(pair[1])); got < want-0.005 || got > want+0.005 {
			t.Errorf("%v: %.3f, want %.2f", pair, got, want)
		}
	}
	if got := lchOf(parseColour("#c2410c")).hex(); got != "#c2410c" {
		t.Errorf("there and back: %s", got)
	}
}

func TestBrandSheet(t *testing.T) {
	t.Parallel()
	plain, red := BrandOf("tea", pay.Counter{}), BrandOf("tea", pay.Counter{Accent: "#b91c1c"})
	if plain != (Brand{}) || (Page{}).styleURL("css/public.css") == (Page{Brand: red}).styleURL("css/public.css") {
		t.Error("only a merchant with a look of their own has a sheet of their own")
	}
	withLogo := red
	withLogo.Logo[0] = 1
	if a, b := red.SheetURL("public"), withLogo.SheetURL("public"); a == b || !strings.HasPrefix(a, "/brand/tea/public.") {
		t.Errorf("%s, %s", a, b)
	}
	if css := withLogo.Sheet("image/png", []byte("x")); !strings.Contains(css, "url(data:image/png;base64,eA==)") || !strings.Contains(css, "--b-back:#b91c1c;--b-ink:#ffffff") {
		t.Error(css)
	}
	if got := (Page{Brand: red}).styleURL("css/dashboard.css"); !strings.HasPrefix(got, "/static/") {
		t.Errorf("the dashboard has %s", got)
	}
}
