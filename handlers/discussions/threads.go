package discussions

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/handlers/api"
	"plenum/journal"
)

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// threadRoutes are what those who keep threads do: open and close, record what was said, moderate,
// the late tray, the group's minutes, notices.
func (d discussionRoutes) threadRoutes() []api.Route {
	const (
		inside  = "/api/v1/congresses/:congress"
		thread  = inside + "/discussions/:discussion/threads/:group"
		comment = inside + "/comments/:comment"
	)
	s := d.service
	return []api.Route{
		{Method: "PUT", Path: thread + "/open", Access: api.Inside, Action: auth.OpenThreads, Handle: d.open},
		{Method: "POST", Path: thread + "/spoken", Access: api.Inside, Action: auth.KeepThreads, Handle: d.hear},
		{Method: "POST", Path: comment + "/hiding", Access: api.Inside, Action: auth.KeepThreads, Handle: d.reasoned(s.Hide)},
		{Method: "POST", Path: comment + "/showing", Access: api.Inside, Action: auth.KeepThreads, Handle: d.changed(s.Show)},
		{Method: "POST", Path: comment + "/taking", Access: api.Inside, Action: auth.KeepThreads, Handle: d.changed(s.TakeLate)},
		{Method: "POST", Path: comment + "/return", Access: api.Inside, Action: auth.KeepThreads, Handle: d.reasoned(s.ReturnLate)},
		{Method: "GET", Path: thread + "/minutes", Access: api.Inside, Action: auth.ReadComments, Handle: d.minutes},
		{Method: "PUT", Path: thread + "/minutes", Access: api.Inside, Action: auth.KeepThreads, Handle: d.putMinutes},
		{Method: "POST", Path: thread + "/minutes/signature", Access: api.Inside, Action: auth.SignMinutes, Handle: d.minuted(s.Sign)},
		{Method: "DELETE", Path: thread + "/minutes/signature", Access: api.Inside, Action: auth.SignMinutes, Handle: d.minuted(s.Unsign)},
		{Method: "POST", Path: thread + "/minutes/seal", Access: api.Inside, Action: auth.KeepThreads, Handle: d.minuted(s.Seal)},
		{Method: "POST", Path: thread + "/minutes/additions", Access: api.Inside, Action: auth.KeepThreads, Handle: d.addition},
		{Method: "GET", Path: thread + "/minutes/check", Access: api.Inside, Action: auth.ReadComments, Handle: d.check},
		{Method: "GET", Path: thread + "/minutes.docx", Access: api.Inside, Action: auth.ReadComments, Handle: d.minutesDOCX},
		{Method: "GET", Path: thread + "/minutes.pdf", Access: api.Inside, Action: auth.ReadComments, Handle: d.minutesPDF},
		api.Listing(inside+"/notices", auth.ReadCongress, congress.KindNotice),
		{Method: "POST", Path: inside + "/notices", Access: api.Inside, Action: auth.SendNotices, Handle: d.notify},
		{Method: "DELETE", Path: inside + "/notices/:notice", Access: api.Inside, Action: auth.SendNotices, Handle: d.takeBack},
	}
}

// CommentRoutes are what members do with comments and threads besides posting: change and withdraw
// their own, confirm what was recorded in their name, agree, and say how far they have read.
func CommentRoutes(inside string, service *discussion.Service) []api.Route {
	d := discussionRoutes{service}
	comment := inside + "/comments/:comment"
	return []api.Route{
		{Method: "GET", Path: inside + "/discussions/:discussion/threads", Access: api.Inside, Action: auth.ReadComments, Handle: d.threads},
		{Method: "PUT", Path: inside + "/discussions/:discussion/threads/:group/read", Access: api.Inside, Action: auth.ReadComments, Handle: d.read},
		{Method: "PUT", Path: comment, Access: api.Inside, Action: auth.ReadComments, Handle: d.reword},
		{Method: "GET", Path: comment + "/wordings", Access: api.Inside, Action: auth.ReadComments, Handle: d.wordings},
		{Method: "POST", Path: comment + "/withdrawal", Access: api.Inside, Action: auth.ReadComments, Handle: d.changed(service.Withdraw)},
		{Method: "POST", Path: comment + "/confirmation", Access: api.Inside, Action: auth.PostComments, Handle: d.changed(service.Confirm)},
		{Method: "PUT", Path: comment + "/agreement", Access: api.Inside, Action: auth.PostComments, Handle: d.agree(true)},
		{Method: "DELETE", Path: comment + "/agreement", Access: api.Inside, Action: auth.PostComments, Handle: d.agree(false)},
	}
}

