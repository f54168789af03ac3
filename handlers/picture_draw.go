package handlers

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"golang.org/x/image/webp"

	"linktill/internal/pay"
	"linktill/store"
)

// pictureFormat is a kind of picture that is read. Which one it is, its first
// bytes say: its name and what the browser calls it do not count.
type pictureFormat struct {
	name, magic string
	config      func(io.Reader) (image.Config, error)
	decode      func(io.Reader) (image.Image, error)
}

// The standard library's list of formats is open to whatever is linked in;
// this one is not. Of a moving GIF the first picture is taken.
var pictureFormats = []pictureFormat{
	{"JPEG", "\xff\xd8\xff", jpeg.DecodeConfig, jpeg.Decode},
	{"PNG", "\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode},
	{"GIF", "GIF8", gif.DecodeConfig, gif.Decode},
	{"WebP", "RIFF", webp.DecodeConfig, webp.Decode},
}

// A JPEG may draw all of itself anew, again and again, and each time costs as much
// as the whole picture. Photographs do it ten times. The largest may twenty times,
// which takes half a second; smaller ones more often, up to jpegScansMax.
const (
	jpegScansMax  = 100
	jpegPixelsMax = 20 * pay.PictureSidePXMax * pay.PictureSidePXMax // of all scans
)

// drawPicture reads what was sent and draws it anew, at most maxPX wide and
// high, upright, in several sizes: nothing of the file is kept but its pixels.
// why is a sentence for the person who sent it; "" when all is well.
func drawPicture(sent []byte, maxPX int) (p store.NewPicture, why string) {
	format, why := formatOf(sent)
	if why == "" {
		why = checkPicture(sent, format)
	}
	if why != "" {
		return p, why
	}
	decoded, err := decodePicture(sent, format)
	if err != nil {
		return p, "This picture is damaged or cut off: it cannot be read to its end. Open it on your device, save it again and send that."
	}
	opaque := isOpaque(decoded)
	largest := upright(shrink(decoded, maxPX), orientationOf(sent, format.name))
	p.ContentType = map[bool]string{true: "image/jpeg", false: "image/png"}[opaque]
	body, err := encodePicture(largest, opaque)
	for err == nil && len(body) > pay.PictureKeptBytesMax {
		largest = shrink(largest, max(largest.Bounds().Dx(), largest.Bounds().Dy())*3/4)
		body, err = encodePicture(largest, opaque)
	}
	p.Width, p.Height = largest.Bounds().Dx(), largest.Bounds().Dy()
	p.Sizes = []store.PictureSize{{Width: p.Width, Body: body}}
	for _, width := range pay.PictureWidths {
		if err != nil || width >= p.Width {
			break
		}
		body, err = encodePicture(narrow(largest, width), opaque)
		p.Sizes = append(p.Sizes, store.PictureSize{Width: width, Body: body})
	}
	if err != nil {
		return p, "This picture cannot be kept. Save it as JPEG on your device and send that."
	}
	return p, ""
}

// formatOf tells what was sent by its first bytes, or says why it is not taken.
func formatOf(sent []byte) (format pictureFormat, why string) {
	for _, f := range pictureFormats {
		if bytes.HasPrefix(sent, []byte(f.magic)) {
			return f, ""
		}
	}
	opening := strings.ToLower(string(sent[:min(len(sent), 1024)]))
	switch {
	case len(sent) == 0:
		return format, "This file is empty. Choose another."
	case strings.Contains(opening, "<svg"):
		return format, "This is an SVG, which can hold programs: it is not taken. Save it as PNG and send that."
	case len(opening) > 12 && opening[4:8] == "ftyp":
		return format, "This is a HEIC or AVIF picture, or a film. Save it as JPEG and send that."
	}
	return format, "This is not a picture that can be read. Send a JPEG, PNG, WebP or GIF."
}

// checkPicture refuses, before anything is unpacked, what would be too much.
func checkPicture(sent []byte, format pictureFormat) (why string) {
	if len(sent) > pay.PictureSentBytesMax {
		return fmt.Sprintf("This picture has %d MB; at most %d can be sent. Make it smaller and send it again.",
			(len(sent)+1<<20-1)>>20, pay.PictureSentBytesMax>>20)
	}
	config, err := format.config(bytes.NewReader(sent))
	switch {
	case err != nil || config.Width < 1 || config.Height < 1:
		return "This file starts like a " + format.name + ", but it is none that can be read. Send another picture."
	case config.Width > pay.PictureSidePXMax || config.Height > pay.PictureSidePXMax:
		return fmt.Sprintf("This picture is %d × %d pixels; at most %d each way can be sent. Make it smaller and send it again.",
			config.Width, config.Height, pay.PictureSidePXMax)
	case format.name == "JPEG" && tooManyScans(sent, config):
		return "This JPEG is built in more layers than can be read. Open it on your device, save it again and send that."
	}
	return ""
}

// tooManyScans reports whether reading the JPEG would take too long. Those of the
// small picture within it count along, which does not matter.
func tooManyScans(sent []byte, of image.Config) bool {
	scans := bytes.Count(sent, []byte{0xff, 0xda})
	return scans > jpegScansMax || scans*of.Width*of.Height > jpegPixelsMax
}

// decodePicture unpacks a picture. What makes a decoder fail in whichever way
// is a picture that cannot be read.
func decodePicture(sent []byte, format pictureFormat) (decoded image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("handlers: decode %s: %v", format.name, p)
		}
	}()
	return format.decode(bytes.NewReader(sent))
}

// isOpaque reports whether nothing shines through the picture.
func isOpaque(m image.Image) bool {
	o, knows := m.(interface{ Opaque() bool })
	return knows && o.Opaque()
}

func encodePicture(m image.Image, opaque bool) ([]byte, error) {
	var out bytes.Buffer
	var err error
	if opaque {
		err = jpeg.Encode(&out, m, &jpeg.Options{Quality: 85})
	} else {
		err = png.Encode(&out, m)
	}
	return out.Bytes(), err
}
