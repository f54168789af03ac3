package handlers

import (
	"errors"
	"slices"
	"strings"

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
	}
	for _, s := range sessions {
		page.Sessions = append(page.Sessions, sessionRow(c, s))
	}
	slices.SortStableFunc(page.Sessions, func(a, b views.SessionRow) int {
		switch {
		case a.Current:
			return -1
		case b.Current:
			return 1
		}
		return 0
	})
	return page, nil
}

func sessionRow(c *fiber.Ctx, s store.Session) views.SessionRow {
	return views.SessionRow{
		RevokeAction: securityPath + "/sessions/" + pay.SessionPrefix.Show(s.ID) + "/revoke",
		Device:       deviceName(s.UserAgent), IP: s.IP,
		LastSeen: moment(s.LastSeenAt, zone(c)), Created: moment(s.CreatedAt, zone(c)),
		Current: s.ID == caller(c).SessionID,
	}
}

// deviceName says in words what a browser calls itself. Those that pretend to
// be another one as well come first.
func deviceName(userAgent string) string {
	find := func(names [][2]string) string {
		for _, name := range names {
			if strings.Contains(userAgent, name[0]) {
				return name[1]
			}
		}
		return ""
	}
	browser := find([][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"},
		{"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}})
	system := find([][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"},
		{"Mac OS X", "Mac"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}})
	switch {
	case browser == "" && system == "":
		return "An unknown device"
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + " on " + system
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
	if err := h.Store.RevokeSession(c.UserContext(), caller(c).UserID, id); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: securityPath, Flash: "That place is logged out."})
}

// RevokeOtherSessions answers POST /dashboard/security/sessions/revoke.
func (h *Handlers) RevokeOtherSessions(c *fiber.Ctx) error {
	if err := h.Store.RevokeOtherSessions(c.UserContext(), caller(c).UserID, caller(c).SessionID); err != nil {
		return err
	}
	return h.respond(c, reply{Redirect: securityPath, Flash: "Every other place is logged out."})
}
