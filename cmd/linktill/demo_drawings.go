package main

// The demo's pictures: what is on sale, the harbour, and a cup from above.
var (
	drawnMug = drawing{"A blue enamel mug on a wooden shelf", 90, 0xdce9ec, []shape{
		block(0xcdb899, 0, 68, 120, 22, 0), block(0xd9c7ab, 0, 68, 120, 2.5, 0), oval(0xb49e7d, 61, 70, 27, 2.4),
		ring(0x1f5f73, 82, 46, 10.5, 5), block(0x2b7a91, 38, 25, 43, 45, 6), block(0x24687c, 70, 31, 11, 39, 6), block(0x2b7a91, 62, 31, 13, 39, 3),
		block(0xf6f3ec, 36.5, 22.5, 46, 5.5, 2.7), stroke(0x76b1c0, 45, 36, 45, 56, 2.6),
		disc(0xdcebee, 55, 40, 0.9), disc(0xdcebee, 63, 51, 0.7), disc(0xdcebee, 58, 60, 0.8), disc(0xdcebee, 67, 38, 0.6), disc(0xdcebee, 51, 50, 0.6),
	}}
	drawnBag = drawing{"A paper bag of coffee, with a few beans beside it", 90, 0xf0e6d6, []shape{
		block(0xd9c4a2, 0, 68, 120, 22, 0), oval(0xbfa781, 60, 71, 24, 2.4),
		block(0x7b563d, 41, 20, 38, 51, 2.5), block(0x6b4932, 66, 20, 13, 51, 2.5), block(0x5d3e2a, 40, 15.5, 40, 8.5, 1.6), stroke(0x8a6549, 43, 19.8, 77, 19.8, 0.8),
		block(0xf6efe2, 48, 36, 24, 22, 2), stroke(0x7b563d, 53, 43, 67, 43, 1.8), stroke(0xb48a63, 53, 48, 67, 48, 1.1), stroke(0xb48a63, 53, 51.5, 62, 51.5, 1.1),
		oval(0x4b3021, 27, 74, 5.2, 3.6), stroke(0x8d6748, 23.5, 74.6, 30.5, 73.4, 0.8), oval(0x5b3b29, 92, 76, 5.2, 3.6), stroke(0x9a7352, 88.5, 75.6, 95.5, 76.4, 0.8),
		oval(0x4b3021, 34, 79, 4.6, 3.2), stroke(0x8d6748, 31, 79.3, 37, 78.7, 0.8), oval(0x4b3021, 101, 71.5, 4.6, 3.2), stroke(0x8d6748, 98, 71.2, 104, 71.8, 0.8),
	}}
	drawnCups = drawing{"Two cups of coffee and a spoon, from above", 90, 0xe6ddd0, append(append([]shape{
		stroke(0xa89e90, 60, 22, 60, 62, 1.8), oval(0xa89e90, 60, 65, 3.2, 5)},
		cup(33, 45, 1)...), cup(87, 45, 1)...)}
	drawnBox = drawing{"A present in a red box with a ribbon", 90, 0xf1e2dd, []shape{
		block(0xddc2b6, 0, 70, 120, 20, 0), oval(0xc4a598, 60, 72, 31, 2.4),
		block(0xa84a55, 34, 38, 52, 34, 1.5), block(0x97404b, 72, 38, 14, 34, 1.5), block(0xbd5c66, 31, 30, 58, 10, 1.5),
		block(0xf3e2c6, 56, 30, 8, 42, 0), block(0xe6cfa9, 56, 38, 8, 2, 0),
		oval(0xf3e2c6, 52, 25.5, 8.5, 4.3), oval(0xbd8f5b, 52, 25.5, 4.6, 1.8), oval(0xf3e2c6, 68, 25.5, 8.5, 4.3), oval(0xbd8f5b, 68, 25.5, 4.6, 1.8), disc(0xe6cfa9, 60, 27, 3.4),
	}}
	drawnHarbour = drawing{"A sailing boat in a bay at noon", 60, 0xcfe6ec, []shape{
		disc(0xfbe3ab, 92, 17, 8), oval(0x9cc3b4, 12, 36, 34, 9), oval(0x88b5a6, 112, 36, 26, 7),
		block(0x4796aa, 0, 34, 120, 26, 0), block(0x5aa6b8, 0, 34, 120, 3, 0),
		stroke(0x7fc0cd, 14, 43, 30, 43, 0.9), stroke(0x7fc0cd, 78, 41, 100, 41, 0.9), stroke(0x7fc0cd, 66, 48, 80, 48, 0.9), stroke(0x7fc0cd, 26, 49, 36, 49, 0.9),
		oval(0xeedcb8, 60, 66, 84, 12), oval(0xf6e9cd, 60, 68, 84, 12),
		sail(0xfdfaf3, 49, 12, 37, 15), sail(0xf0dcc0, 47, 15, 37, -10), stroke(0x6a5442, 48, 10, 48, 40, 1), oval(0x7d4634, 50, 39.5, 17, 3.6), block(0x4796aa, 30, 43, 40, 1, 0),
	}}
	drawnSign = drawing{"A cup of coffee, from above", 120, 0x2f6f7d, cup(60, 60, 1.85)}
)

// cup is a cup on its saucer, from above.
func cup(x, y, scale float64) []shape {
	s := func(n float64) float64 { return n * scale }
	return []shape{
		disc(0xcfc3b2, x, y+s(1.2), s(24.5)), disc(0xfbf8f2, x, y, s(24)), ring(0xe9e1d4, x, y, s(19), s(0.7)),
		stroke(0xf3ede2, x+s(13), y-s(13), x+s(19), y-s(19), s(4.6)), disc(0xffffff, x, y, s(15.5)), disc(0x7c4d2e, x, y, s(13)),
		ring(0x986440, x, y, s(11.6), s(1.2)), ring(0xc99d6d, x, y, s(7.4), s(1.5)), disc(0xecd3ad, x, y, s(4.2)),
	}
}
