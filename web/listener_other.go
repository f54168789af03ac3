//go:build !linux

package web

import "net"

// refuseNew has no counterpart here: what connects in the last instant may be
// reset.
func refuseNew(*net.TCPListener) {}
