package handlers

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
)

// What a form with files may have beside them.
const (
	formPartsMax = 200
	formTextMax  = 64 << 10 // bytes of all texts together, as in every other form
)

// upload is a file that somebody chose. What it is called and what it is said
// to be count nothing: only its bytes do.
type upload struct{ body []byte }

// uploads are the files of one field of a form, and the type that such a field
// has in the struct that bind fills.
type uploads []upload

// sentForm is a form as it came, files apart from texts.
type sentForm struct {
	values url.Values
	files  map[string]uploads
}

type sentFormKey struct{}

// readForm parses the body once per request. Line ends become "\n", whichever
// the browser sent.
func readForm(c *fiber.Ctx) (sentForm, error) {
	if form, done := c.Locals(sentFormKey{}).(sentForm); done {
		return form, nil
	}
	form, err := parseForm(c)
	if err == nil {
		err = cleanValues(form.values)
	}
	if err == nil {
		c.Locals(sentFormKey{}, form)
	}
	return form, err
}

func parseForm(c *fiber.Ctx) (sentForm, error) {
	if kind, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType)); err == nil && kind == fiber.MIMEMultipartForm && requestOf(c).takesFiles {
		return parseParts(c.Request().Body(), params["boundary"])
	}
	body := string(c.Request().Body())
	if err := contentType(c, len(body), fiber.MIMEApplicationForm); err != nil {
		return sentForm{}, err
	}
	values, err := url.ParseQuery(body)
	if err != nil {
		return sentForm{}, unreadable()
	}
	return sentForm{values: values}, nil
}

func unreadable() error {
	return pay.Errorf(pay.BadRequest, "The form could not be read. Nothing was changed; please go back and send it again.")
}

// parseParts reads a form with files. They are in memory already, and stay where
// they are: nothing is written to a disk, and nothing outlives the request.
func parseParts(body []byte, boundary string) (sentForm, error) {
	form := sentForm{values: url.Values{}, files: map[string]uploads{}}
	parts, err := splitParts(body, boundary)
	texts := 0
	for _, part := range parts {
		switch {
		case part.isFile && part.chosen:
			form.files[part.name] = append(form.files[part.name], upload{body: part.body})
		case !part.isFile:
			if texts += len(part.name) + len(part.body); texts > formTextMax {
				return form, fiber.ErrRequestEntityTooLarge
			}
			form.values.Add(part.name, string(part.body))
		}
	}
	return form, err
}

// cleanValues refuses what cannot be stored.
func cleanValues(values url.Values) error {
	for name, sent := range values {
		for i, text := range append([]string{name}, sent...) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				return pay.Errorf(pay.BadRequest, "The form holds characters that cannot be stored. Nothing was changed.")
			}
			if i > 0 {
				sent[i-1] = strings.ReplaceAll(text, "\r\n", "\n")
			}
		}
	}
	return nil
}

// FormValue returns one field of a form, "" when there is none, for what is
// checked before the handler.
func FormValue(c *fiber.Ctx, name string) string {
	form, err := readForm(c)
	if err != nil {
		return ""
	}
	return form.values.Get(name)
}

// FormContent returns what a form says, with a digest in place of each file:
// the same form sent again says the same, however the browser writes it.
func FormContent(c *fiber.Ctx) (url.Values, error) {
	form, err := readForm(c)
	if err != nil {
		return nil, err
	}
	content := url.Values{}
	for name, sent := range form.values {
		content[name] = append([]string(nil), sent...)
	}
	for name, files := range form.files {
		for _, file := range files {
			sum := sha256.Sum256(file.body)
			content.Add(name, hex.EncodeToString(sum[:]))
		}
	}
	return content, nil
}
