package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"sync"
	"time"

	"plenum/congress"
)

// A ticket stands for a session for 30 seconds and once, where a client can
// send no header: the first frame of a browser's socket. Tickets live in this
// server's memory, so the socket must be opened on the server that gave the ticket.
const (
	ticketLife = 30 * time.Second
	maxTickets = 50_000
)

type tickets struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[string]ticket
}

type ticket struct {
	session congress.SessionID
	expires time.Time
}

func newTickets(now func() time.Time) *tickets { return &tickets{now: now, by: map[string]ticket{}} }

// IssueTicket gives a ticket for the session. TooMany "busy" when too many are out.
func (s *Service) IssueTicket(session Session) (string, error) {
	t := s.tickets
	now := t.now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.by) >= maxTickets {
		for secret, old := range t.by {
			if now.After(old.expires) {
				delete(t.by, secret)
			}
		}
	}
	if len(t.by) >= maxTickets {
		return "", congress.E(congress.TooMany, "busy", "too many tickets are out; try again")
	}
	var random [24]byte
	_, _ = rand.Read(random[:])
	secret := base64.RawURLEncoding.EncodeToString(random[:])
	t.by[secret] = ticket{session.ID, now.Add(ticketLife)}
	return secret, nil
}

// RedeemTicket gives the ticket's session and uses the ticket up. Errors:
// Unauthorized "ticket_unknown", and those of Authenticate.
func (s *Service) RedeemTicket(ctx context.Context, secret string) (Session, error) {
	t := s.tickets
	t.mu.Lock()
	found, ok := t.by[secret]
	delete(t.by, secret)
	t.mu.Unlock()
	if !ok || t.now().After(found.expires) {
		return Session{}, congress.E(congress.Unauthorized, "ticket_unknown", "the ticket was used or ran out; get another")
	}
	return s.find(ctx, func(*systemIndex) congress.SessionID { return found.session })
}
