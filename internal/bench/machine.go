package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// ticks is how many of the kernel's ticks make a second, on every Linux.
const ticks = 100

// cpuTime is how long the server has used a processor.
func (l *lab) cpuTime() time.Duration {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", l.server.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold anything
	fields := strings.Fields(rest)
	var sum int64
	for _, field := range fields[11:13] { // user and system time
		n, _ := strconv.ParseInt(field, 10, 64)
		sum += n
	}
	return time.Duration(sum) * time.Second / ticks
}

// memory is a line of the server's /proc status in MB: VmRSS now, VmHWM the
// highest it ever was.
func (l *lab) memory(name string) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.server.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, found := strings.CutPrefix(line, name+":"); found {
			kB, err := strconv.ParseFloat(strings.Fields(value)[0], 64)
			return kB / 1024, err
		}
	}
	return 0, fmt.Errorf("no %s in the server's status", name)
}

// busy is how much processor time the whole machine has used.
func busy() (time.Duration, bool) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(strings.SplitN(string(text), "\n", 2)[0])
	var sum int64
	for i, field := range fields[1:] {
		n, _ := strconv.ParseInt(field, 10, 64)
		if i != 3 && i != 4 { // idle, and idle waiting for a disk
			sum += n
		}
	}
	return time.Duration(sum) * time.Second / ticks, true
}

// Before a row the machine is given a while to become quiet.
const (
	quietEnough   = 0.12 // processors
	quietFor      = 500 * time.Millisecond
	quietPatience = 3 * time.Second
)

// quiet waits for other programs to be done, and notes when they are not.
func (b *bench) quiet() {
	used := 0.0
	for began := time.Now(); time.Since(began) < quietPatience; {
		before, known := busy()
		if !known {
			return
		}
		time.Sleep(quietFor)
		after, _ := busy()
		if used = (after - before).Seconds() / quietFor.Seconds(); used < quietEnough {
			return
		}
	}
	b.foreign = max(b.foreign, used)
}
