package sqlite

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/storage"
)

// writer is the writing connection with its statements. It is used by one
// goroutine at a time: whoever holds Log.writing.
type writer struct {
	conn                    *sql.Conn
	begin, commit, rollback *sql.Stmt
	key, newKey, insert     *sql.Stmt
	keys                    map[congress.StreamID]int64 // committed ones
}

// Append implements journal.Log: one transaction, synced at its end. After a
// conflict exactly the records before the offending one are stored.
func (l *Log) Append(ctx context.Context, records []congress.Record) (int, error) {
	if len(records) == 0 {
		return 0, nil
	}
	if err := storage.CheckBatch(records); err != nil {
		return 0, err
	}
	if records[len(records)-1].N > maxNumber {
		return 0, congress.FieldError(messages.RecordInvalid, "n", messages.NumberOutOfRange())
	}
	args := make([]any, 0, len(records)*columnCount)
	for i := range records {
		var err error
		if args, err = appendArgs(args, &records[i]); err != nil {
			return 0, err
		}
	}
	stored := 0
	err := l.write(ctx, func(w *writer) error {
		var err error
		stored, err = w.append(ctx, records[0].Stream, args)
		return err
	})
	return stored, err
}

// append inserts the rows of args in one transaction.
func (w *writer) append(ctx context.Context, stream congress.StreamID, args []any) (int, error) {
	if _, err := w.begin.Exec(); err != nil {
		return 0, translate(err)
	}
	key, err := w.keyOf(stream)
	if err != nil {
		return 0, w.undo(err)
	}
	stored := 0
	var conflict error
	for ; len(args) > 0; args = args[columnCount:] {
		if ctx.Err() != nil {
			return 0, w.undo(ctx.Err())
		}
		args[0] = key<<numberBits | args[0].(int64)
		if _, err := w.insert.Exec(args[:columnCount]...); err != nil {
			conflict = translate(err)
			if congress.KindOf(conflict) != congress.Conflict || stored == 0 {
				return 0, w.undo(err)
			}
			break
		}
		stored++
	}
	if ctx.Err() != nil {
		return 0, w.undo(ctx.Err())
	}
	if _, err := w.commit.Exec(); err != nil {
		return 0, w.undo(err)
	}
	w.keys[stream] = key
	return stored, conflict
}

// keyOf gives the number that stands for the stream in places, and makes one
// for a new stream.
func (w *writer) keyOf(stream congress.StreamID) (int64, error) {
	if key, ok := w.keys[stream]; ok {
		return key, nil
	}
	var key int64
	err := w.key.QueryRow(string(stream)).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		err = w.newKey.QueryRow(string(stream)).Scan(&key)
	}
	return key, err
}

// undo rolls back after err and translates it. SQLite itself rolls back after
// some errors; then there is nothing to do.
func (w *writer) undo(err error) error {
	_, _ = w.rollback.Exec()
	return translate(err)
}

// write runs f with the writing connection. After a failure that is not a
// plain answer the connection is thrown away; the next call makes a new one.
func (l *Log) write(ctx context.Context, f func(w *writer) error) error {
	if err := l.take(ctx, l.writing, 1); err != nil {
		return err
	}
	defer l.writing.Release(1)
	if l.writer == nil {
		w, err := l.newWriter()
		if err != nil {
			return translate(err)
		}
		l.writer = w
	}
	err := f(l.writer)
	switch congress.KindOf(err) {
	case congress.Unavailable, congress.Internal:
		l.writer.discard()
		l.writer = nil
	}
	return err
}

func (l *Log) newWriter() (*writer, error) {
	ctx := context.Background() //nolint:contextcheck // the connection outlives the call that needs it first
	conn, err := l.writes.Conn(ctx)
	if err != nil {
		return nil, err
	}
	w := &writer{conn: conn, keys: map[congress.StreamID]int64{}}
	for _, s := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&w.begin, "BEGIN IMMEDIATE"},
		{&w.commit, "COMMIT"},
		{&w.rollback, "ROLLBACK"},
		{&w.key, "SELECT key FROM streams WHERE name = ?"},
		{&w.newKey, "INSERT INTO streams (name) VALUES (?) RETURNING key"},
		{&w.insert, "INSERT INTO records (" + columns + ") VALUES (?" + strings.Repeat(", ?", columnCount-1) + ")"},
	} {
		if *s.stmt, err = conn.PrepareContext(ctx, s.text); err != nil {
			w.discard()
			return nil, err
		}
	}
	return w, nil
}

// close gives the connection back to its pool.
func (w *writer) close() {
	if w == nil {
		return
	}
	w.closeStatements()
	_ = w.conn.Close()
}

// discard closes the connection itself, after its statements: the driver does
// not survive the other order.
func (w *writer) discard() {
	w.closeStatements()
	_ = w.conn.Raw(func(any) error { return sqldriver.ErrBadConn })
	_ = w.conn.Close()
}

func (w *writer) closeStatements() {
	for _, s := range []*sql.Stmt{w.begin, w.commit, w.rollback, w.key, w.newKey, w.insert} {
		if s != nil {
			_ = s.Close()
		}
	}
}
