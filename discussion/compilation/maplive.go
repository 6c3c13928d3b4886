package compilation

import (
	"context"
	"reflect"
	"time"

	"plenum/congress"
	"plenum/journal"
)

// mapPace is how often a map that is watched is counted at most, and mapIdle how long nothing is
// sent when nothing is said.
const (
	mapPace = time.Second
	mapIdle = 5 * time.Second
)

// WatchMap gives the map to send, and again about a second after it changed, until ctx ends or send
// fails; nil says that it is as it was. who is asked before each round, so that a watcher who loses
// the right to see it is cut. Errors: that of send, of who, and as Map.
func (s *Service) WatchMap(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), d congress.ObjectID, send func(*Map) error) error {
	var shown Map
	for {
		n := h.Head().N
		actor, err := who(ctx)
		if err != nil {
			return err
		}
		m, err := s.Map(h, actor, d)
		if err != nil {
			return err
		}
		shown.AsOf = m.AsOf // the workbench moves it with every step
		if reflect.DeepEqual(m, shown) {
			err = send(nil)
		} else {
			shown = m
			err = send(&m)
		}
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(mapPace):
		}
		idle, cancel := context.WithTimeout(ctx, mapIdle)
		h.Wait(idle, n)
		cancel()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
