package compilation_test

import (
	"bytes"
	"reflect"
	"testing"

	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/discussion/report"
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

// A signed report carries the address that confirms it: without one nothing is signed, and what was signed keeps its own.
func TestNoReportIsSignedWithoutAnAddress(t *testing.T) {
	h, _, _ := ready(t)
	read := h.outline()
	if _, err := h.Sign(t.Context(), h.Hall, h.secretariat, next(read.N), h.discussion, info, func(string) string { return "" }); code(err) != "public_url_missing" {
		t.Fatalf("signing without an address: %v", err)
	}
	if now := h.outline(); now.N != read.N || now.Report.Signed != nil {
		t.Errorf("something was signed: %+v", now.Report.Signed)
	}
	if err := h.sign(); err != nil {
		t.Fatal(err)
	}
	signed := h.outline().Report.Signed
	if signed == nil || signed.Verify != "https://plenum.example/verify/"+signed.Hash {
		t.Errorf("signed as %+v", signed)
	}
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

func (h *house) unsign() {
	h.Helper()
	if _, err := h.Unsign(h.Context(), h.Hall, h.secretariat, next(h.outline().N), h.discussion, "có ý kiến đến sau"); err != nil {
		h.Fatal(err)
	}
}

func TestTheSameNumberGivesTheSameReportWhateverBecomesOfIt(t *testing.T) {
	h, f, _ := ready(t)
	type kept struct {
		n    uint64
		made report.Compiled
		rep  compilation.Report
		docx []byte
	}
	var all []kept
	keep := func() {
		t.Helper()
		n := h.Head().N
		made, rep, err := h.Compiled(t.Context(), h.Hall, h.secretariat, info, h.discussion, n)
		if err != nil {
			t.Fatal(err)
		}
		docx, err := report.CompiledDOCX(made)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, kept{n, made, rep, docx})
	}
	set := func(w compilation.Settings) {
		t.Helper()
		if _, err := h.Set(t.Context(), h.Hall, h.secretariat, next(h.outline().N), h.discussion, w); err != nil {
			t.Fatal(err)
		}
	}
	keep() // a draft, of the record that will be signed
	if err := h.sign(); err != nil {
		t.Fatal(err)
	}
	keep()
	if draft, signed := all[0].made, all[1].made; !draft.Draft || signed.Draft || signed.AsOf != draft.AsOf || all[1].rep.Signed.N != all[1].n {
		t.Errorf("the draft is %+v, signed it is %+v", draft, signed)
	}
	if now := h.compiled(0); !reflect.DeepEqual(now, all[1].made) {
		t.Errorf("now it is %+v, want %+v", now, all[1].made)
	}
	if err := h.answer(f, &accepted); err != nil {
		t.Fatal(err)
	}
	keep()
	h.unsign()
	keep()
	w := settings()
	w.Number, w.Form, w.Template = "99-BC/MẪU", report.PartyForm, congress.ObjectID(newID())
	set(w)
	keep()
	if err := h.sign(); err != nil {
		t.Fatal(err)
	}
	keep()
	for i, was := range all {
		made, rep, err := h.Compiled(t.Context(), h.Hall, h.second, info, h.discussion, was.n)
		if err != nil || !reflect.DeepEqual(made, was.made) || !reflect.DeepEqual(rep, was.rep) {
			t.Errorf("%d, as of %d: it is\n%+v, %+v, %v\nit was\n%+v, %+v", i, was.n, made, rep, err, was.made, was.rep)
		}
		if docx, err := report.CompiledDOCX(made); err != nil || !bytes.Equal(docx, was.docx) {
			t.Errorf("%d, as of %d: other bytes, %v", i, was.n, err)
		}
	}
	renamed := info
	renamed.Title = "Tên khác"
	if made, _, err := h.Compiled(t.Context(), h.Hall, h.secretariat, renamed, h.discussion, 0); err != nil || made.Congress != info.Title {
		t.Errorf("what was signed follows the congress's new name: %q, %v", made.Congress, err)
	}
}

func TestALateOpinionOpensASignedReportAndWhatWasPublishedStandsUntilTheNext(t *testing.T) {
	h, f, one := ready(t)
	if err := h.sign(); err != nil {
		t.Fatal(err)
	}
	document := congress.ObjectID(newID())
	register := func(request congress.RecordID) error {
		_, err := h.Register(t.Context(), h.Hall, h.organizer, newID(), h.discussion, compilation.Registration{Document: document, SHA256: congress.Hash{byte(len(h.outline().Report.Published) + 1)}, Request: request})
		return err
	}
	signed := func(request congress.RecordID) (compilation.Report, error) {
		_, rep, err := h.Signed(t.Context(), h.Hall, h.organizer, info, h.discussion, request)
		return rep, err
	}
	first := newID()
	if err := register(first); err != nil {
		t.Fatal(err)
	}
	if _, err := signed(first); err != nil {
		t.Errorf("the same request again: %v", err)
	}
	if _, err := signed(newID()); code(err) != "report_registered" {
		t.Errorf("another request: %v", err)
	}
	if err := register(newID()); code(err) != "report_registered" {
		t.Errorf("registered twice: %v", err)
	}
	published := h.outline().Report.Signed.Hash

	late := h.say(1, 0, 1, discussion.Propose, "Cũng giữ.")
	trace := func(who congress.Actor, comment congress.ObjectID) compilation.Trace {
		t.Helper()
		got, err := h.Trace(t.Context(), h.Hall, who, comment)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if _, err := h.Unsign(t.Context(), h.Hall, h.secretariat, next(h.outline().N), h.discussion, " "); code(err) != "report_invalid" {
		t.Errorf("without a reason: %v", err)
	}
	h.unsign()
	if rep := h.outline().Report; rep.Document != document || rep.Reopened == nil || rep.Reopened.Reason != "có ý kiến đến sau" {
		t.Errorf("opened, the report is %+v", rep)
	}
	h.place(late, compilation.Part{Finding: f})
	if _, err := h.Reword(t.Context(), h.Hall, h.secretariat, next(h.line(f).N), f, compilation.Sentence{Issue: 1, Text: "giữ và tăng chỉ tiêu"}); err != nil {
		t.Fatal(err)
	}
	// Until it is signed again, everybody keeps what was published.
	if got := trace(h.delegates[0][0], one); !got.Signed || got.Parts[0].Sentence != "giữ chỉ tiêu" {
		t.Errorf("while it is open the author reads %+v", got)
	}
	if got := trace(h.delegates[1][0], late); got.Parts[0].State != "placed" || got.Parts[0].Sentence != "" {
		t.Errorf("while it is open the late author reads %+v", got)
	}
	if got := trace(h.secretariat, one); got.Parts[0].Sentence != "giữ và tăng chỉ tiêu" {
		t.Errorf("while it is open the secretariat reads %+v", got)
	}
	if got, err := h.Verify(t.Context(), congress.CongressID(h.Stream), published); err != nil || got.Superseded || got.DOCX != (congress.Hash{1}) || got.PDF != (congress.Hash{}) {
		t.Errorf("the published one is verified as %+v, %v", got, err)
	}
	if err := h.sign(); err != nil {
		t.Fatal(err)
	}
	if got := trace(h.delegates[1][0], late); got.Parts[0].Sentence != "giữ và tăng chỉ tiêu" {
		t.Errorf("signed again, the late author reads %+v", got)
	}
	if got, err := h.Verify(t.Context(), congress.CongressID(h.Stream), published); err != nil || !got.Superseded || got.DOCX != (congress.Hash{1}) {
		t.Errorf("the first version is verified as %+v, %v", got, err)
	}
	second := newID()
	if rep, err := signed(second); err != nil || rep.Document != document {
		t.Errorf("the second version is for %s, %v", rep.Document, err)
	}
	if err := register(second); err != nil || len(h.outline().Report.Published) != 2 {
		t.Errorf("the second version: %v, %+v", err, h.outline().Report.Published)
	}
}

func TestTheTraceTellsWhatWasSignedWhateverChangesLater(t *testing.T) {
	h, f, one := ready(t)
	if err := h.sign(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.threads.Edit(t.Context(), h.Hall, h.delegates[0][0], discussion.Change{ID: newID()}, one, discussion.Words{Issue: 1, Text: "Giữ!"}); err != nil {
		t.Fatal(err)
	}
	if err := h.answer(f, &accepted); err != nil {
		t.Fatal(err)
	}
	got, err := h.Trace(t.Context(), h.Hall, h.delegates[0][0], one)
	if err != nil || !got.Signed || len(got.Parts) != 1 || got.Parts[0].State != "placed" || got.Parts[0].Sentence != "giữ chỉ tiêu" || got.Parts[0].Quantifier != "Có ý kiến" || got.Parts[0].Answer == nil {
		t.Errorf("after a typo was mended, the trace is %+v, %v", got, err)
	}
}
