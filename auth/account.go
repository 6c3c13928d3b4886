package auth

import (
	"context"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// Account is a person who can sign in.
type Account struct {
	ID            congress.AccountID
	Login         string
	Name          string
	Administrator bool
}

// accountBody is the body of a KindAccount record. Its audience is nobody: no view shows it.
type accountBody struct {
	Login         string `json:"login"`
	Name          string `json:"name"`
	Password      string `json:"passwordHash"` // argon2id, PHC string
	Administrator bool   `json:"administrator,omitempty"`
	Disabled      bool   `json:"disabled,omitempty"`

	// SessionsAfter ends all sessions whose record is not after this number:
	// one record ends them all, whatever happens to the server next.
	SessionsAfter uint64 `json:"sessionsAfter,omitempty"`
}

// knownAccount is an account and its id; the zero one is not there.
type knownAccount struct {
	id congress.AccountID
	accountBody
}

// NewAccount is an account to be made; its record id becomes the account's id.
type NewAccount struct {
	ID            congress.RecordID
	Login         string
	Name          string
	Password      string
	Administrator bool
}

// Limits of logins (characters of a-z, 0-9 and . _ - @) and passwords (bytes, in NFC).
const (
	minLogin, maxLogin       = 3, 64
	minPassword, maxPassword = 8, 256
)

// NormalLogin gives the form of a login that is kept and compared (trimmed,
// NFC, lower case), and whether an account can have it: 3 to 64 of a-z, 0-9
// and . _ - @. The letters are few so that no two logins look alike.
func NormalLogin(login string) (string, bool) {
	if len(login) > 4*maxLogin {
		return "", false
	}
	login = strings.ToLower(norm.NFC.String(strings.TrimSpace(login)))
	ok := len(login) >= minLogin && len(login) <= maxLogin && strings.Trim(login, "abcdefghijklmnopqrstuvwxyz0123456789._-@") == ""
	return login, ok
}

// normalPassword gives the form of a password that is hashed: the same
// characters typed on different keyboards are the same password.
func normalPassword(password string) (string, bool) {
	if len(password) > 4*maxPassword || !utf8.ValidString(password) {
		return "", false
	}
	password = norm.NFC.String(password)
	return password, len(password) >= minPassword && len(password) <= maxPassword
}

var badPassword = messages.Bytes(minPassword, maxPassword)

func (n *NewAccount) clean() error {
	fields := map[string]messages.Fault{}
	var ok bool
	if n.Login, ok = NormalLogin(n.Login); !ok {
		fields["login"] = messages.Login(3, 64)
	}
	n.Name = cleanLine(fields, "name", n.Name, 1, 200)
	if n.Password, ok = normalPassword(n.Password); !ok {
		fields["password"] = badPassword
	}
	return faults(messages.AccountInvalid, fields)
}

var errLoginTaken = congress.E(congress.Conflict, messages.LoginTaken)

// Administered reports whether anybody can sign in as an administrator.
func (s *Service) Administered(ctx context.Context) (bool, error) {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	found := false
	system.Look(func() {
		for _, a := range system.index.accounts {
			found = found || a.Administrator && !a.Disabled
		}
	})
	return found, nil
}

// CreateAccount makes an account. The actor needs CreateAccount in the System stream; the same
// record id again gives the account as it was made. Errors: Invalid "account_invalid", Conflict
// "login_taken", or journal.KeyReused for one with another password, Forbidden, Unauthorized,
// TooMany "busy".
func (s *Service) CreateAccount(ctx context.Context, actor congress.Actor, n NewAccount) (Account, error) {
	if !s.options.Policy.Allow(actor, CreateAccount) { // asked again in Make; here it saves the hashing
		return Account{}, errForbidden
	}
	if err := n.clean(); err != nil {
		return Account{}, err
	}
	hash, err := s.hash(ctx, n.Password)
	if err != nil {
		return Account{}, err
	}
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return Account{}, err
	}
	defer leave()
	res, err := system.Commit(ctx, journal.Request{ID: n.ID, Kind: congress.KindAccount, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if _, err := s.Require(tx, actor, CreateAccount); err != nil {
			return journal.Draft{}, err
		}
		if system.loginTaken(tx, n.Login) {
			return journal.Draft{}, errLoginTaken
		}
		return journal.Draft{
			Object: congress.ObjectID(n.ID),
			Body:   accountBody{Login: n.Login, Name: n.Name, Password: hash, Administrator: n.Administrator},
		}, nil
	}})
	if err != nil {
		return Account{}, err
	}
	var made accountBody
	if err := res.Record.Decode(&made); err != nil {
		return Account{}, err
	}
	if res.Again { // what is kept of the request says nothing of its password
		switch same, err := s.compare(ctx, n.Password, knownAccount{congress.AccountID(res.Record.Object), made}); {
		case err != nil:
			return Account{}, err
		case !same:
			return Account{}, journal.KeyReused(res.Record.Object)
		}
	}
	return Account{congress.AccountID(res.Record.Object), made.Login, made.Name, made.Administrator}, nil
}

