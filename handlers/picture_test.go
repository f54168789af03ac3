package handlers

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// quarters is a picture with a colour in each corner: red, green, blue, yellow.
func quarters(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, corners[y*2/h*2+x*2/w])
		}
	}
	return m
}

var corners = []color.NRGBA{{200, 0, 0, 255}, {0, 200, 0, 255}, {0, 0, 200, 255}, {200, 200, 0, 255}}

func jpegOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func gifOf(t *testing.T, frames ...*image.Paletted) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := gif.EncodeAll(&out, &gif.GIF{Image: frames, Delay: make([]int, len(frames))}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// exif is a camera's note: how it was held, and where it was.
func exif(order binary.ByteOrder, mark string, orientation uint16) []byte {
	var out bytes.Buffer
	out.WriteString(mark)
	for _, v := range []any{uint16(42), uint32(8), uint16(2),
		uint16(0x0112), uint16(3), uint32(1), orientation, uint16(0),
		uint16(0x8825), uint16(4), uint32(1), uint32(38),
		uint32(0)} {
		_ = binary.Write(&out, order, v)
	}
	out.WriteString("GPS 25.0343 N 77.3963 W")
	return out.Bytes()
}

// withExif puts the note where a camera does.
func withExif(picture, note []byte) []byte {
	body := append([]byte("Exif\x00\x00"), note...)
	segment := append([]byte{0xff, 0xe1, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
	return append(append(append([]byte{}, picture[:2]...), segment...), picture[2:]...)
}

// chunk is a part of a PNG.
func chunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// bomb is a whole PNG of that many grey pixels each way, in a few kilobytes.
func bomb(t *testing.T, side uint32) []byte {
	t.Helper()
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, side), side)
	header = append(header, 1, 0, 0, 0, 0) // one bit a pixel
	var pixels bytes.Buffer
	w, err := zlib.NewWriterLevel(&pixels, zlib.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 1+(side+7)/8)
	for range side {
		if _, err := w.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", header)...)
	out = append(out, chunk("IDAT", pixels.Bytes())...)
	return append(out, chunk("IEND", nil)...)
}

// redrawn draws a picture anew and reads the result.
func redrawn(t *testing.T, sent []byte, maxPX int) (store.NewPicture, image.Image) {
	t.Helper()
	p, why := drawPicture(sent, maxPX)
	if why != "" {
		t.Fatal(why)
	}
	m, format, err := image.Decode(bytes.NewReader(p.Sizes[0].Body))
	if err != nil || "image/"+format != p.ContentType || m.Bounds().Dx() != p.Width || m.Bounds().Dy() != p.Height {
		t.Fatalf("%s of %v, said to be %s of %d × %d: %v", format, m.Bounds(), p.ContentType, p.Width, p.Height, err)
	}
	return p, m
}

// near reports whether a pixel has about that colour.
func near(m image.Image, x, y int, want color.NRGBA) bool {
	got := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
	apart := func(a, b uint8) int { return max(int(a)-int(b), int(b)-int(a)) }
	return apart(got.R, want.R) < 40 && apart(got.G, want.G) < 40 && apart(got.B, want.B) < 40 && apart(got.A, want.A) < 40
}

func TestPictureIsUprightAndItsMetadataGone(t *testing.T) {
	t.Parallel()
	// Which corner of the sent picture ends up at each corner.
	for orientation, want := range [][4]int{1: {0, 1, 2, 3}, 2: {1, 0, 3, 2}, 3: {3, 2, 1, 0}, 4: {2, 3, 0, 1},
		5: {0, 2, 1, 3}, 6: {2, 0, 3, 1}, 7: {3, 1, 2, 0}, 8: {1, 3, 0, 2}} {
		if orientation == 0 {
			continue
		}
		plain := quarters(120, 80)
		for name, sent := range map[string][]byte{
			"II": withExif(jpegOf(t, plain), exif(binary.LittleEndian, "II", uint16(orientation))),
			"MM": withExif(jpegOf(t, plain), exif(binary.BigEndian, "MM", uint16(orientation))),
			"PNG": append(append(append([]byte{}, pngOf(t, plain)[:33]...), chunk("eXIf", exif(binary.BigEndian, "MM", uint16(orientation)))...),
				pngOf(t, plain)[33:]...),
		} {
			p, m := redrawn(t, sent, 1600)
			if turned := orientation > 4; turned != (p.Width == 80) {
				t.Errorf("%s %d: %d × %d", name, orientation, p.Width, p.Height)
			}
			for i, corner := range want {
				if x, y := (i%2*2+1)*p.Width/4, (i/2*2+1)*p.Height/4; !near(m, x, y, corners[corner]) {
					t.Errorf("%s %d: corner %d is %v", name, orientation, i, m.At(x, y))
				}
			}
			for _, size := range p.Sizes {
				if body := string(size.Body); strings.Contains(body, "GPS") || strings.Contains(strings.ToLower(body), "exif") {
					t.Errorf("%s %d: the metadata is still there", name, orientation)
				}
			}
		}
	}
}

func TestPictureSizes(t *testing.T) {
	t.Parallel()
	p, _ := redrawn(t, jpegOf(t, quarters(3000, 2000)), 1600)
	if p.Width != 1600 || p.Height != 1066 || p.ContentType != "image/jpeg" || len(p.Sizes) != 4 {
		t.Errorf("%d × %d, %s, %d sizes", p.Width, p.Height, p.ContentType, len(p.Sizes))
	}
	for i, width := range append([]int{1600}, pay.PictureWidths...) {
		m, err := jpeg.DecodeConfig(bytes.NewReader(p.Sizes[i].Body))
		if err != nil || m.Width != width || p.Sizes[i].Width != width {
			t.Errorf("size %d is %d wide: %v", i, m.Width, err)
		}
	}
	if small, _ := redrawn(t, jpegOf(t, quarters(100, 10)), 1600); small.Width != 100 || len(small.Sizes) != 1 {
		t.Errorf("a small one: %d wide, %d sizes", small.Width, len(small.Sizes))
	}
	if strip, _ := redrawn(t, pngOf(t, quarters(4000, 2)), 480); strip.Height != 1 {
		t.Errorf("a strip is %d high", strip.Height)
	}
}

func TestPictureKeepsWhatShinesThrough(t *testing.T) {
	t.Parallel()
	see := quarters(200, 200)
	for y := range 100 {
		for x := range 100 {
			see.Set(x, y, color.NRGBA{})
		}
	}
	p, m := redrawn(t, pngOf(t, see), 100)
	if _, _, _, a := m.At(10, 10).RGBA(); p.ContentType != "image/png" || a != 0 || !near(m, 90, 90, corners[3]) {
		t.Errorf("%s, %v, %v", p.ContentType, m.At(10, 10), m.At(90, 90))
	}
	if p, _ := redrawn(t, pngOf(t, quarters(20, 20)), 100); p.ContentType != "image/jpeg" {
		t.Errorf("an opaque PNG becomes %s", p.ContentType)
	}
}

// Noise that shines through compresses badly: it is drawn smaller until it fits.
func TestPictureFitsItsRoom(t *testing.T) {
	t.Parallel()
	noise, seed := image.NewNRGBA(image.Rect(0, 0, 1400, 1400)), uint32(1)
	for i := range noise.Pix {
		seed = seed*1664525 + 1013904223
		noise.Pix[i] = byte(seed >> 24)
	}
	p, _ := redrawn(t, pngOf(t, noise), 1600)
	if len(p.Sizes[0].Body) > pay.PictureKeptBytesMax || p.Width >= 1400 || p.Width < 400 {
		t.Errorf("%d bytes, %d wide", len(p.Sizes[0].Body), p.Width)
	}
}

func TestPictureOfAMovingGIFIsItsFirst(t *testing.T) {
	t.Parallel()
	frame := func(c color.Color) *image.Paletted {
		m := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{c})
		return m
	}
	p, m := redrawn(t, gifOf(t, frame(corners[0]), frame(corners[2])), 100)
	if p.ContentType != "image/jpeg" || !near(m, 4, 4, corners[0]) {
		t.Errorf("%s, %v", p.ContentType, m.At(4, 4))
	}
}

// The smallest WebP: one pixel, packed without loss.
func TestPictureOfWebP(t *testing.T) {
	t.Parallel()
	sent := []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")
	if p, _ := redrawn(t, sent, 100); p.Width != 1 || p.Height != 1 {
		t.Errorf("%d × %d", p.Width, p.Height)
	}
	note := append([]byte("EXIF\x3d\x00\x00\x00"), exif(binary.LittleEndian, "II", 6)...)
	if got := orientationOf(append(append([]byte{}, sent...), note...), "WebP"); got != 6 {
		t.Errorf("orientation %d", got)
	}
	for i := range sent {
		drawPicture(sent[:i], 100)
	}
}

// What hides behind a picture does not survive that the picture is drawn anew.
func TestPictureLosesWhatIsBehindIt(t *testing.T) {
	t.Parallel()
	script := "<script>alert(1)</script><?php phpinfo() ?>"
	comment := append([]byte{0xff, 0xfe, 0, byte(len(script) + 2)}, script...)
	photo := jpegOf(t, quarters(20, 20))
	for name, sent := range map[string][]byte{
		"behind a JPEG": append(jpegOf(t, quarters(20, 20)), script...),
		"in a JPEG":     append(append(append([]byte{}, photo[:2]...), comment...), photo[2:]...),
		"behind a PNG":  append(pngOf(t, quarters(20, 20)), script...),
		"behind a GIF":  append(gifOf(t, image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{corners[1]})), script...),
	} {
		p, _ := redrawn(t, sent, 100)
		if strings.Contains(string(p.Sizes[0].Body), "script") || strings.Contains(string(p.Sizes[0].Body), "php") {
			t.Errorf("%s: it is still there", name)
		}
	}
}

