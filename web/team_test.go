package web

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"linktill/internal/jobs"
	"linktill/internal/pay"
	"linktill/store"
)

// another is one more member of the shop's merchant, without a second factor.
func (s *shop) another(email string, role pay.Role) pay.ID {
	s.t.Helper()
	hash, err := s.keys.HashPassword(s.t.Context(), "three unusual words")
	s.must(err)
	id := s.st.NewID(0)
	s.exec(`INSERT INTO users (id, email, password_hash) VALUES ($1, $2, $3)`, id, email, hash)
	s.exec(`INSERT INTO members (merchant_id, user_id, role) VALUES ($1, $2, $3)`, s.open().Merchant.ID, id, role)
	return id
}

// becomes gives the one who signs in another role. A second owner comes along,
// since one always stays.
func (s *shop) becomes(role pay.Role) {
	s.t.Helper()
	var owners int
	s.must(s.pool.QueryRow(s.t.Context(), `SELECT count(*) FROM members WHERE merchant_id = $1 AND role = 'owner' AND user_id <> $2`,
		s.open().Merchant.ID, s.open().User.ID).Scan(&owners))
	if owners == 0 {
		s.another("another.owner@example.com", pay.Owner)
	}
	s.exec(`UPDATE members SET role = $3 WHERE merchant_id = $1 AND user_id = $2`, s.open().Merchant.ID, s.open().User.ID, string(role))
}

// openInvite is the id of an invite that nobody answered.
func (s *shop) openInvite(email string) string {
	s.t.Helper()
	m := s.open()
	i, err := s.st.CreateInvite(s.t.Context(), pay.Caller{MerchantID: m.Merchant.ID, MerchantNumber: m.Merchant.Number, UserID: m.User.ID, Role: pay.Owner},
		s.st.NewID(m.Merchant.Number), email, pay.Viewer)
	s.must(err)
	return pay.InvitePrefix.Show(i.ID)
}

// passkey is the id of a passkey of the owner, which opens nothing.
func (s *shop) passkey() string {
	s.t.Helper()
	k := store.StoredPasskey{CredentialID: []byte("phone"), Credential: []byte(`{"id":"cGhvbmU="}`)}
	k.ID, k.Name = s.st.NewID(0), "Phone"
	_, err := s.st.AddPasskey(s.t.Context(), s.open().User.ID, k, nil, pay.ID{})
	s.must(err)
	return pay.PasskeyPrefix.Show(k.ID)
}

// logsIn is a browser in which somebody without a second factor logged in.
func (s *shop) logsIn(email, password string) *browser {
	s.t.Helper()
	b := s.browser()
	b.get("/login")
	b.wants(b.post("/login", "email", email, "password", password), 303, "/dashboard")
	b.get("/dashboard/security")
	return b
}

// invites works the mails of the queue that are invites, and returns their links.
func (s *shop) invites() (links []string) {
	s.t.Helper()
	box := &outbox{}
	mailer := &jobs.Mailer{Store: s.st, Secrets: s.keys, Mail: box, PublicURL: s.h.PublicURL}
	rows, err := s.pool.Query(s.t.Context(), `DELETE FROM river.river_job WHERE kind = 'invite_mail' RETURNING args->>'merchant_id', args->>'invite_id'`)
	s.must(err)
	var all []store.InviteArgs
	for rows.Next() {
		var args store.InviteArgs
		s.must(rows.Scan(&args.MerchantID, &args.InviteID))
		all = append(all, args)
	}
	s.must(rows.Err())
	for _, args := range all {
		s.must(mailer.SendInvite(s.t.Context(), args))
	}
	for _, m := range box.sent {
		links = append(links, inviteLink.FindStringSubmatch(m.Text)[1])
	}
	return links
}

var inviteLink = regexp.MustCompile(`http\S+(/invite/\w+)`)

