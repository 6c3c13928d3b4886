package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"sync"
	"time"

	"plenum/congress"
	"plenum/journal"
)

// Where several servers share the log, each tells the others of wrong sign-ins, in records of
// System's side stream: so many tries are counted as few, whatever server they come to. Tries of
// the last second or two on another server are not known yet, and under steady guessing of the last
// fifteen seconds, because the records are bounded: one a second while there is something to tell,
// and after a minute of that one every fifteen seconds, with all that came meanwhile. However late
// they are told, a guesser who asks all servers at once has the tries of one server from each of
// them in a quarter of an hour, and no more.
const (
	tellEvery  = time.Second
	tellBurst  = 60
	tellRefill = 15 * time.Second
	tellMost   = 2000 // events in one record, and waiting; beyond that the oldest are lost
	tellSlots  = 128  // objects of one server: as many records are kept in memory
)

// signIns is the body of a KindSignIns record.
type signIns struct {
	Server string        `json:"server"` // the process that tells
	List   []signInEvent `json:"list"`
}

// signInEvent is a wrong sign-in, or (Right) a right one, by which wrong ones are forgotten. Login
// and network address are hashes: people type passwords where the login goes.
type signInEvent struct {
	Login   string    `json:"l"`
	Address string    `json:"a"`
	At      time.Time `json:"t"`          // from when it counts
	Made    time.Time `json:"m,omitzero"` // when it was made, of one that a lift let in
	Right   bool      `json:"r,omitempty"`
	Device  bool      `json:"d,omitempty"` // the address is a device that the account is signed in on
}

func eventOf(a *attempt) signInEvent {
	e := signInEvent{Login: a.login, Address: a.address, At: a.at, Device: a.device}
	if !a.made.Equal(a.at) {
		e.Made = a.made
	}
	return e
}

// digest is how the throttle knows a login or an address.
func digest(kind, text string) string {
	sum := sha256.Sum256([]byte(kind + "\n" + text))
	return hex.EncodeToString(sum[:12])
}

// telling is what is to be told to other servers.
type telling struct {
	on   bool // whether there are any
	mu   sync.Mutex
	list []signInEvent
}

func (t *telling) add(e signInEvent) {
	if !t.on {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(t.list, e)
	if over := len(t.list) - tellMost; over > 0 {
		t.list = slices.Delete(t.list, 0, over)
	}
}

func (t *telling) take() []signInEvent {
	t.mu.Lock()
	defer t.mu.Unlock()
	list := t.list
	t.list = nil
	return list
}

func (t *telling) putBack(list []signInEvent) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.list = append(list, t.list...)
	if over := len(t.list) - tellMost; over > 0 {
		t.list = slices.Delete(t.list, 0, over)
	}
}

// ShareSignIns tells other servers of wrong sign-ins and hears of theirs, until ctx ends. Without
// Options.Server it returns at once. report hears of faults.
func (s *Service) ShareSignIns(ctx context.Context, report func(error)) {
	if s.options.Server == "" {
		return
	}
	for ctx.Err() == nil {
		if err := s.shareSignIns(ctx, report); err != nil && ctx.Err() == nil {
			report(err)
		}
		select { // the log is away
		case <-ctx.Done():
		case <-time.After(tellEvery):
		}
	}
}

func (s *Service) shareSignIns(ctx context.Context, report func(error)) error {
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(congress.System).Side())
	if err != nil {
		return err
	}
	defer leave()
	var both sync.WaitGroup
	both.Go(func() {
		var news []journal.News
		for n := uint64(0); side.Wait(ctx, n); {
			news, n = side.News(n)
			for _, one := range news {
				var told signIns
				var lifted lifts
				if one.Record.Kind == congress.KindLift && one.Record.Decode(&lifted) == nil {
					s.throttle.lift(lifted)
				}
				if one.Record.Kind == congress.KindSignIns && one.Record.Decode(&told) == nil && told.Server != s.process {
					s.throttle.hear(told.List)
				}
			}
		}
	})
	both.Go(func() {
		ticker := time.NewTicker(tellEvery)
		defer ticker.Stop()
		left, refilled := tellBurst, time.Now()
		for turn := 0; ; {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			if n := int(time.Since(refilled) / tellRefill); n > 0 {
				left, refilled = min(tellBurst, left+n), refilled.Add(time.Duration(n)*tellRefill)
			}
			if left == 0 {
				continue
			}
			list := s.throttle.telling.take()
			if len(list) == 0 {
				continue
			}
			left, turn = left-1, turn+1
			if err := s.tellSignIns(ctx, side, list, turn); err != nil {
				s.throttle.telling.putBack(list)
				report(err)
			}
		}
	})
	both.Wait()
	return nil
}

func (s *Service) tellSignIns(ctx context.Context, side *journal.Hall, list []signInEvent, turn int) error {
	_, err := side.Commit(ctx, journal.Request{
		ID: congress.RecordID(s.options.NewID()), Kind: congress.KindSignIns, Actor: ServerActor(""),
		Make: func(*journal.Tx) (journal.Draft, error) {
			object := congress.DerivedUUID("sign-ins", s.options.Server, strconv.Itoa(turn%tellSlots))
			return journal.Draft{Object: congress.ObjectID(object), Derived: true, Body: signIns{s.process, list}}, nil
		},
	})
	return err
}

// hear counts what another server tells.
func (t *throttle) hear(list []signInEvent) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	for _, e := range list {
		a := &attempt{at: e.At, made: e.At, pair: pair{e.Login, e.Address}, device: e.Device}
		ahead := time.Minute // that clocks may differ
		if !e.Made.IsZero() {
			a.made = e.Made
			ahead += liftsAhead
		}
		switch {
		case now.Sub(a.at) >= throttleSpan || a.at.Sub(now) > ahead || a.made.Sub(now) > time.Minute:
			continue
		case e.Right:
			t.forgetUntil(a.pair, a.made)
			continue
		case heard(t.byLogin[e.Login], a):
			continue
		case !e.Made.IsZero():
			if l := t.lifts[a.pair]; l != nil && l.left > 0 && !a.made.Before(l.at) {
				l.left--
			}
		}
		makeRoom(t.byLogin)
		makeRoom(t.byAddress)
		t.byLogin[e.Login] = inOrder(recent(t.byLogin[e.Login], now), a, throttleKept)
		t.byAddress[e.Address] = inOrder(recent(t.byAddress[e.Address], now), a, throttleKept)
	}
}

// heard reports whether the attempt stands in the list already: a record may be read again.
func heard(list []*attempt, a *attempt) bool {
	return slices.ContainsFunc(list, func(b *attempt) bool { return *b == *a })
}

// inOrder puts the attempt into the list at its time, and forgets the oldest of too many.
func inOrder(list []*attempt, a *attempt, most int) []*attempt {
	i := len(list)
	for i > 0 && list[i-1].at.After(a.at) {
		i--
	}
	list = slices.Insert(slices.Clone(list), i, a)
	return list[max(0, len(list)-most):]
}
