// Package gate holds the tests of the code's shape: who imports whom, how long
// things may be, what may not be written at all.
package gate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// root is the repository, seen from this package.
const root = "../.."

// source is one file that is looked at.
type source struct {
	path      string // from the root, with slashes
	text      string
	generated bool
	tree      *ast.File // of Go files
	fset      *token.FileSet
}

func (s source) folder() string { return filepath.ToSlash(filepath.Dir(s.path)) }
func (s source) isGo() bool     { return strings.HasSuffix(s.path, ".go") }
func (s source) isTest() bool   { return strings.HasSuffix(s.path, "_test.go") }

// lines counts as an editor does.
func (s source) lines() int { return strings.Count(strings.TrimSuffix(s.text, "\n"), "\n") + 1 }

// at names a place in the file for a message.
func (s source) at(node ast.Node) string {
	at := s.fset.Position(node.Pos())
	at.Filename = s.path
	return at.String()
}

// sources reads the repository once for all tests.
var sources = sync.OnceValues(func() ([]source, error) {
	var all []source
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			hidden := path != root && strings.HasPrefix(entry.Name(), ".")
			made := path == filepath.Join(root, "bin") || path == filepath.Join(root, "gallery")
			if hidden || made || entry.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		switch filepath.Ext(path) {
		case ".go", ".templ", ".css", ".js", ".sql":
		default:
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		file, err := parse(filepath.ToSlash(relative), string(text))
		all = append(all, file)
		return err
	})
	return all, err
})

// parse makes a source of a text.
func parse(path, text string) (source, error) {
	s := source{path: path, text: text, fset: token.NewFileSet()}
	if !s.isGo() {
		return s, nil
	}
	tree, err := parser.ParseFile(s.fset, path, text, parser.ParseComments)
	if err != nil {
		return s, err
	}
	s.tree, s.generated = tree, ast.IsGenerated(tree)
	return s, nil
}

// every calls do for the files that keep accepts, and fails when there are none:
// a rule over nothing holds always.
func every(t *testing.T, keep func(source) bool, do func(source)) {
	t.Helper()
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, file := range all {
		if keep(file) {
			seen++
			do(file)
		}
	}
	if seen == 0 {
		t.Error("the rule looked at no file at all")
	}
}

// sample is a Go file to try a rule on.
func sample(t *testing.T, text string) source {
	t.Helper()
	s, err := parse("sample.go", "package sample\n"+text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func handWritten(s source) bool { return !s.generated }

func product(s source) bool { return s.isGo() && !s.isTest() && !s.generated }
