package register

import (
	"context"
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/delivery"
	"plenum/documents/ingest"
	"plenum/documents/readership"
	"plenum/documents/rooms"
	"plenum/documents/uploads"
	"plenum/handlers/api"
	"plenum/journal"
)

// Options are what the register's routes need; all of them.
type Options struct {
	Rooms  *rooms.Rooms
	Stall  time.Duration                                    // how long an upload or download may stand still
	Stop   context.Context                                  //nolint:containedctx // the server's: ends what a client follows
	Online func(congress.AccountID, congress.DeviceID) bool // whether a device has an open socket
}

type documentRoutes struct {
	register *documents.Register
	audit    *readership.Audit
	board    *readership.Board
	ingest   *ingest.Ingest
	uploads  *uploads.Uploads
	delivery *delivery.Delivery
	stall    time.Duration
	stop     context.Context //nolint:containedctx // as in the options
	online   func(congress.AccountID, congress.DeviceID) bool
}

// Routes are the register of materials.
func Routes(o Options) []api.Route {
	r := o.Rooms
	d := documentRoutes{
		register: r.Register, audit: r.Audit, board: r.Board, ingest: r.Ingest, uploads: r.Uploads, delivery: r.Delivery,
		stall: o.Stall, stop: o.Stop, online: o.Online,
	}
	const inside = congressPath + "/documents"
	return append([]api.Route{
		api.ListInOrder(inside, auth.ReadDocuments, congress.KindDocument, func(d documents.Document) []string { return d.InOrder() }),
		{Method: "POST", Path: inside, Access: api.Inside, Action: auth.EditDocuments, Handle: d.create},
		{Method: "GET", Path: inside + "/:document", Access: api.Inside, Action: auth.ReadDocuments, Handle: d.get},
		{Method: "PUT", Path: inside + "/:document", Access: api.Inside, Action: auth.EditDocuments, Handle: d.edit},
		{Method: "GET", Path: inside + "/:document/audience", Access: api.Inside, Action: auth.PublishDocuments, Handle: d.audience},
		{Method: "POST", Path: inside + "/:document/uploads", Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.upload},
		{Method: "PUT", Path: inside + "/:document/uploads/:upload", Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.upload},
		{Method: "GET", Path: inside + "/:document/uploads/:upload", Access: api.Inside, Action: auth.EditDocuments, Handle: d.progress},
		{Method: "GET", Path: inside + "/:document/uploads/:upload/content", Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.uploadContent},
		{Method: "POST", Path: inside + "/:document/uploads/:upload/decision", Access: api.Inside, Action: auth.PublishDocuments, Handle: d.decide},
		{Method: "POST", Path: inside + "/:document/uploads/:upload/retry", Access: api.Inside, Action: auth.EditDocuments, Handle: d.retry},
		{Method: "POST", Path: inside + "/:document/publication", Access: api.Inside, Action: auth.PublishDocuments, Handle: d.publish},
		{Method: "POST", Path: inside + "/:document/withdrawal", Access: api.Inside, Action: auth.PublishDocuments, Handle: d.withdraw},
		{Method: "POST", Path: inside + "/:document/recall", Access: api.Inside, Action: auth.RecallDocuments, Handle: d.recall},
		VersionContent(inside, r.Delivery, o.Stall),
		AnnexContent(inside, r.Delivery, o.Stall),
		PagePicture(inside, r.Pictures, o.Stall),
		PageText(inside, r.Delivery),
		Comparison(inside, r.Delivery),
		Search(congressPath, r.Delivery),
		Archive(congressPath, r.Delivery, o.Stall),
	}, slices.Concat(d.tusRoutes(inside), d.readinessRoutes(congressPath), d.registerRoutes(congressPath), d.auditRoutes(congressPath), d.importRoutes(congressPath))...)
}

const congressPath = "/api/v1/congresses/:congress"

// registerBody is a document as it is sent: the register's entry and for whom it is.
type registerBody struct {
	documents.Entry
	Audience *congress.Audience `json:"audience"`
}

func (d documentRoutes) create(c *api.Call) error {
	var in registerBody
	return c.Made("", &in, func(change api.Change) (journal.Result, error) {
		n := documents.NewDocument{ID: change.ID, Entry: in.Entry}
		if in.Audience != nil {
			n.Audience = *in.Audience
		}
		return d.register.Create(c.Req, c.Seat.Hall, c.Seat.Actor, n)
	})
}

func (d documentRoutes) get(c *api.Call) error {
	id, err := c.Object("document")
	if err != nil {
		return err
	}
	_, r, err := d.register.Get(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.One(r)
}

func (d documentRoutes) edit(c *api.Call) error {
	var in registerBody
	return changed(c, "document", &in, func(change documents.Change) (journal.Result, error) {
		return d.register.Edit(c.Req, c.Seat.Hall, c.Seat.Actor, change, in.Entry, in.Audience)
	})
}

// audience tells organizers for whom the document is now.
func (d documentRoutes) audience(c *api.Call) error {
	id, err := c.Object("document")
	if err != nil {
		return err
	}
	doc, r, err := d.register.Get(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"state": doc.State, "inEffect": r.Audience, "intended": doc.Audience})
}

func (d documentRoutes) publish(c *api.Call) error {
	var in struct {
		Upload   congress.ObjectID       `json:"upload"`
		Audience *congress.Audience      `json:"audience"`
		Level    congress.Classification `json:"classification"`
		At       *time.Time              `json:"at"`
	}
	return changed(c, "document", &in, func(change documents.Change) (journal.Result, error) {
		switch {
		case in.At == nil:
			publication := documents.Publication{Upload: in.Upload, Audience: in.Audience, Level: in.Level}
			return d.register.PublishAs(c.Req, c.Seat.Hall, c.Seat.Actor, change, publication)
		case in.Level != "":
			return journal.Result{}, congress.FieldError(messages.DocumentInvalid, "classification", messages.LevelPlanned())
		}
		return d.register.Plan(c.Req, c.Seat.Hall, c.Seat.Actor, change, in.Upload, in.Audience, *in.At)
	})
}

func (d documentRoutes) withdraw(c *api.Call) error {
	return changed(c, "document", nil, func(change documents.Change) (journal.Result, error) {
		return d.register.Withdraw(c.Req, c.Seat.Hall, c.Seat.Actor, change)
	})
}

func (d documentRoutes) recall(c *api.Call) error {
	var in struct {
		Reason string `json:"reason"`
	}
	return changed(c, "document", &in, func(change documents.Change) (journal.Result, error) {
		return d.register.Recall(c.Req, c.Seat.Hall, c.Seat.Actor, change, in.Reason)
	})
}

// changed is the change to a document that the path has under this name; "" for none.
func changed(c *api.Call, object string, in any, f func(documents.Change) (journal.Result, error)) error {
	return c.Changed(object, in, func(change api.Change) (journal.Result, error) {
		return f(documents.Change{ID: change.ID, Document: change.Object, IfMatch: change.IfMatch})
	})
}
