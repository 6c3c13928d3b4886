package journal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// An older copy of the log was restored and went on. A tablet that had records which are no more starts anew, also
// when the log has long passed its cursor; one whose records are all there goes on from where it was.
func TestACursorOfAnotherHistoryIsAnsweredWithEverything(t *testing.T) {
	t.Parallel()
	for _, every := range []uint64{1000, 5} { // from the records alone, and by snapshots
		t.Run(fmt.Sprintf("a snapshot every %d", every), func(t *testing.T) {
			t.Parallel()
			path, backup := filepath.Join(t.TempDir(), "plenum.db"), filepath.Join(t.TempDir(), "backup.db")
			options := func(o *journal.Options) { o.SnapshotEvery = every }
			h, end := openHall(t, path, options)
			posts(t, h, 50)
			inside := h.Changes(congress.Actor{}, journal.Cursor{}, 7).Cursor // amid a walk
			end()
			copyFile(t, path, backup)

			h, end = openHall(t, path, options)
			old := map[string]journal.Cursor{"a record that is in the backup": h.Cursor(30), "the backup's last record": h.Cursor(50), "amid a walk that began before the backup": inside}
			posts(t, h, 12)
			lost := map[string]journal.Cursor{
				"the first lost record": h.Cursor(51), "a lost record": h.Cursor(55), "the last lost record": h.Cursor(62),
				"amid a walk that began after the backup": h.Changes(congress.Actor{}, journal.Cursor{}, 7).Cursor,
			}
			end()
			copyFile(t, backup, path)

			for _, more := range []int{0, 3, 9, 40} { // shorter than the lost log, as long, and longer
				h, end := openHall(t, path, options)
				posts(t, h, more)
				for name, cursor := range old {
					if got := h.Changes(congress.Actor{}, cursor, 1000); got.Full {
						t.Errorf("%d records, %s: everything anew, for nothing", h.Head().N, name)
					}
				}
				for name, cursor := range lost {
					if got := h.Changes(congress.Actor{}, cursor, 1000); !got.Full || uint64(len(got.Records)) != h.Head().N {
						t.Errorf("%d records, %s: full %v with %d records", h.Head().N, name, got.Full, len(got.Records))
					}
				}
				for name, text := range map[string]string{"of an older server": "30", "of an older server, amid a walk": "7-50", "of no record": "30.0000000000000000", "invented": "30.0123456789abcdef", "beyond the log": "9999.0123456789abcdef"} {
					cursor, err := journal.ParseCursor(text)
					if got := h.Changes(congress.Actor{}, cursor, 1000); err != nil || !got.Full {
						t.Errorf("a cursor %s: full %v, %v", name, got.Full, err)
					}
				}
				end()
			}
		})
	}
}

// openHall opens the log at the path with its hall; end closes both.
func openHall(t *testing.T, path string, change func(*journal.Options)) (h *journal.Hall, end func()) {
	t.Helper()
	log, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	h, halls := enter(t, log, change)
	return h, func() {
		halls.Close(t.Context())
		if err := log.Close(); err != nil {
			t.Error(err)
		}
	}
}

func posts(t *testing.T, h *journal.Hall, n int) {
	t.Helper()
	for i := range n {
		commit(t, h, post(newID(), fmt.Sprintf("Ý kiến %d", i), everyone))
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	v, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, v, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
