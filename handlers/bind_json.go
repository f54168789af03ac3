package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// jsonDepthMax is how deep JSON may be nested; our own objects need four.
const jsonDepthMax = 16

// opt is a JSON field that tells missing, null and a value apart, for PATCH.
type opt[T any] struct {
	Set, Null bool
	Value     T
}

// UnmarshalJSON notes that the field was sent.
func (o *opt[T]) UnmarshalJSON(b []byte) error {
	o.Set = true
	if o.Null = string(b) == "null"; o.Null {
		return nil
	}
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	return decoder.Decode(&o.Value)
}

// wanted is what a patch is given: nil when the field was not sent, and the
// empty value for null.
func (o opt[T]) wanted() *T {
	if !o.Set {
		return nil
	}
	return &o.Value
}

func (*opt[T]) holds() reflect.Type { return reflect.TypeFor[T]() }

// bindJSON reads the body into the struct that v points to, strictly: one
// object, its fields spelled exactly, none unknown, none twice, each of its
// type. encoding/json alone accepts all of that silently. No body is {}.
func bindJSON(c *fiber.Ctx, v any) error {
	body := c.Request().Body()
	if err := contentType(c, len(body), fiber.MIMEApplicationJSON); err != nil {
		return err
	}
	return decodeJSON(body, v)
}

func decodeJSON(body []byte, v any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	if !utf8.Valid(body) {
		return pay.Errorf(pay.BadRequest, "The body is not valid UTF-8.")
	}
	w := jsonWalk{decoder: json.NewDecoder(bytes.NewReader(body))}
	w.decoder.UseNumber()
	if err := w.document(reflect.TypeOf(v).Elem()); err != nil {
		return err
	}
	if err := w.checks.Err(); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil {
		return &pay.Error{Code: pay.Invalid, Message: "The body does not have the documented form."}
	}
	return nil
}

// jsonWalk reads JSON token by token beside the Go type that it is meant for,
// and collects what is wrong under the fields' paths ("links.0.title").
type jsonWalk struct {
	decoder *json.Decoder
	checks  pay.Checks
	depth   int
}

var errNotJSON = pay.Errorf(pay.BadRequest, "The body is not valid JSON.")

func (w *jsonWalk) document(t reflect.Type) error {
	first, err := w.decoder.Token()
	if err != nil {
		return errNotJSON
	}
	if first != json.Delim('{') {
		return pay.Errorf(pay.Invalid, "The body must be one JSON object.")
	}
	if err := w.object("", t); err != nil {
		return err
	}
	if _, err := w.decoder.Token(); !errors.Is(err, io.EOF) {
		return pay.Errorf(pay.BadRequest, "There is something behind the JSON object.")
	}
	return nil
}

// value checks the next value; t is nil where anything may stand.
func (w *jsonWalk) value(path string, t reflect.Type) error {
	token, err := w.decoder.Token()
	if err != nil {
		return errNotJSON
	}
	t = target(t)
	switch token := token.(type) {
	case json.Delim:
		if w.depth++; w.depth > jsonDepthMax {
			return pay.Errorf(pay.BadRequest, "The JSON is nested too deep.")
		}
		defer func() { w.depth-- }()
		if token == '{' {
			w.checks.That(t == nil || t.Kind() == reflect.Struct || t.Kind() == reflect.Map, path, "%s", mustBe(t))
			return w.object(path, t)
		}
		w.checks.That(t == nil || t.Kind() == reflect.Slice, path, "%s", mustBe(t))
		return w.array(path, t)
	case string:
		w.checks.That(!strings.ContainsRune(token, 0), path, "Must not contain the character U+0000.")
		w.checks.That(t == nil || t.Kind() == reflect.String && t != reflect.TypeFor[json.Number](), path, "%s", mustBe(t))
	case json.Number:
		w.checks.That(t == nil || fits(token, t), path, "%s", mustBe(t))
	case bool:
		w.checks.That(t == nil || t.Kind() == reflect.Bool, path, "%s", mustBe(t))
	}
	return nil
}

// object checks the members of an object whose brace was read.
func (w *jsonWalk) object(path string, t reflect.Type) error {
	fields, open := members(t)
	seen := map[string]bool{}
	for w.decoder.More() {
		token, err := w.decoder.Token()
		name, isName := token.(string)
		if err != nil || !isName {
			return errNotJSON
		}
		at := join(path, name)
		w.checks.That(!strings.ContainsRune(name, 0), path, "Must not contain the character U+0000.")
		w.checks.That(!seen[name], at, "This field was sent twice.")
		seen[name] = true
		field, known := fields[name]
		w.checks.That(known || open, at, "There is no such field.")
		if !known && t != nil && t.Kind() == reflect.Map {
			field = t.Elem()
		}
		if err := w.value(at, field); err != nil {
			return err
		}
	}
	return w.end()
}

func (w *jsonWalk) array(path string, t reflect.Type) error {
	var element reflect.Type
	if t != nil && t.Kind() == reflect.Slice {
		element = t.Elem()
	}
	for i := 0; w.decoder.More(); i++ {
		if err := w.value(nthOf(path, i), element); err != nil {
			return err
		}
	}
	return w.end()
}

// end reads the closing bracket; More says no at broken JSON as well.
func (w *jsonWalk) end() error {
	if _, err := w.decoder.Token(); err != nil {
		return errNotJSON
	}
	return nil
}

// target returns the type that a value is checked against: what pointers and
// opt hold; nil for interfaces and for types that decode themselves.
func target(t reflect.Type) reflect.Type {
	for t != nil {
		switch {
		case t.Kind() == reflect.Pointer:
			t = t.Elem()
		case t.Kind() == reflect.Interface:
			return nil
		case reflect.PointerTo(t).Implements(reflect.TypeFor[interface{ holds() reflect.Type }]()):
			t = reflect.New(t).Interface().(interface{ holds() reflect.Type }).holds()
		case reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()):
			return nil
		default:
			return t
		}
	}
	return nil
}

// members lists the JSON names of a struct's fields; open is true where any
// name may stand.
func members(t reflect.Type) (fields map[string]reflect.Type, open bool) {
	if t == nil || t.Kind() != reflect.Struct {
		return nil, true
	}
	fields = map[string]reflect.Type{}
	for _, field := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name != "" && name != "-" {
			fields[name] = field.Type
		}
	}
	return fields, false
}

func fits(n json.Number, t reflect.Type) bool {
	switch {
	case t == reflect.TypeFor[json.Number]():
		return true
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64:
		_, err := strconv.ParseInt(string(n), 10, t.Bits())
		return err == nil
	case t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uint64:
		_, err := strconv.ParseUint(string(n), 10, t.Bits())
		return err == nil
	}
	return false
}

// mustBe is the sentence for a value of the wrong type.
func mustBe(t reflect.Type) string {
	switch {
	case t == nil:
		return ""
	case t == reflect.TypeFor[json.Number]():
		return "Must be a number."
	case t.Kind() == reflect.String:
		return "Must be a text."
	case t.Kind() == reflect.Bool:
		return "Must be true or false."
	case t.Kind() == reflect.Slice:
		return "Must be a list."
	case t.Kind() == reflect.Struct, t.Kind() == reflect.Map:
		return "Must be an object."
	}
	return "Must be a whole number."
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// nthOf names an element of a list for an error: "lines.0".
func nthOf(field string, i int) string { return join(field, strconv.Itoa(i)) }
