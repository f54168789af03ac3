package jobs_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"linktill/handlers"
	"linktill/internal/desk"
	"linktill/internal/jobs"
	"linktill/internal/mail"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
)

// payIn pays B$12.50 in a language.
func (s till) payIn(lang, number string) pay.Payment {
	s.t.Helper()
	amount := int64(12_50)
	l, err := s.store.CreateLink(s.t.Context(), s.by, pay.Link{ID: s.store.NewID(s.by.MerchantNumber), AmountMinor: &amount, Currency: "BSD", Description: "Two coffees"})
	must(s.t, err)
	card, err := pay.ParseCard(number, "12/40", "123", "Ana", time.Now())
	must(s.t, err)
	b, err := s.desk.Pay(s.t.Context(), desk.Order{Link: l, MerchantNumber: s.by.MerchantNumber, CheckoutID: s.store.NewID(s.by.MerchantNumber),
		AttemptNumber: 1, AmountMinor: amount, Email: "ana@example.com", Language: lang, Card: card})
	must(s.t, err)
	return b.Payment
}

// refund gives B$5 back, with an API key.
func (s till) refund(p pay.Payment) pay.Refund {
	s.t.Helper()
	var keyID pay.ID
	must(s.t, s.store.Pool().QueryRow(s.t.Context(), `SELECT id FROM api_keys WHERE merchant_id = $1 AND NOT livemode`, s.by.MerchantID).Scan(&keyID))
	by := s.by
	by.UserID, by.Role, by.KeyID, by.Scopes = pay.ID{}, "", keyID, pay.Scopes
	r, err := s.desk.Refund(s.t.Context(), by, pay.RefundOrder{ID: s.store.NewID(s.by.MerchantNumber), PaymentID: p.ID, AmountMinor: 5_00, Currency: "BSD", Reason: "One cup was cold"}, pay.ID{})
	must(s.t, err)
	return r.Refund
}

// wearsLogo gives the merchant a colour and a square logo.
func (s till) wearsLogo(accent string) pay.ID {
	s.t.Helper()
	p := store.NewPicture{Digest: [32]byte{1}, Sizes: []store.PictureSize{{Width: 512, Body: []byte("x")}}}
	p.ID, p.ContentType, p.Width, p.Height = s.store.NewID(s.by.MerchantNumber), "image/png", 512, 512
	kept, err := s.store.CreatePicture(s.t.Context(), s.by, "logo", p)
	must(s.t, err)
	_, err = s.store.UpdateOrganization(s.t.Context(), s.by, pay.OrganizationPatch{Accent: &accent, LogoID: &kept.ID})
	must(s.t, err)
	return kept.ID
}

// waiting takes the arguments of the jobs of a kind that wait.
func (s till) waiting(kind, field string) []string {
	s.t.Helper()
	rows, err := s.store.Pool().Query(s.t.Context(), `DELETE FROM river.river_job WHERE kind = $1 RETURNING args->>$2`, kind, field)
	must(s.t, err)
	all, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(s.t, err)
	return all
}

func (s till) noLetter() {
	s.t.Helper()
	if len(s.letters) > 0 {
		s.t.Errorf("a mail came: %s", (<-s.letters).Subject)
	}
}

func says(t *testing.T, m mail.Message, wanted ...string) {
	t.Helper()
	said := strings.ReplaceAll(m.Subject+"\n"+m.Text, "\u00a0", " ")
	for _, want := range wanted {
		if !strings.Contains(said, want) {
			t.Errorf("the mail does not say %q:\n%s\n%s", want, m.Subject, m.Text)
		}
	}
}

func TestReceiptIsInTheCustomersLanguage(t *testing.T) {
	s := newTill(t)
	logo := s.wearsLogo("#b91c1c")
	p := s.payIn("de", "4242424242424242")
	must(t, s.mails.SendReceipt(t.Context(), store.ReceiptArgs{PaymentID: p.ID.UUID()}))
	m := s.letter()
	if !strings.Contains(m.HTML, `src="https://pay.example.com`+pay.PicturePath(logo)+`?w=480" width="56" alt="Island Coffee"`) || !strings.Contains(m.HTML, `bgcolor="#b91c1c"`) {
		t.Errorf("not in the merchant's look: %s", m.HTML)
	}
	says(t, m, "Beleg von Island Coffee: 12,50 B$", "Sie haben 12,50 B$ bezahlt", "Two coffees")
	if m.Reader != (mail.Reader{MerchantID: s.by.MerchantID}) || !strings.Contains(m.HTML, `<html lang="de"`) {
		t.Errorf("%+v\n%.200s", m.Reader, m.HTML)
	}
}

