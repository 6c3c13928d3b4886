package journal

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"plenum/congress"
)

// A snapshot is: the magic word, the latest record of each object with where it came from, who may
// see what since when, how much each account wrote, the marks of all records, and a SHA-256 of all
// that. It is a cache of the log: one that does not check is passed over.
const snapshotMagic = "plenum-snapshot-4\n"

// image is a state held still, for encoding outside the lock.
type image struct {
	head        congress.Head
	entries     []entry
	memberReach map[congress.MemberID]uint64
	policyReach uint64
	written     map[congress.AccountID]int64
	marks       []Mark
}

func (h *Hall) image() image {
	h.mu.RLock()
	defer h.mu.RUnlock()
	im := image{
		head: h.state.head, policyReach: h.state.policyReach, marks: h.state.marks[:len(h.state.marks):len(h.state.marks)],
		memberReach: maps.Clone(h.state.memberReach), written: maps.Clone(h.state.written),
		entries: make([]entry, 0, len(h.state.objects)),
	}
	for _, r := range h.state.order {
		if e := h.state.objects[r.Object]; e.latest == r {
			im.entries = append(im.entries, *e)
		}
	}
	return im
}

func (im image) encode() ([]byte, error) {
	size := 1<<10 + 8*len(im.marks)
	for _, e := range im.entries {
		size += len(e.latest.Body) + 512 // the rest, where the audience names few
	}
	b := append(make([]byte, 0, size), snapshotMagic...)
	b = binary.AppendUvarint(b, uint64(len(im.entries)))
	var err error
	for _, e := range im.entries {
		if b, err = appendRecord(b, e.latest); err != nil {
			return nil, err
		}
		b = binary.AppendUvarint(b, e.first)
		past, err := json.Marshal(exportReach(e.past))
		if err != nil {
			return nil, err
		}
		b = appendString(b, string(past))
	}
	b = binary.AppendUvarint(b, im.policyReach)
	b = binary.AppendUvarint(b, uint64(len(im.memberReach)))
	for _, member := range slices.Sorted(maps.Keys(im.memberReach)) {
		b = appendString(b, string(member))
		b = binary.AppendUvarint(b, im.memberReach[member])
	}
	b = binary.AppendUvarint(b, uint64(len(im.written)))
	for _, account := range slices.Sorted(maps.Keys(im.written)) {
		b = appendString(b, string(account))
		b = binary.AppendUvarint(b, uint64(im.written[account])) //nolint:gosec // a sum of lengths
	}
	for _, mark := range im.marks {
		b = binary.BigEndian.AppendUint64(b, uint64(mark))
	}
	sum := sha256.Sum256(b)
	return append(b, sum[:]...), nil
}

type reachJSON struct {
	N        uint64            `json:"n"`
	Audience congress.Audience `json:"audience"`
	Gone     bool              `json:"gone,omitempty"`
}

func exportReach(past []reach) []reachJSON {
	out := make([]reachJSON, 0, len(past))
	for _, p := range past {
		out = append(out, reachJSON{p.n, p.audience, p.gone})
	}
	return out
}

// decodeState makes the state of a snapshot, or says that it is none.
func decodeState(s Snapshot) (*state, error) {
	body := len(s.State) - 32
	if body < len(snapshotMagic) || string(s.State[:len(snapshotMagic)]) != snapshotMagic {
		return nil, errors.New("not a snapshot of this version")
	}
	if sha256.Sum256(s.State[:body]) != [32]byte(s.State[body:]) {
		return nil, errors.New("the snapshot does not fit its hash")
	}
	d := &decoder{b: s.State[len(snapshotMagic):body]}
	st := newState()
	for range d.uvarint() {
		e := &entry{latest: d.record(s.Stream), first: d.uvarint()}
		if past := d.take(d.uvarint()); len(past) > 2 {
			var list []reachJSON
			if err := json.Unmarshal(past, &list); err != nil {
				return nil, fmt.Errorf("decode snapshot: %w", err)
			}
			for _, p := range list {
				e.past = append(e.past, reach{p.N, p.Audience, p.Gone})
			}
		}
		if d.err != nil {
			return nil, d.err
		}
		st.objects[e.latest.Object] = e
		st.order = append(st.order, e.latest)
		st.newest[e.latest.Kind] = max(st.newest[e.latest.Kind], e.latest.N)
		st.shelves.put(e)
		st.kinds[e.latest.Kind] = append(st.kinds[e.latest.Kind], e)
	}
	st.policyReach = d.uvarint()
	for range d.uvarint() {
		member := congress.MemberID(d.string())
		st.memberReach[member] = d.uvarint()
		if d.err != nil {
			return nil, d.err
		}
	}
	for range d.uvarint() {
		account := congress.AccountID(d.string())
		st.written[account] = int64(min(d.uvarint(), math.MaxInt64)) //nolint:gosec // it fits now
		if d.err != nil {
			return nil, d.err
		}
	}
	if d.err != nil {
		return nil, d.err
	}
	if uint64(len(d.b)) != 8*s.Head.N {
		return nil, errShort
	}
	st.marks = make([]Mark, s.Head.N, s.Head.N+s.Head.N/8+1024)
	for i := range st.marks {
		st.marks[i] = Mark(binary.BigEndian.Uint64(d.b[8*i:]))
	}
	for _, list := range st.kinds {
		slices.SortFunc(list, func(a, b *entry) int { return int(int64(a.first) - int64(b.first)) })
	}
	st.head = s.Head
	return st, nil
}

