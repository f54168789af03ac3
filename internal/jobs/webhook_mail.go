package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// SendWebhookDisabled tells the merchant's owners that an endpoint is not told
// anything any more, unless somebody enabled it again.
func (a *Mailer) SendWebhookDisabled(ctx context.Context, args store.WebhookDisabledArgs, at time.Time) error {
	merchantID, ok := pay.MerchantPrefix.Parse(args.MerchantID)
	id, okToo := pay.WebhookPrefix.Parse(args.WebhookID)
	if !ok || !okToo {
		return river.JobCancel(fmt.Errorf("jobs: %q of %q is no webhook's id", args.WebhookID, args.MerchantID))
	}
	w, m, owners, err := a.Store.DisabledWebhook(ctx, merchantID, id)
	if pay.CodeOf(err) == pay.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	said := views.WebhookDisabledMail{
		MerchantName: m.Name, Endpoint: w.URL, ID: pay.WebhookPrefix.Show(w.ID), Gone: w.DisabledReason == pay.WebhookGone,
		Livemode: w.Livemode, At: at.In(m.Location()), URL: a.PublicURL + "/dashboard/webhooks/" + pay.WebhookPrefix.Show(w.ID),
	}
	return a.sendOwners(ctx, owners, mail.Reader{MerchantID: merchantID, Livemode: w.Livemode}, said.Mail())
}

// sendOwners sends one mail to each owner of a merchant.
func (a *Mailer) sendOwners(ctx context.Context, owners []string, reader mail.Reader, m views.Mail) error {
	var errs []error
	for _, to := range owners {
		errs = append(errs, a.send(ctx, to, reader, m))
	}
	return errors.Join(errs...)
}
