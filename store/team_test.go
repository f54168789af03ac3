package store_test

import (
	"fmt"
	"slices"
	"testing"

	"linktill/internal/pay"
)

// joined is a new member of the caller's merchant with that role.
func (a accounts) joined(by pay.Caller, email string, role pay.Role) pay.Caller {
	a.t.Helper()
	ctx := a.t.Context()
	i, err := a.CreateInvite(ctx, by, a.NewID(by.MerchantNumber), email, role)
	a.must(err)
	hash := []byte("hash of " + email)
	_, _, err = a.InviteToMail(ctx, by.MerchantID, i.ID, hash)
	a.must(err)
	o, err := a.OpenInvite(ctx, by.MerchantID.MerchantNumber(), hash)
	a.must(err)
	userID := a.NewID(0)
	a.must(a.JoinAnew(ctx, o, hash, userID, "password hash"))
	by.UserID, by.UserEmail, by.Role = userID, email, role
	return by
}

func (a accounts) roleOf(by pay.Caller) (role pay.Role) {
	a.t.Helper()
	m, err := a.Member(a.t.Context(), by.UserID, by.MerchantID)
	if code(err) == pay.NotFound {
		return ""
	}
	a.must(err)
	return m.Role
}

func TestRolesAreGivenByThoseWhoMay(t *testing.T) {
	a := newAccounts(t)
	ctx, owner := t.Context(), a.caller()
	admin, manager := a.joined(owner, "admin@example.com", pay.Admin), a.joined(owner, "manager@example.com", pay.Manager)
	viewer := a.joined(owner, "viewer@example.com", pay.Viewer)
	for _, c := range []struct {
		by, who pay.Caller
		to      pay.Role
		want    pay.Code
	}{
		{admin, viewer, pay.Manager, ""}, {admin, viewer, pay.Owner, pay.Forbidden}, {admin, owner, pay.Viewer, pay.Forbidden},
		{manager, viewer, pay.Admin, pay.Forbidden}, {viewer, viewer, pay.Owner, pay.Forbidden}, {owner, admin, pay.Owner, ""},
		{owner, admin, pay.Admin, ""}, {owner, owner, pay.Admin, pay.Conflict},
	} {
		if err := a.ChangeRole(ctx, c.by, c.who.UserID, c.to, false); code(err) != c.want {
			t.Errorf("%s makes %s %s: %v", c.by.Role, c.who.Role, c.to, err)
		}
	}
	if err := a.RemoveMember(ctx, admin, owner.UserID, false); code(err) != pay.Forbidden {
		t.Errorf("an admin removes the owner: %v", err)
	}
	if err := a.LeaveTeam(ctx, owner, false); code(err) != pay.Conflict || a.roleOf(owner) != pay.Owner {
		t.Errorf("the last owner leaves: %v", err)
	}
	refuses(t, a.pool, "23514", `UPDATE members SET role = 'viewer' WHERE role = 'owner'`)
	refuses(t, a.pool, "23514", `DELETE FROM members WHERE role = 'owner'`)
	a.must(a.LeaveTeam(ctx, manager, false))
	if a.roleOf(manager) != "" {
		t.Error("who left is still there")
	}
}

// Two owners demote, and then remove, each other at the same moment: one stays.
func TestOneOwnerStays(t *testing.T) {
	a := newAccounts(t)
	ctx, first := t.Context(), a.caller()
	second := a.joined(first, "second@example.com", pay.Owner)
	for round := range rounds(t, 10) {
		a.exec(`UPDATE members SET role = 'owner' WHERE merchant_id = $1`, first.MerchantID)
		if done := atOnce(t, 2, func(i int) error {
			pair := [2]pay.Caller{first, second}
			return a.ChangeRole(ctx, pair[i], pair[1-i].UserID, pay.Viewer, false)
		}); done != 1 {
			t.Errorf("round %d: %d demoted the other", round, done)
		}
		if n := a.count(`SELECT count(*) FROM members WHERE role = 'owner' AND merchant_id = $1`, first.MerchantID); n != 1 {
			t.Fatalf("round %d: %d owners", round, n)
		}
	}
	a.exec(`UPDATE members SET role = 'owner' WHERE merchant_id = $1`, first.MerchantID)
	if done := atOnce(t, 2, func(i int) error { return a.LeaveTeam(ctx, [2]pay.Caller{first, second}[i], false) }); done != 1 {
		t.Errorf("%d of two owners left", done)
	}
}

