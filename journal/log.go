package journal

import (
	"context"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// Log keeps streams of records and their snapshots durably. It knows nothing
// of their meaning. storage has two: sqlite and mongodb; both pass
// storage/storagetest, which is the fine print of this contract.
//
// Every method is safe for concurrent use, by several processes too where the
// storage serves several. Errors are *congress.Error: ErrNumberTaken,
// ErrIDKnown, congress.ErrNotFound, kind Invalid for records that no log
// takes, kind Unavailable (code CodeUnavailable) when the storage cannot be
// reached or written, kind Canceled when ctx ended.
type Log interface {
	// Append stores records of one stream with consecutive numbers, in their
	// order. It answers how many of them, from the first, are durable (after a
	// power cut too) when it returns: all when err is nil. After a conflict
	// the records from the offending one on are not stored, and those
	// before it are or are not, as stored says. After Unavailable or Canceled any
	// number of them may have been stored; the caller reads the head again.
	//
	// A number already in the stream is ErrNumberTaken, an id already in the
	// stream ErrIDKnown; where both hold either may be answered. A first number
	// beyond head+1 may be refused as Invalid; storages need not check it,
	// because a hall never does it.
	Append(ctx context.Context, records []congress.Record) (stored int, err error)

	// Read gives the records after the number, in order: at most limit, fewer
	// once their bodies pass ReadBytes, at least one if there is one. None
	// means the end of the stream.
	Read(ctx context.Context, stream congress.StreamID, after uint64, limit int) ([]congress.Record, error)

	// ByID gives the record with the id, or congress.ErrNotFound.
	ByID(ctx context.Context, stream congress.StreamID, id congress.RecordID) (congress.Record, error)

	// Head gives the last number and hash; the zero Head for an unknown stream.
	Head(ctx context.Context, stream congress.StreamID) (congress.Head, error)

	// ObjectsAt gives the objects that the log's indexes have at the number, for a record that cannot
	// be read or trusted itself.
	ObjectsAt(ctx context.Context, stream congress.StreamID, n uint64) ([]congress.ObjectID, error)

	// Settle moves what was appended to where a bad byte takes one record and not those behind it, as
	// far as the storage has such places. It is durable before.
	Settle(ctx context.Context) error

	// Check says what is wrong with the storage itself, its indexes too, a line each, as far as the
	// storage can tell.
	Check(ctx context.Context) ([]string, error)

	// Streams lists the streams that have records, in order of their ids.
	Streams(ctx context.Context) ([]congress.StreamID, error)

	// EraseBodies removes, for good, the bodies of the object's records whose
	// number is below before; headers and hashes stay. It answers how many
	// bodies it removed; doing it again removes none.
	EraseBodies(ctx context.Context, stream congress.StreamID, object congress.ObjectID, before uint64) (int, error)

	// SaveSnapshot stores the snapshot; it becomes the newest only when whole. Older snapshots of the
	// stream are dropped after it. A snapshot is a cache: losing it loses nothing.
	SaveSnapshot(ctx context.Context, s Snapshot) error

	// LoadSnapshot gives the newest whole snapshot, or congress.ErrNotFound.
	LoadSnapshot(ctx context.Context, stream congress.StreamID) (Snapshot, error)

	// DropSnapshots removes all snapshots of the stream.
	DropSnapshots(ctx context.Context, stream congress.StreamID) error

	// Ping answers nil when the storage can be reached now.
	Ping(ctx context.Context) error

	// Close lets go of the storage. Calls under way may fail with Unavailable.
	Close() error
}

// Snapshot is the state of a stream at a head, in the hall's own encoding.
type Snapshot struct {
	Stream congress.StreamID
	Head   congress.Head
	At     time.Time // UTC, cut to the millisecond
	State  []byte    // megabytes; a Log stores it in parts where it must
}

// ReadBytes is how many bytes of bodies one Read gathers before it stops.
const ReadBytes = 8 << 20

// CodeUnavailable is the code of a storage that cannot be reached or written now.
var CodeUnavailable = messages.StorageUnavailable.String()

// Conflicts of Append.
var (
	ErrNumberTaken = congress.E(congress.Conflict, messages.NumberTaken)
	ErrIDKnown     = congress.E(congress.Conflict, messages.IDKnown)
)
