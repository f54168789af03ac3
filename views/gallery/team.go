package main

import (
	"linktill/views"
	"linktill/views/ui"
)

var someRoles = []views.RoleChoice{
	{Value: "owner", Label: "Owner", Hint: "Everything, and the only one who makes and unmakes owners."},
	{Value: "admin", Label: "Admin", Hint: "Everything, but for making owners: keys, settings, the team."},
	{Value: "manager", Label: "Manager", Hint: "Takes and refunds money, changes links and products. No API keys, no settings."},
	{Value: "viewer", Label: "Viewer", Hint: "Looks, and changes nothing."},
}

func someMembers() []views.MemberRow {
	return []views.MemberRow{
		{ID: "usr_1", Email: "maria@islandcoffee.example", Role: ui.Choice{Value: "owner", Label: "Owner"}, You: true, SecondFactor: true, Joined: lastMonth, LastSeen: now, Keys: 2},
		{ID: "usr_2", Email: "delroy@islandcoffee.example", Role: ui.Choice{Value: "manager", Label: "Manager"}, Roles: someRoles, RoleAction: "/dashboard/team/usr_2/role", RemoveAction: "/dashboard/team/usr_2/remove", SecondFactor: true, Joined: lastMonth, LastSeen: yesterday, Keys: 1},
		{ID: "usr_3", Email: "a.very.long.address.of.somebody.who.keeps.the.books@accounting-and-partners.example", Role: ui.Choice{Value: "viewer", Label: "Viewer"}, Roles: someRoles, RoleAction: "/dashboard/team/usr_3/role", RemoveAction: "/dashboard/team/usr_3/remove", Joined: lastWeek},
	}
}

func teamPages() []Page {
	const group = "Dashboard"
	alone := views.TeamPage{Members: someMembers()[:1], MayChange: true, MayAudit: true, Role: "Owner", Owners: 1, LastOwner: true}
	some := views.TeamPage{Members: someMembers(), MayChange: true, MayAudit: true, Role: "Owner", Owners: 1, LastOwner: true, WithoutFactor: 1,
		Invites: []views.InviteRow{
			{Email: "shanice@islandcoffee.example", Role: "Manager", By: "maria@islandcoffee.example", Sent: yesterday, Expires: newYear, ResendAction: "/dashboard/team/invites/inv_1/resend", WithdrawAction: "/dashboard/team/invites/inv_1/withdraw"},
			{Email: "old@islandcoffee.example", Role: "Owner", By: hostile, Sent: lastMonth, Expires: lastWeek, Expired: true},
		}}
	viewer := views.TeamPage{Members: someMembers(), Role: "Viewer", Owners: 2, Keys: 2, TwoFactorRequired: true}
	for i := range viewer.Members {
		viewer.Members[i].RoleAction, viewer.Members[i].You, viewer.Members[i].SecondFactor = "", i == 2, true
	}
	form := views.InviteForm{Nonce: "nonce-1", Role: "viewer", Roles: someRoles}
	wrong := views.InviteForm{Nonce: "nonce-1", Email: hostile, Roles: someRoles[1:], Errors: views.Errors{"email": {"Enter an e-mail address, like maria@example.com."}, "role": {"Choose what they may do."}}}
	invite := views.InvitePage{Token: "secret", Merchant: "Island Coffee", InvitedBy: "maria@islandcoffee.example", Email: "shanice@islandcoffee.example", Role: "Manager", RoleMay: someRoles[2].Hint, LogInHref: "/login"}
	known, joined, short := invite, invite, invite
	known.HasAccount, joined.HasAccount, joined.LoggedInAs = true, true, invite.Email
	short.Errors = views.Errors{"password": {"At least 10 characters. Three or four unusual words make a good password."}}
	several := views.MerchantsPage{Email: "maria@islandcoffee.example", Merchants: []views.MerchantChoice{
		{Action: "/dashboard/merchants/mer_1", Name: "Island Coffee", Slug: "island-coffee", Role: "Owner", Current: true},
		{Action: "/dashboard/merchants/mer_2", Name: hostile, Slug: "sunset-tours", Role: "Viewer"},
		{Action: "/dashboard/merchants/mer_3", Name: rtlName, Slug: "island", Role: "Manager"},
	}}
	return []Page{
		one("Team", group, "several, invites", views.Team(frame, some)),
		one("Team", group, "alone", views.Team(frame, alone)),
		one("Team", group, "seen by a viewer", views.Team(hostileFrame, viewer)),
		one("InviteNew", group, "form", views.InviteNew(frame, form)),
		one("InviteNew", group, "errors", views.InviteNew(frame, wrong)),
		one("Invited", "Account", "new account", views.Invited(page, invite)),
		one("Invited", "Account", "short password", views.Invited(page, short)),
		one("Invited", "Account", "log in first", views.Invited(page, known)),
		one("Invited", "Account", "logged in", views.Invited(page, joined)),
		one("Invited", "Account", "over", views.Invited(page, views.InvitePage{Gone: true})),
		one("Merchants", "Account", "several", views.Merchants(page, several)),
		one("Merchants", "Account", "none", views.Merchants(page, views.MerchantsPage{Email: "old@islandcoffee.example"})),
		one("Audit", group, "entries", views.Audit(frame, someAudit())),
		one("Audit", group, "broken", views.Audit(frame, brokenAudit())),
		one("Audit", group, "nothing of a kind", views.Audit(frame, views.AuditPage{Topic: "money", Chips: auditChips(2), People: auditPeople})),
		one("Audit", group, "nothing at all", views.Audit(frame, views.AuditPage{Chips: auditChips(0), People: auditPeople})),
	}
}

