package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/handlers"
	"linktill/internal/acquirer/sandbox"
	"linktill/internal/desk"
	"linktill/internal/devpg"
	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/store"
)

// house is everything that a command works with, open and up to date.
type house struct {
	config   config
	log      *slog.Logger
	pool     *pgxpool.Pool
	store    *store.Store
	keys     *secret.Keys
	desk     *desk.Desk
	postgres *devpg.Server // nil with a DATABASE_URL
}

// open reads the settings, gets at the database (starting one when none is
// set), brings it up to date and puts the parts together.
func (p program) open(ctx context.Context) (*house, error) {
	cfg, err := loadConfig(p.getenv)
	if err != nil {
		return nil, err
	}
	h := &house{config: cfg, log: slog.New(slog.NewJSONHandler(p.stderr, nil))}
	url := cfg.DatabaseURL.Reveal()
	if url == "" {
		h.postgres, err = devpg.Start(ctx, devpg.Options{Dir: filepath.Join(cfg.DataDir, "postgres"), Log: p.stderr})
		if err != nil {
			return nil, err
		}
		url = h.postgres.URL(devpg.Database)
	}
	if err := h.furnish(ctx, url); err != nil {
		h.close()
		return nil, err
	}
	return h, nil
}

func (h *house) furnish(ctx context.Context, url string) (err error) {
	if err = store.Migrate(ctx, url); err != nil {
		return err
	}
	if h.pool, err = store.OpenPool(ctx, url); err != nil {
		return err
	}
	if err = sandbox.Migrate(ctx, h.pool); err != nil {
		return err
	}
	if h.store, err = store.New(h.pool, time.Now); err != nil {
		return err
	}
	if h.keys, err = secret.New([]byte(h.config.SecretKey.Reveal())); err != nil {
		return err
	}
	if err = h.checkClock(ctx); err != nil {
		return err
	}
	h.desk = h.deskOf(h.store, time.Now, sandbox.Options{})
	return nil
}

func (h *house) deskOf(s *store.Store, now func() time.Time, options sandbox.Options) *desk.Desk {
	path := func(id pay.ID) string { return handlers.CheckoutPath(h.keys, id) }
	return desk.New(s, sandbox.New(h.pool, options), path, now, h.log)
}

// clockSkewMax is how far this machine's clock may be from the database's:
// leases and expiries are judged by one, ids and codes by the other.
const clockSkewMax = 5 * time.Second

func (h *house) checkClock(ctx context.Context) error {
	var theirs time.Time
	if err := h.pool.QueryRow(ctx, `SELECT clock_timestamp()`).Scan(&theirs); err != nil {
		return fmt.Errorf("read the database's clock: %w", err)
	}
	if skew := time.Since(theirs).Abs(); skew > clockSkewMax {
		return fmt.Errorf("this machine's clock and the database's differ by %s; set both by NTP and start again", skew.Round(time.Second))
	}
	return nil
}

// close waits for calls under way, then lets everything go.
func (h *house) close() {
	if h.desk != nil {
		h.desk.Wait()
	}
	if h.pool != nil {
		h.pool.Close()
	}
	if h.postgres != nil {
		if err := h.postgres.Stop(); err != nil {
			h.log.Error("PostgreSQL did not stop", "err", err)
		}
	}
}
