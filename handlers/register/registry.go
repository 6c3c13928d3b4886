package register

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/uploads"
	"plenum/handlers/api"
	"plenum/journal"
)

// registerRoutes are the organizers' register: rules, review, what is planned, undone, superseded,
// reclassified, and lines for paper.
func (d documentRoutes) registerRoutes(inside string) []api.Route {
	doc := inside + "/documents/:document"
	return []api.Route{
		{Method: "GET", Path: inside + "/register", Access: api.Inside, Action: auth.EditDocuments, Handle: d.standings},
		{Method: "GET", Path: inside + "/register/live", Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.registerLive},
		{Method: "GET", Path: inside + "/rules", Access: api.Inside, Action: auth.EditDocuments, Handle: d.rules},
		{Method: "PUT", Path: inside + "/rules", Access: api.Inside, Action: auth.EditCongress, Handle: d.putRules},
		{Method: "POST", Path: doc + "/audience/preview", Access: api.Inside, Action: auth.PublishDocuments, Handle: d.previewAudience},
		{Method: "POST", Path: doc + "/uploads/:upload/review", Access: api.Inside, Action: auth.EditDocuments, Handle: d.submit},
		{Method: "POST", Path: doc + "/uploads/:upload/approval", Access: api.Inside, Action: auth.PublishDocuments, Handle: d.approve},
		{Method: "POST", Path: doc + "/uploads/:upload/return", Access: api.Inside, Action: auth.EditDocuments, Handle: d.giveBack},
		{Method: "POST", Path: doc + "/undo", Access: api.Inside, Action: auth.PublishDocuments, Handle: d.undo},
		{Method: "POST", Path: doc + "/supersession", Access: api.Inside, Action: auth.PublishDocuments, Handle: d.supersede},
		{Method: "POST", Path: doc + "/reclassification", Access: api.Inside, Action: auth.RecallDocuments, Handle: d.reclassify},
		api.ListInOrder(inside+"/papers", auth.ReadDocuments, congress.KindPaper, documents.Paper.InOrder),
		{Method: "PUT", Path: inside + "/papers/:object", Access: api.Inside, Action: auth.EditDocuments, Handle: d.putPaper},
		{Method: "DELETE", Path: inside + "/papers/:object", Access: api.Inside, Action: auth.EditDocuments, Handle: d.dropPaper},
	}
}

func (d documentRoutes) standings(c *api.Call) error {
	all, err := d.uploads.Standings(c.Seat.Hall, c.Seat.Actor)
	if err != nil {
		return err
	}
	lang := c.Language()
	for _, document := range all {
		for i, f := range document.Files {
			code := f.Reason
			if missed := f.Review.Missed(); missed != "" {
				code = missed
			}
			document.Files[i].Detail = messages.OfFile(code, lang)
			explained(lang, f.Warnings)
		}
	}
	return c.Answer(map[string]any{"items": all})
}

// registerLive pushes the files under way, and then those that changed.
func (d documentRoutes) registerLive(c *api.Call) error {
	lang := c.Language()
	return api.Push(api.Pusher{Stall: d.stall, Stop: d.stop}, c, "files", func(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func([]uploads.Underway) error) error {
		return d.uploads.WatchIngest(ctx, h, who, func(lines []uploads.Underway) error {
			for i := range lines {
				lines[i].Detail = messages.OfFile(lines[i].Reason, lang)
			}
			return send(lines)
		})
	})
}

func (d documentRoutes) rules(c *api.Call) error {
	rules, n := d.register.Rules(c.Seat.Hall)
	if n != 0 {
		c.Set(fiber.HeaderETag, api.ETag(n))
	}
	return c.Answer(rules)
}

func (d documentRoutes) putRules(c *api.Call) error {
	var in documents.Rules
	return changed(c, "", &in, func(change documents.Change) (journal.Result, error) {
		return d.register.PutRules(c.Req, c.Seat.Hall, c.Seat.Actor, change, in)
	})
}

