package acquirertest

import (
	"strings"
	"testing"

	"linktill/internal/acquirer"
	"linktill/internal/pay"
)

// keeping is a payment whose card is to be kept.
func keeping(key string, card pay.Card) acquirer.PayRequest {
	r := payment(key, card)
	r.Save = true
	return r
}

// charging is a payment with a card that was kept.
func charging(key, token string) acquirer.PayRequest {
	r := payment(key, pay.Card{})
	r.Token = token
	return r
}

// mustKeep says that a card was kept, and charges it.
func (s suite) mustKeep(t *testing.T, kept, card pay.SavedCard) {
	t.Helper()
	if kept.Token == "" || kept.Last4 != card.Last4 || kept.ExpMonth != card.ExpMonth || kept.ExpYear != card.ExpYear || kept.Acquirer != s.a.Name() {
		t.Fatalf("kept %+v; want %+v and a token", kept, card)
	}
	key := newKey()
	first, err := s.a.Pay(t.Context(), charging(key, kept.Token))
	if err != nil || first.State != acquirer.Paid || first.Money != amount {
		t.Fatalf("charged: %+v, %v", first, err)
	}
	if again, err := s.b.Pay(t.Context(), charging(key, kept.Token)); err != nil || again != first {
		t.Errorf("charged again with the same key: %+v, %v", again, err)
	}
	s.mustBe(t, key, first)
}

func savedOf(card pay.Card) pay.SavedCard {
	return pay.SavedCard{Last4: card.Last4(), ExpMonth: card.ExpMonth, ExpYear: card.ExpYear}
}

func testPaidAndKept(t *testing.T, s suite) {
	key := newKey()
	result, err := s.a.Pay(t.Context(), keeping(key, s.Paid))
	if err != nil || result.State != acquirer.Paid {
		t.Fatalf("Pay = %+v, %v", result, err)
	}
	s.mustBe(t, key, result)
	if again, err := s.b.Pay(t.Context(), keeping(key, s.Paid)); err != nil || again != result {
		t.Errorf("Pay again = %+v, %v; want the same card", again, err)
	}
	s.mustKeep(t, result.Card, savedOf(s.Paid))
	if _, plain := s.mustPay(t, s.Paid, acquirer.Paid); plain.Card != (pay.SavedCard{}) {
		t.Errorf("a card was kept that was not to be: %+v", plain.Card)
	}
}

func testKeptAfterChallenge(t *testing.T, s suite) {
	key := newKey()
	result, err := s.a.Pay(t.Context(), keeping(key, s.Challenge))
	if err != nil || result.State != acquirer.RequiresAction || result.Card.Token != "" {
		t.Fatalf("Pay = %+v, %v", result, err)
	}
	if err := s.AnswerChallenge(t.Context(), result.ActionURL, true); err != nil {
		t.Fatal(err)
	}
	s.mustKeep(t, status(t, s.b, key).Card, savedOf(s.Challenge))
}

func testKeptAfterTimeout(t *testing.T, s suite) {
	key := newKey()
	if result, err := s.a.Pay(t.Context(), keeping(key, s.TimeoutPaid)); err == nil {
		t.Fatalf("Pay = %+v; want no answer", result)
	}
	if card := s.settled(t, key).Card; card.Token == "" || card.Last4 != s.TimeoutPaid.Last4() {
		t.Errorf("kept %+v", card)
	}
}

func testKept(t *testing.T, s suite) {
	key := newKey()
	result, err := s.a.Save(t.Context(), acquirer.SaveRequest{Key: key, Card: s.OtherPaid})
	if err != nil || result.State != acquirer.Completed {
		t.Fatalf("Save = %+v, %v", result, err)
	}
	again, err := s.b.Save(t.Context(), acquirer.SaveRequest{Key: key, Card: s.OtherPaid})
	if err != nil || again.Card != result.Card {
		t.Errorf("Save again = %+v, %v; want the same card", again, err)
	}
	s.mustKeep(t, result.Card, savedOf(s.OtherPaid))
}

func testNotKept(t *testing.T, s suite) {
	for code, card := range s.Declines {
		result, err := s.a.Save(t.Context(), acquirer.SaveRequest{Key: newKey(), Card: card})
		if err != nil || result.State != acquirer.Declined || result.DeclineCode != code || result.Message == "" || result.Card.Token != "" {
			t.Errorf("%s: Save = %+v, %v", code, result, err)
		}
		declined, err := s.a.Pay(t.Context(), keeping(newKey(), card))
		if err != nil || declined.State != acquirer.Declined || declined.Card.Token != "" {
			t.Errorf("%s: Pay = %+v, %v", code, declined, err)
		}
	}
	for _, token := range []string{"x", "é\x00", strings.Repeat("t", 500)} {
		result, err := s.a.Pay(t.Context(), charging(newKey(), token))
		mustMisuse(t, "Pay", result, err)
	}
	result, err := s.a.Save(t.Context(), acquirer.SaveRequest{Card: s.Paid})
	mustMisuse(t, "Save", result, err)
}
