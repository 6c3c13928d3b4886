package documents_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"strings"
	"testing"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/uploads"
)

func (h *house) attach(actor congress.Actor, id congress.RecordID, name, text string) (uploads.AttachmentState, error) {
	return h.Attach(h.Context(), h.Hall, actor, uploads.Attached{ID: id, Name: name, Size: int64(len(text)), Body: strings.NewReader(text)})
}

func (h *house) has(actor congress.Actor, document congress.RecordID) bool {
	_, _, err := h.Rooms.Get(h.Hall, actor, congress.ObjectID(document))
	return err == nil
}

// carriedFor says that a comment carries the attachment, and who reads it.
func carriedFor(to congress.Audience, attachment congress.ObjectID) func(iter.Seq[*congress.Record], congress.ObjectID) map[congress.ObjectID]congress.Audience {
	return func(iter.Seq[*congress.Record], congress.ObjectID) map[congress.ObjectID]congress.Audience {
		return map[congress.ObjectID]congress.Audience{attachment: to}
	}
}

func TestAnAttachmentIsItsMembersUntilACommentShowsIt(t *testing.T) {
	h := openReading(t, nil)
	h.twoPersons() // which is about materials
	id := newID()
	if state, err := h.attach(h.delegate, id, "bảng kê.pdf", string(pdf("số liệu"))); err != nil || state.Document != congress.ObjectID(id) {
		t.Fatal(state, err)
	}
	h.eventually(func() bool {
		state, err := h.AttachmentState(h.Hall, h.delegate, congress.ObjectID(id))
		return err == nil && state.State == documents.Published
	})
	if state, err := h.attach(h.delegate, id, "bảng kê.pdf", string(pdf("số liệu"))); err != nil || state.State != documents.Published {
		t.Errorf("the same again: %+v %v", state, err)
	}
	for name, content := range map[string]string{"bảng kê.pdf": "khác", "khác.pdf": string(pdf("số liệu"))} {
		if _, err := h.attach(h.delegate, id, name, content); congress.CodeOf(err) != "key_reused" {
			t.Errorf("another file with the id: %v", err)
		}
	}
	if _, err := h.attach(h.other, id, "khác.pdf", "khác"); congress.CodeOf(err) != "id_reused" {
		t.Errorf("another member's, with the id: %v", err)
	}
	if _, err := h.AttachmentState(h.Hall, h.other, congress.ObjectID(id)); congress.KindOf(err) != congress.NotFound {
		t.Errorf("another member asks for it: %v", err)
	}
	if !h.has(h.delegate, id) || h.has(h.other, id) || h.has(h.secretariat, id) {
		t.Error("it is not its member's alone")
	}
	for _, to := range []congress.Audience{{Groups: h.groups[1:]}, {Members: []congress.MemberID{h.delegate.Member}}, {Groups: h.groups[1:]}} {
		if err := h.Reveal(t.Context(), h.Hall, []congress.ObjectID{congress.ObjectID(id)}, carriedFor(to, congress.ObjectID(id))); err != nil {
			t.Fatal(err)
		}
		if h.has(h.other, id) != (len(to.Groups) > 0) || h.has(h.secretariat, id) {
			t.Errorf("for %+v: the other delegate has it: %v", to, h.has(h.other, id))
		}
	}
	if n := h.Head().N; h.Reveal(t.Context(), h.Hall, []congress.ObjectID{congress.ObjectID(id)}, carriedFor(congress.Audience{Groups: h.groups[1:]}, congress.ObjectID(id))) != nil || h.Head().N != n {
		t.Error("what is so already is written again")
	}
	none := func(iter.Seq[*congress.Record], congress.ObjectID) map[congress.ObjectID]congress.Audience {
		return nil
	}
	if err := h.Reveal(t.Context(), h.Hall, []congress.ObjectID{congress.ObjectID(id)}, none); err != nil || !h.has(h.delegate, id) || h.has(h.other, id) {
		t.Errorf("carried by no comment it is not its member's alone: %v", err)
	}
	// Between the question and the answer the comment may change: what counts is what it is when the audience is written.
	asked := 0
	changing := func(_ iter.Seq[*congress.Record], one congress.ObjectID) map[congress.ObjectID]congress.Audience {
		if asked++; one == "" {
			return map[congress.ObjectID]congress.Audience{congress.ObjectID(id): {Everyone: true}}
		}
		return map[congress.ObjectID]congress.Audience{one: {Groups: h.groups[1:]}}
	}
	if err := h.Reveal(t.Context(), h.Hall, []congress.ObjectID{congress.ObjectID(id)}, changing); err != nil || asked != 2 || h.has(h.secretariat, id) || !h.has(h.other, id) {
		t.Errorf("it is for whom it was when it was asked: %v, asked %d times", err, asked)
	}
	for _, one := range []func() bool{
		func() bool {
			all, err := h.Readiness(t.Context(), h.Hall, h.organizer)
			return err == nil && len(all) == 0
		},
		func() bool {
			var out bytes.Buffer
			return h.Archive(t.Context(), h.Hall, h.other, &out) == nil && !bytes.Contains(out.Bytes(), []byte("pdf"))
		},
	} {
		if !one() {
			t.Error("it counts as a material of the congress")
		}
	}
	text, err := h.PageText(t.Context(), h.Hall, h.other, mainFile(congress.ObjectID(id), 1), 1)
	if err != nil || !strings.Contains(text, "số liệu") {
		t.Errorf("its page says %q %v", text, err)
	}
	if _, err := h.PageText(t.Context(), h.Hall, h.secretariat, mainFile(congress.ObjectID(id), 1), 1); congress.KindOf(err) != congress.NotFound {
		t.Errorf("its page for who may not see it: %v", err)
	}
	if _, err := h.PageText(t.Context(), h.Hall, h.other, mainFile(congress.ObjectID(id), 1), 2); congress.KindOf(err) != congress.NotFound {
		t.Errorf("a page that it has not: %v", err)
	}
}

