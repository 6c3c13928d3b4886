package delivery

import (
	"context"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/compare"
	"plenum/documents/readership"
	"plenum/journal"
)

// Comparison tells what differs between the text of a version's file and that of another version:
// of their main files, or of their annexes with the same number, for who may see the document. Only
// versions that its body lists can be compared. The longest take 0.2 s. Errors: NotFound; Conflict
// "no_text" when one of the versions has none, or none yet. from 0 is the version before it that
// the member confirmed last, also when the body does not list it any more because others have the
// document now; Conflict "not_confirmed" when there is none, "confirmed_gone" when it was taken
// back since; Conflict "restricted_watermarked_only".
func (s *Delivery) Comparison(ctx context.Context, h *journal.Hall, actor congress.Actor, f documents.VersionFile, from int) (compare.Result, error) {
	d, _, err := s.register.Get(h, actor, f.Document)
	if err != nil {
		return compare.Result{}, err
	}
	if d.Classification == congress.Restricted {
		return compare.Result{}, ErrWatermarkedOnly
	}
	files := make([]congress.ObjectID, 2)
	var ok bool
	if files[1], ok = d.FileOf(f.Version, f.Annex); !ok {
		return compare.Result{}, congress.ErrNotFound
	}
	if from == 0 {
		if files[0], err = s.confirmed(ctx, h, actor, f, d); err != nil {
			return compare.Result{}, err
		}
	} else if files[0], ok = d.FileOf(from, f.Annex); !ok {
		return compare.Result{}, congress.ErrNotFound
	}
	var texts [2]documents.Text
	for i, file := range files {
		if texts[i], err = s.text(ctx, h, f.Document, file); err != nil {
			return compare.Result{}, err
		}
		if len(texts[i].Pages) == 0 {
			return compare.Result{}, errNoText
		}
	}
	if err := s.audit.Note(ctx, h.Stream, readership.AccessOf(actor, f, readership.ReadChanges), false); err != nil {
		return compare.Result{}, err
	}
	return compare.Compare(texts[0].ForComparison(texts[1]), texts[1].ForComparison(texts[0])), nil
}

// confirmed is the file, of the newest version before another that the member confirmed and was not
// taken back, that stands in its place.
func (s *Delivery) confirmed(ctx context.Context, h *journal.Hall, actor congress.Actor, f documents.VersionFile, d documents.Document) (congress.ObjectID, error) {
	numbers, err := s.board.Confirmed(ctx, h, actor.Member, f.Document, f.Version)
	if err != nil {
		return "", err
	}
	var earlier map[int]documents.Version
	none := errNotConfirmed
	for _, number := range numbers {
		version, ok := d.Version(number)
		if !ok && earlier == nil {
			if earlier, err = s.earlier(ctx, h, actor, f.Document, d); err != nil {
				return "", err
			}
		}
		if !ok {
			version, ok = earlier[number]
		}
		if !ok {
			none = errConfirmedGone
			continue
		}
		file, ok := version.UploadOf(f.Annex)
		if !ok {
			return "", congress.ErrNotFound
		}
		return file, nil
	}
	return "", none
}

// earlier are the versions that left the body because others came to have the document, as long as
// it was with readers, the actor among them, without a break: what was withdrawn, undone or taken
// from the actor does not come back by a comparison.
func (s *Delivery) earlier(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, d documents.Document) (map[int]documents.Version, error) {
	versions := map[int]documents.Version{}
	for {
		was, r, ok, err := s.register.Before(ctx, h, document, d)
		if err != nil || !ok || !was.State.WithReaders() || !s.options.Policy.Visible(actor, r.Kind, r.Audience) {
			return versions, err
		}
		for _, v := range was.Versions {
			versions[v.Number] = v
		}
		d = was
	}
}
