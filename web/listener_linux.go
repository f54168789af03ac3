package web

import (
	"errors"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// takeWaiting returns a connection that waits to be accepted. When none does,
// the listener ends right then, with nothing between the two system calls in
// which one could come, and the result is nil.
func takeWaiting(ln *net.TCPListener) (net.Conn, error) {
	raw, err := ln.SyscallConn()
	if err != nil {
		return nil, err
	}
	taken := -1
	if errControl := raw.Control(func(fd uintptr) {
		for {
			taken, _, err = unix.Accept4(int(fd), unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
			if !errors.Is(err, unix.EINTR) && !errors.Is(err, unix.ECONNABORTED) {
				break
			}
		}
		if err != nil {
			_ = unix.Shutdown(int(fd), unix.SHUT_RDWR)
		}
	}); errControl != nil {
		return nil, errControl
	}
	if errors.Is(err, unix.EAGAIN) {
		return nil, nil
	}
	if err != nil {
		return nil, os.NewSyscallError("accept4", err)
	}
	file := os.NewFile(uintptr(taken), "")
	defer func() { _ = file.Close() }()
	return net.FileConn(file)
}
