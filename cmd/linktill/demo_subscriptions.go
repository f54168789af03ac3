package main

import (
	"context"
	"time"

	"linktill/internal/desk"
	"linktill/internal/pay"
	"linktill/store"
)

// demoClub is a link that subscribes whoever pays it; amounts are minor units of
// BSD.
var demoClub = pay.Link{Description: "Bean club: 500 g of house blend every two weeks", AmountMinor: minor(21_00),
	Interval: pay.Interval{Unit: pay.UnitWeek, Count: 2}}

// paysOnce is a card whose later charges are declined.
const paysOnce = "4000000000000341"

// demoMembers are who joined the club, and how many hours ago.
var demoMembers = []demoSale{
	{hoursAgo: 700, email: "tamika@mail.example", card: visa}, {hoursAgo: 500, email: "noor@mail.example", card: mastercard},
	{hoursAgo: 360, email: "kofi@mail.example", card: paysOnce}, {hoursAgo: 200, email: "yuki@mail.example", card: visa, endsSoon: true},
}

// club has the members join when their time has come, and charges them as the
// clock goes on. Another subscription waits for its customer's card.
type club struct {
	link pay.Link
	next int // of demoMembers
}

func openClub(ctx context.Context, books *store.Store, by pay.Caller) (c club, err error) {
	c.link = demoClub
	c.link.ID, c.link.Currency = books.NewID(by.MerchantNumber), "BSD"
	c.link, err = books.CreateLink(ctx, by, c.link)
	return c, err
}

// until lets the clock run to so many hours ago.
func (c *club) until(ctx context.Context, hoursAgo int, till *desk.Desk, books *store.Store, by pay.Caller, now time.Time, past *clock) error {
	for ; c.next < len(demoMembers) && demoMembers[c.next].hoursAgo >= hoursAgo; c.next++ {
		joins := demoMembers[c.next]
		joins.amountMinor = *c.link.AmountMinor
		past.at = now.Add(-time.Duration(joins.hoursAgo) * time.Hour)
		if _, err := till.Renew(ctx); err != nil {
			return err
		}
		if err := sell(ctx, till, books, by, c.link, joins, past); err != nil {
			return err
		}
	}
	past.at = now.Add(-time.Duration(hoursAgo) * time.Hour)
	_, err := till.Renew(ctx)
	return err
}

// ask makes a subscription for a customer who has not given a card yet.
func (c *club) ask(ctx context.Context, books *store.Store, by pay.Caller) error {
	_, err := books.CreateSubscription(ctx, by, pay.NewSubscription{ID: books.NewID(by.MerchantNumber), CustomerEmail: "accounts@harbourview.example",
		CustomerName: "Harbour View Hotel", AmountMinor: 180_00, Currency: "BSD", Description: "Beans for the breakfast room, 8 kg",
		Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}})
	return err
}
