package documents_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"plenum/documents/blobs"
)

func TestFilesAreProvenWholeAndRecalledOnesGone(t *testing.T) {
	h := openHouse(t)
	_, _ = h.published("Một")
	document := h.draft("Hai") // with bytes that no other has
	h.publish(document, h.receive(document, "a.pdf", pdf("hai")), nil)
	_, damaged := h.published("Ba")
	_, missing := h.published("Bốn")
	h.blobs.failAfter(0)
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "nhầm"); err == nil {
		t.Fatal("the erasure did not break off")
	}
	h.blobs.failAfter(-1)
	for _, c := range []struct {
		upload string
		bytes  []byte
	}{{h.upload(damaged).Blob, pdf("mốt")}, {h.upload(missing).Blob, nil}} {
		if err := h.blobs.Delete(t.Context(), c.upload); err != nil {
			t.Fatal(err)
		}
		if c.bytes != nil {
			if _, err := h.blobs.Put(t.Context(), c.upload, -1, bytes.NewReader(c.bytes)); err != nil {
				t.Fatal(err)
			}
		}
	}
	p, err := h.VerifyFiles(t.Context(), h.Hall)
	text := strings.Join(p.Faults, "\n")
	if err != nil || len(p.Faults) != 3 || p.Erased != 0 || !strings.Contains(text, string(document)) || !strings.Contains(text, string(damaged)) || !strings.Contains(text, "missing") {
		t.Errorf("%+v %v", p, err)
	}
	if err := h.FinishRecalls(t.Context(), h.Hall); err != nil {
		t.Fatal(err)
	}
	if p, err = h.VerifyFiles(t.Context(), h.Hall); err != nil || p.Erased != 1 || p.Files != 1 || len(p.Faults) != 2 {
		t.Errorf("after the recall was finished: %+v %v", p, err)
	}
}

// withheld is a store that does not give some files, and is there or not.
type withheld struct {
	blobs.Store
	keys map[string]bool
	away bool
}

func (u withheld) Open(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	if u.keys[key] {
		return nil, errAway
	}
	return u.Store.Open(ctx, key, offset, length)
}

func (u withheld) Ping(ctx context.Context) error {
	if u.away {
		return errAway
	}
	return u.Store.Ping(ctx)
}

// A file that the store does not give was not looked at: it is neither whole nor a fault, and hides no other.
func TestAFileThatTheStoreDoesNotGiveWasNotLookedAt(t *testing.T) {
	h := openHouse(t)
	_, a := h.published("Một")
	_, b := h.published("Hai")
	_, c := h.published("Ba")
	under := h.blobs.Store
	for name, tt := range map[string]struct {
		not    []string
		away   bool
		files  int
		unseen int
	}{
		"all are given":          {files: 3},
		"the first is not":       {not: []string{h.upload(a).Blob}, files: 2, unseen: 1},
		"the last is not":        {not: []string{h.upload(c).Blob}, files: 2, unseen: 1},
		"none is":                {not: []string{h.upload(a).Blob, h.upload(b).Blob, h.upload(c).Blob}, unseen: 3},
		"the store goes away":    {not: []string{h.upload(b).Blob, h.upload(c).Blob}, away: true, files: 1},
		"the store is not there": {not: []string{h.upload(a).Blob}, away: true},
	} {
		t.Run(name, func(t *testing.T) {
			keys := map[string]bool{}
			for _, k := range tt.not {
				keys[k] = true
			}
			h.blobs.Store = withheld{under, keys, tt.away}
			p, err := h.VerifyFiles(t.Context(), h.Hall)
			if (err != nil) != tt.away || p.Files != tt.files || len(p.Unseen) != tt.unseen || len(p.Faults) > 0 {
				t.Errorf("%+v %v", p, err)
			}
			for _, u := range p.Unseen {
				if !strings.Contains(u.What, "the bytes of upload ") || u.Because == "" {
					t.Errorf("%+v", u)
				}
			}
		})
	}
}
