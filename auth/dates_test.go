package auth_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"plenum/auth"
	"plenum/congress"
)

// faulty are the names and codes of an error's fields, in order.
func faulty(err error) string {
	if err == nil {
		return ""
	}
	fields := congress.AsError(err).Fields
	out := []string{}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		out = append(out, name+" "+fields[name].Code())
	}
	return strings.Join(out, ", ")
}

func TestAnItemOfTheAgendaIsAtATimeThatThereIs(t *testing.T) {
	h := openHouse(t)
	id := h.congress("Đại hội")
	h.seat(id, "", h.account("bantochuc"), congress.Organizer)
	session, _ := h.signIn("bantochuc")
	seat, leave, err := h.Enter(t.Context(), session, id)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	for _, c := range []struct{ day, from, to, want string }{
		{"2026-12-31", "08:00", "09:30", ""},
		{"2028-02-29", "00:00", "23:59", ""},
		{"2026-13-41", "25:00", "27:00", "day day, from hour, to hour"},
		{"2026-02-29", "08:00", "09:00", "day day"},
		{"2026-2-3", "08:00", "09:00", "day day"},
		{"", "", "", "day day, from hour, to hour"},
		{"2026-12-31", "8:00", "09:00", "from hour"},
		{"2026-12-31", "08:00", "24:00", "to hour"},
		{"2026-12-31", "08:60", "09:00", "from hour"},
		{"2026-12-31", "08:00", "07:00", "to ends_before"},
		{"2026-12-31", "08:00", "08:00", ""},
	} {
		_, err := h.PutSetup(t.Context(), seat.Hall, seat.Actor, auth.Setup{
			ID: newID(), Object: congress.ObjectID(newID()),
			Agenda: &congress.Agenda{Day: c.day, From: c.from, To: c.to, Title: "Khai mạc"},
		})
		if got := faulty(err); got != c.want || (err != nil && congress.KindOf(err) != congress.Invalid) {
			t.Errorf("%s from %s to %s: %v, want faults %q", c.day, c.from, c.to, err, c.want)
		}
	}
}

func TestACongressIsOnDaysThatThereAre(t *testing.T) {
	h := openHouse(t)
	for _, c := range []struct{ starts, ends, want string }{
		{"", "", ""},
		{"2026-12-30", "", ""},
		{"", "2026-12-30", ""},
		{"2026-12-30", "2026-12-30", ""},
		{"2026-12-30", "2027-01-02", ""},
		{"2026-13-41", "2026-12-31", "starts day"},
		{"2026-12-01", "2026-11-31", "ends day"},
		{"2026-12-31", "2026-12-30", "ends day_before"},
	} {
		_, err := h.PutCongress(t.Context(), auth.ServerActor(""), newID(), "", congress.Info{Title: "Đại hội", Starts: c.starts, Ends: c.ends})
		if got := faulty(err); got != c.want || (err != nil && congress.KindOf(err) != congress.Invalid) {
			t.Errorf("from %q to %q: %v, want faults %q", c.starts, c.ends, err, c.want)
		}
	}
}
