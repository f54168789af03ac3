package handlers

import (
	"bufio"
	"bytes"
	"mime"
	"net/textproto"

	"github.com/gofiber/fiber/v2"
)

// partHeaderMax is how long the header of a part may be.
const partHeaderMax = 4 << 10

// formPart is a field or a file of a form with files. Its body is where it stands
// in that of the request, which mime/multipart would copy.
type formPart struct {
	name   string
	isFile bool
	// chosen is false for a file field that was left empty.
	chosen bool
	body   []byte
}

// splitParts reads a form with files as browsers write it.
func splitParts(body []byte, boundary string) (parts []formPart, err error) {
	if boundary == "" {
		return nil, unreadable()
	}
	delimiter := []byte("\r\n--" + boundary)
	rest, opens := bytes.CutPrefix(body, delimiter[2:])
	if !opens {
		return nil, unreadable()
	}
	for string(rest) != "--" && !bytes.HasPrefix(rest, []byte("--\r\n")) {
		if len(parts) == formPartsMax {
			return nil, unreadable()
		}
		end, within := bytes.CutPrefix(rest, []byte("\r\n"))
		at := bytes.Index(end, delimiter)
		if !within || at < 0 {
			return nil, unreadable()
		}
		part, err := readPart(end[:at:at])
		if err != nil {
			return nil, err
		}
		parts, rest = append(parts, part), end[at+len(delimiter):]
	}
	return parts, nil
}

func readPart(part []byte) (p formPart, err error) {
	length := bytes.Index(part[:min(len(part), partHeaderMax)], []byte("\r\n\r\n"))
	if length < 0 {
		return p, unreadable()
	}
	header, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(part[:length+4]))).ReadMIMEHeader()
	if err != nil {
		return p, unreadable()
	}
	kind, params, err := mime.ParseMediaType(header.Get(fiber.HeaderContentDisposition))
	if err != nil || kind != "form-data" || params["name"] == "" {
		return p, unreadable()
	}
	p.name, p.body = params["name"], part[length+4:]
	p.isFile = header.Get(fiber.HeaderContentType) != "" || params["filename"] != ""
	p.chosen = len(p.body) > 0 || params["filename"] != ""
	return p, nil
}
