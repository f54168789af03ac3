package views

import "linktill/internal/pay"

// CustomFieldJSON is something that a link asks whoever pays it.
type CustomFieldJSON struct {
	Key      string         `json:"key"`
	Label    string         `json:"label"`
	Type     pay.CustomKind `json:"type"`
	Options  []string       `json:"options"`
	Required bool           `json:"required"`
}

// NewCustomFieldJSON returns the field as /v1 shows it.
func NewCustomFieldJSON(f pay.CustomField) CustomFieldJSON {
	return CustomFieldJSON{Key: f.Key, Label: f.Label, Type: f.Kind, Options: list(f.Options), Required: f.Required}
}

// CustomAnswerJSON is what a customer answered, with the field as it was then.
type CustomAnswerJSON struct {
	Key   string         `json:"key"`
	Label string         `json:"label"`
	Type  pay.CustomKind `json:"type"`
	Value string         `json:"value"`
}

func newCustomAnswerJSON(a pay.CustomAnswer) CustomAnswerJSON {
	return CustomAnswerJSON{Key: a.Key, Label: a.Label, Type: a.Kind, Value: a.Value}
}
