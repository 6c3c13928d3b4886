package compilation_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"unicode/utf8"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/discussion/report"
	"plenum/journal"
)

// Whatever secretaries and authors do in whatever order, no part is lost or doubled, and every number is what its sources say.
func TestNoSequenceOfStepsLosesOrDoublesAPart(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &work{house: openHouse(t, 3, 3), r: rand.New(rand.NewPCG(seed, 1)), steps: map[congress.ObjectID][]congress.RecordID{}}
			for i := range 12 {
				w.comments = append(w.comments, w.say(i%3, i/3%3, i%3, discussion.Propose, fmt.Sprintf("Ý kiến số %d: nhất trí nhưng đề nghị thêm.", i)))
			}
			for range 3 {
				w.findings = append(w.findings, w.found(1+w.r.IntN(2), w.words()))
			}
			done := map[string]int{}
			for range 220 {
				what, err := w.step()
				if err == nil {
					done[what]++
				}
				w.check(what)
				if t.Failed() {
					t.Fatalf("after %v", done)
				}
			}
			for _, what := range []string{"place", "merge", "remove", "restore", "found", "edit", "outline"} {
				if done[what] == 0 {
					t.Errorf("no %s was ever done: %v", what, done)
				}
			}
		})
	}
}

// What is counted from what was counted before is what is counted from nothing.
func TestCountingOnFromTheViewBeforeIsCountingAnew(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &work{house: openHouse(t, 3, 3), r: rand.New(rand.NewPCG(seed, 2)), steps: map[congress.ObjectID][]congress.RecordID{}}
			for i := range 12 {
				w.comments = append(w.comments, w.say(i%3, i/3%3, i%3, discussion.Propose, fmt.Sprintf("Ý kiến số %d: nhất trí nhưng đề nghị thêm.", i)))
			}
			for range 3 {
				w.findings = append(w.findings, w.found(1+w.r.IntN(2), w.words()))
			}
			last, told := map[congress.MemberID]compilation.Outline{}, 0
			for range 120 {
				what, err := w.step()
				if w.r.IntN(6) == 0 {
					what = "settings"
					s := settings()
					s.Rule.Base, s.Rule.Many = pick(w.r, []compilation.Base{compilation.OfAll, compilation.OfIssue, compilation.OfSpeakers}), 10+w.r.IntN(20)
					_, err = w.Set(t.Context(), w.Hall, w.second, next(w.outline().N), w.discussion, s)
				}
				if err != nil {
					continue
				}
				anew := w.anew()
				for _, who := range []congress.Actor{w.secretariat, w.secretary} {
					got, err := w.Outline(w.Hall, who, w.discussion)
					if err != nil {
						t.Fatal(err)
					}
					want, err := w.Outline(anew, who, w.discussion)
					if err != nil {
						t.Fatal(err)
					}
					if !reflect.DeepEqual(got, want) {
						t.Fatalf("after %s counting on gives\n%+v, counting anew\n%+v", what, got, want)
					}
					if !reflect.DeepEqual(got.Findings, last[who.Member].Findings) {
						told++
					}
					last[who.Member] = got
				}
			}
			if told < 30 {
				t.Errorf("the counts changed %d times", told)
			}
		})
	}
}

type work struct {
	*house
	r        *rand.Rand
	comments []congress.ObjectID
	findings []congress.ObjectID
	steps    map[congress.ObjectID][]congress.RecordID
	sentence int
}

