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
	write := letterAbout(args.About, x, time.Now())
	if write == nil || !pay.IsDeliverable(x.CustomerEmail) {
		return nil
	}
	from := mail.Reader{MerchantID: x.MerchantID, Livemode: x.Livemode}
	if flooded, err := a.floods(ctx, "subscription", from, x.CustomerEmail); err != nil || flooded {
		return err
	}
	said, err := a.aboutSubscription(ctx, x)
	if err != nil {
		return err
	}
	return a.send(ctx, x.CustomerEmail, from, write(said))
}

// letterAbout chooses the mail that is true now, nil for none. A charge that
// failed for the last time has ended the subscription.
func letterAbout(about store.SubscriptionMail, x store.PublicSubscription, now time.Time) func(views.SubscriptionMail) views.Mail {
	ended := x.State == pay.SubscriptionCanceled
	switch {
	case about == store.MailCardEnds && x.CardEnds(now):
		return views.SubscriptionMail.CardEnds
	case ended && about != store.MailCardWanted && about != store.MailCardEnds:
		return views.SubscriptionMail.Canceled
	case about == store.MailCardWanted && x.AwaitsCard():
		return views.SubscriptionMail.CardWanted
	case about == store.MailChargeFailed && x.State == pay.SubscriptionPastDue:
		return views.SubscriptionMail.ChargeFailed
	case about == store.MailWillEnd && x.CancelAtPeriodEnd:
		return views.SubscriptionMail.WillEnd
	case about == store.MailGoesOn && !x.CancelAtPeriodEnd:
		return views.SubscriptionMail.GoesOn
	case about == store.MailNewTerms:
		return func(m views.SubscriptionMail) views.Mail {
			m.Amount = x.Amount() // not that of a charge that is still open
			return m.NewTerms()
		}
	}
	return nil
}

func (a *Mailer) aboutSubscription(ctx context.Context, x store.PublicSubscription) (views.SubscriptionMail, error) {
	to, err := a.branded(ctx, x.MerchantID, x.Counter, views.CustomerMail{Lang: x.Language, MerchantName: x.MerchantName, Zone: x.Schedule().Zone, Livemode: x.Livemode})
	said := views.SubscriptionMail{
		CustomerMail: to,
		Description:  x.Description, Amount: x.Amount(), Interval: x.Interval, NextChargeAt: x.NextChargeAt,
		Reason: x.CancelReason, URL: a.subscriptionURL(x.ID),
	}
	if k := x.Card; k.Last4 != "" {
		said.Card = pay.BrandName(k.Brand) + " •••• " + k.Last4
		said.CardMonth, said.CardYear = k.ExpMonth, k.ExpYear
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
	return said, err
}

type subscriptionMailWorker struct {
	river.WorkerDefaults[store.SubscriptionMailArgs]
	mailer *Mailer
}

// Work mails one subscriber.
func (w *subscriptionMailWorker) Work(ctx context.Context, job *river.Job[store.SubscriptionMailArgs]) error {
	return w.mailer.SendSubscription(ctx, job.Args)
}
