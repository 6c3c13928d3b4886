package handlers

import (
	"plenum/auth"
	"plenum/congress"
	"plenum/handlers/api"
	"plenum/journal"
	"plenum/vietnamese"
)

// CongressRoutes are a congress and its setting: members, groups, agenda, and who may see what.
func CongressRoutes(a *auth.Service, p *auth.Policy) []api.Route {
	const inside = "/api/v1/congresses/:congress"
	setup := func(name string, action auth.Action, put func(*api.Call, *auth.Setup) error) api.Route {
		return api.Route{Method: "PUT", Path: inside + "/" + name + "/:object", Access: api.Inside, Action: action, Handle: func(c *api.Call) error {
			return c.Changed("object", nil, func(change api.Change) (journal.Result, error) {
				s := auth.Setup{ID: change.ID, Object: change.Object, IfMatch: change.IfMatch}
				if err := put(c, &s); err != nil {
					return journal.Result{}, err
				}
				return a.PutSetup(c.Req, c.Seat.Hall, c.Seat.Actor, s)
			})
		}}
	}
	return []api.Route{
		{Method: "POST", Path: "/api/v1/congresses", Access: api.InSystem, Action: auth.CreateCongress, Handle: func(c *api.Call) error {
			var info congress.Info
			return c.Made("", &info, func(change api.Change) (journal.Result, error) {
				return a.PutCongress(c.Req, c.Seat.Actor, change.ID, "", info)
			})
		}},
		api.ListInOrder(inside+"/members", auth.ReadMembers, congress.KindMember, func(m congress.Member) []string {
			return append(vietnamese.Person(m.Name), m.Card)
		}),
		api.ListInOrder(inside+"/groups", auth.ReadGroups, congress.KindGroup, congress.Group.InOrder),
		api.Listing(inside+"/agenda", auth.ReadAgenda, congress.KindAgenda),
		setup("members", auth.EditMembers, func(c *api.Call, s *auth.Setup) error {
			s.Member = &congress.Member{}
			return c.Decode(s.Member)
		}),
		setup("groups", auth.EditGroups, func(c *api.Call, s *auth.Setup) error {
			s.Group = &congress.Group{}
			return c.Decode(s.Group)
		}),
		setup("agenda", auth.EditAgenda, func(c *api.Call, s *auth.Setup) error {
			s.Agenda = &congress.Agenda{}
			return c.Decode(s.Agenda)
		}),
		{Method: "GET", Path: inside + "/access", Access: api.Inside, Action: auth.ExplainAccess, Handle: func(c *api.Call) error {
			return explain(c, p)
		}},
	}
}

// explain answers whether a member may see an object, and by which rule. Who
// asks sees only what is theirs to see: an object that is not there for them is not found.
func explain(c *api.Call, p *auth.Policy) error {
	object := congress.ObjectID(c.Query("object"))
	r, err := c.Seat.Hall.Get(c.Seat.Actor, object)
	if err != nil {
		return err
	}
	id := congress.MemberID(c.Query("member"))
	m, ok := c.Seat.Hall.Member(id)
	if !ok {
		return congress.ErrNotFound
	}
	actor := congress.Actor{Account: m.Account, Member: id, Congress: c.Congress(), Roles: m.Roles, Groups: m.Groups}
	e := p.Explain(actor, r.Kind, r.Audience)
	return c.Answer(struct {
		Allowed bool   `json:"allowed"`
		Rule    string `json:"rule"`
		Because string `json:"because"`
	}{e.Allowed, e.Rule, e.Because(c.Language())})
}
