package compilation_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/journal"
)

func TestADissentOfAnyDepthIsWrittenRightUnderWhatItIsOf(t *testing.T) {
	h := openHouse(t, 1, 2)
	var last congress.ObjectID
	for i := range 7 {
		last = h.foundAs(compilation.Sentence{Issue: 1, Text: fmt.Sprint("câu ", i+1), DissentOf: last})
	}
	h.place(h.say(0, 0, 1, discussion.Propose, "Giữ."), compilation.Part{Finding: last})
	made := h.compiled(0)
	at := made.Specific[0].Headings[0].Findings
	for i := range 7 {
		if len(at) != 1 || at[0].Text != fmt.Sprint("câu ", i+1) {
			t.Fatalf("at depth %d stands %+v", i, at)
		}
		at = at[0].Dissent
	}
	if got := made.Annexes[0].Opinions[0].Place; got != "I.1, ý 1.1.1.1.1.1.1" {
		t.Errorf("the opinion is said to be at %q", got)
	}
}

// Discussions were changed in this way before the threads refused it.
func TestWhatIsSaidOfAnIssueOrInAGroupThatIsGoneStaysInTheReport(t *testing.T) {
	h := openHouse(t, 2, 2)
	f := h.found(2, "câu của nội dung hai")
	h.place(h.say(0, 0, 2, discussion.Propose, "Làm đường."), compilation.Part{Finding: f})
	h.place(h.say(1, 0, 2, discussion.Propose, "Làm đường nhé."), compilation.Part{Finding: f})
	if _, err := h.Commit(t.Context(), journal.Request{ID: newID(), Kind: congress.KindDiscussion, Actor: auth.ServerActor(congress.CongressID(h.Stream)), Make: func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: h.discussion, Audience: congress.Audience{Everyone: true}, Body: discussion.Discussion{
			Title: "Thảo luận tổ", Issues: []discussion.Issue{{Title: "Kết quả"}}, Groups: h.groups[:1], Open: h.groups[:1],
		}}, nil
	}}); err != nil {
		t.Fatal(err)
	}
	made := h.compiled(0)
	if got := made.Outside.Headings; len(got) != 1 || got[0].Findings[0].Text != "câu của nội dung hai" {
		t.Errorf("outside of the outline stands %+v", got)
	}
	if got := h.line(f).Counted; got.Opinions != 2 || got.Note != "Gồm: Tổ 1 có 01 ý kiến; Tổ 2 có 01 ý kiến." {
		t.Errorf("counted %+v", got)
	}
	if len(made.Annexes) != 2 || len(made.Annexes[1].Opinions) != 1 || made.Annexes[1].Opinions[0].Place != "II, ý 1" {
		t.Errorf("annexes %+v", made.Annexes)
	}
	m, err := h.Map(h.Hall, h.presidium, h.discussion)
	if text, _ := json.Marshal(m); err != nil || !strings.Contains(string(text), "câu của nội dung hai") {
		t.Errorf("the map is %s, %v", text, err)
	}
}

func TestASentenceWithoutSourcesIsNotSigned(t *testing.T) {
	h := openHouse(t, 1, 2)
	f := h.found(1, "câu có nguồn")
	h.place(h.say(0, 0, 1, discussion.Propose, "Giữ."), compilation.Part{Finding: f})
	empty := h.found(1, "câu không có nguồn")
	h.submit()
	err := h.sign()
	if code(err) != "sentence_sourceless" || congress.AsError(err).Fields["finding"] != messages.Names(string(empty)) {
		t.Errorf("signing: %v, %v", err, congress.AsError(err))
	}
	// A duplicate of nothing is no source either.
	h.place(h.say(0, 0, 1, discussion.Propose, "Giữ."), compilation.Part{Finding: empty, Duplicate: true})
	if err := h.sign(); code(err) != "sentence_sourceless" {
		t.Errorf("signing: %v", err)
	}
	h.place(h.say(0, 1, 1, discussion.Propose, "Giữ nhé."), compilation.Part{Finding: empty})
	if err := h.sign(); err != nil {
		t.Errorf("signing: %v", err)
	}
}
