package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"linktill/static"
)

// description is what the API says of itself. Programs that read it meet
// fields that were added later, so it allows them; the tests do not, or nothing
// would notice a field that it forgets.
var description = sync.OnceValues(func() (*openapi3.T, error) {
	var raw any
	if err := json.Unmarshal(static.OpenAPI("https://pay.example").Body, &raw); err != nil {
		return nil, err
	}
	closeObjects(raw)
	text, err := json.Marshal(raw)
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(text)
})

// closeObjects forbids fields that are not described wherever it is not said.
func closeObjects(node any) {
	switch node := node.(type) {
	case map[string]any:
		_, isObject := node["properties"].(map[string]any)
		if _, said := node["additionalProperties"]; isObject && !said && node["type"] == "object" {
			node["additionalProperties"] = false
		}
		for _, inner := range node {
			closeObjects(inner)
		}
	case []any:
		for _, inner := range node {
			closeObjects(inner)
		}
	}
}

// findOperation returns the operation that describes a request, nil when its
// path or its method is not described. Of two paths that match, the one with
// fewer parameters counts.
func findOperation(doc *openapi3.T, method, path string) (*routers.Route, map[string]string) {
	var found *routers.Route
	var values map[string]string
	for pattern, item := range doc.Paths.Map() {
		params, ok := matchPath(pattern, path)
		operation := item.GetOperation(method)
		if !ok || operation == nil || found != nil && len(params) >= len(values) {
			continue
		}
		found = &routers.Route{Spec: doc, Path: pattern, PathItem: item, Method: method, Operation: operation}
		values = params
	}
	return found, values
}

// matchPath compares a path with a pattern such as "/v1/payments/{id}". A slash
// at the end makes no difference.
func matchPath(pattern, path string) (map[string]string, bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(strings.TrimSuffix(path, "/"), "/")
	if len(want) != len(got) {
		return nil, false
	}
	params := map[string]string{}
	for i, part := range want {
		switch {
		case strings.HasPrefix(part, "{") && got[i] != "":
			params[strings.Trim(part, "{}")] = got[i]
		case part != got[i]:
			return nil, false
		}
	}
	return params, true
}

// asDescribed holds a request and its answer against the description. A
// request that was refused may have been wrong on purpose: there the answer
// alone counts.
func asDescribed(req *http.Request, body string, got answer) error {
	doc, err := description()
	if err != nil {
		return err
	}
	route, params := findOperation(doc, req.Method, req.URL.Path)
	if route == nil {
		return nil
	}
	sent := req.Clone(context.Background())
	sent.Body = io.NopCloser(strings.NewReader(body))
	query := sent.URL.Query()
	for name, values := range query {
		if slices.Equal(values, []string{""}) {
			query.Del(name) // says as much as nothing
		}
	}
	sent.URL.RawQuery = query.Encode()
	input := &openapi3filter.RequestValidationInput{Request: sent, PathParams: params, QueryParams: query, Route: route, Options: &openapi3filter.Options{
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, SkipSettingDefaults: true}}
	if got.StatusCode < 300 {
		if err := requestAsDescribed(input); err != nil {
			return fmt.Errorf("%s %s was answered %d, but is not described: %w\n%.500s", req.Method, req.URL.RequestURI(), got.StatusCode, err, body)
		}
	}
	if err := answerAsDescribed(input, got); err != nil {
		return fmt.Errorf("%s %s: the answer is not described: %w\n%d %.1000s", req.Method, req.URL.RequestURI(), err, got.StatusCode, got.body)
	}
	return nil
}

func requestAsDescribed(input *openapi3filter.RequestValidationInput) error {
	for name := range input.QueryParams {
		if input.Route.Operation.Parameters.GetByInAndName(openapi3.ParameterInQuery, name) == nil {
			return fmt.Errorf("there is no parameter %q", name)
		}
	}
	return openapi3filter.ValidateRequest(context.Background(), input)
}

func answerAsDescribed(input *openapi3filter.RequestValidationInput, got answer) error {
	err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: got.StatusCode, Header: got.Header, Options: input.Options,
		Body: io.NopCloser(bytes.NewReader([]byte(got.body))),
	})
	if err != nil {
		return err
	}
	response := input.Route.Operation.Responses.Status(got.StatusCode)
	if response == nil {
		return nil // not modified
	}
	if len(response.Value.Content) == 0 {
		if got.body != "" {
			return errors.New("it should be empty")
		}
		return nil
	}
	return codeAsDescribed(response.Value.Content.Get("application/json"), got)
}

// codeAsDescribed wants an error's code among those that the operation lists as
// examples of that status.
func codeAsDescribed(media *openapi3.MediaType, got answer) error {
	var said struct{ Code string }
	if got.StatusCode < 400 || media == nil || json.Unmarshal([]byte(got.body), &said) != nil || said.Code == "" {
		return nil
	}
	if media.Examples[said.Code] == nil {
		return fmt.Errorf("the code %s is not listed", said.Code)
	}
	return nil
}
