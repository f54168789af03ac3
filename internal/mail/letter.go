package mail

import (
	"bytes"
	_ "embed"
	"html/template"
	"strings"
	"unicode"
)

// letter is the content of a mail, from which both forms are made.
type letter struct {
	Subject    string
	Heading    string
	Paragraphs []string
	// Facts are rows of a name and a value.
	Facts []fact
	// Button leads to URL; both empty for none.
	Button, URL string
	// Small stands below, in smaller print.
	Small string
	// From is the name at the top: a merchant's or Linktill's own.
	From string
}

type fact struct{ Name, Value string }

//go:embed letter.html
var letterHTML string

var letterTemplate = template.Must(template.New("letter").Parse(letterHTML))

// message renders the letter. The template is fixed and its data plain text,
// so that rendering cannot fail.
func (l letter) message(to string) Message {
	var html bytes.Buffer
	if err := letterTemplate.Execute(&html, l); err != nil {
		panic("mail: " + err.Error())
	}
	return Message{To: to, Subject: l.Subject, Text: l.text(), HTML: html.String()}
}

func (l letter) text() string {
	parts := []string{l.Heading}
	parts = append(parts, l.Paragraphs...)
	if len(l.Facts) > 0 {
		rows := make([]string, len(l.Facts))
		for i, f := range l.Facts {
			rows[i] = f.Name + ": " + f.Value
		}
		parts = append(parts, strings.Join(rows, "\n"))
	}
	if l.URL != "" {
		parts = append(parts, l.Button+":\n"+l.URL)
	}
	if l.Small != "" {
		parts = append(parts, l.Small)
	}
	return strings.Join(parts, "\n\n") + "\n"
}

// unlinked keeps what a merchant wrote from becoming a link in the customer's
// mail program: an invisible character stands where an address would go on.
func unlinked(s string) string {
	runes := []rune(oneLine(s))
	var out strings.Builder
	for i, r := range runes {
		out.WriteRune(r)
		next := i+1 < len(runes) && (unicode.IsLetter(runes[i+1]) || unicode.IsDigit(runes[i+1]) || runes[i+1] == '/')
		if (r == '.' || r == ':' || r == '@') && next {
			out.WriteRune(wordJoiner)
		}
	}
	return out.String()
}

const wordJoiner = '\u2060'
