package store_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"linktill/internal/pay"
	"linktill/store"
)

var allEntries = store.AuditFilter{Limit: 100}

// log is the acts in the caller's audit log, oldest first.
func (a accounts) log(by pay.Caller) (acts string) {
	a.t.Helper()
	list, err := a.AuditEntries(a.t.Context(), by, allEntries)
	a.must(err)
	var all []string
	for _, e := range list.Rows {
		all = append([]string{string(e.Act)}, all...)
	}
	return strings.Join(all, " ")
}

func TestActsAreWrittenDown(t *testing.T) {
	s := newShop(t)
	ctx, owner := t.Context(), s.caller()
	owner.UserEmail, owner.IP = "maria@example.com", "203.0.113.7"
	member := s.joined(owner, "m@example.com", pay.Viewer)
	s.must(s.ChangeRole(ctx, owner, member.UserID, pay.Manager, false))
	s.must(s.ChangeRole(ctx, owner, member.UserID, pay.Manager, false)) // as it is
	s.must(s.RequireTwoFactor(ctx, owner, true))
	k, err := s.key(owner, "Web shop")
	s.must(err)
	for range 2 {
		_, err = s.RevokeAPIKey(ctx, owner, k.ID)
		s.must(err)
	}
	s.must(s.AuditExport(ctx, owner, "payments.csv"))
	s.refunded(s.paid(s.link()), 1_00) // by a program
	const want = "key.created member.invited invite.accepted member.role_changed two_factor.required key.created key.revoked export.made"
	if got := s.log(owner); got != want {
		t.Errorf("the log says\n%s, want\n%s", got, want)
	}
	list, err := s.AuditEntries(ctx, owner, store.AuditFilter{Topic: pay.Topic("team"), UserID: owner.UserID, Before: 5, Limit: 1})
	s.must(err)
	if len(list.Rows) != 1 || !list.HasMore {
		t.Fatalf("%+v", list)
	}
	e := list.Rows[0]
	if e.Seq != 4 || e.Actor != owner.UserEmail || e.IP != owner.IP || e.Name != member.UserEmail || e.Livemode != nil ||
		len(e.Changes) != 1 || e.Changes[0] != pay.Changed("role", "viewer", "manager") {
		t.Errorf("%+v", e)
	}
}

// Many act at once: the entries are numbered without a gap, and the chain holds.
func TestChainHoldsUnderLoad(t *testing.T) {
	a := newAccounts(t)
	ctx, owner := t.Context(), a.caller()
	const n = 40
	if done := atOnce(t, n, func(i int) error {
		if i%4 == 0 {
			return a.RevokeOtherSessions(ctx, owner.UserID, pay.ID{})
		}
		return a.AuditExport(ctx, owner, strings.Repeat("é", i*5))
	}); done != n {
		t.Errorf("%d of %d", done, n)
	}
	chain, err := a.AuditChainOf(ctx, owner)
	if err != nil || chain.Broken != "" || chain.To != n || chain.From != 1 || len(chain.Head) != 64 {
		t.Errorf("%+v, %v", chain, err)
	}
}

// What breaks a chain by hand, and what the verifier says of it.
var chainBreaks = map[string]struct {
	sql   string
	seq   int64
	words string
}{
	"another actor":   {`UPDATE audit_entries SET actor = 'eve@example.com' WHERE seq = 3`, 3, "content"},
	"another time":    {`UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE seq = 2`, 2, "content"},
	"another change":  {`UPDATE audit_entries SET changes = '[["role","viewer","owner"]]' WHERE seq = 4`, 4, "content"},
	"moved text":      {`UPDATE audit_entries SET act = act || left(object, 1), object = substr(object, 2), name = 'x' WHERE seq = 1`, 1, "content"},
	"nobody's":        {`UPDATE audit_entries SET user_id = NULL WHERE seq = 5`, 5, "content"},
	"mode":            {`UPDATE audit_entries SET livemode = NULL WHERE seq = 1`, 1, "content"},
	"a gap":           {`DELETE FROM audit_entries WHERE seq = 3`, 3, "missing"},
	"the first":       {`DELETE FROM audit_entries WHERE seq = 1`, 1, "missing"},
	"cut off":         {`DELETE FROM audit_entries WHERE seq > 3`, 4, "ends with entry 3"},
	"cut off and end": {`WITH cut AS (DELETE FROM audit_entries WHERE seq > 3) UPDATE audit_chains SET seq = 3`, 4, "ends with entry 3"},
	"all away":        {`DELETE FROM audit_entries`, 1, "ends with entry 0"},
	"swapped":         {`UPDATE audit_entries SET previous = '\x00' WHERE seq = 4`, 4, "does not follow"},
	"a new hash":      {`UPDATE audit_entries SET actor = 'eve', hash = sha256('eve') WHERE seq = 2`, 2, "content"},
}

func TestBrokenChainIsFound(t *testing.T) {
	for name, broken := range chainBreaks {
		t.Run(name, func(t *testing.T) {
			s := newShopUnaudited(t)
			owner := s.caller()
			for range 5 {
				s.must(s.AuditExport(t.Context(), owner, "payments.csv"))
			}
			refuses(t, s.pool, "42501", broken.sql) // the server cannot
			before, err := store.VerifyAudit(t.Context(), s.pool)
			s.must(err)
			if len(before) != 1 || before[0].Broken != "" || before[0].To != 6 {
				t.Fatalf("%+v", before)
			}
			_, err = s.superuser().Exec(t.Context(), broken.sql)
			s.must(err)
			found, err := store.VerifyAudit(t.Context(), s.pool)
			s.must(err)
			if len(found) != 1 || found[0].BrokenSeq != broken.seq || !strings.Contains(found[0].Broken, broken.words) {
				t.Errorf("%+v", found)
			}
		})
	}
}

// The database's owner is stopped by the triggers, and the server has no way in
// but the one that seals.
func TestAuditLogIsAppendOnly(t *testing.T) {
	s := newShop(t)
	for _, sql := range []string{`UPDATE audit_entries SET actor = ''`, `DELETE FROM audit_entries`, `TRUNCATE audit_entries`,
		`INSERT INTO audit_entries SELECT * FROM audit_entries`, `UPDATE audit_chains SET seq = 0`, `DELETE FROM audit_chains`} {
		refuses(t, s.pool, "42501", sql)
	}
	conn, err := pgx.Connect(t.Context(), s.url)
	s.must(err)
	defer func() { _ = conn.Close(t.Context()) }()
	for _, sql := range []string{`UPDATE audit_entries SET actor = ''`, `DELETE FROM audit_entries`, `TRUNCATE audit_entries`} {
		if _, err := conn.Exec(t.Context(), sql); err == nil {
			t.Errorf("the owner of the tables may %s", sql)
		}
	}
}
