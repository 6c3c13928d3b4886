package documents

import (
	"slices"

	"plenum/congress"
	"plenum/journal"
)

// annexesOf are the ready annexes of an upload, in the order they came. One
// that failed, or was rejected, is not among them; one that is still being read or waits for a decision stops the publication.
func annexesOf(tx *journal.Tx, document, upload congress.ObjectID) ([]Annex, error) {
	var out []Annex
	for r := range tx.All(congress.KindUpload) {
		var u Upload
		if r.Decode(&u) != nil || u.Document != document || u.AnnexTo != upload || u.Ingest == Failed {
			continue
		}
		if u.Ingest != Ready {
			return nil, errNotReady
		}
		out = append(out, Annex{Upload: r.Object, File: u.File})
	}
	return out, nil
}

// files are the uploads that a publication of the upload gives to readers.
func files(tx *journal.Tx, document, upload congress.ObjectID) ([]congress.ObjectID, error) {
	annexes, err := annexesOf(tx, document, upload)
	all := []congress.ObjectID{upload}
	for _, a := range annexes {
		all = append(all, a.Upload)
	}
	return all, err
}

// Annex gives an annex of a version, numbered from 1, to who may see the document; as Content does.
func (s *Service) Annex(h *journal.Hall, actor congress.Actor, document congress.ObjectID, version, annex int) (Content, error) {
	if annex < 1 {
		return Content{}, congress.ErrNotFound
	}
	return s.content(h, actor, document, version, annex, ReadContent)
}

// fileOf is the upload of a version's main file (0) or annex.
func (d Document) fileOf(version, annex int) (congress.ObjectID, bool) {
	i := slices.IndexFunc(d.Versions, func(v Version) bool { return v.Number == version })
	switch {
	case d.State == Recalled || i < 0 || annex < 0 || annex > len(d.Versions[i].Annexes):
		return "", false
	case annex == 0:
		return d.Versions[i].Upload, true
	}
	return d.Versions[i].Annexes[annex-1].Upload, true
}

// number is that of the version that has the file, as its main file or an annex; 0 when none has.
func (d Document) number(upload congress.ObjectID) (number int) {
	for _, v := range d.Versions {
		if v.Upload == upload || slices.ContainsFunc(v.Annexes, func(a Annex) bool { return a.Upload == upload }) {
			number = v.Number
		}
	}
	return number
}
