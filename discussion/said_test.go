package discussion_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/internal/cost"
	"plenum/journal"
)

// walked counts a thread by reading every comment of the congress.
func (h *house) walked(actor congress.Actor, state discussion.ThreadState) discussion.ThreadState {
	state.Comments, state.Unread, state.Mentions, state.Late, state.Last = 0, 0, 0, 0, 0
	mine := map[congress.ObjectID]bool{}
	for r := range h.All(actor, congress.KindComment) {
		var c discussion.Comment
		if err := r.Decode(&c); err != nil {
			h.Fatal(err)
		}
		own := c.Author == actor.Member && c.Author != ""
		mine[r.Object] = own
		if c.Discussion != h.discussion || c.Group != state.Group {
			continue
		}
		state.Last = max(state.Last, r.N)
		if c.Late != nil && c.Late.State == discussion.LateWaiting && c.Withdrawn == nil {
			state.Late++
		}
		if !c.Counts() {
			continue
		}
		state.Comments++
		if r.N > state.Read && r.By.Member != actor.Member {
			state.Unread++
			if own && c.Spoken != nil || mine[c.ReplyTo] || slices.Contains(c.Mentions, actor.Member) {
				state.Mentions++
			}
		}
	}
	return state
}

// listed is what a list of comments with the filter has to give, by reading them all.
func (h *house) listed(actor congress.Actor, f discussion.Filter) (all []congress.ObjectID) {
	for r := range h.All(actor, congress.KindComment) {
		c := h.comment(r.Object)
		if (f.Discussion == "" || c.Discussion == f.Discussion) && (f.Group == "" || c.Group == f.Group) && (f.Issue == nil || c.Issue == *f.Issue) {
			all = append(all, r.Object)
		}
	}
	return all
}

// TestCountsAndListsAreThoseOfTheComments does whatever can be done with comments, in a random
// order, and counts and lists them after each act by reading them all.
func TestCountsAndListsAreThoseOfTheComments(t *testing.T) {
	for _, seed := range []uint64{1, 2, 3} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			h := openHouse(t)
			rest := rand.New(rand.NewPCG(seed, 0))
			actors := []congress.Actor{h.chair, h.secretary, h.delegate, h.other, h.secretariat, h.presidium, h.organizer}
			issue := 1
			filters := []discussion.Filter{{}, {Discussion: h.discussion}, {Group: h.groups[0]}, {Discussion: h.discussion, Group: h.groups[1], Issue: &issue}}
			var comments []congress.ObjectID
			made := 0
			for range 120 {
				actor, group := actors[rest.IntN(4)], h.groups[0]
				if actor.Member == h.other.Member {
					group = h.groups[1]
				}
				before := h.Head().N
				some := congress.ObjectID("")
				if len(comments) > 0 {
					some = comments[rest.IntN(len(comments))]
				}
				words := discussion.Words{Text: fmt.Sprint("Ý kiến ", before), Issue: rest.IntN(3)}
				switch act := rest.IntN(12); {
				case act < 4 || some == "":
					if rest.IntN(3) == 0 {
						words.ReplyTo = some
					}
					if rest.IntN(3) == 0 {
						words.Mentions = []congress.MemberID{h.delegate.Member, h.secretariat.Member}
					}
					if res, err := h.Post(t.Context(), h.Hall, actor, discussion.Post{ID: newID(), Discussion: h.discussion, Group: group, Words: words}); err == nil {
						comments = append(comments, res.Record.Object)
					}
				case act == 4:
					if res, err := h.Hear(t.Context(), h.Hall, h.secretary, discussion.Heard{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Member: h.delegate.Member, Words: words}); err == nil {
						comments = append(comments, res.Record.Object)
					}
				case act == 5:
					written := time.Now()
					h.open(0, false)
					if res, err := h.Post(t.Context(), h.Hall, h.delegate, discussion.Post{ID: newID(), Discussion: h.discussion, Group: h.groups[0], Written: &written, Words: words}); err == nil {
						comments = append(comments, res.Record.Object)
					}
					h.open(0, true)
				case act == 6:
					_, _ = h.Edit(t.Context(), h.Hall, actor, h.read(some), some, words)
				case act == 7:
					_, _ = h.Withdraw(t.Context(), h.Hall, actor, change(), some)
				case act == 8:
					_, _ = h.Hide(t.Context(), h.Hall, h.secretary, change(), some, "Lý do.")
				case act == 9:
					if rest.IntN(2) == 0 {
						_, _ = h.TakeLate(t.Context(), h.Hall, h.secretary, change(), some)
					} else {
						_, _ = h.ReturnLate(t.Context(), h.Hall, h.secretary, change(), some, "Lý do.")
					}
				case act == 10:
					_ = h.Agree(t.Context(), h.Hall, actor, newID(), some, true)
				default:
					_ = h.Read(t.Context(), h.Hall, actor, newID(), h.discussion, group, before-min(before, uint64(rest.IntN(5))))
				}
				if h.Head().N != before {
					made++
				}
				if rest.IntN(3) > 0 {
					continue // several at once are taken in too
				}
				for _, actor := range actors {
					h.compare(actor, filters)
				}
			}
			if made < 40 {
				t.Errorf("%d acts were done of 120", made)
			}
		})
	}
}

