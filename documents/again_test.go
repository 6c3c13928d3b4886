package documents_test

import (
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents"
)

// Two presses of one button, each with a key of its own, publish once; an undo takes all of it back.
func TestWhatReadersHaveIsNotPublishedAgain(t *testing.T) {
	everyone := congress.Audience{Everyone: true}
	for _, c := range []struct {
		name     string
		audience *congress.Audience
		same     bool
	}{
		{"the same, without an audience", nil, true},
		{"the same audience", &everyone, true},
		{"another audience", &congress.Audience{Roles: []congress.Role{congress.Presidium}}, false},
	} {
		h := openHouse(t)
		document, upload := h.published("Báo cáo")
		first := h.document(h.organizer, document)
		h.clock.Pass(time.Minute)
		h.publish(document, upload, c.audience)
		d := h.document(h.organizer, document)
		if same := d.Publication == first.Publication && d.PublishedAt.Equal(*first.PublishedAt); same != c.same || len(d.Versions) != 1 {
			t.Errorf("%s: %+v, was %+v", c.name, d, first)
		}
		if !c.same {
			continue
		}
		if _, err := h.Undo(t.Context(), h.Hall, h.organizer, change(document)); err != nil {
			t.Fatal(err)
		}
		if d := h.document(h.organizer, document); d.State != documents.Draft {
			t.Errorf("%s: undone, it is %s", c.name, d.State)
		}
		wantNothing(t, errorOf(h.read(h.delegate, document, 1)))
	}
}
