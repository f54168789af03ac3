package handlers

import (
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
	"linktill/views"
)

// Mails with a link to a new password: for one address (beyond it nothing is
// sent, and nobody can tell) and for one client.
const (
	resetWindow     = time.Hour
	resetsPerEmail  = 3
	resetsPerClient = 30
	resetValidFor   = "30 minutes"
)

// ForgotPage answers GET /forgot.
func (h *Handlers) ForgotPage(c *fiber.Ctx) error {
	return h.render(c, fiber.StatusOK, views.Forgot(h.page(c), views.ForgotForm{}))
}

// Forgot answers POST /forgot. It does the same work and says the same for
// every address.
func (h *Handlers) Forgot(c *fiber.Ctx) error {
	var in struct {
		Email string `form:"email"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if err := h.requestReset(c, in.Email); err != nil {
		return h.wrong(c, err, func(e views.Errors) templ.Component {
			return views.Forgot(h.page(c), views.ForgotForm{Email: in.Email, Errors: e})
		})
	}
	sent := views.ForgotSentPage{Email: pay.CleanLine(in.Email), ValidFor: resetValidFor, MailFolder: h.MailFolder}
	return h.render(c, fiber.StatusOK, views.ForgotSent(h.page(c), sent))
}

func (h *Handlers) requestReset(c *fiber.Ctx, typed string) error {
	email, ok := pay.ParseEmail(typed)
	var checks pay.Checks
	checks.That(ok, "email", "Enter an e-mail address, like maria@example.com.")
	if err := checks.Err(); err != nil {
		return err
	}
	if err := h.limit(c, "reset-from:"+rateNet(c), resetsPerClient, resetWindow); err != nil {
		return err
	}
	n, _, err := h.Store.Hit(c.UserContext(), "reset:"+email, resetWindow, 1)
	if err != nil || n > resetsPerEmail {
		return err
	}
	return h.Store.RequestReset(c.UserContext(), email)
}

// resetToken returns the hash of the address's token.
func (h *Handlers) resetToken(c *fiber.Ctx) []byte {
	return h.Secrets.Hash(secret.ForReset, c.Params("token"))
}

// ResetPage answers GET /reset/{token}.
func (h *Handlers) ResetPage(c *fiber.Ctx) error {
	user, err := h.Store.ResetUser(c.UserContext(), h.resetToken(c))
	if err != nil {
		return h.resetGone(c, err)
	}
	return h.render(c, fiber.StatusOK, views.Reset(h.page(c), views.ResetForm{Token: c.Params("token"), Email: user.Email}))
}

// Reset answers POST /reset/{token}. It sets the password and ends all
// sessions; it logs nobody in and leaves two-factor as it is.
func (h *Handlers) Reset(c *fiber.Ctx) error {
	var in struct {
		Password string `form:"password"`
		Username string `form:"username"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	user, err := h.Store.ResetUser(c.UserContext(), h.resetToken(c))
	if err != nil {
		return h.resetGone(c, err)
	}
	hash, err := h.newPassword(c, in.Password, user.Email)
	if err != nil {
		return h.wrong(c, err, func(e views.Errors) templ.Component {
			return views.Reset(h.page(c), views.ResetForm{Token: c.Params("token"), Email: user.Email, Errors: e})
		})
	}
	if err := h.Store.ResetPassword(c.UserContext(), h.resetToken(c), hash); err != nil {
		return h.resetGone(c, err)
	}
	return h.respond(c, reply{Redirect: logInPath, Flash: "Your new password is set. Log in with it."})
}

func (h *Handlers) resetGone(c *fiber.Ctx, err error) error {
	if pay.CodeOf(err) != pay.NotFound {
		return err
	}
	return h.render(c, fiber.StatusGone, views.Reset(h.page(c), views.ResetForm{Gone: true}))
}

// newPassword checks a password that is to be set and returns its hash.
func (h *Handlers) newPassword(c *fiber.Ctx, password, email string) (string, error) {
	var checks pay.Checks
	checks.CheckPassword("password", password, email)
	if err := checks.Err(); err != nil {
		return "", err
	}
	return h.Secrets.HashPassword(c.UserContext(), password)
}

// ChangePassword answers POST /dashboard/security/password.
func (h *Handlers) ChangePassword(c *fiber.Ctx) error {
	var in struct {
		Current  string `form:"current_password"`
		Password string `form:"password"`
		Code     string `form:"code"`
		Username string `form:"username"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if err := h.changePassword(c, in.Current, in.Password, in.Code); err != nil {
		return h.securityAgain(c, err, func(p *views.SecurityPage, e views.Errors) { p.Password = e })
	}
	return h.respond(c, reply{Redirect: securityPath, Flash: "Your password is changed, and every other place is logged out."})
}

func (h *Handlers) changePassword(c *fiber.Ctx, current, password, code string) error {
	who, err := h.Store.Credentials(c.UserContext(), caller(c).UserID)
	if err != nil {
		return err
	}
	if err := h.confirmPassword(c, who, current, "current_password"); err != nil {
		return err
	}
	hash, err := h.newPassword(c, password, who.User.Email)
	if err != nil {
		return err
	}
	// The code comes last: it is used up, and a typing error should not cost one.
	if err := h.confirmFactor(c, who, code); err != nil {
		return err
	}
	s := session(c)
	if err := h.Store.ChangePassword(c.UserContext(), who.User.ID, hash, s.ID); err != nil {
		return err
	}
	return h.signIn(c, store.SignIn{UserID: who.User.ID, MerchantID: s.MerchantID, PasswordHash: hash, SecondFactor: who.User.SecondFactorOn()})
}
