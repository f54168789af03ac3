package devpg

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// run makes this process, which holds the owner's lock, run the server.
func (s *Server) run(ctx context.Context) error {
	p, err := settle(s.options.Dir)
	if err != nil {
		return err
	}
	tools, err := locate(ctx, p, s.say)
	if err != nil {
		return err
	}
	lock, err := waitForOrphans(ctx, p, s.say)
	if err != nil {
		return err
	}
	defer lock.Close() // the server has it open as well
	if err := s.initialize(ctx, p, tools); err != nil {
		return err
	}
	sockets, err := p.socketDir()
	if err != nil {
		return err
	}
	forgetStranger(dataIn(p.dir))
	running, err := s.serve(ctx, p, tools, sockets, lock)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets, s.process, s.tools = sockets, running, tools
	return nil
}

// initialize makes the cluster unless there is one. It appears under its name
// only when it is complete.
func (s *Server) initialize(ctx context.Context, p place, tools programs) error {
	data := dataIn(p.dir)
	if exists(filepath.Join(data, "PG_VERSION")) {
		return nil
	}
	fresh := data + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return fmt.Errorf("devpg: %w", err)
	}
	args := []string{"-D", fresh, "-U", superuser, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-k"}
	if s.options.Fast {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(tools.dir, "initdb"), args...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = p.dir, tools.environment(p.dir), attributes(p.account)
	runtime.LockOSThread() // the child dies with its thread, see launch
	defer runtime.UnlockOSThread()
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("devpg: initdb: %w\n%s", err, output)
	}
	if err := os.Rename(fresh, data); err != nil {
		return fmt.Errorf("devpg: %w", err)
	}
	return nil
}

// serve starts the server and returns when it answers and has our database.
func (s *Server) serve(ctx context.Context, p place, tools programs, sockets string, lock *os.File) (*process, error) {
	log, err := openLog(p.dir)
	if err != nil {
		return nil, err
	}
	defer log.file.Close()
	cmd := exec.Command(filepath.Join(tools.dir, "postgres"), s.arguments(dataIn(p.dir), sockets)...)
	cmd.Dir, cmd.Env, cmd.SysProcAttr = p.dir, tools.environment(p.dir), attributes(p.account)
	cmd.Stdout, cmd.Stderr = log.file, log.file
	cmd.ExtraFiles = []*os.File{lock}
	running, err := launch(cmd)
	if err != nil {
		return nil, fmt.Errorf("devpg: %w", err)
	}
	err = running.ready(ctx, sockets)
	if err == nil {
		err = ensureDatabase(ctx, sockets)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("devpg: %w\n%s", err, log.tail()), running.stop())
	}
	return running, nil
}

// arguments are PostgreSQL's command line. Everything is set here rather than
// in the cluster's files, so that a cluster takes the settings of each start.
func (s *Server) arguments(data, sockets string) []string {
	settings := map[string]string{
		"port":                    strconv.Itoa(port),
		"listen_addresses":        "",
		"unix_socket_directories": `"` + strings.ReplaceAll(sockets, `"`, `""`) + `"`,
		"unix_socket_permissions": "0700",
		"max_connections":         "100",
		"logging_collector":       "off",
		"log_timezone":            "GMT",
		"timezone":                "GMT", // built in: any other needs the system's zone files
		"jit":                     "off", // our statements are short, and its compiler is not always there
	}
	if s.options.Fast {
		maps.Copy(settings, map[string]string{
			"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
			"wal_level": "minimal", "max_wal_senders": "0",
		})
	}
	maps.Copy(settings, s.options.Settings)
	args := []string{"-D", data}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}

func ensureDatabase(ctx context.Context, sockets string) error {
	conn, err := pgx.Connect(ctx, socketURL(sockets, "postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var found bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, Database).Scan(&found)
	if err != nil || found {
		return err
	}
	_, err = conn.Exec(ctx, `CREATE DATABASE `+pgx.Identifier{Database}.Sanitize())
	return err
}
