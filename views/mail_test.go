package views

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"linktill/internal/pay"
)

func TestMailsHaveTheWordsOfEachLanguage(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(wordFiles, "words/mail.*.json")
	if err != nil || len(files) != len(pay.ProductLanguages) {
		t.Errorf("%d files for %d languages, %v", len(files), len(pay.ProductLanguages), err)
	}
	english, placeholder := messages(t, "mail.en"), regexp.MustCompile(`\{\{\.(Name|Amount|Date)\}\}`)
	for _, lang := range pay.ProductLanguages {
		own, same := messages(t, "mail."+lang), 0
		if !slices.Equal(names(own), names(english)) {
			t.Errorf("%s says other things than English", lang)
		}
		for id, text := range english {
			said := own[id]
			got, want := placeholder.FindAllString(said, -1), placeholder.FindAllString(text, -1)
			if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) || strings.ContainsAny(placeholder.ReplaceAllString(said, ""), "{}\n") || strings.TrimSpace(said) != said {
				t.Errorf("%s %s: %q", lang, id, said)
			}
			if said == text {
				same++
			}
		}
		if lang != "en" && same > 1 { // "Test" is one
			t.Errorf("%s says %d things as English does", lang, same)
		}
	}
}

var mailNow = time.Date(2026, 12, 9, 19, 5, 12, 0, time.UTC)

const (
	mailURL  = "https://pay.example.com/receipt/rcpt_token"
	mailLogo = "https://pay.example.com/img/pic_1?w=480"
)

// someMails are all mails to a customer, made of these words of a merchant.
func someMails(lang, said string) map[string]Mail {
	to := CustomerMail{Lang: lang, MerchantName: said, Zone: time.FixedZone("EST", -5*60*60), Livemode: true, Accent: "#facc15", Logo: Photo{Src: mailLogo, Width: 480, Height: 240}}
	amount, next := pay.Money{Minor: 1_234_50, Currency: "BSD"}, mailNow.AddDate(0, 1, 0)
	x := SubscriptionMail{CustomerMail: to, Description: said, Amount: amount, Interval: pay.Interval{Unit: pay.UnitMonth, Count: 3}, NextChargeAt: &next,
		RetryAt: &next, EndsAt: &next, Failure: "This card has expired. Use another card.", Reason: pay.CanceledUnpaid, Card: "Visa •••• 4242", CardMonth: 3, CardYear: 2027, URL: mailURL}
	receipt := ReceiptMail{CustomerMail: to, Amount: amount, Description: said, PaymentNumber: "pay_1042", Reference: said, PaidAt: mailNow, Card: "Visa •••• 4242", URL: mailURL}
	bought := receipt
	bought.Lines, bought.Taxes = []MailLine{{Name: said, Quantity: 3, Amount: amount}}, []MailTax{{BasisPoints: 1250, Amount: pay.Money{Minor: 99, Currency: "BSD"}}}
	bought.Subscription = &SubscriptionTerms{Interval: pay.Interval{Unit: pay.UnitWeek, Count: 2}, NextChargeAt: &next, URL: mailURL + "2"}
	return map[string]Mail{
		"receipt": receipt.Mail(), "receipt of lines": bought.Mail(),
		"refund":      RefundMail{CustomerMail: to, Amount: amount, Paid: amount, Description: said, Reason: said, At: mailNow, URL: mailURL}.Mail(),
		"card wanted": x.CardWanted(), "charge failed": x.ChargeFailed(), "card ends": x.CardEnds(), "canceled": x.Canceled(), "will end": x.WillEnd(), "goes on": x.GoesOn(), "new terms": x.NewTerms(),
	}
}

