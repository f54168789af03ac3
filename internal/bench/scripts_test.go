package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
)

// The scripts are what the server really sends, word for word; pgbench can run
// them; and what is listed and told is there to be measured.
func TestBenchMeasuresThisServer(t *testing.T) {
	t.Parallel()
	ctx := context.WithoutCancel(t.Context())
	binary := filepath.Join(t.TempDir(), "linktill")
	if said, err := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-tags", "timetzdata", "-o", binary, "linktill/cmd/linktill").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, said)
	}
	b := &bench{pairs: 1, seconds: 2, long: fewRows}
	must := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	var err error
	if b.lab, err = openLab(ctx, binary); b.lab != nil {
		defer func() {
			if err := b.close(); err != nil {
				t.Error(err)
			}
		}()
	}
	must("start", err)
	must("serve", b.starts(ctx))
	must("compare", b.checkScripts(ctx))
	for _, name := range []string{"pay", "page", "link", "session"} {
		_, n, err := b.run(ctx, rival{script: name, clients: 1, seconds: 1, set: hotLink.set()}) // the merchant whose payments are told below
		must("pgbench "+name, err)
		switch name {
		case "pay", "session":
			b.paid += n
		case "link":
			b.made += n
		}
	}
	must("audit", b.audits(ctx))
	in, err := openInbox()
	must("inbox", err)
	defer in.close()
	stop, err := b.work(ctx)
	must("worker", err)
	defer stop()
	must("webhooks", b.tells(ctx, in, 1, 2, 3))
	must("history", b.history(ctx))
	must("bio pages", b.bioPages(ctx))
	must("weigh", b.weighsBio())
	must("fold", b.fold(ctx))
	c, err := dial(b.addr)
	must("dial", err)
	defer c.close()
	for _, path := range listed {
		_, err := c.want(200, b.listRequest(b.many, path))
		must(path, err)
	}
	if b.failed > 0 {
		t.Error(b.why)
	}
}
