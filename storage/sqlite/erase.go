package sqlite

import (
	"context"
	"errors"

	"plenum/congress"
	"plenum/storage"
)

// EraseBodies implements journal.Log. The bodies are overwritten in the file
// (secure_delete), and the write-ahead log, which held them too, is emptied
// before it returns. When that cannot be done (another process keeps reading)
// it answers Unavailable; calling again finishes the work.
func (l *Log) EraseBodies(ctx context.Context, stream congress.StreamID, object congress.ObjectID, before uint64) (int, error) {
	uuid, ok := congress.ParseUUID(string(object))
	if !ok {
		return 0, nil
	}
	var erased int64
	err := l.write(ctx, func(w *writer) error {
		result, err := w.conn.ExecContext(context.WithoutCancel(ctx), `UPDATE records SET body = NULL
			WHERE stream = (SELECT key FROM streams WHERE name = ?) AND object = ? AND body IS NOT NULL
			AND place < (stream << 40) + ?`, string(stream), uuid[:], int64(min(before, maxNumber)))
		if err != nil {
			return translate(err)
		}
		if erased, err = result.RowsAffected(); err != nil {
			return translate(err)
		}
		return l.wipe(ctx, w)
	})
	return int(erased), err
}

// wipe moves all pages from the write-ahead log to the file and empties the
// log. It keeps the readers of this process out meanwhile.
func (l *Log) wipe(ctx context.Context, w *writer) error {
	if err := l.take(ctx, l.reading, readers); err != nil {
		return err
	}
	defer l.reading.Release(readers)
	var busy, pages, moved int
	err := w.conn.QueryRowContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &moved)
	if err != nil {
		return translate(err)
	}
	if busy != 0 {
		return storage.Unavailable(errors.New("another process is reading the file"))
	}
	return nil
}

// clean finishes what a killed process left: an erasure not yet wiped,
// snapshots not whole.
func (l *Log) clean(ctx context.Context) error {
	return l.write(ctx, func(w *writer) error {
		for _, text := range []string{
			"DELETE FROM snapshots WHERE NOT whole",
			"DELETE FROM snapshot_parts WHERE snapshot NOT IN (SELECT key FROM snapshots)",
		} {
			// A damaged cache keeps nobody from the records.
			if _, err := w.conn.ExecContext(ctx, text); err != nil && congress.KindOf(translate(err)) != congress.Internal {
				return translate(err)
			}
		}
		err := l.wipe(ctx, w)
		if congress.KindOf(err) == congress.Unavailable {
			return nil // another server reads the file; its erasures wipe it too
		}
		return err
	})
}
