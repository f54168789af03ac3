package views

import (
	"fmt"

	"github.com/a-h/templ"

	"linktill/views/ui"
)

// BioBase is where the bio page is edited.
const BioBase = "/dashboard/bio"

// BioEditor is the editor of the bio page.
type BioEditor struct {
	// PageHref is the public page; "" while it is not published. Address is what
	// people type.
	PageHref, Address string
	// PreviewSrc is the draft as visitors would see it.
	PreviewSrc string
	// Head opens the form of the top of the page; nil shows it closed.
	Head *BioHeadForm
	// Title, Tagline and ThemeName say what the top is now; Picture is a path or "".
	Title, Tagline, ThemeName, Picture string
	// Rows are the blocks, from the top.
	Rows []BioRow
	// New is the form of a block to add; nil is none.
	New *BioBlockForm
	// Fresh is true as long as nothing is there: then the page can be filled from
	// HasThings, the merchant's links and listings.
	Fresh, HasThings bool
	// Changed is true while the draft differs from the page; ChangedBy and
	// ChangedAt say who worked on it last.
	Changed   bool
	ChangedBy string
	ChangedAt ui.Moment
	// Overtaken says that the page was published anew since the draft was begun.
	Overtaken bool
	// Published is when the page was published last, Version its number.
	Published ui.Moment
	Version   int
	// Revision is what was looked at.
	Revision int
	// Removed is the id of a block that was just removed, RemovedTitle its name.
	Removed, RemovedTitle string
	// CanChange is what the role allows; CanWrite is the writing helper.
	CanChange, CanWrite bool
	// Wrong concerns the whole page.
	Wrong []string
	// Nonce makes filling the page act once.
	Nonce string
}

// BioRow is a block in the editor.
type BioRow struct {
	// ID is shown: "bl_…".
	ID string
	// Kind is its type in words, Icon its sign.
	Kind, Icon string
	// Title is what it says; Detail may be "".
	Title, Detail string
	// Status says whether visitors see it.
	Status ui.Status
	// On is false for a block that is switched off.
	On bool
	// At is its place, from 0; First and Last stand at an end.
	At          int
	First, Last bool
	// Focus is the button that was pressed before: "up", "down" or "switch".
	Focus string
	// Form is open when it is not nil.
	Form *BioBlockForm
}

func (r BioRow) action(what string) string { return BioBase + "/blocks/" + r.ID + "/" + what }

func (r BioRow) anchor() string { return "b-" + r.ID }

// BioBlockForm is a block that is being written.
type BioBlockForm struct {
	// ID is "" for a new one.
	ID, Nonce string
	// Type is one of pay.BlockTypes; Kind is it in words.
	Type, Kind string
	// What was typed.
	Title, Text, URL, Alt, About, StartsAt, EndsAt string
	// Picture is the path of the picture that is there; may be "".
	Picture string
	// Things are the payment links or listings to choose from.
	Things []Option
	// Revision is what was looked at.
	Revision int
	ZoneName string
	Errors   Errors
	// Theirs is what somebody else made of it meanwhile.
	Theirs []Fact
	// CanWrite offers the writing helper.
	CanWrite bool
}

func (m BioBlockForm) action() string {
	if m.ID == "" {
		return BioBase + "/blocks"
	}
	return BioBase + "/blocks/" + m.ID
}

func (m BioBlockForm) verb() string {
	switch {
	case len(m.Theirs) > 0:
		return "Save mine"
	case m.ID == "":
		return "Add " + m.Kind
	}
	return "Save"
}

// focus is where the cursor goes: the first mistake, or the first field.
func (m BioBlockForm) focus() string {
	if f := m.Errors.First("text", "about", "url", "title", "alt", "picture", "starts_at", "ends_at"); f != "" {
		return f
	}
	return map[string]string{"heading": "text", "text": "text", "payment_link": "about", "listing": "about", "image": "alt"}[m.Type]
}

func (m BioBlockForm) field(name, label string) ui.Input {
	value := map[string]string{"title": m.Title, "text": m.Text, "url": m.URL, "alt": m.Alt, "about": m.About, "starts_at": m.StartsAt, "ends_at": m.EndsAt}[name]
	return ui.Input{Name: name, ID: "block-" + name, Label: label, Value: value, Focus: m.focus() == name, Errors: m.Errors.On(name)}
}

func withHint(i ui.Input, hint string) ui.Input {
	i.Hint = hint
	return i
}

func optional(i ui.Input, maxLength int) ui.Input {
	i.Optional, i.MaxLength = true, maxLength
	return i
}

func typed(i ui.Input, kind string) ui.Input {
	i.Type = kind
	return i
}

func limited(i ui.Input, maxLength int) ui.Input {
	i.MaxLength = maxLength
	return i
}

func (m BioBlockForm) scheduled() bool {
	return m.StartsAt+m.EndsAt != "" || m.Errors.First("starts_at", "ends_at") != ""
}

// BioHeadForm is the top of the page, and how it looks.
type BioHeadForm struct {
	Title, Tagline, Theme, Accent, SoldOut, Badge, Picture string
	Themes, Accents                                        []Option
	Revision                                               int
	Errors                                                 Errors
	Theirs                                                 []Fact
	CanWrite                                               bool
}

// bioKinds are the blocks that can be added: type, words, sign.
var bioKinds = []struct{ kind, label, icon string }{
	{"link", "Link", "link"},
	{"payment_link", "Payment link", "payments"},
	{"listing", "Listing", "shop"},
	{"heading", "Heading", "heading"},
	{"text", "Text", "text"},
	{"social", "Network", "share"},
	{"image", "Picture", "image"},
}

// BioKind says a block's type in words, and its sign.
func BioKind(kind string) (label, icon string) {
	for _, k := range bioKinds {
		if k.kind == kind {
			return k.label, k.icon
		}
	}
	return kind, "info"
}

// BioHistory is what was published.
type BioHistory struct {
	Versions  []BioVersionRow
	CanChange bool
	// Nonce makes bringing one back act once.
	Nonce string
}

// BioVersionRow is one version.
type BioVersionRow struct {
	Number  int
	At      ui.Moment
	By      string
	What    string // "Shore, 7 blocks"
	Current bool
}

func (r BioVersionRow) preview() string {
	return fmt.Sprintf("%s/preview?version=%d", BioBase, r.Number)
}

// formWithFiles has a form send files.
func formWithFiles(files bool) templ.Attributes {
	if !files {
		return nil
	}
	return templ.Attributes{"enctype": "multipart/form-data"}
}
