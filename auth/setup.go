package auth

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/wording"
)

// PutCongress makes a congress (object empty: the record id becomes its id) or changes what is said
// of it. Making one needs CreateCongress. Errors: Invalid "congress_invalid", NotFound, Forbidden.
func (s *Service) PutCongress(ctx context.Context, actor congress.Actor, id congress.RecordID, object congress.CongressID, info congress.Info) (journal.Result, error) {
	fields := map[string]messages.Fault{}
	info.Title = cleanLine(fields, "title", info.Title, 1, 300)
	info.TitleEN = cleanLine(fields, "titleEn", info.TitleEN, 0, 300)
	info.Place = cleanLine(fields, "place", info.Place, 0, 300)
	cleanDays(fields, info)
	if err := faults(messages.CongressInvalid, fields); err != nil {
		return journal.Result{}, err
	}
	h, leave, err := s.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return journal.Result{}, err
	}
	defer leave()
	return h.Commit(ctx, journal.Request{ID: id, Kind: congress.KindCongress, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if _, err := s.Require(tx, actor, CreateCongress); err != nil {
			return journal.Draft{}, err
		}
		target := congress.ObjectID(object)
		if target == "" {
			target = congress.ObjectID(id)
		} else if r, ok := tx.Get(target); !ok || r.Kind != congress.KindCongress {
			return journal.Draft{}, congress.ErrNotFound
		}
		return journal.Draft{Object: target, Body: info, Audience: congress.Audience{Roles: []congress.Role{congress.Administrator}}}, nil
	}})
}

// Setup is an object of a congress's setting: a member, a group, an item of
// the agenda, or rows of its own policy.
type Setup struct {
	ID      congress.RecordID
	Object  congress.ObjectID // new or known
	IfMatch uint64            // the record number it was read at; 0: it is new. The server itself need not say it
	Member  *congress.Member  // one of the four
	Group   *congress.Group
	Agenda  *congress.Agenda
	Policy  *PolicyBody
}

// PutSetup makes or changes one of them. The actor needs the kind's edit action. Errors: Invalid
// "member_invalid", "group_invalid", "agenda_invalid", "policy_invalid", "group_unknown",
// "account_unknown"; Conflict "account_seated", "card_taken", or "other_account" for a member who
// has, or had, another account; Forbidden "own_seat" for an administrator's own; Stale, NotFound, Forbidden.
func (s *Service) PutSetup(ctx context.Context, h *journal.Hall, actor congress.Actor, p Setup) (journal.Result, error) {
	kind, action, body, err := p.clean()
	if err != nil {
		return journal.Result{}, err
	}
	if p.Member != nil && p.Member.Account != "" {
		if err := s.accountExists(ctx, p.Member.Account); err != nil {
			return journal.Result{}, err
		}
	}
	return h.Commit(ctx, journal.Request{ID: p.ID, Kind: kind, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		now, err := s.Require(tx, actor, action)
		if err != nil {
			return journal.Draft{}, err
		}
		old, ok := tx.Get(p.Object)
		if ok && (old.Kind != kind) || !ok && p.IfMatch != 0 {
			return journal.Draft{}, congress.ErrNotFound
		}
		if ok && old.N != p.IfMatch && (p.IfMatch != 0 || !isServer(actor)) {
			return journal.Draft{}, congress.Changed(p.Object)
		}
		if p.Member != nil {
			if s.seatsThemselves(tx, now, p.Object, *p.Member) {
				return journal.Draft{}, errOwnSeat
			}
			if err := checkMember(tx, h, p.Object, *p.Member); err != nil {
				return journal.Draft{}, err
			}
			m := body.(congress.Member) //nolint:forcetypeassert // clean made it of p.Member
			m.Former = former(tx, p.Object, m)
			if m.Whose, err = stillTheirs(tx, p.Object, m.Account); err != nil {
				return journal.Draft{}, err
			}
			body = m
		}
		return journal.Draft{Object: p.Object, Body: body, Audience: setupAudience(kind)}, nil
	}})
}

