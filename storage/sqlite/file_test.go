package sqlite_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
	"plenum/storage/storagetest"
)

func TestErasedBodiesAreGoneFromTheFiles(t *testing.T) {
	path := newPlace(t)
	log := openAt(t, path)
	c := storagetest.Chain{Stream: storagetest.Stream(1)}
	object := congress.ObjectID(storagetest.UUID(70, 1))
	secret := []byte("MARKED-TEXT-OF-THE-WITHDRAWN-DOCUMENT")
	long := bytes.Repeat(secret, 20_000) // pages of its own
	for i := range 400 {
		batch := []congress.Record{c.Next(t, nil), c.Next(t, func(r *congress.Record) {
			r.Object = object
			if r.Body = fmt.Appendf(nil, `{"text":"%s"}`, secret); i%100 == 50 {
				r.Body = fmt.Appendf(nil, `{"text":"%s"}`, long)
			}
		})}
		if _, err := log.Append(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	snapshot := journal.Snapshot{Stream: c.Stream, Head: c.Head, At: c.Next(t, nil).At, State: long}
	if err := log.SaveSnapshot(t.Context(), snapshot); err != nil {
		t.Fatal(err)
	}
	if !inFiles(t, path, secret) {
		t.Fatal("the text is not in the files even before it is erased")
	}
	if n, err := log.EraseBodies(t.Context(), c.Stream, object, 1<<40); n != 400 || err != nil {
		t.Fatalf("erased %d, %v; want 400", n, err)
	}
	if err := log.DropSnapshots(t.Context(), c.Stream); err != nil {
		t.Fatal(err)
	}
	if inFiles(t, path, secret) {
		t.Error("erased text is still in the files")
	}
}

// inFiles reports whether the database or one of its companions holds the text.
func inFiles(t *testing.T, path string, text []byte) bool {
	t.Helper()
	found := false
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		v, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found = found || bytes.Contains(v, text)
	}
	return found
}

func TestFilesBelongToTheOwnerOnly(t *testing.T) {
	path := newPlace(t)
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	log := openAt(t, path)
	c := storagetest.Chain{Stream: storagetest.Stream(1)}
	if _, err := log.Append(t.Context(), c.Batch(t, 1)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != 0o600 {
			t.Errorf("%s has mode %v, want %v", filepath.Base(name), info.Mode(), fs.FileMode(0o600))
		}
	}
}

// A file of version 1 has no column for what clients asked for; its records are read as they were, and new ones follow.
func TestAnOlderFileIsBroughtUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plenum.db")
	c := storagetest.Chain{Stream: storagetest.Stream(1)}
	old := c.Next(t, func(r *congress.Record) { r.Asked = congress.Hash{} })
	log := openAt(t, path)
	if _, err := log.Append(t.Context(), []congress.Record{old}); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, path, "ALTER TABLE records DROP COLUMN asked; PRAGMA user_version = 1")
	for range 2 { // the second opening finds it done
		log = openAt(t, path)
		next := c.Next(t, func(r *congress.Record) { r.Asked = congress.Hash{1} })
		if _, err := log.Append(t.Context(), []congress.Record{next}); err != nil {
			t.Fatal(err)
		}
		records, err := log.Read(t.Context(), old.Stream, 0, 10)
		if err != nil || !cmp.Equal(records[0], old) || !cmp.Equal(records[len(records)-1], next) {
			t.Errorf("%v: %s%s", err, cmp.Diff(old, records[0]), cmp.Diff(next, records[len(records)-1]))
		}
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAFileOfAnotherProgramOrANewerOneIsRefused(t *testing.T) {
	for code, change := range map[string]string{
		"storage_not_ours": "PRAGMA application_id = 1",
		"storage_too_new":  "PRAGMA user_version = 1000",
	} {
		path := filepath.Join(t.TempDir(), "plenum.db")
		if err := openAt(t, path).Close(); err != nil {
			t.Fatal(err)
		}
		alter(t, path, change)
		_, err := sqlite.Open(path)
		if congress.KindOf(err) != congress.Conflict || congress.CodeOf(err) != code {
			t.Errorf("after %q: %v, want %s", change, err, code)
		}
	}
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	alter(t, foreign, "CREATE TABLE theirs (a)")
	if _, err := sqlite.Open(foreign); congress.CodeOf(err) != "storage_not_ours" {
		t.Errorf("a foreign database: %v, want storage_not_ours", err)
	}
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(text); congress.CodeOf(err) != "storage_not_ours" {
		t.Errorf("a file of text: %v, want storage_not_ours", err)
	}
	if _, err := sqlite.Open(filepath.Join(t.TempDir(), "missing", "plenum.db")); congress.KindOf(err) != congress.Unavailable {
		t.Errorf("a missing folder: %v, want unavailable", err)
	}
}

func alter(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(text); err != nil {
		t.Fatal(err)
	}
}

func TestWhatAKilledProcessLeftIsCleanedAtOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "plenum.db")
	log := openAt(t, path)
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	alter(t, path, `INSERT INTO snapshots (stream, n, hash, at, size, whole) VALUES ('system', 9, x'00', 0, 4, 0);
		INSERT INTO snapshot_parts SELECT max(key), 0, x'00010203' FROM snapshots`)
	log = openAt(t, path)
	if _, err := log.LoadSnapshot(t.Context(), congress.System); congress.KindOf(err) != congress.NotFound {
		t.Errorf("half a snapshot is loaded: %v", err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var parts int
	if err := db.QueryRow("SELECT count(*) FROM snapshot_parts").Scan(&parts); err != nil || parts != 0 {
		t.Errorf("there are %d parts, %v; want none", parts, err)
	}
}

// The suite fills the disk by a limit of the process; this is a real full disk.
func TestAFullFileSystemIsUnavailableAndRecovers(t *testing.T) {
	dir, cut, mend, ok := storagetest.SmallDisk(t, "4m")
	if !ok {
		return // TestLog had a full disk too, the other way
	}
	log := openAt(t, filepath.Join(dir, "plenum.db"))
	c := storagetest.Chain{Stream: storagetest.Stream(1)}
	for range 3 {
		cut()
		var err error
		stored := c.Head
		for err == nil {
			if _, err = log.Append(t.Context(), c.Batch(t, 10)); err == nil {
				stored = c.Head
			}
		}
		if congress.KindOf(err) != congress.Unavailable || congress.CodeOf(err) != journal.CodeUnavailable {
			t.Fatalf("on a full disk: %v, want %s", err, journal.CodeUnavailable)
		}
		mend()
		head, err := log.Head(t.Context(), c.Stream)
		if err != nil || head != stored {
			t.Fatalf("head %d, %v; want %d", head.N, err, stored.N)
		}
		c.Head = head
		c.Salt += 7
		if _, err := log.Append(t.Context(), c.Batch(t, 10)); err != nil {
			t.Fatalf("after it was freed: %v", err)
		}
	}
}
