package compilation_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/discussion/compilation"
)

func TestAMapThatIsWatchedFollowsWhatIsSaidUntilTheWatcherMayNot(t *testing.T) {
	h := openHouse(t, 2, 6)
	comment := h.say(0, 0, 1, discussion.Agree, "Giữ.")
	events, ended := make(chan *compilation.Map), make(chan error, 1)
	gone := congress.E(congress.Forbidden, messages.Forbidden)
	refused := make(chan struct{})
	who := func(context.Context) (congress.Actor, error) {
		select {
		case <-refused:
			return congress.Actor{}, gone
		default:
			return h.presidium, nil
		}
	}
	go func() {
		ended <- h.WatchMap(t.Context(), h.Hall, who, h.discussion, func(m *compilation.Map) error {
			select {
			case events <- m:
				return nil
			case <-t.Context().Done():
				return t.Context().Err()
			}
		})
	}()
	until := func(what string, is func(*compilation.Map) bool) {
		t.Helper()
		for deadline := time.After(time.Minute); ; {
			select {
			case m := <-events:
				if is(m) {
					return
				}
			case err := <-ended:
				t.Fatalf("%s never came: %v", what, err)
			case <-deadline:
				t.Fatalf("%s never came", what)
			}
		}
	}
	until("the map", func(m *compilation.Map) bool { return m != nil && m.Opinions == 1 })
	h.say(1, 0, 2, discussion.Propose, "Tăng.")
	until("the second opinion", func(m *compilation.Map) bool { return m != nil && m.Opinions == 2 })
	// A step of the workbench that moves nothing in the map is not told.
	if _, err := h.Claim(t.Context(), h.Hall, h.secretariat, discussion.Change{ID: newID()}, comment, true); err != nil {
		t.Fatal(err)
	}
	until("that it is as it was", func(m *compilation.Map) bool {
		if m != nil {
			t.Errorf("a claim is told: %+v", m)
		}
		return true
	})
	close(refused)
	for deadline := time.After(time.Minute); ; {
		select {
		case <-events:
		case err := <-ended:
			if !errors.Is(err, gone) {
				t.Errorf("it ended with %v", err)
			}
			for name, who := range map[string]congress.Actor{"a delegate": h.delegates[0][0], "an organizer": h.organizer, "a group's secretary": h.secretary} {
				err := h.WatchMap(t.Context(), h.Hall, func(context.Context) (congress.Actor, error) { return who, nil }, h.discussion, func(*compilation.Map) error { return nil })
				if code(err) != "forbidden" {
					t.Errorf("%s watches the map: %v", name, err)
				}
			}
			return
		case <-deadline:
			t.Fatal("it goes on")
		}
	}
}
