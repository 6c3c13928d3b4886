package journal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"plenum/congress"
	"plenum/journal"
)

func byText() func(*congress.Record) []string {
	return func(r *congress.Record) []string { return []string{text(r)} }
}

// readAll pages through the list; between the parts it calls meanwhile with the number of parts read.
func readAll(t *testing.T, h func() *journal.Hall, actor congress.Actor, limit int, meanwhile func(parts int)) (ids, texts []string) {
	t.Helper()
	after := ""
	for parts := 1; ; parts++ {
		records, next, err := h().InOrder(actor, congress.KindComment, byText, journal.Part{After: after, Limit: limit})
		if err != nil {
			t.Fatal(err)
		}
		if len(records) > limit || next != "" && len(records) != limit {
			t.Fatalf("a part of %d, limit %d, next %q", len(records), limit, next)
		}
		for _, r := range records {
			ids, texts = append(ids, string(r.Object)), append(texts, text(r))
		}
		if next == "" {
			return ids, texts
		}
		after = next
		if meanwhile != nil {
			meanwhile(parts)
		}
	}
}

func TestEveryPagingGivesTheSameOrder(t *testing.T) {
	t.Parallel()
	h, _ := enter(t, openLog(t), nil)
	group := congress.Audience{Groups: []congress.GroupID{"g"}}
	for i, word := range strings.Fields("m c x a c t b c q z a f") {
		to := everyone
		if i%3 == 0 {
			to = group
		}
		commit(t, h, post(newID(), word, to))
	}
	for name, c := range map[string]struct {
		actor congress.Actor
		want  string
	}{
		"who sees all":  {congress.Actor{Groups: []congress.GroupID{"g"}}, "a a b c c c f m q t x z"},
		"who sees some": {congress.Actor{}, "a c c c f q t x"},
	} {
		whole, _ := readAll(t, func() *journal.Hall { return h }, c.actor, 100, nil)
		for limit := 1; limit <= 13; limit++ {
			ids, texts := readAll(t, func() *journal.Hall { return h }, c.actor, limit, nil)
			if got := strings.Join(texts, " "); got != c.want || !slices.Equal(ids, whole) {
				t.Errorf("%s, parts of %d: got %s, want %s", name, limit, got, c.want)
			}
		}
	}
}

func TestNothingIsTwiceOrLostWhenAListChangesBetweenItsParts(t *testing.T) {
	t.Parallel()
	all := strings.Fields("b d f h j l n p r t")
	for name, c := range map[string]struct {
		change func(t *testing.T, h *journal.Hall, of map[string]string) // after the first part, of b d f
		free   string                                                    // may be there or not
		erased string
	}{
		"one already given goes to the end":    {change: rename("b", "z")},
		"one not yet given goes to the front":  {change: rename("r", "a")},
		"the last one given goes to the end":   {change: rename("f", "y")},
		"the last one given goes to the front": {change: rename("f", "a")},
		"the next one goes before the last":    {change: rename("h", "c")},
		"one goes and comes back": {change: func(t *testing.T, h *journal.Hall, of map[string]string) {
			rename("d", "z")(t, h, of)
			rename("d", "d")(t, h, of)
			rename("t", "a")(t, h, of)
			rename("t", "t")(t, h, of)
		}},
		"all turn round": {change: func(t *testing.T, h *journal.Hall, of map[string]string) {
			for i, word := range all {
				rename(word, all[len(all)-1-i])(t, h, of)
			}
		}},
		"the last one given is erased": {change: erase("f"), erased: "f"},
		"the next one is erased":       {change: erase("h"), erased: "h"},
		"new ones come": {change: func(t *testing.T, h *journal.Hall, _ map[string]string) {
			for _, word := range []string{"a", "g", "i", "z"} {
				commit(t, h, post(newID(), word, everyone))
			}
		}},
		"a new one moves from part to part": {change: func(t *testing.T, h *journal.Hall, of map[string]string) {
			of["new"] = newID()
			commit(t, h, post(of["new"], "g", everyone))
		}, free: "new"},
		"nothing happens": {change: func(*testing.T, *journal.Hall, map[string]string) {}},
	} {
		for limit := 1; limit <= 4; limit++ {
			t.Run(fmt.Sprintf("%s, parts of %d", name, limit), func(t *testing.T) {
				t.Parallel()
				h, _ := enter(t, openLog(t), nil)
				of := map[string]string{}
				for _, i := range []int{3, 8, 0, 9, 4, 1, 7, 2, 6, 5} {
					of[all[i]] = newID()
					commit(t, h, post(of[all[i]], all[i], everyone))
				}
				ids, _ := readAll(t, func() *journal.Hall { return h }, congress.Actor{}, limit, func(parts int) {
					if parts*limit >= 3 && (parts-1)*limit < 3 {
						c.change(t, h, of)
					} else if id := of["new"]; c.free != "" && id != "" {
						commit(t, h, post(id, string(rune('g'+6*parts%20)), everyone))
					}
				})
				for word, id := range of {
					n := 0
					for _, got := range ids {
						if got == id {
							n++
						}
					}
					if n != 1 && (n > 1 || word != c.free && word != c.erased) {
						t.Errorf("%s is there %d times", word, n)
					}
				}
				var old []string // in the order that stood at first
				for _, id := range ids {
					for _, word := range all {
						if of[word] == id {
							old = append(old, word)
						}
					}
				}
				if !slices.IsSorted(old) {
					t.Errorf("got %v", old)
				}
				_, texts := readAll(t, func() *journal.Hall { return h }, congress.Actor{}, limit, nil)
				if !slices.IsSorted(texts) {
					t.Errorf("read anew: %v", texts)
				}
			})
		}
	}
}

