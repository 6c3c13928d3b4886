package journal_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// What Repair gives is a log that verifies: mended where a hash proves the byte, without a body or with a placeholder where nothing does.
func TestRepairInventsNothing(t *testing.T) {
	t.Parallel()
	x := makeHistory(t, true)
	at := func(text string) int { return find(t, x.db, []byte(text)) }
	for name, c := range map[string]struct {
		flip  []int
		says  string
		right int // objects that say what they said
	}{
		"one byte of a body":            {[]int{at("Ý kiến số 170 về") + 12}, "mended", 40},
		"one byte of a replaced body":   {[]int{at("Ý kiến số 30 về") + 12}, "mended", 40},
		"one byte of an account":        {[]int{at(`a{"everyone":true}{"text":"Ý kiến số 175 về`)}, "mended", 40},
		"two bytes of a body":           {[]int{at("Ý kiến số 170 về") + 12, at("Ý kiến số 170 về") + 14}, "stands as erased", 39},
		"two bytes of a replaced body":  {[]int{at("Ý kiến số 30 về") + 12, at("Ý kiến số 30 về") + 14}, "stands as erased", 40},
		"an audience that is no JSON":   {[]int{at(`{"everyone":true}{"text":"Ý kiến số 173 về`) + 12}, "lost; a placeholder", 39},
		"two bytes of the last account": {[]int{at(`a{"everyone":true}{"text":"Ý kiến số 199 về`), at(`{"everyone":true}{"text":"Ý kiến số 199 về`) + 12}, "lost; a placeholder", 39},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := append([]byte(nil), x.db...)
			for _, at := range c.flip {
				db[at] ^= 0x20
			}
			dir := t.TempDir()
			writeFile(t, filepath.Join(dir, "bad.db"), db)
			bad, err := sqlite.Open(filepath.Join(dir, "bad.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer bad.Close()
			fresh, err := sqlite.Open(filepath.Join(dir, "fresh.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer fresh.Close()
			heads := []congress.Head{x.head}
			got, err := journal.Repair(t.Context(), bad, stream, heads, func(r congress.Record) error {
				_, err := fresh.Append(t.Context(), []congress.Record{r})
				return err
			})
			if err != nil || got.Head != x.head || !got.Anew || got.Gone || len(got.Lines) != 1 || !strings.Contains(got.Lines[0], c.says) {
				t.Fatalf("repaired to %d: %v %v; want %q", got.Head.N, got.Lines, err, c.says)
			}
			if slices.ContainsFunc(got.Lines, func(l string) bool { return strings.Contains(l, "kiến") }) {
				t.Errorf("the report has content: %v", got.Lines)
			}
			if f, err := journal.Verify(t.Context(), fresh, stream, heads...); err != nil || f.Bad != 0 || f.Records != x.head.N {
				t.Errorf("the repaired log: %+v %v", f, err)
			}
			h, _ := enter(t, fresh, nil)
			right := 0
			for r := range h.All(congress.Actor{}, congress.KindComment) {
				var body struct{ Text string }
				if err := r.Decode(&body); err != nil || body.Text != x.texts[r.Object] {
					t.Errorf("%s says %q, want %q", r.Object, body.Text, x.texts[r.Object])
				} else {
					right++
				}
			}
			if right != c.right || len(h.Damage()) != 0 {
				t.Errorf("%d objects are right, want %d; %v", right, c.right, h.Damage())
			}
			commit(t, h, post(newID(), "Sau khi sửa", everyone)) // it takes records again
		})
	}
}
