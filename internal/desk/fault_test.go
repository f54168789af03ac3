package desk

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var here = regexp.MustCompile(`FaultHere\("([a-z._]+)"\)`)

// Every point is in the code once, and every place in the code is a point: the
// test that kills the process at each of them knows them all.
func TestPointsAreThePlacesInTheCode(t *testing.T) {
	t.Parallel()
	var places []string
	err := filepath.WalkDir("../..", func(path string, entry os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range here.FindAllStringSubmatch(string(text), -1) {
			places = append(places, found[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(places)
	points := slices.Sorted(slices.Values(FaultPoints))
	if !slices.Equal(places, points) {
		t.Errorf("the places are %v, the points %v", places, points)
	}
}

// With the tag faults the process dies at the point that FAULT names, and at
// no other.
func TestTaggedBinaryDies(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "dies")
	if out, err := exec.CommandContext(t.Context(), "go", "test", "-c", "-tags", "faults", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for named, want := range map[string]string{"pay.after_call": "signal: killed", "pay.after_cal": "", "": ""} {
		cmd := exec.CommandContext(t.Context(), binary, "-test.run", "^TestPassesThePoint$", "-test.v")
		cmd.Env = append(os.Environ(), "FAULT="+named)
		out, err := cmd.CombinedOutput()
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want || strings.Contains(string(out), "past the point") != (want == "") {
			t.Errorf("FAULT=%s: %q\n%s", named, got, out)
		}
	}
}

// TestPassesThePoint is what TestTaggedBinaryDies runs in a process of its own.
func TestPassesThePoint(t *testing.T) {
	FaultHere("pay.after_call")
	t.Log("past the point")
}
