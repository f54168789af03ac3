package handlers

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
)

// SetRateHeaders tells the caller how much of a limit is left.
func SetRateHeaders(c *fiber.Ctx, s store.RateState) {
	if s.Limit == 0 {
		return
	}
	c.Set("RateLimit-Limit", strconv.Itoa(s.Limit))
	c.Set("RateLimit-Remaining", strconv.Itoa(s.Remaining))
	c.Set("RateLimit-Reset", strconv.Itoa(s.ResetSeconds))
}

// TooMany is the error of a limit that is used up.
func TooMany(s store.RateState) error {
	return &pay.Error{Code: pay.TooMany, RetryAfterSeconds: s.ResetSeconds,
		Message: "That was too often. Nothing was changed; please wait a little and try again."}
}

// limit counts this request against key and refuses it when more than allowed
// came within the window, over all processes together.
func (h *Handlers) limit(c *fiber.Ctx, key string, allowed int, window time.Duration) error {
	n, reset, err := h.Store.Hit(c.UserContext(), key, window, 1)
	if err != nil {
		return err
	}
	state := store.RateStateOf(allowed, n, reset)
	SetRateHeaders(c, state)
	if state.Exceeded {
		return TooMany(state)
	}
	return nil
}
