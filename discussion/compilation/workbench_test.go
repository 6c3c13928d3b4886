package compilation_test

import (
	"reflect"
	"slices"
	"testing"

	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
)

// chosen are the opinions that a filter chooses, in their order.
func (h *house) chosen(who congress.Actor, f compilation.Filter) (comments []congress.ObjectID) {
	h.Helper()
	l, err := h.Service.List(h.Context(), h.Hall, who, h.discussion, f)
	if err != nil || l.Total != len(l.Rows) {
		h.Fatalf("%+v, %v", l, err)
	}
	for _, r := range l.Rows {
		comments = append(comments, r.Comment)
	}
	return comments
}

// hear records what a delegate of a group said; nobody: "a member".
func (h *house) hear(g congress.GroupID, member congress.MemberID, text string) congress.ObjectID {
	h.Helper()
	res, err := h.threads.Hear(h.Context(), h.Hall, h.secretary, discussion.Heard{ID: newID(), Discussion: h.discussion, Group: g, Member: member, Words: discussion.Words{Issue: 1, Text: text}})
	if err != nil {
		h.Fatal(err)
	}
	return res.Record.Object
}

func TestTheWorkbenchShowsEachSecretaryWhatTheyHaveNotRead(t *testing.T) {
	h := openHouse(t, 2, 2)
	one, two := h.say(0, 0, 1, discussion.Propose, "Một."), h.say(1, 0, 1, discussion.Propose, "Hai.")
	unread := func(who congress.Actor, want ...congress.ObjectID) {
		t.Helper()
		if got := h.chosen(who, compilation.Filter{State: "unread"}); !slices.Equal(got, want) {
			t.Errorf("unread are %v, want %v", got, want)
		}
		l, err := h.Service.List(t.Context(), h.Hall, who, h.discussion, compilation.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range l.Rows {
			if r.Unread != slices.Contains(want, r.Comment) {
				t.Errorf("%s is unread: %v", r.Comment, r.Unread)
			}
		}
	}
	unread(h.secretariat, one, two)
	if err := h.threads.Read(t.Context(), h.Hall, h.secretariat, newID(), h.discussion, h.groups[0], h.Head().N); err != nil {
		t.Fatal(err)
	}
	unread(h.secretariat, two)
	unread(h.second, one, two) // each reads for themselves
	three := h.say(0, 1, 1, discussion.Propose, "Ba.")
	unread(h.secretariat, two, three)
	if err := h.threads.Read(t.Context(), h.Hall, h.secretariat, newID(), h.discussion, h.groups[0], h.Head().N); err != nil {
		t.Fatal(err)
	}
	if _, err := h.threads.Edit(t.Context(), h.Hall, h.delegates[0][0], discussion.Change{ID: newID()}, one, discussion.Words{Issue: 1, Text: "Một, và hơn thế."}); err != nil {
		t.Fatal(err)
	}
	unread(h.secretariat, one, two)
}

func TestTheWorkbenchTellsWhatWasWrittenFromWhatWasSaidAndByNobodyNamed(t *testing.T) {
	h := openHouse(t, 1, 2)
	d, r, err := h.threads.Get(h.Hall, h.organizer, h.discussion)
	if err != nil {
		t.Fatal(err)
	}
	d.Unnamed = true
	if _, err := h.threads.Put(t.Context(), h.Hall, h.organizer, discussion.Save{ID: newID(), Object: h.discussion, IfMatch: r.N, Discussion: d}); err != nil {
		t.Fatal(err)
	}
	written := h.say(0, 0, 1, discussion.Propose, "Viết.")
	named, unnamed := h.hear(h.groups[0], h.delegates[0][1].Member, "Nói."), h.hear(h.groups[0], "", "Có người nói.")
	for kind, want := range map[string][]congress.ObjectID{"written": {written}, "spoken": {named, unnamed}, "unnamed": {unnamed}, "": {written, named, unnamed}} {
		if got := h.chosen(h.secretariat, compilation.Filter{Kind: kind}); !slices.Equal(got, want) {
			t.Errorf("of the kind %q are %v, want %v", kind, got, want)
		}
	}
	f := h.found(1, "đề nghị")
	for _, c := range []congress.ObjectID{unnamed, h.hear(h.groups[0], "", "Lại có người nói.")} {
		h.place(c, compilation.Part{Finding: f})
	}
	if got := h.line(f).Counted; got.Members != 2 {
		t.Errorf("two unnamed ones are %d members", got.Members)
	}
}

func TestTheWorkbenchSorts(t *testing.T) {
	h := openHouse(t, 3, 2)
	a, b, c, d := h.say(2, 0, 1, "", "Vừa vừa."), h.say(0, 0, 1, "", "Dài hơn tất cả những ý kiến khác."), h.say(1, 0, 1, "", "Ngắn."), h.say(0, 1, 1, "", "Ngắn!")
	for by, want := range map[string][]congress.ObjectID{"": {a, b, c, d}, "old": {a, b, c, d}, "new": {d, c, b, a}, "group": {b, d, c, a}, "long": {b, a, c, d}} {
		if got := h.chosen(h.secretariat, compilation.Filter{Sort: by}); !slices.Equal(got, want) {
			t.Errorf("by %q they are %v, want %v", by, got, want)
		}
	}
}

func TestTheBaseOfAnIssueIsTheOpinionsThatHaveAPartOfIt(t *testing.T) {
	h := openHouse(t, 1, 6)
	one, two, all := h.found(1, "về kết quả"), h.found(2, "về giao thông"), h.found(compilation.General, "về cả dự thảo")
	said := []congress.ObjectID{}
	for i := range 6 {
		said = append(said, h.say(0, i, 1+i%2, discussion.Propose, "Kết quả, giao thông."))
	}
	cut, end := 9, 20
	if _, err := h.Place(t.Context(), h.Hall, h.secretariat, next(0), said[0], []compilation.Part{{To: cut, Issue: 1, Finding: one}, {From: cut, To: end, Issue: 1, Finding: two}}); err != nil {
		t.Fatal(err)
	}
	h.place(said[1], compilation.Part{Finding: two})
	h.place(said[2], compilation.Part{Finding: two}) // said of issue 1, and belongs to 2 by its finding
	h.place(said[3], compilation.Part{Finding: all})
	// Of issue 1: said 0 and, waiting, 4. Of 2: 0, 1, 2 and, waiting, 5.
	for _, want := range []struct {
		finding      congress.ObjectID
		opinions, of int
		word         string
	}{{one, 1, 2, "Có ý kiến"}, {two, 3, 4, "Đa số ý kiến"}, {all, 1, 6, "Có ý kiến"}} {
		if got := h.line(want.finding).Counted; got.Opinions != want.opinions || got.Of != want.of || got.Quantifier != want.word {
			t.Errorf("counted %+v, want %+v", got, want)
		}
	}
	for issue, want := range map[int]int{1: 2, 2: 4, compilation.General: 1, 0: 0} {
		if got := h.chosen(h.secretariat, compilation.Filter{Issue: &issue}); len(got) != want {
			t.Errorf("the workbench has %d of issue %d, want %d", len(got), issue, want)
		}
	}
	h.place(said[4], compilation.Part{Finding: two})
	if _, err := h.Place(t.Context(), h.Hall, h.secretariat, next(0), said[5], []compilation.Part{{To: cut, Issue: 2, Aside: "trùng"}, {From: cut, To: end, Issue: 2}}); err != nil {
		t.Fatal(err) // two parts of an issue are one opinion of it
	}
	if a, b := h.line(one).Counted, h.line(two).Counted; a.Of != 1 || b.Of != 5 || b.Opinions != 4 {
		t.Errorf("afterwards counted %+v and %+v", a, b)
	}
}

func TestAHiddenCommentLeavesAllCounts(t *testing.T) {
	h := openHouse(t, 2, 6)
	f := h.found(1, "giữ chỉ tiêu")
	for g := range 2 {
		for i := range 5 {
			h.place(h.say(g, i, 1, discussion.Propose, "Đề nghị giữ chỉ tiêu đã nêu trong dự thảo."), compilation.Part{Finding: f})
		}
	}
	type everything struct {
		Coverage compilation.Coverage
		Counted  compilation.Counted
		Sources  int
		Map      compilation.Map
		Silent   []compilation.Silent
		Opinions int
		Members  int
		Annexed  []int
		Matrix   [][]int
		Alike    int
		Rows     int
	}
	count := func() (all everything) {
		t.Helper()
		line := h.line(f)
		m, err := h.Map(h.Hall, h.presidium, h.discussion)
		if err != nil {
			t.Fatal(err)
		}
		m.AsOf = 0
		silent, err := h.Silent(h.Hall, h.secretariat, h.discussion)
		if err != nil {
			t.Fatal(err)
		}
		alike, err := h.Suggest(h.Hall, h.secretariat, h.discussion, "", 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		made := h.compiled(0)
		all = everything{
			Coverage: h.outline().Coverage, Counted: line.Counted, Sources: len(line.Sources), Map: m, Silent: silent,
			Opinions: made.Opinions, Members: made.Members, Matrix: made.Matrix.Counts, Alike: alike.Total, Rows: len(h.chosen(h.secretariat, compilation.Filter{})),
		}
		for _, a := range made.Annexes {
			all.Annexed = append(all.Annexed, len(a.Opinions))
		}
		return all
	}
	before := count()
	late := h.say(0, 5, 1, discussion.Propose, "Đề nghị giữ chỉ tiêu, bỏ lời lẽ này.")
	h.place(late, compilation.Part{Finding: f})
	if with := count(); with.Coverage.Opinions != 11 || with.Counted.Opinions != 11 || with.Opinions != 11 || with.Rows != 11 || reflect.DeepEqual(with.Map, before.Map) || reflect.DeepEqual(with.Silent, before.Silent) {
		t.Errorf("with it everything is %+v", with)
	}
	if _, err := h.threads.Hide(t.Context(), h.Hall, h.secretary, discussion.Change{ID: newID()}, late, "lời lẽ"); err != nil {
		t.Fatal(err)
	}
	if after := count(); !reflect.DeepEqual(after, before) {
		t.Errorf("hidden, everything is\n%+v, want\n%+v", after, before)
	}
	if _, err := h.threads.Show(t.Context(), h.Hall, h.secretary, discussion.Change{ID: newID()}, late); err != nil {
		t.Fatal(err)
	}
	if again := count(); again.Counted.Opinions != 11 || again.Coverage.Waiting != 0 {
		t.Errorf("shown again, everything is %+v", again)
	}
}
