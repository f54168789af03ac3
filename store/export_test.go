package store

// RefundPage is the statement for a page of refunds, for the test of its plan.
var RefundPage = refundPage

// AuditRuleNames lists the rules of audit.sql, for the test that breaks each.
func AuditRuleNames() []string {
	var names []string
	for _, rule := range auditRules() {
		names = append(names, rule.name)
	}
	return names
}
