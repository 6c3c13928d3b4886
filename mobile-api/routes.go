package mobileapi

import (
	"encoding/json"
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/documents/rooms"
	"plenum/handlers/api"
	"plenum/handlers/discussions"
	"plenum/handlers/register"
	"plenum/journal"
	"plenum/realtime"
)

// Options are what the routes need; all of them.
type Options struct {
	Auth        *auth.Service
	Documents   *rooms.Rooms
	Discussion  *discussion.Service
	Compilation *compilation.Service
	Hub         *realtime.Hub
	Stall       time.Duration
}

// Routes are the tablets' operations.
func Routes(o Options) []api.Route {
	const inside = "/mobile/v1/congresses/:congress"
	return append([]api.Route{
		{Method: "GET", Path: inside + "/changes", Access: api.Inside, Action: auth.FollowChanges, Handle: o.changes},
		{Method: "POST", Path: inside + "/discussions/:discussion/comments", Access: api.Inside, Action: auth.PostComments, Handle: o.post},
		register.VersionContent(inside+"/documents", o.Documents.Delivery, o.Stall),
		register.AnnexContent(inside+"/documents", o.Documents.Delivery, o.Stall),
		register.PagePicture(inside+"/documents", o.Documents.Pictures, o.Stall),
		register.PageText(inside+"/documents", o.Documents.Delivery),
		discussions.Trace(inside, o.Compilation),
		register.Comparison(inside+"/documents", o.Documents.Delivery),
		register.Search(inside, o.Documents.Delivery),
		register.Archive(inside, o.Documents.Delivery, o.Stall),
		{Method: "POST", Path: "/mobile/v1/tickets", Access: api.SignedIn, Handle: o.ticket},
		{Method: "GET", Path: "/mobile/v1/live", Access: api.Anyone, Handle: o.live},
	}, slices.Concat(discussions.CommentRoutes(inside, o.Discussion), discussions.AttachmentRoutes(inside, o.Discussion, o.Documents.Uploads, o.Stall), register.ReceiptRoutes(inside, o.Documents.Board))...)
}

func (o Options) changes(c *api.Call) error {
	cursor, err := journal.ParseCursor(c.Query("since"))
	if err != nil {
		return err
	}
	found, err := o.Auth.Changes(c.Seat, cursor, c.QueryInt("limit", 500))
	if err != nil {
		return err
	}
	rest, err := json.Marshal(struct {
		Gone   []congress.ObjectID `json:"gone"`
		Cursor string              `json:"cursor"`
		More   bool                `json:"more"`
		Full   bool                `json:"full"` // drop everything first
	}{append([]congress.ObjectID{}, found.Gone...), found.Cursor.String(), found.More, found.Full})
	if err != nil {
		return err
	}
	b, err := c.AppendWires([]byte(`{"records":`), found.Records)
	if err != nil {
		return err
	}
	rest[0] = ',' // the object goes on
	return c.AnswerBytes(append(b, rest...))
}

func (o Options) post(c *api.Call) error {
	var in struct {
		Group   congress.GroupID `json:"group"`
		Written *time.Time       `json:"written"`
		discussion.Words
	}
	return c.Made("discussion", &in, func(change api.Change) (journal.Result, error) {
		return o.Discussion.Post(c.Req, c.Seat.Hall, c.Seat.Actor, discussion.Post{
			ID: change.ID, Discussion: change.Object, Group: in.Group, Written: in.Written, Words: in.Words,
		})
	})
}

func (o Options) ticket(c *api.Call) error {
	ticket, err := o.Auth.IssueTicket(c.Req, c.Session)
	if err != nil {
		return err
	}
	return c.JSON201(map[string]string{"ticket": ticket})
}

// live opens the socket: by the bearer token or the cookie of the upgrade, or, without either, by a
// ticket in the first frame.
func (o Options) live(c *api.Call) error {
	if !c.OriginAllowed() {
		return congress.E(congress.Forbidden, messages.OriginRefused)
	}
	var session *auth.Session
	if c.Session.ID != "" {
		known := c.Session
		session = &known
	}
	return o.Hub.Upgrade(c.Ctx.Context(), realtime.Client{Session: session, Address: c.Address, Language: c.Language()})
}
