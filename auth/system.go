package auth

import (
	"context"
	"errors"

	"plenum/congress"
	"plenum/journal"
)

// systemHall is the hall of the System stream with its index.
type systemHall struct {
	*journal.Hall
	index *systemIndex
}

var errNoIndex = errors.New("the halls were made without Policy.NewIndex")

func (s *Service) enterSystem(ctx context.Context) (systemHall, func(), error) {
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return systemHall{}, nil, err
	}
	index, ok := h.Index.(*systemIndex)
	if !ok {
		leave()
		return systemHall{}, nil, errNoIndex
	}
	return systemHall{h, index}, leave, nil
}

// refreshSystem takes in what other servers wrote of accounts, sessions and congresses.
func (s *Service) refreshSystem(ctx context.Context) error {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return err
	}
	defer leave()
	return system.Refresh(ctx)
}

// account gives the account of a normal login; the zero one if there is none.
func (h systemHall) account(login string) (account knownAccount) {
	h.Look(func() {
		account.id = h.index.logins[login]
		account.accountBody = h.index.accounts[account.id]
	})
	return account
}

func (h systemHall) has(id congress.AccountID) (known bool) {
	h.Look(func() { _, known = h.index.accounts[id] })
	return known
}

// signedIn reports whether the login has a session on the device.
func (h systemHall) signedIn(login string, device congress.DeviceID) (known bool) {
	if device == "" {
		return false
	}
	h.Look(func() { known = h.index.devices[signedDevice{h.index.logins[login], device}] > 0 })
	return known
}

// loginTaken reports whether an account has the login, in the state that a change is made on.
func (h systemHall) loginTaken(tx *journal.Tx, login string) (taken bool) {
	var head uint64
	h.Look(func() { _, taken = h.index.logins[login]; head = h.index.head })
	for r := range sinceIndex(tx, congress.KindAccount, head) {
		var body accountBody
		taken = taken || r.Decode(&body) != nil || body.Login == login
	}
	return taken
}
