package web

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"linktill/internal/pay"
	"linktill/store"
)

// aPhoto is a JPEG of that size in that colour.
func aPhoto(t *testing.T, width, height int, c color.Color) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := range width * height {
		m.Set(i%width, i/width, c)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

var (
	red  = color.RGBA{200, 0, 0, 255}
	blue = color.RGBA{0, 0, 200, 255}
)

// parts writes a form with files, as a browser does: the field "pictures" has
// the files, one that was not chosen where there is none.
func parts(t *testing.T, files [][]byte, pairs ...string) (kind string, body []byte) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for i := 0; i < len(pairs); i += 2 {
		if err := w.WriteField(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if len(files) == 0 {
		part, err := w.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="pictures"; filename=""`}, "Content-Type": {"application/octet-stream"}})
		if err != nil || part == nil {
			t.Fatal(err)
		}
	}
	for _, file := range files {
		part, err := w.CreateFormFile("pictures", "../../etc/passwd.svg")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), out.Bytes()
}

// upload sends a form with files; without a length when chunked.
func (b *browser) upload(path string, chunked bool, files [][]byte, pairs ...string) answer {
	b.t.Helper()
	kind, body := parts(b.t, files, append([]string{"csrf", b.csrf}, pairs...)...)
	return b.sendParts(path, chunked, kind, body)
}

func (b *browser) sendParts(path string, chunked bool, kind string, body []byte) answer {
	b.t.Helper()
	var reader io.Reader = bytes.NewReader(body)
	if chunked {
		reader = io.MultiReader(reader) // of a length that the client does not know
	}
	req, err := http.NewRequestWithContext(b.t.Context(), "POST", b.url+path, reader)
	b.must(err)
	req.Header.Set("Content-Type", kind)
	res, err := b.client.Do(req)
	b.must(err)
	return answer{res, readAll(b.t, res)}
}

// addressesOf are the pictures of a listing as the API says them, from the path.
func (s *shop) addressesOf(id string) (paths []string) {
	s.t.Helper()
	_, got := s.api("GET", "/listings/"+id, "")
	for _, image := range got["images"].([]any) {
		path, ours := strings.CutPrefix(image.(string), s.url)
		if !ours {
			s.t.Errorf("%s is not on this server", image)
		}
		paths = append(paths, path)
	}
	return paths
}

func TestPictureIsSentShownAndServed(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	id, _ := s.listing(s.open().TestAPIKey.Reveal(), `{"title":"Mug","amount":1800}`)
	path := "/dashboard/listings/" + id
	for i, chunked := range []bool{false, true} {
		large := aPhoto(t, 2000+i, 1500, red)
		large = append(large, make([]byte, 200<<10)...) // more than other forms may have
		b.wants(b.upload(path+"/pictures", chunked, [][]byte{large}, append([]string{"act", "save"}, b.shown(path)...)...), 303, path+"#pictures")
	}
	images := s.addressesOf(id)
	if len(images) != 2 || images[0] == images[1] {
		t.Fatalf("%v", images)
	}
	for asked, want := range map[string]int{"": 1600, "?w=160": 160, "?w=161": 480, "?w=960": 960, "?w=99999": 1600} {
		got := s.send(ask{path: images[0] + asked})
		m, err := jpeg.DecodeConfig(strings.NewReader(got.body))
		if err != nil || m.Width != want || got.Header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("%s: %d wide, %s, %v", asked, m.Width, got.Header.Get("Content-Type"), err)
		}
		for header, want := range map[string]string{"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
			"Content-Security-Policy": "default-src 'none'; sandbox", "Cross-Origin-Resource-Policy": "cross-origin"} {
			if got.Header.Get(header) != want {
				t.Errorf("%s: %s is %q", asked, header, got.Header.Get(header))
			}
		}
		again := s.send(ask{path: images[0] + asked, header: map[string]string{"If-None-Match": got.Header.Get("ETag")}})
		if again.StatusCode != 304 || again.body != "" {
			t.Errorf("%s again: %d, %d bytes", asked, again.StatusCode, len(again.body))
		}
	}
	for _, nowhere := range []string{"/img/x", images[0] + "x", images[0] + "?w=-1", images[0] + "?w=x", "/img/" + pay.PicturePrefix.Show(s.st.NewID(9)), "/img/..%2f..%2fetc%2fpasswd"} {
		if got := s.send(ask{path: nowhere}); got.StatusCode != 404 {
			t.Errorf("%s: %d", nowhere, got.StatusCode)
		}
	}
}

// shown are the hidden fields of a listing's pictures as its page has them.
func (b *browser) shown(path string) (pairs []string) {
	b.t.Helper()
	page := b.wants(b.get(path), 200).body
	for _, part := range strings.Split(page, `name="images" value="`)[1:] {
		address, _, _ := strings.Cut(part, `"`)
		pairs = append(pairs, "images", address, "alts", "")
	}
	return pairs
}

// Words, order and removal, without a script.
func TestPicturesAreArranged(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	id, _ := s.listing(s.open().TestAPIKey.Reveal(), `{"title":"Mug","amount":1800}`)
	path := "/dashboard/listings/" + id
	b.wants(b.upload(path+"/pictures", false, [][]byte{aPhoto(t, 300, 200, red), aPhoto(t, 300, 200, blue)}, "act", "save"), 303)
	was := s.addressesOf(id)
	form := []string{"images", was[0], "alts", "A red mug", "images", was[1], "alts", "A blue mug"}
	b.wants(b.upload(path+"/pictures", false, nil, append(form, "act", "down-0")...), 303)
	if now := s.addressesOf(id); len(now) != 2 || now[0] != was[1] || now[1] != was[0] {
		t.Errorf("moved: %v of %v", now, was)
	}
	page := b.wants(b.get(path), 200, "Picture moved.", `value="A red mug"`, `value="A blue mug"`)
	if strings.Index(page.body, "A blue mug") > strings.Index(page.body, `value="A red mug"`) {
		t.Error("the words did not move along")
	}
	b.wants(b.upload(path+"/pictures", false, nil, append(form, "act", "remove-1")...), 409, "Somebody changed the pictures", `value="A red mug"`)
	form = []string{"images", was[1], "alts", "A blue mug", "images", was[0], "alts", strings.Repeat("x", 251)}
	b.wants(b.upload(path+"/pictures", false, nil, append(form, "act", "save")...), 422, "At most 250 characters.", strings.Repeat("x", 251))
	form[7] = ""
	b.wants(b.upload(path+"/pictures", false, nil, append(form, "act", "remove-1")...), 303)
	if now := s.addressesOf(id); len(now) != 1 || now[0] != was[1] {
		t.Errorf("removed: %v of %v", now, was)
	}
	b.wants(b.upload(path+"/pictures", false, [][]byte{aPhoto(t, 300, 200, blue)}, "images", was[1], "alts", "A blue mug", "act", "save"), 303)
	if n := s.rows("pictures"); n != 2 || len(s.addressesOf(id)) != 1 {
		t.Errorf("the same picture again makes %d pictures, %v", n, s.addressesOf(id))
	}
}

// A refused picture is said beside its field, and nothing that was typed is
// lost, the pictures that were fine included.
func TestRefusedPictureKeepsWhatWasTyped(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	page := b.wants(b.get("/dashboard/listings/new"), 200, `enctype="multipart/form-data"`)
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	typed := []string{"title", "Möwe & Co", "description", "Two\r\nlines", "amount", "18.00", "currency", "BSD", "category", "Things", "tags", "blue, beach", "product_id", "", "nonce", nonceOf(page)}
	got := b.wants(b.upload("/dashboard/listings", false, [][]byte{aPhoto(t, 300, 200, red), svg, {}}, typed...), 422,
		"Picture 2: This is an SVG", "Picture 3: This file is empty", "Möwe & Co", "Two\nlines", "18.00", "blue, beach", `name="images" value="/img/pic_`, "These arrived and are kept")
	_, kept, _ := strings.Cut(got.body, `name="images" value="`)
	kept, _, _ = strings.Cut(kept, `"`)
	typed[len(typed)-1] = nonceOf(got)
	made := b.wants(b.upload("/dashboard/listings", false, nil, append(typed, "images", kept)...), 303)
	again := b.wants(b.upload("/dashboard/listings", true, nil, append(typed, "images", kept)...), 303)
	if made.Header.Get("Location") != again.Header.Get("Location") || s.rows("listings") != 1 {
		t.Errorf("sent twice: %q, %q, %d listings", made.Header.Get("Location"), again.Header.Get("Location"), s.rows("listings"))
	}
	id := strings.TrimPrefix(made.Header.Get("Location"), "/dashboard/listings/")
	if images := s.addressesOf(id); len(images) != 1 || images[0] != kept {
		t.Errorf("%v", images)
	}
	eleven := make([][]byte, 11)
	for i := range eleven {
		eleven[i] = aPhoto(t, 40+i, 40, blue)
	}
	b.wants(b.upload("/dashboard/listings", false, eleven, "title", "Many", "currency", "BSD"), 422, "There is room for 10 pictures here. Choose fewer.")
	b.wants(b.upload("/dashboard/listings", false, [][]byte{append(aPhoto(t, 40, 40, red), make([]byte, pay.PictureSentBytesMax)...)}, "title", "Large", "currency", "BSD"), 422, "at most 8 can be sent", "Large")
}

func nonceOf(a answer) string {
	_, nonce, _ := strings.Cut(a.body, `name="nonce" value="`)
	nonce, _, _ = strings.Cut(nonce, `"`)
	return nonce
}

// Only forms with files, of people who are signed in, may be large.
func TestOnlyUploadsMayBeLarge(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	kind, large := parts(t, [][]byte{make([]byte, 200<<10)}, "csrf", b.csrf, "title", "x", "currency", "BSD")
	_, text := parts(t, nil, "csrf", b.csrf, "title", strings.Repeat("x", 70<<10))
	for name, c := range map[string]struct {
		by     *browser
		path   string
		body   []byte
		status int
	}{
		"a form with files":         {b, "/dashboard/listings", large, 422},
		"one with a slash behind":   {b, "/dashboard/listings/", large, 422},
		"too much text":             {b, "/dashboard/listings", text, 403},
		"nobody":                    {s.browser(), "/dashboard/listings", large, 413},
		"another form":              {b, "/dashboard/links", large, 413},
		"a form that takes no file": {b, "/dashboard/links", large[:1000], 403},
		"a page":                    {b, "/login", large, 413},
		"the API":                   {b, "/v1/listings", large, 413},
	} {
		for _, chunked := range []bool{false, true} {
			if got := c.by.sendParts(c.path, chunked, kind, c.body); got.StatusCode != c.status {
				t.Errorf("%s, chunked %t: %d, want %d", name, chunked, got.StatusCode, c.status)
			}
		}
	}
	host := strings.TrimPrefix(s.url, "http://")
	for _, length := range []string{"Content-Length: 999999999", "Transfer-Encoding: chunked\r\n\r\nfffffff"} {
		got := s.raw("POST /dashboard/listings HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + s.h.Sessions.Cookie.Name + "=" + b.cookie() +
			"\r\nContent-Type: " + kind + "\r\n" + length + "\r\n\r\n")
		if got.StatusCode != 413 {
			t.Errorf("%.20s: %d", length, got.StatusCode)
		}
	}
	viewer := s.another("viewer@example.com", pay.Viewer)
	for name, who := range map[string]store.SignIn{
		"a session of nobody": {}, "a session without its second factor": {UserID: s.open().User.ID}, "a role that may not": {UserID: viewer},
	} {
		got := s.send(ask{method: "POST", path: "/dashboard/listings", cookie: s.signIn(who).cookie, body: string(large), header: map[string]string{"Content-Type": kind}})
		if got.StatusCode != 413 {
			t.Errorf("%s: %d", name, got.StatusCode)
		}
	}
}

// What is no form with files is refused in a sentence, whatever it is.
func TestBrokenFormsWithFiles(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	field := func(name, text string) string {
		return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + text + "\r\n"
	}
	csrf := field("csrf", b.csrf)
	for name, c := range map[string]struct {
		kind, body string
		status     int
	}{
		"no boundary":      {"multipart/form-data", csrf + "--x--\r\n", 403},
		"cut off":          {"multipart/form-data; boundary=x", csrf + field("title", "A mug"), 403},
		"no name":          {"multipart/form-data; boundary=x", csrf + "--x\r\n\r\nx\r\n--x--\r\n", 403},
		"too many parts":   {"multipart/form-data; boundary=x", csrf + strings.Repeat(field("title", "x"), 250) + "--x--\r\n", 403},
		"not UTF-8":        {"multipart/form-data; boundary=x", csrf + field("title", "\xff") + "--x--\r\n", 403},
		"an unknown field": {"multipart/form-data; boundary=x", csrf + field("title", "x") + field("price", "x") + "--x--\r\n", 422},
		"a file as a text": {"multipart/form-data; boundary=x", csrf + "--x\r\nContent-Disposition: form-data; name=\"title\"; filename=\"a\"\r\n\r\nx\r\n--x--\r\n", 422},
		"an unknown file":  {"multipart/form-data; boundary=x", csrf + "--x\r\nContent-Disposition: form-data; name=\"other\"; filename=\"a\"\r\n\r\nx\r\n--x--\r\n", 422},
		"twice":            {"multipart/form-data; boundary=x", csrf + field("title", "x") + field("title", "y") + "--x--\r\n", 422},
		"another kind":     {"multipart/mixed; boundary=x", csrf + "--x--\r\n", 403},
	} {
		if got := b.sendParts("/dashboard/listings", false, c.kind, []byte(c.body)); got.StatusCode != c.status {
			t.Errorf("%s: %d, want %d\n%.300s", name, got.StatusCode, c.status, got.body)
		}
	}
	if n := s.rows("listings"); n != 0 {
		t.Errorf("%d listings", n)
	}
}

// The table says which forms carry files.
func TestUploadsAreForPeople(t *testing.T) {
	t.Parallel()
	do := func(*fiber.Ctx) error { return nil }
	for _, r := range []Route{
		{Method: "POST", Path: "/x", Access: Public, Upload: true, Handle: do},
		{Method: "POST", Path: "/x", Access: Guest, Upload: true, Handle: do},
		{Method: "POST", Path: "/x", Access: Key, Scope: pay.LinksWrite, Upload: true, Handle: do},
		{Method: "POST", Path: "/x", Access: PasswordOnly, Upload: true, Handle: do},
		{Method: "POST", Path: "/x", Access: Person, Scope: pay.LinksWrite, Upload: true, Handle: do},
		{Method: "GET", Path: "/x", Access: Member, Upload: true, Handle: do},
	} {
		if checkRoute(r) == nil {
			t.Errorf("%+v is taken", r)
		}
	}
	if err := checkRoute(Route{Method: "POST", Path: "/x", Access: Member, Upload: true, Handle: do}); err != nil {
		t.Error(err)
	}
}

// A PNG through which something shines stays one; its address works in the API,
// in full and only for its own merchant.
func TestPictureAddressesInTheAPI(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	var glass bytes.Buffer
	s.must(png.Encode(&glass, image.NewNRGBA(image.Rect(0, 0, 50, 50))))
	id, _ := s.listing(s.open().TestAPIKey.Reveal(), `{"title":"Mug","amount":1800}`)
	b.wants(b.upload("/dashboard/listings/"+id+"/pictures", false, [][]byte{glass.Bytes()}, "act", "save"), 303)
	path := s.addressesOf(id)[0]
	if got := s.send(ask{path: path}); got.Header.Get("Content-Type") != "image/png" {
		t.Errorf("%s", got.Header.Get("Content-Type"))
	}
	status, got := s.api("POST", "/listings", `{"title":"Cup","images":["https://img.example.com/cup.jpg","`+s.url+path+`"]}`)
	if images, _ := got["images"].([]any); status != 201 || len(images) != 2 || images[1] != s.url+path || images[0] != "https://img.example.com/cup.jpg" {
		t.Errorf("%d %v", status, got)
	}
	stranger := s.stranger()
	for name, image := range map[string]string{"another merchant's": s.url + path, "one that is not there": s.url + "/img/" + pay.PicturePrefix.Show(s.st.NewID(stranger.Merchant.Number)),
		"a path": "/img/x", "http": "http://img.example.com/cup.jpg", "data": "data:image/png;base64," + base64.StdEncoding.EncodeToString(glass.Bytes())} {
		got := s.send(ask{method: "POST", path: "/v1/listings", key: stranger.TestAPIKey.Reveal(), body: `{"title":"Cup","images":["` + image + `"]}`})
		if got.StatusCode != 422 || !strings.Contains(got.body, "images.0") {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.body)
		}
	}
}
