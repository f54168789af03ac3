package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/secret"
	"linktill/store"
)

// deviceCookie is by which a browser is known again; it opens nothing.
const (
	deviceCookie = "linktill_device"
	deviceKept   = 400 * 24 * time.Hour
)

// logIn says how somebody logged in and with which browser, which is given a
// mark to be known by. Only its hash is kept, apart for each key.
func (h *Handlers) logIn(c *fiber.Ctx, with string) *store.LogIn {
	mark := c.Cookies(deviceCookie)
	if _, ok := secret.TokenMerchant(mark); !ok {
		mark = secret.NewToken(0)
	}
	c.Cookie(&fiber.Cookie{Name: deviceCookie, Value: mark, Path: "/", HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
		Secure: h.Sessions.Cookie.Secure, MaxAge: int(deviceKept / time.Second)})
	return &store.LogIn{With: with, DeviceHash: h.Secrets.Hash(secret.ForDevice, mark)}
}
