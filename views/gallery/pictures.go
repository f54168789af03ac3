package main

import (
	"encoding/base64"
	"fmt"

	"linktill/views"
)

// scene is a picture of that size, drawn: a beach at some hour of the day.
func scene(width, height int, sky, sea, sand, sun string) views.Photo {
	svg := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" preserveAspectRatio="xMidYMid slice">`+
		`<rect width="100%%" height="100%%" fill="%s"/><circle cx="70%%" cy="44%%" r="9%%" fill="%s"/>`+
		`<rect y="52%%" width="100%%" height="30%%" fill="%s"/><rect y="74%%" width="100%%" height="26%%" fill="%s"/></svg>`, width, height, sky, sun, sea, sand)
	return views.Photo{Src: "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(svg)), Width: width, Height: height}
}

var (
	noon = withAlt(scene(1600, 1066, "#bfe3ee", "#2f9fb0", "#f0e0bd", "#fff6d8"), "A white beach at noon")
	dusk = withAlt(scene(1066, 1600, "#f2b36b", "#7a5a86", "#5a4250", "#fbe3a4"), "The sun goes down over the bay")
	dawn = scene(1600, 900, "#dfe6f2", "#8aa6c4", "#cfc3b0", "#fdf1e3")
)

func withAlt(p views.Photo, alt string) views.Photo {
	p.Alt = alt
	return p
}