// load fills the hall from the newest snapshot and the records after it, and compares them with the
// heads that were noted of the stream.
func (h *Hall) load(ctx context.Context) error {
	heads := h.options.Heads.Of(h.Stream)
	snapshot, err := h.options.Log.LoadSnapshot(ctx, h.Stream)
	if err == nil {
		// It was made of this log, or the log has lost records since.
		heads = append(heads, snapshot.Head)
		var other []Damage
		if other, err = CheckHeads(ctx, h.options.Log, h.Stream, []congress.Head{snapshot.Head}); err == nil && len(other) > 0 {
			err = congress.ErrNotFound
		}
	}
	switch {
	case damaged(err):
	case err == nil:
		st, decodeErr := decodeState(snapshot)
		if decodeErr != nil {
			h.report("load snapshot", decodeErr)
			break
		}
		h.state = st
		h.snapshotN.Store(snapshot.Head.N)
		if h.Index != nil {
			for _, r := range st.order {
				h.Index.Apply(nil, r)
			}
		}
	case !errors.Is(err, congress.ErrNotFound):
		return err
	}
	if err := h.catchUp(ctx); damaged(err) {
		if err := h.goOn(ctx); err != nil {
			h.damage = append(h.damage, Damage{Stream: h.Stream, What: Unreadable})
			return err
		}
	} else if err != nil {
		return err
	}
	found, err := CheckHeads(ctx, h.options.Log, h.Stream, heads)
	if err != nil && !damaged(err) {
		return err
	}
	h.damage = append(h.damage, found...)
	if len(h.damage) == 0 {
		h.note(h.state.head)
	}
	h.loaded = true
	return nil
}

// note notes the head apart from the log.
func (h *Hall) note(head congress.Head) {
	if err := h.options.Heads.Note(h.Stream, head); err != nil {
		h.report("note the head", err)
	}
}

// maybeSnapshot saves a snapshot beside the work when enough came since the last.
func (h *Hall) maybeSnapshot(ctx context.Context) {
	if len(h.damage) > 0 || h.state.head.N < h.snapshotDue() || !h.saving.TryLock() {
		return
	}
	im := h.image()
	h.saves.Go(func() {
		defer h.saving.Unlock()
		if err := h.save(context.WithoutCancel(ctx), im); err != nil {
			h.report("save snapshot", err)
		}
	})
}

// snapshotDue is the number of the record at which the next snapshot is due. Each is of the whole
// state, so the more there is the rarer they are: all snapshots of a stream together are at most
// three times what its records are, and a start reads a third of them at most. Erasures come one
// after the other, and each drops the snapshot: one is not made for each of them.
func (h *Hall) snapshotDue() uint64 {
	every := h.options.SnapshotEvery
	if every == 0 {
		every = 10_000
	}
	last := h.snapshotN.Load()
	return max(last+max(every, last/2), h.dropped+max(every, h.dropped)/10)
}

// grewMuch reports whether a snapshot is worth its bytes when the hall ends: by the same measure as
// snapshotDue, or many short lives of a hall would write more than one long one.
func (h *Hall) grewMuch() bool {
	last := h.snapshotN.Load()
	return h.state.head.N > last+max(500, last/2)
}

func (h *Hall) save(ctx context.Context, im image) error {
	ctx, cancel := context.WithTimeout(ctx, saveLimit)
	defer cancel()
	b, err := im.encode()
	if err != nil {
		return err
	}
	if err := h.options.Log.SaveSnapshot(ctx, Snapshot{Stream: h.Stream, Head: im.head, At: h.options.Now(), State: b}); err != nil {
		return err
	}
	h.snapshotN.Store(im.head.N)
	return nil
}
