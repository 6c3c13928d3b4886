package discussions

import (
	"strconv"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/handlers/api"
	"plenum/journal"
)

type discussionRoutes struct{ service *discussion.Service }

// Routes are discussions, their threads and comments, the groups' minutes, and notices.
func Routes(service *discussion.Service) []api.Route {
	d := discussionRoutes{service}
	const inside = "/api/v1/congresses/:congress/discussions"
	return append([]api.Route{
		api.Listing(inside, auth.ReadDiscussions, congress.KindDiscussion),
		{Method: "POST", Path: inside, Access: api.Inside, Action: auth.EditDiscussions, Handle: d.create},
		{Method: "GET", Path: inside + "/:discussion", Access: api.Inside, Action: auth.ReadDiscussions, Handle: d.get},
		{Method: "PUT", Path: inside + "/:discussion", Access: api.Inside, Action: auth.EditDiscussions, Handle: d.edit},
		{Method: "GET", Path: inside + "/:discussion/comments", Access: api.Inside, Action: auth.ReadComments, Handle: d.comments},
	}, d.threadRoutes()...)
}

func (d discussionRoutes) create(c *api.Call) error { return d.save(c, "") }

func (d discussionRoutes) edit(c *api.Call) error { return d.save(c, "discussion") }

func (d discussionRoutes) save(c *api.Call, object string) error {
	var in discussion.Discussion
	return changed(c, object, &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return d.service.Put(c.Req, c.Seat.Hall, c.Seat.Actor, discussion.Save{ID: change.ID, Object: id, IfMatch: change.IfMatch, Discussion: in})
	})
}

func (d discussionRoutes) get(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	_, r, err := d.service.Get(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.One(r)
}

func (d discussionRoutes) comments(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	if _, _, err := d.service.Get(c.Seat.Hall, c.Seat.Actor, id); err != nil {
		return err
	}
	after, limit, err := c.Paging()
	if err != nil {
		return err
	}
	f := discussion.Filter{Discussion: id, Group: congress.GroupID(c.Query("group"))}
	if c.Query("issue") != "" {
		issue, err := strconv.Atoi(c.Query("issue"))
		if err != nil {
			return congress.FieldError(messages.RequestInvalid, "issue", messages.NotNumber())
		}
		f.Issue = &issue
	}
	return c.Page(d.service.List(c.Seat.Hall, c.Seat.Actor, f, after, limit))
}
