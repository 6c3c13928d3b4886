package journal

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"plenum/congress"
	"plenum/congress/messages"
)

// Damage is something that is wrong with the records of a stream: with record From, or with those
// From to To.
type Damage struct {
	Stream congress.StreamID `json:"stream"`
	From   uint64            `json:"from"`
	To     uint64            `json:"to"`
	What   What              `json:"what"`
}

// What says what is wrong.
type What string

// The kinds of damage.
const (
	BodyDamaged   What = "body"       // the header is proved by its hash, the body is another
	RecordDamaged What = "record"     // it cannot be read, or its header is another; its neighbours prove some of them right
	EndMissing    What = "missing"    // they were acknowledged, and the log ends before them
	OtherHistory  What = "other"      // another record was acknowledged with this number: an older copy was restored and went on
	FilesNewer    What = "files"      // files are newer than the log and named by nothing in it; they are kept
	Unreadable    What = "unreadable" // so much is damaged that nobody can say who may see what
)

func (d Damage) String() string {
	at := fmt.Sprintf("record %d", d.From)
	if d.To > d.From {
		at = fmt.Sprintf("records %d to %d", d.From, d.To)
	}
	switch d.What {
	case BodyDamaged:
		return at + ": the body does not fit its hash"
	case RecordDamaged:
		return at + ": cannot be read, or the header does not fit its hash"
	case EndMissing:
		return at + ": acknowledged, and missing at the end of the log"
	case OtherHistory:
		return at + ": not the one that was acknowledged: an older copy of the log was restored and went on"
	default:
		return "the log of this stream cannot be read"
	}
}

// CodeDamaged is the code of what a damaged congress refuses until it is repaired.
var CodeDamaged = messages.CongressDamaged.String()

var (
	errDamaged = congress.E(congress.Unavailable, messages.CongressDamaged)
	errBroken  = congress.E(congress.Internal, messages.ChainBroken)
)

// damaged reports whether the error says that stored rows are not as they were, rather than that
// the storage is away.
func damaged(err error) bool { return err != nil && congress.KindOf(err) == congress.Internal }

// Row is what stands at a number of a stream, whatever state the storage is in.
type Row struct {
	N      uint64
	Record *congress.Record // as it is proved to have been; without its body when that is another; nil when nothing is proved
	Raw    *congress.Record // as it stands; nil: it cannot be read
	Damage What             // "" when it is whole
	Hash   congress.Hash    // its hash, as it, the next record or a noted head says; zero when nobody does
}

// Survey goes through the records after the head, past those that are damaged, to the end. heads
// are what was noted of the stream. A Record that it gives is proved by SHA-256: it is what was
// written, or lacks its body. It ends when visit gives an error.
func Survey(ctx context.Context, log Log, stream congress.StreamID, after congress.Head, heads []congress.Head, visit func(Row) error) error {
	s := surveyor{log: log, stream: stream, last: after.N}
	if end, err := log.Head(ctx, stream); err == nil {
		s.last = end.N
	} else if !damaged(err) {
		return err
	}
	noted := map[uint64]congress.Hash{}
	for _, h := range heads {
		noted[h.N] = h.Hash
		s.last = max(s.last, h.N)
	}
	prev, known := after.Hash, true
	raw, err := s.at(ctx, after.N+1)
	for n := after.N + 1; err == nil && !s.over(n, raw); n++ {
		var next *congress.Record
		if next, err = s.at(ctx, n+1); err != nil {
			break
		}
		row := Row{N: n, Raw: raw}
		if hash, ok := noted[n]; ok {
			row.Hash = hash
		}
		if next != nil {
			row.Hash = next.Prev // two say it: were it damaged, the next one could not be proved
			if hash, err := HeaderHash(next); err == nil && hash != next.Hash && noted[n] != (congress.Hash{}) {
				row.Hash = noted[n]
			}
		}
		row.prove(prev, known)
		if err := visit(row); err != nil {
			return err
		}
		prev, known = row.Hash, row.Hash != (congress.Hash{})
		raw = next
	}
	return err
}

