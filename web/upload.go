package web

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/store"
)

// What a form with files may be. A picture that is too large itself still gets
// through, so that the form can say so beside the field; a telephone on a bad
// line sends 2 MB in half a minute.
const (
	uploadMax     = 3 * pay.PictureSentBytesMax
	uploadTimeout = 60 * time.Second
)

// limits decides, before the body of a request is read, how large it may be and
// how long it may take: more than the rest for forms with files. Only people
// who are signed in have those, so that nobody else can fill the memory.
func (a *assembly) limits(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	small := fasthttp.RequestConfig{}
	length := header.ContentLength()
	if !header.IsPost() || length >= 0 && length <= bodyMax || !a.isUpload(string(header.RequestURI())) {
		return small
	}
	if !a.isSignedIn(string(header.Cookie(a.h.Sessions.Cookie.Name))) {
		return small
	}
	return fasthttp.RequestConfig{MaxRequestBodySize: uploadMax, ReadTimeout: uploadTimeout}
}

// uploading gives a form with files the time that it needs: pictures are drawn
// anew one after the other.
func uploading(next fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		handlers.TakeFiles(c)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(c.UserContext()), uploadTimeout)
		defer cancel()
		c.SetUserContext(ctx)
		return next(c)
	}
}

// isUpload reports whether a form with files is sent to that address.
func (a *assembly) isUpload(uri string) bool {
	path, _, _ := strings.Cut(uri, "?")
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for _, r := range a.Table {
		if r.Upload && matches(strings.Split(r.Path, "/"), parts) {
			return true
		}
	}
	return false
}

// matches reports whether a path is one of a pattern's.
func matches(pattern, path []string) bool {
	if len(pattern) != len(path) {
		return false
	}
	for i, part := range pattern {
		if part != path[i] && !strings.HasPrefix(part, ":") {
			return false
		}
	}
	return true
}

// isSignedIn reports whether the cookie is that of a person's session.
func (a *assembly) isSignedIn(cookie string) bool {
	if cookie == "" {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	ctx, err := a.h.Sessions.Load(store.WithVisit(ctx, "", ""), cookie)
	return err == nil && !store.SessionOf(ctx).UserID.IsZero()
}
