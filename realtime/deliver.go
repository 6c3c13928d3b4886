package realtime

import (
	"context"
	"slices"
	"time"

	"plenum/congress"
	"plenum/journal"
)

// wait returns when there is news, or at the time that a class waits for; the zero time: none does.
// False: the room or its hall has ended.
func (r *room) wait(ctx context.Context, due time.Time) bool {
	if due.IsZero() {
		return r.hall.Wait(ctx, r.at)
	}
	until, cancel := context.WithDeadline(ctx, due)
	defer cancel()
	return r.hall.Wait(until, r.at) || until.Err() != nil && ctx.Err() == nil
}

// pace is the least time from one delivery to so many sockets of a class to the next. What comes
// meanwhile leaves together, because a write for each socket costs more than what is written. In a
// group of a hundred it is nothing to speak of, and no more than anybody notices in a large one.
func pace(sockets int) time.Duration {
	return min(time.Duration(sockets)*15*time.Microsecond, 20*time.Millisecond)
}

// deliver hands what is new to each class whose time has come, and gives the earliest time that
// another waits for; zero: none waits. Frames of a socket leave in one write.
func (r *room) deliver() (due time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	begun := time.Now()
	head := r.look()
	for _, c := range r.classes {
		if c.at >= head {
			continue
		}
		chosen := r.choose(c)
		if len(chosen) > 0 && begun.Before(c.due) {
			if due.IsZero() || c.due.Before(due) {
				due = c.due
			}
			continue
		}
		if len(chosen) > 0 { // most records concern one of many groups
			c.due = time.Now().Add(pace(len(c.seats)))
			r.hand(c, chosen)
		}
		c.at = head
	}
	if due.IsZero() {
		r.items = nil
	}
	return due
}

// look takes in what is new in the hall, and gives the head.
func (r *room) look() uint64 {
	news, head := r.hall.News(r.at)
	if slices.ContainsFunc(news, func(n journal.News) bool {
		return n.Record.Kind == congress.KindMember || n.Record.Kind == congress.KindPolicy
	}) {
		r.reseat()
	}
	if ids := touched(news); len(ids) > 0 {
		go func() { // ends with the last of them
			for _, id := range ids {
				r.review(id)
			}
		}()
	}
	r.add(news)
	r.at = head
	return head
}

// add puts news beside what some class has not taken yet. Of an object only the newest record is
// handed on, because who may see it may have changed.
func (r *room) add(news []journal.News) {
	if len(r.items) > 0 {
		newer := make(map[congress.ObjectID]bool, len(news))
		for _, n := range news {
			newer[n.Record.Object] = true
		}
		r.items = slices.DeleteFunc(r.items, func(old item) bool { return newer[old.Record.Object] })
	}
	for _, n := range news {
		r.items = append(r.items, item{News: n})
	}
}

// hand sends each seat of a class what it hears of the chosen items. Most seats of a class hear the
// same, which is joined once.
func (r *room) hand(c *class, chosen []choice) {
	var batch, last []*frame
	var joined []byte
	for p := range c.seats {
		batch = batch[:0]
		for _, ch := range chosen {
			if f := r.frameFor(p, ch); f != nil {
				batch = append(batch, f)
			}
		}
		if len(batch) == 0 {
			continue
		}
		if !slices.Equal(batch, last) {
			last = append(last[:0], batch...)
			joined = join(batch)
		}
		p.socket.sendJoined(batch, joined)
	}
}

// join is the frames' bytes in one piece; nil when they are too many to be tried at once.
func join(frames []*frame) []byte {
	if len(frames) == 1 {
		return frames[0].wire
	}
	size := 0
	for _, f := range frames {
		size += len(f.wire)
	}
	if size > joinedLimit {
		return nil
	}
	joined := make([]byte, 0, size)
	for _, f := range frames {
		joined = append(joined, f.wire...)
	}
	return joined
}

// item is news with its frames, each encoded when it is first needed.
type item struct {
	journal.News
	whole, gone *frame
}

// choice is an item that some of a class may have to hear of.
type choice struct {
	*item
	all   bool // the whole class sees it
	named bool // its audience names members, one by one
}

// choose decides once for the class what of the news concerns it.
func (r *room) choose(c *class) (chosen []choice) {
	for i := range r.items {
		record := r.items[i].Record
		if record.N <= c.at {
			continue
		}
		put := record.Op == congress.Put
		all := put && r.hub.options.Policy.Visible(c.actor, record.Kind, record.Audience)
		named := put && !all && len(record.Audience.Members) > 0
		if all || named || r.items[i].First <= max(c.at, c.sat) { // else it is new, and not for this class
			chosen = append(chosen, choice{&r.items[i], all, named})
		}
	}
	return chosen
}

// frameFor is what a seat hears of an item; nil: nothing.
func (r *room) frameFor(p *seat, c choice) *frame {
	record, at := c.Record, p.seen()
	switch {
	case at >= record.N:
	case c.all || c.named && r.hub.options.Policy.Visible(p.actor, record.Kind, record.Audience):
		if c.whole == nil {
			c.whole = recordOf(record)
		}
		return c.whole
	case c.First <= at && r.hall.VisibleAt(p.actor, record.Object, at):
		if c.gone == nil {
			c.gone = goneOf(record.Object, journal.CursorAt(record))
		}
		return c.gone
	}
	return nil
}
