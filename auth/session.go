package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/journal"
)

// Session is one sign-in of one account on one device.
type Session struct {
	ID            congress.SessionID
	Account       congress.AccountID
	Login         string
	Name          string
	Administrator bool
	Device        congress.DeviceID
	Expires       time.Time
}

func (s Session) systemRoles() []congress.Role {
	if s.Administrator {
		return []congress.Role{congress.Administrator}
	}
	return nil
}

// sessionBody is the body of a KindSession record. Its audience is nobody.
type sessionBody struct {
	Account   congress.AccountID `json:"account"`
	TokenHash string             `json:"tokenHash"` // SHA-256; the token itself is kept nowhere
	Expires   time.Time          `json:"expires"`
	Device    congress.DeviceID  `json:"device,omitempty"`
	Agent     string             `json:"agent,omitempty"`
}

// SignIn is what somebody says who wants in.
type SignIn struct {
	Login    string
	Password string
	Address  string // where from, for the throttle
	Device   congress.DeviceID
	Agent    string
}

// Errors of signing in. A wrong password and an unknown login are the same.
var (
	errCredentials = congress.E(congress.Unauthorized, "credentials_wrong", "the login or the password is wrong")
	errDisabled    = congress.E(congress.Unauthorized, "account_disabled", "the account is locked")
	errUnknown     = congress.E(congress.Unauthorized, "session_unknown", "the session was ended; sign in again")
	errExpired     = congress.E(congress.Unauthorized, "session_expired", "the session ran out; sign in again")
)

// SignIn opens a session and gives its token: 32 random bytes, base64url. The
// token cannot be had again. Errors: Unauthorized "credentials_wrong" or "account_disabled", TooMany
// "login_throttled" with the seconds to wait in Fields["retryAfter"], TooMany "busy".
func (s *Service) SignIn(ctx context.Context, in SignIn) (Session, string, error) {
	login, _ := NormalLogin(in.Login)
	if len(login) > maxLogin || len(in.Password) > maxPassword {
		return Session{}, "", errCredentials
	}
	if err := s.throttle.check(login, in.Address); err != nil {
		return Session{}, "", err
	}
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return Session{}, "", err
	}
	defer leave()
	index, _ := h.Index.(*systemIndex)
	var id congress.AccountID
	var account accountBody
	h.Look(func() {
		id = index.logins[login]
		account = index.accounts[id]
	})
	hash := account.Password
	if id == "" {
		hash = s.dummy
	}
	right, err := s.compare(ctx, norm.NFC.String(in.Password), hash)
	if err != nil {
		return Session{}, "", err
	}
	if !right || id == "" {
		s.throttle.failed(login, in.Address)
		return Session{}, "", errCredentials
	}
	if account.Disabled {
		return Session{}, "", errDisabled
	}
	s.throttle.succeeded(login, in.Address)

	var secret [32]byte
	_, _ = rand.Read(secret[:])
	token := base64.RawURLEncoding.EncodeToString(secret[:])
	now := s.options.Now()
	record := congress.RecordID(congress.NewUUID(now))
	body := sessionBody{
		Account: id, TokenHash: hashToken(token), Device: in.Device, Agent: in.Agent,
		Expires: now.Add(s.options.SessionLife).UTC().Truncate(time.Second),
	}
	actor := congress.Actor{Account: id, Device: in.Device}
	if _, err := h.Commit(ctx, journal.Request{ID: record, Kind: congress.KindSession, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		// The password may have been changed since it was compared.
		var now accountBody
		if r, ok := tx.Get(congress.ObjectID(id)); !ok || r.Decode(&now) != nil || now.Password != account.Password {
			return journal.Draft{}, errCredentials
		} else if now.Disabled {
			return journal.Draft{}, errDisabled
		}
		return journal.Draft{Object: congress.ObjectID(record), Body: body}, nil
	}}); err != nil {
		return Session{}, "", err
	}
	return sessionOf(congress.SessionID(record), body, account), token, nil
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func sessionOf(id congress.SessionID, b sessionBody, a accountBody) Session {
	return Session{ID: id, Account: b.Account, Login: a.Login, Name: a.Name, Administrator: a.Administrator, Device: b.Device, Expires: b.Expires}
}

