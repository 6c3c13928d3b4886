package sqlite_test

import (
	"path/filepath"
	"testing"

	"plenum/journal"
	"plenum/storage/sqlite"
	"plenum/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m, storagetest.Child{OpenLog: open}) }

func open(place string) (journal.Log, error) { return sqlite.Open(place) }

func TestLog(t *testing.T) {
	storagetest.TestLog(t, storagetest.LogStore{New: newPlace, Open: open, Away: onFullDisk})
}

func newPlace(tb testing.TB) string { return filepath.Join(tb.TempDir(), "plenum ?%41.db") }

// onFullDisk needs no privilege, so it runs everywhere.
func onFullDisk(tb testing.TB) (journal.Log, func(), func()) {
	tb.Helper()
	log := openAt(tb, newPlace(tb))
	cut, mend := storagetest.FullDisk(tb, 6<<20)
	return log, cut, mend
}

func openAt(tb testing.TB, path string) *sqlite.Log {
	tb.Helper()
	log, err := sqlite.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = log.Close() })
	return log
}
