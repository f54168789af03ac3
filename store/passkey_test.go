package store_test

import (
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

func (a accounts) passkey(userID pay.ID, name string) (k store.StoredPasskey, first bool) {
	a.t.Helper()
	k = store.StoredPasskey{CredentialID: []byte(name), Credential: []byte(`{"id":"x"}`), SignCount: 5}
	k.ID, k.Name = a.NewID(0), name
	first, err := a.AddPasskey(a.t.Context(), userID, k, [][]byte{[]byte("r1 " + name), []byte("r2 " + name)}, pay.ID{})
	a.must(err)
	return k, first
}

func TestPasskeyIsASecondFactor(t *testing.T) {
	a := newAccounts(t)
	ctx := t.Context()
	eve := a.open("eve@example.com", "Eve's", nil).User.ID
	a.session(eve)
	first, isFirst := a.passkey(eve, "phone")
	if left, _, err := a.RecoveryCodes(ctx, eve); err != nil || left != 2 || !isFirst || a.sessionsOf(eve) != 0 {
		t.Errorf("%d recovery codes, first %v, %v", left, isFirst, err)
	}
	second, isFirst := a.passkey(eve, "blue key")
	who, err := a.Credentials(ctx, eve)
	if err != nil || isFirst || !who.User.SecondFactorOn() || who.User.TOTPOn || who.User.Passkeys != 2 {
		t.Errorf("%+v, %v", who.User, err)
	}
	given := store.SecondFactor{UserID: eve, RecoveryHash: []byte("r1 phone"), Match: func([]byte) (int64, bool, error) {
		t.Error("a code is looked at without an app")
		return 0, false, nil
	}}
	if _, err := a.UseSecondFactor(ctx, given); err != nil {
		t.Errorf("a recovery code: %v", err)
	}
	if _, err := a.UseSecondFactor(ctx, given); code(err) != pay.BadCode {
		t.Errorf("a used recovery code: %v", err)
	}
	if _, err := a.RemovePasskey(ctx, a.owner.User.ID, first.ID, pay.ID{}); code(err) != pay.NotFound {
		t.Errorf("somebody else removes it: %v", err)
	}
	for i, k := range []store.StoredPasskey{first, second} {
		_, err := a.RemovePasskey(ctx, eve, k.ID, pay.ID{})
		a.must(err)
		if _, all, err := a.RecoveryCodes(ctx, eve); err != nil || all != 2*(1-i) {
			t.Errorf("%d recovery codes after removing %d, %v", all, i+1, err)
		}
	}
	if _, err := a.UseSecondFactor(ctx, given); code(err) != pay.SecondFactor {
		t.Errorf("without any second factor: %v", err)
	}
}

// A counter that does not go on means a copy: nothing is accepted of either,
// and the account does not become open to the password alone.
func TestCopiedPasskeyIsRefused(t *testing.T) {
	a := newAccounts(t)
	ctx, maria := t.Context(), a.owner.User.ID
	a.passkey(maria, "phone")
	a.must(a.UsePasskey(ctx, maria, []byte("phone"), 6))
	if err := a.UsePasskey(ctx, maria, []byte("other"), 7); code(err) != pay.BadCode {
		t.Errorf("an unknown one: %v", err)
	}
	if done := atOnce(t, 8, func(int) error { return a.UsePasskey(ctx, maria, []byte("phone"), 7) }); done != 1 {
		t.Errorf("one count was accepted %d times", done)
	}
	if err := a.UsePasskey(ctx, maria, []byte("phone"), 9); code(err) != pay.BadCode {
		t.Errorf("after a copy was seen: %v", err)
	}
	who, err := a.Credentials(ctx, maria)
	if err != nil || who.User.Passkeys != 1 {
		t.Errorf("%+v, %v", who.User, err)
	}
	if n := a.count(`SELECT count(*) FROM audit_entries WHERE act = 'passkey.cloned'`); n != 1 {
		t.Errorf("%d entries about the copy", n)
	}
}

func TestKeyWithoutCounterIsAccepted(t *testing.T) {
	a := newAccounts(t)
	k := store.StoredPasskey{CredentialID: []byte("cloud"), Credential: []byte(`{}`)}
	k.ID, k.Name = a.NewID(0), "Cloud"
	_, err := a.AddPasskey(t.Context(), a.owner.User.ID, k, nil, pay.ID{})
	a.must(err)
	for range 3 {
		a.must(a.UsePasskey(t.Context(), a.owner.User.ID, []byte("cloud"), 0))
	}
}

func TestChallengeIsTakenOnce(t *testing.T) {
	a := newAccounts(t)
	ctx, maria := t.Context(), a.owner.User.ID
	id, other := a.session(maria), a.session(maria)
	a.must(a.SetPasskeyChallenge(ctx, id, maria, store.ToUsePasskey, []byte("first")))
	a.must(a.SetPasskeyChallenge(ctx, id, maria, store.ToUsePasskey, []byte("second")))
	for name, try := range map[string]func() ([]byte, error){
		"another session": func() ([]byte, error) { return a.TakePasskeyChallenge(ctx, other, maria, store.ToUsePasskey) },
		"another purpose": func() ([]byte, error) { return a.TakePasskeyChallenge(ctx, id, maria, store.ToAddPasskey) },
		"another person":  func() ([]byte, error) { return a.TakePasskeyChallenge(ctx, id, a.NewID(0), store.ToUsePasskey) },
	} {
		if data, err := try(); code(err) != pay.BadCode {
			t.Errorf("%s: %s, %v", name, data, err)
		}
	}
	if done := atOnce(t, 8, func(int) error {
		_, err := a.TakePasskeyChallenge(ctx, id, maria, store.ToUsePasskey)
		return err
	}); done != 1 {
		t.Errorf("one challenge was taken %d times", done)
	}
	a.must(a.SetPasskeyChallenge(ctx, id, maria, store.ToUsePasskey, []byte("late")))
	a.exec(`UPDATE passkey_challenges SET expires_at = now()`)
	if _, err := a.TakePasskeyChallenge(ctx, id, maria, store.ToUsePasskey); code(err) != pay.BadCode {
		t.Errorf("after its time: %v", err)
	}
	a.must(a.SetPasskeyChallenge(ctx, id, maria, store.ToUsePasskey, []byte("gone")))
	a.must(a.RevokeSession(ctx, maria, id))
	if n := a.count(`SELECT count(*) FROM passkey_challenges`); n != 0 {
		t.Errorf("%d challenges outlive their session", n)
	}
}
