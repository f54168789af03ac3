package writer

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"linktill/internal/pay"
)

// Lengths of what is taken from a description, in characters.
const (
	pageTitleMax   = 60
	pageTaglineMax = 140
	pageTextMax    = 600
)

// layPage makes a page of a description: who it is and what they say first at
// the top, then the rest of the text, then the links, the networks last.
func layPage(o PageOrder) pageAnswer {
	in := tongues[languageOf(o.Description)]
	said := sentences(untagged(o.Description))
	page := pageAnswer{Theme: themeOf(o.Description + " " + o.Brand), Title: untagged(o.Brand)}
	if page.Title == "" && len(said) > 0 {
		page.Title, said = titleOf(said)
	}
	if len(said) > 0 {
		page.Tagline, said = cut(said[0], pageTaglineMax), said[1:]
	}
	page.Title = cmp.Or(page.Title, hostOf(o.Links), in.about)
	if len(said) > 0 {
		page.add(block{"type": "heading", "text": in.about})
		for _, text := range paragraphs(said) {
			page.add(block{"type": "text", "text": text})
		}
	}
	page.addLinks(o.Links, in)
	if len(page.Blocks) == 0 {
		page.add(block{"type": "text", "text": cmp.Or(page.Tagline, page.Title)})
	}
	return page
}

// block is a part of a page as PUT /v1/bio takes it.
type block = map[string]any

func (p *pageAnswer) add(b block) { p.Blocks = append(p.Blocks, b) }

// titleOf takes a name off the start of a text: "Island Coffee: beans from …",
// "Island Coffee is …" but not "We are …", or as much of the first sentence as makes a title.
func titleOf(said []string) (title string, left []string) {
	first := said[0]
	for _, mark := range []string{": ", " – ", " — ", " - ", " | ", ", "} {
		if name, more, found := strings.Cut(first, mark); found && len([]rune(name)) <= pageTitleMax && more != "" {
			return name, append([]string{capital(more)}, said[1:]...)
		}
	}
	for _, verb := range []string{" is ", " are ", " ist ", " sind ", " est ", " sont ", " es ", " son "} {
		name, _, found := strings.Cut(first, verb)
		if found && len([]rune(name)) <= pageTitleMax && !slices.Contains(noNames, strings.ToLower(name)) {
			return name, said
		}
	}
	title = strings.TrimRight(cut(first, pageTitleMax), ".!")
	if title == strings.TrimRight(first, ".!") {
		return title, said[1:]
	}
	return title, said
}

// noNames are subjects that name nobody.
var noNames = []string{"i", "it", "we", "this", "that", "these", "here", "there", "they", "he", "she", "who",
	"wir", "das", "dies", "hier", "es", "sie", "er", "wer", "nous", "ils", "elles", "ce", "il", "elle", "ici",
	"nosotros", "nosotras", "esto", "esta", "este", "aquí", "ellos", "ellas", "quién"}

func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// paragraphs joins sentences to texts that are not too long to read.
func paragraphs(said []string) []string {
	var texts []string
	for _, sentence := range said {
		last := len(texts) - 1
		if last >= 0 && len([]rune(texts[last]))+1+len([]rune(sentence)) <= pageTextMax {
			texts[last] += " " + sentence
			continue
		}
		texts = append(texts, cut(sentence, pay.BlockTextMax))
	}
	return texts
}

// addLinks adds what can be opened, each address once.
func (p *pageAnswer) addLinks(links []Link, in tongue) {
	var seen []string
	var social []block
	headed := false
	for _, l := range links {
		if slices.Contains(seen, l.URL) {
			continue
		}
		seen = append(seen, l.URL)
		title := cmp.Or(untagged(l.Title), titleOfAddress(l.URL))
		if network := networkOf(l.URL); network != "" {
			social = append(social, block{"type": "social", "url": l.URL, "title": cmp.Or(untagged(l.Title), network)})
			continue
		}
		if !headed && len(p.Blocks) > 0 {
			p.add(block{"type": "heading", "text": in.links})
		}
		headed = true
		p.add(block{"type": "link", "url": l.URL, "title": cut(title, pay.BlockTitleMax)})
	}
	for _, b := range social {
		p.add(b)
	}
}

// hosts are the networks that have a row of their own on a page.
var hosts = map[string]string{
	"instagram.com": "Instagram", "facebook.com": "Facebook", "fb.com": "Facebook", "x.com": "X", "twitter.com": "X",
	"tiktok.com": "TikTok", "youtube.com": "YouTube", "youtu.be": "YouTube", "linkedin.com": "LinkedIn", "threads.net": "Threads",
	"threads.com": "Threads", "pinterest.com": "Pinterest", "t.me": "Telegram", "wa.me": "WhatsApp", "bsky.app": "Bluesky", "mastodon.social": "Mastodon",
}

func networkOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	for _, start := range []string{"www.", "m."} {
		host = strings.TrimPrefix(host, start)
	}
	return hosts[host]
}

// titleOfAddress names an address that has no title.
func titleOfAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	if u.Opaque != "" { // of mailto: and tel:
		return u.Opaque
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

func hostOf(links []Link) string {
	if len(links) == 0 {
		return ""
	}
	return titleOfAddress(links[0].URL)
}

// moods are the words that a theme suits, in the four languages; the first
// theme of which most are there is taken.
var moods = []struct {
	theme pay.BioTheme
	words []string
}{
	{"market", []string{"coffee", "bakery", "bread", "food", "farm", "kitchen", "restaurant", "market", "tea", "wine", "kaffee", "bäckerei", "brot", "küche", "markt", "hof", "café", "boulangerie", "pain", "cuisine", "marché", "ferme", "panadería", "comida", "cocina", "mercado", "cafetería"}},
	{"shore", []string{"beach", "island", "sea", "ocean", "surf", "boat", "diving", "sail", "travel", "hotel", "strand", "insel", "meer", "segeln", "tauchen", "reise", "plage", "île", "mer", "bateau", "voyage", "playa", "isla", "mar", "barco", "viaje", "buceo"}},
	{"bloom", []string{"flower", "flowers", "beauty", "wedding", "garden", "spa", "yoga", "skin", "blumen", "hochzeit", "garten", "schönheit", "fleurs", "mariage", "jardin", "beauté", "flores", "boda", "jardín", "belleza"}},
	{"ticket", []string{"event", "events", "ticket", "tickets", "concert", "festival", "show", "theatre", "theater", "party", "konzert", "veranstaltung", "karten", "spectacle", "billets", "théâtre", "concierto", "entradas", "fiesta", "teatro"}},
	{"ink", []string{"music", "photo", "photography", "design", "studio", "art", "tattoo", "software", "writer", "musik", "fotografie", "kunst", "musique", "photographie", "música", "fotografía", "arte", "diseño"}},
}

// themeOf chooses a theme by what a text speaks of.
func themeOf(text string) pay.BioTheme {
	words := strings.FieldsFunc(strings.ToLower(text), isBreak)
	best, most := pay.BioThemes[0], 0
	for _, mood := range moods {
		n := 0
		for _, word := range words {
			if slices.Contains(mood.words, word) {
				n++
			}
		}
		if n > most {
			best, most = mood.theme, n
		}
	}
	return best
}
