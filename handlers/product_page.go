package handlers

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
	"linktill/views/ui"
)

const productsPath = "/dashboard/products"

func productPath(id pay.ID) string { return productsPath + "/" + pay.ProductPrefix.Show(id) }

func productsPage(c *fiber.Ctx, now time.Time, products pay.List[pay.Product], page pay.Page) views.ProductsPage {
	out := views.ProductsPage{CanCreate: caller(c).May(pay.ProductsWrite)}
	for _, p := range products.Rows {
		status, _ := productStatus(p, now)
		out.Products = append(out.Products, views.ProductRow{Href: productPath(p.ID), Name: p.Name, Price: p.Price().String(),
			Stock: stockWords(p), Sold: strconv.FormatInt(p.Sold, 10), Status: status})
	}
	last := ""
	if products.HasMore {
		last = pay.ProductPrefix.Show(products.Rows[len(products.Rows)-1].ID)
	}
	out.Pager = pager(page, products.HasMore, productsPath+"?", last)
	return out
}

// productStatus says whether a product is sold, and why not.
func productStatus(p pay.Product, now time.Time) (status ui.Status, why string) {
	switch (pay.Stock{Quantity: p.Quantity, ExpiresAt: p.ExpiresAt}).Reason(now) {
	case pay.ShopExpired:
		return ui.Status{Tone: ui.Quiet, Word: "Expired"}, "It stopped at the time you set, and customers read that it is over. A later time in “Edit” sells it again."
	case pay.ShopSoldOut:
		return ui.Status{Tone: ui.Quiet, Word: "Sold out"}, "There are none left, and customers read that it is sold out. Set a new stock to sell it again."
	}
	return ui.Status{Tone: ui.Good, Word: "On sale"}, ""
}

// stockWords say honestly how many there are: "3 left, 1 being paid for".
func stockWords(p pay.Product) string {
	words := "No limit"
	if p.Quantity != nil {
		words = fmt.Sprintf("%d left", *p.Quantity-p.Held)
	}
	if p.Held > 0 {
		words += fmt.Sprintf(", %d being paid for", p.Held)
	}
	return words
}

// productPage answers with a product's page, with its stock as typed.
func (h *Handlers) productPage(c *fiber.Ctx, p pay.Product, code int, stock views.StockForm) error {
	by, in := caller(c), zone(c)
	listings, err := h.Store.ListingsOf(c.UserContext(), by, p.ID)
	if err != nil {
		return err
	}
	status, why := productStatus(p, h.Now())
	base := productPath(p.ID)
	m := views.ProductPage{
		ID: pay.ProductPrefix.Show(p.ID), Base: base, Name: p.Name, Description: p.Description, Price: p.Price().String(),
		Status: status, StatusReason: why, URL: h.PublicURL + views.ProductPath(p.ID),
		QR: base + "/qr.svg", QRSVG: base + "/qr.svg", QRPNG: base + "/qr.png",
		Stock: stockWords(p), Sold: strconv.FormatInt(p.Sold, 10), Language: languageName(p.Language),
		Expires: momentOpt(p.ExpiresAt, in), ReturnURL: p.ReturnURL, Hold: p.TransactionType == pay.TypeAuthorization,
		Created: moment(p.CreatedAt, in), CanChange: by.May(pay.ProductsWrite), JustCreated: c.Query("created") == "1", StockForm: stock,
	}
	for _, field := range p.VisibleFields {
		m.Asks = append(m.Asks, views.AskWord(string(field)))
	}
	for _, l := range listings {
		m.Listings = append(m.Listings, views.Fact{Name: l.Title, Value: listingPath(l.ID)})
	}
	if by.May(pay.ListingsWrite) {
		m.ListHref = listingsPath + "/new?product=" + m.ID
	}
	if p.UpdatedAt.Sub(p.CreatedAt) > time.Second {
		m.Updated = moment(p.UpdatedAt, in)
	}
	return h.respond(c, reply{Status: code, Page: views.Product(h.frame(c, productsPath), m)})
}

// stockFormOf fills the form of the stock.
func stockFormOf(p pay.Product) views.StockForm {
	m := views.StockForm{Counted: p.Quantity != nil, Quantity: p.Stock(), Seen: p.Stock()}
	if p.Held > 0 {
		m.Hint = fmt.Sprintf("%s being paid for right now.", isAre(p.Held))
	}
	return m
}

// input is what was typed as the rules want it.
func (in stockInput) input(p pay.Product) (pay.ProductInput, error) {
	var c pay.Checks
	out := pay.ProductInput{StockSeen: &in.Seen}
	if in.Stock == "endless" {
		endless := true
		out.Infinite = &endless
	} else {
		out.Quantity = checkQuantity(&c, in.Quantity, p.Held)
	}
	return out, c.Err()
}

