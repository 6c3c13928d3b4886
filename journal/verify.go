package journal

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"plenum/congress"
)

// Finding is what Verify says of one stream.
type Finding struct {
	Stream  congress.StreamID
	Head    congress.Head // of the records that verified
	Records uint64        // how many verified
	Erased  uint64        // of those, how many have had their body erased
	Lost    uint64        // of those, how many are placeholders for what was lost to damage
	Bad     uint64        // number of the first bad record; 0 when all are well
	Problem string        // what is wrong with it
}

// Verify reads a stream from its beginning and checks numbers, links, hashes,
// bodies and that no id stands twice. It needs no hall and changes nothing. The error is
// about reading; what is wrong with the records is in the Finding, which names the first bad one.
//
// A chain proves that nothing inside it was changed; that nothing was cut off
// its end shows only against heads noted elsewhere: those given, and the newest snapshot's.
func Verify(ctx context.Context, log Log, stream congress.StreamID, heads ...congress.Head) (Finding, error) {
	f := Finding{Stream: stream}
	ids := map[congress.RecordID]uint64{}
	var anchor Snapshot
	if s, err := log.LoadSnapshot(ctx, stream); err == nil {
		anchor = s
	} else if !errors.Is(err, congress.ErrNotFound) && !damaged(err) { // a damaged cache is none
		return f, err
	}
	var last uint64
	for _, h := range heads {
		last = max(last, h.N)
	}
	for {
		records, err := log.Read(ctx, stream, f.Head.N, 1000)
		if damaged(err) {
			f.Bad, f.Problem = f.Head.N+1, "records cannot be read"
			return f, nil
		}
		if err != nil {
			return f, err
		}
		if len(records) == 0 {
			break
		}
		for i := range records {
			r := &records[i]
			err := Check(f.Head, r)
			if first, twice := ids[r.ID]; err == nil && twice {
				err = fmt.Errorf("record %d has the id of record %d", r.N, first)
			}
			if err == nil && r.N == anchor.Head.N && r.Hash != anchor.Head.Hash {
				err = fmt.Errorf("record %d is not the one that a snapshot was made of", r.N)
			}
			if err == nil && slices.ContainsFunc(heads, func(h congress.Head) bool { return h.N == r.N && h.Hash != r.Hash }) {
				err = fmt.Errorf("record %d is not the one that was acknowledged: an older copy of the log was restored and went on", r.N)
			}
			if err != nil {
				f.Bad, f.Problem = f.Head.N+1, err.Error()
				return f, nil
			}
			ids[r.ID] = r.N
			f.Head = congress.Head{N: r.N, Hash: r.Hash}
			f.Records++
			if r.Erased() {
				f.Erased++
			}
			if r.Op == congress.Lost {
				f.Lost++
			}
		}
	}
	if anchor.Head.N > f.Head.N {
		f.Bad = f.Head.N + 1
		f.Problem = fmt.Sprintf("the log ends at record %d, but a snapshot was made at record %d", f.Head.N, anchor.Head.N)
	}
	if last > f.Head.N {
		f.Bad = f.Head.N + 1
		f.Problem = fmt.Sprintf("the log ends at record %d, but record %d was acknowledged: %d records are missing", f.Head.N, last, last-f.Head.N)
	}
	return f, nil
}
