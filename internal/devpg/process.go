package devpg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// process is a server that this process started.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when it has ended
}

// launch starts cmd so that it is interrupted when this process dies. The
// kernel ties that to the thread that started it, which therefore has to stay.
func launch(cmd *exec.Cmd) (*process, error) {
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait()
			close(p.done)
		}
	}()
	return p, <-started
}

// Each way to ask a server to stop, and how long it is given: disconnect
// everybody and write a checkpoint; stop without; die.
var stopSteps = []struct {
	signal syscall.Signal
	wait   time.Duration
}{
	{syscall.SIGINT, 30 * time.Second},
	{syscall.SIGQUIT, 10 * time.Second},
	{syscall.SIGKILL, 5 * time.Second},
}

func (p *process) stop() error {
	for _, step := range stopSteps {
		_ = p.cmd.Process.Signal(step.signal)
		timer := time.NewTimer(step.wait)
		select {
		case <-p.done:
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
	return fmt.Errorf("devpg: PostgreSQL (process %d) does not end", p.cmd.Process.Pid)
}

// logFile is the server's log. It starts anew once it is this large.
const (
	logFile    = "server.log"
	largestLog = 8 << 20
)

// serverLog remembers where in the log this start began, to quote only that.
type serverLog struct {
	file  *os.File
	start int64
}

func openLog(dir string) (*serverLog, error) {
	path := filepath.Join(dir, logFile)
	flags := os.O_RDWR | os.O_CREATE | os.O_APPEND
	if info, err := os.Stat(path); err == nil && info.Size() > largestLog {
		flags |= os.O_TRUNC
	}
	file, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, fmt.Errorf("devpg: %w", err)
	}
	start, err := file.Seek(0, io.SeekEnd)
	return &serverLog{file: file, start: start}, err
}

// tail quotes the last lines written since the start.
func (l *serverLog) tail() string {
	text, _ := io.ReadAll(io.NewSectionReader(l.file, l.start, largestLog))
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-6):], []byte("\n")))
}

// orphanPatience is how long a server that lost its owner may take to end by
// itself before it is asked to.
const orphanPatience = 5 * time.Second

// waitForOrphans returns the lock of the server's own processes once the last of
// a former owner's has ended; the kernel interrupted them when the owner died.
func waitForOrphans(ctx context.Context, p place, say func(string, ...any)) (*os.File, error) {
	for began, asked := time.Now(), false; ; {
		lock, err := tryLock(filepath.Join(p.dir, "server.lock"))
		if lock != nil || err != nil {
			return lock, err
		}
		if !asked && time.Since(began) > orphanPatience {
			asked = true
			say("Stopping the PostgreSQL that an earlier process left in %s.", p.dir)
			if left, err := readPostmaster(dataIn(p.dir)); err == nil {
				interrupt(left.pid)
			}
		}
		if err := pause(ctx, pollEvery); err != nil {
			return nil, fmt.Errorf("devpg: an earlier PostgreSQL in %s does not end: %w", p.dir, err)
		}
	}
}

func interrupt(pid string) {
	var id int
	if _, err := fmt.Sscan(pid, &id); err == nil && id > 1 {
		_ = syscall.Kill(id, syscall.SIGINT)
	}
}

// forgetStranger removes a postmaster.pid whose process id now belongs to some
// other program, as after the restart of a container; PostgreSQL would refuse to
// start. No server of ours runs at this point, and one that somebody started by
// hand has the data directory as its working directory.
func forgetStranger(data string) {
	left, err := readPostmaster(data)
	if err != nil {
		return
	}
	cwd, err := os.Readlink(filepath.Join("/proc", left.pid, "cwd"))
	if err == nil && cwd != resolve(data) {
		_ = os.Remove(filepath.Join(data, "postmaster.pid"))
	}
}

// errEnded means that the server ended before it answered.
var errEnded = errors.New("PostgreSQL ended while starting")

// ready waits for the server's first answer.
func (p *process) ready(ctx context.Context, sockets string) error {
	for {
		err := ping(ctx, sockets)
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			return errEnded
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w (%w)", ctx.Err(), err)
		}
	}
}