// previewAudience changes nothing, and takes its question as a body because audiences are long.
func (d documentRoutes) previewAudience(c *api.Call) error {
	document, err := c.Object("document")
	if err != nil {
		return err
	}
	var in struct {
		Audience       *congress.Audience      `json:"audience"`
		Classification congress.Classification `json:"classification"`
	}
	if err := c.Decode(&in); err != nil {
		return err
	}
	p, err := d.register.PreviewAudience(c.Seat.Hall, c.Seat.Actor, document, in.Audience, in.Classification)
	if err != nil {
		return err
	}
	return c.Answer(p)
}

func (d documentRoutes) submit(c *api.Call) error {
	var in struct {
		Audience *congress.Audience `json:"audience"`
		At       *time.Time         `json:"at"`
	}
	return changed(c, "document", &in, func(change documents.Change) (journal.Result, error) {
		upload, err := c.Object("upload")
		if err != nil {
			return journal.Result{}, err
		}
		return d.register.Submit(c.Req, c.Seat.Hall, c.Seat.Actor, change, upload, in.Audience, in.At)
	})
}

func (d documentRoutes) approve(c *api.Call) error {
	return changed(c, "document", nil, func(change documents.Change) (journal.Result, error) {
		upload, err := c.Object("upload")
		if err != nil {
			return journal.Result{}, err
		}
		return d.register.Approve(c.Req, c.Seat.Hall, c.Seat.Actor, change, upload)
	})
}

func (d documentRoutes) giveBack(c *api.Call) error {
	var in struct {
		Reason string `json:"reason"`
	}
	return changed(c, "document", &in, func(change documents.Change) (journal.Result, error) {
		upload, err := c.Object("upload")
		if err != nil {
			return journal.Result{}, err
		}
		return d.register.Return(c.Req, c.Seat.Hall, c.Seat.Actor, change, upload, in.Reason)
	})
}

func (d documentRoutes) undo(c *api.Call) error {
	return changed(c, "document", nil, func(change documents.Change) (journal.Result, error) {
		c.AnyVersion() // an undo needs no If-Match: it is stale when another publication came between
		return d.register.Undo(c.Req, c.Seat.Hall, c.Seat.Actor, change)
	})
}

func (d documentRoutes) supersede(c *api.Call) error {
	var in struct {
		By congress.ObjectID `json:"by"`
	}
	return changed(c, "document", &in, func(change documents.Change) (journal.Result, error) {
		return d.register.Supersede(c.Req, c.Seat.Hall, c.Seat.Actor, change, in.By)
	})
}

func (d documentRoutes) reclassify(c *api.Call) error {
	var in struct {
		Classification congress.Classification `json:"classification"`
		Reason         string                  `json:"reason"`
		Title          string                  `json:"title"`
		Collect        string                  `json:"collect"`
		Audience       congress.Audience       `json:"audience"`
	}
	return changed(c, "document", &in, func(change documents.Change) (journal.Result, error) {
		line := documents.PaperLine{Paper: documents.Paper{Title: in.Title, Collect: in.Collect}, Audience: in.Audience}
		return d.register.Reclassify(c.Req, c.Seat.Hall, c.Seat.Actor, change, in.Classification, in.Reason, line)
	})
}

func (d documentRoutes) putPaper(c *api.Call) error {
	var in documents.PaperLine
	return changed(c, "object", &in, func(change documents.Change) (journal.Result, error) {
		return d.register.PutPaper(c.Req, c.Seat.Hall, c.Seat.Actor, change, in)
	})
}

func (d documentRoutes) dropPaper(c *api.Call) error {
	change, err := c.Change("object")
	if err != nil {
		return err
	}
	line := documents.Change{ID: change.ID, Document: change.Object, IfMatch: change.IfMatch}
	if err := d.register.DropPaper(c.Req, c.Seat.Hall, c.Seat.Actor, line); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
