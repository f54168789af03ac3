// Package static holds the style sheets, scripts and pictures of Linktill. They
// are embedded in the binary, joined into a few bundles at start and served
// under names that contain a hash of their content, so that browsers may keep
// them forever. There is no build step.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"path"
	"strings"
	"sync"
)

//go:embed css/*.css js/*.js img/*
var sources embed.FS

// bundles are the files that are made of several sources, in this order.
var bundles = map[string][]string{
	"css/dashboard.css": {
		"css/tokens.css", "css/reset.css", "css/base.css", "css/layout.css",
		"css/ui-button.css", "css/ui-field.css", "css/ui-notice.css", "css/ui-status.css", "css/ui-panel.css",
		"css/ui-table.css", "css/ui-lines.css", "css/ui-details.css", "css/ui-copy.css", "css/ui-nav.css",
		"css/page-account.css", "css/page-overview.css", "css/page-balance.css", "css/page-links.css", "css/page-payments.css", "css/page-customers.css", "css/page-settings.css", "css/page-settings-forms.css", "css/page-pictures.css", "css/page-team.css", "css/page-mailbox.css",
		"css/page-products.css", "css/page-listings.css", "css/page-webhooks.css", "css/page-bio-editor.css", "css/page-bio-themes.css", "css/page-bio-accents.css",
	},
	"css/public.css": {
		"css/tokens.css", "css/reset.css", "css/base.css",
		"css/ui-button.css", "css/ui-field.css", "css/ui-notice.css",
		"css/ui-lines.css", "css/page-checkout.css", "css/page-receipt.css", "css/page-challenge.css", "css/page-brand.css",
	},
	"css/mine.css": {
		"css/tokens.css", "css/reset.css", "css/base.css",
		"css/ui-button.css", "css/ui-field.css", "css/ui-notice.css", "css/ui-status.css", "css/page-checkout.css", "css/page-mine.css",
	},
	"css/shop.css": {
		"css/tokens.css", "css/reset.css", "css/base.css", "css/ui-button.css", "css/page-checkout.css", "css/page-shop.css",
	},
	"css/bio.css": {
		"css/tokens.css", "css/reset.css", "css/base.css", "css/page-bio.css", "css/page-bio-themes.css", "css/page-bio-accents.css",
	},
	"css/print.css": {
		"css/tokens.css", "css/reset.css", "css/base.css", "css/ui-button.css", "css/page-print.css",
	},
	"css/docs.css": {"css/tokens.css", "css/page-docs.css"},
	"js/app.js": {
		"js/once.js", "js/menus.js", "js/rows.js", "js/search.js", "js/copy.js", "js/print.js", "js/share.js", "js/code.js", "js/amount.js", "js/preview.js", "js/picture.js", "js/bio.js", "js/export.js", "js/passkey.js", "js/look.js",
	},
	"js/checkout.js": {
		"js/once.js", "js/card.js", "js/amount.js", "js/update.js", "js/print.js", "js/look.js",
	},
}

// File is one servable file.
type File struct {
	// Body is its content; Gzip the same, compressed, or nil when that gains nothing.
	Body, Gzip []byte
	// ContentType is the media type with its charset.
	ContentType string
	// ETag is the quoted hash of the content.
	ETag string
}

// shelf is everything servable, made once.
type shelf struct {
	files map[string]File   // by hashed name
	urls  map[string]string // hashed address by plain name
}

var load = sync.OnceValue(func() shelf {
	s := shelf{files: map[string]File{}, urls: map[string]string{}}
	for name, parts := range bundles {
		s.add(name, join(parts))
	}
	pictures, err := fs.Glob(sources, "img/*")
	must(err)
	for _, name := range pictures {
		body, err := sources.ReadFile(name)
		must(err)
		s.add(name, body)
	}
	return s
})

// URL returns the address of a file or bundle: URL("css/dashboard.css"). A
// name that does not exist is a mistake in our own templates and panics.
func URL(name string) string {
	u, ok := load().urls[name]
	if !ok {
		panic("static: no file " + name)
	}
	return u
}

// Open returns the file with that hashed name, the part of its address after
// "/static/".
func Open(hashedName string) (File, bool) {
	f, ok := load().files[hashedName]
	return f, ok
}

// Names lists the hashed names, for programs that write all files out.
func Names() []string {
	names := make([]string, 0, len(load().files))
	for name := range load().files {
		names = append(names, name)
	}
	return names
}

func (s shelf) add(name string, body []byte) {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:6])
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "." + hash + ext
	s.urls[name] = "/static/" + hashed
	s.files[hashed] = File{Body: body, Gzip: compress(body), ContentType: contentType(ext), ETag: `"` + hash + `"`}
}

// join puts sources together. The comments of style sheets stay here; each
// script becomes a block, so that its names are its own.
func join(parts []string) []byte {
	var out bytes.Buffer
	for _, part := range parts {
		body, err := sources.ReadFile(part)
		must(err)
		if path.Ext(part) == ".css" {
			out.Write(squeeze(body))
			out.WriteByte('\n')
			continue
		}
		out.WriteString("{\n")
		out.Write(lean(body))
		out.WriteString("}\n")
	}
	return out.Bytes()
}

// lean is a script as it is served: without its comments, which stand on lines of
// their own, and its indentation.
func lean(body []byte) []byte {
	var out []byte
	for line := range bytes.Lines(body) {
		if line = bytes.TrimLeft(line, " "); !bytes.HasPrefix(line, []byte("//")) && len(line) > 1 {
			out = append(out, line...)
		}
	}
	return out
}

// squeeze drops comments, indentation and empty lines of a style sheet. Our
// style sheets have no "/*" inside strings.
func squeeze(css []byte) []byte {
	var out bytes.Buffer
	for {
		before, after, found := bytes.Cut(css, []byte("/*"))
		out.Write(before)
		if !found {
			break
		}
		if _, css, found = bytes.Cut(after, []byte("*/")); !found {
			break
		}
	}
	var lines [][]byte
	for line := range bytes.Lines(out.Bytes()) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			lines = append(lines, line)
		}
	}
	return bytes.Join(lines, []byte("\n"))
}

func compress(body []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	must(err)
	_, err = w.Write(body)
	must(err)
	must(w.Close())
	if out.Len() >= len(body) {
		return nil
	}
	return out.Bytes()
}

func contentType(ext string) string {
	switch ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(ext)
}

// Made is a file that was put together while the server runs.
func Made(body []byte, ext string) File {
	sum := sha256.Sum256(body)
	return File{Body: body, Gzip: compress(body), ContentType: contentType(ext), ETag: `"` + hex.EncodeToString(sum[:6]) + `"`}
}

// must stops the start: the sources are embedded, so an error here is a
// mistake in this package that every test shows.
func must(err error) {
	if err != nil {
		panic("static: " + err.Error())
	}
}
