package realtime

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"plenum/congress"
	"plenum/vietnamese"
)

// News of a thread are gathered for a moment, so that a hundred who come at once are one frame.
const gather = 250 * time.Millisecond

// threadKey names a thread.
type threadKey struct {
	discussion congress.ObjectID
	group      congress.GroupID
}

// threads are those of a room that somebody has on the screen.
type threads struct {
	limits Limits
	member func(congress.MemberID) (congress.Member, bool) // as the hall knows them now
	mu     sync.Mutex
	of     map[threadKey]*thread
	order  *vietnamese.Order
}

// inOrder puts members in the order of the congress's other lists of people. The lock of threads is
// held.
func (all *threads) inOrder(list []congress.MemberID) []congress.MemberID {
	places := make(map[congress.MemberID][]string, len(list))
	for _, id := range list {
		m, _ := all.member(id)
		places[id] = all.order.Place(append(vietnamese.Person(m.Name), m.Card))
	}
	slices.SortFunc(list, func(a, b congress.MemberID) int {
		return cmp.Or(slices.Compare(places[a], places[b]), strings.Compare(string(a), string(b)))
	})
	return list
}

// thread is who is at a thread, who types and who asks for the floor. It is never stored, and a
// server knows of its own sockets only. Everything is owned by the lock of threads.
type thread struct {
	all   *threads
	key   threadKey
	seats map[*seat]struct{}

	here   map[congress.MemberID]int // sockets
	told   map[congress.MemberID]int // who was here by the last frame
	typing []typing
	hands  []hand

	newTyping, newHands bool
	timer               *time.Timer // of tell; nil: there is nothing to tell and nothing to end
	due                 time.Time
}

// enter brings a seat to a thread and tells it who is there.
func (p *seat) enter(key threadKey, member congress.MemberID) {
	all := &p.room.threads
	all.mu.Lock()
	defer all.mu.Unlock()
	p.exit()
	t := all.of[key]
	if t == nil {
		t = &thread{all: all, key: key, seats: map[*seat]struct{}{}, here: map[congress.MemberID]int{}}
		all.of[key] = t
	}
	p.thread, p.member = t, member
	t.seats[p] = struct{}{}
	if member != "" {
		t.here[member]++
		for i := range t.hands {
			if t.hands[i].Member == member {
				t.hands[i].until = time.Time{}
			}
		}
	}
	typers, hands := append([]typing{}, t.typing...), append([]hand{}, t.hands...)
	p.socket.send(encode(t.frame(presenceFrame{Whole: true, Here: t.all.inOrder(slices.Collect(maps.Keys(t.here))), Typing: &typers, Hands: &hands})))
	t.tellIn(gather)
}

// exit takes a seat from its thread, if it is at one. The lock of threads is held.
func (p *seat) exit() {
	t := p.thread
	if t == nil {
		return
	}
	p.thread = nil
	delete(t.seats, p)
	if p.member == "" {
		return
	}
	if t.here[p.member]--; t.here[p.member] == 0 {
		delete(t.here, p.member)
		t.types(p.member, "", true)
		for i := range t.hands {
			if t.hands[i].Member == p.member {
				t.hands[i].until = time.Now().Add(t.all.limits.Hand)
			}
		}
	}
	t.tellIn(gather)
}

// types notes that a member types, or stopped.
func (t *thread) types(m congress.MemberID, object congress.ObjectID, stop bool) {
	at := slices.IndexFunc(t.typing, func(w typing) bool { return w.Member == m })
	switch {
	case stop && at < 0:
		return
	case stop:
		t.typing = slices.Delete(t.typing, at, at+1)
	case at < 0:
		t.typing = append(t.typing, typing{Member: m, Object: object, until: time.Now().Add(t.all.limits.Typing)})
	case t.typing[at].Object != object: // somewhere else: behind those who are there
		t.typing = append(slices.Delete(t.typing, at, at+1), typing{Member: m, Object: object, until: time.Now().Add(t.all.limits.Typing)})
	default:
		t.typing[at].until = time.Now().Add(t.all.limits.Typing)
		return
	}
	t.newTyping = true
	t.tellIn(gather)
}

