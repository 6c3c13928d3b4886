package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/storage"
)

// translate makes a congress.Error of what the driver says. nil stays nil.
func translate(err error) error {
	if err == nil {
		return nil
	}
	var ours *congress.Error
	if errors.As(err, &ours) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return congress.AsError(err)
	}
	if away(err) {
		return storage.Unavailable(err)
	}
	switch code(err) {
	case sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return journal.ErrNumberTaken
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE:
		return journal.ErrIDKnown
	case sqlite3.SQLITE_NOTADB:
		return congress.Wrap(err, congress.Conflict, messages.StorageNotOurs)
	}
	return congress.Wrap(fmt.Errorf("the database answered what it never should: %w", err), congress.Internal, messages.Internal)
}

// away reports whether the same call may succeed later: the disk is full or
// broken, the file is locked by others, or it cannot be opened.
func away(err error) bool {
	switch code(err) & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM,
		sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_ABORT:
		return true
	}
	var path *os.PathError
	return errors.As(err, &path)
}

func code(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}
