package store

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"linktill/internal/pay"
)

//go:embed audit.sql
var auditSQL string

// Violation is one row of audit.sql: an invariant that does not hold.
type Violation struct {
	Rule       string
	MerchantID pay.ID
	Object     string
	Detail     string
}

// String is the violation on one line.
func (v Violation) String() string {
	return fmt.Sprintf("%s: merchant %s: %s: %s", v.Rule, v.MerchantID.UUID(), v.Object, v.Detail)
}

// auditRule is one named query of audit.sql.
type auditRule struct{ name, sql string }

var ruleName = regexp.MustCompile(`(?m)^-- ([a-z_]+): `)

// auditRules cuts audit.sql into its queries.
func auditRules() []auditRule {
	var rules []auditRule
	starts := ruleName.FindAllStringSubmatchIndex(auditSQL, -1)
	for i, at := range starts {
		end := len(auditSQL)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		query := strings.TrimSuffix(strings.TrimSpace(auditSQL[at[0]:end]), ";")
		rules = append(rules, auditRule{name: auditSQL[at[2]:at[3]], sql: query})
	}
	return rules
}

// auditLimit bounds how many violations of one rule are told.
const auditLimit = 100

// Audit runs every invariant over the whole database, all of them on one
// snapshot, and returns what breaks them.
func Audit(ctx context.Context, pool *pgxpool.Pool) ([]Violation, error) {
	var found []Violation
	err := pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SET LOCAL statement_timeout = '60s'`); err != nil {
			return err
		}
		for _, rule := range auditRules() {
			rows, err := tx.Query(ctx, rule.sql+" LIMIT $1", auditLimit)
			if err != nil {
				return fmt.Errorf("%s: %w", rule.name, err)
			}
			broken, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Violation, error) {
				v := Violation{Rule: rule.name}
				err := row.Scan(&v.MerchantID, &v.Object, &v.Detail)
				return v, err
			})
			if err != nil {
				return fmt.Errorf("%s: %w", rule.name, err)
			}
			found = append(found, broken...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("store: audit: %w", err)
	}
	return found, nil
}

// AuditRules is how many invariants Audit checks.
func AuditRules() int { return len(auditRules()) }