func TestAnAttachmentWithAMarkingWaitsForAnOrganizer(t *testing.T) {
	h := openReading(t, nil)
	id := newID()
	if _, err := h.attach(h.delegate, id, "a.txt", "TỐI MẬT\n\nBảng kê"); err != nil {
		t.Fatal(err)
	}
	upload := congress.ObjectID(congress.DerivedUUID("attached", string(id)))
	h.await(upload, documents.Quarantined)
	if state, err := h.AttachmentState(h.Hall, h.delegate, congress.ObjectID(id)); err != nil || state.State != documents.Draft || h.has(h.delegate, id) {
		t.Errorf("in quarantine: %+v %v", state, err)
	}
	if _, err := h.Decide(t.Context(), h.Hall, h.organizer, change(congress.ObjectID(id)), upload, documents.Decision{Release: true, Reason: "ví dụ"}); err != nil {
		t.Fatal(err)
	}
	if !h.has(h.delegate, id) {
		t.Error("released, its member does not have it")
	}
}

func TestWhatIsNoAttachmentIsRefused(t *testing.T) {
	h := openReading(t, nil)
	for code, in := range map[string]uploads.Attached{
		"file_name_invalid": {Name: "..", Size: 1, Body: strings.NewReader("x")},
		"file_too_large":    {Name: "a.txt", Size: uploads.MaxAttachment + 1, Body: strings.NewReader("x")},
		"file_empty":        {Name: "a.txt", Size: -1, Body: strings.NewReader("")},
	} {
		in.ID = newID()
		if _, err := h.Attach(t.Context(), h.Hall, h.delegate, in); congress.CodeOf(err) != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	id := newID()
	if _, err := h.Attach(t.Context(), h.Hall, h.delegate, uploads.Attached{ID: id, Name: "a.txt", Size: -1, Body: io.LimitReader(endless{}, uploads.MaxAttachment+2)}); congress.KindOf(err) != congress.TooLarge {
		t.Errorf("one that is too long and does not say so: %v", err)
	}
	document := h.draft("Báo cáo")
	upload := h.receive(document, "a.pdf", pdf("một"))
	h.await(upload, documents.Ready)
	h.publish(document, upload, nil)
	if err := h.Reveal(context.Background(), h.Hall, []congress.ObjectID{document}, carriedFor(congress.Audience{}, document)); err != nil || !h.has(h.delegate, congress.RecordID(document)) {
		t.Errorf("a material was taken from its readers by a comment: %v", err)
	}
}

type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	return len(b), nil
}
