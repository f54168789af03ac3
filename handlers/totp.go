package handlers

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
)

// EnrolPage answers GET /dashboard/security/totp with a secret to scan. Nothing
// is written: the secret is the same until a code of it was confirmed.
func (h *Handlers) EnrolPage(c *fiber.Ctx) error {
	who, err := h.Store.Credentials(c.UserContext(), caller(c).UserID)
	if err != nil {
		return err
	}
	if who.User.TOTPOn {
		return h.respond(c, reply{Redirect: securityPath, Flash: "Two-factor is on already. Turn it off first to use another app."})
	}
	page, err := h.enrolForm(c, nil)
	if err != nil {
		return err
	}
	return h.render(c, fiber.StatusOK, page)
}

func (h *Handlers) enrolForm(c *fiber.Ctx, e views.Errors) (templ.Component, error) {
	by := caller(c)
	pending := h.Secrets.PendingTOTP(by.UserID, by.SessionID)
	qr, err := pending.QR(by.UserEmail)
	if err != nil {
		return nil, err
	}
	return views.Enrol(h.frame(c, securityPath), views.EnrolForm{
		QR: qr, Secret: pending.Grouped(), Account: "Linktill: " + by.UserEmail, Errors: e,
	}), nil
}

// Enrol answers POST /dashboard/security/totp: a code that fits turns
// two-factor on and shows the recovery codes, for the only time.
func (h *Handlers) Enrol(c *fiber.Ctx) error {
	var in struct {
		Code string `form:"code"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	by := caller(c)
	pending := h.Secrets.PendingTOTP(by.UserID, by.SessionID)
	step, ok := pending.Match(pay.CleanCode(in.Code), h.Now())
	if !ok {
		page, err := h.enrolForm(c, views.Errors{"code": {"This code does not fit the key above. Scan it again, or check that your phone's clock is right."}})
		if err != nil {
			return err
		}
		return h.render(c, fiber.StatusUnprocessableEntity, page)
	}
	codes, hashes := h.newRecoveryCodes(by.UserID)
	sealed := h.Secrets.Seal(pending, by.UserID[:])
	if err := h.Store.ConfirmTOTP(c.UserContext(), by.UserID, sealed, step, hashes, by.SessionID); err != nil {
		return err
	}
	return h.showRecoveryCodes(c, codes, "Two-factor is on.")
}

// newRecoveryCodes mints the codes and what is kept of them.
func (h *Handlers) newRecoveryCodes(userID pay.ID) (codes []string, hashes [][]byte) {
	for range pay.RecoveryCodeCount {
		code := secret.NewRecoveryCode()
		clean, _ := secret.CleanRecoveryCode(code)
		codes, hashes = append(codes, code), append(hashes, h.recoveryHash(userID, clean))
	}
	return codes, hashes
}

// showRecoveryCodes renews the session, which has just passed the second
// factor, and shows the codes.
func (h *Handlers) showRecoveryCodes(c *fiber.Ctx, codes []string, flash string) error {
	err := h.signIn(c, store.SignIn{UserID: caller(c).UserID, MerchantID: session(c).MerchantID, SecondFactor: true})
	if err != nil {
		return err
	}
	h.flash(c, flash)
	return h.render(c, fiber.StatusOK, views.Recovery(h.frame(c, securityPath),
		views.RecoveryPage{Codes: codes, Account: caller(c).UserEmail, Next: securityPath}))
}

// secondFactorForm is what changing the second factor asks for.
type secondFactorForm struct {
	Password string `form:"password"`
	Code     string `form:"code"`
	Username string `form:"username"`
}

// bothFactors checks the password and uses up a code of the caller.
func (h *Handlers) bothFactors(c *fiber.Ctx) error {
	var in secondFactorForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	who, err := h.Store.Credentials(c.UserContext(), caller(c).UserID)
	if err != nil {
		return err
	}
	if err := h.confirmPassword(c, who, in.Password, "password"); err != nil {
		return err
	}
	return h.confirmFactor(c, who, in.Code)
}

// errConfirm asks somebody whose passkey is their second factor to use it first.
var errConfirm = pay.Errorf(pay.SecondFactor, "Confirm that it is you to go on.")

// confirmFactor uses up a code. Who has only passkeys has shown one in the last
// minutes, or is asked to.
func (h *Handlers) confirmFactor(c *fiber.Ctx, who store.Credentials, code string) error {
	switch {
	case who.User.TOTPOn:
		_, err := h.verifySecondFactor(c.UserContext(), who.User.ID, code, true, nil)
		return err
	case who.User.Passkeys > 0 && !h.Now().Before(session(c).FreshUntil):
		return errConfirm
	}
	return nil
}

// DisableTOTP answers POST /dashboard/security/totp/disable.
func (h *Handlers) DisableTOTP(c *fiber.Ctx) error {
	if err := h.bothFactors(c); err != nil {
		return h.securityAgain(c, err, func(p *views.SecurityPage, e views.Errors) { p.Disable = e })
	}
	by := caller(c)
	if err := h.Store.DisableTOTP(c.UserContext(), by.UserID, by.SessionID); err != nil {
		return err
	}
	who, err := h.Store.Credentials(c.UserContext(), by.UserID)
	if err != nil {
		return err
	}
	flash := "Two-factor is off, and every other place is logged out."
	if who.User.Passkeys > 0 {
		flash = "The app is off, and every other place is logged out. Your passkeys still ask for themselves."
	}
	if err := h.signIn(c, store.SignIn{UserID: by.UserID, MerchantID: session(c).MerchantID, SecondFactor: who.User.Passkeys > 0}); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: securityPath, Flash: flash})
}

// RenewRecoveryCodes answers POST /dashboard/security/recovery.
func (h *Handlers) RenewRecoveryCodes(c *fiber.Ctx) error {
	if err := h.bothFactors(c); err != nil {
		return h.securityAgain(c, err, func(p *views.SecurityPage, e views.Errors) { p.Recovery = e })
	}
	by := caller(c)
	codes, hashes := h.newRecoveryCodes(by.UserID)
	if err := h.Store.RenewRecoveryCodes(c.UserContext(), by.UserID, hashes, by.SessionID); err != nil {
		return err
	}
	return h.showRecoveryCodes(c, codes, "The old recovery codes do not work any more.")
}
