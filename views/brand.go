package views

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"

	"linktill/internal/pay"
	"linktill/static"
)

// Brand is how a merchant's pages for customers look; the zero value is how ours
// look.
type Brand struct {
	// Slug is the merchant's, Accent their colour as #rrggbb or "", Logo their
	// picture or zero.
	Slug, Accent string
	Logo         pay.ID
}

// BrandOf is the brand of a merchant with that slug.
func BrandOf(slug string, c pay.Counter) Brand {
	if !c.Branded() {
		return Brand{}
	}
	return Brand{Slug: slug, Accent: c.Accent, Logo: c.LogoID}
}

// BrandBundles are the style sheets that are there in merchants' looks: a page
// loads one of these instead of ours, so that it needs no request more.
var BrandBundles = []string{"public", "mine", "shop"}

// styleURL is the address of the page's style sheet.
func (p Page) styleURL(style string) string {
	bundle := strings.TrimSuffix(strings.TrimPrefix(style, "css/"), ".css")
	for _, b := range BrandBundles {
		if b == bundle && p.Brand.Slug != "" {
			return p.Brand.SheetURL(bundle)
		}
	}
	return static.URL(style)
}

// SheetURL is the address of a bundle in this look. It changes with all that the
// sheet is made of, so that it may be kept for ever.
func (b Brand) SheetURL(bundle string) string {
	sum := sha256.Sum256([]byte(static.URL("css/"+bundle+".css") + b.css() + b.Logo.UUID()))
	return "/brand/" + b.Slug + "/" + bundle + "." + hex.EncodeToString(sum[:6]) + ".css"
}

// Sheet is what this look adds to a bundle; logo is the picture, or nil.
func (b Brand) Sheet(kind string, logo []byte) string {
	css := b.css()
	if len(logo) > 0 {
		css += fmt.Sprintf(logoCSS, kind, base64.StdEncoding.EncodeToString(logo))
	}
	return css
}

// logoCSS puts a logo where the first letter of the merchant's name stands. The
// name itself is beside it on every page.
const logoCSS = ":root{--logo:url(data:%s;base64,%s) center/contain no-repeat}\n" +
	".payee .initial,.stall-head .initial{font-size:0;inline-size:48px;block-size:48px;border-radius:4px;background:var(--logo);print-color-adjust:exact}\n" +
	".slip-from::before{content:\"\";display:block;inline-size:72px;block-size:48px;margin:0 auto 8px;background:var(--logo);print-color-adjust:exact}\n"

func (b Brand) css() string {
	if b.Accent == "" {
		return ""
	}
	t := TonesOf(b.Accent)
	button := "--b-back:" + t.Accent + ";--b-ink:" + t.Ink + ";--b-hover:" + t.Hover + ";--b-line:" + t.Accent
	return ":root{" + t.Light.css() + "}\n.button-primary{" + button + "}\n" +
		"@media screen and (prefers-color-scheme: dark){:root{" + t.Dark.css() + "}.button-primary{--b-line:var(--accent)}}\n"
}

// Tones are all that is derived from a merchant's colour.
type Tones struct {
	// Accent is the colour itself, which buttons have; Ink what is written on
	// them, Hover what they become under the pointer.
	Accent, Ink, Hover string
	// InkContrast is how far Ink stands off Accent; WhiteContrast how far white
	// would, and does on paper: 4.52.
	InkContrast, WhiteContrast float64
	// Light and Dark are what links, rings and tinted grounds have.
	Light, Dark Shades
}

// Shades are the accent on one kind of ground.
type Shades struct{ Text, Strong, Ink, Tint string }

func (s Shades) css() string {
	return "--accent:" + s.Text + ";--accent-strong:" + s.Strong + ";--accent-ink:" + s.Ink + ";--accent-tint:" + s.Tint
}

// ReadableContrast is the least that text may have on its ground (WCAG 2.2, AA).
const ReadableContrast = 4.5

// The inks of buttons, and the grounds that links stand on at the worst.
const (
	whiteInk = "#ffffff"
	blackInk = "#000000"
	nightInk = "#10191b"
)

