package compilation_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/discussion/report"
)

func TestThePresidiumReadsAndRemarksFromTheReviewOn(t *testing.T) {
	h, f, _ := ready(t)
	draft := h.outline().N
	submit := func(review bool) {
		t.Helper()
		if _, err := h.Submit(t.Context(), h.Hall, h.secretariat, next(h.outline().N), h.discussion, review); err != nil {
			t.Fatal(err)
		}
	}
	reads := func(asOf uint64) string {
		_, _, err := h.Compiled(t.Context(), h.Hall, h.presidium, info, h.discussion, asOf)
		return code(err)
	}
	submit(false)
	drafted := h.Head().N
	if _, err := h.Outline(h.Hall, h.presidium, h.discussion); reads(0) != "forbidden" || reads(draft) != "forbidden" || code(err) != "forbidden" {
		t.Errorf("the presidium reads a draft: %s, %v", reads(0), err)
	}
	submit(true)
	o, err := h.Outline(h.Hall, h.presidium, h.discussion)
	if err != nil || len(o.Findings) != 1 || reads(0) != "" || reads(drafted) != "forbidden" {
		t.Fatalf("in review the presidium reads %+v, %v, %q, and the draft %q", o, err, reads(0), reads(drafted))
	}
	remark := newID()
	if _, err := h.Remark(t.Context(), h.Hall, h.presidium, discussion.Change{ID: remark, IfMatch: o.N}, h.discussion, "Xin nói rõ hơn.", f); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"settles": func() error {
			_, err := h.Settle(t.Context(), h.Hall, h.presidium, next(h.outline().N), h.discussion, remark, true)
			return err
		}(),
		"signs": func() error {
			_, err := h.Sign(t.Context(), h.Hall, h.presidium, next(h.outline().N), h.discussion, info, nil)
			return err
		}(),
	} {
		if code(err) != "forbidden" {
			t.Errorf("the presidium %s: %v", name, err)
		}
	}
	for _, who := range []int{0, 1} {
		if _, err := h.Remark(t.Context(), h.Hall, h.delegates[who][0], next(h.outline().N), h.discussion, "Tôi cũng vậy.", f); code(err) != "forbidden" {
			t.Errorf("a delegate remarks: %v", err)
		}
	}
	if _, err := h.Settle(t.Context(), h.Hall, h.secretariat, next(h.outline().N), h.discussion, remark, true); err != nil {
		t.Fatal(err)
	}
	if err := h.sign(); err != nil || reads(0) != "" {
		t.Errorf("signed, %v: %q", err, reads(0))
	}
}

func TestTheMapNamesNoGroupByWhatIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		spoke []int
		want  []string
	}{
		"one alone spoke":                   {[]int{0, 1, 0}, []string{}},
		"a small one among silent ones":     {[]int{5, 1, 0, 4}, []string{"Tổ 1", "Các tổ khác"}},
		"no small one":                      {[]int{5, 0, 4}, []string{"Tổ 1", "Tổ 2", "Tổ 3"}},
		"small ones that are many together": {[]int{2, 2, 5}, []string{"Tổ 3", "Các tổ khác"}},
	} {
		h := openHouse(t, len(c.spoke), 6)
		w := settings()
		w.Smallest = 3
		if _, err := h.Set(t.Context(), h.Hall, h.secretariat, next(0), h.discussion, w); err != nil {
			t.Fatal(err)
		}
		for g, n := range c.spoke {
			for i := range n {
				h.say(g, i, 1, discussion.Propose, "Đề nghị.")
			}
		}
		m, err := h.Map(h.Hall, h.presidium, h.discussion)
		if err != nil || !slices.Equal(m.Groups, c.want) || len(m.Issues[0].Groups) != len(c.want) {
			t.Errorf("%s: the map has %q, %v, want %q", name, m.Groups, err, c.want)
		}
	}
}

func TestNoOpinionIsSaidOnlyWhereThereIsNone(t *testing.T) {
	h := openHouse(t, 2, 2)
	h.place(h.say(0, 0, 2, discussion.Propose, "Giữ."), compilation.Part{Aside: "ngoài thẩm quyền"})
	made := h.compiled(0)
	if made.Specific[0].Unplaced || !made.Specific[1].Unplaced || made.Outside.Unplaced || made.General.Unplaced {
		t.Errorf("the chapters are %+v, %+v, %+v", made.Specific, made.Outside, made.General)
	}
}

// An opinion counts where it is placed; the issue that its author chose is not silent for that.
func TestAnIssueOfWhichSomebodySpokeIsNotSilentWhereverThatIsPlaced(t *testing.T) {
	for name, c := range map[string]struct {
		chose, into         int // of the outline; into a sentence of that issue, -2: into no sentence
		elsewhere, unplaced bool
		silent              int // groups
		counts              int // of the issue that was chosen
	}{
		"into a sentence of another issue": {chose: 2, into: 1, elsewhere: true, silent: 1},
		"into a sentence of all of them":   {chose: 2, into: compilation.General, elsewhere: true, silent: 1},
		"into a sentence of its own":       {chose: 2, into: 2, silent: 1, counts: 1},
		"outside of the outline":           {chose: 2, into: 0, elsewhere: true, silent: 1},
		"nowhere":                          {chose: 2, into: -2, unplaced: true, silent: 1, counts: 1},
		"nobody chose it":                  {chose: 1, into: 1, silent: 2},
	} {
		h := openHouse(t, 2, 2)
		said := h.say(0, 0, c.chose, discussion.Propose, "Giữ.")
		if c.into > -2 {
			h.place(said, compilation.Part{Finding: h.found(c.into, "Tổ đề nghị giữ")})
		}
		made := h.compiled(0)
		of := made.Specific[1]
		if (len(of.Elsewhere) == 1) != c.elsewhere || of.Unplaced != c.unplaced || len(of.Silent) != c.silent || made.Matrix.Counts[1][0] != c.counts || of.Empty() != (c.chose != 2) {
			t.Errorf("%s: the chapter is %+v, the matrix %v", name, of, made.Matrix.Counts)
		}
		docx, err := report.CompiledDOCX(made)
		if err != nil {
			t.Fatal(err)
		}
		text := wordText(t, docx)
		if strings.Contains(text, "Không có ý kiến về: "+of.Title) != of.Empty() || strings.Contains(text, "được tổng hợp ở nội dung khác") != c.elsewhere {
			t.Errorf("%s: the report says %s", name, text)
		}
	}
}

// wordText is the markup of a Word file's main part.
func wordText(t *testing.T, docx []byte) string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := archive.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(part)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
