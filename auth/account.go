package auth

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"plenum/congress"
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
}

// NewAccount is an account to be made; its record id becomes the account's id.
type NewAccount struct {
	ID            congress.RecordID
	Login         string
	Name          string
	Password      string
	Administrator bool
}

// Limits of logins (characters of a-z, 0-9 and . _ - @) and passwords (bytes).
const (
	minLogin, maxLogin       = 3, 64
	minPassword, maxPassword = 8, 256
)

// NormalLogin gives the form of a login that is kept and compared, and whether it can be one.
func NormalLogin(login string) (string, bool) {
	login = strings.ToLower(norm.NFC.String(strings.TrimSpace(login)))
	ok := len(login) >= minLogin && len(login) <= maxLogin && strings.Trim(login, "abcdefghijklmnopqrstuvwxyz0123456789._-@") == ""
	return login, ok
}

func checkNew(n NewAccount) (login, name, password string, err error) {
	fields := map[string]string{}
	login, ok := NormalLogin(n.Login)
	if !ok {
		fields["login"] = "3 to 64 letters a-z, digits or . _ - @"
	}
	name = norm.NFC.String(strings.TrimSpace(n.Name))
	if name == "" || utf8.RuneCountInString(name) > 200 || !utf8.ValidString(name) {
		fields["name"] = "1 to 200 characters"
	}
	password = norm.NFC.String(n.Password)
	if len(password) < minPassword || len(password) > maxPassword || !utf8.ValidString(password) {
		fields["password"] = "8 to 256 bytes"
	}
	if len(fields) > 0 {
		return "", "", "", &congress.Error{Kind: congress.Invalid, Code: "account_invalid", Message: "the account is not complete", Fields: fields}
	}
	return login, name, password, nil
}

var errLoginTaken = congress.E(congress.Conflict, "login_taken", "another account has this login")

// CreateAccount makes an account. The actor needs CreateAccount in the System
// stream; the same record id again gives the same account. Errors: Invalid "account_invalid", Conflict "login_taken", Forbidden.
func (s *Service) CreateAccount(ctx context.Context, actor congress.Actor, n NewAccount) (Account, error) {
	login, name, password, err := checkNew(n)
	if err != nil {
		return Account{}, err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return Account{}, err
	}
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return Account{}, err
	}
	defer leave()
	res, err := h.Commit(ctx, journal.Request{ID: n.ID, Kind: congress.KindAccount, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if _, err := s.Require(tx, actor, CreateAccount); err != nil {
			return journal.Draft{}, err
		}
		for r := range tx.All(congress.KindAccount) {
			var other accountBody
			if err := r.Decode(&other); err != nil || other.Login == login {
				return journal.Draft{}, errLoginTaken
			}
		}
		return journal.Draft{
			Object: congress.ObjectID(n.ID),
			Body:   accountBody{Login: login, Name: name, Password: hash, Administrator: n.Administrator},
		}, nil
	}})
	if err != nil {
		return Account{}, err
	}
	var made accountBody
	if err := res.Record.Decode(&made); err != nil {
		return Account{}, err
	}
	return Account{congress.AccountID(res.Record.Object), made.Login, made.Name, made.Administrator}, nil
}

// SetPassword gives the account a new password and ends its sessions. An
// actor may set their own; others' need CreateAccount.
func (s *Service) SetPassword(ctx context.Context, actor congress.Actor, id congress.AccountID, record congress.RecordID, password string) error {
	_, _, password, err := checkNew(NewAccount{Login: "abc", Name: "-", Password: password})
	if err != nil {
		return err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return err
	}
	defer leave()
	_, err = h.Commit(ctx, journal.Request{ID: record, Kind: congress.KindAccount, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if actor.Account != id {
			if _, err := s.Require(tx, actor, CreateAccount); err != nil {
				return journal.Draft{}, err
			}
		}
		r, ok := tx.Get(congress.ObjectID(id))
		var body accountBody
		if !ok || r.Kind != congress.KindAccount || r.Decode(&body) != nil {
			return journal.Draft{}, congress.ErrNotFound
		}
		body.Password = hash
		return journal.Draft{Object: congress.ObjectID(id), Body: body}, nil
	}})
	if err != nil {
		return err
	}
	_, err = s.endSessions(ctx, h, actor, id)
	return err
}

// hash makes an argon2id hash. Only Options.MaxHashing are made or compared at once, because each takes megabytes.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	release, err := s.hashingTurn(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return argon2id.CreateHash(password, s.options.Argon)
}

func (s *Service) compare(ctx context.Context, password, hash string) (bool, error) {
	release, err := s.hashingTurn(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	return argon2id.ComparePasswordAndHash(password, hash)
}

func (s *Service) hashingTurn(ctx context.Context) (release func(), err error) {
	if s.waiting.Add(1) > maxWaiting {
		s.waiting.Add(-1)
		return nil, congress.E(congress.TooMany, "busy", "too many people sign in at this moment; try again")
	}
	defer s.waiting.Add(-1)
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// maxWaiting is how many may wait for their password to be looked at: about ten seconds of them on two cores.
const maxWaiting = 1000
