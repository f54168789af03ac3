package devpg

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// longestSocketDir leaves room in the 108 bytes that a socket's address has for
// the name of the socket, which PostgreSQL adds.
const longestSocketDir = 80

// socketDir makes the directory that the server's socket is in. Its mode is the
// only guard of the database, so a directory that somebody else could have made
// is never used.
func (p place) socketDir() (string, error) {
	dir := filepath.Join(p.dir, "run")
	if len(dir) <= longestSocketDir {
		return dir, makeDir(dir, 0o700, p.uid, p.gid)
	}
	sum := sha256.Sum256([]byte(p.dir))
	name := "linktill-" + hex.EncodeToString(sum[:8])
	for _, temp := range []string{os.TempDir(), "/tmp"} {
		dir = filepath.Join(temp, name)
		if len(dir) > longestSocketDir || p.blockedAt(temp) != "" {
			continue
		}
		return p.privateTemp(dir)
	}
	return "", fmt.Errorf("devpg: the path of %s is too long for a socket, and so is that of TMPDIR; use a shorter DATA_DIR", p.dir)
}

// privateTemp makes dir, whose name can be guessed, in a directory that
// everybody may write to.
func (p place) privateTemp(dir string) (string, error) {
	err := os.Mkdir(dir, 0o700)
	if err == nil {
		return dir, makeDir(dir, 0o700, p.uid, p.gid)
	}
	if !errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("devpg: %w", err)
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return "", fmt.Errorf("devpg: %w", err)
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || info.Mode().Perm() != 0o700 || int(owner.Uid) != p.uid {
		return "", fmt.Errorf("devpg: %s is not ours, so PostgreSQL's socket cannot be there; remove it or use a shorter DATA_DIR", dir)
	}
	return dir, nil
}

// postmaster is what a running server says about itself in postmaster.pid.
type postmaster struct {
	pid     string
	sockets string
}

func readPostmaster(data string) (postmaster, error) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return postmaster{}, err
	}
	// Lines: pid, data directory, start time, port, socket directory, …
	lines := strings.Split(string(text), "\n")
	running := postmaster{pid: strings.TrimSpace(lines[0])}
	if len(lines) > 4 {
		running.sockets = strings.TrimSpace(lines[4])
	}
	return running, nil
}
