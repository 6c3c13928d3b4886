package auth

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
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
	Cookie        string // the scheme, http or https, that its cookie was set over; empty: its token came in a body
}

// actor is the session's before its membership is known. No session is the server itself.
func (s Session) actor(id congress.CongressID) congress.Actor {
	if s.Account == serverAccount {
		return congress.Actor{}
	}
	return congress.Actor{Account: s.Account, Session: s.ID, Device: s.Device, Congress: id, Roles: systemRoles(s.Administrator)}
}

// sessionBody is the body of a KindSession record. Its audience is nobody.
type sessionBody struct {
	Account   congress.AccountID `json:"account"`
	TokenHash string             `json:"tokenHash"` // SHA-256; the token itself is kept nowhere
	Created   time.Time          `json:"created"`
	Expires   time.Time          `json:"expires"`
	Device    congress.DeviceID  `json:"device,omitempty"`
	Agent     string             `json:"agent,omitempty"`
	Cookie    string             `json:"cookie,omitempty"` // http or https
}

// Errors of sessions.
var (
	errMissing = congress.E(congress.Unauthorized, messages.SessionMissing)
	errUnknown = congress.E(congress.Unauthorized, messages.SessionUnknown)
	errExpired = congress.E(congress.Unauthorized, messages.SessionExpired)
)

// openSession makes a session of the account and its token: 32 random bytes,
// base64url. The account must still be what it was when its password was found right.
func (s *Service) openSession(ctx context.Context, system systemHall, in SignIn, account knownAccount) (Session, string, error) {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // crypto/rand never fails since Go 1.24
	token := base64.RawURLEncoding.EncodeToString(secret[:])
	now := s.options.Now().UTC().Truncate(time.Second)
	record := congress.RecordID(s.options.NewID())
	body := sessionBody{
		Account: account.id, TokenHash: hashToken(token), Device: in.Device, Agent: in.Agent, Cookie: in.Cookie,
		Created: now, Expires: now.Add(s.options.SessionLife),
	}
	_, err := system.Commit(ctx, journal.Request{
		ID: record, Kind: congress.KindSession, Actor: congress.Actor{Account: account.id, Device: in.Device},
		Make: func(tx *journal.Tx) (journal.Draft, error) {
			latest, ok := accountIn(tx, account.id)
			switch {
			case !ok || latest.Password != account.Password:
				return journal.Draft{}, errCredentials
			case latest.Disabled:
				return journal.Draft{}, errDisabled
			}
			return journal.Draft{Object: congress.ObjectID(record), Body: body}, nil
		},
	})
	if err != nil {
		return Session{}, "", err
	}
	return sessionOf(congress.SessionID(record), body, account.accountBody), token, nil
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// isToken reports whether the text has the form of a token.
func isToken(token string) bool {
	secret, err := base64.RawURLEncoding.Strict().DecodeString(token)
	return err == nil && len(secret) == 32 && len(token) == 43
}

func sessionOf(id congress.SessionID, b sessionBody, a accountBody) Session {
	return Session{ID: id, Account: b.Account, Login: a.Login, Name: a.Name, Administrator: a.Administrator, Device: b.Device, Expires: b.Expires, Cookie: b.Cookie}
}

// Authenticate gives the session of a token. Errors: Unauthorized
// "session_missing" (no token), "session_unknown", "session_expired", "account_disabled".
func (s *Service) Authenticate(ctx context.Context, token string) (Session, error) {
	switch {
	case token == "":
		return Session{}, errMissing
	case !isToken(token):
		return Session{}, errUnknown
	}
	hash := hashToken(token)
	which := func(index *systemIndex) congress.SessionID { return index.tokens[hash] }
	session, err := s.find(ctx, which)
	if !errors.Is(err, errUnknown) {
		return session, err
	}
	// It may have been opened on another server a moment ago.
	if err := s.refreshSystem(ctx); err != nil {
		return Session{}, err
	}
	return s.find(ctx, which)
}

func (s *Service) find(ctx context.Context, which func(*systemIndex) congress.SessionID) (Session, error) {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return Session{}, err
	}
	defer leave()
	if err := system.Fresh(); err != nil {
		return Session{}, err
	}
	var session Session
	var account accountBody
	known := false
	system.Look(func() {
		id := which(system.index)
		open, ok := system.index.sessions[id]
		if known = ok && !system.index.revoked(open); known {
			account = system.index.accounts[open.Account]
			session = sessionOf(id, open.sessionBody, account)
		}
	})
	switch {
	case !known:
		return Session{}, errUnknown
	case account.Disabled:
		return Session{}, errDisabled
	case !s.options.Now().Before(session.Expires):
		return Session{}, errExpired
	}
	return session, nil
}

