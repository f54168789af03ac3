package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
)

const balancePath = "/dashboard/balance"

// latestPayouts is how many payouts the balance shows.
const latestPayouts = 5

func transferCursor(t pay.Transfer) string { return pay.TransferPrefix.Show(t.ID) }

// ShowBalance answers GET /dashboard/balance and GET /v1/balance.
func (h *Handlers) ShowBalance(c *fiber.Ctx) error {
	if wantsJSON(c) {
		available, pending, err := h.Store.Balances(c.UserContext(), caller(c))
		if err != nil {
			return err
		}
		return h.respond(c, reply{Data: views.NewBalanceJSON(available, pending, caller(c).Livemode)})
	}
	list, err := paging(c, pay.TransferPrefix)
	if err != nil {
		return err
	}
	ctx, by := c.UserContext(), caller(c)
	balances, err := h.Store.AccountBalances(ctx, by)
	if err != nil {
		return err
	}
	transfers, err := h.Store.Transfers(ctx, by, list)
	if err != nil {
		return err
	}
	payouts, err := h.Store.Payouts(ctx, by, pay.Page{Limit: latestPayouts})
	if err != nil {
		return err
	}
	page := balancePage(c, balances, transfers, list)
	page.Payouts, page.MorePayouts = views.Show(payouts.Rows, payoutRow), payouts.HasMore
	return h.respond(c, reply{Page: views.Balance(h.frame(c, balancePath), page)})
}

func balancePage(c *fiber.Ctx, balances []pay.Balance, transfers pay.List[pay.Transfer], list pay.Page) views.BalancePage {
	in, last := zone(c), ""
	page := views.BalancePage{
		Currencies: views.Show(balances, currencyBalance),
		Transfers:  views.Show(transfers.Rows, func(t pay.Transfer) views.TransferRow { return transferRow(t, in) }),
	}
	page.CanRecord, page.WhyNot = mayRecord(c, balances)
	if transfers.HasMore {
		last = transferCursor(transfers.Rows[len(transfers.Rows)-1])
	}
	page.Pager = pager(list, transfers.HasMore, balancePath+"?", last)
	return page
}

// mayRecord says whether this person can record a payout, or why not.
func mayRecord(c *fiber.Ctx, balances []pay.Balance) (can bool, whyNot string) {
	if !caller(c).May(pay.AccountWrite) {
		return false, "Owners and admins record payouts."
	}
	for _, b := range balances {
		can = can || b.AvailableMinor > 0
	}
	return can, ""
}

func currencyBalance(b pay.Balance) views.CurrencyBalance {
	return views.CurrencyBalance{Currency: b.Currency, Available: b.Available().String(), Pending: b.Pending().String(),
		PaidOut: b.PaidOut().String(), Owed: b.AvailableMinor < 0}
}

// transferWords say what a line of the ledger is.
var transferWords = map[pay.TransferKind]string{
	pay.TransferPayment:         "Payment",
	pay.TransferRefundReserved:  "Refund, set aside",
	pay.TransferRefundCompleted: "Refund, paid back",
	pay.TransferRefundReleased:  "Refund, not made",
	pay.TransferPayout:          "Payout",
	pay.TransferPayoutReversed:  "Payout, reversed",
}

func transferRow(t pay.Transfer, in *time.Location) views.TransferRow {
	row := views.TransferRow{What: transferWords[t.Kind], About: t.Description, Created: moment(t.CreatedAt, in),
		Available: signed(t.On(pay.AccountAvailable)), Pending: signed(t.On(pay.AccountPending)), Href: payoutPath(t.SourceID)}
	if !t.PaymentID.IsZero() {
		row.Href = paymentPath(t.PaymentID)
	}
	return row
}

// signed writes a change with its sign, and no change as nothing.
func signed(m pay.Money) string {
	switch {
	case m.Minor == 0:
		return ""
	case m.Minor > 0:
		return "+" + m.String()
	}
	return m.String()
}
