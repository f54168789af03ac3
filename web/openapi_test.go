package web

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"linktill/handlers"
	"linktill/static"
)

func loadDescription(t *testing.T) *openapi3.T {
	t.Helper()
	doc, err := description()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestOpenAPIIsValid(t *testing.T) {
	t.Parallel()
	doc, err := openapi3.NewLoader().LoadFromData(static.OpenAPI("https://pay.example").Body)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") {
		t.Errorf("it is OpenAPI %s", doc.OpenAPI)
	}
	options := []openapi3.ValidationOption{openapi3.EnableExamplesValidation(), openapi3.EnableSchemaDefaultsValidation(), openapi3.EnableSchemaFormatValidation(),
		openapi3.EnableSchemaPatternValidation(), openapi3.EnableMultiError()}
	if err := doc.Validate(context.Background(), options...); err != nil {
		t.Error(err)
	}
	// The same with objects closed: no example has a field that is not described.
	if err := loadDescription(t).Validate(context.Background(), options...); err != nil {
		t.Error(err)
	}
}

// isJSONRoute reports whether programs call the route.
func isJSONRoute(path string) bool {
	for _, root := range []string{"/v1", "/products", "/api"} {
		if path == root || strings.HasPrefix(path, root+"/") {
			return true
		}
	}
	return false
}

// describedPath writes a path of the route table as the description does.
func describedPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, is := strings.CutPrefix(part, ":"); is {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// pagesOfDoors are addresses below a door's that people open.
var pagesOfDoors = []string{"/products/:id/pay"}

func TestOpenAPINamesEveryRouteAndNoOther(t *testing.T) {
	t.Parallel()
	doc := loadDescription(t)
	routes := map[string]bool{}
	for _, r := range Routes(&handlers.Handlers{}) {
		if !isJSONRoute(r.Path) || slices.Contains(pagesOfDoors, r.Path) {
			continue
		}
		routes[r.Method+" "+describedPath(r.Path)] = true
		if item := doc.Paths.Value(describedPath(r.Path)); item == nil || item.GetOperation(r.Method) == nil {
			t.Errorf("%s %s is not in the description", r.Method, r.Path)
		}
	}
	operations := 0
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			operations++
			if !routes[method+" "+path] {
				t.Errorf("the description names %s %s, which does not exist", method, path)
			}
		}
	}
	t.Logf("%d operations are described, %d routes are built", operations, len(routes))
}

// What each operation has to say, beyond what the schema of OpenAPI wants.
func TestOpenAPIIsComplete(t *testing.T) {
	t.Parallel()
	doc := loadDescription(t)
	for path, item := range doc.Paths.Map() {
		for method, o := range item.Operations() {
			at := method + " " + path
			if o.OperationID == "" || o.Summary == "" || len(o.Tags) != 1 {
				t.Errorf("%s lacks an id, a summary or its tag", at)
			}
			public := o.Security != nil && len(*o.Security) == 0
			if method == "POST" && !public && o.Parameters.GetByInAndName("header", "Idempotency-Key") == nil {
				t.Errorf("%s does not say that it takes an Idempotency-Key", at)
			}
			if o.RequestBody != nil && len(o.RequestBody.Value.Content["application/json"].Examples) == 0 {
				t.Errorf("%s has no example of a request", at)
			}
			for status, response := range o.Responses.Map() {
				media := response.Value.Content["application/json"]
				if media != nil && media.Example == nil && len(media.Examples) == 0 && path != "/v1/openapi.json" {
					t.Errorf("%s has no example of a %s", at, status)
				}
				if response.Value.Headers["X-Request-Id"] == nil {
					t.Errorf("%s: the %s does not say that it has an X-Request-Id", at, status)
				}
			}
			for _, status := range []string{"401", "403", "429", "500", "503"} {
				if o.Responses.Value(status) == nil && !(public && status < "429") {
					t.Errorf("%s does not describe %s", at, status)
				}
			}
		}
	}
}

func TestOpenAPIIsServed(t *testing.T) {
	s := newShop(t, nil)
	got := s.send(ask{path: "/v1/openapi.json"})
	if got.StatusCode != 200 || got.Header.Get("Content-Type") != "application/json" || strings.Contains(got.body, "https://till.example") {
		t.Fatalf("%d %v", got.StatusCode, got.Header)
	}
	var said struct {
		OpenAPI string
		Servers []struct{ URL string }
	}
	s.must(json.Unmarshal([]byte(got.body), &said))
	if !strings.Contains(got.Header.Get("Vary"), "Accept-Encoding") {
		t.Errorf("%v", got.Header)
	}
	if len(said.Servers) != 1 || said.Servers[0].URL != s.url {
		t.Errorf("the server is %v", said.Servers)
	}
	if again := s.send(ask{path: "/v1/openapi.json", header: map[string]string{"If-None-Match": got.Header.Get("ETag")}}); again.StatusCode != 304 || again.body != "" {
		t.Errorf("asked again: %d, %d bytes", again.StatusCode, len(again.body))
	}
}

// The page works offline, and only it has another content policy.
func TestDocsAreServed(t *testing.T) {
	s := newShop(t, nil)
	page := s.send(ask{path: "/docs"})
	policy := page.Header.Get("Content-Security-Policy")
	if page.StatusCode != 200 || !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") || strings.Count(policy, "'sha256-") != 2 || strings.Contains(policy, "script-src 'self' 'unsafe") {
		t.Fatalf("%d %v", page.StatusCode, page.Header)
	}
	for _, elsewhere := range []string{"https://", "http://", `"//`} {
		for _, attribute := range []string{"src=", "href="} {
			if strings.Contains(page.body, attribute+`"`+elsewhere) {
				t.Errorf("the page loads something with %s", elsewhere)
			}
		}
	}
	for _, asset := range []string{"/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui-standalone-preset.js", "/docs/favicon-32x32.png"} {
		got := s.send(ask{path: asset})
		if got.StatusCode != 200 || len(got.body) == 0 || got.Header.Get("Content-Security-Policy") != contentPolicy || !strings.Contains(page.body, asset) {
			t.Errorf("%s: %d %v", asset, got.StatusCode, got.Header)
		}
	}
	for _, path := range []string{"/docs/", "/docs"} {
		if got := s.send(ask{path: path}); got.StatusCode != 200 || got.body != page.body {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
	for _, path := range []string{"/docs/nothing.js", "/docs/../static", "/docs/embed.go/"} {
		if got := s.send(ask{path: path}); got.StatusCode != 404 || got.Header.Get("Content-Security-Policy") != contentPolicy {
			t.Errorf("%s: %d", path, got.StatusCode)
		}
	}
}
