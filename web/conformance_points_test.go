package web

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// checklist is a document's numbered points. Those that its calls name are
// proved by the test that makes the calls; further are tests that go deeper.
type checklist struct {
	document string
	points   int
	test     string
	calls    []call
	further  map[int][]string
}

func checklists() []checklist {
	return []checklist{
		{"000", 35, "TestConformance000", slices.Concat(calls000Payments, calls000Shop, calls000Account, calls000Webhooks), further000},
		{"001", 25, "TestConformance001", calls001, further001},
		{"002", 22, "TestConformance002", slices.Concat(calls002, calls002UseCases, calls002Limits, calls002Errors), further002},
		{"003", 32, "TestConformance003", slices.Concat(calls003Checkout, calls003Refunds, calls003Organization, calls003Links), further003},
	}
}

// provedBy lists the tests of each point.
func (c checklist) provedBy() map[int][]string {
	tests := map[int][]string{}
	for _, one := range c.calls {
		for _, point := range one.points {
			if !slices.Contains(tests[point], c.test) {
				tests[point] = append(tests[point], c.test)
			}
		}
	}
	for point, names := range c.further {
		tests[point] = append(tests[point], names...)
	}
	return tests
}

// Every numbered point of the four documents names a test that exists.
func TestConformancePoints(t *testing.T) {
	t.Parallel()
	exists := testNames(t)
	var table strings.Builder
	total := 0
	for _, list := range checklists() {
		tests := list.provedBy()
		for point := 1; point <= list.points; point++ {
			total++
			if len(tests[point]) == 0 {
				t.Errorf("point %d of document %s is proved by no test", point, list.document)
			}
			for _, name := range tests[point] {
				if !exists[name] {
					t.Errorf("point %d of document %s: there is no test %s", point, list.document, name)
				}
			}
			fmt.Fprintf(&table, "%s.%d\t%s\n", list.document, point, strings.Join(tests[point], " "))
		}
		for point := range tests {
			if point < 1 || point > list.points {
				t.Errorf("document %s has no point %d", list.document, point)
			}
		}
	}
	if total != 114 {
		t.Errorf("%d points, want 114", total)
	}
	t.Logf("%d points\n%s", total, table.String())
}

// testNames are the test functions of the whole module.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != ".." && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declaration := range tree.Decls {
			if f, is := declaration.(*ast.FuncDecl); is && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				names[f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Tests that go deeper into a point than its calls do.
var (
	further000 = map[int][]string{
		1: {"TestMatrixOfCredentials", "TestStylesOfTheDoors"}, 2: {"TestCreateLink"}, 5: {"TestLinkLife"}, 8: {"TestRefundByAPIKey"},
		9: {"TestListingOverJSON", "TestBadListings"}, 14: {"TestListingLife", "TestListingActsAtOnce"}, 15: {"TestBioOverJSON", "TestPublicBio"}, 16: {"TestBadBio"},
		17: {"TestBioLinksOverJSON"}, 20: {"TestGenerateDescription"}, 21: {"TestGenerateCaption"}, 22: {"TestBuildPage"}, 24: {"TestBadMe"},
		26: {"TestAPIKeysOverJSON"}, 29: {"TestWebhooksOverJSON", "TestWebhooksToPrivateAddresses"}, 32: {"TestDeliveriesOverJSON"},
		33: {"TestLinksArePaged", "TestListingsArePaged"}, 34: {"TestLinksByCursorWhileOthersArrive"}, 35: {"TestOpenAPIIsComplete"},
	}
	further001 = map[int][]string{
		1: {"TestStylesOfTheDoors", "TestOddCredentials"}, 5: {"TestInputOfProducts"}, 6: {"TestStockOfTen", "TestStockIsNeverOversold"}, 8: {"TestProductIsPaid"},
		12: {"TestProductIsPaid"}, 15: {"TestCaptureHalfVoidTheRest"}, 16: {"TestProductsAsDocumented"}, 17: {"TestProductAddresses"}, 18: {"TestErrorsOfTheProductsDoor"},
		20: {"TestNoSuchProduct"}, 21: {"TestProductsList"}, 23: {"TestChangeAndDeleteProduct"},
	}
	further002 = map[int][]string{
		2: {"TestQRHoldsTheAddress"}, 12: {"TestLinksArePaged", "TestLinksByOffset"}, 13: {"TestLinkLife"}, 17: {"TestLinkEndsAreTold", "TestActiveIsTheSameInSQL"},
		18: {"TestTheLastUseOfALink", "TestLastUseGoesToOneBuyer"}, 21: {"TestClosedLinks"}, 22: {"TestOpenAPINamesEveryEventAndNoOther", "TestWebhooksAreAsDescribed", "TestLinkEndsAreTold"},
	}
	further003 = map[int][]string{
		1: {"TestOpenAPIIsServed", "TestOpenAPIIsValid", "TestDocsAreServed"}, 4: {"TestMatrixOfCredentials", "TestOnlyPeople"}, 5: {"TestNoSubscriptionsForKeys"}, 6: {"TestWebhooksAreAsDescribed"},
		7: {"TestCheckoutInput", "TestCheckoutExample"}, 16: {"TestSimulatedOutcomes", "TestSimulationsAreForTheSandbox"}, 17: {"TestSessionPage"}, 19: {"TestTransaction", "TestDepositAttempts"},
		20: {"TestRefundCredentials"}, 21: {"TestRefundInput"}, 23: {"TestRefundEligibility"}, 25: {"TestRefundExample"}, 26: {"TestRefundFilters", "TestRefundFilterErrors", "TestRefundPages"},
		28: {"TestRefundsOfOthers"}, 29: {"TestOrganization", "TestOrganizationInput"}, 30: {"TestLinkExample", "TestLinkInput"}, 31: {"TestLinkOfProductsLives"}, 32: {"TestCheckoutFromALink"},
	}
)

// The comparison finds what differs.
func TestConformanceComparison(t *testing.T) {
	t.Parallel()
	shown := `{"id":"x","n":1,"list":[{"at":"2026-01-01T00:00:00Z"}],"amount":"99.00","on":true,"any":null}`
	for got, wrong := range map[string]int{
		`{"id":"y","n":2,"list":[{"at":"2027-01-01T00:00:00.5Z"}],"amount":"1.50","on":false,"any":[]}`: 0,
		`{"id":"y","n":2.5,"list":[{"at":"2027-01-01T00:00:00Z"}],"amount":"1.50","on":false,"any":1}`:  1,
		`{"id":"y","n":2,"list":[],"amount":"1.50","on":false,"any":1}`:                                 1,
		`{"id":"y","n":2,"list":[{"at":"today"},{}],"amount":"1.50","on":false,"any":1}`:                2,
		`{"id":1,"n":"2","list":{},"amount":"1.5","on":"no"}`:                                           7,
		`{}`: 6,
		`[]`: 8,
	} {
		var a, b any
		if err := json.Unmarshal([]byte(shown), &a); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(got), &b); err != nil {
			t.Fatal(err)
		}
		if found := sameKind("", a, b); len(found) != wrong {
			t.Errorf("%s: %d: %v", got, len(found), found)
		}
	}
}