func TestSomebodyJoinsByInvite(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	b.wants(b.get("/dashboard/team"), 200, "You work alone so far", "You are the only owner")
	b.get("/dashboard/team/invite")
	b.wants(b.post("/dashboard/team/invites", "nonce", "n1", "email", "not an address", "role", "manager"), 422, "like maria@example.com", `value="not an address"`)
	b.wants(b.post("/dashboard/team/invites", "nonce", "n2", "email", "New@Example.com", "role", "manager"), 303, "/dashboard/team")
	b.wants(b.post("/dashboard/team/invites", "nonce", "n2", "email", "New@Example.com", "role", "manager"), 303, "/dashboard/team") // pressed twice
	b.wants(b.get("/dashboard/team"), 200, "new@example.com", "Manager, invited by maria@example.com")
	links := s.invites()
	if len(links) != 1 {
		t.Fatalf("%d mails", len(links))
	}
	guest := s.browser()
	guest.wants(guest.get(links[0]), 200, "Join Island Coffee", "maria@example.com invites new@example.com", "No API keys")
	guest.wants(guest.post(links[0], "password", "short"), 422, "At least 10 characters")
	guest.wants(guest.post(links[0], "password", "three unusual words"), 303, "/dashboard")
	guest.wants(guest.get("/dashboard/team"), 200, "Only owners and admins invite people", "You are here as Manager")
	guest.wants(guest.get("/dashboard/keys"), 403, "Your role does not allow this")
	again := s.browser()
	again.wants(again.get(links[0]), 410, "This invite is over")
	again.wants(again.post(links[0], "password", "three unusual words"), 410, "This invite is over")
	again.wants(again.get("/invite/nonsense"), 410, "This invite is over")
}

// Holding the link is not enough for an address that has an account.
func TestKnownAddressHasToLogIn(t *testing.T) {
	s := newHouse(t)
	b := s.signedInBrowser()
	eve := s.stranger()
	b.wants(b.post("/dashboard/team/invites", "nonce", "n", "email", eve.User.Email, "role", "viewer"), 303, "/dashboard/team")
	link := s.invites()[0]
	guest := s.browser()
	guest.wants(guest.get(link), 200, "This address has an account", "/login?next=")
	guest.wants(guest.post(link, "password", "three unusual words"), 303, "/login?next="+strings.ReplaceAll(link, "/", "%2F"))
	guest.wants(guest.post("/login", "email", eve.User.Email, "password", eve.Password.Reveal(), "return", link), 303, "/login/code?next="+strings.ReplaceAll(link, "/", "%2F"))
	guest.wants(guest.get(link), 200, "This address has an account") // half way in
	guest.wants(guest.post(link), 303, "/login?next="+strings.ReplaceAll(link, "/", "%2F"))
	code, err := eve.TOTP.Code(time.Now().Unix() / pay.TOTPStepSeconds)
	s.must(err)
	guest.get("/login/code?next=" + link)
	guest.wants(guest.post("/login/code", "code", code, "return", link), 303, link)
	b.wants(b.get(link), 200, "This address has an account") // the owner, who is somebody else
	b.wants(b.post(link), 403, "This invite is for eve@example.com")
	guest.wants(guest.get(link), 200, "Join Island Coffee")
	guest.wants(guest.post(link), 303, "/dashboard")
	guest.wants(guest.get("/dashboard"), 200, "Welcome to Island Coffee")
	page := guest.wants(guest.get("/dashboard/merchants"), 200, "Other Shop", "Island Coffee")
	other := regexp.MustCompile(`/dashboard/merchants/mer_\w+`).FindAllString(page.body, -1)
	if len(other) != 2 {
		t.Fatalf("%d merchants", len(other))
	}
	guest.wants(guest.post(other[1]), 303, "/dashboard") // by name: Other Shop
	guest.wants(guest.get("/dashboard/security"), 200, "Other Shop")
	b.get("/dashboard/security")
	b.wants(b.post(other[1]), 404, "")
}