var auditPeople = []ui.Choice{{Value: "", Label: "Everybody"}, {Value: "usr_1", Label: "maria@islandcoffee.example"}, {Value: "usr_2", Label: "delroy@islandcoffee.example"}}

func auditChips(current int) (chips []ui.Chip) {
	for i, label := range []string{"All", "Log-ins and security", "Team", "Money", "Keys and webhooks", "Settings and data"} {
		chips = append(chips, ui.Chip{Label: label, Href: "/dashboard/audit", Current: i == current})
	}
	return chips
}

func someAudit() views.AuditPage {
	return views.AuditPage{
		Chips: auditChips(0), People: auditPeople, Pager: ui.Pager{Older: "/dashboard/audit?before=1199"},
		Chain: ui.Notice{Tone: ui.Good, Text: "Chain verified to entry 1,204."}, Head: "9f2c4e1ab0d7368c55e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6",
		Entries: []views.AuditRow{
			{Number: "1,204", Act: "Role changed", Name: "delroy@islandcoffee.example", Object: "usr_2VfSgrjL3bQ1xN8kYp0dZw", Changes: []string{"role: viewer → manager"}, Actor: "maria@islandcoffee.example", IP: "203.0.113.7", At: now},
			{Number: "1,203", Act: "Refund made", Name: "B$12.00", Object: "pay_2VfSgrjL3bQ1xN8kYp0dZw", Mode: "Live", Actor: "delroy@islandcoffee.example", IP: "2001:db8:85a3::8a2e:370:7334", At: today},
			{Number: "1,202", Act: "API key created", Name: hostile, Object: "key_2VfSgrjL3bQ1xN8kYp0dZw", Mode: "Test", Changes: []string{"may: payments:read, links:read"}, Actor: "API key Bookkeeping", IP: "198.51.100.23", At: yesterday},
			{Number: "1,201", Act: "Logged in", Name: "passkey", Actor: "maria@islandcoffee.example", IP: "203.0.113.7", At: lastWeek},
			{Number: "1,200", Act: "Webhook secret renewed", Name: "hooks.island-coffee.example", Object: "whk_2VfSgrjL3bQ1xN8kYp0dZw", Mode: "Live", Actor: "maria@islandcoffee.example", IP: "203.0.113.7", At: lastMonth},
		},
	}
}

func brokenAudit() views.AuditPage {
	m := someAudit()
	m.Chain = ui.Notice{Tone: ui.Bad, Text: "The chain breaks at entry 1,203: its content is not what was written. Somebody changed the database by hand."}
	return m
}

const passkeyAsked = `{"challenge":"c2FtcGxl"}`

func passkeyPages() []Page {
	const group = "Dashboard"
	keys := []views.PasskeyRow{
		{RemoveAction: "/dashboard/security/passkeys/pk_1/remove", Name: "Phone", LastUsed: now, Created: lastMonth},
		{RemoveAction: "/dashboard/security/passkeys/pk_2/remove", Name: hostile, Created: lastWeek},
		{RemoveAction: "/dashboard/security/passkeys/pk_3/remove", Name: "Old laptop", Created: lastMonth, Copied: true},
	}
	return []Page{
		one("Security", group, "passkeys only", views.Security(frame, views.SecurityPage{Passkeys: keys, RecoveryLeft: 9, RecoveryOf: 10})),
		one("Security", group, "must set up", views.Security(frame, views.SecurityPage{MustSetUp: true, MerchantName: "Island Coffee"})),
		one("PasskeyNew", group, "form", views.PasskeyNew(frame, views.PasskeyForm{Name: "Chrome on Linux", Options: passkeyAsked, Host: "http://localhost:8080"})),
		one("PasskeyNew", group, "errors", views.PasskeyNew(frame, views.PasskeyForm{Options: passkeyAsked, Errors: views.Errors{"name": {"Give it a name, so that you know it again: “Phone”, “Blue key”."}}})),
		one("PasskeyNew", group, "no name to keep it for", views.PasskeyNew(frame, views.PasskeyForm{Host: "http://192.0.2.7:8080"})),
		one("Code", "Account", "passkey", views.Code(page, views.CodeForm{Email: "maria@islandcoffee.example", HasApp: true, Passkey: passkeyAsked})),
		one("Code", "Account", "passkey only, refused", views.Code(page, views.CodeForm{Email: "maria@islandcoffee.example", Passkey: passkeyAsked, Errors: views.Errors{"": {"The passkey was not accepted. Press the button to try again, or use a code."}}})),
		one("StepUp", group, "passkey", views.StepUp(frame, views.StepUpForm{Action: "/dashboard/security/confirm", Purpose: "What you are about to do matters, so please show once more that it is you.", AskCode: true, Passkey: passkeyAsked, Cancel: "/dashboard"})),
	}
}
