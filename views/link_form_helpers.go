package views

import "strings"

// focus is where the cursor goes: the first mistake, or the first field.
func (m LinkForm) focus() string {
	if f := m.Errors.First("description", "amount", "min_amount", "max_amount", "suggested", "max_uses", "expires_at", "interval", "quantity_max"); f != "" {
		return f
	}
	for _, a := range m.Asks {
		if f := a.wrong(); f != "" {
			return f
		}
	}
	return "description"
}

// moreOpen keeps the folded part open when something in it was filled in.
func (m LinkForm) moreOpen() bool {
	return m.Reference != "" || m.Metadata != "" || m.Errors.First("reference", "metadata") != ""
}

func (m LinkForm) previewChoices() []string {
	var out []string
	for _, s := range strings.Split(m.Suggested, ",") {
		if s = strings.TrimSpace(s); s != "" && len(out) < 6 {
			out = append(out, m.CurrencySymbol+s)
		}
	}
	return out
}

// previewZero is nothing in the currency: "B$0.00".
func (m LinkForm) previewZero() string {
	if m.Decimals == 0 {
		return m.CurrencySymbol + "0"
	}
	return m.CurrencySymbol + "0." + strings.Repeat("0", m.Decimals)
}

func (m LinkForm) previewVerb() string {
	if m.Kind == "open" || m.PreviewAmount == "" {
		return "Pay"
	}
	return "Pay " + m.PreviewAmount
}
