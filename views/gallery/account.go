package main

import (
	"linktill/views"
	"linktill/views/ui"
)

var (
	currencies = []views.Option{{Value: "BSD", Label: "BSD · Bahamian dollar"}, {Value: "USD", Label: "USD · US dollar"}, {Value: "EUR", Label: "EUR · Euro"}, {Value: "JPY", Label: "JPY · Japanese yen"}}
	countries  = []views.Option{{Value: "BS", Label: "Bahamas"}, {Value: "BB", Label: "Barbados"}, {Value: "DE", Label: "Germany"}, {Value: "US", Label: "United States"}}
)

func accountPages() []Page {
	const group = "Account"
	signUp := views.SignUpForm{Currency: "BSD", Country: "BS", Currencies: currencies, Countries: countries}
	wrong := signUp
	wrong.Name, wrong.Email = hostile, "maria@"
	wrong.Errors = views.Errors{"email": {"This address is not complete. Is something missing after the @?"}, "password": {"This password is on lists of stolen passwords. Please choose another one."}}
	email := "maria@islandcoffee.example"
	out := page
	out.Flash = ui.Notice{Text: "You are logged out."}
	return []Page{
		one("SignUp", group, "empty", views.SignUp(page, signUp)),
		one("SignUp", group, "errors", views.SignUp(page, wrong)),
		one("LogIn", group, "empty", views.LogIn(page, views.LogInForm{})),
		one("LogIn", group, "logged out, demo", views.LogIn(out, views.LogInForm{Email: email, Return: "/dashboard/links", DemoHint: "This is the demo: log in as demo@linktill.example with the password that the terminal printed."})),
		one("LogIn", group, "wrong password", views.LogIn(page, views.LogInForm{Email: email, Errors: views.Errors{"": {"That e-mail and password do not belong together. Nothing is locked: check both and try again."}}})),
		one("LogIn", group, "hostile", views.LogIn(page, views.LogInForm{Email: hostile, Return: hostile, Errors: views.Errors{"email": {hostile}}})),
		one("Code", group, "empty", views.Code(page, views.CodeForm{HasApp: true, Email: email, Return: "/dashboard"})),
		one("Code", group, "wrong code", views.Code(page, views.CodeForm{HasApp: true, Email: email, Errors: views.Errors{"code": {"That code is wrong or was used already. Wait for the next one; it changes every 30 seconds."}}})),
		one("Forgot", group, "empty", views.Forgot(page, views.ForgotForm{})),
		one("Forgot", group, "error", views.Forgot(page, views.ForgotForm{Email: "maria", Errors: views.Errors{"email": {"Type the whole address, with an @ in it."}}})),
		one("ForgotSent", group, "mail", views.ForgotSent(page, views.ForgotSentPage{Email: email, ValidFor: "one hour"})),
		one("ForgotSent", group, "no mail server", views.ForgotSent(page, views.ForgotSentPage{Email: endless + "@example.com", ValidFor: "one hour", MailFolder: "/var/lib/linktill/mail"})),
		one("Reset", group, "empty", views.Reset(page, views.ResetForm{Token: "t0ken", Email: email})),
		one("Reset", group, "with code and errors", views.Reset(page, views.ResetForm{Token: "t0ken", Email: email, NeedsCode: true, Errors: views.Errors{"password": {"Use 12 characters or more."}, "code": {"That code is wrong or was used already."}}})),
		one("Reset", group, "link too old", views.Reset(page, views.ResetForm{Token: "t0ken", Gone: true})),
	}
}
