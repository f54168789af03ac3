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

// Mailer writes the mails: receipts and what else customers are told, links to
// new passwords, notices.
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
	who, err := a.Store.CredentialsByEmail(ctx, args.Email)
	if err != nil {
		return err
	}
	return a.send(ctx, args.Email, mail.Reader{UserID: who.User.ID}, views.ResetMail(args.Email, a.PublicURL+"/reset/"+token))
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
	said := views.NoticeMail{Email: who.User.Email, Notice: args.Notice, At: at, URL: a.PublicURL + "/dashboard/security"}
	if args.Notice == pay.NoticeNewDevice {
		said.Device, said.IP = pay.DeviceName(args.UserAgent), args.IP
	}
	return a.send(ctx, who.User.Email, mail.Reader{UserID: id}, said.Mail())
}

// SendInvite mails an invite. Its token is minted here: only its hash is kept,
// and each mail makes the link of earlier ones worthless.
func (a *Mailer) SendInvite(ctx context.Context, args store.InviteArgs) error {
	merchantID, ok := pay.MerchantPrefix.Parse(args.MerchantID)
	id, okToo := pay.InvitePrefix.Parse(args.InviteID)
	if !ok || !okToo {
		return river.JobCancel(fmt.Errorf("jobs: %q of %q is no invite's id", args.InviteID, args.MerchantID))
	}
	token := secret.NewToken(merchantID.MerchantNumber())
	i, m, err := a.Store.InviteToMail(ctx, merchantID, id, a.Secrets.Hash(secret.ForInvite, token))
	if pay.CodeOf(err) == pay.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	reader, err := a.readerOf(ctx, i.InvitedBy)
	if err != nil {
		return err
	}
	said := views.InviteMail{MerchantName: m.Name, InvitedBy: i.InvitedBy, Role: i.Role, URL: a.PublicURL + "/invite/" + token}
	return a.send(ctx, i.Email, reader, said.Mail())
}

// readerOf lets somebody read what they had sent: others in the team might be
// let in by it with a role that they cannot give. Who is not there any more reads
// nothing.
func (a *Mailer) readerOf(ctx context.Context, email string) (mail.Reader, error) {
	who, err := a.Store.CredentialsByEmail(ctx, email)
	if pay.CodeOf(err) == pay.NotFound {
		return mail.Reader{}, nil
	}
	return mail.Reader{UserID: who.User.ID}, err
}

// send gives up at once where trying again cannot help.
func (a *Mailer) send(ctx context.Context, to string, reader mail.Reader, m views.Mail) error {
	err := a.Mail.Send(ctx, mail.Message{To: to, Subject: m.Subject, Text: m.Text, HTML: m.HTML, Reader: reader})
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

type inviteWorker struct {
	river.WorkerDefaults[store.InviteArgs]
	mailer *Mailer
}

// Work mails one invite.
func (w *inviteWorker) Work(ctx context.Context, job *river.Job[store.InviteArgs]) error {
	return w.mailer.SendInvite(ctx, job.Args)
}
