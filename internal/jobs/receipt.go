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

// How many mails of one kind one address gets in an hour: anybody can type
// anybody's address, and it is not flooded. A merchant's own are counted by
// themselves, so that nobody uses up what another may send.
const (
	mailsPerHour     = 20 // of one merchant, in one mode
	testMailsPerHour = 40 // of everybody's test mode
)

// floods reports whether an address has had enough mails of a kind, and counts
// this one. In live mode that is an error which has the job come again when the
// hour is over; tests are not worth that.
func (a *Mailer) floods(ctx context.Context, kind string, from mail.Reader, to string) (bool, error) {
	sent, reset, err := a.Store.Hit(ctx, fmt.Sprintf("%s:%s:%t:%s", kind, from.MerchantID.UUID(), from.Livemode, to), time.Hour, 1)
	switch enough := sent > mailsPerHour; {
	case err != nil || from.Livemode && !enough:
		return false, err
	case from.Livemode:
		return true, river.JobSnooze(time.Duration(reset) * time.Second)
	case enough:
		return true, nil
	}
	tests, _, err := a.Store.Hit(ctx, kind+":test:"+to, time.Hour, 1)
	return tests > testMailsPerHour, err
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
	if flooded, err := a.floods(ctx, "receipt", readerFor(p), p.PayerEmail); err != nil || flooded {
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
	to, err := a.toCustomer(ctx, p, m)
	if err != nil {
		return views.ReceiptMail{}, err
	}
	said := views.ReceiptMail{
		CustomerMail: to, Amount: pay.Money{Minor: p.CapturedMinor, Currency: p.Currency}, Description: p.Description,
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

func (a *Mailer) toCustomer(ctx context.Context, p pay.Payment, m pay.Merchant) (views.CustomerMail, error) {
	return a.branded(ctx, m.ID, m.Counter, views.CustomerMail{Lang: p.Language, MerchantName: m.Name, Zone: m.Location(), Livemode: p.Livemode})
}

// branded gives a mail to a customer the look of the merchant's pages.
func (a *Mailer) branded(ctx context.Context, merchantID pay.ID, c pay.Counter, to views.CustomerMail) (views.CustomerMail, error) {
	to.Accent = c.Accent
	if c.LogoID.IsZero() {
		return to, nil
	}
	found, err := a.Store.Pictures(ctx, merchantID, []pay.ID{c.LogoID})
	if p, there := found[c.LogoID]; there {
		to.Logo = views.Photo{Src: a.PublicURL + pay.PicturePath(p.ID) + logoSharp, Width: p.Width, Height: p.Height}
	}
	return to, err
}

// logoSharp asks for a logo with enough pixels for telephones.
const logoSharp = "?w=480"

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
