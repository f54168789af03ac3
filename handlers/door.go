package handlers

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// door is a JSON dialect: how values and errors are spelled. What they mean,
// and the handler, are the same at every door.
type door int

const (
	v1Door door = iota
	productsDoor
	apiDoor
)

// doorOf is the door that the request came through.
func doorOf(c *fiber.Ctx) door { return doorFor(c.Path()) }

func doorFor(path string) door {
	switch {
	case under(path, "/products") && !isProductPage(path):
		return productsDoor
	case under(path, "/api"):
		return apiDoor
	}
	return v1Door
}

// under reports whether path is root or below it.
func under(path, root string) bool {
	rest, ok := strings.CutPrefix(path, root)
	return ok && (rest == "" || rest[0] == '/')
}

// isProductPage reports whether the path is where customers pay a product,
// which stands among the addresses that programs use.
func isProductPage(path string) bool {
	return under(path, "/products") && strings.HasSuffix(strings.TrimSuffix(path, "/"), "/pay")
}

// problemDoor is an error as programs read it on /v1 and /api.
type problemDoor struct {
	Error     string              `json:"error"`
	Code      pay.Code            `json:"code"`
	Message   string              `json:"message"`
	Errors    map[string][]string `json:"errors,omitempty"`
	RequestID string              `json:"request_id"`
}

// productsProblem is an error on /products: what is wrong with each field, to
// be read behind the field's name, and the same in one line.
type productsProblem struct {
	Message string              `json:"message"`
	Errors  map[string][]string `json:"errors"`
}

func (p problem) at(d door, requestID string) any {
	if d == productsDoor {
		return p.atProducts()
	}
	slug := strings.ToLower(string(p.code))
	if p.status == fiber.StatusNotFound {
		slug = "not_found"
	}
	return problemDoor{Error: slug, Code: p.code, Message: p.message, Errors: p.fields, RequestID: requestID}
}

func (p problem) atProducts() productsProblem {
	out := productsProblem{Message: p.message, Errors: map[string][]string{}}
	var all []string
	for _, field := range slices.Sorted(maps.Keys(p.fields)) {
		for _, sentence := range p.fields[field] {
			text := predicate(field, sentence)
			out.Errors[field] = append(out.Errors[field], text)
			all = append(all, pay.FieldName(field)+" "+text)
		}
	}
	if len(all) > 0 {
		out.Message = strings.Join(all, ". ")
	}
	return out
}

// predicate is a sentence as it stands behind the field's name: without that
// name, a capital letter and a full stop.
func predicate(field, sentence string) string {
	if known, ok := predicates[sentence]; ok {
		return known
	}
	text, named := strings.CutPrefix(strings.TrimSuffix(sentence, "."), pay.FieldName(field)+" ")
	if named {
		return text
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToLower(first)) + text[size:]
}

// predicates are those that need other words behind a name.
var predicates = map[string]string{
	"There is no such field.":    "is not a known parameter",
	"This field was sent twice.": "was sent twice",
}
