package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"sync"
	"time"

	"plenum/congress"
)

// A ticket stands for a session for 30 seconds and once, where a client can
// send no header: the first frame of a browser's socket. Tickets live in this
// server's memory, so the socket must be opened on the server that gave the ticket.
const (
	ticketLife        = 30 * time.Second
	maxTickets        = 50_000
	ticketsPerSession = 8
)

type tickets struct {
	now       func() time.Time
	mu        sync.Mutex
	by        map[string]ticket
	bySession map[congress.SessionID][]string // from old to new
	sweepAt   time.Time
}

type ticket struct {
	session congress.SessionID
	expires time.Time
}

func newTickets(now func() time.Time) *tickets {
	return &tickets{now: now, by: map[string]ticket{}, bySession: map[congress.SessionID][]string{}}
}

// IssueTicket gives a ticket for the session. A session has at most eight at
// once; another one replaces the oldest. TooMany "busy" when too many are out.
func (s *Service) IssueTicket(session Session) (string, error) {
	t := s.tickets
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sweep(now)
	if list := t.bySession[session.ID]; len(list) >= ticketsPerSession {
		t.drop(list[0])
	}
	if len(t.by) >= maxTickets {
		return "", errBusy
	}
	var random [24]byte
	_, _ = rand.Read(random[:]) // crypto/rand never fails since Go 1.24
	secret := base64.RawURLEncoding.EncodeToString(random[:])
	t.by[secret] = ticket{session.ID, now.Add(ticketLife)}
	t.bySession[session.ID] = append(t.bySession[session.ID], secret)
	return secret, nil
}

// RedeemTicket gives the ticket's session and uses the ticket up. Errors:
// Unauthorized "ticket_unknown", and those of Authenticate.
func (s *Service) RedeemTicket(ctx context.Context, secret string) (Session, error) {
	t := s.tickets
	t.mu.Lock()
	found, ok := t.by[secret]
	t.drop(secret)
	t.mu.Unlock()
	if !ok || !t.now().Before(found.expires) {
		return Session{}, congress.E(congress.Unauthorized, "ticket_unknown", "the ticket was used or ran out; get another")
	}
	return s.find(ctx, func(*systemIndex) congress.SessionID { return found.session })
}

func (t *tickets) drop(secret string) {
	found, ok := t.by[secret]
	if !ok {
		return
	}
	delete(t.by, secret)
	list := slices.DeleteFunc(t.bySession[found.session], func(s string) bool { return s == secret })
	if len(list) == 0 {
		delete(t.bySession, found.session)
	} else {
		t.bySession[found.session] = list
	}
}

// sweep forgets, every few seconds, the tickets that ran out.
func (t *tickets) sweep(now time.Time) {
	if now.Before(t.sweepAt) {
		return
	}
	t.sweepAt = now.Add(5 * time.Second)
	for secret, old := range t.by {
		if !now.Before(old.expires) {
			t.drop(secret)
		}
	}
}
