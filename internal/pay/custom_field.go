package pay

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CustomKind is what a customer can answer in a field of a merchant's own.
type CustomKind string

// The kinds of custom fields.
const (
	CustomText     CustomKind = "text"
	CustomNumber   CustomKind = "number"
	CustomChoice   CustomKind = "choice"
	CustomCheckbox CustomKind = "checkbox"
)

// CustomField is something that a merchant asks whoever pays a link.
type CustomField struct {
	// Key names it for programs: "delivery_day".
	Key   string
	Label string
	Kind  CustomKind
	// Options are what a choice offers.
	Options  []string
	Required bool
}

// CustomAnswer is what a customer said, with the field as it was then.
type CustomAnswer struct {
	Key   string
	Label string
	Kind  CustomKind
	// Value is a text, a number in plain digits, one of the options, or "true".
	Value string
}

// Limits of custom fields and of a customer's note.
const (
	CustomFieldsMax      = 5
	CustomLabelMax       = 80
	CustomKeyMax         = 40
	CustomOptionsMax     = 20
	CustomAnswerMax      = 255
	CustomerNoteMax      = 500
	AdjustableQuantities = 100
)

// CleanCustomFields returns the fields cleaned, with a key for each that has
// none: its label in small letters, or its place.
func CleanCustomFields(fields []CustomField) []CustomField {
	clean := make([]CustomField, len(fields))
	for i, f := range fields {
		f.Label, f.Key = CleanLine(f.Label), CleanLine(f.Key)
		if f.Kind == "" {
			f.Kind = CustomText
		}
		for j := range f.Options {
			f.Options[j] = CleanLine(f.Options[j])
		}
		if f.Key == "" {
			f.Key = keyOf(f.Label)
		}
		if f.Key == "" || slices.ContainsFunc(clean[:i], func(o CustomField) bool { return o.Key == f.Key }) {
			f.Key = "field_" + strconv.Itoa(i+1)
		}
		clean[i] = f
	}
	return clean
}

// keyOf makes a key of a label; "" when it has no Latin letters.
func keyOf(label string) string {
	words := strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	key := strings.Join(words, "_")
	return strings.Trim(key[:min(len(key), CustomKeyMax)], "_")
}

// CheckCustomFields notes what is wrong with the fields of a link.
func (c *Checks) CheckCustomFields(field string, fields []CustomField) {
	c.That(len(fields) <= CustomFieldsMax, field, "At most %d fields.", CustomFieldsMax)
	for i, f := range fields[:min(len(fields), CustomFieldsMax)] {
		at := field + "." + strconv.Itoa(i)
		c.That(f.Label != "", at+".label", "This is needed.")
		c.CheckLength(at+".label", f.Label, CustomLabelMax)
		c.That(isKey(f.Key), at+".key", "A name of 1 to %d small letters, digits and underscores.", CustomKeyMax)
		c.That(!slices.ContainsFunc(fields[:i], func(o CustomField) bool { return o.Key == f.Key }), at+".key", "Another field has this name.")
		c.That(slices.Contains([]CustomKind{CustomText, CustomNumber, CustomChoice, CustomCheckbox}, f.Kind), at+".type",
			"Must be text, number, choice or checkbox.")
		f.checkOptions(c, at+".options")
	}
}

func isKey(key string) bool {
	return key != "" && len(key) <= CustomKeyMax && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

func (f CustomField) checkOptions(c *Checks, at string) {
	if f.Kind != CustomChoice {
		c.That(len(f.Options) == 0, at, "Only a choice has options.")
		return
	}
	c.That(len(f.Options) >= 2 && len(f.Options) <= CustomOptionsMax, at, "A choice has 2 to %d options.", CustomOptionsMax)
	for i, option := range f.Options[:min(len(f.Options), CustomOptionsMax)] {
		c.That(option != "" && utf8.RuneCountInString(option) <= CustomLabelMax, at, "Each option has 1 to %d characters.", CustomLabelMax)
		c.That(!slices.Contains(f.Options[:i], option), at, "The options differ from each other.")
	}
}

// Answer reads what a customer typed. Nothing typed is an answer without a
// value.
func (f CustomField) Answer(c *Checks, field, typed string, l Locale) CustomAnswer {
	a := CustomAnswer{Key: f.Key, Label: f.Label, Kind: f.Kind, Value: CleanText(typed)}
	if f.Kind == CustomCheckbox && a.Value != "" {
		a.Value = "true"
	}
	if a.Value == "" {
		c.That(!f.Required || f.Kind == CustomCheckbox, field, "This is needed.")
		c.That(!f.Required || f.Kind != CustomCheckbox, field, "Tick this to go on.")
		return a
	}
	switch f.Kind {
	case CustomNumber:
		number, ok := l.ParseNumber(a.Value)
		c.That(ok, field, "Write this as a number, in digits.")
		a.Value = number
	case CustomChoice:
		c.That(slices.Contains(f.Options, a.Value), field, "Choose one of these.")
	default:
		c.CheckLength(field, a.Value, CustomAnswerMax)
	}
	return a
}
