package web

import (
	"io"
	"net"
	"sync/atomic"
	"time"
)

// lingerTimeout is how long somebody may go on sending what is not read any more.
// It is shorter than shutdownTimeout.
const lingerTimeout = 10 * time.Second

// lingering is a connection that can be answered before everything was read that
// the client sends. Closing it then would reset it, and most clients would show
// that instead of the answer: they read only once they have sent everything.
type lingering struct {
	*net.TCPConn
	// unread is set when the answer does not wait for the rest of the request.
	unread atomic.Bool
}

// Close ends the connection, after what the client still sends.
func (c *lingering) Close() error {
	if c.unread.Swap(false) && c.CloseWrite() == nil && c.SetReadDeadline(time.Now().Add(lingerTimeout)) == nil {
		_, _ = io.Copy(io.Discard, c.TCPConn)
	}
	return c.TCPConn.Close()
}
