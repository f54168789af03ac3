// Package migrations embeds the schema, forward only.
package migrations

import "embed"

// FS holds the numbered .sql files that goose applies in order.
//
//go:embed *.sql
var FS embed.FS