// TonesOf derives everything from a colour, in OKLCH: the same hue, lighter or
// darker until it can be read.
func TonesOf(accent string) Tones {
	c := parseColour(accent)
	t := Tones{Accent: accent, Ink: whiteInk, WhiteContrast: contrast(c, parseColour(whiteInk))}
	if dark := contrast(c, parseColour(blackInk)); dark > t.WhiteContrast {
		t.Ink = blackInk
	}
	t.InkContrast = contrast(c, parseColour(t.Ink))
	l := lchOf(c)
	step := -0.06
	if t.Ink == blackInk {
		step = 0.06
	}
	t.Hover = l.at(l.light+step, l.chroma).hex()
	t.Light = shadesOf(l, l.at(0.945, min(l.chroma, 0.022)), -0.01, whiteInk)
	t.Dark = shadesOf(l, l.at(0.29, min(l.chroma, 0.03)), 0.01, nightInk)
	return t
}

// shadesOf moves the colour by steps until it can be read on its own tint, which
// is the ground that is nearest to it.
func shadesOf(l lch, tint lch, step float64, ink string) Shades {
	text := l
	ground := tint.colour()
	for range 100 {
		if contrast(text.colour(), ground) >= ReadableContrast+0.05 {
			break
		}
		text = text.at(text.light+step, text.chroma)
	}
	return Shades{Text: text.hex(), Strong: text.at(text.light+6*step, text.chroma).hex(), Ink: ink, Tint: tint.hex()}
}

// colour is a colour of sRGB, each part from 0 to 1, before gamma.
type colour struct{ r, g, b float64 }

func parseColour(hex string) colour {
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil {
		return colour{}
	}
	linear := func(shift uint) float64 {
		v := float64(n>>shift&0xff) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return colour{linear(16), linear(8), linear(0)}
}

// contrast is that of WCAG 2: from 1 to 21.
func contrast(a, b colour) float64 {
	bright := func(c colour) float64 { return 0.2126*c.r + 0.7152*c.g + 0.0722*c.b + 0.05 }
	x, y := bright(a), bright(b)
	return max(x, y) / min(x, y)
}

// lch is a colour of OKLCH.
type lch struct{ light, chroma, hue float64 }

func lchOf(c colour) lch {
	l := math.Cbrt(0.4122214708*c.r + 0.5363325363*c.g + 0.0514459929*c.b)
	m := math.Cbrt(0.2119034982*c.r + 0.6806995451*c.g + 0.1073969566*c.b)
	s := math.Cbrt(0.0883024619*c.r + 0.2817188376*c.g + 0.6299787005*c.b)
	a := 1.9779984951*l - 2.4285922050*m + 0.4505937099*s
	b := 0.0259040371*l + 0.7827717662*m - 0.8086757660*s
	return lch{0.2104542553*l + 0.7936177850*m - 0.0040720468*s, math.Hypot(a, b), math.Atan2(b, a)}
}

// at is the same hue with another lightness and chroma.
func (l lch) at(light, chroma float64) lch {
	return lch{min(max(light, 0), 1), chroma, l.hue}
}

// colour is the nearest one that screens can show: of the same hue and
// lightness, with as much chroma as there is.
func (l lch) colour() colour {
	for chroma := l.chroma; ; chroma -= 0.004 {
		a, b := max(chroma, 0)*math.Cos(l.hue), max(chroma, 0)*math.Sin(l.hue)
		cube := func(x float64) float64 { return x * x * x }
		x, y, z := cube(l.light+0.3963377774*a+0.2158037573*b), cube(l.light-0.1055613458*a-0.0638541728*b), cube(l.light-0.0894841775*a-1.2914855480*b)
		c := colour{4.0767416621*x - 3.3077115913*y + 0.2309699292*z, -1.2684380046*x + 2.6097574011*y - 0.3413193965*z, -0.0041960863*x - 0.7034186147*y + 1.7076147010*z}
		low, high := min(c.r, c.g, c.b), max(c.r, c.g, c.b)
		if low >= -0.0005 && high <= 1.0005 || chroma <= 0 {
			clip := func(v float64) float64 { return min(max(v, 0), 1) }
			return colour{clip(c.r), clip(c.g), clip(c.b)}
		}
	}
}

func (l lch) hex() string {
	part := func(v float64) int {
		if v <= 0.0031308 {
			return int(math.Round(v * 12.92 * 255))
		}
		return int(math.Round((1.055*math.Pow(v, 1/2.4) - 0.055) * 255))
	}
	c := l.colour()
	return fmt.Sprintf("#%02x%02x%02x", part(c.r), part(c.g), part(c.b))
}
