package documents

import (
	"plenum/congress"
	"plenum/journal"
)

// Listed gives the upload of a version's file, and the document, to who may see it.
func (s *Register) Listed(h *journal.Hall, actor congress.Actor, f VersionFile) (Document, congress.ObjectID, Upload, error) {
	var u Upload
	d, _, err := s.Get(h, actor, f.Document)
	if err != nil {
		return d, "", u, err
	}
	id, ok := d.FileOf(f.Version, f.Annex)
	if !ok {
		return d, "", u, congress.ErrNotFound
	}
	r, err := h.Get(ServerActor(h), id)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != f.Document || u.Blob == "" || u.Virus != "" || u.Reason == ReasonErasing || u.Ingest == Quarantined {
		return d, "", u, congress.ErrNotFound
	}
	return d, r.Object, u, nil
}

// Drawable gives the upload and its document if pictures may be made of it now;
// else ErrNotFound: it waits for a decision, was rejected, failed, was recalled, or is restricted.
func Drawable(h *journal.Hall, upload congress.ObjectID) (d Document, u Upload, err error) {
	r, err := h.Get(ServerActor(h), upload)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Ingest != Ready {
		return d, u, congress.ErrNotFound
	}
	r, err = h.Get(ServerActor(h), u.Document)
	if err != nil || r.Kind != congress.KindDocument || r.Decode(&d) != nil || d.State == Recalled || d.Classification == congress.Restricted || d.Classification.Secret() {
		return d, u, congress.ErrNotFound
	}
	return d, u, nil
}
