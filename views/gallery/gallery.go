// Command gallery holds every page of Linktill in every state, with fixed data:
// to look at, to take pictures of, and to test. It writes them as files that
// open from disk, serves them, or takes pictures with headless Chromium.
package main

import (
	"slices"

	"github.com/a-h/templ"

	"linktill/views"
	"linktill/views/ui"
)

// Page is one page in one state.
type Page struct {
	// Name is the exported component of views: "Checkout".
	Name string
	// Group is where it belongs: "Account", "Dashboard", "Public".
	Group string
	// State is a few words: "fixed amount", "declined".
	State string
	// Component draws it.
	Component templ.Component
}

// Pages returns all of them, in the order in which a person meets them.
func Pages() []Page {
	return slices.Concat(accountPages(), homePages(), balancePages(), linkPages(), productPages(), listingAdminPages(), paymentPages(), subscriptionPages(), mySubscriptionPages(), buildPages(), hookPages(), hookLogPages(), eventPages(), securityPages(), passkeyPages(), teamPages(), settingsPages(), publicPages(), languagePages(), shopPages(), bioPages(), problemPages(), mailPages(), mailboxPages())
}

// The texts that pages must survive: markup, a word without end, and a script
// that is written from right to left.
const (
	hostile  = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`
	endless  = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und ihre sehr langen Überschriften"
	rtlName  = "مقهى الجزيرة"
	rtlThing = "رحلة بحرية عند غروب الشمس لشخصين"
)

var (
	page = views.Page{CSRF: "csrf-token"}

	frame = views.Frame{Page: page, MerchantName: "Island Coffee", UserEmail: "maria@islandcoffee.example", Path: "/dashboard"}

	liveFrame = func() views.Frame {
		f := frame
		f.Livemode = true
		return f
	}()

	hostileFrame = func() views.Frame {
		f := frame
		f.MerchantName, f.UserEmail = hostile, hostile
		return f
	}()

	rtlFrame = func() views.Frame {
		f := frame
		f.Lang, f.RTL, f.MerchantName = "ar", true, rtlName
		return f
	}()
)

func flashed(f views.Frame, tone, text string) views.Frame {
	f.Flash = ui.Notice{Tone: tone, Text: text}
	return f
}

func at(text, exact, machine string) ui.Moment {
	return ui.Moment{Text: text, Title: exact, Machine: machine}
}

// The moments of the fixed data, newest first.
var (
	now       = at("2 minutes ago", "Wednesday 11 November 2026, 14:05:12 EST (UTC−5)", "2026-11-11T14:05:12-05:00")
	today     = at("Today, 09:41", "Wednesday 11 November 2026, 09:41:03 EST (UTC−5)", "2026-11-11T09:41:03-05:00")
	yesterday = at("Yesterday, 16:20", "Tuesday 10 November 2026, 16:20:44 EST (UTC−5)", "2026-11-10T16:20:44-05:00")
	lastWeek  = at("3 Nov, 11:02", "Tuesday 3 November 2026, 11:02:10 EST (UTC−5)", "2026-11-03T11:02:10-05:00")
	lastMonth = at("12 Oct, 08:15", "Monday 12 October 2026, 08:15:00 EDT (UTC−4)", "2026-10-12T08:15:00-04:00")
	newYear   = at("31 Dec 2026, 18:00", "Thursday 31 December 2026, 18:00:00 EST (UTC−5)", "2026-12-31T18:00:00-05:00")
)

func one(name, group, state string, c templ.Component) Page {
	return Page{Name: name, Group: group, State: state, Component: c}
}
