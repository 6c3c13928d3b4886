package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
	driver "modernc.org/sqlite"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage"
)

// readers is how many reads run at once.
const readers = 4

// Log implements journal.Log. One connection writes, guarded by a token; up to
// readers others read, each seeing the state of the last commit.
type Log struct {
	writes, reads *sql.DB
	writing       *semaphore.Weighted // the writer has it
	reading       *semaphore.Weighted // each reader has a part of it; who keeps them out has all
	writer        *writer             // nil until needed, and after a failure; needs the token
	keys          sync.Map            // of stream names
	saving        sync.Mutex          // one snapshot is saved at a time
	queries       queries
	closed        atomic.Bool
}

// Open opens the file and makes it when it is missing (its folder must exist).
// A file of a newer version of Plenum, or of another program, is refused (Conflict).
func Open(path string) (*Log, error) {
	if err := createFile(path); err != nil {
		return nil, translate(err)
	}
	l := &Log{
		writing: semaphore.NewWeighted(1),
		reading: semaphore.NewWeighted(readers),
	}
	if err := l.open(path); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func (l *Log) open(path string) error {
	var err error
	if l.writes, err = connect(path, 1, "_pragma=synchronous(full)", "_pragma=secure_delete(on)",
		"_pragma=wal_autocheckpoint(2000)", "_pragma=cache_size(-4000)"); err != nil {
		return err
	}
	if l.reads, err = connect(path, readers, "_pragma=query_only(on)"); err != nil {
		return err
	}
	ctx := context.Background() //nolint:contextcheck // opening a local file is not given up halfway
	conn, err := l.writes.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	err = ensureSchema(ctx, conn)
	_ = conn.Close()
	if err != nil {
		return err
	}
	if err := l.queries.prepare(ctx, l.reads); err != nil {
		return err
	}
	return l.clean(ctx)
}

// connect gives a pool of connections to the file.
func connect(path string, n int, options ...string) (*sql.DB, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, translate(err)
	}
	dsn := (&url.URL{Scheme: "file", Path: absolute}).String() +
		"?_txlock=immediate&_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)"
	for _, o := range options {
		dsn += "&" + o
	}
	connector, err := driver.NewConnector(dsn)
	if err != nil {
		return nil, translate(err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db, nil
}

// createFile makes an empty file for the owner only, durably; SQLite gives its
// companions the same permissions.
func createFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	err = errors.Join(f.Chmod(0o600), f.Close())
	folder, openErr := os.Open(filepath.Dir(path))
	if openErr != nil {
		return errors.Join(err, openErr)
	}
	return errors.Join(err, folder.Sync(), folder.Close())
}

// Ping implements journal.Log.
func (l *Log) Ping(ctx context.Context) error {
	return l.read(ctx, func() error {
		var one int
		return translate(l.reads.QueryRow("SELECT count(*) FROM (SELECT 1 FROM streams LIMIT 1)").Scan(&one))
	})
}

// Close implements journal.Log. It waits for the calls under way.
func (l *Log) Close() error {
	if l.closed.Swap(true) {
		return nil
	}
	_ = l.writing.Acquire(context.Background(), 1) // nothing ends this wait but the calls under way
	_ = l.reading.Acquire(context.Background(), readers)
	defer func() { // so that later calls get in and learn that it is closed
		l.writing.Release(1)
		l.reading.Release(readers)
	}()
	l.writer.close()
	var err error
	for _, db := range []*sql.DB{l.reads, l.writes} { // the writer last: it empties the write-ahead log
		if db != nil {
			err = errors.Join(err, db.Close())
		}
	}
	return translate(err)
}

// read runs f with a reader's token. Reads are short and are not interrupted;
// f looks at ctx where it loops.
func (l *Log) read(ctx context.Context, f func() error) error {
	if err := l.take(ctx, l.reading, 1); err != nil {
		return err
	}
	defer l.reading.Release(1)
	return f()
}

// take waits for so much of the writer's or the readers' turn.
func (l *Log) take(ctx context.Context, turn *semaphore.Weighted, n int64) error {
	if ctx.Err() != nil || turn.Acquire(ctx, n) != nil {
		return storage.Canceled(ctx)
	}
	if l.closed.Load() {
		turn.Release(n)
		return storage.Unavailable(errors.New("the log is closed"))
	}
	return nil
}

var _ journal.Log = (*Log)(nil)

// key gives the number that stands for the stream in places; false when the
// stream has no records.
func (l *Log) key(stream congress.StreamID) (int64, bool, error) {
	if k, ok := l.keys.Load(stream); ok {
		return k.(int64), true, nil
	}
	var k int64
	err := l.queries.key.QueryRow(string(stream)).Scan(&k)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, translate(err)
	}
	l.keys.Store(stream, k)
	return k, true, nil
}