// SessionAlive answers nil as long as the session holds, Unauthorized once it does not, and
// Unavailable when that cannot be known. A session ends by an Erase of its own record or by a
// record of its account, so whoever watches the System stream for both kinds misses no end but the
// one by time.
func (s *Service) SessionAlive(ctx context.Context, id congress.SessionID) error {
	_, err := s.find(ctx, func(*systemIndex) congress.SessionID { return id })
	return err
}

// SignOut ends the session at once; ending it again is no error.
func (s *Service) SignOut(ctx context.Context, session Session) error {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return s.eraseSession(ctx, system, congress.Actor{Account: session.Account, Device: session.Device}, "", session.ID)
}

// eraseSession ends a session; one that has ended is no error. action is what the actor needs; ""
// for their own.
func (s *Service) eraseSession(ctx context.Context, system systemHall, by congress.Actor, action Action, id congress.SessionID) error {
	_, err := system.Commit(ctx, journal.Request{
		ID: congress.RecordID(s.options.NewID()), Kind: congress.KindSession, Actor: by,
		Make: func(tx *journal.Tx) (journal.Draft, error) {
			if action != "" {
				if _, err := s.Require(tx, by, action); err != nil {
					return journal.Draft{}, err
				}
			}
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

// RevokeSessions ends all sessions of the account at once, by one record, and
// answers how many. The actor needs RevokeSessions. Errors: NotFound, Forbidden.
func (s *Service) RevokeSessions(ctx context.Context, actor congress.Actor, account congress.AccountID) (int, error) {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return 0, err
	}
	defer leave()
	ended := 0
	err = s.changeAccount(ctx, system, accountChange{
		actor: actor, id: account, record: congress.RecordID(s.options.NewID()), action: RevokeSessions,
		change: func(tx *journal.Tx, body *accountBody) {
			ended = 0
			for r := range tx.All(congress.KindSession) {
				var session sessionBody
				if r.N > body.SessionsAfter && r.Decode(&session) == nil && session.Account == account {
					ended++
				}
			}
			body.SessionsAfter = tx.Head().N
		},
	})
	if err != nil {
		return 0, err
	}
	return ended, nil
}

// SignedIn is a session of an account, as an administrator sees it.
type SignedIn struct {
	Device  congress.DeviceID `json:"device,omitempty"` // empty: it named none, such as a browser
	Agent   string            `json:"agent,omitempty"`
	Created time.Time         `json:"created"`
	Expires time.Time         `json:"expires"`

	id congress.SessionID
}

// SignedIn lists where the account is signed in, the oldest first. The actor needs RevokeSessions.
// Errors: NotFound, Forbidden.
func (s *Service) SignedIn(ctx context.Context, actor congress.Actor, account congress.AccountID) ([]SignedIn, error) {
	if !s.options.Policy.Allow(actor, RevokeSessions) {
		return nil, errForbidden
	}
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := system.Refresh(ctx); err != nil { // it may have signed in on another server a moment ago
		return nil, err
	}
	if !system.has(account) {
		return nil, congress.ErrNotFound
	}
	now, list := s.options.Now(), []SignedIn{}
	system.Look(func() {
		for id, open := range system.index.sessions {
			if open.Account == account && !system.index.revoked(open) && now.Before(open.Expires) {
				list = append(list, SignedIn{open.Device, open.Agent, open.Created, open.Expires, id})
			}
		}
	})
	slices.SortFunc(list, func(a, b SignedIn) int {
		return cmp.Or(a.Created.Compare(b.Created), strings.Compare(string(a.id), string(b.id)))
	})
	return list, nil
}

// RevokeDevice ends the account's sessions on one device at once, such as a lost tablet, and
// answers how many. The actor needs RevokeSessions. Errors: NotFound, Forbidden, Unauthorized.
func (s *Service) RevokeDevice(ctx context.Context, actor congress.Actor, account congress.AccountID, device congress.DeviceID) (int, error) {
	list, err := s.SignedIn(ctx, actor, account)
	if err != nil {
		return 0, err
	}
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return 0, err
	}
	defer leave()
	ended := 0
	for _, one := range list {
		if one.Device != device {
			continue
		}
		if err := s.eraseSession(ctx, system, actor, RevokeSessions, one.id); err != nil {
			return ended, err
		}
		ended++
	}
	return ended, nil
}

// SweepSessions erases the sessions that ran out or were revoked, and answers
// how many. They hold no longer already; the server calls this now and then to keep the list short.
func (s *Service) SweepSessions(ctx context.Context) (int, error) {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return 0, err
	}
	defer leave()
	now := s.options.Now()
	var over []congress.SessionID
	system.Look(func() {
		for id, open := range system.index.sessions {
			if !now.Before(open.Expires) || system.index.revoked(open) {
				over = append(over, id)
			}
		}
	})
	for i, id := range over {
		if err := s.eraseSession(ctx, system, ServerActor(""), "", id); err != nil {
			return i, err
		}
	}
	return len(over), nil
}
