package discussions

import (
	"context"
	"strconv"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/handlers/api"
	"plenum/journal"
)

// CompilationOptions are what the secretaries' routes need; all of them.
type CompilationOptions struct {
	Service *compilation.Service
	Address string          // where readers reach the server, "https://host[:port]"; signed reports carry it
	Stall   time.Duration   // how long who follows the map may stand still
	Stop    context.Context //nolint:containedctx // the server's: ends what a client follows
}

type compilationRoutes struct {
	service *compilation.Service
	address string
	pusher  api.Pusher
}

// CompilationRoutes are the secretaries' way from the opinions of a discussion to its signed
// report.
func CompilationRoutes(o CompilationOptions) []api.Route {
	r := compilationRoutes{o.Service, o.Address, api.Pusher{Stall: o.Stall, Stop: o.Stop}}
	const (
		inside     = "/api/v1/congresses/:congress"
		discussion = inside + "/discussions/:discussion"
		comment    = inside + "/comments/:comment"
		finding    = inside + "/findings/:finding"
	)
	compile := func(method, path string, handle func(*api.Call) error) api.Route {
		return api.Route{Method: method, Path: path, Access: api.Inside, Action: auth.ReadComments, Handle: handle}
	}
	return []api.Route{
		compile("GET", discussion+"/workbench", r.list),
		compile("GET", discussion+"/suggestions", r.suggest),
		compile("GET", discussion+"/findings", r.outline),
		compile("POST", discussion+"/findings", r.found),
		compile("PUT", finding, r.reword),
		compile("PUT", finding+"/merger", r.merge),
		compile("DELETE", finding+"/merger", r.unmerge),
		compile("PUT", finding+"/removal", r.remove),
		compile("PUT", finding+"/answer", r.answer),
		compile("DELETE", finding+"/answer", r.unanswer),
		compile("PUT", comment+"/placement", r.place),
		compile("PUT", comment+"/claim", r.claim),
		compile("PUT", comment+"/unlike", r.unlike),
		compile("GET", inside+"/steps/:object", r.steps),
		compile("POST", inside+"/steps/:object", r.restore),
		compile("PUT", discussion+"/report/settings", r.set),
		compile("PUT", discussion+"/report/state", r.submit),
		compile("POST", discussion+"/report/remarks", r.remark),
		compile("PUT", discussion+"/report/remarks/:remark", r.settle),
		compile("POST", discussion+"/report/signature", r.sign),
		compile("DELETE", discussion+"/report/signature", r.unsign),
		compile("GET", discussion+"/report.docx", r.ofGroup(r.written("docx"))),
		compile("GET", discussion+"/report.pdf", r.written("pdf")),
		compile("GET", discussion+"/report.xlsx", r.written("xlsx")),
		compile("GET", discussion+"/report.json", r.written("json")),
		compile("GET", discussion+"/report.csv", r.written("csv")),
		compile("GET", discussion+"/report/answers.xlsx", r.answers),
		{Method: "POST", Path: discussion + "/report/document", Access: api.Inside, Action: auth.EditDocuments, Handle: r.intoRegister},
		compile("GET", discussion+"/map", r.overview),
		{Method: "GET", Path: discussion + "/map/live", Access: api.Inside, Action: auth.ReadComments, Raw: true, Handle: r.overviewLive},
		compile("GET", discussion+"/silent", r.silent),
		compile("POST", discussion+"/silent/reminders", r.remind),
		{Method: "GET", Path: "/verify/:stream/:hash", Access: api.Anyone, Page: true, Handle: r.verify},
	}
}

// Trace is where a delegate sees what became of an opinion.
func Trace(inside string, service *compilation.Service) api.Route {
	return api.Route{Method: "GET", Path: inside + "/comments/:comment/trace", Access: api.Inside, Action: auth.ReadComments, Handle: func(c *api.Call) error {
		comment, err := c.Object("comment")
		if err != nil {
			return err
		}
		trace, err := service.Trace(c.Req, c.Seat.Hall, c.Seat.Actor, comment)
		if err != nil {
			return err
		}
		return c.Answer(trace)
	}}
}

// changed is the change to the object that the path has under this name.
func changed(c *api.Call, object string, in any, f func(discussion.Change, congress.ObjectID) (journal.Result, error)) error {
	return c.Changed(object, in, func(change api.Change) (journal.Result, error) {
		return f(discussion.Change{ID: change.ID, IfMatch: change.IfMatch}, change.Object)
	})
}

