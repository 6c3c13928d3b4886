package realtime

import (
	"context"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

var (
	errNoThread = congress.E(congress.Conflict, messages.NoThread)
	errNoFloor  = congress.E(congress.Forbidden, messages.Forbidden)
	errNoHand   = congress.E(congress.NotFound, messages.NoHand)
	errEnters   = congress.E(congress.TooMany, messages.EnterTooOften)
)

// ask does what a frame asks for about the thread on the client's screen. A refusal is told, and
// the socket goes on.
func (s *socket) ask(f clientFrame) {
	if s.seat == nil {
		s.end(ByeProtocol, messages.HelloFirst(f.Type))
		return
	}
	if err := s.seat.ask(f); err != nil {
		s.send(errorOf(f.Type, err, s.language))
	}
}

func (p *seat) ask(f clientFrame) error {
	r := p.room
	actor, _ := p.who()
	if f.Type == "enter" {
		// The caller is the socket's own reader, so it stays in the room meanwhile.
		if !p.socket.enters.take(time.Now(), r.hub.options.Limits.Enters, time.Minute) {
			return errEnters
		}
		if _, err := r.hub.options.Discussions.Floor(r.hall, actor, f.Discussion, f.Group); err != nil {
			return err
		}
		key := threadKey{f.Discussion, f.Group}
		p.enter(key, actor.Member)
		p.review(key) // the member may have been recognized anew since
		return nil
	}
	r.threads.mu.Lock()
	defer r.threads.mu.Unlock()
	t := p.thread
	if f.Type == "leave" {
		p.exit()
		return nil
	}
	if t == nil {
		return errNoThread
	}
	floor, err := r.hub.options.Discussions.Floor(r.hall, actor, t.key.discussion, t.key.group)
	switch {
	case err != nil:
		p.exit()
		return err
	case actor.Member == "" || f.Type == "hand" && f.Up && !floor.Ask || (f.Type == "call" || f.Type == "lower") && !floor.Give:
		return errNoFloor
	}
	switch f.Type {
	case "typing":
		t.types(actor.Member, f.Object, f.Stop)
	case "hand":
		t.raises(actor.Member, f.Up)
	case "lower":
		t.raises(f.Member, false)
	case "call":
		if !t.calls(f.Member) {
			return errNoHand
		}
	}
	return nil
}

// review takes those from a discussion's threads who may no longer read them.
func (r *room) review(discussion congress.ObjectID) {
	type at struct {
		p   *seat
		key threadKey
	}
	var all []at
	r.threads.mu.Lock()
	for key, t := range r.threads.of {
		for p := range t.seats {
			if discussion == "" || key.discussion == discussion {
				all = append(all, at{p, key})
			}
		}
	}
	r.threads.mu.Unlock()
	for _, a := range all {
		a.p.review(a.key)
	}
}

// review takes the seat from its thread, if it is that one and its member may no longer read it.
func (p *seat) review(key threadKey) {
	r := p.room
	actor, _ := p.who()
	if _, err := r.hub.options.Discussions.Floor(r.hall, actor, key.discussion, key.group); err == nil {
		return
	}
	r.threads.mu.Lock()
	defer r.threads.mu.Unlock()
	if p.thread != nil && p.thread.key == key {
		p.exit()
		p.socket.send(errorOf("enter", congress.ErrNotFound, p.socket.language))
	}
}

// agreements tells the threads how many agree with their comments, as that changes, until ctx ends.
func (r *room) agreements(ctx context.Context) {
	side, leave, err := r.hub.options.Halls.Enter(ctx, congress.CongressID(r.hall.Stream).Side())
	if err != nil {
		r.hub.options.Log.Warn("agreements are not told live", "congress", r.id, "error", err)
		return
	}
	defer leave()
	for at := side.Head().N; side.Wait(ctx, at); {
		select { // those of a moment are one frame
		case <-ctx.Done():
			return
		case <-time.After(gather):
		}
		changed, head, err := r.hub.options.Discussions.Agreements(ctx, r.hall, at)
		if err != nil {
			continue
		}
		at = max(at, head)
		counts := map[threadKey]map[congress.ObjectID]int{}
		for _, a := range changed {
			key := threadKey{a.Discussion, a.Group}
			if counts[key] == nil {
				counts[key] = map[congress.ObjectID]int{}
			}
			counts[key][a.Comment] = a.Count
		}
		r.threads.mu.Lock()
		for key, c := range counts {
			if t := r.threads.of[key]; t != nil {
				t.send(encode(agreeFrame{Type: "agree", Discussion: key.discussion, Group: key.group, Counts: c}))
			}
		}
		r.threads.mu.Unlock()
	}
}

// touched are the discussions of which there is news.
func touched(news []journal.News) (ids []congress.ObjectID) {
	for _, n := range news {
		if n.Record.Kind == congress.KindDiscussion {
			ids = append(ids, n.Record.Object)
		}
	}
	return ids
}
