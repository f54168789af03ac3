package handlers

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
	"linktill/views/ui"
)

const (
	auditPath = "/dashboard/audit"
	auditRows = 50
)

// Audit answers GET /dashboard/audit.
func (h *Handlers) Audit(c *fiber.Ctx) error {
	f, who, err := h.auditFilter(c)
	if err != nil {
		return err
	}
	ctx, by := c.UserContext(), caller(c)
	entries, err := h.Store.AuditEntries(ctx, by, f)
	if err != nil {
		return err
	}
	chain, err := h.Store.AuditChainOf(ctx, by)
	if err != nil {
		return err
	}
	members, err := h.Store.Members(ctx, by)
	if err != nil {
		return err
	}
	page := views.AuditPage{Topic: f.Topic.Name, Who: who, Chain: chainStatus(chain), Chips: auditChips(f.Topic.Name, who), Head: chain.Head}
	page.People = []ui.Choice{{Value: "", Label: "Everybody"}}
	for _, m := range members {
		page.People = append(page.People, ui.Choice{Value: pay.UserPrefix.Show(m.UserID), Label: m.Email})
	}
	for _, e := range entries.Rows {
		page.Entries = append(page.Entries, auditRow(c, e))
	}
	if f.Before > 0 {
		page.Pager.Newer = auditHref(f.Topic.Name, who, 0)
	}
	if entries.HasMore {
		page.Pager.Older = auditHref(f.Topic.Name, who, entries.Rows[len(entries.Rows)-1].Seq)
	}
	return h.render(c, fiber.StatusOK, views.Audit(h.frame(c, auditPath), page))
}

func (h *Handlers) auditFilter(c *fiber.Ctx) (f store.AuditFilter, who string, err error) {
	f.Limit, f.Topic = auditRows, pay.Topic(c.Query("topic"))
	if text := c.Query("before"); text != "" {
		n, ok := wholeNumber(text)
		if !ok {
			return f, "", pay.Errorf(pay.Invalid, "“before” is the number of an entry.")
		}
		f.Before = int64(n)
	}
	if id, ok := pay.UserPrefix.Parse(c.Query("who")); ok {
		f.UserID, who = id, pay.UserPrefix.Show(id)
	}
	return f, who, nil
}

func auditHref(topic, who string, before int64) string {
	q := url.Values{}
	for name, value := range map[string]string{"topic": topic, "who": who} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if before > 0 {
		q.Set("before", strconv.FormatInt(before, 10))
	}
	if len(q) == 0 {
		return auditPath
	}
	return auditPath + "?" + q.Encode()
}

func auditChips(topic, who string) []ui.Chip {
	chips := []ui.Chip{{Label: "All", Href: auditHref("", who, 0), Current: topic == ""}}
	for _, t := range pay.AuditTopics {
		chips = append(chips, ui.Chip{Label: t.Words, Href: auditHref(t.Name, who, 0), Current: t.Name == topic})
	}
	return chips
}

// chainStatus says in a sentence whether the log is as it was written.
func chainStatus(chain store.AuditChain) ui.Notice {
	switch {
	case chain.Broken != "":
		return ui.Notice{Tone: ui.Bad, Text: "The chain breaks at entry " + counted(chain.BrokenSeq) + ": " + chain.Broken + ". Somebody changed the database by hand."}
	case chain.To == 0:
		return ui.Notice{}
	case chain.From > 1:
		return ui.Notice{Tone: ui.Good, Text: "Chain verified from entry " + counted(chain.From) + " to entry " + counted(chain.To) + ". The command linktill audit verifies all of it."}
	}
	return ui.Notice{Tone: ui.Good, Text: "Chain verified to entry " + counted(chain.To) + "."}
}

func auditRow(c *fiber.Ctx, e pay.AuditEntry) views.AuditRow {
	row := views.AuditRow{
		Number: counted(e.Seq), Act: e.Act.Words(), Name: e.Name, Object: e.Object, Actor: e.Actor, IP: e.IP, At: moment(e.At, zone(c)),
	}
	switch {
	case !e.KeyID.IsZero():
		row.Actor = "API key " + e.Actor
	case e.UserID.IsZero():
		row.Actor = "Linktill"
	}
	if e.Livemode != nil {
		row.Mode = map[bool]string{true: "Live", false: "Test"}[*e.Livemode]
	}
	for _, change := range e.Changes {
		row.Changes = append(row.Changes, changeWords(change))
	}
	return row
}

// changeWords is "role: viewer → admin".
func changeWords(c pay.Change) string {
	switch {
	case c.From == "":
		return c.Field + ": " + c.To
	case c.To == "":
		return c.Field + ": " + c.From + " → none"
	}
	return c.Field + ": " + c.From + " → " + c.To
}
