package handlers

import (
	"bytes"
	"io"
	"mime/multipart"
	"testing"
)

// partsOf writes a form as browsers do.
func partsOf(t testing.TB, text string, files ...[]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	if err := w.SetBoundary("x"); err != nil {
		t.Fatal(err)
	}
	if err := w.WriteField("title", text); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		part, err := w.CreateFormFile("pictures", "a \"b\".jpg")
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
	return out.Bytes()
}

// Files are not copied: the memory that they take is that of the request.
func TestFilesStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	file := []byte("\r\n--\r\n\x00--x\r\n-x\xff")
	body := partsOf(t, "Möwe\r\n", file, nil)
	form, err := parseParts(body, "x")
	if err != nil || form.values.Get("title") != "Möwe\r\n" || len(form.files["pictures"]) != 2 || len(form.files["pictures"][1].body) != 0 {
		t.Fatalf("%v, %v", form, err)
	}
	got := form.files["pictures"][0].body
	at := bytes.Index(body, file)
	if !bytes.Equal(got, file) || &got[0] != &body[at] || cap(got) != len(got) {
		t.Errorf("%q, %d bytes of %d", got, len(got), cap(got))
	}
}

// What is read is what the library reads.
func FuzzSplitParts(f *testing.F) {
	f.Add(partsOf(f, "Mug", []byte("GIF89a"), nil), "x")
	f.Add([]byte("--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--x--"), "x")
	f.Add([]byte("--x\r\n\r\n\r\n--xy\r\n--x--\r\n"), "x")
	f.Fuzz(func(t *testing.T, body []byte, boundary string) {
		ours, err := splitParts(body, boundary)
		if err != nil {
			return
		}
		reader := multipart.NewReader(bytes.NewReader(body), boundary)
		for i, p := range ours {
			part, err := reader.NextRawPart()
			if err != nil {
				t.Fatalf("part %d of %q: %v", i, body, err)
			}
			content, err := io.ReadAll(part)
			if err != nil || part.FormName() != p.name || !bytes.Equal(content, p.body) {
				t.Fatalf("part %d of %q: %q is %q, want %q; %v", i, body, p.name, p.body, content, err)
			}
		}
		if _, err := reader.NextRawPart(); err != io.EOF {
			t.Errorf("%q: there is more: %v", body, err)
		}
	})
}
