package handlers

import (
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
	"linktill/views"
)

const securityPath = "/dashboard/security"

// Security answers GET /dashboard/security.
func (h *Handlers) Security(c *fiber.Ctx) error {
	page, err := h.securityPage(c)
	if err != nil {
		return err
	}
	return h.render(c, fiber.StatusOK, views.Security(h.frame(c, securityPath), page))
}

// securityAgain shows the page once more with what is wrong with one of its
// forms, which put sets.
func (h *Handlers) securityAgain(c *fiber.Ctx, err error, put func(*views.SecurityPage, views.Errors)) error {
	if errors.Is(err, errConfirm) {
		return redirect(c, withNext(stepUpPath, securityPath))
	}
	var e *pay.Error
	if !errors.As(err, &e) || statuses[e.Code] != fiber.StatusUnprocessableEntity && statuses[e.Code] != fiber.StatusTooManyRequests {
		return err
	}
	page, pageErr := h.securityPage(c)
	if pageErr != nil {
		return pageErr
	}
	put(&page, formErrors(e))
	setRetryAfter(c, e)
	return h.render(c, statuses[e.Code], views.Security(h.frame(c, securityPath), page))
}

func (h *Handlers) securityPage(c *fiber.Ctx) (views.SecurityPage, error) {
	ctx, by := c.UserContext(), caller(c)
	who, err := h.Store.Credentials(ctx, by.UserID)
	if err != nil {
		return views.SecurityPage{}, err
	}
	left, all, err := h.Store.RecoveryCodes(ctx, by.UserID)
	if err != nil {
		return views.SecurityPage{}, err
	}
	sessions, err := h.Store.UserSessions(ctx, by.UserID)
	if err != nil {
		return views.SecurityPage{}, err
	}
	page := views.SecurityPage{
		TOTPOn: who.User.TOTPOn, TOTPSince: momentOpt(who.User.TOTPSince, zone(c)),
		RecoveryLeft: left, RecoveryOf: all, PasswordChanged: moment(who.User.PasswordChangedAt, zone(c)),
		MustSetUp: caller(c).TwoFactorRequired && !who.User.SecondFactorOn(), MerchantName: caller(c).MerchantName,
		Role: caller(c).Role.Words(),
	}
	if page.Passkeys, err = h.passkeyRows(c); err != nil {
		return page, err
	}
	page.Sessions = sessionRows(c, sessions)
	return page, nil
}

// sessionRows lists the places that are logged in, this one first.
func sessionRows(c *fiber.Ctx, sessions []store.Session) (rows []views.SessionRow) {
	for _, s := range sessions {
		rows = append(rows, sessionRow(c, s))
	}
	slices.SortStableFunc(rows, func(a, b views.SessionRow) int {
		switch {
		case a.Current:
			return -1
		case b.Current:
			return 1
		}
		return 0
	})
	return rows
}

func (h *Handlers) passkeyRows(c *fiber.Ctx) (rows []views.PasskeyRow, err error) {
	keys, err := h.Store.Passkeys(c.UserContext(), caller(c).UserID)
	for _, k := range keys {
		rows = append(rows, views.PasskeyRow{
			RemoveAction: securityPath + "/passkeys/" + pay.PasskeyPrefix.Show(k.ID) + "/remove", Name: k.Name,
			LastUsed: momentOpt(k.LastUsedAt, zone(c)), Created: moment(k.CreatedAt, zone(c)), Copied: k.ClonedAt != nil,
		})
	}
	return rows, err
}

func sessionRow(c *fiber.Ctx, s store.Session) views.SessionRow {
	return views.SessionRow{
		RevokeAction: securityPath + "/sessions/" + pay.SessionPrefix.Show(s.ID) + "/revoke",
		Device:       pay.DeviceName(s.UserAgent), IP: s.IP,
		LastSeen: moment(s.LastSeenAt, zone(c)), Created: moment(s.CreatedAt, zone(c)),
		Current: s.ID == caller(c).SessionID,
	}
}

// RevokeSession answers POST /dashboard/security/sessions/{id}/revoke.
func (h *Handlers) RevokeSession(c *fiber.Ctx) error {
	id, ok := pay.SessionPrefix.Parse(c.Params("id"))
	if !ok {
		return pay.Errorf(pay.NotFound, "There is no session with this id.")
	}
	if id == caller(c).SessionID {
		return h.LogOut(c)
	}
	if err := bindNothing(c); err != nil {
		return err
	}
	if err := h.Store.RevokeSession(c.UserContext(), caller(c).UserID, id); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: securityPath, Flash: "That place is logged out."})
}

// RevokeOtherSessions answers POST /dashboard/security/sessions/revoke.
func (h *Handlers) RevokeOtherSessions(c *fiber.Ctx) error {
	if err := bindNothing(c); err != nil {
		return err
	}
	if err := h.Store.RevokeOtherSessions(c.UserContext(), caller(c).UserID, caller(c).SessionID); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: securityPath, Flash: "Every other place is logged out."})
}