func TestMailsSpeakEachLanguage(t *testing.T) {
	t.Parallel()
	english := someMails("en", "Island Coffee")
	for _, lang := range pay.ProductLanguages {
		locale := pay.LocaleOf(lang)
		for name, m := range someMails(lang, "Island Coffee") {
			for _, part := range []string{m.Subject, m.Text, m.HTML} {
				if strings.ContainsAny(part, "\x01\x02\x03") || strings.Contains(part, "{{") || strings.Contains(part, "no value") {
					t.Errorf("%s %s: %q", lang, name, part)
				}
			}
			if !strings.Contains(m.Subject, "Island Coffee") || !strings.Contains(m.Text, locale.Money(pay.Money{Minor: 1_234_50, Currency: "BSD"})) {
				t.Errorf("%s %s: %s\n%s", lang, name, m.Subject, m.Text)
			}
			if lang != "en" && (m.Subject == english[name].Subject || m.Text == english[name].Text) {
				t.Errorf("%s %s is in English", lang, name)
			}
			if !strings.Contains(m.HTML, `<html lang="`+lang+`"`) || strings.Contains(m.HTML, `dir="rtl"`) != locale.RightToLeft() {
				t.Errorf("%s %s: %.80s", lang, name, m.HTML)
			}
		}
	}
	if m := english["receipt of lines"]; m.Subject != "Receipt from Island Coffee: B$1,234.50" || !strings.Contains(m.Text, "3 × Island Coffee: B$1,234.50\nTotal: B$1,234.50\n") ||
		!strings.Contains(m.Text, "Tax 12.5 %: B$0.99") || !strings.Contains(m.Text, "9 Dec 2026, 14:05 EST") || !strings.Contains(m.Text, "Next charge: 9 Jan 2027") || !strings.Contains(m.Text, "Charged every 2 weeks until you cancel.") {
		t.Errorf("%s\n%s", m.Subject, m.Text)
	}
	if m := english["card ends"]; m.Subject != "Your card for Island Coffee ends soon" || !strings.Contains(m.Text, "is valid until 03/2027.") || !strings.Contains(m.Text, "Change the card:\n"+mailURL) {
		t.Errorf("%s\n%s", m.Subject, m.Text)
	}
}

// What a merchant or a customer wrote is text: no markup, no link, no header.
func TestMailsKeepWhatIsWrittenText(t *testing.T) {
	t.Parallel()
	const evil = "Win <a href=\"https://evil.example\">now</a> www.evil.example me@evil.example evil。example\r\nBcc: v@evil.example\u202e <script>x</script> \u2066"
	all := someMails("en", evil)
	for name, m := range someMails("ar", evil) {
		all[name+" in Arabic"] = m
	}
	all["invite"] = InviteMail{MerchantName: evil, InvitedBy: evil, Role: pay.Viewer, URL: mailURL}.Mail()
	all["notice"] = NoticeMail{Email: "maria@example.com", Notice: pay.NoticeNewDevice, At: mailNow, Device: evil, URL: mailURL}.Mail()
	all["webhook"] = WebhookDisabledMail{MerchantName: evil, Endpoint: "https://evil.example/hook", At: mailNow, URL: mailURL}.Mail()
	all["refund failed"] = RefundFailedMail{MerchantName: evil, Amount: pay.Money{Minor: 1, Currency: "BSD"}, Description: evil, Customer: "ana@example.com", Why: evil, At: mailNow, URL: mailURL}.Mail()
	for name, m := range all {
		if strings.ContainsAny(m.Subject, "\r\n\u202e") {
			t.Errorf("%s: subject %q", name, m.Subject)
		}
		for _, body := range []string{m.Subject, m.Text, m.HTML} {
			for _, bad := range []string{"https://evil", "www.evil", "@evil", "evil.example", "evil。example", "\u202e", "\r"} {
				if strings.Contains(body, bad) {
					t.Errorf("%s has %q", name, bad)
				}
			}
		}
		if strings.Contains(m.HTML, "<script") {
			t.Errorf("%s has a script", name)
		}
		for _, href := range linksIn(t, m.HTML) {
			if !strings.HasPrefix(href, mailURL) && href != mailLogo {
				t.Errorf("%s links to %q", name, href)
			}
		}
		if !strings.Contains(m.Text, mailURL+"\n") {
			t.Errorf("%s: the text lacks the address:\n%s", name, m.Text)
		}
	}
}

