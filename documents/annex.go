package documents

import (
	"slices"

	"plenum/congress"
	"plenum/journal"
	"plenum/vietnamese"
)

// annexesOf are the ready annexes of an upload, in the order of their names: Phụ lục II before Phụ
// lục X. Failed and rejected annexes are not among them; an annex that is still being read or waits
// for a decision stops the publication.
func annexesOf(tx *journal.Tx, document, upload congress.ObjectID) ([]Annex, error) {
	var out []Annex
	for r := range tx.All(congress.KindUpload) {
		var u Upload
		if r.Decode(&u) != nil || u.Document != document || u.AnnexTo != upload || u.Ingest == Failed {
			continue
		}
		if u.Ingest != Ready {
			return nil, ErrNotReady
		}
		out = append(out, Annex{Upload: r.Object, File: u.File, Shown: u.shown()})
	}
	vietnamese.Sort(out, func(a Annex) []string { return []string{a.Name} })
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

// VersionFile names a file that readers have.
type VersionFile struct {
	Document congress.ObjectID
	Version  int
	Annex    int // from 1; 0: the version's main file
}

// FileOf is the upload of a version's main file (0) or annex.
func (d Document) FileOf(version, annex int) (congress.ObjectID, bool) {
	v, ok := d.Version(version)
	if !ok {
		return "", false
	}
	return v.UploadOf(annex)
}

// Version is the version with the number; false when the body has none, or the document was
// recalled.
func (d Document) Version(number int) (Version, bool) {
	i := slices.IndexFunc(d.Versions, func(v Version) bool { return v.Number == number })
	if d.State == Recalled || i < 0 {
		return Version{}, false
	}
	return d.Versions[i], true
}

// UploadOf is the upload of the main file (0) or annex.
func (v Version) UploadOf(annex int) (congress.ObjectID, bool) {
	all := v.Uploads()
	if annex < 0 || annex >= len(all) {
		return "", false
	}
	return all[annex], true
}

// Uploads are the uploads of the version: its main file, then the annexes.
func (v Version) Uploads() []congress.ObjectID {
	all := []congress.ObjectID{v.Upload}
	for _, a := range v.Annexes {
		all = append(all, a.Upload)
	}
	return all
}

// VersionOf is that of the version that has the file, as its main file or an annex; 0 when none
// has.
func (d Document) VersionOf(upload congress.ObjectID) (number int) {
	for _, v := range d.Versions {
		if slices.Contains(v.Uploads(), upload) {
			number = v.Number
		}
	}
	return number
}
