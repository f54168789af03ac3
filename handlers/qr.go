package handlers

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/skip2/go-qrcode"

	"linktill/internal/pay"
	"linktill/internal/secret"
	"linktill/views"
)

// Sizes of QR pictures, in pixels. The default prints sharp at 3 cm and 400 dpi.
const (
	qrSizeDefault = 512
	qrSizeMin     = 120
	qrSizeMax     = 2048
)

// QR answers GET /qr/{link} with a PNG and GET /qr/{link}.svg with a drawing.
// The picture holds the link's address and nothing else. It never changes, so
// it can be kept for ever. Products, listings and the printed codes of a link have
// one as well; the address of a checkout is a secret, so that nobody keeps its picture.
func (h *Handlers) QR(c *fiber.Ctx) error {
	name, svg := strings.CutSuffix(c.Params("id"), ".svg")
	name = strings.TrimSuffix(name, ".png")
	size, err := qrSize(c)
	if err != nil {
		return err
	}
	key := qrKey{name: name, size: size, svg: svg}
	picture, known := qrCache.get(key)
	if !known {
		if picture, err = h.newQR(c, key); err != nil {
			return err
		}
		if h.isSecret(name) {
			return sendSecretQR(c, picture, svg)
		}
		qrCache.put(key, picture)
	}
	return sendQR(c, picture, svg)
}

// qrFile is the path of the drawing for what a link, a placement, a product, a
// listing or a checkout is called in addresses.
func qrFile(name string) string { return "/qr/" + name + ".svg" }

func (h *Handlers) isSecret(name string) bool {
	_, is := secret.CheckoutCapability.Parse(h.Secrets, name)
	return is
}

// qrPathOf is the path that a picture leads to.
func (h *Handlers) qrPathOf(c *fiber.Ctx, name string) (string, error) {
	if h.isSecret(name) {
		id, _ := secret.CheckoutCapability.Parse(h.Secrets, name)
		return h.checkoutPath(id), nil
	}
	if id, is := pay.ProductPrefix.Parse(name); is && strings.HasPrefix(name, string(pay.ProductPrefix)) {
		_, err := h.Store.PublicProduct(c.UserContext(), id)
		return views.ProductPath(id), err
	}
	if id, is := pay.ListingPrefix.Parse(name); is && strings.HasPrefix(name, string(pay.ListingPrefix)) {
		l, err := h.Store.PublicListing(c.UserContext(), id)
		return views.ListingPath(l.Merchant.Slug, id) + "/pay", err
	}
	if id, is := pay.PlacementPrefix.Parse(name); is && strings.HasPrefix(name, string(pay.PlacementPrefix)) {
		slug, linkID, code, err := h.Store.PlacementAddress(c.UserContext(), id)
		return views.PlacementPath(slug, linkID, code), err
	}
	id, is := pay.LinkPrefix.Parse(name)
	if !is {
		return "", pay.NoSuchLink()
	}
	slug, err := h.Store.LinkSlug(c.UserContext(), id)
	return views.PayPath(slug, id), err
}

func sendSecretQR(c *fiber.Ctx, picture []byte, svg bool) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Type(map[bool]string{false: "png", true: "svg"}[svg])
	return c.Send(picture)
}

// drawing lets as many pictures be drawn at once as there are processors: a
// large one takes megabytes while it is made.
var drawing = make(chan struct{}, runtime.NumCPU())

// Pictures that one client may have drawn in a minute; those kept are free.
const qrPerMinute = 3000

func (h *Handlers) newQR(c *fiber.Ctx, key qrKey) ([]byte, error) {
	path, err := h.qrPathOf(c, key.name)
	if err != nil {
		return nil, err
	}
	if err := h.limit(c, "qr:"+rateNet(c), qrPerMinute, time.Minute); err != nil {
		return nil, err
	}
	select {
	case drawing <- struct{}{}:
		defer func() { <-drawing }()
	case <-c.UserContext().Done():
		return nil, c.UserContext().Err()
	}
	return drawQR(h.PublicURL+path, key.size, key.svg)
}

