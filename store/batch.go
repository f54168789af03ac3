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

// jsonObject reads a jsonb column without losing digits of large numbers.
type jsonObject struct{ to *map[string]any }

// Scan decodes the column.
func (j jsonObject) Scan(src any) error {
	var text []byte
	switch v := src.(type) {
	case nil:
		*j.to = nil
		return nil
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("store: cannot read a JSON object from %T", src)
	}
	if string(text) == "{}" {
		*j.to = map[string]any{}
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return d.Decode(j.to)
}

// object makes a nil map an empty one, for columns that are never NULL.
func object(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}
