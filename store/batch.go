package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// errStale says that a row was no longer as the caller thought: somebody else
// was faster. Whoever gets it reads again and decides anew.
var errStale = errors.New("store: the row has changed")

// oneRow checks that a queued statement changed exactly one row, and is err
// otherwise, which rolls everything back.
func oneRow(err error) func(pgconn.CommandTag) error {
	return func(tag pgconn.CommandTag) error {
		if tag.RowsAffected() != 1 {
			return err
		}
		return nil
	}
}

// send runs a batch in one round trip; the first error counts.
func send(ctx context.Context, tx pgx.Tx, b *pgx.Batch) error {
	return tx.SendBatch(ctx, b).Close()
}

// eachRow reads the rows of a queued query.
func eachRow[T any](fields func(*T) []any, do func(T)) func(pgx.Rows) error {
	return func(rows pgx.Rows) error {
		for rows.Next() {
			var row T
			if err := rows.Scan(fields(&row)...); err != nil {
				return err
			}
			do(row)
		}
		return rows.Err()
	}
}

// jsonObject reads a jsonb column without losing digits of large numbers.
type jsonObject struct{ to *map[string]any }

// Scan decodes the column.
func (j jsonObject) Scan(src any) error {
	if src == nil {
		*j.to = nil
		return nil
	}
	text, err := columnText(src)
	if err != nil {
		return err
	}
	if string(text) == "{}" {
		*j.to = map[string]any{}
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(j.to)
}

// columnText is a column of JSON as the driver hands it over.
func columnText(src any) ([]byte, error) {
	switch v := src.(type) {
	case string:
		return []byte(v), nil
	case []byte:
		return v, nil
	}
	return nil, fmt.Errorf("store: cannot read JSON from %T", src)
}

// object makes a nil map an empty one, for columns that are never NULL.
func object(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