// SetPassword gives the account a new password and ends all its sessions, by
// one record. An actor may set their own; others' need CreateAccount. Errors:
// Invalid "account_invalid", NotFound, Forbidden, Unauthorized, TooMany "busy".
func (s *Service) SetPassword(ctx context.Context, actor congress.Actor, id congress.AccountID, record congress.RecordID, password string) error {
	own := actor.Account == id
	if !own && !s.options.Policy.Allow(actor, CreateAccount) {
		return errForbidden
	}
	password, ok := normalPassword(password)
	if !ok {
		return faults(messages.AccountInvalid, map[string]messages.Fault{"password": badPassword})
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return err
	}
	defer leave()
	action := CreateAccount
	if own {
		action = ""
	}
	return s.changeAccount(ctx, system, accountChange{
		actor: actor, id: id, record: record, action: action,
		change: func(tx *journal.Tx, body *accountBody) {
			body.Password, body.SessionsAfter = hash, tx.Head().N
		},
	})
}

// DisableAccount keeps the account from signing in and ends all its sessions,
// by one record. The actor needs CreateAccount. Errors: NotFound, Forbidden, Unauthorized.
func (s *Service) DisableAccount(ctx context.Context, actor congress.Actor, id congress.AccountID, record congress.RecordID) error {
	return s.changeOther(ctx, accountChange{actor: actor, id: id, record: record, action: CreateAccount, change: func(tx *journal.Tx, body *accountBody) {
		body.Disabled, body.SessionsAfter = true, tx.Head().N
	}})
}

// EnableAccount undoes DisableAccount; the ended sessions stay ended.
func (s *Service) EnableAccount(ctx context.Context, actor congress.Actor, id congress.AccountID, record congress.RecordID) error {
	return s.changeOther(ctx, accountChange{actor: actor, id: id, record: record, action: CreateAccount, change: func(_ *journal.Tx, body *accountBody) {
		body.Disabled = false
	}})
}

func (s *Service) changeOther(ctx context.Context, c accountChange) error {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return s.changeAccount(ctx, system, c)
}

// accountChange is a change of an account that is there.
type accountChange struct {
	actor  congress.Actor
	id     congress.AccountID
	record congress.RecordID
	action Action // what the actor needs; "" for their own account
	change func(*journal.Tx, *accountBody)
}

func (s *Service) changeAccount(ctx context.Context, system systemHall, c accountChange) error {
	res, err := system.Commit(ctx, journal.Request{ID: c.record, Kind: congress.KindAccount, Actor: c.actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if c.action != "" {
			if _, err := s.Require(tx, c.actor, c.action); err != nil {
				return journal.Draft{}, err
			}
		} else if _, err := standing(tx, c.actor); err != nil {
			return journal.Draft{}, err
		}
		body, ok := accountIn(tx, c.id)
		if !ok {
			return journal.Draft{}, congress.ErrNotFound
		}
		c.change(tx, &body)
		return journal.Draft{Object: congress.ObjectID(c.id), Body: body}, nil
	}})
	if err == nil && res.Record.Object != congress.ObjectID(c.id) {
		return congress.E(congress.Conflict, messages.IDReused)
	}
	return err
}

// accountIn gives the account as of the state that a change is made on.
func accountIn(tx *journal.Tx, id congress.AccountID) (body accountBody, ok bool) {
	r, ok := tx.Get(congress.ObjectID(id))
	if !ok || r.Kind != congress.KindAccount || r.Decode(&body) != nil {
		return accountBody{}, false
	}
	return body, true
}
