package web

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"linktill/handlers"
	"linktill/internal/pay"
	"linktill/store"
)

// limits decides, before the body of a request is read, how large it may be and
// how long it may take: more than the rest for forms with files. Only people who
// could send that form have those, and only while there is room, so that nobody
// fills the memory.
func (a *assembly) limits(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	small := fasthttp.RequestConfig{}
	length := header.ContentLength()
	if !header.IsPost() || length >= 0 && length <= bodyMax {
		return small
	}
	r, takesFiles := a.uploadRoute(string(header.RequestURI()))
	if !takesFiles {
		return small
	}
	userID := a.uploader(r, string(header.Cookie(a.h.Sessions.Cookie.Name)))
	if userID.IsZero() || a.arrivals.begin(header, userID, length, time.Now()) != nil {
		return small
	}
	return fasthttp.RequestConfig{MaxRequestBodySize: uploadMax, ReadTimeout: uploadTimeout}
}

// uploadRoute is the line of the table by which a form with files is sent to that
// address.
func (a *assembly) uploadRoute(uri string) (r Route, found bool) {
	path, _, _ := strings.Cut(uri, "?")
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for _, r := range a.Table {
		if r.Upload && matches(strings.Split(r.Path, "/"), parts) {
			return r, true
		}
	}
	return r, false
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

// sessionTimeout is how long a session may take to be looked up; without an answer
// the form is refused, which nobody should see on a machine that is merely busy.
const sessionTimeout = 10 * time.Second

// uploader is whose session the cookie is, when the route would let them in, and
// otherwise the zero id. Whether they meant to send it, the form's token says,
// which is in the body.
func (a *assembly) uploader(r Route, cookie string) pay.ID {
	if cookie == "" {
		return pay.ID{}
	}
	ctx, cancel := context.WithTimeout(context.Background(), sessionTimeout)
	defer cancel()
	ctx, err := a.h.Sessions.Load(store.WithVisit(ctx, "", ""), cookie)
	if err != nil || store.SessionOf(ctx).UserID.IsZero() {
		return pay.ID{}
	}
	s := store.SessionOf(ctx)
	caller, hasSecondFactor, err := a.Auth.Session(ctx, s)
	if err == nil {
		_, err = a.missing(r, s, caller, hasSecondFactor)
	}
	if err != nil {
		return pay.ID{}
	}
	return s.UserID
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

// forget lets go of a large body once it is answered, or could not be read. The
// server would keep the memory for the next request, of this connection or another.
func forget(fctx *fasthttp.RequestCtx) {
	if cap(fctx.Request.Body()) > 2*bodyMax {
		fctx.Request.SwapBody(nil)
		fctx.ResetUserValues() // the form, as the handler read it
	}
}

// unread answers requests that could not be read. Who may send files and sent too
// many, or too many at a time, is told that.
func (a *assembly) unread(app *fiber.App, inner func(*fasthttp.RequestCtx, error)) func(*fasthttp.RequestCtx, error) {
	return func(fctx *fasthttp.RequestCtx, err error) {
		forget(fctx)
		was := a.arrivals.end(&fctx.Request.Header)
		tooLarge := errors.Is(err, fasthttp.ErrBodyTooLarge)
		if conn, ours := fctx.Conn().(*lingering); ours && tooLarge {
			conn.unread.Store(true)
		}
		if was.userID.IsZero() || !tooLarge {
			inner(fctx, err)
			return
		}
		c := app.AcquireCtx(fctx)
		defer app.ReleaseCtx(c)
		_ = app.ErrorHandler(c, cmp.Or(was.refused, errUploadTooLarge))
	}
}
