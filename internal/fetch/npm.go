package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

var (
	node = tool{
		env:      "NODE",
		names:    []string{"node", "nodejs"},
		folder:   "node-apt",
		program:  "usr/bin/node",
		packages: []string{"nodejs"},
		rooted:   "usr/share/nodejs",
	}
	npm = tool{
		env:      "NPM",
		names:    []string{"npm"},
		folder:   "npm-apt",
		program:  "usr/bin/node",
		first:    "usr/share/nodejs/npm/bin/npm-cli.js",
		packages: []string{"npm", "nodejs"},
		rooted:   "usr/share/nodejs",
	}
)

// Node returns the path of Node.js: $NODE, the one on PATH, or one fetched, now
// or before.
func Node(ctx context.Context, log io.Writer) (string, error) { return node.get(ctx, log) }

// standardWebhooks is the public library for receivers of webhooks, with what it
// needs: exact versions, so that it is the same everywhere.
var standardWebhooks = library{
	env:      "STANDARD_WEBHOOKS",
	folder:   "standardwebhooks-npm-1.1.1",
	packages: []string{"standardwebhooks@1.1.1", "@stablelib/base64@1.0.1", "fast-sha256@1.3.0"},
}

// StandardWebhooks returns the folder with the node_modules of the library that
// receivers of webhooks use: $STANDARD_WEBHOOKS, or one fetched, now or before.
func StandardWebhooks(ctx context.Context, log io.Writer) (string, error) {
	return standardWebhooks.get(ctx, log)
}

// axeCore finds what people who see, hear or move differently cannot use on a page.
var axeCore = library{
	env:      "AXE_CORE",
	folder:   "axe-core-npm-4.14.1",
	packages: []string{"axe-core@4.14.1"},
}

// AxeCore returns the folder with the node_modules of the library that judges how
// accessible pages are: $AXE_CORE, or one fetched, now or before.
func AxeCore(ctx context.Context, log io.Writer) (string, error) { return axeCore.get(ctx, log) }

// library is a package of npm that tests hold ours against.
type library struct {
	env      string // names the folder, when set
	folder   string // in the cache
	packages []string
}

func (l library) get(ctx context.Context, log io.Writer) (string, error) {
	if dir := os.Getenv(l.env); dir != "" {
		_, err := os.Stat(filepath.Join(dir, "node_modules"))
		return dir, err
	}
	installer, err := npm.get(ctx, log)
	if err != nil {
		return "", err
	}
	cache, err := CacheDir()
	if err != nil {
		return "", err
	}
	unlock, err := Lock(ctx, cache)
	if err != nil {
		return "", err
	}
	defer unlock()
	dir := filepath.Join(cache, l.folder)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	fmt.Fprintf(log, "Getting %s for the tests (once; kept in %s) …\n", l.packages[0], cache)
	return dir, l.install(ctx, installer, dir)
}

// install puts the folder in place when it is complete.
func (l library) install(ctx context.Context, installer, dir string) error {
	incoming, err := os.MkdirTemp(filepath.Dir(dir), "npm-")
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	defer os.RemoveAll(incoming)
	args := append([]string{"install", "--prefix", incoming, "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"}, l.packages...)
	cmd := exec.CommandContext(ctx, installer, args...)
	cmd.Dir = incoming
	cmd.Env = append(os.Environ(), "npm_config_cache="+filepath.Join(incoming, "npm-cache"))
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("the tests need %s of npm, or %s set to a folder with it. Fetching it did not work: %w\n%s", l.packages[0], l.env, err, output)
	}
	return errors.Join(os.RemoveAll(filepath.Join(incoming, "npm-cache")), os.Chmod(incoming, 0o755), os.Rename(incoming, dir))
}