// Accepting an invite shows nobody's password: the session goes on under another
// token, and is neither fresher nor has it shown a second factor since.
func TestJoiningProvesNothing(t *testing.T) {
	s := newHouse(t)
	b, eve := s.signedInBrowser(), s.stranger()
	for i, fresh := range []time.Duration{-time.Second, 2 * time.Minute} {
		b.wants(b.post("/dashboard/team/invites", "nonce", strings.Repeat("n", i+1), "email", eve.User.Email, "role", "admin"), 303, "/dashboard/team")
		was := s.signIn(store.SignIn{UserID: eve.User.ID, MerchantID: eve.Merchant.ID, SecondFactor: true})
		shown, until := time.Now().Add(-time.Hour).Truncate(time.Second), time.Now().Add(fresh).Truncate(time.Second)
		s.exec(`UPDATE sessions SET second_factor_at = $2, fresh_until = $3, livemode = true WHERE id = $1`, was.session.ID, shown, until)
		joined := s.send(ask{method: "POST", path: s.invites()[0], cookie: was.cookie, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
		if joined.StatusCode != 303 || joined.Header.Get("Location") != "/dashboard" || len(joined.Cookies()) != 1 {
			t.Fatalf("joining: %d %v", joined.StatusCode, joined.Header)
		}
		now := joined.Cookies()[0].Value
		ctx, err := s.h.Sessions.Load(store.WithVisit(t.Context(), "127.0.0.1", "test"), now)
		s.must(err)
		if got := store.SessionOf(ctx); !got.SecondFactorAt.Equal(shown) || !got.FreshUntil.Equal(until) || got.MerchantID != s.open().Merchant.ID || got.Livemode {
			t.Errorf("the session: %+v, want %v and %v", got, shown, until)
		}
		want := map[bool]string{true: "", false: "/dashboard/security/confirm?next=%2Fdashboard%2Fkeys%2Fnew"}[fresh > 0]
		if got := s.send(ask{path: "/dashboard/keys/new", cookie: now}); got.Header.Get("Location") != want {
			t.Errorf("fresh for %v: %d to %q, want %q", fresh, got.StatusCode, got.Header.Get("Location"), want)
		}
		if got := s.send(ask{path: "/dashboard", cookie: was.cookie}); got.Header.Get("Location") != "/login?next=%2Fdashboard" {
			t.Errorf("the old token: %d to %q", got.StatusCode, got.Header.Get("Location"))
		}
		s.exec(`DELETE FROM members WHERE user_id = $1 AND merchant_id = $2`, eve.User.ID, s.open().Merchant.ID)
	}
}

func TestRemovedMemberIsOutAtTheNextRequest(t *testing.T) {
	s := newHouse(t)
	id := s.another("new@example.com", pay.Viewer)
	b, member := s.signedInBrowser(), s.logsIn("new@example.com", "three unusual words")
	member.wants(member.get("/dashboard/payments"), 200, "Payments")
	path := "/dashboard/team/" + pay.UserPrefix.Show(id)
	b.wants(b.post(path+"/role", "role", "manager"), 303, "/dashboard/team")
	b.wants(b.post(path+"/role", "role", "king"), 422, "Choose one of the roles")
	member.wants(member.get("/dashboard/team"), 200, "You are here as Manager")
	b.wants(b.post(path+"/remove"), 303, "/dashboard/team")
	member.wants(member.get("/dashboard/payments"), 303, "/login?next=%2Fdashboard%2Fpayments")
	member.get("/login")
	member.wants(member.post("/login", "email", "new@example.com", "password", "three unusual words"), 303, "/dashboard")
	member.wants(member.get("/dashboard/payments"), 303, "/dashboard/merchants?next=%2Fdashboard%2Fpayments")
	member.wants(member.get("/dashboard/merchants"), 200, "does not work for any merchant now")
	b.wants(b.post("/dashboard/team/leave"), 409, "There has to be an owner")
}

// What somebody could do by a key ends with their role, unless it is unticked.
func TestKeysOfTheTeamAreOffered(t *testing.T) {
	s := newHouse(t)
	id := s.another("new@example.com", pay.Admin)
	s.exec(`UPDATE api_keys SET created_by = $1 WHERE livemode`, id)
	b, member := s.signedInBrowser(), s.logsIn("new@example.com", "three unusual words")
	path := "/dashboard/team/" + pay.UserPrefix.Show(id)
	works := func(key string) bool { return s.send(ask{path: "/v1/payments", key: key}).StatusCode == 200 }
	page := b.wants(b.get("/dashboard/team"), 200, "Revoke 1 API key that they made")
	if n := strings.Count(page.body, `name="keys" value="true" checked`); n != 2 {
		t.Errorf("%d ticked boxes, want one of the role and one of the removal", n)
	}
	b.wants(b.post(path+"/role", "role", "manager"), 303, "/dashboard/team")
	if !works(s.open().LiveAPIKey.Reveal()) {
		t.Error("the box was unticked, and the key ended")
	}
	b.wants(b.post(path+"/role", "role", "viewer", "keys", "true"), 303, "/dashboard/team")
	if works(s.open().LiveAPIKey.Reveal()) || !works(s.open().TestAPIKey.Reveal()) {
		t.Error("a demoted member's key works, or somebody else's does not")
	}
	s.exec(`UPDATE api_keys SET created_by = $1 WHERE NOT livemode`, id)
	member.wants(member.get("/dashboard/team"), 200, "Leave", "Revoke 1 API key that you made")
	member.wants(member.post("/dashboard/team/leave", "keys", "true"), 303, "/login")
	if works(s.open().TestAPIKey.Reveal()) {
		t.Error("the key of who left works")
	}
}

// A merchant asks its team for a second factor: nothing else is open without.
func TestTeamMustHaveTwoFactors(t *testing.T) {
	s := newHouse(t)
	s.another("new@example.com", pay.Admin)
	b, member := s.signedInBrowser(), s.logsIn("new@example.com", "three unusual words")
	b.wants(b.get("/dashboard/team"), 200, "1 person has only a password")
	b.wants(b.post("/dashboard/team/two-factor", "required", "true"), 303, "/dashboard/team")
	open := 0
	for _, r := range Routes(s.h) {
		if r.Access != Member && r.Access != Fresh || strings.Contains(r.Path, ":") || r.Method != "GET" {
			continue
		}
		got := member.get(r.Path)
		led := got.StatusCode == 303 && strings.HasPrefix(got.Header.Get("Location"), "/dashboard/security")
		if r.SetUp {
			open++
		}
		if led == r.SetUp {
			t.Errorf("%s: %d to %q", r.Path, got.StatusCode, got.Header.Get("Location"))
		}
	}
	if open < 4 {
		t.Errorf("%d pages are open", open)
	}
	member.wants(member.get("/dashboard/security"), 200, "Set up a second factor to go on", "Island Coffee asks everybody")
	b.wants(b.get("/dashboard/payments"), 200, "Payments") // who has one
	if got := s.send(ask{path: "/v1/payments", key: s.open().TestAPIKey.Reveal()}); got.StatusCode != 200 {
		t.Errorf("an API key: %d", got.StatusCode)
	}
	b.wants(b.post("/dashboard/team/two-factor"), 303, "/dashboard/team")
	member.wants(member.get("/dashboard/payments"), 200, "Payments")
}

func TestAuditPage(t *testing.T) {
	s := newHouse(t)
	id := s.another("new@example.com", pay.Viewer)
	b := s.signedInBrowser()
	b.wants(b.post("/dashboard/team/"+pay.UserPrefix.Show(id)+"/role", "role", "manager"), 303, "/dashboard/team")
	b.wants(b.get("/dashboard/audit"), 200, "Chain verified to entry", "Role changed", "role: viewer → manager", "Logged in", "127.0.0.1")
	team := b.wants(b.get("/dashboard/audit?topic=team"), 200, "Role changed")
	if strings.Contains(team.body, "Logged in</b>") {
		t.Error("the filter shows everything")
	}
	b.wants(b.get("/dashboard/audit?topic=money"), 200, "Nothing of this kind")
	b.wants(b.get("/dashboard/audit?who="+pay.UserPrefix.Show(id)), 200, "Nothing of this kind")
	b.wants(b.get("/dashboard/audit?before=x"), 422, "the number of an entry")
	for range 60 {
		s.must(s.st.AuditExport(t.Context(), pay.Caller{MerchantID: s.open().Merchant.ID, UserID: s.open().User.ID}, "payments.csv"))
	}
	first := b.wants(b.get("/dashboard/audit?topic=settings"), 200, "Older")
	next := regexp.MustCompile(`/dashboard/audit\?before=\d+&amp;topic=settings`).FindString(first.body)
	b.wants(b.get(strings.ReplaceAll(next, "&amp;", "&")), 200, "Newer")
	viewer := s.logsIn("new@example.com", "three unusual words")
	viewer.wants(viewer.get("/dashboard/audit"), 403, "")
}

func TestNewDeviceIsTold(t *testing.T) {
	s := newHouse(t)
	s.another("new@example.com", pay.Viewer)
	told := func() (n int) {
		s.must(s.pool.QueryRow(t.Context(), `SELECT count(*) FROM river.river_job WHERE args->>'notice' = 'new_device'
			AND args->>'ip' = '127.0.0.1' AND args->>'user_agent' LIKE '%Firefox%'`).Scan(&n))
		return n
	}
	first := s.logsIn("new@example.com", "three unusual words")
	if told() != 0 {
		t.Error("the first log-in is told")
	}
	first.post("/logout")
	first.get("/login")
	first.wants(first.post("/login", "email", "new@example.com", "password", "three unusual words"), 303, "/dashboard")
	if told() != 0 {
		t.Error("the same browser is told")
	}
	s.logsIn("new@example.com", "three unusual words")
	if told() != 1 {
		t.Error("another browser is not told")
	}
}
