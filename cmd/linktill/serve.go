package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"linktill/handlers"
	"linktill/internal/hook"
	"linktill/internal/jobs"
	"linktill/internal/mail"
	"linktill/internal/writer"
	"linktill/web"
)

// serveOptions are the flags of serve.
type serveOptions struct {
	demo      bool
	web, work bool
}

func (p program) serve(ctx context.Context, args []string) error {
	var o serveOptions
	flags := flag.NewFlagSet("linktill serve", flag.ContinueOnError)
	flags.SetOutput(p.stderr)
	flags.BoolVar(&o.demo, "demo", false, "with the demo merchant")
	flags.BoolVar(&o.web, "web", false, "only the web server")
	flags.BoolVar(&o.work, "worker", false, "only the worker")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.web == o.work {
		o.web, o.work = true, true
	}
	h, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	var demo *demoMerchant
	if o.demo {
		if demo, err = h.openDemo(ctx); err != nil {
			return fmt.Errorf("demo merchant: %w", err)
		}
	}
	return p.runParts(ctx, h, o, demo)
}

// runParts runs what was asked for until ctx ends or one part fails, and stops
// the web server before the worker.
func (p program) runParts(ctx context.Context, h *house, o serveOptions, demo *demoMerchant) error {
	if o.work {
		stop, err := h.work(context.WithoutCancel(ctx))
		if err != nil {
			return err
		}
		defer stop()
	}
	if !o.web {
		fmt.Fprintln(p.stdout, "Linktill works on its queue. Stop it with Ctrl-C.")
		<-ctx.Done()
		return nil
	}
	return p.web(ctx, h, demo)
}

// web serves until ctx ends.
func (p program) web(ctx context.Context, h *house, demo *demoMerchant) error {
	hs := h.handlers(demo)
	metrics := web.NewMetrics(h.pool)
	app, err := web.New(web.Deps{Handlers: hs, Auth: hs, Sealer: h.keys, Metrics: metrics,
		ListenAddr: h.config.ListenAddr, Proxies: h.config.proxies})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", h.config.ListenAddr)
	if err != nil {
		return fmt.Errorf("LISTEN_ADDR: %w", err)
	}
	if h.config.MetricsAddr != "" {
		beside, err := net.Listen("tcp", h.config.MetricsAddr)
		if err != nil {
			return errors.Join(fmt.Errorf("METRICS_ADDR: %w", err), ln.Close())
		}
		go func() {
			if err := metrics.Serve(ctx, beside); err != nil {
				h.log.Error("metrics are not served any more", "err", err)
			}
		}()
	}
	stopCounting := h.keepCounts(ctx)
	defer stopCounting()
	p.welcome(h, demo)
	return web.Serve(ctx, app, ln, hs, h.drainPause())
}

// keepCounts keeps the numbers of links and bio pages until stop is called, which stores what
// was counted last.
func (h *house) keepCounts(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.store.KeepCounts(ctx, func(err error) { h.log.Error("views of pages are not stored yet", "err", err) })
	}()
	return func() {
		cancel()
		<-done
	}
}

// drainPause is how long a stop is announced at /readyz. On a machine of one's
// own nobody looks there, and Ctrl-C should be quick.
func (h *house) drainPause() time.Duration {
	if h.postgres != nil {
		return 0
	}
	return web.DrainPause
}

func (h *house) handlers(demo *demoMerchant) *handlers.Handlers {
	hs := &handlers.Handlers{
		Store: h.store, Desk: h.desk, Sessions: web.NewSessions(h.store, h.config.PublicURL), Secrets: h.keys,
		PublicURL: h.config.PublicURL, DefaultCurrency: h.config.DefaultCurrency, APIPerMinute: h.config.APIPerMinute,
		Now: time.Now, Log: h.log,
	}
	if h.config.AIBaseURL != "" {
		hs.Writer = writer.NewModel(h.config.AIBaseURL, h.config.AIKey, h.config.AIModel, h.log)
	}
	hs.WebhookNetworks = h.config.webhookNetworks
	if h.config.SMTPURL == "" {
		hs.Mails = mail.NewMailbox(h.mailFolder())
	}
	if h.config.SMTPURL == "" && demo != nil { // strangers need not know where mails lie
		hs.MailFolder = h.mailFolder()
	}
	if demo != nil {
		hs.DemoHint = "Demo: " + demoEmail + " with the password " + demoPassword + ". The terminal shows the key for the code."
	}
	return hs
}

func (h *house) mailFolder() string { return filepath.Join(h.config.DataDir, "mail") }

// work starts the worker; stop waits for the jobs under way.
func (h *house) work(ctx context.Context) (stop func(), err error) {
	sender, err := mail.New(h.config.SMTPURL, h.config.MailFrom, h.mailFolder(), h.log)
	if err != nil {
		return nil, err
	}
	teller := &jobs.Teller{Store: h.store, Secrets: h.keys, Hook: hook.New(hook.Options{Allowed: h.config.webhookNetworks}),
		PublicURL: h.config.PublicURL, Now: time.Now}
	client, err := jobs.New(jobs.Deps{Store: h.store, Desk: h.desk, Log: h.log, Teller: teller,
		Mailer: &jobs.Mailer{Store: h.store, Secrets: h.keys, Mail: sender, PublicURL: h.config.PublicURL}})
	if err != nil {
		return nil, err
	}
	if err := client.Start(ctx); err != nil {
		return nil, fmt.Errorf("start the worker: %w", err)
	}
	return func() {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		if err := client.Stop(ctx); err != nil {
			_ = client.StopAndCancel(ctx)
		}
	}, nil
}
