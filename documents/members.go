package documents

import (
	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
	"plenum/vietnamese"
)

// ServerActor is the server as an actor of the congress.
func ServerActor(h *journal.Hall) congress.Actor {
	return auth.ServerActor(congress.CongressID(h.Stream))
}

// Seated is a member as an actor, whom the rule of visibility is asked about.
type Seated struct {
	congress.Member
	Actor congress.Actor
}

// MembersOf are the members of the congress.
func MembersOf(h *journal.Hall) (out []Seated) {
	for r := range h.All(ServerActor(h), congress.KindMember) {
		if m, err := congress.Body[congress.Member](r); err == nil {
			out = append(out, Seated{*m, congress.Actor{
				Account: m.Account, Congress: congress.CongressID(h.Stream), Member: congress.MemberID(r.Object), Roles: m.Roles, Groups: m.Groups,
			}})
		}
	}
	return out
}

// MembersInOrder puts members in the order in which people are listed.
func MembersInOrder(members []Seated) []Seated {
	vietnamese.Sort(members, func(m Seated) []string { return append(vietnamese.Person(m.Name), m.Card) })
	return members
}