func TestPicturesThatAreRefused(t *testing.T) {
	t.Parallel()
	photo, drawing := jpegOf(t, quarters(400, 300)), pngOf(t, quarters(400, 300))
	small := bomb(t, 30_000)
	if len(small) > 200_000 {
		t.Errorf("the bomb has %d bytes", len(small))
	}
	many := append([]byte{}, photo...)
	for range 200 {
		many = append(many, 0xff, 0xda)
	}
	lying := append([]byte{}, drawing...)
	copy(lying[16:], []byte{0, 0, 0x0f, 0xff, 0, 0, 0x0f, 0xff}) // larger than its pixels
	for name, c := range map[string]struct {
		sent []byte
		says string
	}{
		"nothing":              {nil, "empty"},
		"a bomb":               {small, "30000 × 30000 pixels"},
		"a bomb of one side":   {bomb(t, 4097), "4097 × 4097 pixels"},
		"an SVG":               {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "SVG"},
		"HTML":                 {[]byte("<!doctype html><script>alert(1)</script>"), "not a picture"},
		"HTML as a GIF":        {[]byte("GIF89a/*<svg onload=alert(1)>*/=1;alert(1)//"), "pixels"},
		"a program as a JPEG":  {[]byte("\xff\xd8\xff<script>alert(1)</script>"), "none that can be read"},
		"a PDF":                {[]byte("%PDF-1.7 photo.jpg"), "not a picture"},
		"a photograph of iOS":  {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), "HEIC"},
		"a sound":              {[]byte("RIFF\x24\x00\x00\x00WAVEfmt "), "none that can be read"},
		"too many bytes":       {append(append([]byte{}, photo...), make([]byte, pay.PictureSentBytesMax)...), "at most 8"},
		"too many layers":      {many, "layers"},
		"a JPEG cut off":       {photo[:len(photo)/2], "cut off"},
		"a PNG cut off":        {drawing[:len(drawing)/2], "cut off"},
		"a PNG without pixels": {drawing[:33], "cut off"},
		"a PNG that lies":      {lying, "can be read"},
		"only a JPEG's start":  {photo[:4], "none that can be read"},
		"no pixel":             {[]byte("GIF89a\x00\x00\x00\x00\x00\x00\x00;"), "none that can be read"},
	} {
		p, why := drawPicture(c.sent, 1600)
		if !strings.Contains(why, c.says) || len(p.Sizes) != 0 || !strings.HasSuffix(why, ".") {
			t.Errorf("%s: %q", name, why)
		}
	}
}

