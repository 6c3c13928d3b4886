package compilation_test

import (
	"reflect"
	"strings"
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
	if err := restore(steps()[0].Record); err != nil || h.line(f).Answer == nil || !reflect.DeepEqual(h.line(f).Answer, answered.Answer) {
		t.Errorf("bringing the answer back: %v, %+v", err, h.line(f))
	}
}

// version is the body of a document with one version of three pages.
func version(number, title string) map[string]any {
	return map[string]any{"number": number, "title": title, "versions": []any{map[string]any{"number": 2, "pages": 3}}}
}

func TestAnAnswerNamesThePassageThatTookItUp(t *testing.T) {
	h := openHouse(t, 1, 2)
	f := h.found(1, "câu")
	one := h.say(0, 0, 1, discussion.Propose, "Giữ.")
	h.place(one, compilation.Part{Finding: f})
	draft, presidiums := h.put(congress.KindDocument, version("04-NQ/ĐHM", "Dự thảo Nghị quyết")), h.putFor(congress.Audience{Roles: []congress.Role{congress.Presidium}}, congress.ObjectID(newID()), congress.KindDocument, version("", "Kịch bản"))
	ours := h.putFor(congress.Audience{Roles: []congress.Role{congress.Secretariat}}, congress.ObjectID(newID()), congress.KindDocument, version("05-KH/ĐTK", "Kế hoạch tiếp thu"))
	quote := func(q discussion.Quote) error {
		a := accepted
		a.Quote = &q
		return h.answer(f, &a)
	}
	for name, q := range map[string]discussion.Quote{
		"quote_unknown of a version that there is not": {Document: draft, Version: 1},
		"quote_unknown of what is not for me":          {Document: presidiums, Version: 2, Page: 1},
		"quote_unknown of no document":                 {Document: f, Version: 2},
		"quote_place of a page that there is not":      {Document: draft, Version: 2, Page: 4},
		"answer_invalid of a passage without a page":   {Document: draft, Version: 2, To: 5},
		"answer_invalid of a page without a document":  {Page: 1},
	} {
		if err := quote(q); code(err) != strings.Fields(name)[0] {
			t.Errorf("%s: %v", name, err)
		}
	}
	answers := func(asOf uint64) string {
		t.Helper()
		rows := h.compiled(asOf).Answers
		if len(rows) != 1 {
			t.Fatalf("the answers are %+v", rows)
		}
		return rows[0].Document
	}
	told := func() *discussion.Quote {
		t.Helper()
		trace, err := h.Trace(t.Context(), h.Hall, h.delegates[0][0], one)
		if err != nil || len(trace.Parts) != 1 || trace.Parts[0].Answer == nil || trace.Parts[0].Answer.Text != accepted.Text {
			t.Fatalf("the trace is %+v, %v", trace, err)
		}
		return trace.Parts[0].Answer.Quote
	}
	h.submit()
	if err := h.sign(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Register(t.Context(), h.Hall, h.organizer, newID(), h.discussion, compilation.Registration{Document: congress.ObjectID(newID()), Request: newID()}); err != nil {
		t.Fatal(err) // what was published is told also while the report is open again
	}
	first := discussion.Quote{Document: draft, Version: 2, Page: 3, From: 10, To: 90}
	if err := quote(first); err != nil || told() == nil || *told() != first {
		t.Errorf("of a document for everyone: %v, %+v", err, told())
	}
	h.unsign()
	read := h.outline().N
	const want = "Dự thảo Nghị quyết (04-NQ/ĐHM), bản 2, trang 3"
	if got := answers(0); got != want {
		t.Errorf("the table says %q, want %q", got, want)
	}
	h.putFor(congress.Audience{Everyone: true}, draft, congress.KindDocument, version("04-NQ/ĐHM", "Nghị quyết"))
	if got := answers(0); got != "Nghị quyết (04-NQ/ĐHM), bản 2, trang 3" || h.outline().N == read {
		t.Errorf("after a new title the table says %q, as of %d and %d", got, h.outline().N, read)
	}
	if got := answers(read); got != want {
		t.Errorf("as of then the table says %q, want %q", got, want)
	}
	// Taken from its readers, it is named no more, and what was said of it may stay.
	h.putFor(congress.Audience{Roles: []congress.Role{congress.Organizer}}, draft, congress.KindDocument, version("04-NQ/ĐHM", "Nghị quyết"))
	if told() != nil || answers(0) != "Tài liệu có phạm vi đọc riêng, bản 2, trang 3" {
		t.Errorf("of a document that was withdrawn the trace tells %+v, the table %q", told(), answers(0))
	}
	if err := quote(first); err != nil {
		t.Errorf("the same passage again: %v", err)
	}
	if err := quote(discussion.Quote{Document: ours, Version: 2}); err != nil || told() != nil || answers(0) != "Tài liệu có phạm vi đọc riêng, bản 2" {
		t.Errorf("of a document of the secretariat's: %v, the trace tells %+v, the table %q", err, told(), answers(0))
	}
	if line := h.line(f); line.Answer.Quote == nil || line.Answer.Document != ours {
		t.Errorf("the secretariat reads %+v", line.Answer)
	}
}
