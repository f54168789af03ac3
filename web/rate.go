package web

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/store"
)

// notTooMany sends requests away while too many are at work already, which
// costs next to nothing, so that those at work are answered in time.
func (a *assembly) notTooMany(r Route, next fiber.Handler) fiber.Handler {
	if r.Always {
		return next
	}
	return func(c *fiber.Ctx) error {
		defer a.inFlight.Add(-1)
		if a.inFlight.Add(1) > a.InFlightMax {
			return &pay.Error{Code: pay.Unavailable, RetryAfterSeconds: 1,
				Message: "We are very busy. Nothing was changed; please try again in a moment."}
		}
		return next(c)
	}
}

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
