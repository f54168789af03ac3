package devpg

import "syscall"

// attributes put a child into a process group of its own, so that Ctrl-C does
// not reach it before us, and have the kernel interrupt it when we die.
func attributes(as account) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as.other, Setpgid: true, Pdeathsig: syscall.SIGINT}
}
