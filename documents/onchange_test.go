package documents_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// says is how far a record's document or upload is.
func says(r *congress.Record) string {
	var d documents.Document
	var u documents.Upload
	switch {
	case r.Op == congress.Erase:
		return "upload gone"
	case r.Kind == congress.KindDocument && r.Decode(&d) == nil && d.Recall != nil && d.Recall.Erased != nil:
		return "document erased"
	case r.Kind == congress.KindDocument && r.Decode(&d) == nil:
		return "document " + string(d.State)
	case r.Kind == congress.KindUpload && r.Decode(&u) == nil:
		return "upload " + string(u.Ingest)
	}
	return string(r.Kind)
}

// Each step is one request; its records are told of when it is answered, to both listeners, in the
// order in which they asked. The slice has no lock: under the race detector a listener in another
// goroutine is a fault.
func TestListenersAreToldOfEachRecordBeforeTheAnswerAndInOrder(t *testing.T) {
	h := openHouse(t)
	var told []string
	for _, name := range []string{"first", "second"} {
		h.OnChange(func(ctx context.Context, hall *journal.Hall, r *congress.Record) {
			told = append(told, name+": "+says(r))
			if ctx.Err() != nil || hall.Stream != h.Stream || r.Op != congress.Erase && hall.Head().N < r.N {
				t.Errorf("%s is told of record %d, the hall is at %d (%v)", name, r.N, hall.Head().N, ctx.Err())
			}
		})
	}
	var document, upload congress.ObjectID
	draft := change("")
	publication := change("")
	steps := []struct {
		name string
		do   func() error
		want []string
	}{
		{"a registration", func() error {
			res, err := h.Create(t.Context(), h.Hall, h.organizer, documents.NewDocument{ID: draft.ID, Entry: documents.Entry{Title: "Báo cáo"}, Audience: everyone})
			if err == nil {
				document = res.Record.Object
			}
			return err
		}, []string{"document draft"}},
		{"an upload", func() error { upload = h.receive(document, "Báo cáo.pdf", pdf("một")); return nil }, []string{"upload ready"}},
		{"a review", func() error {
			_, err := h.Submit(t.Context(), h.Hall, h.organizer, change(document), upload, nil, nil)
			return err
		}, []string{"upload ready"}},
		{"a publication", func() error {
			publication.Document = document
			_, err := h.Publish(t.Context(), h.Hall, h.organizer, publication, upload, nil)
			return err
		}, []string{"document published"}},
		{"the same asked again", func() error {
			res, err := h.Publish(t.Context(), h.Hall, h.organizer, publication, upload, nil)
			if err == nil && !res.Again {
				t.Error("it was published twice")
			}
			return err
		}, []string{"document published"}},
		{"an undo", func() error {
			_, err := h.Undo(t.Context(), h.Hall, h.organizer, change(document))
			return err
		}, []string{"document draft"}},
		{"a refusal", func() error {
			if _, err := h.Publish(t.Context(), h.Hall, h.delegate, change(document), upload, nil); err == nil {
				t.Error("a delegate publishes")
			}
			return nil
		}, nil},
		{"a recall", func() error {
			_, err := h.Recall(t.Context(), h.Hall, h.organizer, change(document), "nhầm")
			return err
		}, []string{"document recalled", "upload failed", "upload gone", "document erased"}},
	}
	for _, step := range steps {
		told = nil
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		var want []string
		for _, record := range step.want {
			want = append(want, "first: "+record, "second: "+record)
		}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("%s: told of (-want +got)\n%s", step.name, diff)
		}
	}
}

// An attachment is published by a listener, so its publication stands when its upload is answered,
// and is told of within the telling of its file.
func TestAListenersOwnChangeIsToldOfToo(t *testing.T) {
	h := openHouse(t)
	var told []string
	h.OnChange(func(_ context.Context, _ *journal.Hall, r *congress.Record) { told = append(told, says(r)) })
	state, err := h.attach(h.delegate, newID(), "bảng kê.pdf", string(pdf("số liệu")))
	if err != nil || state.State != documents.Published {
		t.Fatal(state, err)
	}
	// The publication is made while the file's record is told of; this listener comes after that one.
	if want := []string{"document draft", "document published", "upload ready"}; !slices.Equal(told, want) {
		t.Errorf("told of %s, want %s", fmt.Sprint(told), fmt.Sprint(want))
	}
}
