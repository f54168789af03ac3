package main

import (
	"context"
	"strconv"
	"time"

	"linktill/internal/desk"
	"linktill/internal/pay"
	"linktill/store"
)

// demoGood is something that the demo merchant sells in its shop; amounts are
// minor units of BSD, tax included.
type demoGood struct {
	title, text, category string
	amountMinor           int64
	quantity              string // "" is without end
	hold                  bool
	isDraft               bool
	picture               drawing // none where it is not drawn
}

var demoGoods = []demoGood{
	{"Enamel mug, sea blue", "A mug that survives the beach. Holds 350 ml, and a good story.", "Things", 18_00, "24", false, false, drawnMug},
	{"House blend, 500 g of beans", "Roasted on Tuesdays: chocolate, a little orange, no bitterness.", "Coffee", 22_50, "40", false, false, drawnBag},
	{"Coffee course for two", "Two hours behind our counter. You pull the shots, we do the washing up.", "Courses", 120_00, "6", true, false, drawnCups},
	{"Birthday box", "Six slices of cake, six coffees, one candle. Order a day ahead.", "Gifts", 64_00, "", false, false, drawnBox},
	{"Holiday hamper", "Not on sale yet: we are still tasting.", "Gifts", 95_00, "", false, true, drawing{}},
}

// stock fills the demo merchant's shop, holds an amount on a customer's card,
// and publishes the page that leads to all of it.
func (h *house) stock(ctx context.Context, till *desk.Desk, books *store.Store, by pay.Caller, best pay.Link, past *clock) error {
	if err := books.SetTaxRates(ctx, by, []pay.TaxRate{{Country: "BS", BasisPoints: 1000, Name: "VAT"}}); err != nil {
		return err
	}
	harbour, err := hang(ctx, books, by, drawnHarbour, goodPX)
	if err != nil {
		return err
	}
	blocks := []pay.BioBlock{
		{Type: "image", PictureID: harbour.ID, Alt: drawnHarbour.alt},
		{Type: "text", Text: "Coffee with a view of the harbour, every day from seven. Order ahead, and it waits for you."},
		{Type: "payment_link", PaymentLinkID: best.ID},
		{Type: "heading", Text: "From our shop"},
	}
	for _, good := range demoGoods {
		product, listing, err := putOnSale(ctx, books, by, good)
		switch {
		case err != nil:
			return err
		case good.isDraft:
			continue
		}
		if _, err := books.PublishListing(ctx, by, listing.ID); err != nil {
			return err
		}
		blocks = append(blocks, pay.BioBlock{Type: "listing", ListingID: listing.ID})
		if good.hold {
			past.at = time.Now().Add(-26 * time.Hour)
			if err := reserve(ctx, till, books, by, product); err != nil {
				return err
			}
		}
	}
	title, tagline, theme, yes := "Island Coffee", "Nassau harbour, since 2011", pay.BioTheme("shore"), true
	if _, err := books.SaveBio(ctx, by, pay.BioPatch{Title: &title, Tagline: &tagline, Theme: &theme, Blocks: &blocks, Published: &yes}); err != nil {
		return err
	}
	return putSign(ctx, books, by)
}

// putSign gives the bio page its picture.
func putSign(ctx context.Context, books *store.Store, by pay.Caller) error {
	sign, err := hang(ctx, books, by, drawnSign, signPX)
	if err != nil {
		return err
	}
	d, err := books.ChangeBioDraft(ctx, by, func(d *pay.BioDraft) error {
		return d.SetHead(pay.BioHead{Title: d.Title, Tagline: d.Tagline, Theme: d.Theme, Accent: d.Accent, SoldOut: d.SoldOut, Badge: d.Badge, PictureID: sign.ID}, d.HeadRevision)
	})
	if err == nil {
		_, err = books.PublishBio(ctx, by, d.Revision)
	}
	return err
}

// putOnSale makes a product and its listing, as a draft.
func putOnSale(ctx context.Context, books *store.Store, by pay.Caller, good demoGood) (p pay.Product, l pay.Listing, err error) {
	currency, amount, kind := "BSD", strconv.FormatInt(good.amountMinor, 10), string(pay.TypePayment)
	in := pay.ProductInput{Name: &good.title, Description: &good.text, Currency: &currency, Amount: &amount, TransactionType: &kind}
	if good.hold {
		kind = string(pay.TypeAuthorization)
		in.VisibleFields = &[]string{"first_name", "last_name", "phone"}
	}
	if good.quantity != "" {
		in.Quantity = &good.quantity
	}
	if p, err = books.CreateProduct(ctx, by, books.NewID(by.MerchantNumber), in); err != nil {
		return p, l, err
	}
	l = pay.Listing{ID: books.NewID(by.MerchantNumber), Title: good.title, Description: good.text,
		AmountMinor: &good.amountMinor, Currency: currency, Category: good.category, ProductID: p.ID}
	if good.picture.height > 0 {
		picture, err := hang(ctx, books, by, good.picture, goodPX)
		if err != nil {
			return p, l, err
		}
		l.Images, l.ImageAlts = []string{pay.PicturePath(picture.ID)}, []string{good.picture.alt}
	}
	l, err = books.CreateListing(ctx, by, l)
	return p, l, err
}

// reserve pays a product with a card, on which the amount is held.
func reserve(ctx context.Context, till *desk.Desk, books *store.Store, by pay.Caller, p pay.Product) error {
	lines, total, err := pay.PriceLines([]pay.Line{{ProductID: p.ID, Name: p.Name, Quantity: 1, UnitAmountMinor: p.AmountMinor}}, 1000, pay.PriceInclusive, "")
	if err != nil {
		return err
	}
	card, err := pay.ParseCard(visa, "12/34", "123", "", time.Now())
	if err != nil {
		return err
	}
	_, err = till.Pay(ctx, desk.Order{MerchantNumber: by.MerchantNumber, CheckoutID: books.NewID(by.MerchantNumber), AttemptNumber: 1,
		Email: "lena@mail.example", Name: "Lena Moss", Card: card, Offer: &pay.Checkout{MerchantID: by.MerchantID, Origin: pay.OriginProduct,
			Currency: p.Currency, Description: p.Name, TransactionType: p.TransactionType, Lines: lines, AmountMinor: total.GrossMinor,
			TaxMinor: total.TaxMinor, Billing: pay.Billing{"first_name": "Lena", "last_name": "Moss", "phone": "+1 242 555 0117"}}})
	return err
}
