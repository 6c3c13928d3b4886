package sqlite

import (
	"database/sql"
	"encoding/json"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/storage"
)

// columns are those of a row, in the order of row.fields and appendArgs.
const columns = "place, id, kind, object, op, at, account, member, device, audience, asked, body, body_hash, prev, hash"

const columnCount = 15

// appendArgs adds the values of r's row. The place is added by the writer, who knows
// the stream's key: its slot holds the number.
func appendArgs(args []any, r *congress.Record) ([]any, error) {
	audience, err := storage.EncodeAudience(r.Audience)
	if err != nil {
		return nil, err
	}
	id, _ := congress.ParseUUID(string(r.ID)) // CheckBatch saw that they are UUIDs
	object, _ := congress.ParseUUID(string(r.Object))
	var asked, body any
	if r.Asked != (congress.Hash{}) {
		asked = r.Asked[:]
	}
	if r.Body != nil {
		body = string(r.Body)
	}
	return append(args, int64(r.N), id[:], string(r.Kind), object[:], string(r.Op), r.At.UnixMilli(),
		string(r.By.Account), string(r.By.Member), string(r.By.Device), audience, asked, body,
		r.BodyHash[:], r.Prev[:], r.Hash[:]), nil
}

// row reads rows. It is reused from row to row and remembers audiences it has
// read, because few differ: records share their slices, which nobody writes to.
type row struct {
	place      int64
	id, object sql.RawBytes
	kind, op   string
	at         int64
	by         congress.By
	audience   string
	asked      sql.RawBytes
	body       sql.NullString
	bodyHash   sql.RawBytes
	prev, hash sql.RawBytes
	audiences  map[string]congress.Audience
	fields     [columnCount]any
}

func newRow() *row {
	w := &row{audiences: map[string]congress.Audience{}}
	w.fields = [columnCount]any{&w.place, &w.id, &w.kind, &w.object, &w.op, &w.at,
		(*string)(&w.by.Account), (*string)(&w.by.Member), (*string)(&w.by.Device),
		&w.audience, &w.asked, &w.body, &w.bodyHash, &w.prev, &w.hash}
	return w
}

// scan reads the present row of rows into r, all but its stream.
func (w *row) scan(rows *sql.Rows, r *congress.Record) error {
	if err := rows.Scan(w.fields[:]...); err != nil {
		return translate(err)
	}
	if len(w.id) != 16 || len(w.object) != 16 || len(w.bodyHash) != 32 || len(w.prev) != 32 || len(w.hash) != 32 || len(w.asked) != 32 && w.asked != nil {
		return congress.E(congress.Internal, messages.RecordUnreadable)
	}
	audience, ok := w.audiences[w.audience]
	if !ok {
		var err error
		if audience, err = storage.DecodeAudience(w.audience); err != nil {
			return err
		}
		w.audiences[w.audience] = audience
	}
	r.N = uint64(w.place & maxNumber)
	r.ID = congress.RecordID(congress.FormatUUID([16]byte(w.id)))
	r.Kind = congress.ObjectKind(w.kind)
	r.Object = congress.ObjectID(congress.FormatUUID([16]byte(w.object)))
	r.Op = congress.Op(w.op)
	r.At = time.UnixMilli(w.at).UTC()
	r.By = w.by
	r.Audience = audience
	r.Asked = congress.Hash{}
	copy(r.Asked[:], w.asked)
	r.Body = nil
	if w.body.Valid {
		r.Body = json.RawMessage(w.body.String)
	}
	r.BodyHash, r.Prev, r.Hash = congress.Hash(w.bodyHash), congress.Hash(w.prev), congress.Hash(w.hash)
	return nil
}
