package sandbox

import (
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/acquirer"
	"linktill/internal/acquirer/acquirertest"
	"linktill/internal/dbtest"
	"linktill/internal/pay"
)

// newPool returns a database with the sandbox's schema.
func newPool(tb testing.TB) *pgxpool.Pool {
	tb.Helper()
	pool := dbtest.New(tb)
	if err := Migrate(context.Background(), pool); err != nil {
		tb.Fatal(err)
	}
	return pool
}

// quick are options for tests that wait for what settles.
var quick = Options{PublicURL: "http://127.0.0.1:8080", Hang: 5 * time.Millisecond, SettleAfter: 1500 * time.Millisecond}

func card(number string) pay.Card {
	return pay.Card{Number: number, CVC: "987", Holder: "Ada Rolle", ExpMonth: 9, ExpYear: 2031}
}

func payment(number string) acquirer.PayRequest {
	return acquirer.PayRequest{
		Key: "att_" + rand.Text(), Money: pay.Money{Minor: 50_00, Currency: "BSD"}, Card: card(number),
		Description: "Two coffees", ReturnURL: "http://127.0.0.1:8080/checkout/abc",
	}
}

func mustPay(t *testing.T, s *Sandbox, r acquirer.PayRequest) acquirer.Result {
	t.Helper()
	result, err := s.Pay(t.Context(), r)
	if err != nil {
		t.Fatalf("Pay: %v", err)
	}
	return result
}

func TestConformance(t *testing.T) {
	t.Parallel()
	pool := newPool(t)
	declines := map[acquirer.DeclineCode]pay.Card{}
	for _, known := range TestCards() {
		if known.Scenario.Decline != "" && !known.Scenario.TimesOut {
			declines[known.Scenario.Decline] = card(known.Number)
		}
	}
	acquirertest.Run(t, acquirertest.Harness{
		Open:      func(testing.TB) acquirer.Acquirer { return New(pool, quick) },
		Paid:      card("4242424242424242"),
		OtherPaid: card("378282246310005"),
		Declines:  declines,
		Challenge: card("4000000000003220"),
		AnswerChallenge: func(ctx context.Context, actionURL string, approve bool) error {
			_, err := New(pool, quick).Answer(ctx, actionURL[strings.LastIndex(actionURL, "/")+1:], approve)
			return err
		},
		TimeoutPaid:    card("4000000000000259"),
		TimeoutFailed:  card("4000000000000267"),
		RefundReturned: card("4000000000007726"),
		SettleWithin:   20 * time.Second,
	})
}

// TestCardsDoWhatIsDocumented has one row for each card of the documentation.
func TestCardsDoWhatIsDocumented(t *testing.T) {
	t.Parallel()
	s := New(newPool(t), quick)
	documented := map[string]struct {
		state acquirer.State
		code  acquirer.DeclineCode
	}{
		"4242424242424242": {acquirer.Paid, ""},
		"4000000000000002": {acquirer.Declined, "card_declined"},
		"4000000000009995": {acquirer.Declined, "insufficient_funds"},
		"4000000000000069": {acquirer.Declined, "expired_card"},
		"4000000000000127": {acquirer.Declined, "incorrect_cvc"},
		"4000000000003220": {acquirer.RequiresAction, ""},
		"4000000000000119": {acquirer.Declined, "processing_error"},
		"5555555555554444": {acquirer.Paid, ""},
		"378282246310005":  {acquirer.Paid, ""},
		"4000000000000341": {acquirer.Paid, ""},
		"4000000000000358": {acquirer.Paid, ""},
		"4000000000007726": {acquirer.Paid, ""},
		"4111111111111111": {acquirer.Declined, "test_card_required"},
		"4000000000000000": {acquirer.Declined, "test_card_required"},
	}
	for number, want := range documented {
		if got := mustPay(t, s, payment(number)); got.State != want.state || got.DeclineCode != want.code || (got.Message == "") != (want.code == "") {
			t.Errorf("%s: %+v", number, got)
		}
	}
	if got := len(TestCards()); got != 14 {
		t.Errorf("%d test cards", got)
	}
	for _, known := range TestCards() {
		if _, err := pay.ParseCard(known.Number, "12/40", map[bool]string{true: "1234", false: "123"}[card(known.Number).Brand() == "amex"], "", time.Now()); err != nil {
			t.Errorf("%s cannot be typed: %v", known.Number, err)
		}
	}
}

