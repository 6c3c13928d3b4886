package compilation_test

import (
	"testing"

	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
)

func TestTheFirstStepsCanBeUndone(t *testing.T) {
	h := openHouse(t, 1, 2)
	f, c := h.found(1, "giữ"), h.say(0, 0, 1, discussion.Propose, "Giữ.")
	h.place(c, compilation.Part{Finding: f})
	undo := func(object congress.ObjectID, n uint64) error {
		t.Helper()
		steps, err := h.Steps(t.Context(), h.Hall, h.secretariat, object)
		if err != nil || len(steps) != 1 || steps[0].Record != "" {
			t.Fatalf("steps are %+v, %v", steps, err)
		}
		_, err = h.Restore(t.Context(), h.Hall, h.secretariat, next(n), object, steps[0].Record)
		return err
	}
	if err := undo(f, h.line(f).N); code(err) != "finding_has_sources" {
		t.Errorf("undoing a finding with sources: %v", err)
	}
	if err := undo(h.row(c).Object, h.row(c).Placement); err != nil || h.outline().Coverage.Waiting != 1 || h.row(c).Changed {
		t.Errorf("undoing the placing: %v, %+v", err, h.outline().Coverage)
	}
	n := h.line(f).N
	if err := undo(f, n); err != nil || len(h.outline().Findings) != 0 {
		t.Errorf("undoing the finding: %v", err)
	}
	r, err := h.Get(h.secretariat, f)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := h.Steps(t.Context(), h.Hall, h.secretariat, f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Restore(t.Context(), h.Hall, h.secretariat, next(r.N), f, steps[0].Record); err != nil || h.line(f).Text != "giữ" {
		t.Errorf("undoing that: %v", err)
	}
}

func TestUndoingAPlacementLeavesWhatWasRefusedBesides(t *testing.T) {
	h := openHouse(t, 1, 2)
	c, other := h.say(0, 0, 1, discussion.Propose, "Giữ."), h.say(0, 1, 1, discussion.Propose, "Giữ nguyên.")
	h.place(c, compilation.Part{Aside: "x"})
	if _, err := h.Unlike(t.Context(), h.Hall, h.second, next(h.row(c).Placement), c, other, true); err != nil {
		t.Fatal(err)
	}
	unlike := func() int {
		t.Helper()
		r, err := h.Get(h.secretariat, h.row(c).Object)
		var p compilation.Placement
		if err != nil || r.Decode(&p) != nil {
			t.Fatal(err)
		}
		return len(p.Unlike)
	}
	if _, err := h.Restore(t.Context(), h.Hall, h.secretariat, next(h.row(c).Placement), h.row(c).Object, ""); err != nil || unlike() != 1 || h.outline().Coverage.Waiting != 2 {
		t.Errorf("undoing the placing: %v, %d refused", err, unlike())
	}
}

func TestSettingsOfAReportCanBeUndone(t *testing.T) {
	h, _, _ := ready(t)
	object := congress.ObjectID(congress.DerivedUUID("report", string(h.discussion)))
	for _, number := range []string{"1-BC", "2-BC"} {
		w := settings()
		w.Number = number
		if _, err := h.Set(t.Context(), h.Hall, h.secretariat, next(h.outline().N), h.discussion, w); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Remark(t.Context(), h.Hall, h.second, next(h.outline().N), h.discussion, "Xin xem lại số.", ""); err != nil {
		t.Fatal(err)
	}
	steps, err := h.Steps(t.Context(), h.Hall, h.secretariat, object)
	if err != nil || len(steps) != 4 {
		t.Fatalf("steps are %+v, %v", steps, err)
	}
	for record, want := range map[congress.RecordID]string{steps[1].Record: "1-BC", "": "", steps[0].Record: "2-BC"} {
		if _, err := h.Restore(t.Context(), h.Hall, h.secretariat, next(h.outline().N), object, record); err != nil {
			t.Fatal(err)
		}
		if rep := h.outline().Report; rep.Number != want || rep.State != compilation.InReview || len(rep.Reviews) != 1 || rep.Smallest != 5 {
			t.Errorf("undone to %q the report is %+v", record, rep)
		}
	}
	if _, err := h.Restore(t.Context(), h.Hall, h.presidium, next(h.outline().N), object, ""); code(err) != "forbidden" {
		t.Errorf("the presidium undoes: %v", err)
	}
}
