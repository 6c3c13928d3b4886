package documents

import (
	"context"

	"plenum/congress"
	"plenum/journal"
)

// tryWatermark tells organizers before a restricted document is published when its
// readers could not be given copies. Without an upload it is about the version in force.
func (s *Register) tryWatermark(ctx context.Context, h *journal.Hall, document, upload congress.ObjectID) error {
	d, _, err := s.Get(h, ServerActor(h), document)
	if err != nil || d.Classification != congress.Restricted || d.State == Recalled {
		return nil //nolint:nilerr // the publication itself says what is wrong
	}
	if n := len(d.Versions); upload == "" && n > 0 {
		upload = d.Versions[n-1].Upload
	}
	var u Upload
	r, err := h.Get(ServerActor(h), upload)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document || u.Ingest != Ready {
		return nil //nolint:nilerr // as above
	}
	all := []Upload{u}
	for a := range h.All(ServerActor(h), congress.KindUpload) {
		var annex Upload
		if a.Decode(&annex) == nil && annex.Document == document && annex.AnnexTo == upload && annex.Ingest == Ready {
			all = append(all, annex)
		}
	}
	for _, u := range all {
		from, ok := u.ToWatermark()
		switch {
		case !ok:
			return ErrNeedsPDF
		case s.options.TryWatermark == nil: // nor can anybody read it, on this server
			continue
		}
		if err := s.options.TryWatermark(ctx, from.Stored); err != nil {
			return err
		}
	}
	return nil
}
