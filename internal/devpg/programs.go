package devpg

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first major version of PostgreSQL that will do.
const oldest = 14

// programs is one installation of PostgreSQL.
type programs struct {
	dir   string // holds initdb and postgres
	libs  string // LD_LIBRARY_PATH, where the system lacks the libraries
	major int
}

// environment is what PostgreSQL's programs see: none of our own variables,
// which hold secrets, and none that would redirect them.
func (t programs) environment(home string) []string {
	env := []string{"LC_ALL=C.UTF-8", "HOME=" + home, "PATH=" + t.dir + ":/usr/bin:/bin"}
	if t.libs != "" {
		env = append(env, "LD_LIBRARY_PATH="+t.libs)
	}
	return env
}

// locate finds programs for the cluster in p, or fetches them. A cluster that
// exists needs those of its own major version.
func locate(ctx context.Context, p place, say func(string, ...any)) (programs, error) {
	needed := majorOf(dataIn(p.dir))
	var seen []string
	for _, found := range append(installed(ctx), cached(needed)...) {
		if err := found.check(ctx, p); err != nil {
			continue
		}
		if found.fits(needed) {
			return found, nil
		}
		seen = append(seen, fmt.Sprintf("%d in %s", found.major, found.dir))
	}
	fetched, err := get(ctx, p, needed, say)
	if err == nil {
		return fetched, nil
	}
	if needed > 0 && len(seen) > 0 {
		return programs{}, fmt.Errorf("devpg: the data in %s was made by PostgreSQL %d, but what is installed is %s. Install PostgreSQL %d, or set DATABASE_URL. Fetching it did not work: %w",
			p.dir, needed, strings.Join(seen, ", "), needed, err)
	}
	return programs{}, fmt.Errorf("devpg: no PostgreSQL found. Install it (apt-get install postgresql), or set PG_BINDIR or DATABASE_URL. Fetching it did not work: %w", err)
}

func (t programs) fits(needed int) bool {
	return t.major == needed || needed == 0 && t.major >= oldest
}

// check asks the server program for its version as the account that will run
// it, which also shows whether that account can.
func (t *programs) check(ctx context.Context, p place) error {
	if !exists(filepath.Join(t.dir, "initdb")) {
		return errors.New("no initdb in " + t.dir)
	}
	cmd := exec.CommandContext(ctx, filepath.Join(t.dir, "postgres"), "--version")
	cmd.Dir, cmd.Env, cmd.SysProcAttr = "/", t.environment("/"), attributes(p.account)
	output, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w", cmd.Path, err)
	}
	version := regexp.MustCompile(`\) (\d+)`).FindSubmatch(output)
	if version == nil {
		return fmt.Errorf("%s: unknown version %q", cmd.Path, output)
	}
	t.major, err = strconv.Atoi(string(version[1]))
	return err
}

// majorOf is the version that made a cluster, 0 when there is none.
func majorOf(data string) int {
	text, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if err != nil {
		return 0
	}
	major, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return major
}

// installed lists where this machine may have PostgreSQL, best first.
func installed(ctx context.Context) []programs {
	var dirs []string
	add := func(dir string) {
		if dir != "" && !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	add(os.Getenv("PG_BINDIR"))
	if initdb, err := exec.LookPath("initdb"); err == nil {
		add(filepath.Dir(resolve(initdb)))
	}
	if output, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		add(strings.TrimSpace(string(output)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	} {
		for _, dir := range newestFirst(pattern) {
			add(dir)
		}
	}
	found := make([]programs, len(dirs))
	for i, dir := range dirs {
		found[i] = programs{dir: dir}
	}
	return found
}

// resolve follows links: a link to initdb stands in a folder without the rest.
func resolve(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

var digits = regexp.MustCompile(`\d+`)

// newestFirst lists the folders that match, the highest version first. The
// version is the last number of the path.
func newestFirst(pattern string) []string {
	dirs, _ := filepath.Glob(pattern)
	version := func(dir string) int {
		numbers := digits.FindAllString(dir, -1)
		if len(numbers) == 0 {
			return 0
		}
		n, _ := strconv.Atoi(numbers[len(numbers)-1])
		return n
	}
	slices.SortStableFunc(dirs, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
	return dirs
}
