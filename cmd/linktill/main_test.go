package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

// These are the tests of the whole: they build the real binary, run it as
// processes on databases of their own, and talk to it as people, programs and
// browsers do.

// atOnceMax is how many of these tests run at the same time: most of the time
// each of them waits for other processes.
const atOnceMax = 16

// built is the folder of the binaries, which are made when they are first asked for.
var built string

func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", strconv.Itoa(atOnceMax)); err != nil {
		panic(err)
	}
	var err error
	if built, err = os.MkdirTemp("", "linktill-built-"); err != nil {
		panic(err)
	}
	status := m.Run()
	_ = os.RemoveAll(built)
	os.Exit(status)
}

// release is the binary as people get it; faulty dies where FAULT says.
var (
	release = sync.OnceValues(func() (string, error) { return build("linktill", "timetzdata") })
	faulty  = sync.OnceValues(func() (string, error) { return build("linktill-faults", "timetzdata,faults") })
)

func build(name, tags string) (string, error) {
	path := filepath.Join(built, name)
	args := []string{"build", "-buildvcs=false", "-tags", tags, "-o", path}
	if withRaceDetector {
		args = append(args, "-race")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if said, err := exec.CommandContext(ctx, "go", append(args, ".")...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, said)
	}
	return path, nil
}

// rounds is how often a race is run: LINKTILL_ROUNDS, or few.
func rounds(t *testing.T) int {
	t.Helper()
	return roundsOr(t, 25)
}

// roundsOr is rounds for a race of which few is another number.
func roundsOr(t *testing.T, few int) int {
	t.Helper()
	text := os.Getenv("LINKTILL_ROUNDS")
	if text == "" {
		return few
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("LINKTILL_ROUNDS is %q, want a number of rounds", text)
	}
	return n
}

// until looks again and again until done says yes, and fails when that takes
// longer than limit.
func until(t *testing.T, limit time.Duration, what string, done func() bool) {
	t.Helper()
	if !soon(limit, done) {
		t.Fatalf("not within %s: %s", limit, what)
	}
}

// soon reports whether done says yes within limit.
func soon(limit time.Duration, done func() bool) bool {
	return lookEvery(20*time.Millisecond, limit, done)
}

// patiently is soon for what takes long: it looks less often.
func patiently(limit time.Duration, done func() bool) bool {
	return lookEvery(300*time.Millisecond, limit, done)
}

func lookEvery(pause, limit time.Duration, done func() bool) bool {
	deadline := time.Now().Add(limit)
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for !done() {
		if time.Now().After(deadline) {
			return false
		}
		<-tick.C
	}
	return true
}

// together runs do n times, all released at the same moment.
func together(n int, do func(i int)) {
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			do(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// read decodes JSON that has to be valid.
func read[T any](t *testing.T, text string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}
