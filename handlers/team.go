package handlers

import (
	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/views"
	"linktill/views/ui"
)

const teamPath = "/dashboard/team"

// Team answers GET /dashboard/team.
func (h *Handlers) Team(c *fiber.Ctx) error {
	by := caller(c)
	members, err := h.Store.Members(c.UserContext(), by)
	if err != nil {
		return err
	}
	page := views.TeamPage{
		MayChange: by.May(pay.AccountWrite), MayAudit: by.May(pay.AccountWrite),
		TwoFactorRequired: by.TwoFactorRequired, Role: by.Role.Words(),
	}
	for _, m := range members {
		page.Members = append(page.Members, memberRow(c, m))
		if m.UserID == by.UserID {
			page.Keys = m.Keys
		}
		if m.Role == pay.Owner {
			page.Owners++
		}
		if !m.SecondFactor {
			page.WithoutFactor++
		}
	}
	page.LastOwner = by.Role == pay.Owner && page.Owners == 1
	if page.MayChange {
		invites, err := h.Store.Invites(c.UserContext(), by)
		if err != nil {
			return err
		}
		for _, i := range invites {
			page.Invites = append(page.Invites, h.inviteRow(c, i))
		}
	}
	return h.render(c, fiber.StatusOK, views.Team(h.frame(c, teamPath), page))
}

func memberRow(c *fiber.Ctx, m pay.Teammate) views.MemberRow {
	by, path := caller(c), teamPath+"/"+pay.UserPrefix.Show(m.UserID)
	row := views.MemberRow{
		ID: pay.UserPrefix.Show(m.UserID), Email: m.Email, Role: ui.Choice{Value: string(m.Role), Label: m.Role.Words()}, You: m.UserID == by.UserID,
		SecondFactor: m.SecondFactor, Joined: moment(m.JoinedAt, zone(c)), LastSeen: momentOpt(m.LastSeenAt, zone(c)), Keys: m.Keys,
	}
	if row.You || pay.CheckRole(by.Role, m.Role, "") != nil {
		return row
	}
	row.RoleAction, row.RemoveAction = path+"/role", path+"/remove"
	row.Roles = roleChoices(by.Role)
	return row
}

// roleChoices are the roles that somebody with that role can give.
func roleChoices(by pay.Role) []views.RoleChoice {
	var all []views.RoleChoice
	for _, r := range pay.Roles {
		if pay.CheckRole(by, "", r) == nil {
			all = append(all, views.RoleChoice{Value: string(r), Label: r.Words(), Hint: r.May()})
		}
	}
	return all
}

// memberParam reads whose member the path names.
func (h *Handlers) memberParam(c *fiber.Ctx) (id pay.ID, email string, err error) {
	id, ok := pay.UserPrefix.Parse(c.Params("id"))
	if !ok {
		return id, "", pay.Errorf(pay.NotFound, "There is no such member.")
	}
	email, err = h.Store.MemberEmail(c.UserContext(), caller(c), id)
	return id, email, err
}

// ChangeRole answers POST /dashboard/team/{id}/role.
func (h *Handlers) ChangeRole(c *fiber.Ctx) error {
	id, email, err := h.memberParam(c)
	if err != nil {
		return err
	}
	var in struct {
		Role string `form:"role"`
		Keys bool   `form:"keys"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	role, ok := pay.ParseRole(in.Role)
	if !ok {
		return pay.Errorf(pay.Invalid, "Choose one of the roles.")
	}
	if err := h.Store.ChangeRole(c.UserContext(), caller(c), id, role, in.Keys); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: teamPath, Flash: email + " has the role “" + role.Words() + "” now."})
}

// RemoveMember answers POST /dashboard/team/{id}/remove.
func (h *Handlers) RemoveMember(c *fiber.Ctx) error {
	id, email, err := h.memberParam(c)
	if err != nil {
		return err
	}
	var in struct {
		Keys bool `form:"keys"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if err := h.Store.RemoveMember(c.UserContext(), caller(c), id, in.Keys); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: teamPath, Flash: email + " is not in the team any more, and is logged out of it everywhere."})
}

// LeaveTeam answers POST /dashboard/team/leave. It ends the session: what it
// looked at is not the person's any more.
func (h *Handlers) LeaveTeam(c *fiber.Ctx) error {
	var in struct {
		Keys bool `form:"keys"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if err := h.Store.LeaveTeam(c.UserContext(), caller(c), in.Keys); err != nil {
		return err
	}
	return h.LogOut(c)
}

// RequireTwoFactor answers POST /dashboard/team/two-factor.
func (h *Handlers) RequireTwoFactor(c *fiber.Ctx) error {
	var in struct {
		Required bool `form:"required"`
	}
	if err := bindForm(c, &in); err != nil {
		return err
	}
	if err := h.Store.RequireTwoFactor(c.UserContext(), caller(c), in.Required); err != nil {
		return err
	}
	flash := "From now on everybody in the team needs a second factor."
	if !in.Required {
		flash = "A second factor is everybody's own choice now."
	}
	return h.respond(c, reply{Redirect: teamPath, Flash: flash})
}

const merchantsPath = "/dashboard/merchants"

// Merchants answers GET /dashboard/merchants: which of several to look at.
func (h *Handlers) Merchants(c *fiber.Ctx) error {
	if missing, err := h.factorMissing(c); missing || err != nil {
		return err
	}
	all, err := h.Store.Memberships(c.UserContext(), caller(c).UserID)
	if err != nil {
		return err
	}
	page := views.MerchantsPage{Email: caller(c).UserEmail}
	for _, m := range all {
		page.Merchants = append(page.Merchants, views.MerchantChoice{
			Action: merchantsPath + "/" + pay.MerchantPrefix.Show(m.MerchantID), Name: m.MerchantName, Slug: m.MerchantSlug,
			Role: m.Role.Words(), Current: m.MerchantID == caller(c).MerchantID,
		})
	}
	return h.render(c, fiber.StatusOK, views.Merchants(h.page(c), page))
}

// SwitchMerchant answers POST /dashboard/merchants/{id}.
func (h *Handlers) SwitchMerchant(c *fiber.Ctx) error {
	if missing, err := h.factorMissing(c); missing || err != nil {
		return err
	}
	id, ok := pay.MerchantPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Errorf(pay.NotFound, "You do not work for this merchant.")
	}
	if err := h.Store.SwitchMerchant(c.UserContext(), session(c).ID, id); err != nil {
		return err
	}
	return redirect(c, homePath)
}

// factorMissing sends somebody to the code who gave the password only. These
// pages are open to people who work for nobody, so the table cannot ask.
func (h *Handlers) factorMissing(c *fiber.Ctx) (missing bool, err error) {
	who, err := h.Store.Credentials(c.UserContext(), session(c).UserID)
	if err == nil && who.User.SecondFactorOn() && session(c).SecondFactorAt.IsZero() {
		return true, redirect(c, withNext(codePath, merchantsPath))
	}
	return false, err
}