func TestLiveModeIsRefused(t *testing.T) {
	t.Parallel()
	s := New(newPool(t), quick)
	r := payment("4242424242424242")
	r.Livemode = true
	if got := mustPay(t, s, r); got.State != acquirer.Declined || got.DeclineCode != acquirer.LiveModeUnavailable {
		t.Errorf("live: %+v", got)
	}
	r.Livemode = false
	if got, err := s.Pay(t.Context(), r); !acquirer.IsMisuse(err) {
		t.Errorf("the same key in test mode: %+v, %v", got, err)
	}
}

// TestKeepsNoCard looks for the card in everything that is in the books.
func TestKeepsNoCard(t *testing.T) {
	t.Parallel()
	pool := newPool(t)
	s := New(pool, quick)
	for _, number := range []string{"4242424242424242", "4111111111111111", "4000000000003220"} {
		r := payment(number)
		r.Description = "Paid with " + number[:4] + " " + number[4:] + ", cvc: 987\x00\xff"
		paid := mustPay(t, s, r)
		_, err := s.Refund(t.Context(), acquirer.RefundRequest{Key: "ref_" + r.Key, PaymentRef: paid.Ref, Money: r.Money, Reason: "was " + number})
		if err != nil {
			t.Fatal(err)
		}
	}
	var books string
	if err := pool.QueryRow(t.Context(), `/* without times, whose digits are anything */
		SELECT string_agg((to_jsonb(o) - 'created_at' - 'updated_at' - 'settles_at')::text, E'\n') FROM sandbox.operations o`).Scan(&books); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"42424242", "41111111", "40000000", "987", "Ada", "2031"} {
		if strings.Contains(books, secret) {
			t.Errorf("%s is in the books:\n%s", secret, books)
		}
	}
	if !strings.Contains(books, "visa") || !strings.Contains(books, "1111") {
		t.Errorf("brand and last four digits are not in the books:\n%s", books)
	}
}

// TestJournalKnowsBeforeStatus checks that the truth is written at once, while
// Status holds it back.
func TestJournalKnowsBeforeStatus(t *testing.T) {
	t.Parallel()
	s := New(newPool(t), Options{Hang: time.Millisecond, SettleAfter: time.Hour})
	paid, failed := payment("4000000000000259"), payment("4000000000000267")
	for _, r := range []acquirer.PayRequest{paid, failed} {
		if _, err := s.Pay(t.Context(), r); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("Pay: %v", err)
		}
		for what, ask := range map[string]func() (acquirer.Result, error){
			"Status":    func() (acquirer.Result, error) { return s.Status(t.Context(), r.Key) },
			"Pay again": func() (acquirer.Result, error) { return s.Pay(t.Context(), r) },
			"Void":      func() (acquirer.Result, error) { return s.Void(t.Context(), r.Key) },
		} {
			if got, err := ask(); err != nil || got != (acquirer.Result{State: acquirer.Pending, Ref: refOf(r.Key), Money: r.Money}) {
				t.Errorf("%s = %+v, %v", what, got, err)
			}
		}
	}
	if got, err := s.Refund(t.Context(), acquirer.RefundRequest{Key: "early", PaymentRef: refOf(paid.Key), Money: paid.Money}); err != nil || got.DeclineCode != acquirer.RefundNotPossible {
		t.Errorf("refund before the payment settled: %+v, %v", got, err)
	}
	if _, err := s.Void(t.Context(), "never_seen"); err != nil {
		t.Fatal(err)
	}
	entries, err := s.Journal(t.Context(), time.Now().Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]acquirer.State{}
	for _, e := range entries {
		states[e.Key] = e.State
		if e.Ref != refOf(e.Key) || e.CreatedAt.IsZero() || (e.Kind == "refund") != (e.PaymentRef != "") {
			t.Errorf("entry %+v", e)
		}
	}
	want := map[string]acquirer.State{paid.Key: acquirer.Paid, failed.Key: acquirer.Declined, "early": acquirer.Failed, "never_seen": acquirer.Canceled}
	for key, state := range want {
		if states[key] != state || len(states) != len(want) {
			t.Errorf("journal: %v; want %v", states, want)
		}
	}
	if later, err := s.Journal(t.Context(), time.Now().Add(time.Hour)); err != nil || len(later) != 0 {
		t.Errorf("journal of the future: %v, %v", later, err)
	}
}

