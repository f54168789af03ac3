package main

import (
	"linktill/views"
	"linktill/views/ui"
)

func securityPages() []Page {
	const group = "Dashboard"
	sessions := []views.SessionRow{
		{Device: "Firefox on Linux", IP: "203.0.113.7", LastSeen: now, Created: today, Current: true},
		{RevokeAction: "/dashboard/security/sessions/ses_2/revoke", Device: "Safari on iPhone", IP: "2001:db8:85a3::8a2e:370:7334", LastSeen: yesterday, Created: lastWeek},
		{RevokeAction: "/dashboard/security/sessions/ses_3/revoke", Device: hostile, IP: "198.51.100.23", LastSeen: lastWeek, Created: lastMonth},
	}
	on := views.SecurityPage{TOTPOn: true, TOTPSince: lastMonth, RecoveryLeft: 8, RecoveryOf: 10, PasswordChanged: lastMonth, Sessions: sessions}
	off := views.SecurityPage{Sessions: sessions[:1]}
	wrong := on
	wrong.RecoveryLeft = 2
	wrong.Password = views.Errors{"current_password": {"This is not your password."}, "password": {"Use 12 characters or more."}, "code": {"That code is wrong or was used already."}}
	wrongOff := on
	wrongOff.RecoveryLeft = 0
	wrongOff.Disable = views.Errors{"code": {"That code is wrong or was used already. Two-factor is still on."}}
	enrol := views.EnrolForm{QR: sampleQR, Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP", Account: "Linktill: maria@islandcoffee.example"}
	again := enrol
	again.Errors = views.Errors{"code": {"That code does not fit this key. Check that your phone shows the right time, and type the newest code."}}
	codes := []string{"7f3k-9qmd", "x2pw-4htn", "m8vc-1zrs", "q5yb-6jgk", "d9nl-3wex", "t4hs-8cfp", "k1zm-7vqb", "w6rg-2dny", "p3xj-5ktl", "b8cf-9shw"}
	step := views.StepUpForm{Action: "/dashboard/step-up", Return: "/dashboard/keys/new", Purpose: "You are about to create a live API key.", AskPassword: true, AskCode: true, HasApp: true, Cancel: "/dashboard/keys", Hidden: []views.Fact{{Name: "name", Value: hostile}}}
	code := step
	code.AskPassword, code.Errors = false, views.Errors{"code": {"That code is wrong or was used already."}}
	return []Page{
		one("Security", group, "two-factor on", views.Security(frame, on)),
		one("Security", group, "two-factor off", views.Security(frame, off)),
		one("Security", group, "password errors", views.Security(frame, wrong)),
		one("Security", group, "turn off, wrong code", views.Security(hostileFrame, wrongOff)),
		one("Enrol", group, "form", views.Enrol(frame, enrol)),
		one("Enrol", group, "wrong code", views.Enrol(frame, again)),
		one("Recovery", group, "shown once", views.Recovery(flashed(frame, ui.Good, "Two-factor is on."), views.RecoveryPage{Codes: codes, Account: "maria@islandcoffee.example", Next: "/dashboard/security"})),
		one("Recovery", group, "gone", views.Recovery(frame, views.RecoveryPage{Gone: true})),
		one("StepUp", group, "password and code", views.StepUp(frame, step)),
		one("StepUp", group, "code only, wrong", views.StepUp(frame, code)),
	}
}
