package pay_test

import (
	"strings"
	"testing"

	"linktill/internal/pay"
)

// grants is who may do what, a row for each scope: owner, admin, manager, viewer.
const grants = `
	checkout:create  + + + -
	payments:read    + + + +
	payments:write   + + + -
	refunds:read     + + + +
	refunds:write    + + + -
	links:read       + + + +
	links:write      + + + -
	products:read    + + + +
	products:write   + + + -
	listings:read    + + + +
	listings:write   + + + -
	bio:read         + + + +
	bio:write        + + + -
	customers:read   + + + +
	webhooks:read    + + + -
	webhooks:write   + + + -
	account:read     + + + +
	account:write    + + - -
	keys:read        + + - -
	keys:write       + + - -
	ai:use           + + + -
	events:read      + + + +`

func TestRolesGrantScopes(t *testing.T) {
	t.Parallel()
	rows := strings.Split(strings.TrimSpace(grants), "\n")
	if len(rows) != len(pay.Scopes) {
		t.Fatalf("%d scopes in the table, %d in all", len(rows), len(pay.Scopes))
	}
	for i, row := range rows {
		cells := strings.Fields(row)
		scope := pay.Scope(cells[0])
		if scope != pay.Scopes[i] {
			t.Errorf("scope %d is %s, want %s", i, pay.Scopes[i], scope)
		}
		for column, role := range []pay.Role{pay.Owner, pay.Admin, pay.Manager, pay.Viewer} {
			want := cells[1+column] == "+"
			member := pay.Caller{UserID: pay.NewID(noon, 0), Role: role}
			if role.Grants(scope) != want || member.May(scope) != want {
				t.Errorf("%s has %s: %v, want %v", role, scope, role.Grants(scope), want)
			}
		}
	}
}

func TestNobodyHasWhatIsNoScope(t *testing.T) {
	t.Parallel()
	user, key := pay.NewID(noon, 0), pay.NewID(noon, 1)
	for _, scope := range []pay.Scope{"", "links", "links:*", "LINKS:READ", "links:read ", "*"} {
		for _, role := range []pay.Role{pay.Owner, pay.Admin, pay.Manager, pay.Viewer, "", "root"} {
			if (pay.Caller{UserID: user, Role: role}).May(scope) {
				t.Errorf("%q may %q", role, scope)
			}
		}
	}
	for _, scope := range pay.Scopes {
		for name, c := range map[string]pay.Caller{
			"a customer":             {},
			"a role without a user":  {Role: pay.Owner},
			"an unknown role":        {UserID: user, Role: "root"},
			"scopes without a key":   {UserID: user, Scopes: pay.Scopes},
			"a key without scopes":   {KeyID: key},
			"a key with a role":      {KeyID: key, Role: pay.Owner},
			"a key of an owner":      {KeyID: key, UserID: user, Role: pay.Owner},
			"a user with no role":    {UserID: user},
			"a session with nothing": {SessionID: user},
		} {
			if c.May(scope) {
				t.Errorf("%s may %s", name, scope)
			}
		}
	}
}

// Who has neither a user nor a key is the customer.
func TestCustomerHasNeitherUserNorKey(t *testing.T) {
	t.Parallel()
	id := pay.NewID(noon, 1)
	for by, want := range map[*pay.Caller]bool{{}: true, {MerchantID: id, Livemode: true}: true, {UserID: id}: false, {KeyID: id}: false, {UserID: id, KeyID: id}: false} {
		if by.IsCustomer() != want {
			t.Errorf("%+v: %v", by, !want)
		}
	}
}

// Each scope of a key allows itself and nothing else.
func TestKeyHasItsScopesOnly(t *testing.T) {
	t.Parallel()
	for _, given := range pay.Scopes {
		c := pay.Caller{KeyID: pay.NewID(noon, 1), Scopes: []pay.Scope{given}}
		if !c.IsKey() {
			t.Fatal("a caller with a key is none")
		}
		for _, scope := range pay.Scopes {
			if c.May(scope) != (scope == given) {
				t.Errorf("a key with %s may %s: %v", given, scope, c.May(scope))
			}
		}
	}
}

func TestEveryScopeHasWords(t *testing.T) {
	t.Parallel()
	seen := map[string]pay.Scope{}
	for _, scope := range pay.Scopes {
		words := scope.Words()
		if words == "" || seen[words] != "" {
			t.Errorf("%s and %s are both %q", scope, seen[words], words)
		}
		seen[words] = scope
		if noun := scope.Noun(); !strings.HasPrefix(string(scope), noun+":") {
			t.Errorf("the noun of %s is %q", scope, noun)
		}
	}
}