// The customer hears of money that comes back, the merchant of money that does not.
func TestRefundMails(t *testing.T) {
	s := newTill(t)
	p := s.payIn("es", "4242424242424242")
	r := s.refund(p)
	asked := s.waiting(store.RefundMailArgs{}.Kind(), "refund_id")
	if len(asked) != 1 || asked[0] != r.ID.UUID() {
		t.Fatalf("%v asked for", asked)
	}
	must(t, s.mails.SendRefund(t.Context(), store.RefundMailArgs{RefundID: asked[0]}, time.Now()))
	m := s.letter()
	says(t, m, "Reembolso de Island Coffee: 5,00 B$", "One cup was cold", pay.PaymentPrefix.Show(p.ID),
		"https://pay.example.com/receipt/"+secret.ReceiptCapability.Show(s.keys, p.ID))
	if m.To != "ana@example.com" {
		t.Errorf("to %s", m.To)
	}

	failing := s.refund(s.payIn("es", "4000000000007726"))
	_, err := s.store.Pool().Exec(t.Context(), `UPDATE refunds SET check_at = now() WHERE check_at IS NOT NULL`)
	must(t, err)
	for deadline := time.Now().Add(20 * time.Second); asked == nil || asked[0] != failing.ID.UUID(); {
		_, err := s.desk.Settle(t.Context())
		must(t, err)
		if asked = s.waiting(store.RefundMailArgs{}.Kind(), "refund_id"); asked == nil && time.Now().After(deadline) {
			t.Fatal("the refund does not fail")
		}
		_, err = s.store.Pool().Exec(t.Context(), `UPDATE refunds SET check_at = now() WHERE check_at IS NOT NULL`)
		must(t, err)
	}
	must(t, s.mails.SendRefund(t.Context(), store.RefundMailArgs{RefundID: asked[0]}, time.Now()))
	m = s.letter()
	says(t, m, "[Test] A refund of B$5.00 did not go through", "ana@example.com", "/dashboard/payments/pay_")
	if m.To != "maria@example.com" {
		t.Errorf("to %s", m.To)
	}
	s.noLetter()
	var canceled *river.JobCancelError
	if err := s.mails.SendRefund(t.Context(), store.RefundMailArgs{}, time.Now()); !errors.As(err, &canceled) {
		t.Errorf("of no id: %v", err)
	}
	if err := s.mails.SendRefund(t.Context(), store.RefundMailArgs{RefundID: s.store.NewID(s.by.MerchantNumber).UUID()}, time.Now()); pay.CodeOf(err) != pay.NotFound {
		t.Errorf("of no refund: %v", err)
	}
}

// Who is told that their card ends is told what is true when the mail is written.
func TestCardEndsMail(t *testing.T) {
	s := newTill(t)
	x, err := s.store.CreateSubscription(t.Context(), s.by, pay.NewSubscription{ID: s.store.NewID(s.by.MerchantNumber), CustomerEmail: "ana@example.com",
		AmountMinor: 22_50, Currency: "BSD", Description: "House blend", Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}, FirstChargeAt: time.Now().AddDate(0, 0, 40), Language: "fr"})
	must(t, err)
	give := func(ends time.Time) {
		t.Helper()
		_, err := s.store.PutCard(t.Context(), s.by, x.ID, x.Terms(), pay.SavedCard{ID: s.store.NewID(s.by.MerchantNumber), Acquirer: "sandbox", Token: "t", Brand: "visa", Last4: "4242",
			ExpMonth: int(ends.Month()), ExpYear: ends.Year()})
		must(t, err)
	}
	ends := time.Now().UTC()
	give(ends)
	s.waiting(store.SubscriptionMailArgs{}.Kind(), "about")
	until(t, s.work(), jobs.CardEndsArgs{}.Kind())
	m := s.letter()
	says(t, m, "Votre carte pour Island Coffee expire bientôt", ends.Format("01/2006"), "Visa •••• 4242", "22,50",
		"Changer la carte:\nhttps://pay.example.com/subscription/"+secret.SubscriptionCapability.Show(s.keys, x.ID))
	if m.To != "ana@example.com" {
		t.Errorf("to %s", m.To)
	}
	give(time.Now().AddDate(5, 0, 0))
	must(t, s.mails.SendSubscription(t.Context(), store.SubscriptionMailArgs{SubscriptionID: x.ID.UUID(), About: store.MailCardEnds}))
	s.noLetter()
}

