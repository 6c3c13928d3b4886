package realtime

import (
	"context"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/vietnamese"
)

// room is one congress with the sockets that follow it. Its goroutine hands
// each new record to the sockets: it is encoded once, and whether it is visible is
// decided once per class of members that the rule cannot tell apart.
type room struct {
	hub   *Hub
	id    congress.CongressID
	hall  *journal.Hall
	leave func()
	stop  context.CancelFunc
	users int // owned by the hub's lock

	mu      sync.Mutex
	at      uint64 // news up to this record was looked through
	items   []item // news that some class has not taken yet
	classes map[string]*class

	encoded encoded // of catch-ups
	threads threads
}

// class is the sockets whose actors have the same roles and groups.
type class struct {
	key   string
	actor congress.Actor // one of them, without the member
	seats map[*seat]struct{}
	at    uint64    // everything up to this record was sent or queued, for all who sat then
	sat   uint64    // the newest record that one of them had when they sat down
	due   time.Time // its next delivery is not before: see pace
}

// seat is a socket's place in a room. A socket that changes rooms gets another seat.
type seat struct {
	room   *room
	socket *socket
	once   sync.Once

	following sync.Mutex // held while the socket is brought up to date

	// Owned by the room's lock.
	actor congress.Actor
	known uint64 // the actor is as of this record, or later
	at    uint64 // everything up to this record was queued, or up to the class's
	class *class // nil while standing
	left  bool

	// Owned by the lock of the room's threads.
	thread *thread // on the screen; nil: none
	member congress.MemberID
}

