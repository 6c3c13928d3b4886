package discussion

import (
	"cmp"
	"slices"
	"sync"
	"unique"

	"plenum/congress"
	"plenum/journal"
)

// said is where the comments of a congress are, by thread, so that counts and parts of lists need
// no comment but those that they are about. It is kept with the hall and takes in what is new; it
// holds no words of a comment. The visibility rule is asked for each audience that comments of a
// thread have, instead of each comment.
type said struct {
	mu       sync.RWMutex
	at       uint64
	comments map[congress.ObjectID]*one
	threads  map[threadName]*spoken
}

// threadName names a thread.
type threadName struct {
	discussion congress.ObjectID
	group      congress.GroupID
}

// spoken is what was said in a thread.
type spoken struct {
	name  threadName
	made  []*one // in order of creation
	heard []*heard
}

// heard are the comments of a thread with the same audience: those that everybody of the thread
// hears, and for each author those that are hidden or late. Each list is of record numbers.
type heard struct {
	audience congress.Audience
	counted  numbers
	rest     numbers                       // withdrawn, hidden, late
	late     int                           // waiting in the late tray
	by       map[congress.MemberID]numbers // of counted, whose record it is
	to       map[congress.MemberID]numbers // of counted, whom it concerns, but for their own records
}

// one is a comment as it was taken in.
type one struct {
	object   congress.ObjectID
	first, n uint64
	thread   *spoken
	heard    *heard
	author   congress.MemberID
	by       congress.MemberID
	concerns []congress.MemberID
	issue    int32
	counts   bool
	waiting  bool
}

// heading is what said takes of a comment's body.
type heading struct {
	Discussion congress.ObjectID   `json:"discussion"`
	Group      congress.GroupID    `json:"group"`
	Issue      int                 `json:"issue"`
	Author     congress.MemberID   `json:"author"`
	ReplyTo    congress.ObjectID   `json:"replyTo"`
	Mentions   []congress.MemberID `json:"mentions"`
	Spoken     *struct{}           `json:"spoken"`
	Late       *struct {
		State LateState `json:"state"`
	} `json:"late"`
	Hidden    *struct{} `json:"hidden"`
	Withdrawn *string   `json:"withdrawn"`
}

type saidKey struct{}

