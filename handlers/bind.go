package handlers

import (
	"mime"
	"net/url"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// bind reads the request into v: JSON from programs, a form from browsers. v
// points to a struct with json and form tags.
func bind(c *fiber.Ctx, v any) error {
	if wantsJSON(c) {
		return bindJSON(c, v)
	}
	return bindForm(c, v)
}

// bindForm reads an URL-encoded form into the struct that v points to: fields
// of type string, []string or bool with a tag form:"name". Anything else that
// is sent is refused, but for the fields that every form carries.
func bindForm(c *fiber.Ctx, v any) error {
	values, err := formValues(c)
	if err != nil {
		return err
	}
	var checks pay.Checks
	target := reflect.ValueOf(v).Elem()
	known := map[string]bool{"csrf": true, "nonce": true}
	for i := range target.NumField() {
		name := target.Type().Field(i).Tag.Get("form")
		if name == "" || name == "-" {
			continue
		}
		known[name] = true
		setField(target.Field(i), name, values[name], &checks)
	}
	for name := range values {
		checks.That(known[name], name, "This form has no such field.")
	}
	return checks.Err()
}

func setField(field reflect.Value, name string, sent []string, checks *pay.Checks) {
	if field.Kind() == reflect.Slice {
		field.Set(reflect.ValueOf(sent))
		return
	}
	if len(sent) == 0 {
		return
	}
	if len(sent) > 1 {
		checks.Add(name, "This field was sent more than once.")
		return
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(sent[0])
	case reflect.Bool:
		field.SetBool(sent[0] == "true" || sent[0] == "on" || sent[0] == "1")
	default:
		panic("handlers: form field " + name + " has a type that forms cannot fill")
	}
}

// FormValue returns one field of an URL-encoded form, "" when there is none,
// for what is checked before the handler.
func FormValue(c *fiber.Ctx, name string) string {
	values, err := formValues(c)
	if err != nil {
		return ""
	}
	return values.Get(name)
}

// formValues parses the body. Line ends become "\n", whichever the browser sent.
func formValues(c *fiber.Ctx) (url.Values, error) {
	body := string(c.Request().Body())
	if err := contentType(c, len(body), fiber.MIMEApplicationForm); err != nil {
		return nil, err
	}
	values, err := url.ParseQuery(body)
	if err != nil {
		return nil, pay.Errorf(pay.BadRequest, "The form could not be read. Nothing was changed; please go back and send it again.")
	}
	for name, sent := range values {
		for i, text := range append([]string{name}, sent...) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				return nil, pay.Errorf(pay.BadRequest, "The form holds characters that cannot be stored. Nothing was changed.")
			}
			if i > 0 {
				sent[i-1] = strings.ReplaceAll(text, "\r\n", "\n")
			}
		}
	}
	return values, nil
}

// contentType refuses a body of another kind than want; nothing at all may come
// without a type.
func contentType(c *fiber.Ctx, bodySize int, want string) error {
	sent := c.Get(fiber.HeaderContentType)
	if sent == "" && (bodySize == 0 || want == fiber.MIMEApplicationJSON) {
		return nil
	}
	kind, params, err := mime.ParseMediaType(sent)
	charset := strings.ToLower(params["charset"])
	if err != nil || kind != want || charset != "" && charset != "utf-8" {
		return fiber.ErrUnsupportedMediaType
	}
	return nil
}
