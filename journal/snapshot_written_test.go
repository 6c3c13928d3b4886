package journal

import (
	"maps"
	"testing"

	"plenum/congress"
)

// How much each account wrote is known from a snapshot as from the log.
func TestASnapshotKnowsHowMuchEachAccountWrote(t *testing.T) {
	t.Parallel()
	s := newState()
	for i, account := range []congress.AccountID{"a", "b", "a", "", "a"} {
		r := *sealed(t)
		r.N, r.By.Account = uint64(i+1), account
		s.apply(&r) // the same object: what is no more its latest record counts as well
	}
	body := int64(len(sealed(t).Body)) + recordCost
	want := map[congress.AccountID]int64{"a": 3 * body, "b": body, "": body}
	if !maps.Equal(s.written, want) {
		t.Fatalf("%v, want %v", s.written, want)
	}
	b, err := (&Hall{state: s}).image().encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := decodeState(Snapshot{Stream: sealed(t).Stream, Head: s.head, State: b})
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(again.written, want) {
		t.Errorf("of the snapshot %v, want %v", again.written, want)
	}
}
