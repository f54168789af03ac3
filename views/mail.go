package views

import (
	"context"
	"strconv"
	"strings"
	"unicode"
)

// Mail is a mail to one person, as text and as HTML that say the same.
type Mail struct{ Subject, Text, HTML string }

// letter is the content of a mail, from which both forms are made.
type letter struct {
	page Page
	from string // the name at the top: a merchant's, or ours
	// logo stands in place of the name; without an address it does not. accent is
	// the button's colour as #rrggbb, "" for ours.
	logo       Photo
	accent     string
	subject    string
	heading    string
	paragraphs []string
	// lines are what was bought, facts the rest; the names and their values.
	lines, facts []Fact
	// button leads to url; both empty for none.
	button, url string
	// second is another address, with what it is for.
	second Fact
	// small stands below, in smaller print.
	small []string
}

// The room of a logo in a mail, in pixels.
const (
	mailLogoWidthPX  = 160
	mailLogoHeightPX = 56
)

// logoWidth is how wide the logo is drawn, for programs that take no style's word
// for it. Its height follows.
func (l letter) logoWidth() string {
	if l.logo.Width <= 0 || l.logo.Height <= 0 {
		return strconv.Itoa(mailLogoWidthPX)
	}
	return strconv.Itoa(max(1, min(mailLogoWidthPX, l.logo.Width, mailLogoHeightPX*l.logo.Width/l.logo.Height)))
}

func (l letter) start() string {
	if l.page.RTL {
		return "right"
	}
	return "left"
}

func (l letter) end() string {
	if l.page.RTL {
		return "left"
	}
	return "right"
}

// mail renders the letter. What it is made of is text, so that it cannot fail.
func (l letter) mail() Mail {
	var html strings.Builder
	if err := mail(l).Render(context.Background(), &html); err != nil {
		panic("views: " + err.Error())
	}
	return Mail{Subject: l.subject, Text: l.text(), HTML: html.String()}
}

func (l letter) text() string {
	parts := append([]string{l.from, l.heading}, l.paragraphs...)
	for _, rows := range [][]Fact{l.lines, l.facts} {
		if len(rows) > 0 {
			parts = append(parts, strings.Join(Show(rows, func(f Fact) string { return f.Name + ": " + f.Value }), "\n"))
		}
	}
	if l.url != "" {
		parts = append(parts, l.button+":\n"+l.url)
	}
	if l.second.Value != "" {
		parts = append(parts, l.second.Name+"\n"+l.second.Value)
	}
	return strings.Join(append(parts, l.small...), "\n\n") + "\n"
}

// fact adds a row, unless it has no value.
func (l *letter) fact(name, value string) {
	if value != "" {
		l.facts = append(l.facts, Fact{Name: name, Value: value})
	}
}

// plain is what somebody wrote, as a mail can show it to somebody else: one line
// that mail programs make no link of, and that cannot turn the direction of what
// stands beside it. An invisible character stands where an address would go on.
func plain(s string) string {
	runes := []rune(oneLine(s))
	var out strings.Builder
	for i, r := range runes {
		out.WriteRune(r)
		if i+1 < len(runes) && strings.ContainsRune(linkMarks, r) && goesOn(runes[i+1]) {
			out.WriteRune(wordJoiner)
		}
	}
	return out.String()
}

// linkMarks are what addresses are put together with; some programs read the
// other full stops as well.
const (
	linkMarks  = ".:@。．｡：＠"
	wordJoiner = '\u2060'
)

func goesOn(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '/' || r == '[' }

// oneLine takes out what ends a line or turns its direction.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Bidi_Control, r), r == wordJoiner, r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)), " ")
}
