package web

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"strings"
	"testing"
)

// pngOf is a picture of one colour.
func pngOf(t *testing.T, side int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for i := range side * side {
		img.Set(i%side, i/side, color.RGBA{R: 200, G: 80, B: 40, A: 255})
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// sendsPicture sends a form of the bio editor with a file in it.
func (b *browser) sendsPicture(path string, file []byte, pairs ...string) answer {
	b.t.Helper()
	return b.sendsFile(path, "picture", file, pairs...)
}

// sendsFile sends a form with a file in one of its fields.
func (b *browser) sendsFile(path, field string, file []byte, pairs ...string) answer {
	b.t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for i := 0; i < len(pairs); i += 2 {
		b.must(w.WriteField(pairs[i], pairs[i+1]))
	}
	b.must(w.WriteField("csrf", b.csrf))
	part, err := w.CreateFormFile(field, field+".png")
	b.must(err)
	_, err = part.Write(file)
	b.must(err)
	b.must(w.Close())
	return b.sendParts(path, false, w.FormDataContentType(), out.Bytes())
}

// A face at the top and a picture in a block are sent, shown, published, told to
// programs, and survive being read and sent again by them.
func TestBioPictures(t *testing.T) {
	s := newTill(t)
	b := s.signedInBrowser()
	head := []string{"title", "Island", "tagline", "", "theme", "bloom", "accent", "", "sold_out", "badge", "badge", ""}
	revision := func() string {
		found := revisionAt.FindAllStringSubmatch(b.get(bioAt+"?edit=head").body, -1)
		return found[len(found)-1][1]
	}
	got := b.sendsPicture(bioAt+"/head", []byte("<svg onload=alert(1)>"), append(head, "revision", revision())...)
	if got.StatusCode != 422 || !strings.Contains(got.body, "f-picture-error") || !strings.Contains(got.body, `value="Island"`) {
		t.Errorf("no picture: %d", got.StatusCode)
	}
	b.wants(b.sendsPicture(bioAt+"/head", pngOf(t, 64), append(head, "revision", revision())...), 303)
	page := b.get(bioAt + "?add=image")
	b.wants(b.sendsPicture(bioAt+"/blocks", pngOf(t, 40), "nonce", b.nonceIn(page), "type", "image", "alt", "A red cup"), 303)
	page = b.get(bioAt)
	b.wants(b.post(bioAt+"/publish", "revision", b.revision(page)), 303)
	public := b.wants(b.get("/@island-coffee"), 200, `class="bio-face" src="/img/pic_`, `alt="A red cup"`)
	_, rest, _ := strings.Cut(public.body, `class="bio-face" src="`)
	path, _, _ := strings.Cut(rest, `"`)
	if face := b.get(path); face.StatusCode != 200 || !strings.HasPrefix(face.Header.Get("Content-Type"), "image/") {
		t.Errorf("%s: %d", path, face.StatusCode)
	}
	told := s.makes("GET", "/bio", "")
	block := told["blocks"].([]any)[0].(map[string]any)
	if told["avatar_url"] != s.url+path || !strings.HasPrefix(block["picture_id"].(string), "pic_") || block["url"] != nil {
		t.Errorf("%v", told)
	}
	again := s.makes("PUT", "/bio", `{"avatar_url":"`+s.url+path+`","blocks":[{"type":"image","alt":"A red cup","picture_id":"`+block["picture_id"].(string)+`"}]}`)
	if again["avatar_url"] != s.url+path {
		t.Errorf("%v", again)
	}
	b.wants(b.get("/@island-coffee"), 200, path, `alt="A red cup"`)
	if gone := s.makes("PUT", "/bio", `{"avatar_url":null}`); gone["avatar_url"] != nil {
		t.Errorf("%v", gone)
	}
}
