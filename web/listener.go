package web

import (
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// drainListener is closed without resetting anybody: the system finishes
// connections before we take them, and closing would reset those that wait. So
// they are taken first, and the listener ends in the instant in which none is
// left.
type drainListener struct {
	*net.TCPListener
	closing atomic.Bool
}

// Accept takes connections until Close was called and none is waiting.
func (l *drainListener) Accept() (net.Conn, error) {
	conn, err := l.accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		return &lingering{TCPConn: tcp}, err
	}
	return conn, err
}

func (l *drainListener) accept() (net.Conn, error) {
	if !l.closing.Load() {
		conn, err := l.TCPListener.Accept()
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return conn, err
		}
	}
	conn, err := takeWaiting(l.TCPListener)
	if conn != nil {
		return conn, nil
	}
	if err := errors.Join(err, l.TCPListener.Close()); err != nil {
		return nil, err
	}
	return nil, io.EOF
}

// Close wakes Accept, which does the rest.
func (l *drainListener) Close() error {
	l.closing.Store(true)
	return l.SetDeadline(time.Now())
}
