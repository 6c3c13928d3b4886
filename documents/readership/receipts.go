package readership

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// Receipt is what a member has done with a version of a document: the body of a KindReceipt record
// in the congress's side stream. Nobody sees these objects; Board tells of them.
type Receipt struct {
	Member    congress.MemberID `json:"member"`
	Document  congress.ObjectID `json:"document"`
	Version   int               `json:"version"`
	Received  *time.Time        `json:"received,omitempty"`  // first, on whichever device
	Opened    *time.Time        `json:"opened,omitempty"`    // first
	Seconds   int               `json:"seconds,omitempty"`   // of reading, over all devices
	Pages     []Stretch         `json:"pages,omitempty"`     // seen, in order, apart from each other
	Confirmed *time.Time        `json:"confirmed,omitempty"` // that it was received and studied; it is not taken back
}

// Stretch is from a page to a page, both included, from 1.
type Stretch struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Fact is news of a receipt, from a tablet. Later facts count with those that were there: the first
// times, all seconds, all pages. The id makes that a fact sent twice counts once.
type Fact struct {
	ID        congress.RecordID `json:"id"`
	Document  congress.ObjectID `json:"document"`
	Version   int               `json:"version"`
	Received  *time.Time        `json:"received,omitempty"`
	Opened    *time.Time        `json:"opened,omitempty"`
	Seconds   int               `json:"seconds,omitempty"`
	Pages     []Stretch         `json:"pages,omitempty"`
	Confirmed *time.Time        `json:"confirmed,omitempty"`
}

// Limits of facts.
const (
	MaxFacts   = 200 // in one batch
	maxSeconds = 24 * 60 * 60
	maxPage    = 10_000
	maxStretch = 500
)

// Acknowledge takes a batch of facts from a member's device, durably. The answer has for each fact
// "" or the code of why it was left out: not_found for what the member may not see (any more) or a
// version that the document does not list, receipt_invalid, record_id_invalid, id_reused,
// key_reused. Errors: Forbidden for who is no member, Unavailable.
func (s *Board) Acknowledge(ctx context.Context, h *journal.Hall, actor congress.Actor, facts []Fact) ([]string, error) {
	if actor.Member == "" {
		return nil, documents.ErrForbidden
	}
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(h.Stream).Side())
	if err != nil {
		return nil, err
	}
	defer leave()
	codes, faults := make([]string, len(facts)), make([]error, len(facts))
	var all sync.WaitGroup
	for i, f := range facts {
		all.Go(func() {
			err := s.acknowledge(ctx, h, side, actor, f)
			switch congress.KindOf(err) {
			case "":
			case congress.Invalid, congress.NotFound, congress.Conflict:
				codes[i] = congress.CodeOf(err)
			default:
				faults[i] = err
			}
		})
	}
	all.Wait()
	return codes, cmp.Or(faults...)
}

func (s *Board) acknowledge(ctx context.Context, h, side *journal.Hall, actor congress.Actor, f Fact) error {
	d, _, err := s.register.Get(h, actor, f.Document)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(d.Versions, func(v documents.Version) bool { return v.Number == f.Version })
	if !d.State.WithReaders() || i < 0 {
		return congress.ErrNotFound
	}
	said, err := json.Marshal(f) // as the tablet says it: a batch is no part of what is asked
	if err != nil {
		return err
	}
	ctx = journal.Asking(ctx, f.ID, journal.Asked(f.ID, said))
	if err := s.cleanFact(&f, *cmp.Or(d.Versions[i].PublishedAt, d.PublishedAt)); err != nil {
		return err
	}
	object := receiptOf(actor.Member, f.Document, f.Version)
	res, err := side.Commit(ctx, journal.Request{ID: f.ID, Kind: congress.KindReceipt, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		r := Receipt{Member: actor.Member, Document: f.Document, Version: f.Version}
		if old, ok := tx.Get(object); ok {
			if err := old.Decode(&r); err != nil {
				return journal.Draft{}, err
			}
		}
		r.add(f)
		return journal.Draft{Object: object, Derived: true, Body: r}, nil
	}})
	if err == nil && res.Record.Object != object {
		return documents.ErrIDReused
	}
	return err
}

// receiptOf is the object of what a member has done with a version.
func receiptOf(member congress.MemberID, document congress.ObjectID, version int) congress.ObjectID {
	return congress.ObjectID(congress.DerivedUUID("receipt", string(member), string(document), strconv.Itoa(version)))
}

// cleanFact refuses what no tablet measures, and brings times of a wrong clock between publication
// and now.
func (s *Board) cleanFact(f *Fact, published time.Time) error {
	if !f.ID.Valid() || f.Seconds < 0 || f.Seconds > maxSeconds || len(f.Pages) > maxStretch {
		return errReceipt
	}
	for _, p := range f.Pages {
		if p.From < 1 || p.To < p.From || p.To > maxPage {
			return errReceipt
		}
	}
	now := congress.AsKept(s.options.Now())
	for _, t := range []**time.Time{&f.Received, &f.Opened, &f.Confirmed} {
		if *t == nil {
			continue
		}
		at := congress.AsKept(**t)
		if at.After(now) || at.Before(published) {
			at = now
		}
		*t = &at
	}
	return nil
}

// add counts a fact in. Opening and confirming include receiving.
func (r *Receipt) add(f Fact) {
	r.Opened = earlier(r.Opened, f.Opened)
	r.Confirmed = earlier(r.Confirmed, f.Confirmed)
	r.Received = earlier(earlier(earlier(r.Received, f.Received), f.Opened), f.Confirmed)
	r.Seconds += f.Seconds
	r.Pages = union(append(slices.Clone(r.Pages), f.Pages...))
}

func earlier(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}

// union joins stretches that touch.
func union(all []Stretch) []Stretch {
	slices.SortFunc(all, func(a, b Stretch) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	var out []Stretch
	for _, p := range all {
		if n := len(out); n > 0 && p.From <= out[n-1].To+1 {
			out[n-1].To = max(out[n-1].To, p.To)
			continue
		}
		out = append(out, p)
	}
	return out
}

// Seen is how many pages were seen.
func (r *Receipt) Seen() (n int) {
	for _, p := range r.Pages {
		n += p.To - p.From + 1
	}
	return n
}
