package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRunWritesPagesThatOpenFromDisk(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	var said bytes.Buffer
	if err := run(context.Background(), []string{"-out", out}, &said); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(out, "checkout-fixed-test.html"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), `rel="stylesheet" href="`)
	sheet, _, _ := strings.Cut(rest, `"`)
	if !found || strings.HasPrefix(sheet, "/") {
		t.Fatalf("style sheet at %q, want a relative address", sheet)
	}
	if _, err := os.Stat(filepath.Join(out, sheet)); err != nil {
		t.Error(err)
	}
	if !strings.Contains(said.String(), "pages in "+out) {
		t.Errorf("said %q", said.String())
	}
}

func TestWanted(t *testing.T) {
	t.Parallel()
	files := []string{"link-active.html", "login-empty.html", "payment-paid.html"}
	if got := wanted(files, "link-,payment"); len(got) != 2 {
		t.Errorf("wanted = %v", got)
	}
	if got := wanted(files, ""); len(got) != 3 {
		t.Errorf("wanted = %v", got)
	}
}
