package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/riverqueue/river"

	"linktill/internal/desk"
	"linktill/internal/hook"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
)

// Teller tells the merchants' endpoints what happened.
type Teller struct {
	Store   *store.Store
	Secrets *secret.Keys
	Hook    *hook.Client
	// PublicURL is where people reach us; what is told holds addresses.
	PublicURL string
	Now       func() time.Time
}

// Limits of one run of one endpoint, so that every endpoint gets its turn.
const (
	tellAtOnce  = 50 // deliveries that are read together
	tellFor     = 10 * time.Second
	slowAnswer  = 2 * time.Second
	webhookWork = 50 // endpoints that are told at the same time
	slowWork    = 20 // of those that fail or are slow
)

// Tell sends what is due for one endpoint, in order, until nothing is, time is
// up, or a try fails: then the others have their turn. Whoever is killed in
// between has sent at most what will be sent once more, under the same id.
func (a *Teller) Tell(ctx context.Context, args store.WebhookArgs) error {
	merchantID, ok := pay.MerchantPrefix.Parse(args.MerchantID)
	id, okToo := pay.WebhookPrefix.Parse(args.WebhookID)
	if !ok || !okToo {
		return river.JobCancel(fmt.Errorf("jobs: %q of %q is no webhook's id", args.WebhookID, args.MerchantID))
	}
	run, mine, err := a.Store.StartWebhook(ctx, merchantID, id)
	if err != nil || !mine {
		return err
	}
	desk.FaultHere("webhook.after_start")
	secrets, err := a.open(run)
	if err != nil {
		return err // SECRET_KEY is another one: the lease keeps this from being tried each second
	}
	return errors.Join(a.tellAll(ctx, run, secrets), a.Store.EndWebhook(context.WithoutCancel(ctx), run))
}

func (a *Teller) tellAll(ctx context.Context, run store.WebhookRun, secrets []string) error {
	for began := a.Now(); ; {
		due, err := a.Store.DueDeliveries(ctx, run, tellAtOnce)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, d := range due {
			goOn, err := a.tell(ctx, run, secrets, d)
			if err != nil || !goOn || a.Now().Sub(began) >= tellFor {
				return err
			}
		}
	}
}

func (a *Teller) open(run store.WebhookRun) ([]string, error) {
	secrets := make([]string, len(run.Sealed))
	for i, sealed := range run.Sealed {
		plain, err := a.Secrets.Open(sealed, run.Webhook.ID[:])
		if err != nil {
			return nil, err
		}
		secrets[i] = string(plain)
	}
	return secrets, nil
}

// tell makes one try and records what came of it.
func (a *Teller) tell(ctx context.Context, run store.WebhookRun, secrets []string, d store.DueDelivery) (goOn bool, err error) {
	body, err := a.body(run, d)
	if err != nil {
		return false, err
	}
	at := a.Now()
	desk.FaultHere("webhook.before_send")
	answer, err := a.Hook.Send(ctx, hook.Delivery{URL: run.Webhook.URL, ID: pay.DeliveryPrefix.Show(d.Delivery.ID), Body: body, Secrets: secrets, At: at})
	if err != nil {
		return false, err
	}
	desk.FaultHere("webhook.after_send")
	tried := store.Tried{Body: body, Accepted: answer.Accepted(), Slow: answer.Took >= slowAnswer,
		Attempt: pay.DeliveryAttempt{Number: d.Delivery.Attempts + 1, At: at, DurationMillis: answer.Took.Milliseconds(), URL: run.Webhook.URL,
			Signature: answer.Signature, ResponseStatus: answer.Status, ResponseHeaders: answer.Headers, ResponseBody: answer.Body, Error: answer.Error}}
	if !tried.Accepted {
		var again bool
		tried.Wait, again = pay.DeliveryWait(d.Delivery.Tries+1, answer.RetryAfter, rand.IntN(1000))
		tried.Last = !again
	}
	w, goOn, err := a.Store.RecordTry(ctx, run, d.Delivery, tried)
	if err != nil || tried.Accepted {
		desk.FaultHere("webhook.after_record")
		return goOn, err
	}
	if reason := w.NextDisabled(answer.Status, a.Now()); reason != "" {
		return false, a.Store.DisableWebhook(ctx, w, reason)
	}
	return false, nil
}

// body is what the first try sent, or what it will send.
func (a *Teller) body(run store.WebhookRun, d store.DueDelivery) (string, error) {
	if d.Delivery.Body != "" {
		return d.Delivery.Body, nil
	}
	m := views.Merchant{ID: run.Webhook.MerchantID, Slug: run.MerchantSlug, PublicURL: a.PublicURL}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(views.NewHookJSON(d.Told, d.Delivery.Name, m))
	return string(bytes.TrimSuffix(body.Bytes(), []byte("\n"))), err
}

type tellWorker struct {
	river.WorkerDefaults[store.WebhookArgs]
	teller *Teller
}

// Work tells one endpoint.
func (w *tellWorker) Work(ctx context.Context, job *river.Job[store.WebhookArgs]) error {
	return w.teller.Tell(ctx, job.Args)
}

// Timeout is longer than one run with its last try.
func (w *tellWorker) Timeout(*river.Job[store.WebhookArgs]) time.Duration { return time.Minute }

// webhookInterval is how often endpoints are looked for that have something due.
const webhookInterval = time.Second

// webhookSweepQueue keeps looking apart, so that no pile of work delays it.
const webhookSweepQueue = "webhooks_due"

// WebhookSweepArgs looks for what is due.
type WebhookSweepArgs struct{}

// Kind names the job in the queue; stored, so it never changes.
func (WebhookSweepArgs) Kind() string { return "webhook_sweep" }

// InsertOpts lets in one a period.
func (WebhookSweepArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: webhookSweepQueue, MaxAttempts: 1, UniqueOpts: oncePer(webhookInterval)}
}

type webhookSweepWorker struct {
	river.WorkerDefaults[WebhookSweepArgs]
	store *store.Store
}

// Work tells of links that ended, and has every endpoint told for which
// something is due.
func (w *webhookSweepWorker) Work(ctx context.Context, _ *river.Job[WebhookSweepArgs]) error {
	_, ends := w.store.TellLinkEnds(ctx)
	n, queued := w.store.QueueWebhooks(ctx)
	if n > 0 {
		desk.FaultHere("webhook.after_queue")
	}
	return errors.Join(ends, queued)
}

type webhookDisabledWorker struct {
	river.WorkerDefaults[store.WebhookDisabledArgs]
	mailer *Mailer
}

// Work mails that an endpoint was disabled.
func (w *webhookDisabledWorker) Work(ctx context.Context, job *river.Job[store.WebhookDisabledArgs]) error {
	return w.mailer.SendWebhookDisabled(ctx, job.Args, job.CreatedAt)
}

// addWebhookWorkers adds what the queues of webhooks are worked by.
func addWebhookWorkers(workers *river.Workers, d Deps) {
	river.AddWorker(workers, &webhookSweepWorker{store: d.Store})
	river.AddWorker(workers, &tellWorker{teller: d.Teller})
	river.AddWorker(workers, &webhookDisabledWorker{mailer: d.Mailer})
}

// webhookQueues are the queues with how many work on each.
func webhookQueues() map[string]river.QueueConfig {
	return map[string]river.QueueConfig{
		webhookSweepQueue:      {MaxWorkers: 1},
		store.WebhookQueue:     {MaxWorkers: webhookWork},
		store.SlowWebhookQueue: {MaxWorkers: slowWork},
	}
}