type changing func(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, comment congress.ObjectID) (journal.Result, error)

func (d discussionRoutes) changed(f changing) func(*api.Call) error {
	return func(c *api.Call) error {
		return changed(c, "comment", nil, func(change discussion.Change, comment congress.ObjectID) (journal.Result, error) {
			return f(c.Req, c.Seat.Hall, c.Seat.Actor, change, comment)
		})
	}
}

type reasoning func(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, comment congress.ObjectID, reason string) (journal.Result, error)

func (d discussionRoutes) reasoned(f reasoning) func(*api.Call) error {
	return func(c *api.Call) error {
		var in struct {
			Reason string `json:"reason"`
		}
		return changed(c, "comment", &in, func(change discussion.Change, comment congress.ObjectID) (journal.Result, error) {
			return f(c.Req, c.Seat.Hall, c.Seat.Actor, change, comment, in.Reason)
		})
	}
}

func (d discussionRoutes) reword(c *api.Call) error {
	var in struct {
		Written *time.Time `json:"written"`
		discussion.Words
	}
	return changed(c, "comment", &in, func(change discussion.Change, comment congress.ObjectID) (journal.Result, error) {
		change.Written = in.Written
		return d.service.Edit(c.Req, c.Seat.Hall, c.Seat.Actor, change, comment, in.Words)
	})
}

func (d discussionRoutes) wordings(c *api.Call) error {
	comment, err := c.Object("comment")
	if err != nil {
		return err
	}
	all, err := d.service.Wordings(c.Req, c.Seat.Hall, c.Seat.Actor, comment)
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"items": all})
}

func (d discussionRoutes) agree(agrees bool) func(*api.Call) error {
	return func(c *api.Call) error {
		change, err := c.Change("comment")
		if err != nil {
			return err
		}
		if err := d.service.Agree(c.Req, c.Seat.Hall, c.Seat.Actor, change.ID, change.Object, agrees); err != nil {
			return err
		}
		return c.SendStatus(fiber.StatusNoContent)
	}
}

// thread is the discussion and the group of the path.
func (d discussionRoutes) thread(c *api.Call) (congress.ObjectID, congress.GroupID, error) {
	id, err := c.Object("discussion")
	if err != nil {
		return "", "", err
	}
	if g := congress.GroupID(c.Params("group")); g == discussion.Plenary || congress.ObjectID(g).Valid() {
		return id, g, nil
	}
	return "", "", congress.ErrNotFound
}

func (d discussionRoutes) threads(c *api.Call) error {
	id, err := c.Object("discussion")
	if err != nil {
		return err
	}
	all, err := d.service.Threads(c.Req, c.Seat.Hall, c.Seat.Actor, id)
	if err != nil {
		return err
	}
	return c.Answer(map[string]any{"items": all})
}

