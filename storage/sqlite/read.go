package sqlite

import (
	"context"
	"database/sql"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/storage"
)

// queries are the prepared statements of the readers.
type queries struct {
	key, after, byID, head, streams *sql.Stmt
}

func (q *queries) prepare(ctx context.Context, db *sql.DB) error {
	for _, s := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&q.key, "SELECT key FROM streams WHERE name = ?"},
		{&q.after, "SELECT " + columns + " FROM records WHERE place > ? AND place <= ? ORDER BY place LIMIT ?"},
		{&q.byID, "SELECT " + columns + " FROM records WHERE stream = ? AND id = ?"},
		{&q.head, "SELECT place, hash FROM records WHERE place >= ? AND place <= ? ORDER BY place DESC LIMIT 1"},
		{&q.streams, "SELECT name FROM streams ORDER BY name"},
	} {
		var err error
		if *s.stmt, err = db.PrepareContext(ctx, s.text); err != nil {
			return translate(err)
		}
	}
	return nil
}

// Read implements journal.Log.
func (l *Log) Read(ctx context.Context, stream congress.StreamID, after uint64, limit int) ([]congress.Record, error) {
	var records []congress.Record
	if limit <= 0 || after >= maxNumber {
		return nil, nil
	}
	err := l.read(ctx, func() error {
		key, ok, err := l.key(stream)
		if !ok {
			return err
		}
		rows, err := l.queries.after.Query(key<<numberBits|int64(after), key<<numberBits|maxNumber, limit)
		if err != nil {
			return translate(err)
		}
		defer rows.Close()
		records, err = scanAll(ctx, rows, stream, limit)
		return err
	})
	return records, err
}

// scanAll reads rows until their bodies pass journal.ReadBytes.
func scanAll(ctx context.Context, rows *sql.Rows, stream congress.StreamID, limit int) ([]congress.Record, error) {
	records := make([]congress.Record, 0, min(limit, 1024))
	row := newRow()
	for size := 0; size <= journal.ReadBytes && rows.Next(); {
		if ctx.Err() != nil {
			return nil, storage.Canceled(ctx)
		}
		records = append(records, congress.Record{Stream: stream})
		r := &records[len(records)-1]
		if err := row.scan(rows, r); err != nil {
			return nil, err
		}
		size += len(r.Body)
	}
	if err := rows.Err(); err != nil {
		return nil, translate(err)
	}
	return records, nil
}

// ByID implements journal.Log.
func (l *Log) ByID(ctx context.Context, stream congress.StreamID, id congress.RecordID) (congress.Record, error) {
	found := congress.Record{Stream: stream}
	uuid, ok := congress.ParseUUID(string(id))
	if !ok {
		return congress.Record{}, congress.ErrNotFound
	}
	err := l.read(ctx, func() error {
		key, ok, err := l.key(stream)
		if err != nil {
			return err
		}
		if !ok {
			return congress.ErrNotFound
		}
		rows, err := l.queries.byID.Query(key, uuid[:])
		if err != nil {
			return translate(err)
		}
		defer rows.Close()
		records, err := scanAll(ctx, rows, stream, 1)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			return congress.ErrNotFound
		}
		found = records[0]
		return nil
	})
	if err != nil {
		return congress.Record{}, err
	}
	return found, nil
}

// Head implements journal.Log.
func (l *Log) Head(ctx context.Context, stream congress.StreamID) (congress.Head, error) {
	var head congress.Head
	err := l.read(ctx, func() error {
		key, ok, err := l.key(stream)
		if !ok {
			return err
		}
		rows, err := l.queries.head.Query(key<<numberBits, key<<numberBits|maxNumber)
		if err != nil {
			return translate(err)
		}
		defer rows.Close()
		if rows.Next() {
			var place int64
			var hash sql.RawBytes
			if err := rows.Scan(&place, &hash); err != nil {
				return translate(err)
			}
			if len(hash) != 32 {
				return congress.E(congress.Internal, messages.RecordUnreadable)
			}
			head = congress.Head{N: uint64(place & maxNumber), Hash: congress.Hash(hash)}
		}
		return translate(rows.Err())
	})
	return head, err
}

// Streams implements journal.Log.
func (l *Log) Streams(ctx context.Context) ([]congress.StreamID, error) {
	var streams []congress.StreamID
	err := l.read(ctx, func() error {
		rows, err := l.queries.streams.Query()
		if err != nil {
			return translate(err)
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return translate(err)
			}
			streams = append(streams, congress.StreamID(name))
		}
		return translate(rows.Err())
	})
	return streams, err
}
