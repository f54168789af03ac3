package store

import (
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"linktill/internal/pay"
)

// idCodec reads and writes pay.ID as the 16 bytes that it is. Left alone, pgx
// would take the way of database/sql, through text, for every id of every row.
type idCodec struct{ pgtype.UUIDCodec }

// registerID makes the connection use idCodec.
func registerID(conn *pgx.Conn) {
	conn.TypeMap().RegisterType(&pgtype.Type{Name: "uuid", OID: pgtype.UUIDOID, Codec: idCodec{}})
}

// PlanEncode implements pgtype.Codec.
func (c idCodec) PlanEncode(m *pgtype.Map, oid uint32, format int16, value any) pgtype.EncodePlan {
	if _, is := value.(pay.ID); is && format == pgtype.BinaryFormatCode {
		return encodeID{}
	}
	return c.UUIDCodec.PlanEncode(m, oid, format, value)
}

// PlanScan implements pgtype.Codec.
func (c idCodec) PlanScan(m *pgtype.Map, oid uint32, format int16, target any) pgtype.ScanPlan {
	if _, is := target.(*pay.ID); is && format == pgtype.BinaryFormatCode {
		return scanID{}
	}
	return c.UUIDCodec.PlanScan(m, oid, format, target)
}

type encodeID struct{}

func (encodeID) Encode(value any, buf []byte) ([]byte, error) {
	id := value.(pay.ID)
	if id.IsZero() {
		return nil, nil // NULL, as pay.ID.Value has it
	}
	return append(buf, id[:]...), nil
}

type scanID struct{}

func (scanID) Scan(src []byte, target any) error {
	id := target.(*pay.ID)
	switch len(src) {
	case 0:
		*id = pay.ID{}
	case len(id):
		copy(id[:], src)
	default:
		return errors.New("store: a uuid of other than 16 bytes")
	}
	return nil
}
