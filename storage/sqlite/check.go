package sqlite

import (
	"context"
	"errors"

	"plenum/congress"
	"plenum/storage"
)

// ObjectsAt implements journal.Log: the index of objects has its own copy of them, so the record
// itself is not read.
func (l *Log) ObjectsAt(ctx context.Context, stream congress.StreamID, n uint64) (objects []congress.ObjectID, err error) {
	if n == 0 || n > maxNumber {
		return nil, nil
	}
	err = l.read(ctx, func() error {
		key, ok, err := l.key(stream)
		if !ok {
			return err
		}
		rows, err := l.reads.QueryContext(context.WithoutCancel(ctx),
			"SELECT object FROM records INDEXED BY records_by_object WHERE stream = ? AND rowid = ?", key, key<<numberBits|int64(n))
		if err != nil {
			return translate(err)
		}
		defer rows.Close()
		for rows.Next() {
			var object []byte
			if err := rows.Scan(&object); err != nil {
				return translate(err)
			}
			if len(object) == 16 {
				objects = append(objects, congress.ObjectID(congress.FormatUUID([16]byte(object))))
			}
		}
		return translate(rows.Err())
	})
	return objects, err
}

// Settle implements journal.Log: it moves what is in the write-ahead log to the file. SQLite drops,
// without a word, whatever stands in that log behind one bad byte; in the file a bad byte is found
// in its record.
func (l *Log) Settle(ctx context.Context) error {
	return l.write(ctx, func(w *writer) error {
		var busy, pages, moved int
		err := w.conn.QueryRowContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(FULL)").Scan(&busy, &pages, &moved)
		if err == nil && busy != 0 {
			err = storage.Unavailable(errors.New("others are reading the file"))
		}
		return translate(err)
	})
}

// Check implements journal.Log.
func (l *Log) Check(ctx context.Context) (faults []string, err error) {
	err = l.read(ctx, func() error {
		rows, err := l.reads.QueryContext(ctx, "PRAGMA integrity_check(20)")
		if err != nil {
			return translate(err)
		}
		defer rows.Close()
		for rows.Next() {
			var line string
			if err := rows.Scan(&line); err != nil {
				return translate(err)
			}
			if line != "ok" {
				faults = append(faults, line)
			}
		}
		return translate(rows.Err())
	})
	if congress.KindOf(err) == congress.Internal {
		return append(faults, "the database file is malformed"), nil
	}
	return faults, err
}
