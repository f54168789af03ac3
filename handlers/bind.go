package handlers

import (
	"mime"
	"reflect"
	"strings"

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

// bindNothing refuses what is sent along with an act that takes nothing.
func bindNothing(c *fiber.Ctx) error {
	if len(c.Request().Body()) == 0 {
		return nil
	}
	return bind(c, &struct{}{})
}

// bindForm reads a form, URL-encoded or with files, into the struct that v
// points to: fields of type string, []string, bool or uploads with a tag
// form:"name". Anything else that is sent is refused, but for the fields that
// every form carries.
func bindForm(c *fiber.Ctx, v any) error {
	form, err := readForm(c)
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
		if files, is := target.Field(i).Addr().Interface().(*uploads); is {
			*files = form.files[name]
			continue
		}
		setField(target.Field(i), name, form.values[name], &checks)
		checks.That(len(form.files[name]) == 0, name, "This field takes no file.")
	}
	for name := range form.values {
		checks.That(known[name], name, "This form has no such field.")
	}
	for name := range form.files {
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