func (r compilationRoutes) list(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	f := compilation.Filter{
		Group: congress.GroupID(c.Query("group")), Stance: discussion.Stance(c.Query("stance")), Kind: c.Query("kind"), State: c.Query("state"),
		Finding: congress.ObjectID(c.Query("finding")), Tag: c.Query("tag"), Query: c.Query("q"), Sort: c.Query("sort"),
		After: c.QueryInt("after"), Limit: c.QueryInt("limit"),
	}
	if text := c.Query("issue"); text != "" {
		issue, err := strconv.Atoi(text)
		if err != nil {
			return congress.FieldError(messages.RequestInvalid, "issue", messages.NotNumber())
		}
		f.Issue = &issue
	}
	l, err := r.service.List(c.Req, c.Seat.Hall, c.Seat.Actor, id, f)
	if err != nil {
		return err
	}
	return c.Answer(l)
}

func (r compilationRoutes) suggest(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	all, err := r.service.Suggest(c.Seat.Hall, c.Seat.Actor, id, congress.ObjectID(c.Query("comment")), c.QueryInt("after"), c.QueryInt("limit"))
	if err != nil {
		return err
	}
	return c.Answer(all)
}

func (r compilationRoutes) outline(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	o, err := r.service.Outline(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.Answer(o)
}

func (r compilationRoutes) found(c *api.Call) error {
	var in struct {
		compilation.Sentence
		Group congress.GroupID `json:"group"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Found(c.Req, c.Seat.Hall, c.Seat.Actor, change.ID, id, in.Group, in.Sentence)
	})
}

func (r compilationRoutes) reword(c *api.Call) error {
	var in compilation.Sentence
	return changed(c, "finding", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Reword(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in)
	})
}

func (r compilationRoutes) merge(c *api.Call) error {
	var in struct {
		Into congress.ObjectID `json:"into"`
	}
	return changed(c, "finding", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Merge(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Into)
	})
}

func (r compilationRoutes) unmerge(c *api.Call) error {
	return changed(c, "finding", nil, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Merge(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, "")
	})
}

func (r compilationRoutes) remove(c *api.Call) error {
	var in struct {
		Removed bool `json:"removed"`
	}
	return changed(c, "finding", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Remove(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Removed)
	})
}

func (r compilationRoutes) answer(c *api.Call) error {
	var in compilation.Answer
	return changed(c, "finding", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.SetAnswer(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, &in)
	})
}

func (r compilationRoutes) unanswer(c *api.Call) error {
	return changed(c, "finding", nil, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.SetAnswer(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, nil)
	})
}

func (r compilationRoutes) place(c *api.Call) error {
	var in struct {
		Parts []compilation.Part `json:"parts"`
	}
	return changed(c, "comment", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Place(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Parts)
	})
}

func (r compilationRoutes) claim(c *api.Call) error {
	var in struct {
		Take bool `json:"take"`
	}
	return changed(c, "comment", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Claim(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Take)
	})
}

func (r compilationRoutes) unlike(c *api.Call) error {
	var in struct {
		Comment congress.ObjectID `json:"comment"`
		Unlike  bool              `json:"unlike"`
	}
	return changed(c, "comment", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Unlike(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, in.Comment, in.Unlike)
	})
}

func (r compilationRoutes) steps(c *api.Call) error {
	object, err := c.Object("object")
	if err != nil {
		return err
	}
	steps, err := r.service.Steps(c.Req, c.Seat.Hall, c.Seat.Actor, object)
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"items": steps})
}

func (r compilationRoutes) restore(c *api.Call) error {
	var in struct {
		Record congress.RecordID `json:"record"`
	}
	return changed(c, "object", &in, func(change discussion.Change, object congress.ObjectID) (journal.Result, error) {
		return r.service.Restore(c.Req, c.Seat.Hall, c.Seat.Actor, change, object, in.Record)
	})
}

func (r compilationRoutes) overview(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	m, err := r.service.Map(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.Answer(m)
}

// overviewLive pushes the map, and again when it changed.
func (r compilationRoutes) overviewLive(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	if _, err := r.service.Map(c.Seat.Hall, c.Seat.Actor, id); err != nil {
		return err
	}
	return r.pusher.Events(c, "map", func(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func(any) error) error {
		return r.service.WatchMap(ctx, h, who, id, func(m *compilation.Map) error {
			if m == nil {
				return send(nil)
			}
			return send(m)
		})
	})
}

func (r compilationRoutes) silent(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	all, err := r.service.Silent(c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"items": all})
}

func (r compilationRoutes) remind(c *api.Call) error {
	var in struct {
		Groups []congress.GroupID `json:"groups"`
		Text   string             `json:"text"`
	}
	return changed(c, "discussion", &in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		return r.service.Remind(c.Req, c.Seat.Hall, c.Seat.Actor, change.ID, id, in.Groups, in.Text)
	})
}
