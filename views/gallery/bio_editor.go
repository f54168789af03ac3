package main

import (
	"linktill/views"
	"linktill/views/ui"
)

var shown = ui.Status{Tone: ui.Good, Word: "Shown"}

func bioRows() []views.BioRow {
	row := func(id, kind, title, detail string, status ui.Status) views.BioRow {
		label, icon := views.BioKind(kind)
		return views.BioRow{ID: "bl_" + id, Kind: label, Icon: icon, Title: title, Detail: detail, Status: status, On: status.Word != "Off"}
	}
	rows := []views.BioRow{
		row("1", "heading", "This week", "", shown),
		row("2", "listing", "Sunset tasting for two", "B$50.00", shown),
		row("3", "payment_link", "Reef fund: plant a coral", "Customer decides", ui.Status{Tone: ui.Good, Word: "Until 31 Dec 2026, 18:00"}),
		row("4", "listing", "Latte art, an evening class", "B$75.00", ui.Status{Tone: ui.Warn, Word: "Sold out"}),
		row("5", "text", "The roaster runs on Tuesdays and Fridays. Come by and smell it.", "", ui.Status{Tone: ui.Quiet, Word: "Off"}),
		row("6", "payment_link", "Payment link", "", ui.Status{Tone: ui.Bad, Word: "Hidden: not available"}),
		row("9", "listing", "Beans of last year, 250 g", "", ui.Status{Tone: ui.Bad, Word: "Deleted: not shown"}),
		row("7", "link", "Where our beans grow", "story.example", ui.Status{Tone: ui.Info, Word: "From 20 Dec 2026, 08:00"}),
		row("8", "social", "Instagram", "instagram.com", shown),
	}
	for i := range rows {
		rows[i].At, rows[i].First, rows[i].Last = i, i == 0, i == len(rows)-1
	}
	return rows
}

func aBioEditor() views.BioEditor {
	return views.BioEditor{PageHref: "/@island-coffee", Address: "pay.example.com/@island-coffee", PreviewSrc: "/bio-shore.html", Title: "Island Coffee",
		Tagline: "Roasted on Eleuthera since 1998.", ThemeName: "Shore", Rows: bioRows(), Changed: true, ChangedBy: "maria@islandcoffee.example", ChangedAt: now,
		Published: lastWeek, Version: 7, Revision: 41, CanChange: true, CanWrite: true, Nonce: "nonce-1"}
}

func aHeadForm() *views.BioHeadForm {
	m := &views.BioHeadForm{Title: "Island Coffee", Tagline: "Roasted on Eleuthera since 1998.", Theme: "shore", SoldOut: "badge", Revision: 40, CanWrite: true}
	for _, theme := range []string{"Paper", "Ink", "Shore", "Market", "Bloom", "Ticket"} {
		m.Themes = append(m.Themes, views.Option{Value: map[string]string{"Paper": "paper", "Ink": "ink", "Shore": "shore", "Market": "market", "Bloom": "bloom", "Ticket": "ticket"}[theme], Label: theme})
	}
	m.Accents = []views.Option{{Value: "", Label: "The theme’s"}, {Value: "sea", Label: "Sea"}, {Value: "plum", Label: "Plum"}, {Value: "moss", Label: "Moss"}, {Value: "brick", Label: "Brick"}, {Value: "honey", Label: "Honey"}, {Value: "slate", Label: "Slate"}}
	return m
}

func bioForm(id, kind string) *views.BioBlockForm {
	label, _ := views.BioKind(kind)
	return &views.BioBlockForm{ID: id, Nonce: "nonce-2", Type: kind, Kind: label, Revision: 39, ZoneName: "Nassau time (UTC−5)", CanWrite: true}
}

