package journal

import (
	"context"
	"fmt"

	"plenum/congress"
)

// Repaired is what Repair did, or would do, to one stream.
type Repaired struct {
	Stream congress.StreamID
	Head   congress.Head
	Lines  []string // what was done to which record, for people; they name numbers and kinds, never content
	Anew   bool     // the records are other than they stand
	Gone   bool     // records that were acknowledged are missing, or others stand in their places
}

// Repair gives each record of a damaged stream that can stand, in order, to put, and says what is
// done to the others. It invents nothing: what it gives is proved by SHA-256 to be what was
// written, is that without its body, or is a placeholder (congress.Lost) which says that a record
// was there. Records behind the last one that anything proves are cut.
func Repair(ctx context.Context, log Log, stream congress.StreamID, heads []congress.Head, put func(congress.Record) error) (Repaired, error) {
	out := Repaired{Stream: stream}
	var held []congress.Record // placeholders that the next whole record has not confirmed yet
	err := Survey(ctx, log, stream, congress.Head{}, heads, func(row Row) error {
		r := row.Record
		switch healed, ok := row.Healed(); {
		case row.Damage == "":
		case ok:
			r = healed
			out.say("record %d (%s): mended; the right bytes are proved by its hash", row.N, r.Kind)
		case row.Damage == BodyDamaged:
			out.say("record %d (%s): its body is not what was written and cannot be proved; it stands as erased", row.N, r.Kind)
		default:
			object := congress.ObjectID(congress.DerivedUUID("lost", string(stream), fmt.Sprint(row.N)))
			if objects, err := log.ObjectsAt(ctx, stream, row.N); err == nil && len(objects) > 0 {
				object = objects[0]
			} else if row.Raw != nil {
				object = row.Raw.Object
			}
			held = append(held, congress.Record{
				Stream: stream, N: row.N, ID: congress.RecordID(congress.DerivedUUID("lost", string(stream), fmt.Sprint(row.N))),
				Kind: congress.KindLost, Object: object, Op: congress.Lost, At: timeOf(lostAt), Hash: row.Hash,
			})
			if row.Hash == (congress.Hash{}) {
				return nil
			}
		}
		if r != nil {
			held = append(held, *r)
		}
		for i := range held {
			h := &held[i]
			if h.Op == congress.Lost {
				h.Prev = out.Head.Hash
				out.say("record %d: lost; a placeholder stands for it, and its object is gone", h.N)
			}
			if err := put(*h); err != nil {
				return err
			}
			out.Head = congress.Head{N: h.N, Hash: h.Hash}
		}
		held = held[:0]
		return nil
	})
	if err != nil {
		return out, err
	}
	if len(held) > 0 {
		out.say("records %d to %d at the end: cut; nothing proves them", held[0].N, held[len(held)-1].N)
	}
	out.Anew = len(out.Lines) > 0
	found, err := CheckHeads(ctx, log, stream, heads)
	if err != nil && !damaged(err) {
		return out, err
	}
	for _, d := range found {
		out.Gone = true
		out.say("%s; taken as it is", d)
	}
	return out, nil
}

func (r *Repaired) say(format string, args ...any) {
	r.Lines = append(r.Lines, fmt.Sprintf(format, args...))
}

const lostAt = 946_684_800_000 // 2000, the earliest time of a record: when it was written is not known
