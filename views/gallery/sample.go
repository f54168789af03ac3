package main

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// sampleQR is a real code, as a data: URI.
var sampleQR = drawQR("https://pay.example.com/pay/island-coffee/link_2VfSgrjL3bQ1xN8kYp0dZw")

// drawQR writes a code as an SVG of one path.
func drawQR(text string) string {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		panic(err) // the texts are constants
	}
	code.DisableBorder = true
	cells := code.Bitmap()
	var path strings.Builder
	for y, row := range cells {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path d="%s"/></svg>`, len(cells), len(cells), path.String())
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg))
}
