package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

type inner struct {
	Title string `json:"title"`
}

type sample struct {
	Name     string         `json:"name" form:"name"`
	Count    int64          `json:"count"`
	Small    int8           `json:"small"`
	Active   bool           `json:"active" form:"active"`
	Tags     []string       `json:"tags" form:"tags"`
	Amount   any            `json:"amount"`
	Metadata map[string]any `json:"metadata"`
	Link     *inner         `json:"link"`
	Links    []inner        `json:"links"`
	Max      opt[int64]     `json:"max"`
}

func TestDecodeJSONRefuses(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"metadata":`, 20) + "1" + strings.Repeat("}", 20)
	for body, want := range map[string]string{
		`[]`:                              `VALIDATION_FAILED: The body must be one JSON object.`,
		`"x"`:                             `VALIDATION_FAILED: The body must be one JSON object.`,
		`null`:                            `VALIDATION_FAILED: The body must be one JSON object.`,
		`{"name":"a"}{}`:                  `BAD_REQUEST: There is something behind the JSON object.`,
		`{"name":"a"} x`:                  `BAD_REQUEST: There is something behind the JSON object.`,
		"\ufeff{}":                        `BAD_REQUEST: The body is not valid JSON.`,
		`{`:                               `BAD_REQUEST: The body is not valid JSON.`,
		`{"name"}`:                        `BAD_REQUEST: The body is not valid JSON.`,
		`{"name":}`:                       `BAD_REQUEST: The body is not valid JSON.`,
		`{"name":"a",}`:                   `BAD_REQUEST: The body is not valid JSON.`,
		`{"tags":["a"`:                    `BAD_REQUEST: The body is not valid JSON.`,
		`{'name':1}`:                      `BAD_REQUEST: The body is not valid JSON.`,
		`{"count":NaN}`:                   `BAD_REQUEST: The body is not valid JSON.`,
		`{"count":01}`:                    `BAD_REQUEST: The body is not valid JSON.`,
		"{\"name\":\"a\xff\"}":            `BAD_REQUEST: The body is not valid UTF-8.`,
		deep:                              `BAD_REQUEST: The JSON is nested too deep.`,
		strings.Repeat("[", 50):           `VALIDATION_FAILED: The body must be one JSON object.`,
		`{"a":` + strings.Repeat("[", 99): `BAD_REQUEST: The JSON is nested too deep.`,
		`{"other":1}`:                     `other: There is no such field.`,
		`{"Name":"a"}`:                    `Name: There is no such field.`,
		`{"NAME":"a"}`:                    `NAME: There is no such field.`,
		`{"hidden":"a"}`:                  `hidden: There is no such field.`,
		`{"":1}`:                          `: There is no such field.`,
		`{"name":"a","name":"b"}`:         `name: This field was sent twice.`,
		`{"name":"a","n\u0061me":"b"}`:    `name: This field was sent twice.`,
		`{"metadata":{"a":1,"a":2}}`:      `metadata.a: This field was sent twice.`,
		`{"link":{"Title":"x"}}`:          `link.Title: There is no such field.`,
		`{"links":[{},{"title":5}]}`:      `links.1.title: Must be a text.`,
		`{"name":5}`:                      `name: Must be a text.`,
		`{"name":["a"]}`:                  `name: Must be a text.`,
		`{"name":{"a":1}}`:                `name: Must be a text.`,
		`{"name":"a\u0000b"}`:             `name: Must not contain the character U+0000.`,
		`{"amount":"a\u0000b"}`:           `amount: Must not contain the character U+0000.`,
		`{"count":"950"}`:                 `count: Must be a whole number.`,
		`{"count":9.5}`:                   `count: Must be a whole number.`,
		`{"count":1e3}`:                   `count: Must be a whole number.`,
		`{"count":9223372036854775808}`:   `count: Must be a whole number.`,
		`{"count":true}`:                  `count: Must be a whole number.`,
		`{"small":128}`:                   `small: Must be a whole number.`,
		`{"active":"true"}`:               `active: Must be true or false.`,
		`{"active":1}`:                    `active: Must be true or false.`,
		`{"tags":"a"}`:                    `tags: Must be a list.`,
		`{"tags":[1]}`:                    `tags.0: Must be a text.`,
		`{"metadata":[]}`:                 `metadata: Must be an object.`,
		`{"link":"x"}`:                    `link: Must be an object.`,
		`{"max":"1"}`:                     `max: Must be a whole number.`,
		`{"count":` + strings.Repeat("9", 60_000) + `}`: `count: Must be a whole number.`,
	} {
		var v sample
		if err := decodeJSON([]byte(body), &v); said(err) != want {
			t.Errorf("%.60s: %q, want %q", body, said(err), want)
		}
	}
}

// said is the one field with its sentence, or the code with its.
func said(err error) string {
	var e *pay.Error
	if !errors.As(err, &e) {
		return fmt.Sprint(err)
	}
	for field, sentences := range e.Fields {
		if len(e.Fields) > 1 || len(sentences) > 1 || e.Code != pay.Invalid {
			return err.Error()
		}
		return field + ": " + sentences[0]
	}
	return err.Error()
}

func TestDecodeJSONReportsEveryField(t *testing.T) {
	t.Parallel()
	err := decodeJSON([]byte(`{"name":1,"count":"x","other":2}`), &sample{})
	if want := `VALIDATION_FAILED: Must be a whole number. (count, name, other)`; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestDecodeJSONReads(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]sample{
		``:     {},
		" \n ": {},
		`{}`:   {},
		`{"name":"Ä","count":-7,"active":true,"tags":["a","b"],"link":{"title":"t"},"links":[{"title":"u"}]}`: {
			Name: "Ä", Count: -7, Active: true, Tags: []string{"a", "b"}, Link: &inner{"t"}, Links: []inner{{"u"}}},
		`{"amount":12345678901234567890}`:                {Amount: json.Number("12345678901234567890")},
		`{"amount":"5.00","metadata":{"a":{"b":[1.5]}}}`: {Amount: "5.00", Metadata: map[string]any{"a": map[string]any{"b": []any{json.Number("1.5")}}}},
		`{"name":null,"link":null,"max":null}`:           {Max: opt[int64]{Set: true, Null: true}},
		`{"max":5}`:                                      {Max: opt[int64]{Set: true, Value: 5}},
	} {
		var v sample
		if err := decodeJSON([]byte(body), &v); err != nil || !reflect.DeepEqual(v, want) {
			t.Errorf("%s: %+v, %v", body, v, err)
		}
	}
}

func FuzzDecodeJSON(f *testing.F) {
	for _, seed := range []string{`{}`, `{"name":"a","tags":["b"],"max":null}`, `{"metadata":{"a":[{}]}}`, `[`, "\ufeff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var v sample
		err := decodeJSON(body, &v)
		if code := pay.CodeOf(err); err != nil && code != pay.Invalid && code != pay.BadRequest {
			t.Errorf("%v", err)
		}
	})
}

// post runs do on a request with that body.
func post(t *testing.T, contentType, body string, do func(c *fiber.Ctx) error) {
	t.Helper()
	app := fiber.New(fiber.Config{Immutable: true, DisablePreParseMultipartForm: true})
	app.Post("/", do)
	req := httptest.NewRequest("POST", "/", strings.NewReader(body))
	req.Header.Set("Content-Type", contentType)
	res, err := app.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, res.Body)
}

func TestBindForm(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	for _, c := range []struct {
		contentType, body, err string
		want                   sample
	}{
		{form, "", "<nil>", sample{}},
		{"", "", "<nil>", sample{}},
		{form, "name=a%26b&active=on&tags=x&tags=y&csrf=1&nonce=2", "<nil>", sample{Name: "a&b", Active: true, Tags: []string{"x", "y"}}},
		{form + "; charset=UTF-8", "name=a%0D%0Ab&active=false", "<nil>", sample{Name: "a\nb"}},
		{form, "other=1", "other: This form has no such field.", sample{}},
		{form, "count=1", "count: This form has no such field.", sample{}},
		{form, "name=a&name=b", "name: This field was sent more than once.", sample{}},
		{form, "name=%ff", "BAD_REQUEST: The form holds characters that cannot be stored. Nothing was changed.", sample{}},
		{form, "name=%00", "BAD_REQUEST: The form holds characters that cannot be stored. Nothing was changed.", sample{}},
		{form, "%00=1", "BAD_REQUEST: The form holds characters that cannot be stored. Nothing was changed.", sample{}},
		{form, "name=%zz", "BAD_REQUEST: The form could not be read. Nothing was changed; please go back and send it again.", sample{}},
		{form, "name=a;b=c", "BAD_REQUEST: The form could not be read. Nothing was changed; please go back and send it again.", sample{}},
		{form + "; charset=utf-16", "name=a", "Unsupported Media Type", sample{}},
		{"text/plain", "name=a", "Unsupported Media Type", sample{}},
		{"", "name=a", "Unsupported Media Type", sample{}},
		{"application/json", `{"name":"a"}`, "Unsupported Media Type", sample{}},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na\r\n--x--\r\n", "Unsupported Media Type", sample{}},
	} {
		post(t, c.contentType, c.body, func(ctx *fiber.Ctx) error {
			var v sample
			if err := bindForm(ctx, &v); said(err) != c.err {
				t.Errorf("%s %q: %q, want %q", c.contentType, c.body, said(err), c.err)
			} else if err == nil && !reflect.DeepEqual(v, c.want) {
				t.Errorf("%q: %+v", c.body, v)
			}
			return nil
		})
	}
}

func TestBindJSONContentType(t *testing.T) {
	t.Parallel()
	for contentType, want := range map[string]string{
		"application/json":                  "<nil>",
		"application/json; charset=utf-8":   "<nil>",
		"":                                  "<nil>",
		"text/plain":                        "Unsupported Media Type",
		"application/x-www-form-urlencoded": "Unsupported Media Type",
		"application/json; charset=latin1":  "Unsupported Media Type",
		"application/json;;":                "Unsupported Media Type",
	} {
		post(t, contentType, `{"name":"a"}`, func(c *fiber.Ctx) error {
			var v sample
			if err := bindJSON(c, &v); said(err) != want {
				t.Errorf("%s: %q, want %q", contentType, said(err), want)
			}
			return nil
		})
	}
}
