package compilation_test

import (
	"testing"

	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
)

// What the secretariat placed is placed for the group's secretary too, without the secretariat's words, and stays where it is.
func TestAGroupsSecretarySeesWhatTheSecretariatPlacedAndLeavesItThere(t *testing.T) {
	h := openHouse(t, 2, 3)
	mine := h.say(0, 0, 1, discussion.Propose, "Đề nghị.")
	res, err := h.Found(t.Context(), h.Hall, h.secretary, newID(), h.discussion, h.groups[0], compilation.Sentence{Issue: 1, Text: "Tổ đề nghị"})
	if err != nil {
		t.Fatal(err)
	}
	group := res.Record.Object
	place := func(comment congress.ObjectID, parts ...compilation.Part) error {
		t.Helper()
		_, err := h.Place(t.Context(), h.Hall, h.secretary, next(h.row(comment).Placement), comment, parts)
		return err
	}
	whole := func(p compilation.Part) compilation.Part {
		p.To, p.Issue = 8, 1
		return p
	}
	if err := place(mine, whole(compilation.Part{Finding: group})); err != nil {
		t.Fatal(err)
	}
	ours, two := h.found(1, "câu của đoàn thư ký"), h.say(0, 1, 1, discussion.Propose, "Đề nghị.")
	if _, err := h.Merge(t.Context(), h.Hall, h.secretariat, next(h.line(group).N), group, ours); err != nil {
		t.Fatal(err)
	}
	h.place(two, compilation.Part{Finding: ours})

	o, err := h.Outline(h.Hall, h.secretary, h.discussion)
	if err != nil || len(o.Findings) != 0 || o.Coverage.Waiting != 0 || o.Coverage.InFindings != 2 {
		t.Errorf("the group's secretary sees %+v, %v", o, err)
	}
	if l, err := h.Service.List(t.Context(), h.Hall, h.secretary, h.discussion, compilation.Filter{State: "waiting"}); err != nil || l.Total != 0 {
		t.Errorf("waiting are %+v, %v", l, err)
	}
	for _, c := range []congress.ObjectID{mine, two} {
		for name, where := range map[string]compilation.Part{"aside": {Aside: "x"}, "into the group's finding": {Finding: group}, "a duplicate": {Finding: ours, Duplicate: true}, "nowhere": {}} {
			if c == mine && where.Finding == group {
				continue // that is where it is
			}
			if err := place(c, whole(where)); code(err) != "placed_elsewhere" {
				t.Errorf("the group's secretary puts %s %s: %v", c, name, err)
			}
		}
	}
	if err := place(two, compilation.Part{To: 3, Issue: 1, Finding: ours}, compilation.Part{From: 3, To: 8, Issue: 1}); code(err) != "placed_elsewhere" {
		t.Errorf("a part of it goes elsewhere: %v", err)
	}
	// Everything else of it is the group's.
	if err := place(two, whole(compilation.Part{Finding: ours, Tags: []string{"Chỉ tiêu"}})); err != nil {
		t.Errorf("a tag: %v", err)
	}
	if n := len(h.line(ours).Sources); n != 2 {
		t.Errorf("the secretariat's finding has %d sources", n)
	}
	r, err := h.Get(h.secretariat, group)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Merge(t.Context(), h.Hall, h.secretary, next(r.N), group, ""); code(err) != "placed_elsewhere" {
		t.Errorf("the group's secretary takes the finding out again: %v", err)
	}
	steps, err := h.Steps(t.Context(), h.Hall, h.secretary, h.row(two).Object)
	if err != nil || len(steps) != 2 {
		t.Fatalf("steps %v, %v", steps, err)
	}
	for step, want := range map[congress.RecordID]string{steps[0].Record: "", "": "placed_elsewhere"} {
		if _, err := h.Restore(t.Context(), h.Hall, h.secretary, next(h.row(two).Placement), h.row(two).Object, step); code(err) != want {
			t.Errorf("undoing to %q: %v", step, err)
		}
	}
}
