package documents

import (
	"context"

	"plenum/congress"
	"plenum/documents/compare"
	"plenum/journal"
)

// Comparison tells what differs between the text of two versions, for who may
// see the document. Only versions that its body lists can be compared. The longest take 0.2 s. Errors:
// NotFound; Conflict "no_text" when one of the versions has none, or none yet. from 0 is the version before it that the
// member confirmed last, also when the body does not list it any more because others have the document now; Conflict "not_confirmed" when there
// is none, "confirmed_gone" when it was taken back since; Conflict "restricted_watermarked_only".
func (s *Service) Comparison(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, from, to int) (compare.Result, error) {
	d, _, err := s.Get(h, actor, document)
	if err != nil {
		return compare.Result{}, err
	}
	if d.Classification == congress.Restricted {
		return compare.Result{}, errWatermarkedOnly
	}
	files := make([]congress.ObjectID, 2)
	var ok bool
	if files[1], ok = d.fileOf(to, 0); !ok {
		return compare.Result{}, congress.ErrNotFound
	}
	if from == 0 {
		if files[0], err = s.confirmed(ctx, h, actor, document, d, to); err != nil {
			return compare.Result{}, err
		}
	} else if files[0], ok = d.fileOf(from, 0); !ok {
		return compare.Result{}, congress.ErrNotFound
	}
	var pages [2][]string
	for i, file := range files {
		if pages[i], err = s.text(ctx, h, document, file); err != nil {
			return compare.Result{}, err
		}
		if len(pages[i]) == 0 {
			return compare.Result{}, errNoText
		}
	}
	if err := s.audit.note(ctx, h.Stream, accessOf(actor, document, to, ReadText), false); err != nil {
		return compare.Result{}, err
	}
	return compare.Compare(pages[0], pages[1]), nil
}

// confirmed is the file of the newest version before another that the member confirmed and was not taken back.
func (s *Service) confirmed(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, d Document, before int) (congress.ObjectID, error) {
	b, err := s.board(ctx, h)
	if err != nil {
		return "", err
	}
	var earlier map[int]congress.ObjectID
	none := errNotConfirmed
	for number := before - 1; number > 0; number-- {
		if r := b.of(document, number, actor.Member); r == nil || r.Confirmed == nil {
			continue
		}
		if file, ok := d.fileOf(number, 0); ok {
			return file, nil
		}
		if earlier == nil {
			if earlier, err = s.earlier(ctx, h, actor, document, d); err != nil {
				return "", err
			}
		}
		if file := earlier[number]; file != "" {
			return file, nil
		}
		none = errConfirmedGone
	}
	return "", none
}

// earlier are the files of versions that left the body because others came to have the document, as long as it was with
// readers, the actor among them, without a break: what was withdrawn, undone or taken from the actor does not come back by a comparison.
func (s *Service) earlier(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, d Document) (map[int]congress.ObjectID, error) {
	files := map[int]congress.ObjectID{}
	for {
		was, r, ok, err := s.before(ctx, h, document, d)
		if err != nil || !ok || !was.State.read() || !s.options.Policy.Visible(actor, r.Kind, r.Audience) {
			return files, err
		}
		for _, v := range was.Versions {
			files[v.Number] = v.Upload
		}
		d = was
	}
}