func rename(word, to string) func(*testing.T, *journal.Hall, map[string]string) {
	return func(t *testing.T, h *journal.Hall, of map[string]string) {
		t.Helper()
		commit(t, h, post(of[word], to, everyone))
	}
}

func erase(word string) func(*testing.T, *journal.Hall, map[string]string) {
	return func(t *testing.T, h *journal.Hall, of map[string]string) {
		t.Helper()
		r := post(of[word], "", everyone)
		r.Make = func(*journal.Tx) (journal.Draft, error) {
			return journal.Draft{Op: congress.Erase, Object: congress.ObjectID(of[word]), Audience: everyone}, nil
		}
		commit(t, h, r)
	}
}

func TestAnotherServerGoesOnWithAList(t *testing.T) {
	t.Parallel()
	log := openLog(t)
	one, _ := enter(t, log, nil)
	for _, word := range strings.Fields("e b a d c f") {
		commit(t, one, post(newID(), word, everyone))
	}
	h := one
	_, texts := readAll(t, func() *journal.Hall { return h }, congress.Actor{}, 2, func(int) { h, _ = enter(t, log, nil) })
	if got := strings.Join(texts, " "); got != "a b c d e f" {
		t.Errorf("got %s", got)
	}
}

func TestAListKnowsItsCursors(t *testing.T) {
	t.Parallel()
	h, _ := enter(t, openLog(t), nil)
	id := newID()
	commit(t, h, post(id, "a", everyone))
	for cursor, fine := range map[string]bool{
		"1-" + id: true, "9-" + id: true, "1": false, "x-" + id: false, "-" + id: false, "1-" + newID(): false, "1-": false, "-": false, "99999999999999999999-" + id: false,
	} {
		_, _, err := h.InOrder(congress.Actor{}, congress.KindComment, byText, journal.Part{After: cursor, Limit: 1})
		if (err == nil) != fine || !fine && congress.CodeOf(err) != "cursor_invalid" {
			t.Errorf("%q: %v", cursor, err)
		}
	}
}

func TestWhatWasErasedLongAgoIsForgotten(t *testing.T) {
	t.Parallel()
	now := time.Now()
	h, _ := enter(t, openLog(t), func(o *journal.Options) { o.Now = func() time.Time { return now } })
	of := map[string]string{"a": newID()}
	commit(t, h, post(of["a"], "a", everyone))
	commit(t, h, post(newID(), "b", everyone))
	_, next, err := h.InOrder(congress.Actor{}, congress.KindComment, byText, journal.Part{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	erase("a")(t, h, of)
	part := journal.Part{After: next, Limit: 1}
	if got, _, err := h.InOrder(congress.Actor{}, congress.KindComment, byText, part); err != nil || len(got) != 1 || text(got[0]) != "b" {
		t.Fatal(got, err)
	}
	now = now.Add(2 * time.Hour)
	commit(t, h, post(newID(), "c", everyone))
	if _, _, err := h.InOrder(congress.Actor{}, congress.KindComment, byText, part); congress.CodeOf(err) != "cursor_invalid" {
		t.Error(err)
	}
}

// An order of 1,500 is sorted when a place changes, not for each part.
func TestAListIsSortedOnce(t *testing.T) {
	t.Parallel()
	h, _ := enter(t, openLog(t), nil)
	for i := range 30 {
		commit(t, h, post(newID(), fmt.Sprint(i), everyone))
	}
	told := 0
	counting := func() func(*congress.Record) []string {
		return func(r *congress.Record) []string { told++; return []string{text(r)} }
	}
	after := ""
	for range 10 {
		_, next, err := h.InOrder(congress.Actor{}, congress.KindComment, counting, journal.Part{After: after, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		after = next
	}
	if told != 30 || after != "" {
		t.Errorf("%d places were asked for 30 objects, next %q", told, after)
	}
}