// prove finds what of the row is proved. prev is the hash of the record before, if known.
func (w *Row) prove(prev congress.Hash, known bool) {
	if w.Raw == nil {
		w.Damage = RecordDamaged
		return
	}
	if w.Raw.Op == congress.Lost {
		if w.Record = w.Raw; known && w.Raw.Prev != prev {
			w.Record, w.Damage = nil, RecordDamaged
		} else if w.Hash == (congress.Hash{}) {
			w.Hash = w.Raw.Hash
		}
		return
	}
	fits := func(r *congress.Record) bool {
		hash, err := HeaderHash(r)
		if err != nil || known && r.Prev != prev || hash != r.Hash && hash != w.Hash {
			return false
		}
		mended := *r
		mended.Hash = hash
		w.Record, w.Hash = &mended, hash
		return true
	}
	body := sha256.Sum256(w.Raw.Body)
	link, content := *w.Raw, *w.Raw
	link.Prev, content.BodyHash = prev, body
	switch {
	case fits(w.Raw):
	case known && fits(&link):
	case w.Raw.Body != nil && fits(&content):
	default:
		w.Damage = RecordDamaged
		return
	}
	switch r := w.Record; {
	case r.Body != nil && body != [32]byte(r.BodyHash):
		r.Body, w.Damage = nil, BodyDamaged
	case r.Hash != w.Raw.Hash || r.Prev != w.Raw.Prev || r.BodyHash != w.Raw.BodyHash:
		w.Damage = RecordDamaged
	}
}

// surveyor reads a stream that may have rows which cannot be read.
type surveyor struct {
	log    Log
	stream congress.StreamID
	last   uint64
	ahead  []congress.Record
}

// over reports whether the stream ends before n, of which at gave the record.
func (s *surveyor) over(n uint64, r *congress.Record) bool { return r == nil && n > s.last }

// at gives record n as it stands; nil when there is none or it cannot be read.
func (s *surveyor) at(ctx context.Context, n uint64) (*congress.Record, error) {
	for {
		for len(s.ahead) > 0 && s.ahead[0].N < n {
			s.ahead = s.ahead[1:]
		}
		if len(s.ahead) == 0 {
			var err error
			for _, limit := range []int{500, 1} {
				if s.ahead, err = s.log.Read(ctx, s.stream, n-1, limit); !damaged(err) {
					break
				}
			}
			if damaged(err) {
				s.ahead = nil
				return nil, nil
			}
			if err != nil || len(s.ahead) == 0 {
				if err == nil {
					s.last = min(s.last, n-1)
				}
				return nil, err
			}
		}
		first := &s.ahead[0]
		if first.N == n {
			return first, nil
		}
		if hash, err := HeaderHash(first); err == nil && hash == first.Hash {
			return nil, nil // those before it are missing
		}
		// A row that does not even fit its own number has strayed: it says nothing of how long the stream
		// is.
		rest := s.ahead[1:]
		if len(rest) == 0 {
			var err error
			if rest, err = s.log.Read(ctx, s.stream, first.N, 1); err != nil && !damaged(err) {
				return nil, err
			}
			if len(rest) == 0 {
				s.last = min(s.last, n-1)
				return nil, nil
			}
		}
		s.ahead = rest
	}
}

// CheckHeads compares a stream with heads that were noted of it apart from the log.
func CheckHeads(ctx context.Context, log Log, stream congress.StreamID, heads []congress.Head) (found []Damage, err error) {
	end, err := log.Head(ctx, stream)
	if err != nil {
		return nil, err
	}
	var missing uint64
	for _, h := range heads {
		if h.N > end.N {
			missing = max(missing, h.N)
			continue
		}
		records, err := log.Read(ctx, stream, h.N-1, 1)
		switch {
		case damaged(err): // it is told by who reads them all
		case err != nil:
			return nil, err
		case len(records) == 1 && records[0].N == h.N && !sameRecord(&records[0], h.Hash):
			if d := (Damage{stream, h.N, h.N, OtherHistory}); !slices.Contains(found, d) {
				found = append(found, d)
			}
		}
	}
	if missing > 0 {
		found = append(found, Damage{stream, end.N + 1, missing, EndMissing})
	}
	return found, nil
}

