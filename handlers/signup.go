package handlers

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

// signUpForm is the form that opens an account.
type signUpForm struct {
	Name     string `form:"name"`
	Email    string `form:"email"`
	Password string `form:"password"`
	Currency string `form:"currency"`
	Country  string `form:"country"`
}

// SignUpPage answers GET /signup.
func (h *Handlers) SignUpPage(c *fiber.Ctx) error {
	return h.render(c, fiber.StatusOK, h.signUpPage(c, signUpForm{Currency: h.DefaultCurrency, Country: "BS"}, nil))
}

// SignUp answers POST /signup: an account, its merchant, and the first session.
func (h *Handlers) SignUp(c *fiber.Ctx) error {
	var in signUpForm
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if err := h.signUp(c, in); err != nil {
		return h.wrong(c, err, func(e views.Errors) templ.Component { return h.signUpPage(c, in, e) })
	}
	h.flash(c, "Welcome to Linktill. Make your first payment link; it takes test cards right away.")
	return redirect(c, homePath)
}

func (h *Handlers) signUp(c *fiber.Ctx, in signUpForm) error {
	merchant := pay.NewMerchant{Name: in.Name, Email: in.Email, Currency: in.Currency, Country: in.Country}.Clean()
	var checks pay.Checks
	merchant.Check(&checks)
	checks.CheckPassword("password", in.Password, merchant.Email)
	if err := checks.Err(); err != nil {
		return err
	}
	hash, err := h.Secrets.HashPassword(c.UserContext(), in.Password)
	if err != nil {
		return err
	}
	opened, err := h.Store.CreateMerchant(c.UserContext(),
		store.NewMerchant{NewMerchant: merchant, UserID: h.Store.NewID(0), PasswordHash: hash})
	if err != nil {
		return err
	}
	return h.signIn(c, store.SignIn{UserID: opened.User.ID, MerchantID: opened.Merchant.ID, PasswordHash: hash, LogIn: h.logIn(c, "password")})
}

func (h *Handlers) signUpPage(c *fiber.Ctx, in signUpForm, e views.Errors) templ.Component {
	form := views.SignUpForm{Name: in.Name, Email: in.Email, Currency: in.Currency, Country: in.Country, Errors: e}
	form.Currencies = currencyOptions(likelyCurrencies(h.DefaultCurrency))
	form.Countries = countryChoices()
	return views.SignUp(h.page(c), form)
}

// likelyCurrencies are all currencies with those first that most people take.
func likelyCurrencies(first string) []pay.Currency {
	var likely, others []pay.Currency
	for _, code := range []string{first, "USD", "EUR", "GBP", "CAD"} {
		if currency, known := pay.CurrencyOf(code); known && !hasCurrency(likely, code) {
			likely = append(likely, currency)
		}
	}
	for _, currency := range pay.Currencies() {
		if !hasCurrency(likely, currency.Code) {
			others = append(others, currency)
		}
	}
	return append(likely, others...)
}

func hasCurrency(list []pay.Currency, code string) bool {
	for _, currency := range list {
		if currency.Code == code {
			return true
		}
	}
	return false
}
