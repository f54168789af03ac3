package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// How long processes are given. They are many on few cores.
const (
	startMax = 3 * time.Minute
	stopMax  = 45 * time.Second
)

// process is a running linktill.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	out   lines // standard output
	log   lines // standard error
	ended chan struct{}
	err   error // valid once it has ended
}

// lines are output that is read while it is written.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write keeps what a process says.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// unset are settings that the surroundings of the tests must not bring along.
var unset = []string{"DATABASE_URL=", "LISTEN_ADDR=", "PUBLIC_URL=", "SECRET_KEY=", "SMTP_URL=", "TRUSTED_PROXIES=", "METRICS_ADDR=", "WEBHOOK_ALLOW_CIDRS=", "FAULT="}

// launch starts a command of the binary. It ends with the test at the latest.
func launch(t *testing.T, binary string, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(binary, args...), ended: make(chan struct{})}
	p.cmd.Env = append(append(os.Environ(), unset...), env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.log
	p.cmd.SysProcAttr = attributes()
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // the kernel ties the child to this thread
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.err = p.cmd.Wait()
			close(p.ended)
		}
	}()
	must(t, <-started)
	t.Cleanup(p.finish)
	return p
}

// finish stops what the test left running, and reports what no run may say.
func (p *process) finish() {
	if p.running() {
		p.kill()
	}
	for _, never := range []string{"DATA RACE", "panic:", `"panic`} {
		if strings.Contains(p.log.String(), never) {
			p.t.Errorf("the process said %q:\n%s", never, p.tail())
		}
	}
	if p.t.Failed() && p.tail() != "" {
		p.t.Logf("the end of the log of %v:\n%s", p.cmd.Args[1:], p.tail())
	}
}

func (p *process) running() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}

// tail is the end of its log: of requests only those that it could not answer,
// or else they would hide the rest.
func (p *process) tail() string {
	var said []string
	for line := range strings.Lines(p.log.String()) {
		if !strings.Contains(line, `"level":"INFO"`) || strings.Contains(line, `"status":5`) {
			said = append(said, line)
		}
	}
	return strings.Join(said[max(0, len(said)-20):], "")
}

func (p *process) signal(s syscall.Signal) { _ = p.cmd.Process.Signal(s) }

// kill ends it as kill -9 does.
func (p *process) kill() {
	p.signal(syscall.SIGKILL)
	p.wait(stopMax)
}

// stop asks it to end and returns its exit status.
func (p *process) stop(s syscall.Signal) int {
	p.t.Helper()
	p.signal(s)
	p.wait(stopMax)
	return p.cmd.ProcessState.ExitCode()
}

// wait waits until it has ended.
func (p *process) wait(limit time.Duration) {
	p.t.Helper()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-p.ended:
	case <-timer.C:
		p.t.Fatalf("%v still runs after %s\n%s", p.cmd.Args[1:], limit, p.tail())
	}
}

// wasKilled waits until it has ended, which has to be by SIGKILL.
func (p *process) wasKilled() {
	p.t.Helper()
	p.wait(stopMax)
	status, ok := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		p.t.Fatalf("it ended with %v, not by SIGKILL\n%s", p.err, p.tail())
	}
}

// command runs a command of the binary to its end and returns what it printed.
func command(t *testing.T, binary string, env []string, args ...string) string {
	t.Helper()
	p := launch(t, binary, env, args...)
	p.wait(startMax)
	if p.err != nil {
		t.Fatalf("%v: %v\n%s%s", args, p.err, p.out.String(), p.tail())
	}
	return p.out.String()
}

// ports are below those that the system gives to outgoing connections, so that
// none is taken between choosing it and listening on it.
var nextPort atomic.Int32

func freeAddr(t *testing.T) string {
	t.Helper()
	const first, many = 20_000, 12_000
	for range many {
		n := int(nextPort.Add(1)) + os.Getpid()*53
		addr := fmt.Sprintf("127.0.0.1:%d", first+n%many)
		ln, err := net.Listen("tcp", addr)
		if err == nil {
			must(t, ln.Close())
			return addr
		}
	}
	t.Fatal("no port is free")
	return ""
}

// isReady reports whether the server at the address takes requests, and fails
// the test when it has ended instead.
func (p *process) isReady(url string) bool {
	if !p.running() {
		p.t.Fatalf("%v ended: %v\n%s", p.cmd.Args[1:], p.err, p.tail())
	}
	client := http.Client{Timeout: 2 * time.Second}
	res, err := client.Get(url + "/readyz")
	if err != nil {
		return false
	}
	return errors.Join(res.Body.Close()) == nil && res.StatusCode == http.StatusOK
}
