package handlers

import (
	"bytes"
	"encoding/binary"
	"image"
)

// orientationOf says how a camera was held: 1 to 8 as EXIF counts, 1 when the
// picture is upright or does not say. That is all that is read of its metadata.
func orientationOf(sent []byte, format string) int {
	switch format {
	case "JPEG":
		return jpegOrientation(sent)
	case "PNG":
		return chunkOrientation(sent[8:], "eXIf", binary.BigEndian, 4)
	case "WebP":
		return chunkOrientation(sent[min(12, len(sent)):], "EXIF", binary.LittleEndian, 0)
	}
	return 1
}

// jpegOrientation looks through the segments before the picture itself.
func jpegOrientation(sent []byte) int {
	for rest := sent[2:]; len(rest) >= 4 && rest[0] == 0xff; {
		marker, size := rest[1], int(binary.BigEndian.Uint16(rest[2:]))
		if marker == 0xff { // a byte of padding
			rest = rest[1:]
			continue
		}
		if marker == 0xda || size < 2 || 2+size > len(rest) {
			break
		}
		if body := rest[4 : 2+size]; marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return tiffOrientation(body[6:])
		}
		rest = rest[2+size:]
	}
	return 1
}

// chunkOrientation looks through chunks that begin with a name and a size, in
// either order, and end with so many bytes of a sum. Those with a sum have the
// size first.
func chunkOrientation(rest []byte, name string, order binary.ByteOrder, sum int) int {
	for len(rest) >= 8 {
		called, size := rest[:4], uint64(order.Uint32(rest[4:]))
		if sum > 0 {
			called, size = rest[4:8], uint64(order.Uint32(rest))
		}
		if 8+size > uint64(len(rest)) {
			break
		}
		if string(called) == name {
			return tiffOrientation(bytes.TrimPrefix(rest[8:8+size], []byte("Exif\x00\x00")))
		}
		end := 8 + size + uint64(sum)
		if sum == 0 {
			end += size % 2
		}
		rest = rest[min(end, uint64(len(rest))):]
	}
	return 1
}

// tiffOrientation reads the one field from the first directory.
func tiffOrientation(t []byte) int {
	if len(t) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if t[0] == 'I' {
		order = binary.LittleEndian
	}
	at := uint64(order.Uint32(t[4:]))
	if at+2 > uint64(len(t)) {
		return 1
	}
	fields := t[at+2:]
	for range order.Uint16(t[at:]) {
		if len(fields) < 12 {
			break
		}
		const orientationTag, short = 0x0112, 3
		if order.Uint16(fields) == orientationTag && order.Uint16(fields[2:]) == short {
			if o := int(order.Uint16(fields[8:])); o >= 1 && o <= 8 {
				return o
			}
			break
		}
		fields = fields[12:]
	}
	return 1
}

// upright turns a picture as its orientation says.
func upright(m *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return m
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	size := image.Pt(w, h)
	if orientation > 4 {
		size = image.Pt(h, w)
	}
	out := image.NewRGBA(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			from := source(orientation, x, y, w, h)
			copy(out.Pix[out.PixOffset(x, y):][:4], m.Pix[m.PixOffset(from.X, from.Y):][:4])
		}
	}
	return out
}

// source is where a pixel of the upright picture comes from, in one of w × h.
func source(orientation, x, y, w, h int) image.Point {
	switch orientation {
	case 2:
		return image.Pt(w-1-x, y)
	case 3:
		return image.Pt(w-1-x, h-1-y)
	case 4:
		return image.Pt(x, h-1-y)
	case 5:
		return image.Pt(y, x)
	case 6:
		return image.Pt(y, h-1-x)
	case 7:
		return image.Pt(w-1-y, h-1-x)
	}
	return image.Pt(w-1-y, x)
}
