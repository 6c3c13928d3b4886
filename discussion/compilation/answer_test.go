package compilation_test

import (
	"testing"

	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
)

var accepted = compilation.Answer{Unit: "Sở", State: compilation.Accepted, Text: "Đã tiếp thu."}

func (h *house) answer(finding congress.ObjectID, a *compilation.Answer) error {
	h.Helper()
	_, err := h.SetAnswer(h.Context(), h.Hall, h.second, next(h.line(finding).N), finding, a)
	return err
}

func TestAnAnswerIsNotLostByMergingOrTakingAway(t *testing.T) {
	h := openHouse(t, 2, 2)
	a, b := h.found(1, "a"), h.found(1, "b")
	if err := h.answer(b, &accepted); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Merge(t.Context(), h.Hall, h.secretariat, next(h.line(b).N), b, a); code(err) != "finding_answered" {
		t.Errorf("merging an answered one: %v", err)
	}
	if _, err := h.Remove(t.Context(), h.Hall, h.secretariat, next(h.line(b).N), b, true); code(err) != "finding_answered" {
		t.Errorf("taking it away: %v", err)
	}
	merged, err := h.Merge(t.Context(), h.Hall, h.secretariat, next(h.line(a).N), a, b)
	if err != nil {
		t.Errorf("the other into it: %v", err)
	}
	if _, err := h.SetAnswer(t.Context(), h.Hall, h.secretariat, next(merged.Record.N), a, &accepted); code(err) != "finding_missing" {
		t.Errorf("answering what was merged: %v", err)
	}
	if err := h.answer(b, nil); err != nil || len(h.compiled(0).Answers) != 0 {
		t.Errorf("taking the answer back: %v", err)
	}
}

func TestUndoingWordsLeavesAnothersAnswer(t *testing.T) {
	h := openHouse(t, 1, 2)
	f := h.found(1, "câu")
	h.place(h.say(0, 0, 1, discussion.Propose, "Giữ."), compilation.Part{Finding: f})
	if _, err := h.Reword(t.Context(), h.Hall, h.secretariat, next(h.line(f).N), f, compilation.Sentence{Issue: 1, Text: "câu mới"}); err != nil {
		t.Fatal(err)
	}
	if err := h.answer(f, &accepted); err != nil {
		t.Fatal(err)
	}
	steps := func() []compilation.Step {
		t.Helper()
		all, err := h.Steps(t.Context(), h.Hall, h.secretariat, f)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	restore := func(to congress.RecordID) error {
		_, err := h.Restore(t.Context(), h.Hall, h.secretariat, next(h.line(f).N), f, to)
		return err
	}
	answered, unanswered, founded := h.line(f), steps()[0].Record, steps()[1].Record
	if err := restore(founded); err != nil || h.line(f).Text != "câu" || h.line(f).Answer == nil {
		t.Errorf("undoing the wording from before the answer: %v, %+v", err, h.line(f))
	}
	if err := restore(steps()[0].Record); err != nil || h.line(f).Text != "câu mới" {
		t.Fatalf("undoing that: %v, %+v", err, h.line(f))
	}
	h.submit()
	if err := h.sign(); err != nil {
		t.Fatal(err)
	}
	if err := restore(unanswered); err != nil || h.line(f).Answer != nil {
		t.Errorf("undoing the answer alone, of a signed report: %v, %+v", err, h.line(f))
	}
	if err := restore(founded); code(err) != "report_signed" {
		t.Errorf("undoing the words of a signed report: %v", err)
	}
	if err := restore(steps()[0].Record); err != nil || h.line(f).Answer == nil || *h.line(f).Answer != *answered.Answer {
		t.Errorf("bringing the answer back: %v, %+v", err, h.line(f))
	}
}
