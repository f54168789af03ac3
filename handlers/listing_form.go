package handlers

import (
	"context"
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

// picturePX is how wide and high the pictures of listings are kept.
const picturePX = 1600

// listingForm is the form of a listing, new or to be changed. Pictures are sent
// with a new one; later they have a form of their own.
type listingForm struct {
	Title       string   `form:"title"`
	Description string   `form:"description"`
	Amount      string   `form:"amount"`
	Currency    string   `form:"currency"`
	Category    string   `form:"category"`
	Tags        string   `form:"tags"`
	ProductID   string   `form:"product_id"`
	Edition     string   `form:"edition"`
	Images      []string `form:"images"` // that arrived before
	Pictures    uploads  `form:"pictures"`
}

// formOfListing fills the form with a listing.
func formOfListing(l pay.Listing) listingForm {
	in := listingForm{Title: l.Title, Description: l.Description, Currency: l.Currency, Category: l.Category,
		Tags: strings.Join(l.Tags, ", "), Edition: l.Edition()}
	if price, decided := l.Price(); decided {
		in.Amount = price.Decimal()
	}
	if !l.ProductID.IsZero() {
		in.ProductID = pay.ProductPrefix.Show(l.ProductID)
	}
	return in
}

// patch is what was typed as the rules want it. All that is wrong is said at
// once, of the listing that it is to change as well.
func (h *Handlers) patch(ctx context.Context, by pay.Caller, in listingForm, of pay.Listing) (pay.ListingPatch, error) {
	var c pay.Checks
	tags := []string{}
	for _, tag := range strings.FieldsFunc(in.Tags, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if tag = pay.CleanLine(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	p := pay.ListingPatch{Title: &in.Title, Description: &in.Description, Currency: &in.Currency, Category: &in.Category, Tags: &tags,
		SetAmount: true, AmountMinor: checkAmount(&c, "amount", in.Amount, in.Currency), SetProduct: true}
	if in.ProductID != "" {
		product, err := h.chosenProduct(ctx, by, in.ProductID, of)
		if code := pay.CodeOf(err); code == pay.ProductNotFound {
			c.Add("product_id", "This product is not there any more. Choose another, or none.")
		} else if err != nil {
			return p, err
		}
		p.ProductID = product.ID
		if in.Amount == "" && product.AmountMinor > 0 {
			p.AmountMinor, p.Currency = &product.AmountMinor, &product.Currency
		}
	}
	if c.OK() || len(c.Err().(*pay.Error).Fields["amount"]) == 0 {
		_, err := of.Apply(p)
		c.Join(gather(err, "tags"))
	}
	return p, c.Err()
}

// chosenProduct is the product whose stock is to be sold. One that was deleted
// may stay where it is chosen already.
func (h *Handlers) chosenProduct(ctx context.Context, by pay.Caller, shown string, of pay.Listing) (pay.Product, error) {
	id, ok := pay.ProductPrefix.Parse(shown)
	if !ok {
		return pay.Product{}, pay.NoSuchProduct()
	}
	p, err := h.Store.Product(ctx, by, id)
	if pay.CodeOf(err) == pay.ProductNotFound && id == of.ProductID {
		return pay.Product{ID: id}, nil
	}
	return p, err
}

// gather says under one field what is wrong with the elements of its list:
// people typed them into one.
func gather(err error, list string) error {
	var e *pay.Error
	if !errors.As(err, &e) {
		return err
	}
	var c pay.Checks
	for field, sentences := range e.Fields {
		if strings.HasPrefix(field, list+".") {
			field = list
		}
		for _, sentence := range sentences {
			c.Add(field, "%s", sentence)
		}
	}
	return c.ErrAs(e.Code)
}

// readNewListing binds a new listing from whichever form it came in. Pictures
// that arrived whole are kept, whatever is wrong with the rest.
func (h *Handlers) readNewListing(c *fiber.Ctx, form *listingForm, draft pay.Listing) (pay.ListingPatch, error) {
	if wantsJSON(c) {
		return h.readListing(c, draft)
	}
	if err := bindForm(c, form); err != nil {
		return pay.ListingPatch{}, err
	}
	var checks pay.Checks
	sent, err := h.takePictures(c, "pictures", pay.ListingImagesMax-min(len(form.Images), pay.ListingImagesMax), picturePX)
	for _, id := range sent {
		form.Images = append(form.Images, pay.PicturePath(id))
	}
	if err != nil && pay.CodeOf(err) != pay.Invalid {
		return pay.ListingPatch{}, err
	}
	checks.Join(err)
	patch, err := h.patch(c.UserContext(), caller(c), *form, draft)
	if err != nil && pay.CodeOf(err) != pay.Invalid {
		return patch, err
	}
	checks.Join(err)
	patch.Images = &form.Images
	return patch, checks.Err()
}

// readListingChange binds what is to be changed of a listing.
func (h *Handlers) readListingChange(c *fiber.Ctx, form *listingForm, before pay.Listing) (pay.ListingPatch, error) {
	if wantsJSON(c) {
		return h.readListing(c, pay.Listing{Title: "…", Currency: caller(c).DefaultCurrency, State: pay.ListingDraft})
	}
	if err := bindForm(c, form); err != nil {
		return pay.ListingPatch{}, err
	}
	patch, err := h.patch(c.UserContext(), caller(c), *form, before)
	patch.Edition = &form.Edition
	return patch, err
}

// listingFormOr answers an act on a listing that failed: with the form again
// where it can mend that, else with the error.
func (h *Handlers) listingFormOr(c *fiber.Ctx, err error, form listingForm, of pay.Listing) error {
	var e *pay.Error
	switch code := pay.CodeOf(err); {
	case wantsJSON(c) || !errors.As(err, &e):
	case code == pay.Conflict:
		return h.staleListing(c, form, of.ID)
	case statuses[code] == fiber.StatusUnprocessableEntity:
		return h.listingFormAgain(c, form, of, e)
	}
	return err
}

// listingFormAgain shows the form: a new one, or with what was wrong with it.
func (h *Handlers) listingFormAgain(c *fiber.Ctx, in listingForm, editing pay.Listing, e *pay.Error) error {
	m, err := h.listingFormModel(c, in, editing, e)
	if err != nil {
		return err
	}
	status, page := fiber.StatusOK, views.ListingNew(h.frame(c, listingsPath+"/new"), m)
	if e != nil {
		status = fiber.StatusUnprocessableEntity
	}
	if m.Editing {
		page = views.ListingEdit(h.frame(c, listingsPath), m)
	}
	return h.respond(c, reply{Status: status, Page: page})
}

// staleListing shows the form again to somebody whose listing was changed
// meanwhile, with what they typed and what there is now side by side.
func (h *Handlers) staleListing(c *fiber.Ctx, typed listingForm, id pay.ID) error {
	now, err := h.Store.Listing(c.UserContext(), caller(c), id)
	if err != nil {
		return err
	}
	theirs := formOfListing(now)
	typed.Edition = theirs.Edition
	m, err := h.listingFormModel(c, typed, now, nil)
	if err != nil {
		return err
	}
	m.Changes = changesOf([][3]string{
		{"What you sell", typed.Title, theirs.Title}, {"Description", typed.Description, theirs.Description},
		{"Price", strings.TrimSpace(typed.Amount + " " + typed.Currency), strings.TrimSpace(theirs.Amount + " " + theirs.Currency)},
		{"Stock of", labelOf(m.Products, typed.ProductID), labelOf(m.Products, theirs.ProductID)},
		{"Category", typed.Category, theirs.Category}, {"Tags", typed.Tags, theirs.Tags},
	})
	return h.respond(c, reply{Status: fiber.StatusConflict, Page: views.ListingEdit(h.frame(c, listingsPath), m)})
}

func labelOf(options []views.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}
