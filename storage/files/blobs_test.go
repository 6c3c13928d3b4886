package files_test

import (
	"testing"

	"plenum/documents/blobs"
	"plenum/storage/files"
	"plenum/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m, storagetest.Child{OpenBlobs: open}) }

func open(place string) (blobs.Store, error) { return files.Open(place) }

func TestBlobs(t *testing.T) {
	storagetest.TestBlobs(t, storagetest.BlobStore{New: newPlace, Open: open, Away: onFullDisk})
}

func newPlace(tb testing.TB) string { return tb.TempDir() }

// onFullDisk needs no privilege, so it runs everywhere.
func onFullDisk(tb testing.TB) (blobs.Store, func(), func()) {
	tb.Helper()
	cut, mend := storagetest.FullDisk(tb, 6<<20)
	return openAt(tb, newPlace(tb)), cut, mend
}

func openAt(tb testing.TB, dir string) *files.Blobs {
	tb.Helper()
	b, err := files.Open(dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = b.Close() })
	return b
}
