package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
)

// mailsPerHour is how many mails of one kind one address gets at the most:
// anybody can type anybody's address, and it is not flooded.
const mailsPerHour = 20

// floods reports whether an address has had enough mails of a kind, and counts
// this one.
func (a *Mailer) floods(ctx context.Context, kind, to string) (bool, error) {
	sent, _, err := a.Store.Hit(ctx, kind+":"+to, time.Hour, 1)
	return sent > mailsPerHour, err
}

// SendReceipt mails the receipt of a paid payment to whoever paid.
func (a *Mailer) SendReceipt(ctx context.Context, args store.ReceiptArgs) error {
	id, ok := pay.PaymentPrefix.Parse(args.PaymentID)
	if !ok {
		return river.JobCancel(fmt.Errorf("jobs: %q is no payment's id", args.PaymentID))
	}
	p, m, err := a.Store.Receipt(ctx, id)
	if err != nil {
		return err
	}
	if p.PaidAt == nil || !pay.IsDeliverable(p.PayerEmail) {
		return nil
	}
	if flooded, err := a.floods(ctx, "receipt", p.PayerEmail); err != nil || flooded {
		return err
	}
	said, err := a.receipt(ctx, p, m)
	if err != nil {
		return err
	}
	return a.send(ctx, p.PayerEmail, readerFor(p), said.Mail())
}

// readerFor lets who works for the merchant read what its customers get.
func readerFor(p pay.Payment) mail.Reader {
	return mail.Reader{MerchantID: p.MerchantID, Livemode: p.Livemode}
}

func (a *Mailer) receipt(ctx context.Context, p pay.Payment, m pay.Merchant) (views.ReceiptMail, error) {
	said := views.ReceiptMail{
		CustomerMail: toCustomer(p, m), Amount: pay.Money{Minor: p.CapturedMinor, Currency: p.Currency}, Description: p.Description,
		PaymentNumber: pay.PaymentPrefix.Show(p.ID), Reference: p.Reference, PaidAt: *p.PaidAt,
		Card: cardOf(p), URL: a.receiptURL(p.ID),
	}
	if err := a.bought(ctx, p, &said); err != nil {
		return said, err
	}
	if p.SubscriptionID.IsZero() {
		return said, nil
	}
	x, err := a.Store.PublicSubscription(ctx, p.SubscriptionID)
	if err != nil {
		return said, err
	}
	if x.State != pay.SubscriptionCanceled {
		said.Subscription = &views.SubscriptionTerms{Interval: x.Interval, NextChargeAt: x.NextChargeAt, URL: a.subscriptionURL(x.ID)}
		if x.CancelAtPeriodEnd {
			said.Subscription.NextChargeAt = nil
		}
	}
	return said, nil
}

// bought adds what was paid for, unless the description and the amount say it.
// Where a part of what was held was taken, the lines are not what was paid.
func (a *Mailer) bought(ctx context.Context, p pay.Payment, said *views.ReceiptMail) error {
	if p.LinesCount == 0 || p.CapturedMinor != p.AmountMinor {
		return nil
	}
	bought, err := a.Store.PublicCheckout(ctx, p.CheckoutID)
	if err != nil {
		return err
	}
	in := func(minor int64) pay.Money { return pay.Money{Minor: minor, Currency: p.Currency} }
	rates := map[int]int{} // where the tax at a rate stands
	for _, l := range bought.Checkout.Lines {
		said.Lines = append(said.Lines, views.MailLine{Name: l.Name, Quantity: l.Quantity, Amount: in(l.GrossMinor)})
		if l.TaxMinor == 0 {
			continue
		}
		at, known := rates[l.TaxRateBasisPoint]
		if !known {
			at = len(said.Taxes)
			rates[l.TaxRateBasisPoint] = at
			said.Taxes = append(said.Taxes, views.MailTax{BasisPoints: l.TaxRateBasisPoint, Amount: in(0)})
		}
		said.Taxes[at].Amount.Minor += l.TaxMinor
	}
	if len(said.Lines) == 1 && said.Lines[0].Quantity == 1 {
		said.Lines, said.Description = nil, bought.Checkout.Lines[0].Name
	}
	return nil
}

func toCustomer(p pay.Payment, m pay.Merchant) views.CustomerMail {
	return views.CustomerMail{Lang: p.Language, MerchantName: m.Name, Zone: m.Location(), Livemode: p.Livemode}
}

func cardOf(p pay.Payment) string {
	if p.CardLast4 == "" {
		return ""
	}
	return pay.BrandName(p.CardBrand) + " •••• " + p.CardLast4
}

func (a *Mailer) receiptURL(id pay.ID) string {
	return a.PublicURL + "/receipt/" + secret.ReceiptCapability.Show(a.Secrets, id)
}

func (a *Mailer) subscriptionURL(id pay.ID) string {
	return a.PublicURL + "/subscription/" + secret.SubscriptionCapability.Show(a.Secrets, id)
}
