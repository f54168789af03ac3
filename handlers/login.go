package handlers

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

const (
	homePath   = "/dashboard"
	logInPath  = "/login"
	codePath   = "/login/code"
	stepUpPath = "/dashboard/security/confirm"
)

// LogInPage answers GET /login.
func (h *Handlers) LogInPage(c *fiber.Ctx) error {
	form := views.LogInForm{Return: localPath(c.Query("next"), ""), DemoHint: h.DemoHint}
	return h.render(c, fiber.StatusOK, views.LogIn(h.page(c), form))
}

// LogIn answers POST /login: the password, and all there is to prove for those
// who have no second factor.
func (h *Handlers) LogIn(c *fiber.Ctx) error {
	var in struct {
		Email    string `form:"email"`
		Password string `form:"password"`
		Return   string `form:"return"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	next := localPath(in.Return, "")
	who, err := h.authenticate(c, in.Email, in.Password)
	if err != nil {
		return h.wrong(c, err, func(e views.Errors) templ.Component {
			return views.LogIn(h.page(c), views.LogInForm{Email: in.Email, Return: next, DemoHint: h.DemoHint, Errors: e})
		})
	}
	entry, to := store.SignIn{UserID: who.User.ID, PasswordHash: who.PasswordHash}, localPath(next, homePath)
	if who.User.SecondFactorOn() {
		to = withNext(codePath, next)
	} else {
		entry.LogIn = h.logIn(c, "password")
	}
	if err := h.signIn(c, entry); err != nil {
		return err
	}
	return redirect(c, to)
}

// CodePage answers GET /login/code.
func (h *Handlers) CodePage(c *fiber.Ctx) error {
	if done, err := h.codeDone(c); done || err != nil {
		return err
	}
	page, err := h.codeForm(c, localPath(c.Query("next"), ""), nil)
	if err != nil {
		return err
	}
	return h.render(c, fiber.StatusOK, page)
}

func (h *Handlers) codeForm(c *fiber.Ctx, next string, e views.Errors) (templ.Component, error) {
	who, err := h.Store.Credentials(c.UserContext(), session(c).UserID)
	if err != nil {
		return nil, err
	}
	options, err := h.passkeyOptions(c, who)
	return views.Code(h.page(c), views.CodeForm{
		Email: who.User.Email, Return: next, HasApp: who.User.TOTPOn, Passkey: options, Errors: e}), err
}

// codeAgain shows the second step once more with what was wrong.
func (h *Handlers) codeAgain(c *fiber.Ctx, next string, err error) error {
	return h.wrongOr(c, err, func(e views.Errors) (templ.Component, error) { return h.codeForm(c, next, e) })
}

// EnterCode answers POST /login/code: the second factor.
func (h *Handlers) EnterCode(c *fiber.Ctx) error {
	var in struct {
		Code   string `form:"code"`
		Return string `form:"return"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if done, err := h.codeDone(c); done || err != nil {
		return err
	}
	by, next := caller(c), localPath(in.Return, "")
	if _, err := h.verifySecondFactor(c.UserContext(), by.UserID, in.Code, true, nil); err != nil {
		return h.codeAgain(c, next, err)
	}
	if err := h.signIn(c, store.SignIn{UserID: by.UserID, MerchantID: session(c).MerchantID, SecondFactor: true, LogIn: h.logIn(c, "code")}); err != nil {
		return err
	}
	return redirect(c, localPath(next, homePath))
}

// codeDone sends on those who have nothing to enter a code for, and back those
// whose password was given too long ago.
func (h *Handlers) codeDone(c *fiber.Ctx) (done bool, err error) {
	s := session(c)
	who, err := h.Store.Credentials(c.UserContext(), s.UserID)
	switch {
	case err != nil:
		return true, err
	case !who.User.SecondFactorOn() || !s.SecondFactorAt.IsZero():
		return true, redirect(c, homePath)
	case h.Now().Sub(s.CreatedAt) > halfSignedLifetime:
		if err := h.signOut(c); err != nil {
			return true, err
		}
		return true, redirect(c, logInPath)
	}
	return false, nil
}

// LogOut answers POST /logout. The session is gone before the answer is sent.
func (h *Handlers) LogOut(c *fiber.Ctx) error {
	if err := h.signOut(c); err != nil {
		return err
	}
	return redirect(c, logInPath)
}

// StepUpPage answers GET /dashboard/security/confirm.
func (h *Handlers) StepUpPage(c *fiber.Ctx) error {
	page, err := h.stepUpForm(c, c.Query("next"), nil)
	if err != nil {
		return err
	}
	return h.render(c, fiber.StatusOK, page)
}

func (h *Handlers) stepUpForm(c *fiber.Ctx, next string, e views.Errors) (templ.Component, error) {
	who, err := h.Store.Credentials(c.UserContext(), caller(c).UserID)
	if err != nil {
		return nil, err
	}
	options, err := h.passkeyOptions(c, who)
	return views.StepUp(h.frame(c, homePath), views.StepUpForm{
		Action: stepUpPath, Return: localPath(next, ""), Cancel: homePath,
		Purpose: "What you are about to do matters, so please show once more that it is you.",
		AskCode: who.User.SecondFactorOn(), HasApp: who.User.TOTPOn, AskPassword: !who.User.SecondFactorOn(), Passkey: options, Errors: e,
	}), err
}

// stepUpAgain asks once more, with what was wrong.
func (h *Handlers) stepUpAgain(c *fiber.Ctx, next string, err error) error {
	return h.wrongOr(c, err, func(e views.Errors) (templ.Component, error) { return h.stepUpForm(c, next, e) })
}

// StepUp answers POST /dashboard/security/confirm: a code, or the password of
// those who have no second factor, counts for the next ten minutes.
func (h *Handlers) StepUp(c *fiber.Ctx) error {
	var in struct {
		Code     string `form:"code"`
		Password string `form:"password"`
		Username string `form:"username"`
		Return   string `form:"return"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	who, err := h.Store.Credentials(c.UserContext(), caller(c).UserID)
	if err != nil {
		return err
	}
	if who.User.SecondFactorOn() {
		_, err = h.verifySecondFactor(c.UserContext(), who.User.ID, in.Code, true, nil)
	} else {
		err = h.confirmPassword(c, who, in.Password, "password")
	}
	if err != nil {
		return h.stepUpAgain(c, in.Return, err)
	}
	if err := h.Store.StepUp(c.UserContext(), session(c).ID); err != nil {
		return err
	}
	return redirect(c, localPath(in.Return, homePath))
}

func setRetryAfter(c *fiber.Ctx, e *pay.Error) {
	if e.RetryAfterSeconds > 0 {
		c.Set(fiber.HeaderRetryAfter, strconv.Itoa(e.RetryAfterSeconds))
	}
}

// withNext is path with where to go afterwards; next "" is nowhere.
func withNext(path, next string) string {
	if next == "" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}
