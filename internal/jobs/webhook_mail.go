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
	var errs []error
	for _, to := range owners {
		errs = append(errs, a.send(ctx, mail.WebhookDisabledMail(mail.WebhookDisabled{
			To: to, MerchantName: m.Name, URL: w.URL, ID: pay.WebhookPrefix.Show(w.ID), Gone: w.DisabledReason == pay.WebhookGone,
			Livemode: w.Livemode, At: at.In(m.Location()), Dashboard: a.PublicURL + "/dashboard",
		})))
	}
	return errors.Join(errs...)
}
