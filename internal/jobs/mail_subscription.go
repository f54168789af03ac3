package jobs

import (
	"context"
	"fmt"

	"github.com/riverqueue/river"

	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// SendSubscription tells a subscriber what happened to their subscription, as it
// is now: what was overtaken by something else is not told any more.
func (a *Mailer) SendSubscription(ctx context.Context, args store.SubscriptionMailArgs) error {
	id, ok := pay.SubscriptionPrefix.Parse(args.SubscriptionID)
	if !ok {
		return river.JobCancel(fmt.Errorf("jobs: %q is no subscription's id", args.SubscriptionID))
	}
	x, err := a.Store.PublicSubscription(ctx, id)
	if err != nil {
		return err
	}
	write := letterAbout(args.About, x)
	if write == nil || !pay.IsDeliverable(x.CustomerEmail) {
		return nil
	}
	if flooded, err := a.floods(ctx, "subscription", x.CustomerEmail); err != nil || flooded {
		return err
	}
	return a.send(ctx, x.CustomerEmail, mail.Reader{MerchantID: x.MerchantID, Livemode: x.Livemode}, write(a.aboutSubscription(x)))
}

// letterAbout chooses the mail that is true now, nil for none. A charge that
// failed for the last time has ended the subscription.
func letterAbout(about store.SubscriptionMail, x store.PublicSubscription) func(views.SubscriptionMail) views.Mail {
	ended := x.State == pay.SubscriptionCanceled
	switch {
	case ended && about != store.MailCardWanted:
		return views.SubscriptionMail.Canceled
	case about == store.MailCardWanted && x.AwaitsCard():
		return views.SubscriptionMail.CardWanted
	case about == store.MailChargeFailed && x.State == pay.SubscriptionPastDue:
		return views.SubscriptionMail.ChargeFailed
	case about == store.MailWillEnd && x.CancelAtPeriodEnd:
		return views.SubscriptionMail.WillEnd
	}
	return nil
}

func (a *Mailer) aboutSubscription(x store.PublicSubscription) views.SubscriptionMail {
	said := views.SubscriptionMail{
		CustomerMail: views.CustomerMail{Lang: x.Language, MerchantName: x.MerchantName, Zone: x.Schedule().Zone, Livemode: x.Livemode},
		Description:  x.Description, Amount: x.Amount(), Interval: x.Interval, NextChargeAt: x.NextChargeAt,
		Reason: x.CancelReason, URL: a.subscriptionURL(x.ID),
	}
	if x.Card.Last4 != "" {
		said.Card = pay.BrandName(x.Card.Brand) + " •••• " + x.Card.Last4
	}
	if x.CancelAtPeriodEnd {
		said.EndsAt = x.NextChargeAt
	}
	if x.AwaitsCard() {
		said.NextChargeAt = &x.AnchorAt
	}
	if x.Open != nil {
		said.RetryAt, said.Failure, said.Amount = x.Open.RetryAt, x.Open.FailureMessage, x.Open.Amount()
	}
	return said
}

type subscriptionMailWorker struct {
	river.WorkerDefaults[store.SubscriptionMailArgs]
	mailer *Mailer
}

// Work mails one subscriber.
func (w *subscriptionMailWorker) Work(ctx context.Context, job *river.Job[store.SubscriptionMailArgs]) error {
	return w.mailer.SendSubscription(ctx, job.Args)
}
