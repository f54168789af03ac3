package web

import (
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// drainListener is closed in two steps. The system finishes connections before
// we take them, and closing would reset those that wait; so new ones are turned
// away first, the waiting ones are taken, and then it is closed.
type drainListener struct {
	net.Listener
	closing atomic.Bool
}

// backlogWait is how long nothing must have waited before the listener is
// closed; it leaves time for handshakes that were half done.
const backlogWait = 50 * time.Millisecond

// Accept takes connections until Close was called and none is waiting.
func (l *drainListener) Accept() (net.Conn, error) {
	for {
		closing := l.closing.Load()
		if closing {
			l.setDeadline(time.Now().Add(backlogWait))
		}
		conn, err := l.Listener.Accept()
		switch {
		case err == nil:
			return conn, nil
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return nil, err
		case closing:
			_ = l.Listener.Close()
			return nil, io.EOF
		}
	}
}

// Close turns new connections away and wakes Accept, which does the rest.
func (l *drainListener) Close() error {
	if ln, ok := l.Listener.(*net.TCPListener); ok {
		refuseNew(ln)
		l.closing.Store(true)
		return ln.SetDeadline(time.Now())
	}
	return l.Listener.Close()
}

func (l *drainListener) setDeadline(at time.Time) {
	if ln, ok := l.Listener.(*net.TCPListener); ok {
		_ = ln.SetDeadline(at)
	}
}
