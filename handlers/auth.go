package handlers

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
)

// Wrong passwords that are let pass in logInWindow, for one account and for one
// client. Right ones do not count.
const (
	logInWindow        = time.Minute
	logInsPerAccount   = 5
	logInsPerClient    = 20
	passwordForgotten  = "The e-mail address and the password do not match. Try again, or set a new password."
	currentIsWrong     = "This is not your password. Nothing was changed."
	codeMissing        = "Enter the code that your authenticator app shows."
	logInAgain         = "Log in again to go on."
	halfSignedLifetime = 10 * time.Minute
)

// authenticate is the one place where an e-mail address and a password become
// an account. It takes as long, and says the same, whether or not there is one.
func (h *Handlers) authenticate(c *fiber.Ctx, email, password string) (store.Credentials, error) {
	if known, ok := pay.ParseEmail(email); ok {
		email = known
	} else {
		email = "nobody at " + rateNet(c) // no account has it, and nobody else shares its count
	}
	found, err := h.Store.CredentialsByEmail(c.UserContext(), email)
	if err != nil && pay.CodeOf(err) != pay.NotFound {
		return found, err
	}
	return found, h.checkPassword(c, email, password, found.PasswordHash, "", passwordForgotten)
}

// confirmPassword checks the password of somebody who is logged in already; a
// wrong one is noted on that field of the form.
func (h *Handlers) confirmPassword(c *fiber.Ctx, who store.Credentials, password, field string) error {
	return h.checkPassword(c, who.User.Email, password, who.PasswordHash, field, currentIsWrong)
}

// checkPassword counts failures and looks at their number before and after the
// slow comparison: of many guesses sent at once no more than the limit learn
// anything, since the others, right or wrong, are told the same; and any number
// of right ones pass.
func (h *Handlers) checkPassword(c *fiber.Ctx, email, password, hash, field, sentence string) error {
	limits := []struct {
		key     string
		allowed int
	}{{"login:" + email, logInsPerAccount}, {"login-from:" + rateNet(c), logInsPerClient}}
	for _, l := range limits {
		if err := h.usedUp(c, l.key, l.allowed); err != nil {
			return err
		}
	}
	same, err := h.Secrets.CheckPassword(c.UserContext(), password, hash)
	if err != nil {
		return err
	}
	var late error
	for _, l := range limits {
		err := h.usedUp(c, l.key, l.allowed)
		if !same {
			err = h.countFailure(c, l.key, l.allowed)
		}
		if err != nil && pay.CodeOf(err) != pay.TooMany {
			return err
		}
		late = cmp.Or(late, err)
	}
	if late != nil {
		return late
	}
	if !same {
		return &pay.Error{Code: pay.Invalid, Message: sentence, Fields: map[string][]string{field: {sentence}}}
	}
	return nil
}

// countFailure counts one, and is an error when that many were counted before.
func (h *Handlers) countFailure(c *fiber.Ctx, key string, allowed int) error {
	n, reset, err := h.Store.Hit(c.UserContext(), key, logInWindow, 1)
	if err == nil && n > allowed {
		err = TooMany(store.RateStateOf(allowed, n, reset))
	}
	return err
}

// usedUp is an error when that many failures were counted against key.
func (h *Handlers) usedUp(c *fiber.Ctx, key string, allowed int) error {
	n, reset, err := h.Store.Peek(c.UserContext(), key, logInWindow)
	if err == nil && n >= allowed {
		err = TooMany(store.RateStateOf(allowed, n, reset))
	}
	return err
}

// verifySecondFactor is the one place where a code counts. It uses the code up,
// for log-in, step-up and refunds alike; with op it returns the authorization
// of that operation. recoveryToo accepts a recovery code in its place.
func (h *Handlers) verifySecondFactor(ctx context.Context, userID pay.ID, code string, recoveryToo bool, op *store.Authorization) (pay.ID, error) {
	if pay.CleanCode(code) == "" {
		return pay.ID{}, &pay.Error{Code: pay.BadCode, Message: codeMissing, Fields: map[string][]string{"code": {codeMissing}}}
	}
	f := store.SecondFactor{UserID: userID, For: op, Match: func(sealed []byte) (int64, bool, error) {
		shared, err := h.Secrets.Open(sealed, userID[:])
		if err != nil {
			return 0, false, err
		}
		step, ok := secret.TOTPSecret(shared).Match(pay.CleanCode(code), h.Now())
		return step, ok, nil
	}}
	if typed, ok := secret.CleanRecoveryCode(code); ok && recoveryToo {
		f.RecoveryHash = h.recoveryHash(userID, typed)
	}
	return h.Store.UseSecondFactor(ctx, f)
}