// words are of one sentence and no other.
func (w *work) words() string {
	w.sentence++
	return fmt.Sprintf("đề nghị [%d]", w.sentence)
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// step does something at random; what is refused is no fault.
func (w *work) step() (what string, err error) {
	ctx, h, by := w.Context(), w.Hall, pick(w.r, []congress.Actor{w.secretariat, w.second})
	number := func(object congress.ObjectID) uint64 {
		if r, err := w.Get(w.secretariat, object); err == nil {
			return r.N
		}
		return 0
	}
	noted := func(object congress.ObjectID, id congress.RecordID, err error) error {
		if err == nil {
			w.steps[object] = append(w.steps[object], id)
		}
		return err
	}
	switch w.r.IntN(11) {
	case 0, 1, 2, 3:
		comment := pick(w.r, w.comments)
		r, err := w.Get(w.secretariat, comment)
		if err != nil {
			return "place", err
		}
		var said discussion.Comment
		if err := r.Decode(&said); err != nil {
			return "place", err
		}
		var parts []compilation.Part
		for from, end := 0, utf8.RuneCountInString(said.Text); from < end; {
			to := end
			if w.r.IntN(2) == 0 {
				to = from + 1 + w.r.IntN(end-from)
			}
			p := compilation.Part{From: from, To: to, Issue: w.r.IntN(3)}
			switch w.r.IntN(4) {
			case 0:
			case 1:
				p.Aside = "chung"
			default:
				p.Finding = pick(w.r, w.findings)
				p.Duplicate = w.r.IntN(5) == 0
			}
			parts, from = append(parts, p), to
		}
		row := compilation.Row{}
		for _, candidate := range w.all() {
			if candidate.Comment == comment {
				row = candidate
			}
		}
		c := next(row.Placement)
		_, err = w.Place(ctx, h, by, c, comment, parts)
		return "place", noted(row.Object, c.ID, err)
	case 4:
		f := pick(w.r, w.findings)
		c, into := next(number(f)), congress.ObjectID("")
		if w.r.IntN(3) > 0 {
			into = pick(w.r, w.findings)
		}
		_, err := w.Merge(ctx, h, by, c, f, into)
		return "merge", noted(f, c.ID, err)
	case 5:
		f := pick(w.r, w.findings)
		c := next(number(f))
		_, err := w.Remove(ctx, h, by, c, f, w.r.IntN(3) > 0)
		return "remove", noted(f, c.ID, err)
	case 6:
		f := pick(w.r, w.findings)
		c := next(number(f))
		s := compilation.Sentence{Issue: w.r.IntN(4) - 1, Text: w.words(), Heading: pick(w.r, []string{"", "Về chỉ tiêu"})}
		if w.r.IntN(3) == 0 {
			s.DissentOf = pick(w.r, w.findings)
		}
		_, err := w.Reword(ctx, h, by, c, f, s)
		return "reword", noted(f, c.ID, err)
	case 7:
		for object, steps := range w.steps {
			c := next(number(object))
			_, err := w.Restore(ctx, h, by, c, object, pick(w.r, steps))
			return "restore", noted(object, c.ID, err)
		}
		return "restore", congress.ErrNotFound
	case 8:
		id := newID()
		_, err := w.Found(ctx, h, by, id, w.discussion, "", compilation.Sentence{Issue: 1, Text: w.words()})
		if err == nil {
			w.findings = append(w.findings, congress.ObjectID(id))
		}
		return "found", noted(congress.ObjectID(id), id, err)
	case 9: // an organizer rewrites the outline and the groups, in one way or the other
		d := discussion.Discussion{Title: "Thảo luận tổ", Issues: []discussion.Issue{{Title: "Kết quả"}, {Title: "Giao thông"}}[:1+w.r.IntN(2)], Groups: w.groups[:2+w.r.IntN(2)], Open: w.groups[:1]}
		_, err := w.Commit(ctx, journal.Request{ID: newID(), Kind: congress.KindDiscussion, Actor: auth.ServerActor(congress.CongressID(w.Stream)), Make: func(*journal.Tx) (journal.Draft, error) {
			d.Open = d.Groups
			return journal.Draft{Object: w.discussion, Audience: congress.Audience{Roles: []congress.Role{congress.Secretariat, congress.Delegate}}, Body: d}, nil
		}})
		return "outline", err
	default:
		i := w.r.IntN(len(w.comments))
		author, change := w.delegates[i%3][i/3%3], discussion.Change{ID: newID()}
		if w.r.IntN(8) == 0 {
			_, err := w.threads.Withdraw(ctx, h, author, change, w.comments[i])
			return "withdraw", err
		}
		_, err := w.threads.Edit(ctx, h, author, change, w.comments[i], discussion.Words{Issue: 1, Text: fmt.Sprint("Nói lại, lần ", w.r.IntN(3))})
		return "edit", err
	}
}

func (w *work) all() []compilation.Row {
	w.Helper()
	l, err := w.Service.List(w.Context(), w.Hall, w.secretariat, w.discussion, compilation.Filter{Limit: 200})
	if err != nil {
		w.Fatal(err)
	}
	return l.Rows
}

// check counts everything again from the rows.
func (w *work) check(after string) {
	w.Helper()
	rows, outline := w.all(), w.outline()
	type where struct {
		comment congress.ObjectID
		part    int
	}
	placed := map[where]congress.ObjectID{}
	want := compilation.Coverage{Opinions: len(rows)}
	for _, r := range rows {
		at := 0
		for i, p := range r.Parts {
			if p.From != at {
				w.Errorf("after %s: part %d of %s begins at %d, want %d", after, i, r.Comment, p.From, at)
			}
			at = p.To
			want.Parts++
			switch {
			case p.Finding != "" && p.Aside != "":
				w.Errorf("after %s: part %d of %s is at two places", after, i, r.Comment)
			case p.Duplicate:
				want.Duplicates++
			case p.Finding != "":
				want.InFindings++
			case p.Aside != "":
				want.Aside++
			default:
				want.Waiting++
			}
			if p.Finding != "" {
				placed[where{r.Comment, i}] = p.Finding
			}
		}
		if at != utf8.RuneCountInString(r.Text) {
			w.Errorf("after %s: the parts of %s end at %d of %d", after, r.Comment, at, utf8.RuneCountInString(r.Text))
		}
		if r.Changed {
			want.Changed++
		}
	}
	want.Placed = want.Parts - want.Waiting
	if outline.Coverage != want {
		w.Errorf("after %s: coverage %+v, counted %+v", after, outline.Coverage, want)
	}
	for _, f := range outline.Findings {
		opinions, members := map[congress.ObjectID]bool{}, map[congress.GroupID]map[congress.ObjectID]bool{}
		for _, s := range f.Sources {
			at := where{s.Comment, s.Part}
			if placed[at] != f.Object {
				w.Errorf("after %s: %s has a part that is in %q", after, f.Object, placed[at])
			}
			delete(placed, at)
			if !s.Duplicate {
				opinions[s.Comment] = true
				if members[s.Group] == nil {
					members[s.Group] = map[congress.ObjectID]bool{}
				}
				members[s.Group][s.Comment] = true
			}
		}
		if f.Counted.Opinions != len(opinions) || len(f.Counted.Groups) != len(members) {
			w.Errorf("after %s: %s counts %+v, its sources are %d in %d groups", after, f.Object, f.Counted, len(opinions), len(members))
		}
		for _, g := range f.Counted.Groups {
			if g.Opinions != len(members[g.Group]) {
				w.Errorf("after %s: %s counts %+v of %d", after, f.Object, g, len(members[g.Group]))
			}
		}
	}
	w.checkReport(after, outline)
	for at, f := range placed {
		w.Errorf("after %s: part %d of %s is in %s, which does not have it", after, at.part, at.comment, f)
	}
}

// checkReport holds the report that would be signed to the outline: each sentence once, with all its sources in the footnote.
func (w *work) checkReport(after string, outline compilation.Outline) {
	w.Helper()
	made, _, err := w.Compiled(w.Context(), w.Hall, w.secretariat, info, w.discussion, 0)
	if err != nil {
		w.Fatal(err)
	}
	written := map[string]report.Finding{}
	var note func(list []report.Finding)
	note = func(list []report.Finding) {
		for _, f := range list {
			if _, twice := written[f.Text]; twice {
				w.Errorf("after %s: %q is written twice", after, f.Text)
			}
			written[f.Text] = f
			note(f.Dissent)
		}
	}
	for _, chapter := range append([]report.Chapter{made.General, made.Outside}, made.Specific...) {
		for _, heading := range chapter.Headings {
			note(heading.Findings)
		}
	}
	for _, f := range outline.Findings {
		got, ok := written[f.Text]
		sum := 0
		for _, n := range counts.FindAllStringSubmatch(got.Note, -1) {
			of, _ := strconv.Atoi(n[1])
			sum += of
		}
		if !ok || got.Opinions != f.Counted.Opinions || sum != f.Counted.Opinions {
			w.Errorf("after %s: %q with %d opinions is written (%v) with %d, and %d in %q", after, f.Text, f.Counted.Opinions, ok, got.Opinions, sum, got.Note)
		}
	}
	if len(written) != len(outline.Findings) {
		w.Errorf("after %s: %d sentences are written of %d", after, len(written), len(outline.Findings))
	}
	annexed := 0
	for _, a := range made.Annexes {
		annexed += len(a.Opinions)
	}
	if annexed != outline.Coverage.Parts {
		w.Errorf("after %s: the annexes have %d of %d parts", after, annexed, outline.Coverage.Parts)
	}
}

var counts = regexp.MustCompile(` có (\d+) ý kiến`)

// Of two who change the same from the same state, one is first and the other hears of it.
func TestTwoSecretariesAtOnceEndInOneOfTheOrders(t *testing.T) {
	h := openHouse(t, 1, 1)
	a, b := h.found(1, "một"), h.found(1, "hai")
	for range 20 {
		c := h.say(0, 0, 1, discussion.Propose, "Đề nghị.")
		var both sync.WaitGroup
		var errs [2]error
		for i, f := range []congress.ObjectID{a, b} {
			both.Go(func() {
				_, errs[i] = h.Place(t.Context(), h.Hall, h.secretariat, next(0), c, []compilation.Part{{To: 8, Issue: 1, Finding: f}})
			})
		}
		both.Wait()
		won := h.row(c).Parts[0].Finding
		switch {
		case errs[0] == nil && code(errs[1]) == "stale" && won == a:
		case errs[1] == nil && code(errs[0]) == "stale" && won == b:
		default:
			t.Errorf("the two got %v and %v, and the opinion is in %s", errs[0], errs[1], won)
		}
	}
}