func (h *house) compare(actor congress.Actor, filters []discussion.Filter) {
	h.Helper()
	all, err := h.Threads(h.Context(), h.Hall, actor, h.discussion)
	if err != nil {
		h.Fatal(err)
	}
	for _, got := range all {
		if want := h.walked(actor, got); !cmp.Equal(got, want) {
			h.Fatalf("record %d, as counted and as walked: %s", h.Head().N, cmp.Diff(got, want))
		}
	}
	for _, f := range filters {
		var got []congress.ObjectID
		after := uint64(0)
		for {
			page := h.Service.List(h.Hall, actor, f, after, 7)
			for _, r := range page.Records {
				got = append(got, r.Object)
			}
			if after = page.Next; after == 0 {
				break
			}
		}
		if want := h.listed(actor, f); !slices.Equal(got, want) {
			h.Fatalf("%+v at record %d: got %v, want %v", f, h.Head().N, got, want)
		}
	}
}

// filled posts comments into both threads without asking anybody, so that many are quick.
func (h *house) filled(comments int) {
	h.Helper()
	server := auth.ServerActor(congress.CongressID(h.Stream))
	work := make(chan int)
	done := make(chan error)
	for range 64 {
		go func() {
			var failed error
			for i := range work {
				group := h.groups[i%2]
				id := newID()
				_, err := h.Commit(context.Background(), journal.Request{ID: id, Kind: congress.KindComment, Actor: server, Make: func(*journal.Tx) (journal.Draft, error) {
					return journal.Draft{Object: congress.ObjectID(id), Audience: congress.Audience{Groups: []congress.GroupID{group}, Roles: []congress.Role{congress.Secretariat, congress.Presidium}},
						Body: discussion.Comment{Discussion: h.discussion, Group: group, Author: h.delegate.Member, Text: "Đề nghị bổ sung chỉ tiêu về nhà ở xã hội cho công nhân khu công nghiệp vào báo cáo."}}, nil
				}})
				if err != nil {
					failed = err
				}
			}
			done <- failed
		}()
	}
	for i := range comments {
		work <- i
	}
	close(work)
	for range 64 {
		if err := <-done; err != nil {
			h.Fatal(err)
		}
	}
}

// grown are the sizes of a congress at which the same request has to cost the same.
var grown = []int{300, 3_000, 30_000}

// requests are what a tablet asks for of a discussion, at any size.
func (h *house) requests() map[string]func() {
	return map[string]func(){
		"threads": func() {
			if all, err := h.Threads(h.Context(), h.Hall, h.delegate, h.discussion); err != nil || len(all) != 1 || all[0].Unread == 0 {
				h.Fatal(all, err)
			}
		},
		"first page of comments": func() {
			if page := h.Service.List(h.Hall, h.delegate, discussion.Filter{Discussion: h.discussion}, 0, 100); len(page.Records) != 100 {
				h.Fatal(len(page.Records))
			}
		},
		"threads after a comment": func() {
			h.filled(1)
			if all, err := h.Threads(h.Context(), h.Hall, h.secretariat, h.discussion); err != nil || len(all) != 2 {
				h.Fatal(all, err)
			}
		},
	}
}

func TestADiscussionCostsTheSameHoweverManyCommentsItHas(t *testing.T) {
	h := openHouse(t)
	size := 0
	cost.Flat(t, grown, func(comments int) { h.filled(comments - size); size = comments }, h.requests)
}

func BenchmarkGrowth(b *testing.B) {
	for _, comments := range grown {
		h := openHouse(b)
		h.filled(comments)
		for what, ask := range h.requests() {
			if what == "threads after a comment" {
				continue // it is the disk that would be measured
			}
			b.Run(fmt.Sprintf("%s/%d", what, comments), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					ask()
				}
			})
		}
	}
}