func TestRemovedMemberHasNothing(t *testing.T) {
	s := newShop(t)
	ctx, owner := t.Context(), s.caller()
	admin := s.joined(owner, "admin@example.com", pay.Admin)
	k, err := s.key(admin, "theirs")
	s.must(err)
	s.accounts.session(admin.UserID)
	pending, err := s.CreateInvite(ctx, admin, s.NewID(owner.MerchantNumber), "friend@example.com", pay.Viewer)
	s.must(err)
	s.must(s.RemoveMember(ctx, owner, admin.UserID, true))
	if s.roleOf(admin) != "" || s.sessionsOf(admin.UserID) != 0 {
		t.Error("who was removed is still there")
	}
	if n := s.count(`SELECT count(*) FROM api_keys WHERE id = $1 AND revoked_at IS NOT NULL`, k.ID); n != 1 {
		t.Error("their key works")
	}
	if n := s.count(`SELECT count(*) FROM invites WHERE id = $1 AND state = 'withdrawn'`, pending.ID); n != 1 {
		t.Error("whom they invited can come")
	}
	if err := s.RemoveMember(ctx, owner, admin.UserID, true); code(err) != pay.NotFound {
		t.Errorf("removed twice: %v", err)
	}
	if err := s.RemoveMember(ctx, owner, owner.UserID, false); code(err) != pay.Conflict {
		t.Errorf("oneself: %v", err)
	}
}

// Keys ask nobody's role: whoever loses the right to make some loses those that
// they made, unless these are to stay.
func TestKeysEndWithTheRole(t *testing.T) {
	s := newShop(t)
	ctx, owner := t.Context(), s.caller()
	admin := s.joined(owner, "admin@example.com", pay.Admin)
	key := func(name string) pay.ID {
		k, err := s.key(admin, name)
		s.must(err)
		return k.ID
	}
	works := func(id pay.ID) bool {
		return s.count(`SELECT count(*) FROM api_keys WHERE id = $1 AND revoked_at IS NULL`, id) == 1
	}
	told := func() string {
		log, err := s.AuditEntries(ctx, owner, allEntries)
		s.must(err)
		return fmt.Sprint(log.Rows[0].Changes)
	}
	id, ours := key("theirs"), s.count(`SELECT count(*) FROM api_keys WHERE revoked_at IS NULL AND created_by = $1`, owner.UserID)
	made, err := s.key(pay.Caller{MerchantID: owner.MerchantID, MerchantNumber: owner.MerchantNumber, KeyID: id, Scopes: pay.Scopes}, "made with theirs")
	s.must(err)
	for _, step := range []struct {
		to       pay.Role
		keysToo  bool
		ends     bool
		inTheLog string
	}{
		{pay.Owner, true, false, "[{role admin owner}]"}, {pay.Manager, false, false, "[{role owner manager}]"},
		{pay.Admin, true, false, "[{role manager admin}]"}, {pay.Viewer, true, true, "[{role admin viewer} {their API keys  revoked}]"},
	} {
		s.must(s.ChangeRole(ctx, owner, admin.UserID, step.to, step.keysToo))
		if works(id) == step.ends || works(made.ID) == step.ends || told() != step.inTheLog {
			t.Errorf("%+v: works %t and %t, the log says %s", step, works(id), works(made.ID), told())
		}
	}
	s.must(s.ChangeRole(ctx, owner, admin.UserID, pay.Admin, true))
	id = key("another")
	s.must(s.LeaveTeam(ctx, admin, true))
	if works(id) || told() != "[{role admin } {their API keys  revoked}]" {
		t.Errorf("who left has a key: %t; the log says %s", works(id), told())
	}
	if n := s.count(`SELECT count(*) FROM api_keys WHERE revoked_at IS NULL AND created_by = $1`, owner.UserID); n != ours {
		t.Errorf("%d keys of others, before %d", n, ours)
	}
}

