package store

import (
	"encoding/json"

	"linktill/internal/pay"
)

// lineRow is a line as JSON in the database: in links as a snapshot, where tax
// is not known yet, and on its way into and out of checkout_lines.
type lineRow struct {
	Position        int     `json:"position,omitempty"`
	ProductID       *string `json:"product_id"`
	Name            string  `json:"name"`
	Quantity        int64   `json:"quantity"`
	UnitAmountMinor int64   `json:"unit_amount_minor"`
	TaxRateBP       int     `json:"tax_rate_bp,omitempty"`
	NetMinor        int64   `json:"net_minor,omitempty"`
	TaxMinor        int64   `json:"tax_minor,omitempty"`
	GrossMinor      int64   `json:"gross_minor,omitempty"`
}

// lineRows returns the lines as the database takes them; never nil.
func lineRows(lines []pay.Line) []lineRow {
	rows := make([]lineRow, len(lines))
	for i, l := range lines {
		rows[i] = lineRow{Position: i + 1, Name: l.Name, Quantity: l.Quantity, UnitAmountMinor: l.UnitAmountMinor,
			TaxRateBP: l.TaxRateBasisPoint, NetMinor: l.NetMinor, TaxMinor: l.TaxMinor, GrossMinor: l.GrossMinor}
		if !l.ProductID.IsZero() {
			id := l.ProductID.UUID()
			rows[i].ProductID = &id
		}
	}
	return rows
}

// jsonLines reads such an array; an empty one is nil.
type jsonLines struct{ to *[]pay.Line }

// Scan decodes the column.
func (j jsonLines) Scan(src any) error {
	*j.to = nil
	text, err := columnText(src)
	if err != nil || string(text) == "[]" {
		return err
	}
	var rows []lineRow
	if err := json.Unmarshal(text, &rows); err != nil {
		return err
	}
	for _, r := range rows {
		line := pay.Line{Name: r.Name, Quantity: r.Quantity, UnitAmountMinor: r.UnitAmountMinor,
			TaxRateBasisPoint: r.TaxRateBP, NetMinor: r.NetMinor, TaxMinor: r.TaxMinor, GrossMinor: r.GrossMinor}
		if r.ProductID != nil {
			line.ProductID, _ = pay.ProductPrefix.Parse(*r.ProductID)
		}
		*j.to = append(*j.to, line)
	}
	return nil
}
