package handlers

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/static"
)

// readyTimeout bounds the question to the database: whoever asks wants to know
// soon.
const readyTimeout = 2 * time.Second

// Health answers GET /healthz: the process is alive.
func (h *Handlers) Health(c *fiber.Ctx) error {
	return sendJSON(c, fiber.StatusOK, fiber.Map{"status": "ok"})
}

// Ready answers GET /readyz: whether to send requests here now.
func (h *Handlers) Ready(c *fiber.Ctx) error {
	if h.Draining.Load() {
		return sendJSON(c, fiber.StatusServiceUnavailable, fiber.Map{"status": "stopping"})
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), readyTimeout)
	defer cancel()
	if err := h.Store.Pool().Ping(ctx); err != nil {
		h.Log.LogAttrs(ctx, slog.LevelError, "not ready", slog.String("error", err.Error()))
		return sendJSON(c, fiber.StatusServiceUnavailable, fiber.Map{"status": "database unreachable"})
	}
	return sendJSON(c, fiber.StatusOK, fiber.Map{"status": "ready"})
}

// Static answers GET /static/*: files whose names change with their content, so
// that browsers keep them for good.
func (h *Handlers) Static(c *fiber.Ctx) error {
	file, ok := static.Open(c.Params("*"))
	if !ok {
		return fiber.ErrNotFound
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	return sendFile(c, file)
}

// sendFile answers with a file, or with nothing to who has it already.
func sendFile(c *fiber.Ctx, file static.File) error {
	c.Set(fiber.HeaderETag, file.ETag)
	c.Vary(fiber.HeaderAcceptEncoding)
	if c.Get(fiber.HeaderIfNoneMatch) == file.ETag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, file.ContentType)
	if file.Gzip != nil && strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(file.Gzip)
	}
	return c.Send(file.Body)
}
