package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/handlers"
	"linktill/store"
)

// perMinute bounds how often one client address may call the route, over all
// processes together.
func (a *assembly) perMinute(r Route, next fiber.Handler) fiber.Handler {
	if r.PerMinute == 0 {
		return next
	}
	return func(c *fiber.Ctx) error {
		key := "route:" + r.Method + r.Path + ":" + handlers.RateNet(handlers.ClientIP(c))
		n, reset, err := a.h.Store.Hit(c.UserContext(), key, time.Minute, 1)
		if err != nil {
			return err
		}
		state := store.RateStateOf(r.PerMinute, n, reset)
		handlers.SetRateHeaders(c, state)
		if state.Exceeded {
			return handlers.TooMany(state)
		}
		return next(c)
	}
}
