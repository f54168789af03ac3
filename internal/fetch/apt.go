// Package fetch gets programs that this machine lacks and that Linktill needs to
// run or to be tested, without installing them where it can: from Debian's and
// Ubuntu's archives apt-get resolves and downloads with lists and caches of its
// own, and dpkg unpacks below a folder. That needs no rights beyond the folder.
package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// CacheDir is where fetched programs are kept: readable by everybody when root
// fetched them, since root's PostgreSQL and browser run as somebody else.
func CacheDir() (string, error) {
	var candidates []string
	if os.Geteuid() == 0 {
		candidates = append(candidates, "/var/cache/linktill")
	} else if dir, err := os.UserCacheDir(); err == nil {
		candidates = append(candidates, filepath.Join(dir, "linktill"))
	}
	candidates = append(candidates, filepath.Join(os.TempDir(), fmt.Sprintf("linktill-cache-%d", os.Geteuid())))
	var err error
	for _, dir := range candidates {
		if err = os.MkdirAll(dir, 0o755); err != nil {
			continue
		}
		if err = ours(dir); err == nil {
			return dir, os.Chmod(dir, 0o755)
		}
	}
	return "", fmt.Errorf("fetch: no folder to keep programs in: %w", err)
}

// ours refuses a folder that somebody else made: what is in it will be run.
func ours(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(owner.Uid) != os.Geteuid() {
		return fmt.Errorf("%s belongs to somebody else", dir)
	}
	return nil
}

// Lock makes processes that fetch into the same cache take turns. The returned
// function ends the turn.
func Lock(ctx context.Context, cache string) (unlock func(), err error) {
	file, err := os.OpenFile(filepath.Join(cache, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			break
		}
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = ctx.Err()
		}
		if err != nil {
			_ = file.Close()
			return nil, err
		}
		wait(ctx, 50*time.Millisecond)
	}
	return func() { _ = file.Close() }, nil
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// Unpack puts the packages, and those they need that this machine lacks, below
// dir, which appears only when it is complete. Of the needed ones it takes those
// that want accepts; nil accepts all.
func Unpack(ctx context.Context, dir string, want func(name string) bool, packages ...string) error {
	if _, err := exec.LookPath("apt-get"); err != nil {
		return errors.New("fetch: there is no apt-get here")
	}
	state, err := os.MkdirTemp(filepath.Dir(dir), "apt-")
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	defer os.RemoveAll(state)
	for _, folder := range []string{"lists/partial", "cache/archives/partial", "debs", "root"} {
		if err := os.MkdirAll(filepath.Join(state, folder), 0o755); err != nil {
			return fmt.Errorf("fetch: %w", err)
		}
	}
	// A list that cannot be had (a third party's, say) may not be the one needed.
	_, errUpdate := aptGet(ctx, state, "update")
	plan, err := aptGet(ctx, state, append([]string{"install", "--simulate", "--no-install-recommends"}, packages...)...)
	if err != nil {
		return errors.Join(err, errUpdate)
	}
	names := planned(plan, want)
	if len(names) == 0 {
		return fmt.Errorf("fetch: apt-get counts %s as installed", strings.Join(packages, ", "))
	}
	if _, err := aptGet(ctx, state, append([]string{"download"}, names...)...); err != nil {
		return err
	}
	return unpackAll(ctx, state, dir)
}

// aptGet runs in state/debs, where "download" leaves the packages.
func aptGet(ctx context.Context, state string, args ...string) ([]byte, error) {
	options := []string{
		"-o", "Dir::State::lists=" + filepath.Join(state, "lists"),
		"-o", "Dir::Cache=" + filepath.Join(state, "cache"),
		"-o", "Debug::NoLocking=1",
		"-o", "APT::Sandbox::User=", // its own user could not write here
		"-o", "Acquire::Languages=none", "-o", "Acquire::GzipIndexes=true",
		"-o", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
		"-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=30",
		"-q", "-y",
	}
	cmd := exec.CommandContext(ctx, "apt-get", append(options, args...)...)
	cmd.Dir = filepath.Join(state, "debs")
	cmd.Env = append(os.Environ(), "LC_ALL=C", "DEBIAN_FRONTEND=noninteractive")
	var problems bytes.Buffer
	cmd.Stderr = &problems
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("fetch: apt-get %s: %w\n%s", args[0], err, strings.TrimSpace(problems.String()))
	}
	return output, nil
}

// installLine is how a simulated apt-get names a package it would install.
var installLine = regexp.MustCompile(`(?m)^Inst (\S+) `)

// planned reads the names of the packages to download from a simulation. The C
// library is never among them: it has to be the one of the running system.
func planned(simulation []byte, want func(name string) bool) []string {
	var names []string
	for _, line := range installLine.FindAllSubmatch(simulation, -1) {
		name := string(line[1])
		if name == "libc6" || name == "libc-bin" || want != nil && !want(name) {
			continue
		}
		names = append(names, name)
	}
	return names
}

func unpackAll(ctx context.Context, state, dir string) error {
	files, err := filepath.Glob(filepath.Join(state, "debs", "*.deb"))
	if err != nil {
		return err
	}
	root := filepath.Join(state, "root")
	for _, file := range files {
		if output, err := exec.CommandContext(ctx, "dpkg-deb", "-x", file, root).CombinedOutput(); err != nil {
			return fmt.Errorf("fetch: unpack %s: %w\n%s", filepath.Base(file), err, output)
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	if err := os.Rename(root, dir); err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	return os.Chmod(dir, 0o755)
}

// LibraryPath is the LD_LIBRARY_PATH for programs unpacked below root.
func LibraryPath(root string) string {
	var dirs []string
	for _, top := range []string{"usr/lib", "lib"} {
		_ = filepath.WalkDir(filepath.Join(root, top), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return nil
			}
			dir := filepath.Dir(path)
			if strings.HasPrefix(entry.Name(), "lib") && strings.Contains(entry.Name(), ".so") && !slices.Contains(dirs, dir) {
				dirs = append(dirs, dir)
			}
			return nil
		})
	}
	return strings.Join(dirs, ":")
}
