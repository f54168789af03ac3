package main

import (
	"context"
	"fmt"
	"time"

	"linktill/handlers"
	"linktill/internal/acquirer/sandbox"
	"linktill/internal/desk"
	"linktill/internal/pay"
	"linktill/store"
)

// demoLinks are the demo merchant's links; amounts are minor units of BSD.
var demoLinks = []pay.Link{
	{Description: "Flat white and banana bread", AmountMinor: minor(12_50), Metadata: map[string]any{"counter": "front"}},
	{Description: "Beach picnic box for two", AmountMinor: minor(48_00)},
	{Description: "Tip jar", MinAmountMinor: minor(1_00), MaxAmountMinor: minor(200_00), SuggestedMinor: []int64{3_00, 5_00, 10_00}},
	{Description: "Saturday coffee tasting, 20 seats", AmountMinor: minor(35_00), MaxUses: minor(20)},
	{Description: "Invoice 2026-014, Harbour View Hotel", AmountMinor: minor(640_00), MaxUses: minor(1), Metadata: map[string]any{"reference": "2026-014"}},
}

func minor(n int64) *int64 { return &n }

// demoSale is one payment of the demo: how long ago, of which link, by whom,
// with which card, and what was refunded.
type demoSale struct {
	hoursAgo    int
	link        int
	amountMinor int64
	email, card string
	refundMinor int64
	// placementID is the printed code by which they came; zero for none.
	placementID pay.ID
	// endsSoon says that the card is good until the end of this month only.
	endsSoon bool
}

const (
	visa       = "4242424242424242"
	mastercard = "5555555555554444"
	amex       = "378282246310005"
	noFunds    = "4000000000009995"
	refused    = "4000000000000002"
)

var demoSales = []demoSale{
	{hoursAgo: 690, link: 0, amountMinor: 12_50, email: "tamika@mail.example", card: visa}, {hoursAgo: 640, link: 1, amountMinor: 48_00, email: "j.rolle@mail.example", card: mastercard},
	{hoursAgo: 590, link: 0, amountMinor: 12_50, email: "ana.silva@mail.example", card: visa}, {hoursAgo: 540, link: 2, amountMinor: 5_00, email: "devon@mail.example", card: amex},
	{hoursAgo: 470, link: 1, amountMinor: 48_00, email: "marcus@mail.example", card: visa, refundMinor: 48_00}, {hoursAgo: 420, link: 4, amountMinor: 640_00, email: "accounts@harbourview.example", card: mastercard},
	{hoursAgo: 395, link: 0, amountMinor: 12_50, email: "tamika@mail.example", card: visa}, {hoursAgo: 350, link: 3, amountMinor: 35_00, email: "lena@mail.example", card: visa},
	{hoursAgo: 322, link: 3, amountMinor: 35_00, email: "ivo@mail.example", card: mastercard}, {hoursAgo: 300, link: 2, amountMinor: 10_00, email: "sunil@mail.example", card: visa},
	{hoursAgo: 262, link: 0, amountMinor: 12_50, email: "gabriela@mail.example", card: noFunds}, {hoursAgo: 240, link: 3, amountMinor: 35_00, email: "gabriela@mail.example", card: visa},
	{hoursAgo: 216, link: 1, amountMinor: 48_00, email: "noor@mail.example", card: amex}, {hoursAgo: 190, link: 0, amountMinor: 12_50, email: "kofi@mail.example", card: visa},
	{hoursAgo: 168, link: 3, amountMinor: 35_00, email: "kofi@mail.example", card: visa}, {hoursAgo: 144, link: 0, amountMinor: 12_50, email: "tamika@mail.example", card: visa},
	{hoursAgo: 121, link: 1, amountMinor: 48_00, email: "ben.cartwright@mail.example", card: mastercard, refundMinor: 12_00}, {hoursAgo: 98, link: 2, amountMinor: 3_00, email: "yuki@mail.example", card: visa},
	{hoursAgo: 75, link: 0, amountMinor: 12_50, email: "ana.silva@mail.example", card: refused}, {hoursAgo: 74, link: 0, amountMinor: 12_50, email: "ana.silva@mail.example", card: mastercard},
	{hoursAgo: 52, link: 3, amountMinor: 35_00, email: "priya@mail.example", card: visa}, {hoursAgo: 49, link: 3, amountMinor: 35_00, email: "omar@mail.example", card: amex},
	{hoursAgo: 30, link: 1, amountMinor: 48_00, email: "lucie@mail.example", card: visa}, {hoursAgo: 27, link: 0, amountMinor: 12_50, email: "devon@mail.example", card: visa},
	{hoursAgo: 7, link: 2, amountMinor: 5_00, email: "mei@mail.example", card: mastercard}, {hoursAgo: 4, link: 1, amountMinor: 48_00, email: "t.knowles@mail.example", card: visa},
	{hoursAgo: 2, link: 0, amountMinor: 12_50, email: "tamika@mail.example", card: visa}, {hoursAgo: 1, link: 3, amountMinor: 35_00, email: "sam@mail.example", card: visa},
}

