package documents

import (
	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
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