func linksIn(t *testing.T, page string) (links []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "href" || a.Key == "src" {
				links = append(links, a.Val)
			}
		}
	}
	return links
}

// A logo stands for the name and says it where pictures are blocked; the button
// has the merchant's colour, and on it what can be read.
func TestMailsHaveTheMerchantsLook(t *testing.T) {
	t.Parallel()
	for name, m := range someMails("en", "Island Coffee") {
		for _, want := range []string{`src="` + mailLogo + `"`, `width="112"`, `alt="Island Coffee"`, `bgcolor="#facc15"`, "color:#000000"} {
			if !strings.Contains(m.HTML, want) {
				t.Errorf("%s lacks %s", name, want)
			}
		}
		if strings.Contains(m.HTML, `bgcolor="#125a66"`) || !strings.HasPrefix(m.Text, "Island Coffee\n") {
			t.Errorf("%s: %s", name, m.Text)
		}
	}
	plain := ReceiptMail{CustomerMail: CustomerMail{Lang: "en", MerchantName: "Island Coffee", Zone: time.UTC, Livemode: true, Accent: "#7f1d1d"}, PaidAt: mailNow, URL: mailURL}.Mail()
	if strings.Contains(plain.HTML, "<img") || !strings.Contains(plain.HTML, ">Island Coffee</p>") || !strings.Contains(plain.HTML, `bgcolor="#7f1d1d"`) || !strings.Contains(plain.HTML, "color:#ffffff") {
		t.Errorf("without a logo: %s", plain.HTML)
	}
	if m := (WebhookDisabledMail{MerchantName: "Island Coffee", At: mailNow, URL: mailURL}).Mail(); !strings.Contains(m.HTML, `bgcolor="#125a66"`) {
		t.Error("mails of ours have our colour")
	}
}

func TestTestMailsSaySo(t *testing.T) {
	t.Parallel()
	m := ReceiptMail{CustomerMail: CustomerMail{Lang: "de", MerchantName: "Café", Zone: time.UTC}, Amount: pay.Money{Minor: 5000, Currency: "EUR"}, PaidAt: mailNow, URL: mailURL}.Mail()
	if m.Subject != "[Test] Beleg von Café: 50,00\u00a0€" || !strings.Contains(m.Text, "Das war ein Test.") || !strings.Contains(m.HTML, "Das war ein Test.") {
		t.Errorf("%q\n%s", m.Subject, m.Text)
	}
}

func TestEveryNoticeHasItsWords(t *testing.T) {
	t.Parallel()
	seen := map[string]pay.Notice{}
	for _, n := range []pay.Notice{pay.NoticePasswordChanged, pay.NoticePasswordReset, pay.NoticeTOTPOn, pay.NoticeTOTPOff, pay.NoticeRecoveryRenewed, pay.NoticeRecoveryCodeUsed,
		pay.NoticeCodesBlocked, pay.NoticePasskeyAdded, pay.NoticePasskeyRemoved, pay.NoticePasskeyCloned, pay.NoticeNewDevice} {
		m := NoticeMail{Email: "maria@example.com", Notice: n, At: mailNow, Device: "Firefox on Linux", IP: "192.0.2.1", URL: "https://pay.example.com/dashboard/security"}.Mail()
		if other, twice := seen[m.Subject]; twice {
			t.Errorf("%s and %s have one subject", n, other)
		}
		seen[m.Subject] = n
		if !strings.Contains(m.Text, "maria@example.com") || !strings.Contains(m.HTML, "/dashboard/security") || !strings.Contains(m.Text, "Firefox on Linux") {
			t.Errorf("%s: %s", n, m.Text)
		}
	}
}