// An administrator gives their own account no seat, role or group: they would read what is not for
// them. An organizer of the congress does that, or leaves it. seatsThemselves reports whether the
// actor, without being an administrator, could not edit members, and the member is or would be
// theirs.
func (s *Service) seatsThemselves(tx *journal.Tx, actor congress.Actor, object congress.ObjectID, m congress.Member) bool {
	was, _ := tx.Member(congress.MemberID(object))
	if isServer(actor) || actor.Account != m.Account && actor.Account != was.Account && actor.Account != was.Whose {
		return false
	}
	actor.Roles = slices.DeleteFunc(slices.Clone(actor.Roles), func(r congress.Role) bool { return r == congress.Administrator })
	return !s.options.Policy.Allow(actor, EditMembers)
}

var errOwnSeat = congress.E(congress.Forbidden, messages.OwnSeat)

// stillTheirs refuses another account on a member who has, or had, one: what they said, confirmed
// and received would become somebody else's. Without an account it gives whose the member is.
func stillTheirs(tx *journal.Tx, object congress.ObjectID, account congress.AccountID) (whose congress.AccountID, err error) {
	was, _ := tx.Member(congress.MemberID(object))
	whose = cmp.Or(was.Account, was.Whose)
	switch {
	case account == "":
		return whose, nil
	case whose != "" && whose != account:
		return "", errOtherAccount
	}
	return "", nil
}

var errOtherAccount = congress.E(congress.Conflict, messages.OtherAccount)