func (d discussionRoutes) read(c *api.Call) error {
	id, g, err := d.thread(c)
	if err != nil {
		return err
	}
	record, err := c.RecordID()
	if err != nil {
		return err
	}
	var in struct {
		N uint64 `json:"n"`
	}
	if err := c.Decode(&in); err != nil {
		return err
	}
	if err := d.service.Read(c.Req, c.Seat.Hall, c.Seat.Actor, record, id, g, in.N); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// threadChanged is a change to the thread of the path, as changed.
func (d discussionRoutes) threadChanged(c *api.Call, in any, f func(discussion.Change, congress.ObjectID, congress.GroupID) (journal.Result, error)) error {
	return changed(c, "discussion", in, func(change discussion.Change, id congress.ObjectID) (journal.Result, error) {
		_, g, err := d.thread(c)
		if err != nil {
			return journal.Result{}, err
		}
		return f(change, id, g)
	})
}

func (d discussionRoutes) open(c *api.Call) error {
	var in struct {
		Open bool `json:"open"`
	}
	return d.threadChanged(c, &in, func(change discussion.Change, id congress.ObjectID, g congress.GroupID) (journal.Result, error) {
		return d.service.SetOpen(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, g, in.Open)
	})
}

func (d discussionRoutes) hear(c *api.Call) error {
	var in struct {
		Member  congress.MemberID `json:"member"`
		Written *time.Time        `json:"written"`
		discussion.Words
	}
	return c.Made("discussion", &in, func(change api.Change) (journal.Result, error) {
		id, g, err := d.thread(c)
		if err != nil {
			return journal.Result{}, err
		}
		return d.service.Hear(c.Req, c.Seat.Hall, c.Seat.Actor, discussion.Heard{
			ID: change.ID, Discussion: id, Group: g, Member: in.Member, Written: in.Written, Words: in.Words,
		})
	})
}

func (d discussionRoutes) minutes(c *api.Call) error {
	id, g, err := d.thread(c)
	if err != nil {
		return err
	}
	_, r, err := d.service.Minutes(c.Seat.Hall, c.Seat.Actor, id, g)
	if err != nil {
		return err
	}
	return c.One(r)
}

func (d discussionRoutes) putMinutes(c *api.Call) error {
	var in discussion.Minutes
	return d.threadChanged(c, &in, func(change discussion.Change, id congress.ObjectID, g congress.GroupID) (journal.Result, error) {
		in.Discussion, in.Group = id, g
		return d.service.PutMinutes(c.Req, c.Seat.Hall, c.Seat.Actor, change, in)
	})
}

type minuting func(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, id congress.ObjectID, g congress.GroupID) (journal.Result, error)

func (d discussionRoutes) minuted(f minuting) func(*api.Call) error {
	return func(c *api.Call) error {
		return d.threadChanged(c, nil, func(change discussion.Change, id congress.ObjectID, g congress.GroupID) (journal.Result, error) {
			return f(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, g)
		})
	}
}

func (d discussionRoutes) addition(c *api.Call) error {
	var in struct {
		Text string `json:"text"`
	}
	return d.threadChanged(c, &in, func(change discussion.Change, id congress.ObjectID, g congress.GroupID) (journal.Result, error) {
		return d.service.Add(c.Req, c.Seat.Hall, c.Seat.Actor, change, id, g, in.Text)
	})
}

func (d discussionRoutes) check(c *api.Call) error {
	id, g, err := d.thread(c)
	if err != nil {
		return err
	}
	found, err := d.service.CheckMinutes(c.Seat.Hall, c.Seat.Actor, id, g)
	if err != nil {
		return err
	}
	return c.Answer(found)
}

func (d discussionRoutes) minutesDOCX(c *api.Call) error {
	id, g, err := d.thread(c)
	if err != nil {
		return err
	}
	made, err := d.service.MinutesDOCX(c.Req, c.Seat.Hall, c.Seat.Actor, c.Seat.Info, id, g)
	if err != nil {
		return err
	}
	return sendMade(c, made, docxType, made.DOCX)
}

func (d discussionRoutes) minutesPDF(c *api.Call) error {
	id, g, err := d.thread(c)
	if err != nil {
		return err
	}
	made, pdf, err := d.service.MinutesPDF(c.Req, c.Seat.Hall, c.Seat.Actor, c.Seat.Info, id, g)
	if err != nil {
		return err
	}
	made.Name = made.Name[:len(made.Name)-len(".docx")] + ".pdf"
	return sendMade(c, made, "application/pdf", pdf)
}

// made answers with a written document.
func sendMade(c *api.Call, made discussion.Made, mime string, content []byte) error {
	return sendAsOf(c, made.AsOf, made.Name, mime, content)
}

func (d discussionRoutes) notify(c *api.Call) error {
	var in struct {
		discussion.Notice
		Audience congress.Audience `json:"audience"`
	}
	return c.Made("", &in, func(change api.Change) (journal.Result, error) {
		return d.service.Notify(c.Req, c.Seat.Hall, c.Seat.Actor, change.ID, in.Notice, in.Audience)
	})
}

func (d discussionRoutes) takeBack(c *api.Call) error {
	notice, err := c.Object("notice")
	if err != nil {
		return err
	}
	id, err := c.RecordID()
	if err != nil {
		return err
	}
	if err := d.service.TakeBack(c.Req, c.Seat.Hall, c.Seat.Actor, id, notice); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
