package main

import (
	"image/color"
	"testing"
)

// The demo's pictures are whole, and what lies on the ground of each is seen in
// the smallest size.
func TestDemoDrawings(t *testing.T) {
	t.Parallel()
	for _, d := range []drawing{drawnMug, drawnBag, drawnCups, drawnBox, drawnHarbour, drawnSign} {
		img, ground, colours := d.at(160), inColour(d.ground).At(0, 0), map[color.Color]bool{}
		size := img.Bounds().Size()
		if size.X != 160 || size.Y != d.height*4/3 || d.alt == "" {
			t.Errorf("%q is %v", d.alt, size)
		}
		drawn := 0
		for y := range size.Y {
			for x := range size.X {
				at := img.At(x, y)
				if _, _, _, opaque := at.RGBA(); opaque != 0xffff {
					t.Fatalf("%s has a hole at %d, %d", d.alt, x, y)
				}
				if colours[at] = true; at != ground {
					drawn++
				}
			}
		}
		if all := size.X * size.Y; drawn < all/10 || drawn > all*9/10 || len(colours) < 6 {
			t.Errorf("%s: %d of %d drawn in %d colours", d.alt, drawn, all, len(colours))
		}
	}
}