func TestInviteWorksOnce(t *testing.T) {
	a := newAccounts(t)
	ctx, owner := t.Context(), a.caller()
	id, number := a.NewID(owner.MerchantNumber), owner.MerchantID.MerchantNumber()
	i, err := a.CreateInvite(ctx, owner, id, "new@example.com", pay.Manager)
	a.must(err)
	if again, err := a.CreateInvite(ctx, owner, id, "new@example.com", pay.Manager); err != nil || again.ID != i.ID {
		t.Errorf("the same request again: %v, %v", again, err)
	}
	if _, err := a.CreateInvite(ctx, owner, a.NewID(owner.MerchantNumber), "new@example.com", pay.Viewer); code(err) != pay.Invalid {
		t.Errorf("a second invite for the address: %v", err)
	}
	if _, err := a.CreateInvite(ctx, owner, a.NewID(owner.MerchantNumber), "maria@example.com", pay.Viewer); code(err) != pay.Invalid {
		t.Errorf("an invite for a member: %v", err)
	}
	old, hash := []byte("old"), []byte("new")
	_, _, err = a.InviteToMail(ctx, owner.MerchantID, id, old)
	a.must(err)
	_, err = a.ResendInvite(ctx, owner, id)
	a.must(err)
	_, _, err = a.InviteToMail(ctx, owner.MerchantID, id, hash)
	a.must(err)
	if _, err := a.OpenInvite(ctx, number, old); code(err) != pay.NotFound {
		t.Errorf("the link before the last: %v", err)
	}
	o, err := a.OpenInvite(ctx, number, hash)
	if err != nil || o.HasAccount || o.Invite.InvitedBy != "maria@example.com" {
		t.Fatalf("%+v, %v", o, err)
	}
	if done := atOnce(t, 8, func(int) error { return a.JoinAnew(ctx, o, hash, a.NewID(0), "hash") }); done != 1 {
		t.Errorf("%d joined by one link", done)
	}
	if n := a.count(`SELECT count(*) FROM members WHERE merchant_id = $1`, owner.MerchantID); n != 2 {
		t.Errorf("%d members", n)
	}
	if _, err := a.ResendInvite(ctx, owner, id); code(err) != pay.NotFound {
		t.Errorf("sent again after it was accepted: %v", err)
	}
}

func TestInviteIsForItsAddress(t *testing.T) {
	a := newAccounts(t)
	ctx, owner := t.Context(), a.caller()
	eve, friend := a.open("eve@example.com", "Eve's", nil), a.open("friend@example.com", "Friend's", nil)
	i, err := a.CreateInvite(ctx, owner, a.NewID(owner.MerchantNumber), "friend@example.com", pay.Viewer)
	a.must(err)
	hash := []byte("hash")
	_, _, err = a.InviteToMail(ctx, owner.MerchantID, i.ID, hash)
	a.must(err)
	o, err := a.OpenInvite(ctx, owner.MerchantID.MerchantNumber(), hash)
	if err != nil || !o.HasAccount {
		t.Fatalf("%+v, %v", o, err)
	}
	if _, err := a.OpenInvite(ctx, eve.Merchant.Number, hash); code(err) != pay.NotFound {
		t.Errorf("with another merchant's number: %v", err)
	}
	if err := a.JoinWithAccount(ctx, o, hash, eve.User.ID); code(err) != pay.Forbidden {
		t.Errorf("somebody else: %v", err)
	}
	if err := a.JoinAnew(ctx, o, hash, a.NewID(0), "hash"); code(err) != pay.Invalid {
		t.Errorf("a second account for the address: %v", err)
	}
	a.must(a.JoinWithAccount(ctx, o, hash, friend.User.ID))
	if all, err := a.Memberships(ctx, friend.User.ID); err != nil || len(all) != 2 {
		t.Errorf("%v, %v", all, err)
	}
	a.exec(`UPDATE invites SET expires_at = now() WHERE state = 'open'`)
	late, err := a.CreateInvite(ctx, owner, a.NewID(owner.MerchantNumber), "late@example.com", pay.Viewer)
	a.must(err)
	a.exec(`UPDATE invites SET expires_at = now()`)
	if _, _, err := a.InviteToMail(ctx, owner.MerchantID, late.ID, []byte("late")); code(err) != pay.NotFound {
		t.Errorf("mailed after a week: %v", err)
	}
	_, err = a.WithdrawInvite(ctx, owner, late.ID)
	a.must(err)
	if open, err := a.Invites(ctx, owner); err != nil || len(open) != 0 {
		t.Errorf("%v, %v", open, err)
	}
}

