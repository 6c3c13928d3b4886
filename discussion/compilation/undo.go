package compilation

import (
	"context"
	"reflect"
	"time"

	"plenum/congress"
	"plenum/discussion"
	"plenum/journal"
)

// Restore brings a placement, a finding or a report's settings back to one of their earlier
// records, as a new one; undo, and undo of an undo. An empty record is before there was any: the
// comment waits, the finding is taken away, the settings are those that a report begins with. All
// that this state needs must be there still. Nothing that others did besides is undone: the answer
// of a finding and the refused suggestions of a comment go back only by a step that changed nothing
// else, the state, remarks and signature of a report by none. Errors: NotFound; Stale; Forbidden;
// Conflict "text_changed", "finding_missing", "finding_has_sources", "finding_answered",
// "finding_circle", "placed_elsewhere", "report_signed".
func (s *Service) Restore(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, object congress.ObjectID, to congress.RecordID) (journal.Result, error) {
	now, err := h.Get(actor, object)
	if err != nil {
		return journal.Result{}, err
	}
	was := congress.Record{Object: object, Kind: now.Kind, Body: []byte("{}")}
	if to != "" {
		if was, err = s.options.Log.ByID(ctx, h.Stream, to); err != nil || was.Object != object || was.Kind != now.Kind {
			return journal.Result{}, congress.ErrNotFound
		}
	}
	switch now.Kind {
	case congress.KindPlacement:
		var present, old Placement
		if err := now.Decode(&present); err != nil {
			return journal.Result{}, err
		}
		if err := was.Decode(&old); err != nil {
			return journal.Result{}, err
		}
		return s.placement(ctx, h, actor, c, present.Comment, func(tx *journal.Tx, who hand, said discussion.Comment, p *Placement) error {
			switch {
			case to != "" && old.Sum == p.Sum && reflect.DeepEqual(old.Parts, p.Parts): // the step was a refused suggestion
				p.Unlike = old.Unlike
				return nil
			case len(old.Parts) == 0:
				return s.unplace(tx, who, said, p)
			case old.Sum != sumOf(said.Text):
				return errText
			default:
				return s.place(tx, who, said, p, old.Parts)
			}
		})
	case congress.KindFinding:
		var old Finding
		if err := was.Decode(&old); err != nil {
			return journal.Result{}, err
		}
		return s.finding(ctx, h, actor, c, object, func(tx *journal.Tx, who hand, f *Finding) error {
			if to == "" {
				old = *f
				old.Removed = true
			}
			next := old
			next.Before, next.Answer = f.Before, f.Answer
			switch {
			case next == *f: // the step was an answer and nothing else
				next.Answer = old.Answer
			case who.signed:
				return errSigned
			}
			*f = next
			return f.fits(tx, who, object)
		}, errSigned)
	case congress.KindReport:
		var present, old Report
		if err := now.Decode(&present); err != nil {
			return journal.Result{}, err
		}
		if err := was.Decode(&old); err != nil {
			return journal.Result{}, err
		}
		old.orDefaults()
		return s.change(ctx, h, actor, c, present.Discussion, func(_ *journal.Tx, _ congress.Actor, rep *Report) error {
			if rep.Signed != nil {
				return errSigned
			}
			rep.Settings = old.Settings
			return nil
		})
	default:
		return journal.Result{}, congress.ErrNotFound
	}
}

// Step is an earlier state of a placement, a finding or a report. One without a record is before
// there was any.
type Step struct {
	Record congress.RecordID `json:"record"`
	N      uint64            `json:"n"`
	At     string            `json:"at,omitempty"`
	By     congress.MemberID `json:"by,omitempty"`
	Body   any               `json:"body,omitempty"`
}

const maxSteps = 50

// Steps gives the states of a placement, a finding or a report that came before, the latest first,
// at most 50. Errors: NotFound, Unavailable.
func (s *Service) Steps(ctx context.Context, h *journal.Hall, actor congress.Actor, object congress.ObjectID) ([]Step, error) {
	r, err := h.Get(actor, object)
	if err != nil || r.Kind != congress.KindPlacement && r.Kind != congress.KindFinding && r.Kind != congress.KindReport {
		return nil, congress.ErrNotFound
	}
	out := []Step{}
	var chain struct {
		Before congress.RecordID `json:"before"`
	}
	if err := r.Decode(&chain); err != nil {
		return nil, err
	}
	for len(out) < maxSteps {
		if chain.Before == "" {
			return append(out, Step{}), nil
		}
		was, err := s.options.Log.ByID(ctx, h.Stream, chain.Before)
		if err != nil {
			return nil, err
		}
		out = append(out, Step{Record: was.ID, N: was.N, At: was.At.UTC().Format(time.RFC3339Nano), By: was.By.Member, Body: was.Body})
		chain.Before = ""
		if was.Decode(&chain) != nil {
			break // erased since
		}
	}
	return out, nil
}