// TestHangEndsWithContext would take an hour otherwise.
func TestHangEndsWithContext(t *testing.T) {
	t.Parallel()
	s := New(newPool(t), Options{Hang: time.Hour})
	r := payment("4000000000000259")
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := s.Pay(ctx, r); !errors.Is(err, context.DeadlineExceeded) || acquirer.IsMisuse(err) {
		t.Errorf("Pay: %v", err)
	}
	if got, err := s.Status(t.Context(), r.Key); err != nil || got.State != acquirer.Pending {
		t.Errorf("Status = %+v, %v", got, err)
	}
}

func TestChallengeShowsThePayment(t *testing.T) {
	t.Parallel()
	s := New(newPool(t), quick)
	r := payment("4000000000003220")
	result := mustPay(t, s, r)
	token, found := strings.CutPrefix(result.ActionURL, quick.PublicURL+ChallengePath)
	if !found || len(token) < 26 || strings.Contains(token, r.Key) {
		t.Fatalf("ActionURL = %s", result.ActionURL)
	}
	want := ChallengeInfo{
		Key: r.Key, State: acquirer.RequiresAction, Money: r.Money, Description: r.Description,
		CardBrand: "visa", CardLast4: "3220",
	}
	if got, err := s.Challenge(t.Context(), token); err != nil || got != want {
		t.Errorf("Challenge = %+v, %v; want %+v", got, err, want)
	}
	if key, err := s.Answer(t.Context(), token, true); err != nil || key != r.Key {
		t.Errorf("Answer = %s, %v", key, err)
	}
	if got, err := s.Challenge(t.Context(), token); err != nil || got.State != acquirer.Paid {
		t.Errorf("Challenge after the answer = %+v, %v", got, err)
	}
	if other := mustPay(t, s, payment("4000000000003220")); other.ActionURL == result.ActionURL {
		t.Error("two challenges have one token")
	}
}

func TestChallengeUnknown(t *testing.T) {
	t.Parallel()
	s := New(newPool(t), quick)
	mustPay(t, s, payment("4242424242424242"))
	for _, token := range []string{"", rand.Text(), "\x00", "é\xff", "' OR true --", url.PathEscape("../"), strings.Repeat("A", 10_000)} {
		if info, err := s.Challenge(t.Context(), token); pay.CodeOf(err) != pay.NotFound || info != (ChallengeInfo{}) {
			t.Errorf("Challenge(%.20q) = %+v, %v", token, info, err)
		}
		if key, err := s.Answer(t.Context(), token, true); pay.CodeOf(err) != pay.NotFound || key != "" {
			t.Errorf("Answer(%.20q) = %s, %v", token, key, err)
		}
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s := New(newPool(t), Options{})
	if s.options.Hang != 3*time.Second || s.options.SettleAfter != 5*time.Second || s.Name() != "sandbox" {
		t.Errorf("%s: %+v", s.Name(), s.options)
	}
	if got := mustPay(t, s, payment("4000000000003220")); !strings.HasPrefix(got.ActionURL, "/sandbox/3ds/") {
		t.Errorf("ActionURL = %s", got.ActionURL)
	}
}

func BenchmarkPay(b *testing.B) {
	s := New(newPool(b), quick)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if result, err := s.Pay(context.Background(), payment("4242424242424242")); err != nil || result.State != acquirer.Paid {
				b.Errorf("Pay = %+v, %v", result, err)
			}
		}
	})
}

// Ids are random, so now and then one has digits like a card's number.
func TestRefundOfAPaymentWhoseKeyLooksLikeACard(t *testing.T) {
	t.Parallel()
	s := New(newPool(t), Options{})
	r := payment("4242424242424242")
	r.Key = "01902f5e-4242-4242-4242-4242424242ab"
	paid := mustPay(t, s, r)
	refunded, err := s.Refund(t.Context(), acquirer.RefundRequest{Key: "refund", PaymentRef: paid.Ref, Money: r.Money, Reason: "test"})
	if err != nil || refunded.State != acquirer.Completed {
		t.Errorf("%+v, %v", refunded, err)
	}
}