// saidIn gives what was said in the congress until now.
func saidIn(h *journal.Hall) *said {
	s, _ := h.Kept(saidKey{}, func() any {
		return &said{comments: map[congress.ObjectID]*one{}, threads: map[threadName]*spoken{}}
	}).(*said)
	s.mu.RLock()
	current := s.at >= h.Newest(congress.KindComment)
	s.mu.RUnlock()
	if current {
		return s
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	type news struct {
		record *congress.Record
		first  uint64
	}
	var all []news
	s.at = h.Follow(s.at, congress.KindComment, func(r *congress.Record, first uint64) { all = append(all, news{r, first}) })
	// An answer comes after the comment that it answers, which may have been edited since.
	slices.SortStableFunc(all, func(a, b news) int { return cmp.Compare(a.first, b.first) })
	for _, n := range all {
		s.take(n.record, n.first)
	}
	return s
}

// take takes in a comment as it is now.
func (s *said) take(r *congress.Record, first uint64) {
	if was := s.comments[r.Object]; was != nil {
		was.leave()
		delete(s.comments, r.Object)
	}
	var c heading
	if r.Op != congress.Put || r.Decode(&c) != nil {
		return // it is gone, or damaged
	}
	name := threadName{c.Discussion, c.Group}
	t := s.threads[name]
	if t == nil {
		t = &spoken{name: name}
		s.threads[name] = t
	}
	made := &one{
		object: r.Object, first: first, n: r.N, thread: t, heard: t.audience(r.Audience), issue: int32(c.Issue), //nolint:gosec // at most MaxIssues
		author: unique.Make(c.Author).Value(), by: r.By.Member,
		counts:  c.Withdrawn == nil && c.Hidden == nil && (c.Late == nil || c.Late.State == LateTaken),
		waiting: c.Late != nil && c.Late.State == LateWaiting && c.Withdrawn == nil,
	}
	made.concerns = s.concerns(c, made.by)
	s.comments[r.Object] = made
	made.enter()
}

// concerns is whom a comment concerns but whose record it is: those that it mentions, the author
// that it answers, and the member whose words a secretary recorded.
func (s *said) concerns(c heading, by congress.MemberID) []congress.MemberID {
	all := slices.Clone(c.Mentions)
	if c.Spoken != nil {
		all = append(all, c.Author)
	}
	if to := s.comments[c.ReplyTo]; to != nil && to.thread.name.discussion == c.Discussion {
		all = append(all, to.author)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(m congress.MemberID) bool { return m == "" || m == by })
}

// place is where a comment is in the thread, or belongs, by the number of its first record.
func (t *spoken) place(first uint64) int {
	at, _ := slices.BinarySearchFunc(t.made, first, func(c *one, first uint64) int { return cmp.Compare(c.first, first) })
	return at
}

// audience gives the part of the thread that is for the audience.
func (t *spoken) audience(a congress.Audience) *heard {
	for _, h := range t.heard {
		if h.audience.Equal(a) {
			return h
		}
	}
	h := &heard{audience: a, by: map[congress.MemberID]numbers{}, to: map[congress.MemberID]numbers{}}
	t.heard = append(t.heard, h)
	return h
}

func (c *one) enter() {
	c.thread.made = slices.Insert(c.thread.made, c.thread.place(c.first), c)
	c.change((*numbers).add, 1)
}

func (c *one) leave() {
	t := c.thread
	at := t.place(c.first)
	t.made = slices.Delete(t.made, at, at+1)
	if c.change((*numbers).remove, -1); len(c.heard.counted)+len(c.heard.rest) == 0 {
		t.heard = slices.DeleteFunc(t.heard, func(h *heard) bool { return h == c.heard })
	}
}

// change puts the comment's number into the lists that it belongs to, or takes it out of them.
func (c *one) change(do func(*numbers, uint64), by int) {
	h := c.heard
	if c.waiting {
		h.late += by
	}
	if !c.counts {
		do(&h.rest, c.n)
		return
	}
	do(&h.counted, c.n)
	change(h.by, c.by, c.n, do)
	for _, m := range c.concerns {
		change(h.to, m, c.n, do)
	}
}

func change(of map[congress.MemberID]numbers, m congress.MemberID, n uint64, do func(*numbers, uint64)) {
	list := of[m]
	do(&list, n)
	if of[m] = list; len(list) == 0 {
		delete(of, m)
	}
}

// count adds the comments to the state of a thread, as the member finds it that has read so far.
func (h *heard) count(state *ThreadState, m congress.MemberID) {
	state.Comments += len(h.counted)
	state.Late += h.late
	state.Last = max(state.Last, h.counted.last(), h.rest.last())
	state.Unread += h.counted.after(state.Read) - h.by[m].after(state.Read)
	state.Mentions += h.to[m].after(state.Read)
}

// numbers are record numbers in order.
type numbers []uint64

// add puts a number in, mostly the highest.
func (l *numbers) add(n uint64) {
	at, _ := slices.BinarySearch(*l, n)
	*l = slices.Insert(*l, at, n)
}

func (l *numbers) remove(n uint64) {
	if at, ok := slices.BinarySearch(*l, n); ok {
		*l = slices.Delete(*l, at, at+1)
	}
}

// after is how many are higher.
func (l numbers) after(n uint64) int {
	at, found := slices.BinarySearch(l, n)
	if found {
		at++
	}
	return len(l) - at
}

func (l numbers) last() uint64 {
	if len(l) == 0 {
		return 0
	}
	return l[len(l)-1]
}
