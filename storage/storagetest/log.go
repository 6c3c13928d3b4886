package storagetest

import (
	"os"
	"strconv"
	"testing"

	"plenum/journal"
)

// LogStore describes an implementation of journal.Log to TestLog.
type LogStore struct {
	// New makes an empty place for a log: a path, an address. It may skip nothing.
	New func(tb testing.TB) (place string)

	// Open opens the log at a place; several may be open at one place.
	Open func(place string) (journal.Log, error)

	// Away opens a log that can be cut off from its place (the connection is
	// lost, the disk is full): afterwards large appends fail until it is mended.
	Away func(tb testing.TB) (log journal.Log, cut, mend func())

	// Server makes a place on a server that restart kills with SIGKILL and
	// starts again; nil where there is no server.
	Server func(tb testing.TB) (place string, restart func())
}

// TestLog runs the whole suite.
func TestLog(t *testing.T, s LogStore) {
	t.Run("an empty log has nothing", s.empty)
	t.Run("what was appended is read back", s.readBack)
	t.Run("streams are apart", s.apart)
	t.Run("a page ends at its limit or about 8 MB", s.pages)
	t.Run("a taken number and a known id are refused", s.refused)
	t.Run("what no log takes is invalid", s.invalid)
	t.Run("bodies of every shape come back byte for byte", s.shapes)
	t.Run("text keeps its bytes in NFC and NFD", s.text)
	t.Run("64 writers leave no gap", s.writers)
	t.Run("100,000 records are kept in order", s.many)
	t.Run("erased bodies are gone and the chain verifies", s.erase)
	t.Run("snapshots are whole and the newest wins", s.snapshots)
	t.Run("an ended context cancels", s.canceled)
	t.Run("a lost or full storage is unavailable and recovers", s.away)
	t.Run("a closed log is unavailable", s.closed)
	t.Run("killed clients lose nothing acknowledged", s.killedClient)
	if s.Server != nil {
		t.Run("a killed server loses nothing acknowledged", s.killedServer)
	}
}

// open opens a new place and closes it with the test.
func (s LogStore) open(t testing.TB) journal.Log {
	t.Helper()
	return s.openAt(t, s.New(t))
}

func (s LogStore) openAt(t testing.TB, place string) journal.Log {
	t.Helper()
	log, err := s.Open(place)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = log.Close() })
	return log
}

// rounds is how often a killing test kills: 50 times, or
// PLENUM_TEST_KILLS for a longer trial.
func rounds(tb testing.TB) int {
	tb.Helper()
	v := os.Getenv("PLENUM_TEST_KILLS")
	if v == "" {
		return 50
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		tb.Fatalf("PLENUM_TEST_KILLS: %v", err)
	}
	return n
}
