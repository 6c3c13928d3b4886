package documents_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
)

// restricted is a published document of that level, for the delegate by name.
func (h *house) restricted(content []byte) congress.ObjectID {
	h.Helper()
	res, err := h.Create(h.Context(), h.Hall, h.organizer, documents.NewDocument{
		ID: newID(), Entry: documents.Entry{Title: "Hạn chế", Classification: congress.Restricted},
		Audience: congress.Audience{Members: []congress.MemberID{h.delegate.Member}},
	})
	if err != nil {
		h.Fatal(err)
	}
	document := res.Record.Object
	h.publish(document, h.receive(document, "Tài liệu.pdf", content), nil)
	return document
}

// Nobody is given the bytes of a restricted document but with their own name on them; not the organizers either.
func TestARestrictedDocumentIsReadWithOnesNameOnIt(t *testing.T) {
	h := openHouse(t)
	content := pdf("bản gốc không tên")
	document := h.restricted(content)
	for name, actor := range map[string]congress.Actor{"the delegate": h.delegate, "an organizer": h.organizer} {
		c, err := h.Content(h.Hall, actor, mainFile(document, 1))
		if err != nil || !c.Watermarked || c.Size >= 0 || c.SHA256 != (congress.Hash{}) || c.Name != "Tài liệu.pdf" {
			t.Fatalf("%s: %+v %v", name, c, err)
		}
		copied, err := h.read(actor, document, 1)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(copied, []byte("bản gốc")) || !bytes.HasPrefix(copied, []byte("%PDF-")) || len(copied) < len(content)+1000 {
			t.Errorf("%s got %d bytes, which are not a marked copy", name, len(copied))
		}
		if again, err := h.PDF(h.Hall, actor, mainFile(document, 1)); err != nil || !again.Watermarked {
			t.Errorf("%s: as PDF %+v %v", name, again, err)
		}
	}
	var zip bytes.Buffer
	if err := h.Archive(t.Context(), h.Hall, h.delegate, &zip); err != nil || strings.Contains(zip.String(), "Hạn chế") {
		t.Errorf("it is in the ZIP: %v", err)
	}
	for _, actor := range []congress.Actor{h.other, h.guest, h.secretariat} {
		wantNothing(t, errorOf(h.Content(h.Hall, actor, mainFile(document, 1))))
	}
	if got := len(h.accesses()); got != 2 {
		t.Errorf("%d accesses were written down", got)
	}
	if left, err := os.ReadDir(h.temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestWhatCannotBeMarkedIsNotPublishedAsRestricted(t *testing.T) {
	h := openHouse(t)
	for name, content := range map[string][]byte{"a.txt": []byte("chữ"), "b.pdf": []byte("%PDF-1.7\nkhông phải PDF\n%%EOF\n")} {
		res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{
			ID: newID(), Entry: documents.Entry{Title: "Hạn chế", Classification: congress.Restricted}, Audience: congress.Audience{Groups: h.groups[:1]},
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(res.Record.Object), h.receive(res.Record.Object, name, content), nil)
		want := "restricted_needs_pdf"
		if name == "b.pdf" {
			want = "mark_broken"
		}
		wantCode(t, err, congress.Conflict, want)
		wantNothing(t, errorOf(h.Content(h.Hall, h.delegate, mainFile(res.Record.Object, 1))))
	}
}

// Who reads a restricted document is written down before the first byte is given.
func TestNoRestrictedCopyWithoutItsLine(t *testing.T) {
	h := openHouse(t)
	document := h.restricted(pdf("x"))
	c, err := h.Content(h.Hall, h.delegate, mainFile(document, 1))
	if err != nil {
		t.Fatal(err)
	}
	h.leave() // the log is gone
	if r, err := c.Open(t.Context(), 0, -1); err == nil {
		_ = r.Close()
		t.Error("a copy was given though nobody could write it down")
	}
}

// What is read with one's name on it only leaves by no other way: not as passages, and not as hits.
func TestNoTextOfARestrictedDocumentIsGiven(t *testing.T) {
	h := openReading(t, nil)
	res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{
		ID: newID(), Entry: documents.Entry{Title: "Nhân sự", Classification: congress.Restricted}, Audience: congress.Audience{Members: []congress.MemberID{h.delegate.Member}},
	})
	if err != nil {
		t.Fatal(err)
	}
	document := res.Record.Object
	for _, text := range []string{"thứnhất", "thứhai"} {
		upload := h.receive(document, "a.pdf", pdf(text))
		h.await(upload, documents.Ready)
		h.publish(document, upload, nil)
	}
	for name, actor := range map[string]congress.Actor{"the delegate": h.delegate, "an organizer": h.organizer} {
		_, err := h.Comparison(t.Context(), h.Hall, actor, mainFile(document, 2), 1)
		wantCode(t, err, congress.Conflict, "restricted_watermarked_only")
		if title, text := h.finds(actor, "nhân sự"), h.finds(actor, "thứhai"); len(title) != 1 || len(text) != 0 {
			t.Errorf("%s finds %v by title and %v by text", name, title, text)
		}
	}
}

// The first copy of a file is held to it, and no reader gets one that shows less.
func TestACopyThatShowsLessIsGivenToNobody(t *testing.T) {
	var less error = congress.E(congress.Conflict, messages.MarkIncomplete)
	h := openHouse(t)
	h.leave()
	asked := 0
	h.kept = func(context.Context, string, string) error { asked++; return less }
	h.serve(h.Stream, 0)
	res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{
		ID: newID(), Entry: documents.Entry{Title: "Hạn chế", Classification: congress.Restricted}, Audience: congress.Audience{Members: []congress.MemberID{h.delegate.Member}},
	})
	if err != nil {
		t.Fatal(err)
	}
	document := res.Record.Object
	upload := h.receive(document, "a.pdf", pdf("x"))
	_, err = h.Publish(t.Context(), h.Hall, h.organizer, change(document), upload, nil)
	wantCode(t, err, congress.Conflict, "mark_incomplete")
	less = nil
	h.publish(document, upload, nil)
	for range 3 {
		if _, err := h.read(h.delegate, document, 1); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 2 {
		t.Errorf("copies were held to the file %d times, want once refused and once for all others", asked)
	}
	if left, err := os.ReadDir(h.temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
