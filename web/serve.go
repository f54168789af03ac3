package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"linktill/handlers"
)

// DrainPause is how long the server still takes requests after it was told to
// stop and has said at /readyz that it will: proxies look every few seconds.
const DrainPause = 3 * time.Second

// shutdownTimeout is how long running requests have after that.
const shutdownTimeout = 20 * time.Second

// Serve answers on the listener until ctx ends, then stops without dropping a
// request: for the time of pause it says at /readyz that it is stopping and
// closes each connection behind its answer, then it takes what has already
// connected, closes the listener, and waits for what is running.
func Serve(ctx context.Context, app *fiber.App, ln net.Listener, h *handlers.Handlers, pause time.Duration) error {
	if tcp, ok := ln.(*net.TCPListener); ok {
		ln = &drainListener{TCPListener: tcp}
	}
	served := make(chan error, 1)
	go func() { served <- app.Listener(ln) }()
	select {
	case err := <-served:
		return fmt.Errorf("web: serve: %w", err)
	case <-ctx.Done():
	}
	h.Draining.Store(true)
	select {
	case err := <-served:
		return fmt.Errorf("web: serve: %w", err)
	case <-time.After(pause):
	}
	err := app.ShutdownWithTimeout(shutdownTimeout)
	if err := errors.Join(err, <-served); err != nil {
		return fmt.Errorf("web: stop: %w", err)
	}
	return nil
}
