package handlers

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"linktill/internal/pay"
)

// Whoever sends many pictures does not keep others waiting for all of them.
func TestPicturesTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		all := newTurns()
		var mu sync.Mutex // two give up at the same moment
		var drawn []string
		var done []func()
		asks := func(ctx context.Context, name string) {
			go func() {
				end, err := all.take(ctx, pay.ID{0: name[0]})
				if err != nil {
					name, end = name+" gave up", func() {}
				}
				mu.Lock()
				defer mu.Unlock()
				drawn, done = append(drawn, name), append(done, end)
			}()
			synctest.Wait()
		}
		gone, leave := context.WithCancel(t.Context())
		for _, name := range []string{"a1", "a2", "a3"} {
			asks(t.Context(), name)
		}
		asks(gone, "a4")
		asks(gone, "b1")
		asks(t.Context(), "c1")
		asks(t.Context(), "c2")
		leave()
		synctest.Wait()
		for len(done) > 0 {
			end := done[0]
			done = done[1:]
			end()
			synctest.Wait()
		}
		if gaveUp := drawn[1:3]; !slices.Contains(gaveUp, "a4 gave up") || !slices.Contains(gaveUp, "b1 gave up") {
			t.Errorf("%v", drawn)
		}
		if order := slices.Concat(drawn[:1], drawn[3:]); !slices.Equal(order, []string{"a1", "c1", "a2", "c2", "a3"}) {
			t.Errorf("%v", order)
		}
		if len(all.lines) != 0 {
			t.Errorf("%d lines are left", len(all.lines))
		}
	})
}

// How often a JPEG may be drawn anew depends on how large it is.
func TestScansOfLargePictures(t *testing.T) {
	t.Parallel()
	photo := jpegOf(t, quarters(16, 16))
	size := bytes.Index(photo, []byte{0xff, 0xc0}) + 5 // two bytes high, two bytes wide
	for side, most := range map[uint16]int{4096: 20, 2048: 80, 1024: 100, 16: 100} {
		binary.BigEndian.PutUint16(photo[size:], side)
		binary.BigEndian.PutUint16(photo[size+2:], side)
		for scans, refused := range map[int]bool{most: false, most + 1: true} {
			sent := append(slices.Clone(photo), bytes.Repeat([]byte{0xff, 0xda}, scans-1)...)
			if why := checkPicture(sent, pictureFormats[0]); strings.Contains(why, "layers") != refused || (why == "") == refused {
				t.Errorf("%d pixels each way, %d scans: %q", side, scans, why)
			}
		}
	}
}
