package documents

import (
	"context"
	"slices"

	"plenum/congress"
	"plenum/documents/compare"
	"plenum/journal"
)

// Comparison tells what differs between the text of two versions, for who may
// see the document. Only versions that its body lists can be compared. The longest take 0.2 s. Errors:
// NotFound; Conflict "no_text" when one of the versions has none, or none yet. from 0 is the version before it that the
// member confirmed last; Conflict "not_confirmed" when there is none.
func (s *Service) Comparison(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, from, to int) (compare.Result, error) {
	if from == 0 {
		var err error
		if from, err = s.confirmed(ctx, h, actor, document, to); err != nil {
			return compare.Result{}, err
		}
	}
	var pages [2][]string
	for i, version := range []int{from, to} {
		text, err := s.Text(ctx, h, actor, document, version)
		if err != nil {
			return compare.Result{}, err
		}
		if len(text) == 0 {
			return compare.Result{}, errNoText
		}
		pages[i] = text
	}
	d, _, err := s.Get(h, actor, document)
	if err != nil {
		return compare.Result{}, err
	}
	if err := s.audit.note(ctx, h.Stream, accessOf(actor, document, to, ReadText), d.Classification == congress.Restricted); err != nil {
		return compare.Result{}, err
	}
	return compare.Compare(pages[0], pages[1]), nil
}

// confirmed is the newest version before another that the member confirmed and the document still lists.
func (s *Service) confirmed(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, before int) (int, error) {
	d, _, err := s.Get(h, actor, document)
	if err != nil {
		return 0, err
	}
	b, err := s.board(ctx, h)
	if err != nil {
		return 0, err
	}
	for _, v := range slices.Backward(d.Versions) {
		if r := b.of(document, v.Number, actor.Member); v.Number < before && r != nil && r.Confirmed != nil {
			return v.Number, nil
		}
	}
	return 0, errNotConfirmed
}
