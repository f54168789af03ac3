//go:build unix && !linux

package devpg

import "syscall"

// attributes put a child into a process group of its own, so that Ctrl-C does
// not reach it before us. A server that outlives a killed owner is stopped by
// the next start.
func attributes(as account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as.other, Setpgid: true}
}
