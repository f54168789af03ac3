package main

import (
	"context"
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"linktill/internal/devpg"
)

//go:embed sql
var scripts embed.FS

func script(name string) string {
	text, err := scripts.ReadFile("sql/" + name + ".sql")
	if err != nil {
		panic(err) // embedded: it is there or nothing builds
	}
	return string(text)
}

// rival is PostgreSQL's own load generator with the statements that our server
// sends for the same work, one round trip each.
type rival struct {
	script  string
	clients int
	seconds int
	// set are the script's variables.
	set map[string]string
}

var (
	tpsLine  = regexp.MustCompile(`tps = (\S+)`)
	doneLine = regexp.MustCompile(`number of transactions actually processed: (\d+)`)
)

// run returns how often the script ran per second, and how often in all. Many
// connections to a busy machine can take all of a short turn; then it is another
// turn.
func (l *lab) run(ctx context.Context, r rival) (perSecond float64, done int, err error) {
	for try := 0; try < 3 && done == 0 && err == nil; try++ {
		perSecond, done, err = l.runOnce(ctx, r)
	}
	if err == nil && done == 0 {
		err = fmt.Errorf("pgbench %s: not one run in %d s", r.script, r.seconds)
	}
	return perSecond, done, err
}

func (l *lab) runOnce(ctx context.Context, r rival) (perSecond float64, done int, err error) {
	path := filepath.Join(l.dir, r.script+".sql")
	if err := os.WriteFile(path, []byte(script(r.script)), 0o600); err != nil {
		return 0, 0, err
	}
	args := []string{"-n", "-M", "prepared", "-c", strconv.Itoa(r.clients), "-j", "2", "-T", strconv.Itoa(r.seconds), "-f", path}
	for name, value := range r.set {
		args = append(args, "-D", name+"="+value)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(r.seconds+30)*time.Second)
	defer cancel()
	cmd, err := l.pg.Command(ctx, "pgbench", append(args, l.pg.URL(devpg.Database))...)
	if err != nil {
		return 0, 0, err
	}
	text, err := cmd.CombinedOutput()
	if err != nil {
		return 0, 0, fmt.Errorf("pgbench %s: %w\n%s", r.script, err, text)
	}
	tps, count := tpsLine.FindSubmatch(text), doneLine.FindSubmatch(text)
	if count != nil && string(count[1]) == "0" {
		return 0, 0, nil
	}
	if tps == nil || count == nil {
		return 0, 0, fmt.Errorf("pgbench %s: no result in\n%s", r.script, text)
	}
	if perSecond, err = strconv.ParseFloat(string(tps[1]), 64); err != nil {
		return 0, 0, err
	}
	done, err = strconv.Atoi(string(count[1]))
	return perSecond, done, err
}