func qrSize(c *fiber.Ctx) (int, error) {
	text := c.Query("size")
	if text == "" {
		return qrSizeDefault, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < qrSizeMin || n > qrSizeMax {
		var checks pay.Checks
		checks.Add("size", "Must be a whole number of pixels from %d to %d.", qrSizeMin, qrSizeMax)
		return 0, checks.Err()
	}
	return n, nil
}

func sendQR(c *fiber.Ctx, picture []byte, svg bool) error {
	sum := fnv.New64a()
	_, _ = sum.Write(picture)
	etag := fmt.Sprintf(`"%x"`, sum.Sum64())
	c.Set(fiber.HeaderETag, etag)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set("Cross-Origin-Resource-Policy", "cross-origin") // made to be shown on other sites
	if c.Get(fiber.HeaderIfNoneMatch) == etag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Type(map[bool]string{false: "png", true: "svg"}[svg])
	return c.Send(picture)
}

// drawQR draws an address. Medium error correction reads well from a printed
// sheet that got a stain, and keeps the modules large at 3 cm.
func drawQR(address string, size int, svg bool) ([]byte, error) {
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("handlers: draw QR: %w", err)
	}
	if svg {
		return drawSVG(code.Bitmap(), size), nil
	}
	return drawPNG(code.Bitmap(), size)
}

// drawPNG draws each module as a square of whole pixels, in the middle of a
// picture of that size: modules of uneven width are what scanners stumble over.
func drawPNG(bitmap [][]bool, size int) ([]byte, error) {
	scale := size / len(bitmap)
	margin := (size - scale*len(bitmap)) / 2
	picture := image.NewPaletted(image.Rect(0, 0, size, size), color.Palette{color.White, color.Black})
	for y, row := range bitmap {
		line := picture.Pix[(margin+y*scale)*picture.Stride:][:picture.Stride]
		for x, dark := range row {
			if dark {
				for i := range scale {
					line[margin+x*scale+i] = 1
				}
			}
		}
		for i := 1; i < scale; i++ {
			copy(picture.Pix[(margin+y*scale+i)*picture.Stride:], line)
		}
	}
	var out bytes.Buffer
	if err := qrEncoder.Encode(&out, picture); err != nil {
		return nil, fmt.Errorf("handlers: encode QR: %w", err)
	}
	return out.Bytes(), nil
}

// qrEncoder keeps what an encoder works with, near a megabyte, for the next
// picture: making it anew costs as much as the drawing.
var qrEncoder = png.Encoder{BufferPool: &pngBuffers{}}

type pngBuffers struct{ pool sync.Pool }

// Get returns kept buffers, or nil to have new ones made.
func (b *pngBuffers) Get() *png.EncoderBuffer {
	kept, _ := b.pool.Get().(*png.EncoderBuffer)
	return kept
}

// Put keeps buffers.
func (b *pngBuffers) Put(kept *png.EncoderBuffer) { b.pool.Put(kept) }

// drawSVG draws all dark modules as one path, row by row, runs joined. The
// bitmap has the quiet zone around it.
func drawSVG(bitmap [][]bool, size int) []byte {
	var path strings.Builder
	for y, row := range bitmap {
		for x := 0; x < len(row); x++ {
			run := x
			for run < len(row) && row[run] {
				run++
			}
			if run > x {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x, y, run-x, run-x)
				x = run
			}
		}
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[1]d" viewBox="0 0 %[2]d %[2]d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%[2]dv%[2]dH0z"/><path fill="#000" d="%[3]s"/></svg>`, size, len(bitmap), path.String())
}

// qrKey names a picture.
type qrKey struct {
	name string // of what it leads to, as it stands in the address
	size int
	svg  bool
}

// qrPictures keeps drawn pictures, up to a number of bytes: drawing one costs
// more than all the rest of the request.
type qrPictures struct {
	mu    sync.Mutex
	kept  map[qrKey][]byte
	bytes int
}

var qrCache = qrPictures{kept: map[qrKey][]byte{}}

const qrCacheBytes = 16 << 20

func (q *qrPictures) get(key qrKey) ([]byte, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	picture, known := q.kept[key]
	return picture, known
}

func (q *qrPictures) put(key qrKey, picture []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.bytes += len(picture); q.bytes > qrCacheBytes {
		q.kept, q.bytes = map[qrKey][]byte{}, len(picture)
	}
	q.kept[key] = picture
}