// Authenticate gives the session of a token. Errors: Unauthorized
// "session_unknown", "session_expired", "account_disabled".
func (s *Service) Authenticate(ctx context.Context, token string) (Session, error) {
	if len(token) > 128 {
		return Session{}, errUnknown
	}
	return s.find(ctx, func(index *systemIndex) congress.SessionID { return index.tokens[hashToken(token)] })
}

func (s *Service) find(ctx context.Context, which func(*systemIndex) congress.SessionID) (Session, error) {
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return Session{}, err
	}
	defer leave()
	index, _ := h.Index.(*systemIndex)
	var session Session
	var account accountBody
	h.Look(func() {
		id := which(index)
		body, ok := index.sessions[id]
		if !ok {
			return
		}
		account = index.accounts[body.Account]
		session = sessionOf(id, body, account)
	})
	switch {
	case session.ID == "" || account.Login == "":
		return Session{}, errUnknown
	case account.Disabled:
		return Session{}, errDisabled
	case s.options.Now().After(session.Expires):
		return Session{}, errExpired
	}
	return session, nil
}

// SessionAlive reports whether the session still holds; false when that cannot be known.
func (s *Service) SessionAlive(ctx context.Context, id congress.SessionID) bool {
	_, err := s.find(ctx, func(*systemIndex) congress.SessionID { return id })
	return err == nil
}

// SignOut ends the session at once; ending it again is no error.
func (s *Service) SignOut(ctx context.Context, session Session) error {
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return err
	}
	defer leave()
	return s.endSession(ctx, h, congress.Actor{Account: session.Account, Device: session.Device}, session.ID)
}

func (s *Service) endSession(ctx context.Context, h *journal.Hall, by congress.Actor, id congress.SessionID) error {
	_, err := h.Commit(ctx, journal.Request{
		ID: congress.RecordID(congress.NewUUID(s.options.Now())), Kind: congress.KindSession, Actor: by,
		Make: func(tx *journal.Tx) (journal.Draft, error) {
			if r, ok := tx.Get(congress.ObjectID(id)); !ok || r.Kind != congress.KindSession {
				return journal.Draft{}, congress.ErrNotFound
			}
			return journal.Draft{Object: congress.ObjectID(id), Op: congress.Erase}, nil
		},
	})
	if congress.KindOf(err) == congress.NotFound {
		return nil
	}
	return err
}

// RevokeSessions ends all sessions of the account at once and answers how many. The actor needs RevokeSessions.
func (s *Service) RevokeSessions(ctx context.Context, actor congress.Actor, account congress.AccountID) (int, error) {
	if !s.options.Policy.Allow(actor, RevokeSessions) {
		return 0, errForbidden
	}
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return 0, err
	}
	defer leave()
	index, _ := h.Index.(*systemIndex)
	known := false
	h.Look(func() { _, known = index.accounts[account] })
	if !known {
		return 0, congress.ErrNotFound
	}
	return s.endSessions(ctx, h, actor, account)
}

func (s *Service) endSessions(ctx context.Context, h *journal.Hall, by congress.Actor, account congress.AccountID) (int, error) {
	return s.endWhere(ctx, h, by, func(b sessionBody) bool { return b.Account == account })
}

// SweepSessions forgets the sessions that ran out and answers how many.
func (s *Service) SweepSessions(ctx context.Context) (int, error) {
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return 0, err
	}
	defer leave()
	now := s.options.Now()
	return s.endWhere(ctx, h, ServerActor(""), func(b sessionBody) bool { return now.After(b.Expires) })
}

func (s *Service) endWhere(ctx context.Context, h *journal.Hall, by congress.Actor, which func(sessionBody) bool) (int, error) {
	index, _ := h.Index.(*systemIndex)
	var ids []congress.SessionID
	h.Look(func() {
		for id, b := range index.sessions {
			if which(b) {
				ids = append(ids, id)
			}
		}
	})
	for i, id := range ids {
		if err := s.endSession(ctx, h, by, id); err != nil {
			return i, err
		}
	}
	return len(ids), nil
}
