package auth

import (
	"context"

	"github.com/alexedwards/argon2id"

	"plenum/congress"
	"plenum/congress/messages"
)

var errBusy = congress.E(congress.TooMany, messages.Busy)

// hash makes an argon2id hash. Only Options.MaxHashing are made or compared at
// once, because each takes megabytes and all of a processor.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	release, err := s.hashingTurn(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	return argon2id.CreateHash(password, s.options.Argon)
}

// compare reports whether the password is the account's; an account that is
// not there takes as long and has no password.
func (s *Service) compare(ctx context.Context, password string, account knownAccount) (bool, error) {
	release, err := s.hashingTurn(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	if account.id == "" {
		_, err := argon2id.ComparePasswordAndHash(password, s.dummy)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(password, account.Password)
}

func (s *Service) hashingTurn(ctx context.Context) (release func(), err error) {
	if s.waiting.Add(1) > int64(s.options.MaxWaiting) {
		s.waiting.Add(-1)
		return nil, errBusy
	}
	defer s.waiting.Add(-1)
	if err := s.hashing.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { s.hashing.Release(1) }, nil
}
