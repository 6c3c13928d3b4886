package documents_test

import (
	"bytes"
	"strings"
	"testing"
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
