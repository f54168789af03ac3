package web

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/valyala/fasthttp"

	"linktill/internal/pay"
	"linktill/store"
)

// Forms with files that are on their way take no more memory than there is for
// them, and no person more than a share.
func TestRoomForUploads(t *testing.T) {
	t.Parallel()
	var a arrivals
	now := time.Now()
	headers := make([]fasthttp.RequestHeader, 10)
	ana, ben, eve := pay.ID{1}, pay.ID{2}, pay.ID{3}
	begin := func(i int, who pay.ID, length int, want error) {
		t.Helper()
		if err := a.begin(&headers[i], who, length, now); !errors.Is(err, want) {
			t.Errorf("%d: %v, want %v", i, err, want)
		}
	}
	begin(0, ana, uploadMax+1, errUploadTooLarge)
	begin(1, ana, 10<<20, nil)
	begin(1, ana, 10<<20, nil) // another connection, whose context is the same
	begin(2, ana, uploadMax, nil)
	begin(3, ana, 100<<10, errUploadsFull)
	begin(4, ben, -1, nil)
	begin(5, ben, uploadMax, nil)
	begin(6, eve, 100<<10, errUploadsFull)
	a.arrived(&headers[1])
	if was := a.end(&headers[2]); was.userID != ana || was.refused != nil {
		t.Errorf("%+v", was)
	}
	begin(6, eve, 100<<10, nil)
	begin(7, eve, uploadMax, errUploadsFull)
	now = now.Add(uploadTimeout + 2*time.Second) // whatever has not arrived will not
	begin(7, eve, uploadMax, nil)
	begin(8, eve, uploadMax, nil)
	begin(9, ben, uploadMax, nil)
	begin(2, ben, 100<<10, errUploadsFull)
	for i := range headers {
		a.end(&headers[i])
	}
	if len(a.under) != 0 {
		t.Errorf("%d are left", len(a.under))
	}
}

// A connection does not keep what a form with files took.
func TestLargeBodiesAreForgotten(t *testing.T) {
	t.Parallel()
	var fctx fasthttp.RequestCtx
	fctx.Request.SetBody(make([]byte, 1<<20))
	fctx.SetUserValue("form", fctx.Request.Body())
	forget(&fctx)
	if cap(fctx.Request.Body()) != 0 || fctx.UserValue("form") != nil {
		t.Errorf("%d bytes are kept", cap(fctx.Request.Body()))
	}
}

// beginsUpload sends the beginning of a form with files, and no more.
func (s *shop) beginsUpload(cookie, path, length string, body []byte) net.Conn {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	s.must(err)
	s.t.Cleanup(func() { _ = conn.Close() })
	s.must(conn.SetDeadline(time.Now().Add(20 * time.Second)))
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nCookie: %s=%s\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %s\r\n\r\n%s",
		path, conn.RemoteAddr(), s.h.Sessions.Cookie.Name, cookie, length, body)
	s.must(err)
	return conn
}

// Whoever sends slowly, again and again, keeps only their own share from
// themselves, is told so in a sentence, and has it back when they go.
func TestPendingUploadsAreFew(t *testing.T) {
	s := newHouse(t)
	b, eve := s.signedInBrowser(), s.stranger()
	const path = "/dashboard/listings"
	kind, body := parts(t, [][]byte{make([]byte, 200<<10)}, "csrf", b.csrf, "title", "x", "currency", "BSD")
	sends := func() answer { return b.sendParts(path, false, kind, body) }
	var pending []net.Conn
	waitFor(t, "refusal", func() bool {
		if sends().StatusCode == http.StatusServiceUnavailable {
			return true
		}
		// One that comes while another is answered may be what is refused.
		pending = append(pending, s.beginsUpload(b.cookie(), path, "5000000", body[:1000]))
		return false
	})
	if got := b.wants(sends(), 503, "Many files are being sent just now. Nothing was changed"); got.Header.Get("Retry-After") != "10" {
		t.Errorf("%v", got.Header)
	}
	// A client that reads only once it has sent everything reads the answer, too.
	all := s.beginsUpload(b.cookie(), path, "14000000", nil)
	if n, err := all.Write(make([]byte, 14_000_000)); err != nil {
		t.Errorf("after %d bytes: %v", n, err)
	}
	res, err := http.ReadResponse(bufioReader(all), nil)
	s.must(err)
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != 503 || !strings.Contains(string(text), "Many files") {
		t.Errorf("%d %v: %.300s", res.StatusCode, err, text)
	}
	other := s.signIn(store.SignIn{UserID: eve.User.ID, MerchantID: eve.Merchant.ID, SecondFactor: true})
	if got := s.send(ask{method: "POST", path: path, cookie: other.cookie, body: string(body), header: map[string]string{"Content-Type": kind}}); got.StatusCode != 403 {
		t.Errorf("somebody else, whose form is out of date: %d", got.StatusCode)
	}
	for _, conn := range pending {
		s.must(conn.Close())
	}
	waitFor(t, "room", func() bool { return sends().StatusCode == http.StatusUnprocessableEntity })
	tooLarge := s.beginsUpload(b.cookie(), path, "16000000", nil)
	if res, err = http.ReadResponse(bufioReader(tooLarge), nil); err != nil || res.StatusCode != 413 {
		t.Fatalf("%v, %v", res, err)
	}
	if text, err = io.ReadAll(res.Body); err != nil || !strings.Contains(string(text), "at most 15 MB can be sent at once") {
		t.Errorf("%v: %.300s", err, text)
	}
}
