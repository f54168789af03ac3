package pay_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"linktill/internal/pay"
)

// actConstants are the acts as the source declares them, by their names.
func actConstants(t *testing.T) map[string]pay.Act {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "audit_entry.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	acts := map[string]pay.Act{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, is := n.(*ast.ValueSpec)
		if !is || len(spec.Values) != 1 {
			return true
		}
		if kind, is := spec.Type.(*ast.Ident); is && kind.Name == "Act" {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			acts[spec.Names[0].Name] = pay.Act(value)
		}
		return true
	})
	return acts
}

// Every act has words, is under one filter, and is written by the store.
func TestActsAreWhole(t *testing.T) {
	t.Parallel()
	acts, written := actConstants(t), storeSource(t)
	if len(acts) < 40 {
		t.Fatalf("%d acts were read", len(acts))
	}
	seen := map[string]string{}
	for name, act := range acts {
		if words := act.Words(); words == string(act) || seen[words] != "" {
			t.Errorf("%s and %s are both %q", name, seen[words], words)
		}
		seen[act.Words()] = name
		var topics []string
		for _, topic := range pay.AuditTopics {
			if slices.Contains(topic.Acts(), string(act)) {
				topics = append(topics, topic.Name)
			}
		}
		if len(topics) != 1 {
			t.Errorf("%s is under the filters %q", name, topics)
		}
		if !strings.Contains(written, "pay."+name) {
			t.Errorf("nothing writes %s", name)
		}
	}
	for _, topic := range pay.AuditTopics {
		for _, noun := range topic.Nouns {
			if !slices.ContainsFunc(topic.Acts(), func(act string) bool { return pay.Act(act).Noun() == noun }) {
				t.Errorf("%s: no act is about %s", topic.Name, noun)
			}
		}
	}
}

// storeSource is the text of the package that writes the audit log.
func storeSource(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("../../store/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return all.String()
}
