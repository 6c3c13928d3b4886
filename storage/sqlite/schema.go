package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"plenum/congress"
	"plenum/congress/messages"
)

// Marks in the header of the file.
const (
	applicationID = 0x506c6e6d // "Plnm"
	schemaVersion = 2
)

// A record's place is its stream's key times 2^40 plus its number, so that the
// table is one B-tree in the order of streams and numbers, with the number as
// rowid: nothing is searched twice, and large bodies do not spoil the fan-out
// of the tree as they would WITHOUT ROWID.
const (
	numberBits = 40
	maxNumber  = 1<<numberBits - 1
)

const schema = `
CREATE TABLE streams (
	key  INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE records (
	place     INTEGER PRIMARY KEY,                              -- stream << 40 | n
	stream    INTEGER AS (place >> 40) VIRTUAL,
	n         INTEGER AS (place & 1099511627775) VIRTUAL,
	id        BLOB NOT NULL,                                    -- UUID, 16 bytes
	kind      TEXT NOT NULL,
	object    BLOB NOT NULL,                                    -- UUID, 16 bytes
	op        TEXT NOT NULL,
	at        INTEGER NOT NULL,                                 -- milliseconds since 1970, UTC
	account   TEXT NOT NULL,
	member    TEXT NOT NULL,
	device    TEXT NOT NULL,
	audience  TEXT NOT NULL,                                    -- JSON, '' for nobody
	asked     BLOB,                                             -- NULL in older records, and where no client asked
	body      TEXT,                                             -- canonical JSON
	body_hash BLOB NOT NULL,
	prev      BLOB NOT NULL,
	hash      BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX records_by_id ON records (stream, id);
CREATE INDEX records_by_object ON records (stream, object);
CREATE TABLE snapshots (
	key    INTEGER PRIMARY KEY AUTOINCREMENT,
	stream TEXT NOT NULL,
	n      INTEGER NOT NULL,
	hash   BLOB NOT NULL,
	at     INTEGER NOT NULL,
	size   INTEGER NOT NULL,
	whole  INTEGER NOT NULL
) STRICT;
CREATE TABLE snapshot_parts (
	snapshot INTEGER NOT NULL,
	part     INTEGER NOT NULL,
	state    BLOB NOT NULL,
	PRIMARY KEY (snapshot, part)
) STRICT;
`

// ensureSchema makes the tables in a new file, and brings those of an older one up to date. A file
// of a newer Plenum or of another program is refused (Conflict, code "storage_not_ours" or
// "storage_too_new").
func ensureSchema(ctx context.Context, conn *sql.Conn) error {
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return translate(err)
	}
	if err := migrate(ctx, conn); err != nil {
		_, _ = conn.ExecContext(ctx, "ROLLBACK")
		return err
	}
	_, err := conn.ExecContext(ctx, "COMMIT")
	return translate(err)
}

func migrate(ctx context.Context, conn *sql.Conn) error {
	var application, version, tables int
	err := conn.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`).Scan(&application, &version, &tables)
	if err != nil {
		return translate(err)
	}
	switch {
	case tables == 0 && version == 0 && application == 0:
		_, err := conn.ExecContext(ctx, fmt.Sprintf("%s PRAGMA application_id = %d; PRAGMA user_version = %d;",
			schema, applicationID, schemaVersion))
		return translate(err)
	case application != applicationID:
		return congress.E(congress.Conflict, messages.StorageNotOurs)
	case version > schemaVersion:
		return congress.Wrap(fmt.Errorf(
			"the database file has version %d and this program knows up to %d: use a newer program", version, schemaVersion), congress.Conflict, messages.StorageTooNew)
	case version == 1:
		_, err := conn.ExecContext(ctx, fmt.Sprintf("ALTER TABLE records ADD COLUMN asked BLOB; PRAGMA user_version = %d;", schemaVersion))
		return translate(err)
	}
	return nil
}
