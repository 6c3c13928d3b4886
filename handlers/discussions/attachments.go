package discussions

import (
	"io"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/documents/uploads"
	"plenum/handlers/api"
)

// AttachmentRoutes take files in that members say something with, and tell them how far those are.
func AttachmentRoutes(inside string, threads *discussion.Service, service *uploads.Uploads, stall time.Duration) []api.Route {
	d := discussionRoutes{threads}
	return []api.Route{
		{
			Method: "PUT", Path: inside + "/discussions/:discussion/threads/:group/attachments/:attachment", Access: api.Inside, Action: auth.ReadComments, Raw: true,
			Handle: func(c *api.Call) error {
				id, g, err := d.thread(c)
				if err != nil {
					return api.Closing(c.Ctx, err)
				}
				attachment, err := c.Object("attachment")
				if err != nil {
					return api.Closing(c.Ctx, err)
				}
				if err := threads.MaySpeak(c.Seat.Hall, c.Seat.Actor, id, g); err != nil {
					return api.Closing(c.Ctx, err)
				}
				var state uploads.AttachmentState
				if err := c.TakeFile(stall, func(size int64, body io.Reader) error {
					state, err = service.Attach(c.Req, c.Seat.Hall, c.Seat.Actor, uploads.Attached{ID: congress.RecordID(attachment), Name: c.Query("name"), Size: size, Body: body})
					return err
				}); err != nil {
					return err
				}
				return c.JSON201(state)
			},
		},
		{
			Method: "GET", Path: inside + "/attachments/:attachment", Access: api.Inside, Action: auth.ReadComments,
			Handle: func(c *api.Call) error {
				attachment, err := c.Object("attachment")
				if err != nil {
					return err
				}
				state, err := service.AttachmentState(c.Seat.Hall, c.Seat.Actor, attachment)
				if err != nil {
					return err
				}
				return c.Answer(state)
			},
		},
	}
}
