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
)

// receiptsPerHour is how many receipts one address gets at the most.
const receiptsPerHour = 20

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
	sent, _, err := a.Store.Hit(ctx, "receipt:"+p.PayerEmail, time.Hour, 1)
	if err != nil || sent > receiptsPerHour {
		return err // anybody can type anybody's address: it is not flooded
	}
	return a.send(ctx, mail.ReceiptMail(mail.ReceiptData{
		To: p.PayerEmail, MerchantName: m.Name, Amount: p.Amount().String(), Description: p.Description,
		PaymentNumber: pay.PaymentPrefix.Show(p.ID), Reference: p.Reference, PaidAt: p.PaidAt.In(m.Location()),
		Card: pay.BrandName(p.CardBrand) + " •••• " + p.CardLast4, Livemode: p.Livemode,
		URL: a.PublicURL + "/receipt/" + secret.ReceiptCapability.Show(a.Secrets, p.ID),
	}))
}
