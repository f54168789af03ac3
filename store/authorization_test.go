package store_test

import (
	"errors"
	"strconv"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// give gives the code of a step, or with step 0 a wrong one.
func (a accounts) give(userID pay.ID, step int64, op *store.Authorization) error {
	_, err := a.UseSecondFactor(a.t.Context(), store.SecondFactor{UserID: userID, For: op,
		Match: func([]byte) (int64, bool, error) { return step, step > 0, nil }})
	return err
}

func (a accounts) caller() pay.Caller {
	return pay.Caller{MerchantID: a.owner.Merchant.ID, MerchantNumber: a.owner.Merchant.Number, UserID: a.owner.User.ID,
		SessionID: a.NewID(0), Role: pay.Owner}
}

// One code at once for a log-in, a step-up and refunds: whichever is first has
// it, and no other.
func TestCodeWorksOnceEver(t *testing.T) {
	a := newAccounts(t)
	by := a.caller()
	for round := range rounds(t, 20) {
		step := int64(1000 + round)
		succeeded := atOnce(t, 50, func(i int) error {
			var op *store.Authorization
			if i%2 == 0 {
				op = &store.Authorization{By: by, Operation: "refund", Digest: []byte(strconv.Itoa(i))}
			}
			return a.give(a.owner.User.ID, step, op)
		})
		if succeeded != 1 {
			t.Fatalf("round %d: one code worked %d times", round, succeeded)
		}
		if err := a.give(a.owner.User.ID, step, nil); code(err) != pay.BadCode {
			t.Fatalf("round %d: and once more: %v", round, err)
		}
		if err := a.give(a.owner.User.ID, step-1, nil); code(err) != pay.BadCode {
			t.Fatalf("round %d: the code before it works after it: %v", round, err)
		}
	}
	if n, used := a.count(`SELECT count(*) FROM authorizations`), a.count(`SELECT count(*) FROM authorizations WHERE used_at IS NOT NULL`); n > rounds(t, 20) || used != 0 {
		t.Errorf("%d authorizations, %d used", n, used)
	}
}

func TestAuthorizationIsOfOneOperation(t *testing.T) {
	a := newAccounts(t)
	by := a.caller()
	id, err := a.UseSecondFactor(t.Context(), store.SecondFactor{UserID: by.UserID,
		For:   &store.Authorization{By: by, Operation: "refund", Digest: []byte("what they saw")},
		Match: func(sealed []byte) (int64, bool, error) { return 5, string(sealed) == "sealed", nil }})
	a.must(err)
	n := a.count(`SELECT count(*) FROM authorizations WHERE merchant_id = $1 AND id = $2 AND user_id = $3 AND session_id = $4
		AND operation = 'refund' AND digest = $5 AND used_at IS NULL AND expires_at BETWEEN now() + interval '4 minutes' AND now() + interval '5 minutes'`,
		by.MerchantID, id, by.UserID, by.SessionID, []byte("what they saw"))
	if n != 1 {
		t.Error("the authorization is not what was authorized")
	}
}

func TestWithoutTOTPNothingIsAuthorized(t *testing.T) {
	a := newAccounts(t)
	user := a.open("two@example.com", "Two", nil).User.ID
	if err := a.give(user, 9, nil); code(err) != pay.SecondFactor {
		t.Error(err)
	}
	if err := a.give(a.NewID(0), 9, nil); code(err) != pay.Unauthorized {
		t.Errorf("nobody's code: %v", err)
	}
}

func TestUnreadableSecretIsNoWrongCode(t *testing.T) {
	a := newAccounts(t)
	broken := errors.New("SECRET_KEY has changed")
	_, err := a.UseSecondFactor(t.Context(), store.SecondFactor{UserID: a.owner.User.ID,
		Match: func([]byte) (int64, bool, error) { return 0, false, broken }})
	if !errors.Is(err, broken) || a.count(`SELECT second_factor_failures FROM users WHERE email = 'maria@example.com'`) != 0 {
		t.Error(err)
	}
}

func TestWrongCodesAreBraked(t *testing.T) {
	a := newAccounts(t)
	user := a.owner.User.ID
	for i := range pay.SecondFactorTries - 1 {
		if err := a.give(user, 0, nil); code(err) != pay.BadCode {
			t.Fatalf("wrong code %d: %v", i+1, err)
		}
	}
	if err := a.give(user, 0, nil); code(err) != pay.TooMany {
		t.Errorf("the fifth: %v", err)
	}
	for _, seconds := range []int{15, 30, 60} {
		var e *pay.Error
		err := a.give(user, 99, nil) // right, and too early
		if !errors.As(err, &e) || e.Code != pay.TooMany || e.RetryAfterSeconds > seconds || e.RetryAfterSeconds < seconds-2 || e.Fields["code"] == nil {
			t.Fatalf("during the %d seconds: %+v", seconds, err)
		}
		a.exec(`UPDATE users SET second_factor_blocked_until = clock_timestamp()`)
		if err := a.give(user, 0, nil); code(err) != pay.TooMany {
			t.Fatalf("after the wait, wrong again: %v", err)
		}
	}
	a.exec(`UPDATE users SET second_factor_blocked_until = clock_timestamp()`)
	a.must(a.give(user, 99, nil))
	if a.count(`SELECT second_factor_failures FROM users WHERE id = $1`, user) != 0 {
		t.Error("a right code does not start anew")
	}
	if got := a.notices(); len(got) != 1 || got[0] != string(pay.NoticeCodesBlocked) {
		t.Errorf("notices %v", got)
	}
}

// Guesses sent all at once are looked at one after the other.
func TestGuessesCannotOutrunTheBrake(t *testing.T) {
	a := newAccounts(t)
	looked := make(chan struct{}, 200)
	atOnce(t, 200, func(int) error {
		_, err := a.UseSecondFactor(t.Context(), store.SecondFactor{UserID: a.owner.User.ID, Match: func([]byte) (int64, bool, error) {
			looked <- struct{}{}
			return 0, false, nil
		}})
		return err
	})
	if n := len(looked); n > pay.SecondFactorTries {
		t.Errorf("of 200 guesses %d were looked at", n)
	}
}

func TestRecoveryCodeWorksOnce(t *testing.T) {
	a := newAccounts(t)
	user := a.owner.User.ID
	use := func(hash string) error {
		_, err := a.UseSecondFactor(t.Context(), store.SecondFactor{UserID: user, RecoveryHash: []byte(hash),
			Match: func([]byte) (int64, bool, error) { return 0, false, nil }})
		return err
	}
	for round := range rounds(t, 10) {
		a.must(a.RenewRecoveryCodes(t.Context(), user, [][]byte{[]byte("one"), []byte("two")}, pay.ID{}))
		if n := atOnce(t, 50, func(int) error { return use("one") }); n != 1 {
			t.Fatalf("round %d: one recovery code worked %d times", round, n)
		}
		a.exec(`UPDATE users SET second_factor_failures = 0, second_factor_blocked_until = NULL`)
		if left, all, err := a.RecoveryCodes(t.Context(), user); left != 1 || all != 2 || err != nil {
			t.Fatalf("%d of %d left, %v", left, all, err)
		}
	}
	other := a.open("two@example.com", "Two", []byte("sealed")).User.ID
	a.must(a.RenewRecoveryCodes(t.Context(), other, [][]byte{[]byte("theirs")}, pay.ID{}))
	if err := use("theirs"); code(err) != pay.BadCode {
		t.Errorf("somebody else's recovery code: %v", err)
	}
}
