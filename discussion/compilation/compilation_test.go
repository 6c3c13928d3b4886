package compilation_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
)

func TestAnOpinionIsSplitAndEachPartGoesItsOwnWay(t *testing.T) {
	h := openHouse(t, 2, 3)
	text := "Nhất trí với báo cáo nhưng đề nghị bổ sung chỉ tiêu."
	c := h.say(0, 0, 1, discussion.Agree, text)
	agree, propose := h.found(1, "nhất trí với báo cáo"), h.found(2, "đề nghị bổ sung chỉ tiêu")
	cut := utf8.RuneCountInString("Nhất trí với báo cáo ")
	parts := []compilation.Part{
		{From: 0, To: cut, Issue: 1, Stance: discussion.Agree, Finding: agree},
		{From: cut, To: utf8.RuneCountInString(text), Issue: 2, Stance: discussion.Propose, Heading: "Về chỉ tiêu", Tags: []string{"Chỉ tiêu"}, Finding: propose},
	}
	if _, err := h.Place(t.Context(), h.Hall, h.secretariat, next(0), c, parts); err != nil {
		t.Fatal(err)
	}
	if got := h.line(propose).Sources; len(got) != 1 || got[0].Text != "nhưng đề nghị bổ sung chỉ tiêu." || got[0].Comment != c || got[0].Part != 1 {
		t.Errorf("the second part is %+v", got)
	}
	if got := h.outline().Coverage; got != (compilation.Coverage{Opinions: 1, Parts: 2, Placed: 2, InFindings: 2}) {
		t.Errorf("coverage %+v", got)
	}
	for name, filter := range map[string]compilation.Filter{
		"tag without diacritics": {Tag: "chi tieu"}, "words without diacritics": {Query: "de nghi BO SUNG"}, "stance": {Stance: discussion.Propose},
		"finding": {Finding: propose}, "state": {State: "placed"}, "issue": {Issue: new(2)}, "group": {Group: h.groups[0]}, "kind": {Kind: "written"},
	} {
		if l, err := h.Service.List(t.Context(), h.Hall, h.secretariat, h.discussion, filter); err != nil || l.Total != 1 {
			t.Errorf("by %s: %d, %v", name, l.Total, err)
		}
	}
	for name, filter := range map[string]compilation.Filter{
		"another word": {Query: "nhà ở"}, "another stance": {Stance: discussion.Wonder}, "what waits": {State: "waiting"}, "another issue": {Issue: new(0)},
		"another group": {Group: h.groups[1]}, "what was said aloud": {Kind: "spoken"}, "what is set aside": {State: "aside"}, "in my hand": {State: "mine"},
	} {
		if l, err := h.Service.List(t.Context(), h.Hall, h.secretariat, h.discussion, filter); err != nil || l.Total != 0 {
			t.Errorf("by %s: %d, %v", name, l.Total, err)
		}
	}
	// Parts that leave something out, say something twice or name what is not there are refused.
	n, end := h.row(c).Placement, utf8.RuneCountInString(text)
	for name, bad := range map[string]struct {
		parts []compilation.Part
		code  string
	}{
		"none":                {nil, "parts_invalid"},
		"a gap":               {[]compilation.Part{{To: 3}, {From: 4, To: end}}, "parts_invalid"},
		"an overlap":          {[]compilation.Part{{To: 5}, {From: 4, To: end}}, "parts_invalid"},
		"not all":             {[]compilation.Part{{To: 5}}, "text_changed"},
		"more than all":       {[]compilation.Part{{To: end + 1}}, "text_changed"},
		"two places":          {[]compilation.Part{{To: end, Finding: agree, Aside: "x"}}, "parts_invalid"},
		"a duplicate of none": {[]compilation.Part{{To: end, Duplicate: true}}, "parts_invalid"},
		"no such finding":     {[]compilation.Part{{To: end, Finding: congress.ObjectID(newID())}}, "finding_missing"},
		"no such issue":       {[]compilation.Part{{To: end, Issue: 9}}, "parts_invalid"},
	} {
		if _, err := h.Place(t.Context(), h.Hall, h.secretariat, next(n), c, bad.parts); code(err) != bad.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCountsAreCountedAndFollowTheirSources(t *testing.T) {
	h := openHouse(t, 3, 4)
	f := h.found(1, "đề nghị giữ chỉ tiêu")
	var said []congress.ObjectID
	for i, g := range []int{0, 0, 2, 2} {
		c := h.say(g, i%2, 1, discussion.Propose, "Đề nghị giữ chỉ tiêu.")
		h.place(c, compilation.Part{Finding: f})
		said = append(said, c)
	}
	twice := h.say(0, 0, 1, discussion.Propose, "Tôi nhắc lại: giữ chỉ tiêu.")
	h.place(twice, compilation.Part{Finding: f, Duplicate: true})
	for range 3 {
		h.place(h.say(1, 0, 1, discussion.Wonder, "Còn băn khoăn."), compilation.Part{Aside: "chung chung"})
	}
	got := h.line(f).Counted
	if got.Opinions != 4 || got.Duplicates != 0+1 || got.Members != 4 || got.Of != 8 || got.Quantifier != "Nhiều ý kiến" || got.Note != "Gồm: Tổ 1 có 02 ý kiến; Tổ 3 có 02 ý kiến." {
		t.Errorf("counted %+v", got)
	}
	// One is withdrawn: everything follows.
	if _, err := h.threads.Withdraw(t.Context(), h.Hall, h.delegates[2][0], discussion.Change{ID: newID()}, said[2]); err != nil {
		t.Fatal(err)
	}
	if got := h.line(f).Counted; got.Opinions != 3 || got.Note != "Gồm: Tổ 1 có 02 ý kiến; Tổ 3 có 01 ý kiến." {
		t.Errorf("afterwards %+v", got)
	}
	if n := h.outline().Coverage.Opinions; n != 7 {
		t.Errorf("%d opinions count", n)
	}
	// One is changed: it waits again, and its earlier place is not lost.
	if _, err := h.threads.Edit(t.Context(), h.Hall, h.delegates[0][0], discussion.Change{ID: newID()}, said[0], discussion.Words{Issue: 1, Text: "Đề nghị bỏ chỉ tiêu."}); err != nil {
		t.Fatal(err)
	}
	row := h.row(said[0])
	if c := h.outline().Coverage; !row.Changed || c.Changed != 1 || c.Waiting != 1 || h.line(f).Counted.Opinions != 2 {
		t.Errorf("a changed opinion: %+v, coverage %+v", row, c)
	}
}

func TestTheRule(t *testing.T) {
	for _, c := range []struct {
		base compilation.Base
		said []int // by delegate, the first few are in the finding
		in   int
		want string
	}{
		{compilation.OfAll, []int{0, 1, 2, 3}, 1, "Có ý kiến"},
		{compilation.OfAll, []int{0, 1, 2, 3}, 2, "Nhiều ý kiến"}, // half is not most
		{compilation.OfAll, []int{0, 1, 2, 3}, 3, "Đa số ý kiến"},
		{compilation.OfAll, []int{0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3}, 2, "Một số ý kiến"},
		{compilation.OfAll, []int{0}, 1, "Có ý kiến"}, // one of one is no majority
		{compilation.OfSpeakers, []int{0, 0, 0, 1, 2, 3}, 3, "Có ý kiến"},
		{compilation.OfSpeakers, []int{0, 1, 2, 3}, 3, "Đa số ý kiến"},
		{compilation.OfIssue, []int{0, 1}, 0, ""},
	} {
		h := openHouse(t, 1, 4)
		w := settings()
		w.Rule = compilation.Rule{Base: c.base, Most: 50, Many: 20, Some: 2}
		if _, err := h.Set(t.Context(), h.Hall, h.secretariat, next(0), h.discussion, w); err != nil {
			t.Fatal(err)
		}
		f := h.found(1, "đề nghị")
		for i, who := range c.said {
			one := h.say(0, who, 1, discussion.Propose, "Đề nghị.")
			if i < c.in {
				h.place(one, compilation.Part{Finding: f})
			}
		}
		if got := h.line(f).Counted; got.Quantifier != c.want {
			t.Errorf("%s, %d of %v: %q (%d of %d), want %q", c.base, c.in, c.said, got.Quantifier, got.Opinions, got.Of, c.want)
		}
	}
}

func TestMergingMovesSourcesAndUndoBringsThemBack(t *testing.T) {
	h := openHouse(t, 2, 2)
	a, b, under := h.found(1, "giữ chỉ tiêu"), h.found(1, "không đổi chỉ tiêu"), h.found(1, "bỏ chỉ tiêu")
	one, two := h.say(0, 0, 1, discussion.Propose, "Giữ."), h.say(1, 0, 1, discussion.Propose, "Không đổi.")
	h.place(one, compilation.Part{Finding: a})
	h.place(two, compilation.Part{Finding: b})
	if _, err := h.Reword(t.Context(), h.Hall, h.secretariat, next(h.line(under).N), under, compilation.Sentence{Issue: 1, Text: "bỏ chỉ tiêu", DissentOf: b}); err != nil {
		t.Fatal(err)
	}
	before := h.line(b)
	merged, err := h.Merge(t.Context(), h.Hall, h.secretariat, next(before.N), b, a)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.line(a); len(got.Sources) != 2 || got.Counted.Opinions != 2 {
		t.Errorf("after merging: %+v", got)
	}
	for name, f := range map[string]func() error{
		"into itself": func() error {
			_, err := h.Merge(t.Context(), h.Hall, h.secretariat, next(h.line(a).N), a, a)
			return err
		},
		"in a circle": func() error {
			_, err := h.Merge(t.Context(), h.Hall, h.secretariat, next(h.line(a).N), a, b)
			return err
		},
		"over its own dissent": func() error {
			_, err := h.Merge(t.Context(), h.Hall, h.secretariat, next(h.line(a).N), a, under)
			return err
		},
	} {
		if err := f(); code(err) != "finding_circle" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.Remove(t.Context(), h.Hall, h.secretariat, next(h.line(a).N), a, true); code(err) != "finding_has_sources" {
		t.Errorf("taking away one with sources: %v", err)
	}
	steps, err := h.Steps(t.Context(), h.Hall, h.secretariat, b)
	if err != nil || len(steps) != 2 || steps[0].N != before.N {
		t.Fatalf("steps %+v, %v", steps, err)
	}
	undone, err := h.Restore(t.Context(), h.Hall, h.secretariat, next(merged.Record.N), b, steps[0].Record)
	if err != nil {
		t.Fatal(err)
	}
	if got := h.line(b); len(got.Sources) != 1 || len(h.line(a).Sources) != 1 {
		t.Errorf("after undoing: %+v", got)
	}
	if _, err := h.Restore(t.Context(), h.Hall, h.secretariat, next(undone.Record.N), b, merged.Record.ID); err != nil || len(h.line(a).Sources) != 2 {
		t.Errorf("undoing the undo: %v", err)
	}
	if _, err := h.Restore(t.Context(), h.Hall, h.secretariat, next(0), b, steps[0].Record); code(err) != "stale" {
		t.Errorf("undoing what others changed: %v", err)
	}
	if _, err := h.Restore(t.Context(), h.Hall, h.secretariat, next(h.line(a).N), a, steps[0].Record); code(err) != "not_found" {
		t.Errorf("another object's record: %v", err)
	}
}

func TestSecretariesDoNotDoTheSameTwice(t *testing.T) {
	h := openHouse(t, 1, 2)
	c := h.say(0, 0, 1, discussion.Propose, "Đề nghị.")
	claim, err := h.Claim(t.Context(), h.Hall, h.secretariat, next(0), c, true)
	if err != nil {
		t.Fatal(err)
	}
	n := claim.Record.N
	whole := []compilation.Part{{To: 8, Issue: 1, Aside: "chung"}}
	if _, err := h.Place(t.Context(), h.Hall, h.second, next(n), c, whole); code(err) != "claimed" {
		t.Errorf("the other one places: %v", err)
	}
	if _, err := h.Place(t.Context(), h.Hall, h.secretariat, next(0), c, whole); code(err) != "stale" {
		t.Errorf("placing what was read before: %v", err)
	}
	placed, err := h.Place(t.Context(), h.Hall, h.secretariat, next(n), c, whole)
	if err != nil {
		t.Fatal(err)
	}
	if l, err := h.Service.List(t.Context(), h.Hall, h.secretariat, h.discussion, compilation.Filter{State: "mine"}); err != nil || l.Total != 1 {
		t.Errorf("in my hand: %d, %v", l.Total, err)
	}
	now := h.now()
	h.now = func() time.Time { return now.Add(16 * time.Minute) }
	if _, err := h.Claim(t.Context(), h.Hall, h.second, next(placed.Record.N), c, true); err != nil {
		t.Errorf("a claim that ran out: %v", err)
	}
}

func TestWhoCompiles(t *testing.T) {
	h := openHouse(t, 2, 2)
	mine, theirs := h.say(0, 0, 1, discussion.Propose, "Đề nghị."), h.say(1, 0, 1, discussion.Propose, "Đề nghị.")
	whole := []compilation.Part{{To: 8, Issue: 1, Aside: "chung"}}
	for _, c := range []struct {
		name  string
		who   congress.Actor
		on    congress.ObjectID
		want  string
		lists string
	}{
		{"a delegate", h.delegates[0][0], mine, "forbidden", "forbidden"},
		{"the presidium", h.presidium, mine, "forbidden", "forbidden"},
		{"an organizer", h.organizer, mine, "forbidden", "forbidden"},
		{"the group's secretary on another's", h.secretary, theirs, "not_found", ""},
		{"the group's secretary", h.secretary, mine, "", ""},
		{"the secretariat", h.secretariat, theirs, "", ""},
	} {
		if _, err := h.Place(t.Context(), h.Hall, c.who, next(0), c.on, whole); code(err) != c.want {
			t.Errorf("%s places: %v, want %s", c.name, err, c.want)
		}
		l, err := h.Service.List(t.Context(), h.Hall, c.who, h.discussion, compilation.Filter{})
		if code(err) != c.lists {
			t.Errorf("%s lists: %v", c.name, err)
		}
		if c.who.Member == h.secretary.Member && l.Total != 1 {
			t.Errorf("%s sees %d opinions", c.name, l.Total)
		}
	}
	// A group's report: the same findings, and only its own.
	g, err := h.Found(t.Context(), h.Hall, h.secretary, newID(), h.discussion, h.groups[0], compilation.Sentence{Issue: 1, Text: "Tổ đề nghị"})
	if err != nil {
		t.Fatal(err)
	}
	ours := h.found(1, "đề nghị")
	if _, err := h.Place(t.Context(), h.Hall, h.secretary, next(h.row(mine).Placement), mine, []compilation.Part{{To: 8, Issue: 1, Finding: ours}}); code(err) != "finding_missing" {
		t.Errorf("into the secretariat's finding: %v", err)
	}
	h.place(mine, compilation.Part{Finding: g.Record.Object})
	if _, err := h.Merge(t.Context(), h.Hall, h.secretariat, next(g.Record.N), g.Record.Object, ours); err != nil || len(h.line(ours).Sources) != 1 {
		t.Errorf("the secretariat takes the group's finding over: %v", err)
	}
	for name, err := range map[string]error{
		"the other group's": func() error {
			_, err := h.Found(t.Context(), h.Hall, h.secretary, newID(), h.discussion, h.groups[1], compilation.Sentence{Issue: 1, Text: "x"})
			return err
		}(),
		"the secretariat's": func() error {
			_, err := h.Found(t.Context(), h.Hall, h.secretary, newID(), h.discussion, "", compilation.Sentence{Issue: 1, Text: "x"})
			return err
		}(),
		"the settings": func() error {
			_, err := h.Set(t.Context(), h.Hall, h.secretary, next(0), h.discussion, settings())
			return err
		}(),
	} {
		if code(err) != "forbidden" {
			t.Errorf("a group's secretary changes %s: %v", name, err)
		}
	}
}

func TestTheReportIsSignedOnceAllIsPlacedAndStandsAsItWas(t *testing.T) {
	h := openHouse(t, 2, 2)
	f := h.found(1, "đề nghị giữ chỉ tiêu")
	one, two := h.say(0, 0, 1, discussion.Propose, "Giữ."), h.say(1, 0, 0, discussion.Propose, "Việc khác.")
	h.place(one, compilation.Part{Finding: f})
	verify := func(hash string) string { return "https://plenum.example/verify/" + hash }
	n := func() uint64 { return h.outline().N }
	sign := func() error {
		_, err := h.Sign(t.Context(), h.Hall, h.secretariat, next(n()), h.discussion, info, verify)
		return err
	}
	submit := func(review bool) {
		t.Helper()
		if _, err := h.Submit(t.Context(), h.Hall, h.secretariat, next(n()), h.discussion, review); err != nil {
			t.Fatal(err)
		}
	}
	if err := sign(); code(err) != "report_not_in_review" {
		t.Errorf("signing a draft: %v", err)
	}
	submit(true)
	if err := sign(); code(err) != "not_all_placed" {
		t.Errorf("signing before all is placed: %v", err)
	}
	h.place(two, compilation.Part{Aside: "ngoài thẩm quyền"})
	id := newID()
	if _, err := h.Remark(t.Context(), h.Hall, h.second, discussion.Change{ID: id, IfMatch: n()}, h.discussion, "Câu này chưa rõ.", f); err != nil {
		t.Fatal(err)
	}
	if err := sign(); code(err) != "review_open" {
		t.Errorf("signing over a remark: %v", err)
	}
	for _, settled := range []bool{true, false, true} {
		if _, err := h.Settle(t.Context(), h.Hall, h.secretariat, next(n()), h.discussion, id, settled); err != nil {
			t.Fatal(err)
		}
	}
	draft, _, err := h.Compiled(t.Context(), h.Hall, h.secretariat, info, h.discussion, 0)
	if err != nil || !draft.Draft {
		t.Fatal(draft, err)
	}
	if err := sign(); err != nil {
		t.Fatal(err)
	}
	signed, state, err := h.Compiled(t.Context(), h.Hall, h.secretariat, info, h.discussion, 0)
	if err != nil || signed.Draft || state.Signed == nil || signed.Hash != state.Signed.Hash || signed.Verify != verify(signed.Hash) || signed.AsOf != draft.AsOf {
		t.Fatalf("signed %+v, %v", signed, err)
	}
	if got, err := h.Verify(t.Context(), congress.CongressID(h.Stream), signed.Hash); err != nil || got.AsOf != signed.AsOf {
		t.Errorf("verified %+v, %v", got, err)
	}
	if _, err := h.Verify(t.Context(), congress.CongressID(h.Stream), strings.Repeat("0", 64)); code(err) != "not_found" {
		t.Errorf("another hash: %v", err)
	}
	// What comes later is not in it; nobody changes it; answers go on.
	late := h.say(0, 1, 1, discussion.Propose, "Nói thêm.")
	if c := h.outline().Coverage; c.Waiting != 1 {
		t.Errorf("a late one reopens the count: %+v", c)
	}
	if _, err := h.Place(t.Context(), h.Hall, h.secretariat, next(0), late, []compilation.Part{{To: 9, Issue: 1, Finding: f}}); code(err) != "report_signed" {
		t.Errorf("placing after signing: %v", err)
	}
	if _, err := h.SetAnswer(t.Context(), h.Hall, h.secretariat, next(h.line(f).N), f, &compilation.Answer{Unit: "Sở Mẫu", State: compilation.Accepted, Text: "Đã bổ sung."}); err != nil {
		t.Errorf("answering after signing: %v", err)
	}
	again, _, err := h.Compiled(t.Context(), h.Hall, h.secretariat, info, h.discussion, 0)
	if err != nil || !reflect.DeepEqual(again, signed) {
		t.Errorf("later it is\n%+v, %v\nsigned was\n%+v", again, err, signed)
	}
	// The author sees where the opinion went, with the answer; another delegate does not.
	trace, err := h.Trace(t.Context(), h.Hall, h.delegates[0][0], one)
	if err != nil || !trace.Signed || len(trace.Parts) != 1 || trace.Parts[0].Sentence != "đề nghị giữ chỉ tiêu" || trace.Parts[0].Answer == nil {
		t.Errorf("traced %+v, %v", trace, err)
	}
	if trace, err := h.Trace(t.Context(), h.Hall, h.delegates[1][0], two); err != nil || trace.Parts[0].State != "aside" || trace.Parts[0].Reason != "ngoài thẩm quyền" {
		t.Errorf("traced %+v, %v", trace, err)
	}
	if _, err := h.Trace(t.Context(), h.Hall, h.delegates[0][1], one); code(err) != "forbidden" {
		t.Errorf("another's opinion: %v", err)
	}
	if _, err := h.Unsign(t.Context(), h.Hall, h.secretariat, next(n()), h.discussion, "xem lại"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Verify(t.Context(), congress.CongressID(h.Stream), signed.Hash); code(err) != "not_found" {
		t.Errorf("a signature that was taken back: %v", err)
	}
}

func TestBeforeTheReportIsSignedAnAuthorHearsOnlyThatItIsPlaced(t *testing.T) {
	h := openHouse(t, 1, 1)
	c := h.say(0, 0, 1, discussion.Propose, "Giữ.")
	h.place(c, compilation.Part{Finding: h.found(1, "câu chưa công bố")})
	trace, err := h.Trace(t.Context(), h.Hall, h.delegates[0][0], c)
	if err != nil || trace.Signed || trace.Parts[0].State != "placed" || trace.Parts[0].Sentence != "" {
		t.Errorf("traced %+v, %v", trace, err)
	}
	text, _ := json.Marshal(trace)
	if strings.Contains(string(text), "chưa công bố") {
		t.Errorf("the trace says %s", text)
	}
}

func TestTheSameNumberGivesTheSameReport(t *testing.T) {
	h := openHouse(t, 2, 2)
	f := h.found(1, "đề nghị giữ chỉ tiêu")
	h.place(h.say(0, 0, 1, discussion.Propose, "Giữ."), compilation.Part{Finding: f})
	then, _, err := h.Compiled(t.Context(), h.Hall, h.secretariat, info, h.discussion, 0)
	if err != nil {
		t.Fatal(err)
	}
	h.place(h.say(1, 0, 1, discussion.Propose, "Cũng giữ."), compilation.Part{Finding: f})
	if _, err := h.Reword(t.Context(), h.Hall, h.secretariat, next(h.line(f).N), f, compilation.Sentence{Issue: 2, Text: "khác hẳn"}); err != nil {
		t.Fatal(err)
	}
	again, _, err := h.Compiled(t.Context(), h.Hall, h.secretariat, info, h.discussion, then.AsOf)
	if err != nil || !reflect.DeepEqual(again, then) {
		t.Errorf("from the log it is\n%+v, %v\nit was\n%+v", again, err, then)
	}
	if _, _, err := h.Compiled(t.Context(), h.Hall, h.secretariat, info, h.discussion, h.Head().N+1); code(err) != "not_found" {
		t.Errorf("of a number to come: %v", err)
	}
}

func TestSmallGroupsAreShownTogether(t *testing.T) {
	h := openHouse(t, 4, 6)
	w := settings()
	w.Smallest = 3
	if _, err := h.Set(t.Context(), h.Hall, h.secretariat, next(0), h.discussion, w); err != nil {
		t.Fatal(err)
	}
	for g, n := range []int{5, 1, 4, 6} { // the second alone would be singled out, so the next smallest joins it
		for i := range n {
			h.say(g, i, 1, discussion.Propose, "Đề nghị.")
		}
	}
	m, err := h.Map(h.Hall, h.presidium, h.discussion)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.Groups, []string{"Tổ 1", "Tổ 4", "Các tổ khác"}) || m.Issues[0].Issue != 1 || !slices.Equal(m.Issues[0].Groups, []int{5, 6, 5}) || m.Issues[0].Stances[discussion.Propose] != 16 {
		t.Errorf("the map is %+v", m)
	}
	made, _, err := h.Compiled(t.Context(), h.Hall, h.secretariat, congress.Info{Title: "Đại hội"}, h.discussion, 0)
	if err != nil || !slices.Equal(made.Public, m.Groups) || !slices.Equal(made.Column, []int{0, 2, 2, 1}) {
		t.Errorf("open data has the groups %v, %v (%v)", made.Public, made.Column, err)
	}
	for _, who := range []congress.Actor{h.delegates[0][0], h.organizer, h.secretary} {
		if _, err := h.Map(h.Hall, who, h.discussion); code(err) != "forbidden" {
			t.Errorf("%v sees the map: %v", who.Roles, err)
		}
	}
}

func TestWhoHasNotSpoken(t *testing.T) {
	h := openHouse(t, 2, 2)
	h.say(0, 0, 1, discussion.Propose, "Đề nghị.")
	all, err := h.Silent(h.Hall, h.secretariat, h.discussion)
	if err != nil || len(all) != 2 || all[0].Spoke != 1 || !slices.Equal(all[0].Members, []congress.MemberID{h.delegates[0][1].Member, h.secretary.Member}) || len(all[1].Members) != 2 {
		t.Errorf("silent are %+v, %v", all, err)
	}
	if mine, err := h.Silent(h.Hall, h.secretary, h.discussion); err != nil || len(mine) != 1 {
		t.Errorf("of the own group: %+v, %v", mine, err)
	}
}

func TestSuggestionsLeaveOutWhatAPersonDecided(t *testing.T) {
	h := openHouse(t, 2, 2)
	a := h.say(0, 0, 2, discussion.Propose, "Đề nghị sớm đầu tư xây dựng tuyến đường vành đai số 4 qua địa bàn huyện.")
	b := h.say(1, 0, 2, discussion.Propose, "Tôi đề nghị sớm đầu tư xây dựng đường vành đai số 4 qua huyện ta.")
	other := h.say(1, 1, 1, discussion.Agree, "Nhất trí với phương hướng phát triển y tế cơ sở.")
	for range 30 { // a discussion has other words too
		h.say(0, 1, 1, discussion.Propose, "Cần quan tâm chất lượng đào tạo nghề cho thanh niên nông thôn "+string(newID()))
	}
	suggest := func(comment congress.ObjectID) compilation.Suggestions {
		t.Helper()
		got, err := h.Suggest(h.Hall, h.secretariat, h.discussion, comment, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	pair := func(list compilation.Suggestions) *compilation.Suggestion {
		for _, s := range list.Items {
			if s.A == a && s.B == b || s.A == b && s.B == a {
				return &s
			}
		}
		return nil
	}
	if got := pair(suggest("")); got == nil || len(got.Shared) == 0 {
		t.Fatalf("among all: %+v", got)
	}
	got := pair(suggest(a))
	if got == nil || got.InA.To > utf8.RuneCountInString("Đề nghị sớm đầu tư xây dựng tuyến đường vành đai số 4 qua địa bàn huyện.") {
		t.Fatalf("for the one: %+v", got)
	}
	if pair(suggest(other)) != nil {
		t.Error("another opinion is taken for the same")
	}
	refused, err := h.Unlike(t.Context(), h.Hall, h.secretariat, next(0), b, a, true)
	if err != nil || pair(suggest("")) != nil || pair(suggest(a)) != nil {
		t.Errorf("what was refused is suggested again: %v", err)
	}
	if _, err := h.Unlike(t.Context(), h.Hall, h.secretariat, next(refused.Record.N), b, a, false); err != nil || pair(suggest("")) == nil {
		t.Errorf("the refusal is taken back, and the pair is not suggested: %v", err)
	}
	// One that is edited is read again, one that is withdrawn is gone.
	if _, err := h.threads.Withdraw(t.Context(), h.Hall, h.delegates[1][0], discussion.Change{ID: newID()}, b); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Suggest(h.Hall, h.secretariat, h.discussion, b, 0, 0); code(err) != "not_found" {
		t.Errorf("a withdrawn one: %v", err)
	}
	if _, err := h.Suggest(h.Hall, h.delegates[0][0], h.discussion, "", 0, 0); code(err) != "forbidden" {
		t.Errorf("a delegate: %v", err)
	}
}
