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

// Mailer writes the mails: receipts, links to new passwords, notices.
type Mailer struct {
	Store     *store.Store
	Secrets   *secret.Keys
	Mail      mail.Sender
	PublicURL string
}

// SendReset mails a link to a new password to the account with this address,
// and nothing to anybody else. The token is minted here: only its hash is kept,
// and each mail makes the links of earlier ones worthless.
func (a *Mailer) SendReset(ctx context.Context, args store.ResetArgs) error {
	token := secret.NewToken(0)
	err := a.Store.CreateReset(ctx, args.Email, a.Secrets.Hash(secret.ForReset, token))
	if pay.CodeOf(err) == pay.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return a.send(ctx, mail.ResetMail(args.Email, a.PublicURL+"/reset/"+token))
}

// SendNotice mails a notice to a user.
func (a *Mailer) SendNotice(ctx context.Context, args store.NoticeArgs, at time.Time) error {
	id, ok := pay.UserPrefix.Parse(args.UserID)
	if !ok {
		return river.JobCancel(fmt.Errorf("jobs: %q is no user's id", args.UserID))
	}
	who, err := a.Store.Credentials(ctx, id)
	if pay.CodeOf(err) == pay.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return a.send(ctx, mail.NoticeMail(who.User.Email, args.Notice, at, a.PublicURL+"/dashboard/security"))
}

// send gives up at once where trying again cannot help.
func (a *Mailer) send(ctx context.Context, m mail.Message) error {
	err := a.Mail.Send(ctx, m)
	if mail.IsRefused(err) {
		return river.JobCancel(err)
	}
	return err
}

type resetWorker struct {
	river.WorkerDefaults[store.ResetArgs]
	mailer *Mailer
}

// Work mails one link to a new password.
func (w *resetWorker) Work(ctx context.Context, job *river.Job[store.ResetArgs]) error {
	return w.mailer.SendReset(ctx, job.Args)
}

type noticeWorker struct {
	river.WorkerDefaults[store.NoticeArgs]
	mailer *Mailer
}

// Work mails one notice.
func (w *noticeWorker) Work(ctx context.Context, job *river.Job[store.NoticeArgs]) error {
	return w.mailer.SendNotice(ctx, job.Args, job.CreatedAt)
}