func bioEditorPages() []Page {
	const group = "Dashboard"
	m := aBioEditor()
	quiet := aBioEditor()
	quiet.Changed, quiet.CanChange, quiet.CanWrite = false, false, false
	published := aBioEditor()
	published.Changed, published.Removed, published.RemovedTitle = false, "bl_9", "The menu"
	looks := aBioEditor()
	looks.Head = aHeadForm()
	stale := aBioEditor()
	stale.Overtaken = true
	theirs := bioForm("bl_2", "listing")
	theirs.About, theirs.Things, theirs.Title = "lst_1", []views.Option{{Value: "lst_1", Label: "Sunset tasting for two · B$50.00"}}, "Tasting for two"
	theirs.Theirs = []views.Fact{{Name: "Title", Value: "Sunset tasting"}, {Name: "Until", Value: "2026-12-31T18:00"}}
	stale.Rows[1].Form = theirs
	wrong := aBioEditor()
	wrong.New = bioForm("", "link")
	wrong.New.URL, wrong.New.StartsAt, wrong.New.EndsAt = "ftp://a.example", "2026-12-24T18:00", "2026-12-20T18:00"
	wrong.New.Errors = views.Errors{"title": {"Give it a title: it is what people press."}, "url": {"Start it with https://, http://, mailto: or tel:."}, "ends_at": {"It ends before it starts."}}
	picture := aBioEditor()
	picture.New = bioForm("", "image")
	none := aBioEditor()
	none.New = bioForm("", "payment_link")
	fresh := views.BioEditor{PreviewSrc: "/bio-empty-test.html", Title: "Island Coffee", Fresh: true, HasThings: true, CanChange: true, CanWrite: true, Nonce: "nonce-1"}
	evil := aBioEditor()
	evil.Title, evil.Tagline, evil.Wrong = hostile, endless, []string{"The page was changed since you opened this. Nothing was done yet: below is how it is now."}
	evil.Rows[0].Title, evil.Rows[1].Title, evil.Rows[1].Detail = hostile, endless, endless
	return append(bioFurtherPages(),
		one("BioEdit", group, "draft", views.BioEdit(frame, m)),
		one("BioEdit", group, "read only, live", views.BioEdit(liveFrame, quiet)),
		one("BioEdit", group, "removed one", views.BioEdit(frame, published)),
		one("BioEdit", group, "looks", views.BioEdit(frame, looks)),
		one("BioEdit", group, "stale block", views.BioEdit(frame, stale)),
		one("BioEdit", group, "errors", views.BioEdit(frame, wrong)),
		one("BioEdit", group, "new picture", views.BioEdit(frame, picture)),
		one("BioEdit", group, "nothing to choose", views.BioEdit(frame, none)),
		one("BioEdit", group, "first visit", views.BioEdit(frame, fresh)),
		one("BioEdit", group, "hostile", views.BioEdit(hostileFrame, evil)),
		one("BioEdit", group, "right to left", views.BioEdit(rtlFrame, m)),
	)
}

func bioFurtherPages() []Page {
	const group = "Dashboard"
	history := views.BioHistory{CanChange: true, Versions: []views.BioVersionRow{
		{Number: 7, At: lastWeek, By: "maria@islandcoffee.example", What: "Shore, 9 blocks", Current: true},
		{Number: 6, At: lastMonth, By: "the API key Till", What: "Shore, 8 blocks"},
		{Number: 5, At: lastMonth, By: "maria@islandcoffee.example", What: "Paper, 8 blocks, as version 3"},
	}}
	numbers := views.BioNumbersPage{Period: "30d", Views: "1,204", Clicks: "310", Rate: "25 %", ZoneName: "Nassau time (UTC−5)", Parts: []views.BioPartRow{
		{Title: "Sunset tasting for two", Kind: "Listing", Clicks: "180", Rate: "14 %", Percent: 14},
		{Title: "Where our beans grow", Kind: "Link", Clicks: "92", Rate: "7 %", Percent: 7},
		{Title: endless, Kind: "Link", Clicks: "38", Rate: "3 %", Percent: 3},
		{Title: "Instagram", Kind: "Network", Clicks: "0", Rate: "0 %"},
	}}
	for i := range int64(30) {
		numbers.Days = append(numbers.Days, views.BioDay{Label: string(rune('0'+i/10)) + string(rune('0'+i%10)) + " Nov", Views: 20 + (i*37)%45, Clicks: (i * 13) % 18})
	}
	nobody := views.BioNumbersPage{Period: "7d", Days: []views.BioDay{{Label: "1 Nov"}}}
	ask := views.BioWrite{Kind: "page", Nonce: "nonce-3", Brand: "Island Coffee", CanChange: true, Instead: true}
	wrong := ask
	wrong.Sentence, wrong.Errors = "A coffee bar on the beach", views.Errors{"": {"The writing helper cannot be reached now. What you typed is still here; try again in a minute."}}
	draft := someBio()
	written := ask
	written.Sentence, written.Model, written.Page, written.Draft, written.ThemeName = "A coffee bar on the beach", "linktill-templates", &draft, "{}", "Shore"
	caption := views.BioWrite{Kind: "caption", Nonce: "nonce-3", Things: []views.Option{{Value: "", Label: "Something else: in your own words"}}, Networks: []views.Option{{Value: "instagram", Label: "Instagram"}},
		Model: "linktill-templates", Result: "Sunset, two cups, one table.\n\n#coffee #nassau", CanChange: true}
	line := views.BioWrite{Kind: "description", Nonce: "nonce-3", Name: "Island Coffee"}
	return []Page{
		one("BioPast", group, "some", views.BioPast(frame, history)),
		one("BioPast", group, "empty", views.BioPast(frame, views.BioHistory{})),
		one("BioNumbers", group, "thirty days", views.BioNumbers(frame, numbers)),
		one("BioNumbers", group, "nobody came", views.BioNumbers(frame, nobody)),
		one("BioHelp", group, "page", views.BioHelp(frame, ask)),
		one("BioHelp", group, "cannot be reached", views.BioHelp(frame, wrong)),
		one("BioHelp", group, "page written", views.BioHelp(frame, written)),
		one("BioHelp", group, "caption written", views.BioHelp(frame, caption)),
		one("BioHelp", group, "description", views.BioHelp(frame, line)),
	}
}
