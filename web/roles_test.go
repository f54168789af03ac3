package web

import (
	"fmt"
	"strings"
	"testing"

	"linktill/internal/pay"
	"linktill/store"
)

// Every role × every route of the dashboard: who has the scope gets past the
// door, and everybody else is told that their role does not allow it.
func TestMatrixOfRoles(t *testing.T) {
	m := &matrix{shop: newTill(t)}
	who := map[pay.Role]pay.ID{pay.Owner: m.open().User.ID}
	for _, role := range pay.Roles[1:] {
		who[role] = m.another(string(role)+"@example.com", role)
	}
	allowed, refused, routes := 0, 0, 0
	for _, r := range Routes(m.h) {
		if r.Access != Member && r.Access != Fresh || r.Path == "/dashboard/team/leave" {
			continue
		}
		routes++
		for _, role := range pay.Roles {
			if r.Scope == "" || role.Grants(r.Scope) || r.OrScope != "" && role.Grants(r.OrScope) {
				allowed++
			} else {
				refused++
			}
			m.asRole(r, role, who)
		}
	}
	t.Logf("%d roles × %d routes = %d cells: %d let in, %d refused", len(pay.Roles), routes, m.cells, allowed, refused)
	if m.cells != routes*len(pay.Roles) || refused == 0 {
		t.Error("cells are missing")
	}
}

// asRole asks with ids that do not exist, so that who is let in changes nothing.
// Each time in a new session, since some acts end all others.
func (m *matrix) asRole(r Route, role pay.Role, who map[pay.Role]pay.ID) {
	m.t.Helper()
	as := m.signIn(store.SignIn{UserID: who[role], MerchantID: m.open().Merchant.ID, SecondFactor: true})
	m.must(m.st.StepUp(m.t.Context(), as.session.ID))
	a := ask{method: r.Method, path: example(r.Path), cookie: as.cookie}
	if r.Method == "POST" {
		a.body = form("csrf", as.csrf)
	}
	got := m.send(a)
	name := fmt.Sprintf("the %s", role)
	if may := r.Scope == "" || role.Grants(r.Scope) || r.OrScope != "" && role.Grants(r.OrScope); !may {
		m.wants(r, name, got, 403)
		if !strings.Contains(got.body, "Your role does not allow this") {
			m.t.Errorf("%s at %s %s is refused without saying why", name, r.Method, r.Path)
		}
		return
	}
	m.cells++
	if got.StatusCode == 401 || got.StatusCode >= 500 || strings.Contains(got.body, "Your role does not allow this") ||
		got.StatusCode == 303 && strings.HasPrefix(got.Header.Get("Location"), "/login") {
		m.t.Errorf("%s at %s %s: %d to %q\n%.300s", name, r.Method, r.Path, got.StatusCode, got.Header.Get("Location"), got.body)
	}
}
