package documents_test

import (
	"fmt"
	"testing"
	"time"

	"plenum/congress"
	"plenum/documents/readership"
)

// BenchmarkReadiness is the organizers' board over 300 documents and 550
// members who have all answered, after each new fact of a tablet.
func BenchmarkReadiness(b *testing.B) {
	const members, materials = 550, 300
	h := openHouse(b)
	people := make([]congress.Actor, members)
	for i := range people {
		people[i] = h.seat(h.groups[i%2:i%2+1], congress.Delegate)
	}
	register := make([]congress.ObjectID, materials)
	for i := range register {
		register[i], _ = h.published(fmt.Sprintf("Tài liệu %d", i))
	}
	now := h.clock.Now()
	tell := func(actor congress.Actor, list []congress.ObjectID) {
		facts := make([]readership.Fact, len(list))
		for i, d := range list {
			facts[i] = readership.Fact{ID: newID(), Document: d, Version: 1, Received: &now, Seconds: 60}
		}
		if _, err := h.Acknowledge(b.Context(), h.Hall, actor, facts); err != nil {
			b.Fatal(err)
		}
	}
	begin := time.Now()
	for _, p := range people {
		tell(p, register[:150])
		tell(p, register[150:])
	}
	b.Logf("%d facts took %s", members*materials, time.Since(begin).Round(time.Millisecond))
	if _, err := h.Readiness(b.Context(), h.Hall, h.organizer); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		tell(people[i%members], register[i%materials:i%materials+1])
		board, err := h.Readiness(b.Context(), h.Hall, h.organizer)
		if err != nil || board[0].Meant != members+4 || board[0].Received < members {
			b.Fatalf("%+v %v", board[0], err)
		}
		i++
	}
}
