package store

import "linktill/internal/pay"

// RefundPage is the statement for a page of refunds, for the test of its plan.
var RefundPage = refundPage

// PaymentPage is the statement for a page of payments, for the test of its plan.
var PaymentPage = PaymentFilter.page

// Statement is one statement with its parameters.
type Statement struct {
	SQL  string
	Args []any
}

// SearchStatements are those of a search, for the test of their plans.
func SearchStatements(by pay.Caller, in pay.Search) (all []Statement) {
	for _, q := range searchQueries(by, in) {
		all = append(all, Statement{q.sql, q.args})
	}
	return all
}

// AuditRuleNames lists the rules of audit.sql, for the test that breaks each.
func AuditRuleNames() []string {
	var names []string
	for _, rule := range auditRules() {
		names = append(names, rule.name)
	}
	return names
}

// Explain is what an error of the database means.
var Explain = explain