// authorize uses up a code for exactly one operation of the caller: digest
// covers what they saw. What it returns is used up by that operation in turn.
func (h *Handlers) authorize(c *fiber.Ctx, code, operation string, digest []byte) (pay.ID, error) {
	by := caller(c)
	return h.verifySecondFactor(c.UserContext(), by.UserID, code, false, &store.Authorization{By: by, Operation: operation, Digest: digest})
}

func (h *Handlers) recoveryHash(userID pay.ID, code string) []byte {
	return h.Secrets.Hash(secret.ForRecoveryCode, userID.UUID()+" "+code)
}

// Key says who an API key acts for. A key whose form or checksum is wrong is
// refused without asking the database.
func (h *Handlers) Key(ctx context.Context, key string) (pay.Caller, store.RateState, error) {
	number, livemode, ok := secret.ParseAPIKey(key)
	if !ok {
		return pay.Caller{}, store.RateState{}, pay.Errorf(pay.Unauthorized, "This is not an API key of ours: they look like sk_test_… or sk_live_….")
	}
	return h.Store.KeyCaller(ctx, number, livemode, h.Secrets.Hash(secret.ForAPIKey, key), h.APIPerMinute)
}

// Session says who a signed-in session is: their role and their second factor
// as they are now.
func (h *Handlers) Session(ctx context.Context, s store.Session) (by pay.Caller, hasSecondFactor bool, err error) {
	m, err := h.Store.Member(ctx, s.UserID, s.MerchantID)
	if pay.CodeOf(err) == pay.NotFound && s.MerchantID.IsZero() {
		return h.nobodysMember(ctx, s)
	}
	if pay.CodeOf(err) == pay.NotFound {
		return by, false, pay.Errorf(pay.Unauthorized, logInAgain)
	}
	if err != nil {
		return by, false, err
	}
	return pay.Caller{
		MerchantID: m.Merchant.ID, MerchantNumber: m.Merchant.Number, MerchantSlug: m.Merchant.Slug,
		MerchantName: m.Merchant.Name, DefaultCurrency: m.Merchant.DefaultCurrency, Currencies: m.Merchant.Currencies, TimeZone: m.Merchant.TimeZone,
		Livemode: s.Livemode, UserID: m.User.ID, UserEmail: m.User.Email, SessionID: s.ID, Role: m.Role, SecondFactorOn: m.User.TOTPOn,
		TwoFactorRequired: m.TwoFactorRequired, Memberships: m.Memberships,
	}, m.User.SecondFactorOn(), nil
}

// nobodysMember is somebody who can log in and works for no merchant any more.
func (h *Handlers) nobodysMember(ctx context.Context, s store.Session) (by pay.Caller, hasSecondFactor bool, err error) {
	who, err := h.Store.Credentials(ctx, s.UserID)
	if pay.CodeOf(err) == pay.NotFound {
		return by, false, pay.Errorf(pay.Unauthorized, logInAgain)
	}
	return pay.Caller{UserID: who.User.ID, UserEmail: who.User.Email, SessionID: s.ID}, who.User.SecondFactorOn(), err
}

// wrongOr is wrong for a form that has to be read from the database.
func (h *Handlers) wrongOr(c *fiber.Ctx, err error, form func(views.Errors) (templ.Component, error)) error {
	var broken error
	shown := h.wrong(c, err, func(e views.Errors) templ.Component {
		page, err := form(e)
		if err != nil {
			broken = err
			return templ.NopComponent
		}
		return page
	})
	return cmp.Or(broken, shown)
}

// wrong shows a browser its form once more when what was typed is wrong or came
// too often, with the sentences beside the fields; anything else is returned.
func (h *Handlers) wrong(c *fiber.Ctx, err error, form func(views.Errors) templ.Component) error {
	var e *pay.Error
	status := 0
	if errors.As(err, &e) {
		status = statuses[e.Code]
	}
	if wantsJSON(c) || status != fiber.StatusUnprocessableEntity && status != fiber.StatusTooManyRequests {
		return err
	}
	setRetryAfter(c, e)
	return h.render(c, status, form(formErrors(e)))
}