// seat finds who the socket's session is in the congress and gives it a place.
func (h *Hub) seat(s *socket, id congress.CongressID) (*seat, error) {
	enter, leave, err := h.options.Auth.Enter(h.ctx, s.session, id)
	if err != nil {
		return nil, err
	}
	if !h.options.Policy.Allow(enter.Actor, auth.FollowChanges) {
		leave()
		return nil, congress.E(congress.Forbidden, messages.Forbidden)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.rooms[id]
	if r == nil {
		r = &room{
			hub: h, id: id, hall: enter.Hall, leave: leave, classes: map[string]*class{}, at: enter.Hall.Head().N,
			threads: threads{limits: h.options.Limits, member: enter.Hall.Member, of: map[threadKey]*thread{}, order: vietnamese.NewOrder()},
		}
		h.rooms[id] = r
		var ctx context.Context
		ctx, r.stop = context.WithCancel(h.ctx)
		go r.run(ctx)
		go r.agreements(ctx)
	} else {
		leave() // the room holds the hall
	}
	r.users++
	return &seat{room: r, socket: s, actor: enter.Actor}, nil
}

// leave gives the place up; the last one closes the room.
func (p *seat) leave() {
	p.once.Do(func() {
		r := p.room
		r.mu.Lock()
		r.standUp(p)
		p.left = true
		r.mu.Unlock()
		r.threads.mu.Lock()
		p.exit()
		r.threads.mu.Unlock()
		h := r.hub
		h.mu.Lock()
		defer h.mu.Unlock()
		if r.users--; r.users == 0 {
			delete(h.rooms, r.id)
			r.stop()
		}
	})
}

func (r *room) run(ctx context.Context) {
	defer r.leave()
	for due := (time.Time{}); r.wait(ctx, due); {
		due = r.deliver()
	}
	if ctx.Err() == nil { // the hall ended before the room
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, c := range r.classes {
			for p := range c.seats {
				p.socket.end(ByeRestart, messages.Fault{})
			}
		}
	}
}

// follow brings a socket from its cursor to the present and then keeps it there, as who its member
// is meanwhile. It ends when the socket is up to date or has ended; its caller waits: the socket's
// reader, or reseat's goroutine.
func (p *seat) follow(cursor journal.Cursor) {
	p.following.Lock()
	defer p.following.Unlock()
	for p.recognize() && p.catchUp(cursor) {
		cursor = journal.Cursor{}
	}
}

// settle returns when nothing more is told to a place that was left.
func (p *seat) settle() {
	p.following.Lock()
	defer p.following.Unlock()
}

// recognize asks again who the socket's member is. False: nobody who may follow the congress, and
// the socket ends.
func (p *seat) recognize() bool {
	r := p.room
	known := r.hall.Head().N // before, so that what changes meanwhile is looked for twice rather than never
	actor, left := p.who()
	if left {
		return false
	}
	actor, err := r.hub.options.Auth.Refresh(r.hall, actor)
	if err != nil || !r.hub.options.Policy.Allow(actor, auth.FollowChanges) {
		p.socket.end(ByeNotHere, messages.Fault{})
		return false
	}
	r.mu.Lock()
	p.actor, p.known = actor, known
	r.mu.Unlock()
	r.threads.mu.Lock()
	t := p.thread
	r.threads.mu.Unlock()
	if t != nil {
		p.review(t.key)
	}
	return true
}

// who is the socket's member, as far as it is known, and whether the socket has left the place.
func (p *seat) who() (congress.Actor, bool) {
	p.room.mu.Lock()
	defer p.room.mu.Unlock()
	return p.actor, p.left
}

// catchUp sends what happened since the cursor. True: the member's own visibility changed
// meanwhile, and all of it must begin again. Nothing is sent that was chosen for who they were
// before such a change: its record would pass unheard.
func (p *seat) catchUp(cursor journal.Cursor) (again bool) {
	r, s := p.room, p.socket
	r.mu.Lock()
	actor, known := p.actor, p.known
	r.mu.Unlock()
	for first := true; ; first = false {
		changes := r.hall.Changes(actor, cursor, 500)
		if r.hub.options.Auth.Reached(r.hall, actor, known) {
			return true
		}
		if _, left := p.who(); left {
			return false
		}
		if first {
			from := cursor
			if changes.Full {
				from = journal.Cursor{} // what follows does not begin where the client was
			}
			hello := helloFrame{
				Type: "hello", Cursor: from.String(), Full: changes.Full,
				Time: r.hub.options.Now().UTC().Format(time.RFC3339Nano), PingSec: int(r.hub.options.Limits.Ping / time.Second),
				Reconnect: r.hub.window(),
			}
			if !s.sendPatiently(encode(hello)) {
				return false
			}
		}
		if !p.sendAll(changes) {
			return false
		}
		cursor = changes.Cursor
		if !changes.More {
			break
		}
	}
	// Under the room's lock nothing is delivered, so between this last look and sitting down nothing
	// is missed.
	r.mu.Lock()
	defer r.mu.Unlock()
	changes := r.hall.Changes(actor, cursor, math.MaxInt)
	if r.hub.options.Auth.Reached(r.hall, actor, known) {
		return true
	}
	if p.left {
		return false
	}
	for _, record := range changes.Records {
		s.send(r.encoded.frame(record))
	}
	for _, object := range changes.Gone {
		s.send(goneOf(object, changes.Cursor))
	}
	s.send(encode(caughtUpFrame{Type: "caught-up", Cursor: changes.Cursor.String()}))
	p.at = changes.Cursor.N
	r.sitDown(p)
	return false
}

func (p *seat) sendAll(changes journal.Changes) bool {
	for _, record := range changes.Records {
		if !p.socket.sendPatiently(p.room.encoded.frame(record)) {
			return false
		}
	}
	for _, object := range changes.Gone {
		if !p.socket.sendPatiently(goneOf(object, changes.Cursor)) {
			return false
		}
	}
	return true
}

func (r *room) sitDown(p *seat) {
	key := classKey(p.actor)
	c := r.classes[key]
	if c == nil {
		actor := p.actor
		if actor.Account = ""; actor.Member != "" {
			actor.Member = "any" // a member, but none that is named
		}
		c = &class{key: key, actor: actor, seats: map[*seat]struct{}{}, at: r.at}
		r.classes[key] = c
	}
	c.seats[p] = struct{}{}
	c.sat = max(c.sat, p.at)
	p.class = c
}

// seen is up to which record everything was queued.
func (p *seat) seen() uint64 {
	if p.class == nil {
		return p.at
	}
	return max(p.at, p.class.at)
}

func (r *room) standUp(p *seat) {
	if p.class == nil {
		return
	}
	p.at = p.seen()
	delete(p.class.seats, p)
	if len(p.class.seats) == 0 {
		delete(r.classes, p.class.key)
	}
	p.class = nil
}

// reseat finds the sockets whose own visibility changed. They stand up, are asked again who they
// are, and get the whole set from the beginning. Whoever stands already finds out in catchUp.
func (r *room) reseat() {
	for _, c := range r.classes {
		for p := range c.seats {
			if r.hub.options.Auth.Reached(r.hall, p.actor, p.seen()) {
				r.standUp(p)
				go p.follow(journal.Cursor{}) // ends when the socket is up to date again or has ended
			}
		}
	}
}

// classKey is equal for actors that the visibility rule treats alike, but for their being named.
func classKey(a congress.Actor) string {
	roles, groups := slices.Clone(a.Roles), slices.Clone(a.Groups)
	slices.Sort(roles)
	slices.Sort(groups)
	var b strings.Builder
	for _, role := range roles {
		b.WriteString(string(role))
		b.WriteByte(' ')
	}
	b.WriteByte('|')
	for _, group := range groups {
		b.WriteString(string(group))
		b.WriteByte(' ')
	}
	if a.Member == "" {
		b.WriteString("|no-member")
	}
	return b.String()
}