// former are the groups to which the member belonged and belongs no more, the last one last: what
// they wrote there may come late.
func former(tx *journal.Tx, object congress.ObjectID, m congress.Member) (out []congress.GroupID) {
	was, _ := tx.Member(congress.MemberID(object))
	for _, g := range slices.Concat(was.Former, was.Groups) {
		if !slices.Contains(m.Groups, g) && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out[max(0, len(out)-maxFormer):]
}

const maxFormer = 20

// setupAudience: every member sees who is there, the groups and the programme;
// guests and press the programme; organizers and administrators the policy.
func setupAudience(kind congress.ObjectKind) congress.Audience {
	switch kind {
	case congress.KindPolicy:
		return congress.Audience{Roles: []congress.Role{congress.Administrator, congress.Organizer}}
	case congress.KindAgenda:
		return congress.Audience{Everyone: true, Roles: []congress.Role{congress.Administrator, congress.Guest, congress.Press}}
	default:
		return congress.Audience{Everyone: true, Roles: []congress.Role{congress.Administrator}}
	}
}

const maxPolicyRows = 300

func (p *Setup) clean() (kind congress.ObjectKind, action Action, body any, err error) {
	fields := map[string]messages.Fault{}
	if !p.Object.Valid() {
		return "", "", nil, congress.ErrNotFound
	}
	switch {
	case p.Member != nil:
		m := *p.Member
		m.Name = cleanLine(fields, "name", m.Name, 1, 200)
		m.Title = cleanLine(fields, "title", m.Title, 0, 300)
		m.Card = cleanLine(fields, "card", m.Card, 0, 40)
		for _, role := range m.Roles {
			if !role.Valid() || role == congress.Administrator {
				fields["roles"] = messages.NotMembersRole()
			}
		}
		if len(m.Roles) == 0 {
			fields["roles"] = messages.RolesMissing()
		}
		m.Roles = leading(m.Roles)
		return congress.KindMember, EditMembers, m, faults(messages.MemberInvalid, fields)
	case p.Group != nil:
		g := *p.Group
		g.Name = cleanLine(fields, "name", g.Name, 1, 200)
		return congress.KindGroup, EditGroups, g, faults(messages.GroupInvalid, fields)
	case p.Agenda != nil:
		a := *p.Agenda
		a.Title = cleanLine(fields, "title", a.Title, 1, 500)
		a.Place = cleanLine(fields, "place", a.Place, 0, 300)
		cleanHours(fields, a)
		return congress.KindAgenda, EditAgenda, a, faults(messages.AgendaInvalid, fields)
	case p.Policy != nil:
		if len(p.Policy.Rows) > maxPolicyRows {
			fields["rows"] = messages.AtMost(maxPolicyRows)
		}
		for i, row := range p.Policy.Rows {
			if err := CheckRow(row); err != nil {
				for field, fault := range congress.AsError(err).Fields {
					fields[fmt.Sprintf("rows/%d/%s", i, field)] = fault
				}
			}
		}
		return congress.KindPolicy, EditPolicy, *p.Policy, faults(messages.PolicyInvalid, fields)
	default:
		return "", "", nil, fmt.Errorf("setup %s is of no kind", p.Object)
	}
}

// checkMember: groups must be there, and an account and a card number are one member's in a
// congress. A member who had a number that another one has too, from before it was refused, keeps
// it.
func checkMember(tx *journal.Tx, h *journal.Hall, object congress.ObjectID, m congress.Member) error {
	for _, g := range m.Groups {
		if r, ok := tx.Get(congress.ObjectID(g)); !ok || r.Kind != congress.KindGroup {
			return congress.FieldError(messages.GroupUnknown, "groups", messages.GroupUnknown.Fault())
		}
	}
	index, ok := h.Index.(*memberIndex)
	if !ok {
		return errNoIndex
	}
	var head uint64
	var seat, holder congress.MemberID
	card := cardOf(m)
	h.Look(func() { seat, holder, head = index.members[m.Account], index.cards[card], index.head })
	taken := func(by congress.MemberID, same func(other congress.Member) bool) bool {
		others := func(r *congress.Record) bool {
			other, ok := memberBody(r)
			return ok && r.Object != object && same(other)
		}
		r, ok := tx.Get(congress.ObjectID(by))
		ok = ok && others(r)
		for r := range sinceIndex(tx, congress.KindMember, head) {
			ok = ok || others(r)
		}
		return ok
	}
	if m.Account != "" && taken(seat, func(other congress.Member) bool { return other.Account == m.Account }) {
		return congress.E(congress.Conflict, messages.AccountSeated)
	}
	was, _ := tx.Member(congress.MemberID(object))
	if card != "" && card != cardOf(was) && taken(holder, func(other congress.Member) bool { return cardOf(other) == card }) {
		return &congress.Error{Kind: congress.Conflict, Code: messages.CardTaken, Fields: map[string]messages.Fault{"card": messages.CardTaken.Fault()}}
	}
	return nil
}

func (s *Service) accountExists(ctx context.Context, id congress.AccountID) error {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return err
	}
	defer leave()
	if !system.has(id) {
		if err := system.Refresh(ctx); err != nil {
			return err
		}
	}
	if !system.has(id) {
		return congress.FieldError(messages.AccountUnknown, "account", messages.AccountUnknown.Fault())
	}
	return nil
}

// A chair and a deputy are delegates whom their group follows, so they have that role too: what is
// for all delegates is for them. leading are the roles with it.
func leading(roles []congress.Role) []congress.Role {
	leads := slices.Contains(roles, congress.Chair) || slices.Contains(roles, congress.Deputy)
	if !leads || slices.Contains(roles, congress.Delegate) {
		return roles
	}
	return append(slices.Clone(roles), congress.Delegate)
}

func faults(code messages.Code, fields map[string]messages.Fault) error {
	if len(fields) == 0 {
		return nil
	}
	return congress.FieldErrors(code, fields)
}

// cleanLine gives one line of text in the form that is kept, noting a wrong length.
func cleanLine(fields map[string]messages.Fault, field, s string, least, most int) string {
	s = wording.Line(s)
	if n := utf8.RuneCountInString(s); n < least || n > most || !utf8.ValidString(s) {
		fields[field] = messages.OneLine(least, most)
	}
	return s
}
