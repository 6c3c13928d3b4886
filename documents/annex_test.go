package documents_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"testing"

	"plenum/congress"
	"plenum/documents"
)

func (h *house) annex(document, main congress.ObjectID, name string, content []byte) congress.ObjectID {
	h.Helper()
	res, err := h.Receive(h.Context(), h.Hall, h.organizer, documents.Receive{
		ID: newID(), Document: document, AnnexTo: main, Name: name, Size: int64(len(content)), Body: bytes.NewReader(content),
	})
	if err != nil {
		h.Fatal(err)
	}
	return res.Record.Object
}

func (h *house) readAnnex(actor congress.Actor, document congress.ObjectID, version, annex int) (string, error) {
	h.Helper()
	c, err := h.Content(h.Hall, actor, documents.VersionFile{Document: document, Version: version, Annex: annex})
	if err != nil {
		return "", err
	}
	r, err := c.Open(h.Context(), 0, -1)
	if err != nil {
		return "", err
	}
	defer func() { _ = r.Close() }()
	all, err := io.ReadAll(r)
	return string(all), err
}

func TestAVersionHasItsAnnexes(t *testing.T) {
	h := openHouse(t)
	document := h.draft("Báo cáo")
	main := h.receive(document, "Báo cáo.pdf", pdf("một"))
	first := h.annex(document, main, "Phụ lục A.txt", []byte("a"))
	h.annex(document, main, "Phụ lục B.txt", []byte("b"))
	h.annex(document, main, "Hỏng.pdf", []byte("không phải PDF")) // failed, and not published
	_, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), first, nil)
	wantCode(t, err, congress.Conflict, "upload_is_annex")
	h.publish(document, main, nil)
	if v := h.document(h.delegate, document).Versions[0]; len(v.Annexes) != 2 || v.Annexes[0].Upload != first || v.Annexes[1].Name != "Phụ lục B.txt" {
		t.Fatalf("%+v", v)
	}
	for annex, want := range map[int]string{1: "a", 2: "b"} {
		if got, err := h.readAnnex(h.delegate, document, 1, annex); err != nil || got != want {
			t.Errorf("annex %d: %q %v", annex, got, err)
		}
	}
	for _, annex := range []int{-1, 3} {
		wantNothing(t, errorOf(h.readAnnex(h.delegate, document, 1, annex)))
	}
	wantNothing(t, errorOf(h.readAnnex(h.guest, document, 1, 1)))

	var b bytes.Buffer
	if err := h.Archive(t.Context(), h.Hall, h.delegate, &b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
	}
	if want := []string{"001 01-BC_ĐH Báo cáo.pdf", "001.1 Phụ lục 1 - Phụ lục A.txt", "001.2 Phụ lục 2 - Phụ lục B.txt"}; !slices.Equal(names, want) {
		t.Errorf("the ZIP has %q", names)
	}

	// An annex that comes later makes a new version of the same main file.
	h.annex(document, main, "Phụ lục C.txt", []byte("c"))
	h.publish(document, main, nil)
	if d := h.document(h.delegate, document); len(d.Versions) != 2 || len(d.Versions[0].Annexes) != 2 || len(d.Versions[1].Annexes) != 3 {
		t.Errorf("%+v", d.Versions)
	}
	if _, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "gửi nhầm"); err != nil {
		t.Fatal(err)
	}
	h.wantBlobs(0)
}

// What was approved is the file with its annexes.
func TestAnAnnexAfterTheApprovalNeedsAnother(t *testing.T) {
	h := openHouse(t)
	h.twoPersons()
	document := h.draft("Báo cáo")
	main := h.receive(document, "Báo cáo.pdf", pdf("một"))
	h.submit(document, main, nil)
	if _, err := h.Approve(t.Context(), h.Hall, h.seat(nil, congress.Organizer), change(document), main); err != nil {
		t.Fatal(err)
	}
	h.annex(document, main, "Phụ lục.txt", []byte("a"))
	_, err := h.Publish(t.Context(), h.Hall, h.organizer, change(document), main, nil)
	wantCode(t, err, congress.Conflict, "review_outdated")
}
