//go:build faults

package fault

import (
	"os"
	"syscall"
)

// Here kills the process, as kill -9 does, when the variable FAULT names the
// point.
func Here(point string) {
	if os.Getenv("FAULT") == point {
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // the signal takes effect while this waits
	}
}
