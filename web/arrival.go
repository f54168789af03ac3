package web

import (
	"fmt"
	"math/bits"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"linktill/internal/pay"
)

// What a form with files may be. One picture that is too large itself still gets
// through, so that the form can say so beside the field; a telephone on a bad
// line sends 2 MB in half a minute.
const (
	uploadMax     = 15 << 20 // the server takes memory in powers of two: 16 MB
	uploadTimeout = 60 * time.Second
	// uploadsRoom is the memory that all forms with files which arrive or are worked
	// on may take together, in this process.
	uploadsRoom = 64 << 20
	// uploadsEach is how many of them one person may have: two, because who presses
	// a button twice sends twice.
	uploadsEach = 2
)

var (
	errUploadTooLarge error = &pay.Error{Code: pay.TooLarge, Message: fmt.Sprintf(
		"These files are too large together: at most %d MB can be sent at once. Nothing was changed; go back and choose fewer, or smaller ones.", uploadMax>>20)}
	errUploadsFull error = &pay.Error{Code: pay.Unavailable, RetryAfterSeconds: 10,
		Message: "Many files are being sent just now. Nothing was changed; go back and send yours again in a moment."}
)

// arrival is a form with files from the end of its header to its answer.
type arrival struct {
	userID pay.ID
	bytes  int
	// until is when its body has arrived, or will not any more; zero once it has.
	until time.Time
	// refused says why it may not be large; nil when it may.
	refused error
}

// arrivals are those of a process. They are known by where the server keeps their
// header, which stays with the connection; the server does not say, where it asks
// for limits, which connection it is.
type arrivals struct {
	mu    sync.Mutex
	under map[*fasthttp.RequestHeader]arrival
}

// begin notes a request whose body is about to be read, -1 bytes when it does not
// say how many, or says why it may not be large.
//
// Whatever happens ends it, but for a client that leaves between two chunks, of
// which the server tells nobody: that one counts for as long as it could have
// taken, and no longer.
func (a *arrivals) begin(header *fasthttp.RequestHeader, userID pay.ID, length int, now time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.under, header) // of a connection that is gone
	if length < 0 {
		length = uploadMax
	}
	n := arrival{userID: userID, bytes: 1 << bits.Len(uint(length-1)), until: now.Add(uploadTimeout + time.Second)}
	theirs, room := 0, uploadsRoom
	for at, other := range a.under {
		switch {
		case !other.until.IsZero() && now.After(other.until):
			delete(a.under, at)
			continue
		case other.userID == userID && other.refused == nil:
			theirs++
		}
		room -= other.bytes
	}
	if length > uploadMax {
		n.refused = errUploadTooLarge
	} else if theirs >= uploadsEach || n.bytes > room {
		n.refused = errUploadsFull
	}
	if n.refused != nil {
		n.bytes = 0
	}
	if a.under == nil {
		a.under = map[*fasthttp.RequestHeader]arrival{}
	}
	a.under[header] = n
	return n.refused
}

// arrived notes that the body is there: from now on it counts until end.
func (a *arrivals) arrived(header *fasthttp.RequestHeader) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n, known := a.under[header]; known {
		n.until = time.Time{}
		a.under[header] = n
	}
}

// end forgets the request, and returns what it was: the zero value when it was no
// form with files.
func (a *arrivals) end(header *fasthttp.RequestHeader) arrival {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := a.under[header]
	delete(a.under, header)
	return n
}
