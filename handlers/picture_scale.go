package handlers

import (
	"image"
	"image/draw"
)

// shrink draws a picture so that neither side is longer than maxPX.
func shrink(m image.Image, maxPX int) *image.RGBA {
	size := m.Bounds().Size()
	if longest := max(size.X, size.Y); longest > maxPX {
		size = image.Pt(max(1, size.X*maxPX/longest), max(1, size.Y*maxPX/longest))
	}
	return scaled(m, size)
}

// narrow draws a picture that wide.
func narrow(m image.Image, width int) *image.RGBA {
	size := m.Bounds().Size()
	return scaled(m, image.Pt(width, max(1, size.Y*width/size.X)))
}

// scaled draws a picture at that size, which is not larger than its own: each
// pixel is the mean of those that it covers. It goes line by line, because the
// scalers of golang.org/x/image take a hundred megabytes for a photograph.
func scaled(m image.Image, size image.Point) *image.RGBA {
	from, out := m.Bounds(), image.NewRGBA(image.Rectangle{Max: size})
	wide, high := from.Dx(), from.Dy()
	line := image.NewRGBA(image.Rect(0, 0, wide, 1))
	narrowed, sum := make([]uint64, 4*size.X), make([]uint64, 4*size.X)
	y := 0
	for n := range high {
		draw.Draw(line, line.Bounds(), m, image.Pt(from.Min.X, from.Min.Y+n), draw.Src)
		narrowLine(narrowed, line.Pix, wide, size.X)
		// In steps of which a line there has size.Y and one here has high.
		for at, end := n*size.Y, (n+1)*size.Y; at < end; {
			next := min(end, (y+1)*high)
			for i, v := range narrowed {
				sum[i] += v * uint64(next-at)
			}
			if at = next; at == (y+1)*high {
				storeLine(out.Pix[y*out.Stride:], sum, uint64(wide)*uint64(high))
				y++
			}
		}
	}
	return out
}

// narrowLine adds up the pixels of a line that each of fewer pixels covers, by
// how much it covers of them: wide steps in all.
func narrowLine(out []uint64, line []uint8, wide, narrow int) {
	clear(out)
	x := 0
	for n := range wide {
		for at, end := n*narrow, (n+1)*narrow; at < end; {
			next := min(end, (x+1)*wide)
			for i := range 4 {
				out[4*x+i] += uint64(line[4*n+i]) * uint64(next-at)
			}
			if at = next; at == (x+1)*wide {
				x++
			}
		}
	}
}

// storeLine writes the means, and begins the sums anew.
func storeLine(out []uint8, sum []uint64, of uint64) {
	for i, v := range sum {
		out[i] = uint8((v + of/2) / of)
	}
	clear(sum)
}
