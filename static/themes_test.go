package static

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	property = regexp.MustCompile(`(--[\w-]+):\s*([^;]+);`)
	themeOf  = regexp.MustCompile(`^\s*\.theme-(\w+) \{`)
	accentOf = regexp.MustCompile(`^\s*\.accent-(\w+) \{`)
	colour   = regexp.MustCompile(`^oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)$`)
)

// pairs are a text's colour and what it stands on, on a bio page; the first of
// the names that is set counts.
var pairs = [][2][]string{
	{{"--ink"}, {"--paper"}},
	{{"--ink-soft"}, {"--paper"}},
	{{"--accent"}, {"--paper"}},
	{{"--accent-strong"}, {"--paper"}},
	{{"--ink"}, {"--warn-tint"}}, // the ribbon
	{{"--bio-face-ink", "--accent"}, {"--accent-tint"}},
	{{"--bio-ink"}, {"--bio-back"}},
	{{"--bio-soft", "--ink-soft"}, {"--bio-back"}},
	{{"--bio-hover-ink", "--bio-ink"}, {"--bio-hover"}},
	{{"--bio-act-ink", "--accent-ink"}, {"--bio-act-back", "--accent"}},
}

// TestThemesCanBeRead holds each theme, in light and in dark, to the contrast
// that WCAG 2.2 AA asks of text.
func TestThemesCanBeRead(t *testing.T) {
	t.Parallel()
	tokens := source(t, "css/tokens.css")
	light, dark, _ := strings.Cut(tokens, "@media screen and (prefers-color-scheme: dark)")
	day := properties(light + source(t, "css/page-bio.css"))
	night := maps.Clone(day)
	maps.Copy(night, properties(dark))
	themesLight, themesDark, found := strings.Cut(source(t, "css/page-bio-themes.css"), "@media screen and (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("no dark themes")
	}
	days, nights := themes(themesLight, themeOf), themes(themesDark, themeOf)
	accentsLight, accentsDark, _ := strings.Cut(source(t, "css/page-bio-accents.css"), "@media screen and (prefers-color-scheme: dark)")
	accentsLight, ofInk, found := strings.Cut(accentsLight, ".theme-ink:is(")
	accentDays, accentNights, inked := themes(accentsLight, accentOf), themes(accentsDark, accentOf), properties(ofInk)
	if !found || len(accentDays) != 6 || len(accentNights) != 6 || len(inked) == 0 {
		t.Fatalf("colours %v, %v", accentDays, accentNights)
	}
	names := append(slices.Sorted(maps.Keys(days)), "paper")
	if got := strings.Join(names, " "); got != "bloom ink market shore ticket paper" {
		t.Errorf("themes %s", got)
	}
	for _, name := range names {
		// In the dark, what a theme set for the light stays unless it is set again.
		canBeRead(t, name+" in light", merged(day, days[name]))
		canBeRead(t, name+" in dark", merged(night, days[name], nights[name]))
		of := map[string]map[string]string{"ink": inked}[name]
		for accent := range accentDays {
			canBeRead(t, name+" in light with "+accent, merged(day, days[name], accentDays[accent], of))
			canBeRead(t, name+" in dark with "+accent, merged(night, days[name], nights[name], accentDays[accent], of, accentNights[accent]))
		}
	}
}

func canBeRead(t *testing.T, name string, vars map[string]string) {
	t.Helper()
	for _, p := range pairs {
		front, back := resolve(t, vars, p[0]), resolve(t, vars, p[1])
		if ratio := contrast(luminance(t, front), luminance(t, back)); ratio < 4.5 {
			t.Errorf("%s: %s on %s is %.2f, at least 4.5 is asked", name, p[0][0], p[1][0], ratio)
		}
	}
}

func source(t *testing.T, name string) string {
	t.Helper()
	body, err := sources.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(squeeze(body))
}

func properties(css string) map[string]string {
	vars := map[string]string{}
	for _, m := range property.FindAllStringSubmatch(css, -1) {
		if _, again := vars[m[1]]; !again {
			vars[m[1]] = strings.TrimSpace(m[2])
		}
	}
	return vars
}

// themes are the properties of each theme, or colour, of a part of a style sheet.
func themes(css string, of *regexp.Regexp) map[string]map[string]string {
	found, text := map[string]map[string]string{}, map[string]string{}
	name := ""
	for line := range strings.Lines(css) {
		if m := of.FindStringSubmatch(line); m != nil {
			name = m[1]
		}
		text[name] += line
	}
	delete(text, "")
	for name, css := range text {
		found[name] = properties(css)
	}
	return found
}

func merged(layers ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, layer := range layers {
		maps.Copy(all, layer)
	}
	return all
}

// resolve follows references to a colour. What is see-through shows the paper.
func resolve(t *testing.T, vars map[string]string, names []string) string {
	t.Helper()
	for _, name := range names {
		value := vars[name]
		for range 8 {
			inner, is := strings.CutPrefix(value, "var(")
			if !is {
				break
			}
			value = vars[strings.TrimSuffix(inner, ")")]
		}
		switch value {
		case "":
			continue
		case "transparent":
			return resolve(t, vars, []string{"--paper"})
		}
		return value
	}
	t.Fatalf("%v is not set", names)
	return ""
}

// luminance is that of WCAG, of a colour written in OKLCH.
func luminance(t *testing.T, css string) float64 {
	t.Helper()
	m := colour.FindStringSubmatch(css)
	if m == nil {
		t.Fatalf("%q is not a colour in OKLCH", css)
	}
	var l, c, h float64
	if _, err := fmt.Sscan(m[1]+" "+m[2]+" "+m[3], &l, &c, &h); err != nil {
		t.Fatal(err)
	}
	l /= 100
	a, b := c*math.Cos(h*math.Pi/180), c*math.Sin(h*math.Pi/180)
	long := cube(l + 0.3963377774*a + 0.2158037573*b)
	middle := cube(l - 0.1055613458*a - 0.0638541728*b)
	short := cube(l - 0.0894841775*a - 1.2914855480*b)
	red := 4.0767416621*long - 3.3077115913*middle + 0.2309699292*short
	green := -1.2684380046*long + 2.6097574011*middle - 0.3413193965*short
	blue := -0.0041960863*long - 0.7034186147*middle + 1.7076147010*short
	return 0.2126*shown(red) + 0.7152*shown(green) + 0.0722*shown(blue)
}

func cube(x float64) float64 { return x * x * x }

// shown keeps a colour to what a screen has.
func shown(x float64) float64 { return min(max(x, 0), 1) }

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

func TestContrast(t *testing.T) {
	t.Parallel()
	if got := contrast(luminance(t, "oklch(100% 0 0)"), luminance(t, "oklch(0% 0 0)")); math.Abs(got-21) > 0.05 {
		t.Errorf("black on white is %.2f", got)
	}
	// #777777 on white is known to be just under the limit.
	if got := contrast(luminance(t, "oklch(100% 0 0)"), luminance(t, "oklch(56.8% 0 0)")); got < 4.3 || got > 4.6 {
		t.Errorf("grey on white is %.2f", got)
	}
}
