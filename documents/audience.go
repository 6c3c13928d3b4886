package documents

import (
	"slices"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
	"plenum/vietnamese"
)

// Preview is who would have a document with an audience, and who would lose it.
type Preview struct {
	Members int            `json:"members"` // who would have it; organizers only if they are meant
	Roles   map[string]int `json:"roles"`
	Groups  map[string]int `json:"groups"`
	Gain    []Person       `json:"gain"`
	Lose    []Person       `json:"lose"`
	Gains   int            `json:"gains"` // how many, where the lists are cut
	Loses   int            `json:"loses"`
}

// Person is a member by name.
type Person struct {
	Member congress.MemberID `json:"member"`
	Name   string            `json:"name"`
	Card   string            `json:"card,omitempty"`
}

const maxPersons = 200

// PreviewAudience tells who would have the document if it were published now with the audience
// (nil: the one that was said before) and the level ("": its own). The actor needs
// PublishDocuments. Errors: NotFound, Forbidden, Conflict "document_recalled", Invalid
// "audience_unknown".
func (s *Register) PreviewAudience(h *journal.Hall, actor congress.Actor, document congress.ObjectID, audience *congress.Audience, level congress.Classification) (Preview, error) {
	d, r, err := s.Get(h, actor, document)
	switch {
	case err != nil:
		return Preview{}, err
	case !s.options.Policy.Allow(actor, auth.PublishDocuments):
		return Preview{}, ErrForbidden
	case d.State == Recalled:
		return Preview{}, ErrRecalled
	case level.Valid() && level.Secret():
		return Preview{}, ErrClassified
	case !level.Valid():
		level = d.Classification
	}
	was := r.Audience
	var to congress.Audience
	switch {
	case audience != nil && len(audience.Keepers) > 0:
		return Preview{}, errAudienceUnknown
	case audience != nil:
		to = *audience
	case d.State.WithReaders():
		to = Intended(r.Audience, d.Classification)
	case d.Audience != nil:
		to = *d.Audience
	}
	for _, m := range to.Members {
		if _, ok := h.Member(m); !ok {
			return Preview{}, errAudienceUnknown
		}
	}
	for _, g := range to.Groups {
		if g, err := h.Get(ServerActor(h), congress.ObjectID(g)); err != nil || g.Kind != congress.KindGroup {
			return Preview{}, errAudienceUnknown
		}
	}
	effect, meant := inEffect(to, level), Intended(inEffect(to, level), congress.InternalUse)
	p := Preview{Roles: map[string]int{}, Groups: map[string]int{}, Gain: []Person{}, Lose: []Person{}}
	for _, m := range MembersInOrder(MembersOf(h)) {
		person := Person{m.Actor.Member, m.Name, m.Card}
		before := s.options.Policy.Visible(m.Actor, congress.KindDocument, was)
		after := s.options.Policy.Visible(m.Actor, congress.KindDocument, effect)
		if s.options.Policy.Visible(m.Actor, congress.KindDocument, meant) {
			p.Members++
			for _, role := range m.Roles {
				p.Roles[string(role)]++
			}
			for _, g := range m.Groups {
				p.Groups[string(g)]++
			}
		}
		switch {
		case after && !before:
			p.Gains++
			if len(p.Gain) < maxPersons {
				p.Gain = append(p.Gain, person)
			}
		case before && !after:
			p.Loses++
			if len(p.Lose) < maxPersons {
				p.Lose = append(p.Lose, person)
			}
		}
	}
	return p, nil
}

// Organizers is for whom everything is that readers do not have.
func Organizers() congress.Audience {
	return congress.Audience{Roles: []congress.Role{congress.Organizer}}
}

// inEffect is for whom a published document is: whom it is meant for, the
// organizers who answer for it, and, when it is public, guests and press too.
func inEffect(a congress.Audience, c congress.Classification) congress.Audience {
	roles := append(slices.Clone(a.Roles), congress.Organizer)
	if c == congress.Public {
		roles = append(roles, congress.Guest, congress.Press)
	}
	slices.Sort(roles)
	a.Roles = slices.Compact(roles)
	return a
}

// Intended undoes inEffect. Guests and press of a public document count as
// there by its level, also where they were named: who takes a document back from
// the public takes it from them. Entries for organizers alone stay so.
func Intended(a congress.Audience, c congress.Classification) congress.Audience {
	a.Roles = slices.DeleteFunc(slices.Clone(a.Roles), func(r congress.Role) bool {
		return r == congress.Organizer || c == congress.Public && (r == congress.Guest || r == congress.Press)
	})
	if a.Nobody() {
		return Organizers()
	}
	return a
}

// within reports whether whoever is in the first audience is in the second
// too, whatever becomes of the membership; false when that is not sure.
func within(a, b congress.Audience) bool {
	if a.Everyone && !b.Everyone {
		return false
	}
	for _, r := range a.Roles {
		everyone := b.Everyone && r != congress.Guest && r != congress.Press
		if !everyone && !slices.Contains(b.Roles, r) {
			return false
		}
	}
	for _, g := range a.Groups {
		if !slices.Contains(b.Groups, g) {
			return false
		}
	}
	for _, m := range a.Members {
		if !slices.Contains(b.Members, m) {
			return false
		}
	}
	for _, g := range a.Keepers {
		if !slices.Contains(b.Keepers, g) && !slices.Contains(b.Groups, g) {
			return false
		}
	}
	return true
}

// maxNamed keeps an audience well under congress.MaxAudience.
const maxNamed = 5000

// cleanAudience gives the audience in order and without repetitions. What it
// names must be in the congress.
func cleanAudience(tx *journal.Tx, a congress.Audience) (congress.Audience, error) {
	if len(a.Roles)+len(a.Groups)+len(a.Members) > maxNamed {
		return a, errAudienceLarge
	}
	known := func(id congress.ObjectID, kind congress.ObjectKind) bool {
		r, ok := tx.Get(id)
		return ok && r.Kind == kind
	}
	for _, role := range a.Roles {
		if !role.Valid() || role == congress.Administrator {
			return a, errAudienceUnknown
		}
	}
	for _, g := range a.Groups {
		if !known(congress.ObjectID(g), congress.KindGroup) {
			return a, errAudienceUnknown
		}
	}
	for _, m := range a.Members {
		if !known(congress.ObjectID(m), congress.KindMember) {
			return a, errAudienceUnknown
		}
	}
	if len(a.Keepers) > 0 {
		return a, errAudienceUnknown // that is for what is said in a thread
	}
	a.Roles, a.Groups, a.Members = Ordered(a.Roles), Ordered(a.Groups), Ordered(a.Members)
	return a, nil
}

// Ordered is the list in order and without repetitions.
func Ordered[T ~string](list []T) []T { return slices.Compact(slices.Sorted(slices.Values(list))) }

// Seated is a member as an actor, whom the rule of visibility is asked about.
type Seated struct {
	congress.Member
	Actor congress.Actor
}

// MembersOf are the members of the congress.
func MembersOf(h *journal.Hall) (out []Seated) {
	for r := range h.All(ServerActor(h), congress.KindMember) {
		var m congress.Member
		if r.Decode(&m) == nil {
			out = append(out, Seated{m, congress.Actor{
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
