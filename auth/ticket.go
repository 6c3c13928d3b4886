package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"sync"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// A ticket stands for a session for 30 seconds and once, where a client can send no header: the
// first frame of a browser's socket. It says itself whose it is and until when, signed with what
// every server has of the session from the log and no client sees (the hash of its token), so that
// a socket may be opened on another server than the one that gave the ticket. That it is used once
// the log decides: redeeming it is a record, in the side stream of System, whose id is made of the
// ticket, and a known id is refused on whatever server. Servers' clocks must agree to a few
// seconds.
const (
	ticketLife        = 30 * time.Second
	ticketsPerSession = 30 // redeemed within that time on one server: each is a record
)

// ticket is session (16 bytes), end (8, Unix milliseconds), nonce (16) and signature (32), as
// base64url.
const ticketSize = 16 + 8 + 16 + sha256.Size

var (
	errTicket      = congress.E(congress.Unauthorized, messages.TicketUnknown)
	errManyTickets = congress.E(congress.TooMany, messages.TicketsMany)
)

// lately counts what this server did for each of them within a while.
type lately[K comparable] struct {
	most  int
	while time.Duration

	mu    sync.Mutex
	since time.Time
	by    map[K]int
}

// take counts one; false when there were too many.
func (l *lately[K]) take(id K, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.by == nil || now.Sub(l.since) >= l.while {
		l.by, l.since = map[K]int{}, now
	}
	l.by[id]++
	return l.by[id] <= l.most
}

// IssueTicket gives a ticket for the session. Errors: those of Authenticate.
func (s *Service) IssueTicket(ctx context.Context, session Session) (string, error) {
	key, _, err := s.ticketKey(ctx, session.ID)
	if err != nil {
		return "", err
	}
	id, err := hex.DecodeString(uuidDigits(session.ID))
	if err != nil {
		return "", errUnknown
	}
	b := make([]byte, 0, ticketSize)
	b = append(b, id...)
	b = binary.BigEndian.AppendUint64(b, uint64(s.options.Now().Add(ticketLife).UnixMilli())) //nolint:gosec // after 1970
	var nonce [16]byte
	_, _ = rand.Read(nonce[:]) // crypto/rand never fails since Go 1.24
	b = append(b, nonce[:]...)
	return base64.RawURLEncoding.EncodeToString(append(b, signed(key, b)...)), nil
}

// RedeemTicket gives the ticket's session and uses the ticket up, for every server. Errors:
// Unauthorized "ticket_unknown", TooMany "tickets_many", Unavailable, and those of Authenticate.
func (s *Service) RedeemTicket(ctx context.Context, secret string) (Session, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(secret)
	if err != nil || len(b) != ticketSize {
		return Session{}, errTicket
	}
	said, signature := b[:ticketSize-sha256.Size], b[ticketSize-sha256.Size:]
	digits := hex.EncodeToString(b[:16])
	id := congress.SessionID(digits[:8] + "-" + digits[8:12] + "-" + digits[12:16] + "-" + digits[16:20] + "-" + digits[20:])
	key, session, err := s.ticketKey(ctx, id)
	if errors.Is(err, errUnknown) { // it may have been opened on another server a moment ago
		if err = s.refreshSystem(ctx); err == nil {
			key, session, err = s.ticketKey(ctx, id)
		}
	}
	if err != nil {
		return Session{}, err
	}
	end := time.UnixMilli(int64(binary.BigEndian.Uint64(b[16:24]))) //nolint:gosec // signed below
	now := s.options.Now()
	switch {
	case !hmac.Equal(signature, signed(key, said)), !now.Before(end), end.Sub(now) > 2*ticketLife:
		return Session{}, errTicket
	case !s.redeemed.take(id, now):
		return Session{}, errManyTickets
	}
	return session, s.useTicket(ctx, id, hex.EncodeToString(b[24:40]))
}

// useTicket makes the record by which the ticket is used up.
func (s *Service) useTicket(ctx context.Context, id congress.SessionID, nonce string) error {
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(congress.System).Side())
	if err != nil {
		return err
	}
	defer leave()
	res, err := side.Commit(ctx, journal.Request{
		ID: congress.RecordID(congress.DerivedUUID("ticket", string(id), nonce)), Derived: true, Kind: congress.KindTicket, Actor: ServerActor(""),
		Make: func(*journal.Tx) (journal.Draft, error) {
			object := congress.DerivedUUID("tickets", string(id)) // one for each session, so that memory does not grow with their number
			return journal.Draft{Object: congress.ObjectID(object), Derived: true, Body: struct{}{}}, nil
		},
	})
	if err == nil && res.Again {
		return errTicket
	}
	return err
}

// ticketKey is what tickets of the session are signed with, and the session. Errors: those of
// Authenticate.
func (s *Service) ticketKey(ctx context.Context, id congress.SessionID) (key []byte, session Session, err error) {
	session, err = s.find(ctx, func(index *systemIndex) congress.SessionID {
		key = []byte(index.sessions[id].TokenHash)
		return id
	})
	return key, session, err
}

func signed(key, said []byte) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte("plenum ticket\n"))
	_, _ = mac.Write(said)
	return mac.Sum(nil)
}

// uuidDigits are those of the session's id; ids that are none have too few.
func uuidDigits(id congress.SessionID) string {
	if !congress.ObjectID(id).Valid() {
		return "none"
	}
	return string(id[:8] + id[9:13] + id[14:18] + id[19:23] + id[24:])
}
