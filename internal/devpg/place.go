package devpg

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// rootsClusters is where root's clusters go when the account that PostgreSQL
// runs as cannot reach the data directory.
const rootsClusters = "/var/lib/linktill"

// account is who the server runs as. PostgreSQL refuses to run as root.
type account struct {
	uid, gid int
	// other is nil when the account is this process's own.
	other *syscall.Credential
}

// place is where a cluster is, and whose it is.
type place struct {
	dir string
	account
}

func dataIn(cluster string) string { return filepath.Join(cluster, "data") }

// parentMode lets root's server through a data directory without letting
// anybody list it.
func parentMode() os.FileMode {
	if os.Geteuid() == 0 {
		return 0o711
	}
	return 0o700
}

// clusterDir is where the cluster of dir is: dir itself, unless a first start by
// root had to put it elsewhere.
func clusterDir(dir string) string {
	if elsewhere, err := os.ReadFile(dir + ".location"); err == nil {
		return strings.TrimSpace(string(elsewhere))
	}
	return dir
}

// settle makes the cluster's directory and decides whose it is.
func settle(dir string) (place, error) {
	p := place{dir: clusterDir(dir)}
	var err error
	if p.account, err = accountFor(p.dir); err != nil {
		return p, err
	}
	if err := p.make(); err != nil {
		return p, err
	}
	if blocked := p.blockedAt(p.dir); blocked != "" {
		if p.dir != dir || exists(dataIn(dir)) {
			return p, fmt.Errorf("devpg: PostgreSQL runs as user %d, who cannot enter %s; allow it with: chmod o+x %s", p.uid, blocked, blocked)
		}
		_ = os.Remove(dir)
		return elsewhere(dir, p.account)
	}
	return p, nil
}

// elsewhere makes a cluster directory that who can reach and notes it beside dir.
func elsewhere(dir string, who account) (place, error) {
	if err := makeDir(rootsClusters, 0o711, 0, 0); err != nil {
		return place{}, err
	}
	id := make([]byte, 8)
	_, _ = rand.Read(id)
	p := place{dir: filepath.Join(rootsClusters, hex.EncodeToString(id)), account: who}
	if err := p.make(); err != nil {
		return p, err
	}
	if err := os.WriteFile(dir+".location", []byte(p.dir+"\n"), 0o600); err != nil {
		return p, fmt.Errorf("devpg: %w", err)
	}
	return p, nil
}

func (p place) make() error { return makeDir(p.dir, 0o700, p.uid, p.gid) }

// makeDir makes a directory with exactly this mode and owner, whatever the
// umask; the owner matters only to root.
func makeDir(dir string, mode fs.FileMode, uid, gid int) error {
	if err := os.MkdirAll(dir, mode); err != nil {
		return fmt.Errorf("devpg: %w", err)
	}
	if err := os.Chmod(dir, mode); err != nil {
		return fmt.Errorf("devpg: %w", err)
	}
	if os.Geteuid() != 0 {
		return nil
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return fmt.Errorf("devpg: %w", err)
	}
	return nil
}

// accountFor says who runs the cluster in dir: ourselves, unless we are root;
// then whoever owns the data already, else postgres, else nobody.
func accountFor(dir string) (account, error) {
	if uid := os.Geteuid(); uid != 0 {
		return account{uid: uid, gid: os.Getegid()}, nil
	}
	if info, err := os.Stat(dataIn(dir)); err == nil {
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && owner.Uid != 0 {
			return another(int(owner.Uid), int(owner.Gid)), nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(found.Uid)
		gid, errGID := strconv.Atoi(found.Gid)
		if errUID == nil && errGID == nil && uid != 0 {
			return another(uid, gid), nil
		}
	}
	return account{}, errors.New("devpg: PostgreSQL refuses to run as root, and there is neither a user postgres nor a user nobody; run as another user or set DATABASE_URL")
}

func another(uid, gid int) account {
	return account{uid: uid, gid: gid, other: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
}

// blockedAt returns the first directory on the way to dir, dir included, that
// the account may not enter. Only another account can be blocked: for our own
// the first use of the directory tells.
func (a account) blockedAt(dir string) string {
	if a.other == nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	blocked := ""
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil || !a.mayEnter(info) {
			blocked = dir
		}
		if dir == filepath.Dir(dir) {
			return blocked
		}
	}
}

func (a account) mayEnter(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	mode := info.Mode().Perm()
	switch {
	case int(owner.Uid) == a.uid:
		return mode&0o100 != 0
	case int(owner.Gid) == a.gid:
		return mode&0o010 != 0
	}
	return mode&0o001 != 0
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
