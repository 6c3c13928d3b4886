package realtime

import (
	"context"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// endStale tells sockets to come back, to whichever server hears the log, once this one does not:
// it may have missed that their session was ended, or their role taken.
func (h *Hub) endStale(ctx context.Context, system *journal.Hall) {
	ticker := time.NewTicker(staleLook)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		all := system.Fresh() != nil
		stale := map[congress.CongressID]bool{}
		h.mu.Lock()
		for id, r := range h.rooms {
			stale[id] = r.hall.Fresh() != nil
		}
		var gone []*socket
		for s := range h.all {
			if all || stale[s.follows] {
				gone = append(gone, s)
			}
		}
		h.mu.Unlock()
		for _, s := range gone {
			s.end(ByeRestart, messages.SocketStorage())
		}
	}
}

// endDead ends the sockets of sessions that were ended and of accounts that changed and no longer
// hold.
func (h *Hub) endDead(news []journal.News) {
	sessions, accounts := map[congress.SessionID]bool{}, map[congress.AccountID]bool{}
	for _, item := range news {
		switch {
		case item.Record.Kind == congress.KindSession && item.Record.Op == congress.Erase:
			sessions[congress.SessionID(item.Record.Object)] = true
		case item.Record.Kind == congress.KindAccount:
			accounts[congress.AccountID(item.Record.Object)] = true
		}
	}
	if len(sessions)+len(accounts) == 0 {
		return
	}
	var dead []*socket
	h.mu.Lock()
	for account, list := range h.accounts {
		for _, s := range list {
			if sessions[s.session.ID] || accounts[account] && congress.KindOf(h.options.Auth.SessionAlive(h.ctx, s.session.ID)) == congress.Unauthorized {
				dead = append(dead, s)
			}
		}
	}
	h.mu.Unlock()
	for _, s := range dead {
		s.end(ByeRevoked, messages.Fault{})
	}
}

// watchEnd sees to it that the session's end is not missed. The hub's lock is held.
func (h *Hub) watchEnd(end time.Time) {
	if end.IsZero() || h.stopping || !h.nextEnd.IsZero() && !end.Before(h.nextEnd) {
		return
	}
	if h.ending != nil {
		h.ending.Stop()
	}
	h.nextEnd = end
	h.ending = time.AfterFunc(end.Sub(h.options.Now()), h.endExpired)
}

// endExpired ends the sockets whose session ran out, and waits for the next one.
func (h *Hub) endExpired() {
	now := h.options.Now()
	var over []*socket
	h.mu.Lock()
	h.nextEnd = time.Time{}
	for _, list := range h.accounts {
		for _, s := range list {
			switch end := s.session.Expires; {
			case end.IsZero():
			case !now.Before(end):
				over = append(over, s)
			default:
				h.watchEnd(end)
			}
		}
	}
	h.mu.Unlock()
	for _, s := range over {
		s.end(ByeExpired, messages.Fault{})
	}
}
