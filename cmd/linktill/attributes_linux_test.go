package main

import "syscall"

// attributes put a server into a process group of its own, and kill it when
// the tests die.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
