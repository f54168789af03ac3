package main

import (
	"context"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// TestAuditLogBrokenByHand has somebody with the database's own password change
// an entry, with the triggers off: the command finds it and names it.
func TestAuditLogBrokenByHand(t *testing.T) {
	t.Parallel()
	s := newShop(t, release)
	s.serve()
	owner := s.person().logIn()
	for range 3 {
		s.mustAPI("POST", "/v1/me/api-keys", `{"name":"Web shop","scopes":["links:read"]}`)
	}
	said := command(t, s.binary, s.env, "audit")
	if !strings.Contains(said, "audit log of island-coffee: verified to entry 4, ") || !strings.Contains(said, "invariants hold") {
		t.Fatalf("linktill audit: %s", said)
	}
	must(t, pgx.BeginFunc(context.Background(), s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(context.Background(), `SET LOCAL session_replication_role = replica`)
		must(t, err)
		_, err = tx.Exec(context.Background(), `UPDATE audit_entries SET actor = 'somebody.else@example.com' WHERE seq = 3`)
		return err
	}))
	p := launch(t, s.binary, s.env, "audit")
	p.wait(startMax)
	said = p.out.String()
	if p.err == nil || !strings.Contains(said, "audit log of island-coffee: broken at entry 3: its content is not what was written") {
		t.Errorf("linktill audit: %v\n%s", p.err, said)
	}
	if page := owner.get("/dashboard/audit"); !strings.Contains(page.body, "The chain breaks at entry 3") {
		t.Error("the page does not say so")
	}
}
