// Testrun runs a command, usually go test, with what the tests need beside Go: one
// PostgreSQL for all packages, a browser, oathtool, Node.js and libraries for them.
// What is missing is got first; see packages devpg and fetch.
//
//	go run ./internal/testrun go test ./...
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"linktill/internal/devpg"
	"linktill/internal/fetch"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: testrun command [argument …]")
		os.Exit(2)
	}
	status, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "testrun:", err)
		status = max(status, 1)
	}
	os.Exit(status)
}

// run returns the command's exit status.
func run(command []string) (status int, err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	env, err := fetch.Environment(ctx, os.Stderr)
	if err != nil {
		return 1, err
	}
	server, err := devpg.StartTest(ctx)
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	// Ctrl-C reaches the command by itself; a lone SIGTERM is passed on as that.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Env = append(append(os.Environ(), env...), "LINKTILL_TEST_DATABASE_URL="+server.URL("postgres"))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	return 0, err
}
