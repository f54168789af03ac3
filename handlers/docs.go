package handlers

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"linktill/static"
)

// docsPath is where people read the description of the API.
const docsPath = "/docs"

// OpenAPI answers GET /v1/openapi.json: the description of the API, with the
// address of this server in it.
func (h *Handlers) OpenAPI() fiber.Handler {
	load := sync.OnceValue(func() static.File { return static.OpenAPI(h.PublicURL) })
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "public, max-age=300")
		return sendFile(c, load())
	}
}

// docsPage is the page that shows the description, with all that it loads.
type docsPage struct {
	serve  fiber.Handler
	policy string
}

// loadDocs makes the page once: it is the same for everybody.
var loadDocs = sync.OnceValue(func() docsPage {
	page := v5emb.NewHandlerWithConfig(swgui.Config{
		Title: "Linktill API", SwaggerJSON: "/v1/openapi.json", BasePath: docsPath,
		AppendHead: template.HTML(`<meta name="viewport" content="width=device-width, initial-scale=1">` +
			`<link rel="stylesheet" href="` + static.URL("css/docs.css") + `">`),
		PrependHTML: template.HTML(`<header class="docs"><a href="/"><img src="` + static.URL("img/wordmark.svg") + `" alt="Linktill"></a>` +
			`<a href="/v1/openapi.json" download>openapi.json</a></header>`),
		SettingsUI: map[string]string{
			"docExpansion": `"none"`, "filter": "true", "defaultModelsExpandDepth": "0", "displayRequestDuration": "true",
		},
	})
	shown := memory{header: http.Header{}}
	page.ServeHTTP(&shown, &http.Request{URL: &url.URL{Path: docsPath}})
	return docsPage{serve: adaptor.HTTPHandler(page), policy: docsPolicy(shown.String())}
})

// memory is a response that nobody is sent.
type memory struct {
	bytes.Buffer
	header http.Header
}

// Header returns the headers, which nobody reads.
func (m *memory) Header() http.Header { return m.header }

// WriteHeader does nothing.
func (m *memory) WriteHeader(int) {}

var inlineScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)

// docsPolicy is the content policy of that page alone. It runs two scripts that
// stand in it, which are named by their hashes, and draws with styles that its
// scripts write.
func docsPolicy(page string) string {
	scripts := "script-src 'self'"
	for _, found := range inlineScript.FindAllStringSubmatch(page, -1) {
		sum := sha256.Sum256([]byte(found[1]))
		scripts += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; " + scripts + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
}

// Docs answers GET /docs and what that page loads from below it: the
// description of the API for people. It needs no other server.
func (h *Handlers) Docs(c *fiber.Ctx) error {
	page := loadDocs()
	if err := page.serve(c); err != nil {
		return err
	}
	if c.Response().StatusCode() != fiber.StatusOK {
		return fiber.ErrNotFound
	}
	if strings.TrimSuffix(c.Path(), "/") == docsPath {
		c.Set(fiber.HeaderContentSecurityPolicy, page.policy)
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return nil
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	return nil
}
