package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// tool is a program that tests use beside ours, and how to get it: a browser for
// the journeys, and oathtool, which makes one-time codes independently of us.
type tool struct {
	env      string   // names the program's path, when set
	names    []string // on PATH
	folder   string   // in the cache
	program  string   // below the folder, where there is no installing
	packages []string
	// first is the program's first argument, where there is no installing. rooted
	// is a folder that it looks for at the same place below the root; proot shows
	// it there.
	first, rooted string
}

var (
	chromium = tool{
		env:      "CHROMIUM",
		names:    []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chromium-headless-shell"},
		folder:   "chromium-apt",
		program:  "usr/lib/chromium/chromium",
		packages: []string{"chromium", "fonts-noto-core"},
	}
	oathtool = tool{
		env:      "OATHTOOL",
		names:    []string{"oathtool"},
		folder:   "oathtool-apt",
		program:  "usr/bin/oathtool",
		packages: []string{"oathtool"},
	}
)

// Chromium returns the path of a browser: $CHROMIUM, one on PATH, or one
// fetched, now or before. Sentences about the fetching go to log.
func Chromium(ctx context.Context, log io.Writer) (string, error) { return chromium.get(ctx, log) }

// Oathtool returns the path of oathtool: $OATHTOOL, the one on PATH, or one
// fetched, now or before.
func Oathtool(ctx context.Context, log io.Writer) (string, error) { return oathtool.get(ctx, log) }

// Environment gets everything and returns it as variables for a child, which
// then looks for nothing any more.
func Environment(ctx context.Context, log io.Writer) ([]string, error) {
	var env []string
	for _, wanted := range []tool{chromium, oathtool, node} {
		path, err := wanted.get(ctx, log)
		if err != nil {
			return nil, err
		}
		env = append(env, wanted.env+"="+path)
	}
	for _, wanted := range []library{standardWebhooks, axeCore} {
		dir, err := wanted.get(ctx, log)
		if err != nil {
			return nil, err
		}
		env = append(env, wanted.env+"="+dir)
	}
	return env, nil
}

func (t tool) get(ctx context.Context, log io.Writer) (string, error) {
	if path := os.Getenv(t.env); path != "" {
		return exec.LookPath(path)
	}
	if path := t.onPath(); path != "" {
		return path, nil
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
	launcher := filepath.Join(cache, t.folder, t.names[0])
	if _, err := os.Stat(launcher); err == nil {
		return launcher, nil
	}
	if path := t.install(ctx, log); path != "" {
		return path, nil
	}
	fmt.Fprintf(log, "Getting %s for the tests (once; kept in %s and not installed) …\n", t.names[0], cache)
	if err := t.unpack(ctx, filepath.Join(cache, t.folder)); err != nil {
		return "", fmt.Errorf("the tests need %s: install it, or set %s to its path. Fetching it did not work: %w", t.names[0], t.env, err)
	}
	return launcher, nil
}

func (t tool) onPath() string {
	for _, name := range t.names {
		path, err := exec.LookPath(name)
		if err == nil && exec.Command(path, "--version").Run() == nil { // Ubuntu's is a script that asks for snap
			return path
		}
	}
	return ""
}

// install is root's way. It returns the path of the program, or nothing when
// there is no installing.
func (t tool) install(ctx context.Context, log io.Writer) string {
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		return ""
	}
	fmt.Fprintf(log, "Installing %s for the tests …\n", strings.Join(t.packages, " "))
	for _, args := range [][]string{{"update"}, append([]string{"install", "-y", "--no-install-recommends"}, t.packages...)} {
		cmd := exec.CommandContext(ctx, "apt-get", append([]string{"-q", "-o", "DPkg::Lock::Timeout=300"}, args...)...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if output, err := cmd.CombinedOutput(); err != nil {
			fmt.Fprintf(log, "apt-get %s: %v\n%s\n", args[0], err, output)
		}
	}
	return t.onPath()
}

// unpack is everybody else's way: it leaves a script that runs the program with
// the libraries and fonts that came along.
func (t tool) unpack(ctx context.Context, dir string) error {
	packages := t.packages
	if t.rooted != "" {
		packages = append([]string{"proot"}, packages...)
	}
	if err := Unpack(ctx, dir, nil, packages...); err != nil {
		return err
	}
	program := filepath.Join(dir, t.program)
	if _, err := os.Stat(program); err != nil {
		return errors.New("this system's " + t.packages[0] + " package does not contain " + t.program)
	}
	fonts := filepath.Join(dir, "fonts.conf")
	if err := os.WriteFile(fonts, []byte(fontsConf(dir)), 0o644); err != nil {
		return err
	}
	var script strings.Builder
	fmt.Fprintf(&script, "#!/bin/sh\nexport LD_LIBRARY_PATH=%s\n", shellQuote(LibraryPath(dir)))
	fmt.Fprintf(&script, "[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE=%s\n", shellQuote(fonts))
	command := shellQuote(program)
	if t.rooted != "" {
		command = shellQuote(filepath.Join(dir, "usr/bin/proot")) + " -b " + shellQuote(filepath.Join(dir, t.rooted)+":/"+t.rooted) + " " + command
	}
	if t.first != "" {
		command = "NODE_PATH=" + shellQuote(filepath.Join(dir, "usr/share/nodejs")) + " " + command + " " + shellQuote(filepath.Join(dir, t.first))
	}
	fmt.Fprintf(&script, "%s \"$@\"\n", command)
	return os.WriteFile(filepath.Join(dir, t.names[0]), []byte(script.String()), 0o755)
}

// fontsConf is a fontconfig that finds the fonts below dir and the system's.
func fontsConf(dir string) string {
	return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>` + dir + `/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>` + dir + `/fontconfig</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>Noto Sans Mono</family></prefer></alias>
</fontconfig>
`
}

func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
