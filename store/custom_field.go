package store

import (
	"encoding/json"

	"linktill/internal/pay"
)

// fieldRow is a custom field of a link as JSON in the database.
type fieldRow struct {
	Key      string         `json:"key"`
	Label    string         `json:"label"`
	Kind     pay.CustomKind `json:"type"`
	Required bool           `json:"required,omitempty"`
	Options  []string       `json:"options,omitempty"`
}

// fieldRows returns the fields as the database takes them; never nil.
func fieldRows(fields []pay.CustomField) []fieldRow {
	rows := make([]fieldRow, len(fields))
	for i, f := range fields {
		rows[i] = fieldRow{Key: f.Key, Label: f.Label, Kind: f.Kind, Required: f.Required, Options: f.Options}
	}
	return rows
}

// jsonFields reads such an array; an empty one is nil.
type jsonFields struct{ to *[]pay.CustomField }

// Scan decodes the column.
func (j jsonFields) Scan(src any) error {
	*j.to = nil
	text, err := columnText(src)
	if err != nil || string(text) == "[]" {
		return err
	}
	var rows []fieldRow
	if err := json.Unmarshal(text, &rows); err != nil {
		return err
	}
	for _, r := range rows {
		*j.to = append(*j.to, pay.CustomField{Key: r.Key, Label: r.Label, Kind: r.Kind, Required: r.Required, Options: r.Options})
	}
	return nil
}

// answerRow is an answer as JSON in the database.
type answerRow struct {
	Key   string         `json:"key"`
	Label string         `json:"label"`
	Kind  pay.CustomKind `json:"type"`
	Value string         `json:"value"`
}

// answerRows returns the answers as the database takes them; never nil.
func answerRows(answers []pay.CustomAnswer) []answerRow {
	rows := make([]answerRow, len(answers))
	for i, a := range answers {
		rows[i] = answerRow(a)
	}
	return rows
}

// answersOpt is NULL for no answers.
func answersOpt(answers []pay.CustomAnswer) any {
	if len(answers) == 0 {
		return nil
	}
	return answerRows(answers)
}

// jsonAnswers reads such an array; an empty one is nil.
type jsonAnswers struct{ to *[]pay.CustomAnswer }

// Scan decodes the column.
func (j jsonAnswers) Scan(src any) error {
	*j.to = nil
	text, err := columnText(src)
	if err != nil || string(text) == "[]" {
		return err
	}
	var rows []answerRow
	if err := json.Unmarshal(text, &rows); err != nil {
		return err
	}
	for _, r := range rows {
		*j.to = append(*j.to, pay.CustomAnswer(r))
	}
	return nil
}
