package handlers

import (
	"context"
	"encoding/json"
	"strconv"

	"linktill/internal/pay"
)

// productOrder is so many pieces of a product, as a program asks for them.
type productOrder struct {
	id       pay.ID
	quantity int64
	field    string // where it was sent: "products.0"
}

// readProducts reads what was sent as products: an array of objects with an id
// and a quantity, or one such object; an id alone is one piece. The documents
// have all of these. A product that is there twice is one order of the sum.
func readProducts(checks *pay.Checks, key string, sent any) []productOrder {
	items, isList := sent.([]any)
	if !isList && sent != nil {
		items = []any{sent}
	}
	checks.That(len(items) > 0, "products", "Choose at least one product.")
	checks.That(len(items) <= pay.LinesMax, "products", "At most %d products at a time.", pay.LinesMax)
	var orders []productOrder
	at := map[pay.ID]int{}
	for i, item := range items[:min(len(items), pay.LinesMax)] {
		order, ok := readProduct(checks, key, nthOf("products", i), item)
		if !ok {
			continue
		}
		if first, twice := at[order.id]; twice {
			orders[first].quantity += order.quantity
			checks.That(orders[first].quantity <= pay.QuantityMax, join(order.field, "quantity"), "At most %d pieces.", pay.QuantityMax)
			continue
		}
		at[order.id] = len(orders)
		orders = append(orders, order)
	}
	return orders
}

func readProduct(checks *pay.Checks, key, field string, sent any) (productOrder, bool) {
	order := productOrder{quantity: 1, field: field}
	object, isObject := sent.(map[string]any)
	if text, is := sent.(string); is {
		object, isObject = map[string]any{key: text}, true
	}
	if !isObject {
		checks.Add(field, "Must be an object with %s and quantity.", key)
		return order, false
	}
	for name := range object {
		checks.That(name == key || name == "quantity", join(field, name), "There is no such field.")
	}
	text, isText := object[key].(string)
	checks.That(isText || object[key] == nil, join(field, key), "Must be a text.")
	checks.That(object[key] != nil, join(field, key), "This is needed.")
	id, known := pay.ProductPrefix.Parse(text)
	checks.That(known || !isText, join(field, key), "There is no product with this id.")
	quantity, fine := readQuantity(object["quantity"])
	checks.That(fine, join(field, "quantity"), "Must be a whole number from 1 to %d.", pay.QuantityMax)
	order.id, order.quantity = id, quantity
	return order, known && fine
}

// readQuantity reads a number of pieces; none is one.
func readQuantity(sent any) (int64, bool) {
	if sent == nil {
		return 1, true
	}
	number, isNumber := sent.(json.Number)
	n, err := strconv.ParseInt(string(number), 10, 64)
	return n, isNumber && err == nil && n >= 1 && n <= pay.QuantityMax
}

// basket are the products of an order as they are now, with a line of each.
type basket struct {
	products []pay.Product
	lines    []pay.Line
}

// fill looks the products up and notes which of them cannot be sold like this.
func (h *Handlers) fill(ctx context.Context, by pay.Caller, checks *pay.Checks, key, currency string, orders []productOrder) (b basket, err error) {
	ids := make([]pay.ID, len(orders))
	for i, order := range orders {
		ids[i] = order.id
	}
	found, err := h.Store.ProductsByID(ctx, by, ids)
	if err != nil {
		return b, err
	}
	for _, order := range orders {
		p, known := found[order.id]
		if !known {
			checks.Add(join(order.field, key), "There is no product with this id.")
			continue
		}
		checks.CheckOnSale(join(order.field, key), join(order.field, "quantity"), p, order.quantity, currency, h.Now())
		b.products, b.lines = append(b.products, p), append(b.lines, pay.LineOf(p, order.quantity))
	}
	_, same := pay.TypeOf(b.products)
	checks.That(same, "products", "Some of these products are paid at once and some are held on the card first: sell them apart.")
	return b, nil
}
