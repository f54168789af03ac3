package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"linktill/static"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("render", flag.ContinueOnError)
	out := flags.String("out", "bin/gallery", "folder to write the pages to")
	listen := flags.String("listen", "", "address to serve them on afterwards, such as 127.0.0.1:8090")
	shots := flags.String("shots", "", "folder to write pictures of them to")
	only := flags.String("only", "", "take pictures only of pages whose file name contains one of these words (a,b)")
	widths := flags.String("widths", "360,768,1440", "widths of the pictures in CSS pixels")
	if err := flags.Parse(args); err != nil {
		return err
	}
	files, err := write(ctx, *out)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d pages in %s\n", len(files), *out)
	if *shots != "" {
		return photograph(ctx, *out, *shots, wanted(files, *only), *widths)
	}
	if *listen != "" {
		return serve(ctx, *listen, *out, stdout)
	}
	return nil
}

// write renders all pages and copies the static files; it returns the pages' file names.
func write(ctx context.Context, out string) ([]string, error) {
	for _, name := range static.Names() {
		f, _ := static.Open(name)
		if err := save(filepath.Join(out, "static", name), f.Body); err != nil {
			return nil, err
		}
	}
	var files []string
	var index bytes.Buffer
	index.WriteString("<!DOCTYPE html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Gallery</title><h1>Gallery</h1><ul>")
	for _, p := range Pages() {
		var body bytes.Buffer
		if err := p.Component.Render(ctx, &body); err != nil {
			return nil, fmt.Errorf("%s (%s): %w", p.Name, p.State, err)
		}
		name := fileName(p)
		// Relative addresses, so that the files open from disk too.
		page := strings.ReplaceAll(body.String(), `"/static/`, `"static/`)
		if err := save(filepath.Join(out, name), []byte(page)); err != nil {
			return nil, err
		}
		fmt.Fprintf(&index, "<li><a href=%q>%s</a>", name, html.EscapeString(p.Group+": "+p.Name+", "+p.State))
		files = append(files, name)
	}
	index.WriteString("</ul>")
	return files, save(filepath.Join(out, "index.html"), index.Bytes())
}

func fileName(p Page) string {
	words := strings.FieldsFunc(strings.ToLower(p.Name+"-"+p.State), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-") + ".html"
}

func wanted(files []string, only string) []string {
	if only == "" {
		return files
	}
	var some []string
	for _, f := range files {
		for _, word := range strings.Split(only, ",") {
			if strings.Contains(f, word) {
				some = append(some, f)
				break
			}
		}
	}
	return some
}

func save(path string, body []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, body, 0o644)
}

// policy is the pages' own, so that what it forbids shows here first; but pages may
// frame one another, as only the editor of the bio page and its preview do.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"

// mailPolicy is the real one of mails: their styles stand in them.
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"

func handler(folder string) http.Handler {
	files := http.FileServer(http.Dir(folder))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		if strings.HasPrefix(r.URL.Path, "/mail-") {
			w.Header().Set("Content-Security-Policy", mailPolicy)
		}
		files.ServeHTTP(w, r)
	})
}

func serve(ctx context.Context, address, folder string, stdout io.Writer) error {
	ln, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler(folder), ReadHeaderTimeout: 5 * time.Second}
	fmt.Fprintf(stdout, "Gallery: http://%s/\n", ln.Addr())
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