// trade makes links and payments with the flows that everybody's go through,
// and returns the link to show.
func (h *house) trade(ctx context.Context, m handlers.OpenedMerchant) (pay.ID, error) {
	now := time.Now()
	past := &clock{at: now.Add(-30 * 24 * time.Hour)}
	books, err := store.New(h.pool, past.now)
	if err != nil {
		return pay.ID{}, err
	}
	till := h.deskOf(books, past.now, sandbox.Options{})
	by, err := h.demoCaller(ctx, m)
	if err != nil {
		return pay.ID{}, err
	}
	var links []pay.Link
	for _, l := range demoLinks {
		l.ID, l.Currency = books.NewID(by.MerchantNumber), "BSD"
		if l, err = books.CreateLink(ctx, by, l); err != nil {
			return pay.ID{}, err
		}
		links = append(links, l)
	}
	members, err := openClub(ctx, books, by)
	if err != nil {
		return pay.ID{}, err
	}
	visits, err := openDoors(ctx, books, by, links[0])
	if err != nil {
		return pay.ID{}, err
	}
	for n, sale := range demoSales {
		if err := members.until(ctx, sale.hoursAgo, till, books, by, now, past); err != nil {
			return pay.ID{}, err
		}
		sale.placementID = visits.before(books, links[sale.link], n)
		if err := sell(ctx, till, books, by, links[sale.link], sale, past); err != nil {
			return pay.ID{}, fmt.Errorf("sale %d hours ago: %w", sale.hoursAgo, err)
		}
	}
	past.at = now.Add(-30 * time.Minute)
	if err := books.FlushLinkViews(ctx); err != nil {
		return pay.ID{}, err
	}
	if err := members.ask(ctx, books, by); err != nil {
		return pay.ID{}, err
	}
	return links[0].ID, h.stock(ctx, till, books, by, links[0], past)
}

// visits are how often the demo's links are looked at, and the printed codes by
// which customers come to the first of them.
type visits struct {
	link   pay.ID
	places []pay.ID // zero for the link's own address
}

func openDoors(ctx context.Context, books *store.Store, by pay.Caller, l pay.Link) (visits, error) {
	v := visits{link: l.ID, places: []pay.ID{{}}}
	if err := books.AddPlacements(ctx, by, l.ID, books.NewID(by.MerchantNumber), []string{"Table 4", "Poster at the ferry"}); err != nil {
		return v, err
	}
	codes, err := books.Placements(ctx, by, l.ID)
	for _, code := range codes {
		v.places = append(v.places, code.ID)
	}
	return v, err
}

// before has some people look before the nth customer pays, and returns the code
// by which that one comes.
func (v visits) before(books *store.Store, l pay.Link, n int) (placementID pay.ID) {
	if l.ID == v.link {
		placementID = v.places[n%len(v.places)]
	}
	for range 1 + n%4 {
		books.CountLinkView(l, "America/Nassau", placementID)
	}
	return placementID
}

// demoCaller is the merchant's first test key, who refunds in the demo.
func (h *house) demoCaller(ctx context.Context, m handlers.OpenedMerchant) (pay.Caller, error) {
	by := pay.Caller{MerchantID: m.Merchant.ID, MerchantNumber: m.Merchant.Number, Scopes: pay.Scopes}
	keys, err := h.store.APIKeys(ctx, by, false, pay.DefaultPage())
	if err == nil && len(keys.Rows) > 0 {
		by.KeyID = keys.Rows[0].ID
	}
	return by, err
}

func sell(ctx context.Context, till *desk.Desk, books *store.Store, by pay.Caller, l pay.Link, sale demoSale, past *clock) error {
	cvc := "123"
	if sale.card == amex {
		cvc = "1234"
	}
	expiry := "12/34"
	if sale.endsSoon {
		expiry = time.Now().UTC().Format("01/06")
	}
	card, err := pay.ParseCard(sale.card, expiry, cvc, "", past.at)
	if err != nil {
		return err
	}
	sold, err := till.Pay(ctx, desk.Order{Link: l, MerchantNumber: by.MerchantNumber, CheckoutID: books.NewID(by.MerchantNumber),
		AttemptNumber: 1, AmountMinor: sale.amountMinor, Email: sale.email, Card: card, PlacementID: sale.placementID})
	if err != nil || sale.refundMinor == 0 {
		return err
	}
	past.at = past.at.Add(20 * time.Hour)
	_, err = till.Refund(ctx, by, pay.RefundOrder{ID: books.NewID(by.MerchantNumber), PaymentID: sold.Payment.ID,
		AmountMinor: sale.refundMinor, Currency: "BSD", Reason: "Order came incomplete"}, pay.ID{})
	return err
}
