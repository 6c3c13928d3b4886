package readership

import (
	"context"
	"slices"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// boardPace is how often a board that is watched is counted: not more often than the first, and
// also when no receipt came, because documents and members change too, every second one.
const (
	boardPace = time.Second
	boardIdle = 5 * time.Second
)

// WatchReadiness gives the board to send, and then its lines that changed, about a second after a
// receipt came, until ctx ends or send fails. A line whose document is not on the board any more
// has Version 0. who is asked before each round, so that a watcher who loses the right to see it is
// cut. Errors: that of send, of who, and as Readiness.
func (s *Board) WatchReadiness(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func([]Readiness) error) error {
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(h.Stream).Side())
	if err != nil {
		return err
	}
	defer leave()
	shown := map[congress.ObjectID]Readiness{}
	for {
		n := side.Head().N
		actor, err := who(ctx)
		if err != nil {
			return err
		}
		board, err := s.Readiness(ctx, h, actor)
		if err != nil {
			return err
		}
		if err := send(changed(shown, board)); err != nil {
			return err
		}
		if !documents.Pause(ctx, boardPace) {
			return ctx.Err()
		}
		idle, cancel := context.WithTimeout(ctx, boardIdle)
		side.Wait(idle, n)
		cancel()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// changed gives the lines of the board that are not what was shown, and notes them as shown.
func changed(shown map[congress.ObjectID]Readiness, board []Readiness) []Readiness {
	out := []Readiness{}
	there := make(map[congress.ObjectID]bool, len(board))
	for _, line := range board {
		there[line.Document] = true
		if was, ok := shown[line.Document]; !ok || !line.same(was) {
			shown[line.Document] = line
			out = append(out, line)
		}
	}
	for document := range shown {
		if !there[document] {
			delete(shown, document)
			out = append(out, Readiness{Document: document, Groups: []GroupFigures{}})
		}
	}
	return out
}

// same reports whether the lines say the same.
func (r Readiness) same(as Readiness) bool {
	return r.Document == as.Document && r.Version == as.Version && r.Number == as.Number && r.Title == as.Title && r.Pages == as.Pages &&
		r.Figures == as.Figures && slices.Equal(r.Groups, as.Groups)
}