// stockAgain shows a stock that could not be set: because it is none, or
// because some were sold since the form was opened.
func (h *Handlers) stockAgain(c *fiber.Ctx, form stockInput, err error) error {
	p, gone := h.productAt(c)
	var e *pay.Error
	if gone != nil || !errors.As(err, &e) {
		return errors.Join(gone, err)
	}
	m := stockFormOf(p)
	m.Counted, m.Quantity = form.Stock != "endless", form.Quantity
	if e.Code == pay.Invalid {
		m.Errors, m.Seen = formErrors(e), form.Seen
		return h.productPage(c, p, fiber.StatusUnprocessableEntity, m)
	}
	m.Changed = fmt.Sprintf("The stock changed while you had this open: it was %s and is %s now. You typed %s; set it again if that is still right.",
		countedOr(form.Seen), countedOr(p.Stock()), countedOr(form.typed()))
	return h.productPage(c, p, fiber.StatusConflict, m)
}

func (in stockInput) typed() string {
	if in.Stock == "endless" {
		return ""
	}
	return in.Quantity
}

func countedOr(stock string) string {
	if stock == "" {
		return "without limit"
	}
	return stock
}

// productFormPage is the form for a new product, or for editing one; e is what
// was wrong with what was typed.
func (h *Handlers) productFormPage(c *fiber.Ctx, in productForm, editing pay.Product, e *pay.Error) templ.Component {
	m := h.productFormModel(c, in, e)
	if editing.ID.IsZero() {
		return views.ProductNew(h.frame(c, productsPath+"/new"), m)
	}
	m.Editing, m.Action, m.Cancel = true, productPath(editing.ID), productPath(editing.ID)
	return views.ProductEdit(h.frame(c, productsPath), m)
}

func (h *Handlers) productFormModel(c *fiber.Ctx, in productForm, e *pay.Error) views.ProductForm {
	m := views.ProductForm{
		Action: productsPath, Cancel: productsPath, Nonce: newNonce(), Edition: in.Edition,
		Name: in.Name, Description: in.Description, Amount: in.Amount, Currency: in.Currency, Stock: in.Stock, Quantity: in.Quantity,
		ExpiredAt: in.ExpiredAt, ReturnURL: in.ReturnURL, Language: in.Language, Hold: in.Hold, QuantityMax: in.QuantityMax,
		Currencies: offeredCurrencies(c, in.Currency), ZoneName: zoneName(h.Now().In(zone(c))), Errors: formErrors(e),
	}
	m.Asks = askOptions(in.VisibleFields)
	m.Languages = views.Show(pay.ProductLanguages, func(code string) views.Option {
		return views.Option{Value: code, Label: languageName(code)}
	})
	return m
}

// askOptions are all that customers can be asked for, with what is ticked.
func askOptions(ticked []string) []views.AskOption {
	return views.Show(pay.BillingFields, func(field pay.BillingField) views.AskOption {
		return views.AskOption{Name: string(field), Checked: askedFor(ticked, field)}
	})
}

// staleProduct shows the form again to somebody whose product was changed
// meanwhile, with what they typed and what there is now side by side.
func (h *Handlers) staleProduct(c *fiber.Ctx, typed productForm, id pay.ID) error {
	now, err := h.Store.Product(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	theirs := formOfProduct(now, zone(c))
	typed.Edition = theirs.Edition
	m := h.productFormModel(c, typed, nil)
	m.Editing, m.Action, m.Cancel = true, productPath(id), productPath(id)
	m.Changes = changesOf([][3]string{
		{"What it is", typed.Name, theirs.Name}, {"Description", typed.Description, theirs.Description},
		{"Price", typed.Amount + " " + typed.Currency, theirs.Amount + " " + theirs.Currency},
		{"Questions", asksIn(typed), asksIn(theirs)}, {"Language", languageName(typed.Language), languageName(theirs.Language)},
		{"Most at once", typed.QuantityMax, theirs.QuantityMax},
		{"Stop selling at", typed.ExpiredAt, theirs.ExpiredAt}, {"Payment", heldOr(typed.Hold), heldOr(theirs.Hold)},
		{"Return address", typed.ReturnURL, theirs.ReturnURL},
	})
	return h.respond(c, reply{Status: fiber.StatusConflict, Page: views.ProductEdit(h.frame(c, productsPath), m)})
}

// changesOf are the fields that differ: a label, what was typed, what there is.
func changesOf(fields [][3]string) []views.ChangedField {
	var changes []views.ChangedField
	for _, f := range fields {
		if f[1] != f[2] {
			changes = append(changes, views.ChangedField{Label: f[0], Yours: f[1], Theirs: f[2]})
		}
	}
	return changes
}

func asksIn(in productForm) string {
	words := ""
	for _, field := range pay.BillingFields {
		if askedFor(in.VisibleFields, field) {
			words += ", " + views.AskWord(string(field))
		}
	}
	if words == "" {
		return ""
	}
	return words[2:]
}

func heldOr(hold bool) string {
	if hold {
		return "held at first"
	}
	return "taken at once"
}

// Sizes of a product's code.
const productQRSize = 1024

// ProductQR answers GET /dashboard/products/{id}/qr.png and …/qr.svg with the
// address where the product is paid.
func (h *Handlers) ProductQR(svg bool) fiber.Handler {
	return func(c *fiber.Ctx) error {
		p, err := h.productAt(c)
		if err != nil {
			return err
		}
		code, err := drawQR(h.PublicURL+views.ProductPath(p.ID), productQRSize, svg)
		if err != nil {
			return err
		}
		c.Type(map[bool]string{false: "png", true: "svg"}[svg])
		return c.Send(code)
	}
}
