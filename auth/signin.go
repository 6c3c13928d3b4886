package auth

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/congress"
	"plenum/congress/messages"
)

// sessionsPerMinute is how many sessions one server opens of an account in a minute.
const sessionsPerMinute = 120

// SignIn is what somebody says who wants in.
type SignIn struct {
	Login    string
	Password string
	Address  string            // where from, for the throttle
	Device   congress.DeviceID // may be empty; at most 64 of letters, digits and . _ -
	Agent    string            // what program; its first 200 characters are kept
	Cookie   string            // the scheme, http or https, over which the token becomes a cookie; empty: it does not
}

// Errors of signing in. A wrong password and an unknown login are the same.
var (
	errCredentials  = congress.E(congress.Unauthorized, messages.CredentialsWrong)
	errManySessions = &congress.Error{Kind: congress.TooMany, Code: messages.TooManySessions, RetryAfter: 60}
	errDisabled     = congress.E(congress.Unauthorized, messages.AccountDisabled)
)

// SignIn opens a session and gives its token, which cannot be had again. Errors: Unauthorized
// "credentials_wrong" or (the password being right) "account_disabled", TooMany "login_throttled"
// with the seconds to wait in with RetryAfter, TooMany "busy", Invalid "device_invalid"; TooMany
// "too_many_sessions", because each session is a record, which only who knows the password can
// bring about; Unavailable, at once, where the log has not been heard of for too long
// (journal.Hall.Fresh).
//
// An unknown login and a wrong password get the same answer after the same work.
func (s *Service) SignIn(ctx context.Context, in SignIn) (Session, string, error) {
	if !validDevice(in.Device) {
		return Session{}, "", congress.FieldError(messages.DeviceInvalid, "device", messages.Device(64))
	}
	in.Agent = firstLine(in.Agent, 200)
	login, ok := NormalLogin(in.Login)
	if !ok || len(in.Password) > 4*maxPassword { // no account can have these
		return Session{}, "", errCredentials
	}
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return Session{}, "", err
	}
	defer leave()
	if err := system.Fresh(); err != nil { // a password may have been changed since, or an account disabled
		return Session{}, "", err
	}
	from := in.Address
	if system.signedIn(login, in.Device) {
		from = onDevice + string(in.Device)
	}
	try, err := s.throttle.begin(login, from)
	if err != nil {
		return Session{}, "", err
	}
	account, err := s.verify(ctx, system, login, norm.NFC.String(in.Password))
	switch {
	case err == nil:
		s.throttle.right(try)
	case errors.Is(err, errCredentials):
		s.throttle.wrong(try)
	default:
		s.throttle.withdraw(try)
	}
	if err != nil {
		return Session{}, "", err
	}
	if account.Disabled {
		return Session{}, "", errDisabled
	}
	if !s.opened.take(account.id, s.options.Now()) {
		return Session{}, "", errManySessions
	}
	return s.openSession(ctx, system, in, account)
}

// verify gives the account of the login if the password is its.
func (s *Service) verify(ctx context.Context, system systemHall, login, password string) (knownAccount, error) {
	account := system.account(login)
	right, err := s.compare(ctx, password, account)
	if err != nil || right {
		return account, err
	}
	// The account may have been made, or its password changed, on another server a moment ago.
	if err := system.Refresh(ctx); err != nil {
		return knownAccount{}, err
	}
	latest := system.account(login)
	if latest.id == account.id && latest.Password == account.Password {
		return knownAccount{}, errCredentials
	}
	if right, err = s.compare(ctx, password, latest); err == nil && !right {
		err = errCredentials
	}
	return latest, err
}

func validDevice(id congress.DeviceID) bool {
	return len(id) <= 64 && strings.Trim(string(id), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == ""
}

// firstLine keeps the first characters of a text that a stranger sent, without control characters.
func firstLine(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, s[:min(len(s), 4*most)])
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most])
	}
	return s
}
