package compilation_test

import (
	"testing"

	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
)

// ready is a house whose report is in review, with one sentence of one opinion.
func ready(t *testing.T) (h *house, finding, comment congress.ObjectID) {
	t.Helper()
	h = openHouse(t, 2, 2)
	finding, comment = h.found(1, "giữ chỉ tiêu"), h.say(0, 0, 1, discussion.Propose, "Giữ.")
	h.place(comment, compilation.Part{Finding: finding})
	h.submit()
	return h, finding, comment
}

func TestNobodySignsWhatTheyDidNotRead(t *testing.T) {
	h, f, c := ready(t)
	for name, change := range map[string]func() error{
		"a sentence": func() error {
			_, err := h.Reword(t.Context(), h.Hall, h.second, next(h.line(f).N), f, compilation.Sentence{Issue: 1, Text: "bỏ chỉ tiêu"})
			return err
		},
		"a placement": func() error {
			h.place(c, compilation.Part{Finding: f, Tags: []string{"x"}})
			return nil
		},
		"an opinion": func() error {
			_, err := h.threads.Edit(t.Context(), h.Hall, h.delegates[0][0], discussion.Change{ID: newID()}, c, discussion.Words{Issue: 1, Text: "Bỏ."})
			h.place(c, compilation.Part{Finding: f})
			return err
		},
	} {
		read := h.outline().N
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Sign(t.Context(), h.Hall, h.secretariat, next(read), h.discussion, info, nil); code(err) != "stale" {
			t.Errorf("signing what was read before %s changed: %v", name, err)
		}
		// It is no matter for whoever only remarks on it.
		remark := newID()
		if _, err := h.Remark(t.Context(), h.Hall, h.second, discussion.Change{ID: remark, IfMatch: read}, h.discussion, "Xin xem lại.", f); err != nil {
			t.Errorf("a remark on what was read before %s changed: %v", name, err)
		}
		if _, err := h.Settle(t.Context(), h.Hall, h.second, next(read), h.discussion, remark, true); code(err) != "stale" {
			t.Errorf("settling a remark that was not read: %v", err)
		}
		if _, err := h.Settle(t.Context(), h.Hall, h.second, next(h.outline().N), h.discussion, remark, true); err != nil {
			t.Error(err)
		}
	}
	if _, err := h.Sign(t.Context(), h.Hall, h.secretariat, next(h.Head().N+1), h.discussion, info, nil); code(err) != "stale" {
		t.Errorf("signing what is yet to come: %v", err)
	}
	if err := h.sign(); err != nil {
		t.Error(err)
	}
}