// sameRecord reports whether the record is the one with the hash, though its own copy of it may be
// damaged.
func sameRecord(r *congress.Record, hash congress.Hash) bool {
	if r.Hash == hash {
		return true
	}
	computed, err := HeaderHash(r)
	return err == nil && (computed == hash || computed != r.Hash) // the latter is damage, not another history
}

// goOn takes in a stream that catchUp could not, past what is damaged. An object whose latest
// record is damaged shows nothing older: it stands without a body. Where it cannot be known which
// objects that are, or the rights in the congress hang on it, nothing is served.
func (h *Hall) goOn(ctx context.Context) error {
	err := Survey(ctx, h.options.Log, h.Stream, h.state.head, h.options.Heads.Of(h.Stream), func(row Row) error {
		if row.Damage != "" {
			h.harm(row.N, row.Damage)
		}
		if row.Record != nil {
			h.apply([]congress.Record{*row.Record})
			return nil
		}
		objects, err := h.options.Log.ObjectsAt(ctx, h.Stream, row.N)
		switch {
		case damaged(err):
			return errBroken
		case err != nil:
			return err
		case row.Raw != nil:
			objects = append(objects, row.Raw.Object)
		case len(objects) == 0:
			return errBroken
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		for _, object := range objects {
			e := h.state.objects[object]
			if e == nil {
				continue // it began with this record
			}
			lost := &congress.Record{Stream: h.Stream, N: row.N, ID: e.latest.ID, Kind: e.latest.Kind, Object: object, Op: congress.Put, At: e.latest.At, Hash: row.Hash}
			old := h.state.apply(lost)
			if h.Index != nil {
				h.Index.Apply(old, lost)
			}
		}
		h.state.pass(row.N, row.Hash)
		return nil
	})
	if err != nil {
		return err
	}
	for _, e := range h.state.kinds[congress.KindPolicy] {
		if lost(e.latest) {
			return errBroken
		}
	}
	return nil
}

// harm notes damage; that of neighbours is one.
func (h *Hall) harm(n uint64, what What) {
	if k := len(h.damage); k > 0 && h.damage[k-1].What == what && h.damage[k-1].To == n-1 {
		h.damage[k-1].To = n
		return
	}
	h.damage = append(h.damage, Damage{h.Stream, n, n, what})
}

// Damage is what is wrong with the stream, as it was found when the hall was loaded.
func (h *Hall) Damage() []Damage { return h.damage }

// readOnly says why nothing is written. A damaged congress is held still; the streams without which
// nobody could sign in or read (System and the side streams) go on, as long as the hash is known
// that the next record continues.
func (h *Hall) readOnly() error {
	if len(h.damage) == 0 {
		return nil
	}
	if (h.Stream == congress.System || h.Stream[14] == '8') && h.state.head.Hash != (congress.Hash{}) {
		return nil
	}
	return errDamaged
}

// lost reports whether the object's latest record is there without its body: it was damaged.
func lost(r *congress.Record) bool { return r.Op == congress.Put && r.Body == nil }

// there reports whether the record is a state that can be read.
func there(r *congress.Record) bool { return r.Op == congress.Put && r.Body != nil }

// Lost reports whether an object of one of the kinds has lost its latest state to damage.
func (h *Hall) Lost(kinds ...congress.ObjectKind) bool {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, kind := range kinds {
		if slices.ContainsFunc(h.state.kinds[kind], func(e *entry) bool { return lost(e.latest) || e.latest.Op == congress.Lost }) {
			return true
		}
	}
	return false
}
