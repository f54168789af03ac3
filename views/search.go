package views

// SearchPage is what a search found, by kind.
type SearchPage struct {
	// Query is what was looked for; "" shows only what can be searched.
	Query string
	// Things are what an id names.
	Things []SearchThing
	// Payments and Refunds are the newest that fit, Customers, Links and Products
	// as well.
	Payments                   []PaymentRow
	Refunds                    []RefundOf
	Customers, Links, Products []SearchThing
	// MorePayments, MoreRefunds and MoreOthers say that there are more than shown.
	MorePayments, MoreRefunds, MoreOthers bool
	// AllPayments is the list of all payments that fit; may be "".
	AllPayments string
	// OtherMode is "live" or "test" when the id names something of the other mode.
	OtherMode string
}

// SearchThing is one thing that was found, with its page.
type SearchThing struct {
	// Href is its page, Name what it is called, Kind says more; may be "".
	Href, Name, Kind string
}

// Only is the page of what was found when that is one thing. A customer with
// their one payment are two.
func (m SearchPage) Only() string {
	var hrefs []string
	for _, r := range m.Payments {
		hrefs = append(hrefs, r.Href)
	}
	for _, r := range m.Refunds {
		hrefs = append(hrefs, r.Href)
	}
	for _, things := range [][]SearchThing{m.Things, m.Customers, m.Links, m.Products} {
		for _, t := range things {
			hrefs = append(hrefs, t.Href)
		}
	}
	for _, href := range hrefs {
		if href != hrefs[0] {
			return ""
		}
	}
	if len(hrefs) == 0 {
		return ""
	}
	return hrefs[0]
}

// found reports whether there is anything to show.
func (m SearchPage) found() bool {
	return len(m.Things)+len(m.Payments)+len(m.Refunds)+len(m.Customers)+len(m.Links)+len(m.Products) > 0
}