// raises notes that a member raised a hand, or that it is down. A hand that is up keeps its place.
func (t *thread) raises(m congress.MemberID, up bool) {
	at := slices.IndexFunc(t.hands, func(h hand) bool { return h.Member == m })
	switch {
	case up == (at >= 0):
		return
	case up:
		t.hands = append(t.hands, hand{Member: m})
	default:
		t.hands = slices.Delete(t.hands, at, at+1)
	}
	t.newHands = true
	t.tellIn(gather)
}

// calls notes that a member has the floor, and that whoever had it before is done. False: they did
// not ask for it.
func (t *thread) calls(m congress.MemberID) bool {
	if !slices.ContainsFunc(t.hands, func(h hand) bool { return h.Member == m }) {
		return false
	}
	t.hands = slices.DeleteFunc(t.hands, func(h hand) bool { return h.Called && h.Member != m })
	for i := range t.hands {
		t.hands[i].Called = t.hands[i].Member == m
	}
	t.newHands = true
	t.tellIn(gather)
	return true
}

// tellIn sees to it that tell is called by then.
func (t *thread) tellIn(d time.Duration) {
	due := time.Now().Add(d)
	switch {
	case t.timer == nil:
		t.timer = time.AfterFunc(d, t.tell)
	case due.Before(t.due):
		t.timer.Reset(d)
	default:
		return
	}
	t.due = due
}

// tell sends what changed, ends what ran out, and lets the thread go when nothing is left of it.
func (t *thread) tell() {
	t.all.mu.Lock()
	defer t.all.mu.Unlock()
	now := time.Now()
	t.timer = nil
	next := t.expire(now)

	f := t.frame(presenceFrame{})
	for m := range t.here {
		if _, known := t.told[m]; !known {
			f.Here = append(f.Here, m)
		}
	}
	for m := range t.told {
		if _, here := t.here[m]; !here {
			f.Left = append(f.Left, m)
		}
	}
	f.Here, f.Left = t.all.inOrder(f.Here), t.all.inOrder(f.Left)
	t.told = maps.Clone(t.here)
	if t.newTyping {
		typers := append([]typing{}, t.typing...)
		f.Typing = &typers
	}
	if t.newHands {
		hands := append([]hand{}, t.hands...)
		f.Hands = &hands
	}
	t.newTyping, t.newHands = false, false
	if len(f.Here)+len(f.Left) > 0 || f.Typing != nil || f.Hands != nil {
		t.send(encode(f))
	}
	switch {
	case !next.IsZero():
		t.tellIn(next.Sub(now))
	case len(t.seats) == 0:
		delete(t.all.of, t.key)
	}
}

// expire ends typing that is not said again and the hands of those who did not come back. It gives
// when to look again.
func (t *thread) expire(now time.Time) (next time.Time) {
	over := func(until time.Time) bool {
		switch {
		case until.IsZero():
			return false
		case !now.Before(until):
			return true
		case next.IsZero() || until.Before(next):
			next = until
		}
		return false
	}
	typers, hands := len(t.typing), len(t.hands)
	t.typing = slices.DeleteFunc(t.typing, func(w typing) bool { return over(w.until) })
	t.hands = slices.DeleteFunc(t.hands, func(h hand) bool { return over(h.until) })
	t.newTyping = t.newTyping || len(t.typing) != typers
	t.newHands = t.newHands || len(t.hands) != hands
	return next
}

func (t *thread) frame(f presenceFrame) presenceFrame {
	f.Type, f.Discussion, f.Group = "presence", t.key.discussion, t.key.group
	return f
}

func (t *thread) send(f *frame) {
	for p := range t.seats {
		p.socket.send(f)
	}
}
