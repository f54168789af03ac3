package jobs

import (
	"context"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// SendRefund tells the customer that their money is on its way, or the
// merchant's owners that a refund did not go through.
func (a *Mailer) SendRefund(ctx context.Context, args store.RefundMailArgs, at time.Time) error {
	id, ok := pay.RefundPrefix.Parse(args.RefundID)
	if !ok {
		return river.JobCancel(fmt.Errorf("jobs: %q is no refund's id", args.RefundID))
	}
	r, m, owners, err := a.Store.RefundToMail(ctx, id)
	if err != nil {
		return err
	}
	if r.Refund.State == pay.RefundCompleted {
		return a.refunded(ctx, r, m)
	}
	return a.refundFailed(ctx, r, m, owners, at)
}

func (a *Mailer) refunded(ctx context.Context, r store.PaidRefund, m pay.Merchant) error {
	p := r.Payment
	if !pay.IsDeliverable(p.PayerEmail) {
		return nil
	}
	if flooded, err := a.floods(ctx, "refund", readerFor(p), p.PayerEmail); err != nil || flooded {
		return err
	}
	to, err := a.toCustomer(ctx, p, m)
	if err != nil {
		return err
	}
	said := views.RefundMail{
		CustomerMail: to, Amount: r.Refund.Amount(), Paid: pay.Money{Minor: p.CapturedMinor, Currency: p.Currency},
		Description: p.Description, At: r.Refund.UpdatedAt, Card: cardOf(p), PaymentNumber: pay.PaymentPrefix.Show(p.ID), URL: a.receiptURL(p.ID),
	}
	if r.Refund.Reason != pay.DefaultRefundReason {
		said.Reason = r.Refund.Reason
	}
	return a.send(ctx, p.PayerEmail, readerFor(p), said.Mail())
}

func (a *Mailer) refundFailed(ctx context.Context, r store.PaidRefund, m pay.Merchant, owners []string, at time.Time) error {
	if flooded, err := a.floods(ctx, "refund-failed", readerFor(r.Payment), m.ID.UUID()); err != nil || flooded {
		return err
	}
	p := r.Payment
	said := views.RefundFailedMail{
		MerchantName: m.Name, Amount: r.Refund.Amount(), Description: p.Description, Customer: p.PayerEmail, Why: r.Refund.FailureMessage,
		PaymentNumber: pay.PaymentPrefix.Show(p.ID), RefundID: pay.RefundPrefix.Show(r.Refund.ID), Livemode: p.Livemode,
		At: at.In(m.Location()), URL: a.PublicURL + "/dashboard/payments/" + pay.PaymentPrefix.Show(p.ID),
	}
	return a.sendOwners(ctx, owners, mail.Reader{MerchantID: m.ID, Livemode: p.Livemode}, said.Mail())
}

type refundMailWorker struct {
	river.WorkerDefaults[store.RefundMailArgs]
	mailer *Mailer
}

// Work mails what became of one refund.
func (w *refundMailWorker) Work(ctx context.Context, job *river.Job[store.RefundMailArgs]) error {
	return w.mailer.SendRefund(ctx, job.Args, job.CreatedAt)
}