// No prefix and no changed byte of a picture makes the reader fail otherwise
// than by a sentence.
func TestPictureReaderWithstandsDamage(t *testing.T) {
	t.Parallel()
	whole := withExif(jpegOf(t, quarters(16, 16)), exif(binary.LittleEndian, "II", 6))
	for _, sent := range [][]byte{whole, pngOf(t, quarters(16, 16)), gifOf(t, image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{corners[1]}))} {
		for i := range sent {
			drawPicture(sent[:i], 100)
			damaged := append([]byte{}, sent...)
			damaged[i] ^= 0xff
			drawPicture(damaged, 100)
		}
	}
	note := exif(binary.BigEndian, "MM", 6)
	for i := range note {
		if got := tiffOrientation(note[:i]); got != 1 && got != 6 {
			t.Errorf("%d bytes of it: %d", i, got)
		}
	}
}

// Every pixel is the mean of those that it covers, also where they do not fit.
func TestScaled(t *testing.T) {
	t.Parallel()
	line := image.NewGray(image.Rect(5, 7, 8, 8)) // three pixels that do not begin at 0
	for x, v := range []uint8{0, 90, 240} {
		line.SetGray(5+x, 7, color.Gray{v})
	}
	two := scaled(line, image.Pt(2, 1))
	if a, b := two.RGBAAt(0, 0), two.RGBAAt(1, 0); a != (color.RGBA{30, 30, 30, 255}) || b != (color.RGBA{190, 190, 190, 255}) {
		t.Errorf("%v, %v", a, b)
	}
	board := image.NewNRGBA(image.Rect(0, 0, 7, 5))
	for i := range 35 {
		board.Set(i%7, i/7, color.NRGBA{uint8(i * 7), 50, 200, 255})
	}
	if same := scaled(board, image.Pt(7, 5)); same.RGBAAt(6, 4) != (color.RGBA{238, 50, 200, 255}) {
		t.Errorf("%v", same.RGBAAt(6, 4))
	}
	if one := scaled(board, image.Pt(1, 1)); one.RGBAAt(0, 0) != (color.RGBA{119, 50, 200, 255}) {
		t.Errorf("%v", one.RGBAAt(0, 0))
	}
}
