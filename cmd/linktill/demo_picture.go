package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"

	"linktill/internal/pay"
	"linktill/store"
)

// drawing is a picture of the demo, made of shapes one above the other. Lengths
// are in units: it is 120 wide.
type drawing struct {
	alt    string
	height int
	ground uint32 // a colour, 0xrrggbb
	shapes []shape
}

const drawingWidth = 120

// How wide pictures of what is on sale are kept, and the one of the bio page.
const (
	goodPX = 960
	signPX = 320
)

// shape is what lies within an edge, in one colour. far is how far outside of the
// edge a point is, and negative inside.
type shape struct {
	colour     uint32
	x, y, w, h float64 // the box around it
	far        func(x, y float64) float64
}

func oval(colour uint32, x, y, rx, ry float64) shape {
	return shape{colour, x - rx, y - ry, 2 * rx, 2 * ry, func(px, py float64) float64 {
		return (math.Hypot((px-x)/rx, (py-y)/ry) - 1) * min(rx, ry)
	}}
}

func disc(colour uint32, x, y, r float64) shape { return oval(colour, x, y, r, r) }

func ring(colour uint32, x, y, r, width float64) shape {
	out := r + width/2
	return shape{colour, x - out, y - out, 2 * out, 2 * out, func(px, py float64) float64 {
		return math.Abs(math.Hypot(px-x, py-y)-r) - width/2
	}}
}

func block(colour uint32, x, y, w, h, round float64) shape {
	return shape{colour, x, y, w, h, func(px, py float64) float64 {
		dx, dy := math.Abs(px-x-w/2)-w/2+round, math.Abs(py-y-h/2)-h/2+round
		return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - round
	}}
}

// stroke is a line with round ends.
func stroke(colour uint32, x1, y1, x2, y2, width float64) shape {
	r, dx, dy := width/2, x2-x1, y2-y1
	return shape{colour, min(x1, x2) - r, min(y1, y2) - r, math.Abs(dx) + width, math.Abs(dy) + width, func(px, py float64) float64 {
		along := min(max(((px-x1)*dx+(py-y1)*dy)/(dx*dx+dy*dy), 0), 1)
		return math.Hypot(px-x1-along*dx, py-y1-along*dy) - r
	}}
}

// sail is a triangle that stands on its foot, with the mast at x.
func sail(colour uint32, x, top, foot, width float64) shape {
	length := math.Hypot(width, foot-top)
	return shape{colour, min(x, x+width), top, math.Abs(width), foot - top, func(px, py float64) float64 {
		side := math.Copysign(1, width)
		slant := ((px-x)*side*(foot-top) - (py-top)*math.Abs(width)) / length
		return max((x-px)*side, py-foot, slant)
	}}
}

// coverage is a shape at some scale, as the mask that its colour is drawn through.
type coverage struct {
	shape
	scale float64
}

// ColorModel says that it is only how opaque.
func (c coverage) ColorModel() color.Model { return color.AlphaModel }

// Bounds is the box in pixels, with room for the soft edge.
func (c coverage) Bounds() image.Rectangle {
	return image.Rect(int((c.x*c.scale))-1, int(c.y*c.scale)-1, int((c.x+c.w)*c.scale)+2, int((c.y+c.h)*c.scale)+2)
}

// At is how much of a pixel is covered.
func (c coverage) At(x, y int) color.Color {
	far := c.far((float64(x)+0.5)/c.scale, (float64(y)+0.5)/c.scale) * c.scale
	return color.Alpha{A: uint8(255 * min(max(0.5-far, 0), 1))}
}

func inColour(hex uint32) image.Image {
	return image.NewUniform(color.RGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255})
}

// at draws it so many pixels wide.
func (d drawing) at(widthPX int) image.Image {
	scale := float64(widthPX) / drawingWidth
	img := image.NewRGBA(image.Rect(0, 0, widthPX, int(float64(d.height)*scale)))
	draw.Draw(img, img.Bounds(), inColour(d.ground), image.Point{}, draw.Src)
	for _, s := range d.shapes {
		mask := coverage{s, scale}
		draw.DrawMask(img, mask.Bounds(), inColour(s.colour), image.Point{}, mask, mask.Bounds().Min, draw.Over)
	}
	return img
}

// hang keeps a drawing among the merchant's pictures, in all widths up to this.
func hang(ctx context.Context, books *store.Store, by pay.Caller, d drawing, mostPX int) (pay.Picture, error) {
	p := store.NewPicture{Picture: pay.Picture{ID: books.NewID(by.MerchantNumber), ContentType: "image/png"}}
	for _, width := range append([]int{mostPX}, pay.PictureWidths...) {
		if width >= mostPX && len(p.Sizes) > 0 {
			continue
		}
		img, body := d.at(width), &bytes.Buffer{}
		if err := png.Encode(body, img); err != nil {
			return pay.Picture{}, err
		}
		if len(p.Sizes) == 0 {
			p.Width, p.Height, p.Digest = img.Bounds().Dx(), img.Bounds().Dy(), sha256.Sum256(body.Bytes())
		}
		p.Sizes = append(p.Sizes, store.PictureSize{Width: width, Body: body.Bytes()})
	}
	return books.CreatePicture(ctx, by, "pictures", p)
}
