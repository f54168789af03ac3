package gate

import (
	"go/ast"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The budgets. A number here is changed together with the text that explains
// why, or not at all.
const (
	longestFile           = 350 // lines of a file written by hand
	longestFunction       = 70  // lines
	longestHandler        = 35
	medianFunction        = 12
	medianTemplate        = 30
	longestScript         = 60 // lines of a JavaScript file
	mostPackages          = 25
	functionsForTheMedian = 50 // fewer say nothing
)

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	every(t, handWritten, func(s source) {
		if n := s.lines(); n > longestFile && filepath.Ext(s.path) != ".sql" {
			t.Errorf("%s has %d lines, the budget is %d", s.path, n, longestFile)
		}
	})
}

// functionLines gives the length of each function, and its declaration.
func functionLines(s source) map[*ast.FuncDecl]int {
	lengths := map[*ast.FuncDecl]int{}
	for _, declaration := range s.tree.Decls {
		if function, is := declaration.(*ast.FuncDecl); is {
			lengths[function] = s.fset.Position(function.End()).Line - s.fset.Position(function.Pos()).Line + 1
		}
	}
	return lengths
}

func TestFunctionsAreShort(t *testing.T) {
	t.Parallel()
	var lengths []int
	every(t, product, func(s source) {
		limit := longestFunction
		if s.folder() == "handlers" {
			limit = longestHandler
		}
		for function, n := range functionLines(s) {
			lengths = append(lengths, n)
			if n > limit {
				t.Errorf("%s: %s has %d lines, the budget is %d", s.at(function), function.Name.Name, n, limit)
			}
		}
	})
	if m := median(lengths); len(lengths) >= functionsForTheMedian && m > medianFunction {
		t.Errorf("the median function has %d lines, the budget is %d", m, medianFunction)
	}
}

// templateLines gives the length of each component of a .templ file.
func templateLines(text string) []int {
	var lengths []int
	began := -1
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "templ "):
			began = i
		case began >= 0 && strings.HasPrefix(line, "}"):
			lengths = append(lengths, i-began+1)
			began = -1
		}
	}
	return lengths
}

func isTempl(s source) bool { return strings.HasSuffix(s.path, ".templ") }

func TestTemplatesAreSmall(t *testing.T) {
	t.Parallel()
	var lengths []int
	every(t, isTempl, func(s source) { lengths = append(lengths, templateLines(s.text)...) })
	if m := median(lengths); m > medianTemplate {
		t.Errorf("the median template has %d lines, the budget is %d", m, medianTemplate)
	}
}

func TestScriptsAreSmall(t *testing.T) {
	t.Parallel()
	every(t, func(s source) bool { return strings.HasSuffix(s.path, ".js") }, func(s source) {
		if n := s.lines(); n > longestScript {
			t.Errorf("%s has %d lines, the budget is %d", s.path, n, longestScript)
		}
	})
}

func TestPackagesAreFew(t *testing.T) {
	t.Parallel()
	packages := map[string]bool{}
	every(t, func(s source) bool { return s.isGo() && !s.isTest() }, func(s source) { packages[s.folder()] = true })
	if len(packages) > mostPackages {
		t.Errorf("%d packages, the budget is %d", len(packages), mostPackages)
	}
}

func median(numbers []int) int {
	if len(numbers) == 0 {
		return 0
	}
	slices.Sort(numbers)
	return numbers[len(numbers)/2]
}

func TestMeasures(t *testing.T) {
	t.Parallel()
	for function, n := range functionLines(sample(t, "func one() {}\n\n// not counted\nfunc three() {\n\tone()\n}\n")) {
		if want := map[string]int{"one": 1, "three": 3}[function.Name.Name]; n != want {
			t.Errorf("%s has %d lines, want %d", function.Name.Name, n, want)
		}
	}
	text := "package x\n\ntempl A() {\n\t<p>\n\t}\n}\n\ntempl (v B) C() {\n}\n"
	if got := templateLines(text); !slices.Equal(got, []int{4, 2}) {
		t.Errorf("templates of %v lines, want 4 and 2", got)
	}
	if got := median([]int{9, 1, 3}); got != 3 {
		t.Errorf("median %d, want 3", got)
	}
	if got := (source{text: "a\nb\n"}).lines(); got != 2 {
		t.Errorf("%d lines, want 2", got)
	}
}