func TestSubscriptionMails(t *testing.T) {
	s := newTill(t)
	x, err := s.store.CreateSubscription(t.Context(), s.by, pay.NewSubscription{ID: s.store.NewID(s.by.MerchantNumber), CustomerEmail: "ana@example.com",
		AmountMinor: 22_50, Currency: "BSD", Description: "House blend", Interval: pay.Interval{Unit: pay.UnitMonth, Count: 1}, Language: "fr"})
	must(t, err)
	if asked := s.waiting(store.SubscriptionMailArgs{}.Kind(), "about"); len(asked) != 1 || asked[0] != string(store.MailCardWanted) {
		t.Fatalf("%v asked for", asked)
	}
	send := func(about store.SubscriptionMail) {
		t.Helper()
		must(t, s.mails.SendSubscription(t.Context(), store.SubscriptionMailArgs{SubscriptionID: x.ID.UUID(), About: about}))
	}
	send(store.MailCardWanted)
	m := s.letter()
	says(t, m, "Island Coffee", "22,50", "House blend", "Saisir la carte:\nhttps://pay.example.com/subscription/"+secret.SubscriptionCapability.Show(s.keys, x.ID))
	if m.To != "ana@example.com" || m.Reader != (mail.Reader{MerchantID: s.by.MerchantID}) {
		t.Errorf("to %s for %v", m.To, m.Reader)
	}
	for _, untrue := range []store.SubscriptionMail{store.MailChargeFailed, store.MailWillEnd, store.MailCanceled} {
		send(untrue)
	}
	s.noLetter()
	_, err = s.store.ChangeSubscription(t.Context(), s.by, x.ID, pay.SubscriptionPatch{Version: x.Version, AmountMinor: 31_75, Description: x.Description, Interval: x.Interval})
	must(t, err)
	if asked := s.waiting(store.SubscriptionMailArgs{}.Kind(), "about"); len(asked) != 1 || asked[0] != string(store.MailNewTerms) {
		t.Fatalf("%v asked for", asked)
	}
	send(store.MailNewTerms)
	says(t, s.letter(), "Island Coffee a modifié votre abonnement", "31,75", "House blend")
	_, err = s.store.CancelSubscription(t.Context(), s.by, x.ID, false)
	must(t, err)
	if asked := s.waiting(store.SubscriptionMailArgs{}.Kind(), "about"); len(asked) != 1 || asked[0] != string(store.MailCanceled) {
		t.Fatalf("%v asked for", asked)
	}
	send(store.MailCanceled)
	says(t, s.letter(), "Votre abonnement est terminé", "Island Coffee y a mis fin.")
	send(store.MailCardWanted)
	send(store.MailCardEnds)
	s.noLetter()
	for range 30 { // nobody's mailbox is flooded, whatever a merchant does
		select {
		case <-s.letters:
		default:
		}
		send(store.MailCanceled)
	}
	if sent := len(s.letters); sent != 0 {
		t.Errorf("%d more after the most in an hour", sent)
	}
	var canceled *river.JobCancelError
	if err := s.mails.SendSubscription(t.Context(), store.SubscriptionMailArgs{}); !errors.As(err, &canceled) {
		t.Errorf("of no id: %v", err)
	}
}

// The links that let somebody in are for who asked for them.
func TestInviteAndNewDeviceMails(t *testing.T) {
	s := newTill(t)
	i, err := s.store.CreateInvite(t.Context(), s.by, s.store.NewID(s.by.MerchantNumber), "ben@example.com", pay.Manager)
	must(t, err)
	args := store.InviteArgs{MerchantID: i.MerchantID.UUID(), InviteID: i.ID.UUID()}
	must(t, s.mails.SendInvite(t.Context(), args))
	m := s.letter()
	says(t, m, "Join Island Coffee on Linktill", "As Manager", "https://pay.example.com/invite/")
	if m.To != "ben@example.com" || m.Reader != (mail.Reader{UserID: s.by.UserID}) {
		t.Errorf("to %s for %+v", m.To, m.Reader)
	}
	must(t, s.mails.SendNotice(t.Context(), store.NoticeArgs{UserID: s.by.UserID.UUID(), Notice: pay.NoticeNewDevice, IP: "192.0.2.7",
		UserAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}, time.Now()))
	m = s.letter()
	says(t, m, "A new device logged in", "Firefox", "192.0.2.7", "/dashboard/security")
	must(t, s.mails.SendReset(t.Context(), store.ResetArgs{Email: "maria@example.com"}))
	if m := s.letter(); m.Reader != (mail.Reader{UserID: s.by.UserID}) {
		t.Errorf("a reset for %+v", m.Reader)
	}
	other, err := handlers.OpenMerchant(t.Context(), s.store, s.keys, pay.NewMerchant{Name: "Other Shop", Email: "eve@example.com", Currency: "USD", Country: "US"}, "")
	must(t, err)
	args.MerchantID = other.Merchant.ID.UUID()
	must(t, s.mails.SendInvite(t.Context(), args)) // not theirs: nothing
	s.noLetter()
}