func TestSwitchBetweenMerchants(t *testing.T) {
	a := newAccounts(t)
	ctx := t.Context()
	other := a.open("eve@example.com", "Eve's", nil)
	sessionID := a.session(a.owner.User.ID)
	if err := a.SwitchMerchant(ctx, sessionID, other.Merchant.ID); code(err) != pay.NotFound {
		t.Errorf("to somebody else's: %v", err)
	}
	a.exec(`UPDATE sessions SET livemode = true`)
	a.must(a.SwitchMerchant(ctx, sessionID, a.owner.Merchant.ID))
	if n := a.count(`SELECT count(*) FROM sessions WHERE merchant_id = $1 AND NOT livemode`, a.owner.Merchant.ID); n != 1 {
		t.Error("the other merchant is looked at in live mode")
	}
}

// teamMethods concern the merchant in both modes, or are what a member does
// with the rights that their role has.
var teamMethods = []string{"Members", "MemberEmail", "Invites", "ChangeRole", "RemoveMember", "ResendInvite", "WithdrawInvite", "AuditEntries",
	"CreateInvite", "LeaveTeam", "RequireTwoFactor", "AuditChainOf", "AuditExport"}

// Somebody else's team is not there.
func TestTeamsAreApart(t *testing.T) {
	a := newAccounts(t)
	ctx, owner := t.Context(), a.caller()
	member := a.joined(owner, "member@example.com", pay.Viewer)
	i, err := a.CreateInvite(ctx, owner, a.NewID(owner.MerchantNumber), "open@example.com", pay.Viewer)
	a.must(err)
	eve := a.open("eve@example.com", "Eve's", nil)
	rival := pay.Caller{MerchantID: eve.Merchant.ID, MerchantNumber: eve.Merchant.Number, UserID: eve.User.ID, Role: pay.Owner}
	members, err := a.Members(ctx, rival)
	if err != nil || len(members) != 1 || members[0].Email != "eve@example.com" {
		t.Errorf("%v, %v", members, err)
	}
	if invites, err := a.Invites(ctx, rival); err != nil || len(invites) != 0 {
		t.Errorf("%v, %v", invites, err)
	}
	if log, err := a.AuditEntries(ctx, rival, allEntries); err != nil || len(log.Rows) != 0 {
		t.Errorf("%v, %v", log, err)
	}
	for name, try := range map[string]func() error{
		"ChangeRole":     func() error { return a.ChangeRole(ctx, rival, member.UserID, pay.Owner, false) },
		"RemoveMember":   func() error { return a.RemoveMember(ctx, rival, member.UserID, true) },
		"MemberEmail":    func() error { _, err := a.MemberEmail(ctx, rival, member.UserID); return err },
		"ResendInvite":   func() error { _, err := a.ResendInvite(ctx, rival, i.ID); return err },
		"WithdrawInvite": func() error { _, err := a.WithdrawInvite(ctx, rival, i.ID); return err },
	} {
		if err := try(); code(err) != pay.NotFound || !slices.Contains(teamMethods, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if a.roleOf(member) != pay.Viewer {
		t.Error("somebody else changed the team")
	}
}

func TestNewDevicesAreTold(t *testing.T) {
	a := newAccounts(t)
	ctx := t.Context()
	logIn := func(device string) int {
		before := len(a.notices())
		a.must(a.LogInForTest(ctx, a.owner.User.ID, []byte(device)))
		return len(a.notices()) - before
	}
	for i, c := range []struct {
		device string
		mails  int
	}{{"laptop", 0}, {"laptop", 0}, {"phone", 1}, {"phone", 0}, {"laptop", 0}, {"tablet", 1}} {
		if got := logIn(c.device); got != c.mails {
			t.Errorf("log-in %d with the %s: %d mails", i, c.device, got)
		}
	}
	if n := a.count(`SELECT count(*) FROM audit_entries WHERE act = 'log_in'`); n != 6 {
		t.Errorf("%d log-ins in the log", n)
	}
	a.exec(`UPDATE user_devices SET last_seen_at = now() - interval '2 years' WHERE device_hash = 'phone'`)
	if n, err := a.PruneDevices(ctx); err != nil || n != 1 {
		t.Errorf("%d forgotten, %v", n, err)
	}
	if !slices.Contains(a.notices(), "new_device") {
		t.Error("the notice has another name")
	}
}
