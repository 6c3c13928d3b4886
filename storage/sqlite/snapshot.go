package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/storage"
)

// snapshotPart is the size of the parts of a snapshot. Each is written in a
// transaction of its own, so that comments need not wait for a whole snapshot.
const snapshotPart = 512 << 10

// SaveSnapshot implements journal.Log. The newest snapshot is the one with the highest head.
func (l *Log) SaveSnapshot(ctx context.Context, s journal.Snapshot) error {
	if s.Head.N > maxNumber || !s.Stream.Valid() {
		return congress.E(congress.Invalid, messages.SnapshotInvalid)
	}
	l.saving.Lock()
	defer l.saving.Unlock()
	var key int64
	err := l.write(ctx, func(w *writer) error {
		err := w.conn.QueryRowContext(context.WithoutCancel(ctx), `INSERT INTO snapshots (stream, n, hash, at, size, whole)
			VALUES (?, ?, ?, ?, ?, 0) RETURNING key`,
			string(s.Stream), int64(s.Head.N), s.Head.Hash[:], s.At.UnixMilli(), len(s.State)).Scan(&key)
		return translate(err)
	})
	if err != nil {
		return err
	}
	if err := l.saveParts(ctx, key, s); err != nil {
		return errors.Join(err, l.dropSnapshots(context.WithoutCancel(ctx), "key = ?", key))
	}
	return l.dropSnapshots(ctx, `stream = ?1 AND key != ?2 AND (NOT whole OR n <= ?3 OR
		n < (SELECT max(n) FROM snapshots WHERE stream = ?1 AND whole))`, string(s.Stream), key, int64(s.Head.N))
}

func (l *Log) saveParts(ctx context.Context, key int64, s journal.Snapshot) error {
	for part, state := 0, s.State; part == 0 || len(state) > 0; part++ {
		size := min(snapshotPart, len(state))
		err := l.exec(ctx, "INSERT INTO snapshot_parts (snapshot, part, state) VALUES (?, ?, ?)", key, part, state[:size:size])
		if err != nil {
			return err
		}
		state = state[size:]
	}
	return l.write(ctx, func(w *writer) error {
		result, err := w.conn.ExecContext(context.WithoutCancel(ctx), "UPDATE snapshots SET whole = 1 WHERE key = ?", key)
		if err != nil {
			return translate(err)
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return storage.Unavailable(errors.Join(err, errors.New("the snapshot was dropped while it was saved")))
		}
		return nil
	})
}

// LoadSnapshot implements journal.Log.
func (l *Log) LoadSnapshot(ctx context.Context, stream congress.StreamID) (journal.Snapshot, error) {
	s := journal.Snapshot{Stream: stream}
	err := l.read(ctx, func() error {
		rows, err := l.reads.QueryContext(context.WithoutCancel(ctx), `SELECT n, hash, at, size, state
			FROM snapshots JOIN snapshot_parts ON snapshot = key WHERE key =
			(SELECT key FROM snapshots WHERE stream = ? AND whole ORDER BY n DESC, key DESC LIMIT 1) ORDER BY part`, string(stream))
		if err != nil {
			return translate(err)
		}
		defer rows.Close()
		size, found := 0, false
		for rows.Next() {
			if ctx.Err() != nil {
				return storage.Canceled(ctx)
			}
			var n, at int64
			var hash, state sql.RawBytes
			if err := rows.Scan(&n, &hash, &at, &size, &state); err != nil {
				return translate(err)
			}
			if len(hash) != 32 {
				return congress.ErrNotFound
			}
			if !found {
				found = true
				s.Head = congress.Head{N: uint64(n), Hash: congress.Hash(hash)}
				s.At = time.UnixMilli(at).UTC()
				s.State = make([]byte, 0, min(max(size, 0), 64<<20)) // what is stored may be anything
			}
			s.State = append(s.State, state...)
		}
		if err := rows.Err(); err != nil {
			return translate(err)
		}
		if !found || len(s.State) != size {
			return congress.ErrNotFound
		}
		return nil
	})
	if err != nil {
		return journal.Snapshot{}, err
	}
	return s, nil
}

// DropSnapshots implements journal.Log. Like erased bodies, the snapshots are gone from the file.
func (l *Log) DropSnapshots(ctx context.Context, stream congress.StreamID) error {
	if err := l.dropSnapshots(ctx, "stream = ?", string(stream)); err != nil {
		return err
	}
	return l.write(ctx, func(w *writer) error { return l.wipe(ctx, w) })
}

// dropSnapshots removes the snapshots that the condition picks: first their
// marks, so that nobody loads them, then their parts one by one.
func (l *Log) dropSnapshots(ctx context.Context, condition string, args ...any) error {
	if err := l.exec(ctx, "DELETE FROM snapshots WHERE "+condition, args...); err != nil {
		return err
	}
	for {
		var removed int64
		err := l.write(ctx, func(w *writer) error {
			result, err := w.conn.ExecContext(context.WithoutCancel(ctx), `DELETE FROM snapshot_parts WHERE rowid IN
				(SELECT rowid FROM snapshot_parts WHERE snapshot NOT IN (SELECT key FROM snapshots) LIMIT 4)`)
			if err == nil {
				removed, err = result.RowsAffected()
			}
			return translate(err)
		})
		if err != nil || removed == 0 {
			return err
		}
	}
}

// exec runs one statement as a transaction.
func (l *Log) exec(ctx context.Context, text string, args ...any) error {
	return l.write(ctx, func(w *writer) error {
		_, err := w.conn.ExecContext(context.WithoutCancel(ctx), text, args...)
		return translate(err)
	})
}
