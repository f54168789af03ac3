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
}

const (
	visa       = "4242424242424242"
	mastercard = "5555555555554444"
	amex       = "378282246310005"
	noFunds    = "4000000000009995"
	refused    = "4000000000000002"
)

var demoSales = []demoSale{
	{690, 0, 12_50, "tamika@mail.example", visa, 0}, {640, 1, 48_00, "j.rolle@mail.example", mastercard, 0},
	{590, 0, 12_50, "ana.silva@mail.example", visa, 0}, {540, 2, 5_00, "devon@mail.example", amex, 0},
	{470, 1, 48_00, "marcus@mail.example", visa, 48_00}, {420, 4, 640_00, "accounts@harbourview.example", mastercard, 0},
	{395, 0, 12_50, "tamika@mail.example", visa, 0}, {350, 3, 35_00, "lena@mail.example", visa, 0},
	{322, 3, 35_00, "ivo@mail.example", mastercard, 0}, {300, 2, 10_00, "sunil@mail.example", visa, 0},
	{262, 0, 12_50, "gabriela@mail.example", noFunds, 0}, {240, 3, 35_00, "gabriela@mail.example", visa, 0},
	{216, 1, 48_00, "noor@mail.example", amex, 0}, {190, 0, 12_50, "kofi@mail.example", visa, 0},
	{168, 3, 35_00, "kofi@mail.example", visa, 0}, {144, 0, 12_50, "tamika@mail.example", visa, 0},
	{121, 1, 48_00, "ben.cartwright@mail.example", mastercard, 12_00}, {98, 2, 3_00, "yuki@mail.example", visa, 0},
	{75, 0, 12_50, "ana.silva@mail.example", refused, 0}, {74, 0, 12_50, "ana.silva@mail.example", mastercard, 0},
	{52, 3, 35_00, "priya@mail.example", visa, 0}, {49, 3, 35_00, "omar@mail.example", amex, 0},
	{30, 1, 48_00, "lucie@mail.example", visa, 0}, {27, 0, 12_50, "devon@mail.example", visa, 0},
	{7, 2, 5_00, "mei@mail.example", mastercard, 0}, {4, 1, 48_00, "t.knowles@mail.example", visa, 0},
	{2, 0, 12_50, "tamika@mail.example", visa, 0}, {1, 3, 35_00, "sam@mail.example", visa, 0},
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
	for _, sale := range demoSales {
		if err := members.until(ctx, sale.hoursAgo, till, books, by, now, past); err != nil {
			return pay.ID{}, err
		}
		if err := sell(ctx, till, books, by, links[sale.link], sale, past); err != nil {
			return pay.ID{}, fmt.Errorf("sale %d hours ago: %w", sale.hoursAgo, err)
		}
	}
	past.at = now.Add(-30 * time.Minute)
	if err := members.ask(ctx, books, by); err != nil {
		return pay.ID{}, err
	}
	return links[0].ID, h.stock(ctx, till, books, by, links[0], past)
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
	card, err := pay.ParseCard(sale.card, "12/34", cvc, "", past.at)
	if err != nil {
		return err
	}
	sold, err := till.Pay(ctx, desk.Order{Link: l, MerchantNumber: by.MerchantNumber, CheckoutID: books.NewID(by.MerchantNumber),
		AttemptNumber: 1, AmountMinor: sale.amountMinor, Email: sale.email, Card: card})
	if err != nil || sale.refundMinor == 0 {
		return err
	}
	past.at = past.at.Add(20 * time.Hour)
	_, err = till.Refund(ctx, by, pay.RefundOrder{ID: books.NewID(by.MerchantNumber), PaymentID: sold.Payment.ID,
		AmountMinor: sale.refundMinor, Currency: "BSD", Reason: "Order came incomplete"}, pay.ID{})
	return err
}
