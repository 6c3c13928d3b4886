package register

import (
	"plenum/auth"
	"plenum/congress"
	"plenum/documents/readership"
	"plenum/handlers/api"
)

// readinessRoutes are the organizers' board of who has received, opened, studied and confirmed
// what.
func (d documentRoutes) readinessRoutes(inside string) []api.Route {
	return []api.Route{
		{Method: "GET", Path: inside + "/readiness", Access: api.Inside, Action: auth.EditDocuments, Handle: func(c *api.Call) error {
			all, err := d.board.Readiness(c.Req, c.Seat.Hall, c.Seat.Actor)
			if err != nil {
				return err
			}
			return c.Answer(map[string]any{"items": all})
		}},
		{Method: "GET", Path: inside + "/readiness/live", Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.readinessLive},
		{Method: "GET", Path: inside + "/readiness/members", Access: api.Inside, Action: auth.EditDocuments, Handle: func(c *api.Call) error {
			members, err := d.board.ProgressOfMembers(c.Req, c.Seat.Hall, c.Seat.Actor, readership.ProgressOf{
				Group: congress.GroupID(c.Query("group")), Member: congress.MemberID(c.Query("member")),
			})
			if err != nil {
				return err
			}
			return c.Answer(map[string]any{"items": members})
		}},
		{Method: "GET", Path: inside + "/readiness.xlsx", Access: api.Inside, Action: auth.EditDocuments, Handle: func(c *api.Call) error {
			sheet, err := d.board.ReadinessSheet(c.Req, c.Seat.Hall, c.Seat.Actor, congress.GroupID(c.Query("group")))
			return c.Workbook("Mức độ nghiên cứu tài liệu.xlsx", sheet, err)
		}},
		{Method: "GET", Path: inside + "/documents/:document/readiness", Access: api.Inside, Action: auth.EditDocuments, Handle: func(c *api.Call) error {
			document, err := c.Object("document")
			if err != nil {
				return err
			}
			members, err := d.board.Members(c.Req, c.Seat.Hall, c.Seat.Actor, document)
			if err != nil {
				return err
			}
			return c.Answer(map[string]any{"items": members})
		}},
		{Method: "GET", Path: inside + "/documents/:document/readiness.xlsx", Access: api.Inside, Action: auth.EditDocuments, Handle: func(c *api.Call) error {
			document, err := c.Object("document")
			if err != nil {
				return err
			}
			sheet, err := d.board.CallSheet(c.Req, c.Seat.Hall, c.Seat.Actor, document)
			return c.Workbook("Danh sách xác nhận.xlsx", sheet, err)
		}},
	}
}

// ReceiptRoutes are a member's own receipts, and what their tablet says it has erased.
func ReceiptRoutes(inside string, service *readership.Board) []api.Route {
	return []api.Route{
		erasures(inside, service),
		{Method: "GET", Path: inside + "/receipts", Access: api.Inside, Action: auth.ReadDocuments, Handle: func(c *api.Call) error {
			mine, err := service.Receipts(c.Req, c.Seat.Hall, c.Seat.Actor)
			if err != nil {
				return err
			}
			return c.Answer(map[string]any{"items": mine})
		}},
		{Method: "POST", Path: inside + "/receipts", Access: api.Inside, Action: auth.ReadDocuments, Handle: func(c *api.Call) error {
			var in struct {
				Facts []readership.Fact `json:"facts"`
			}
			if err := c.Decode(&in); err != nil {
				return err
			}
			codes, err := service.Acknowledge(c.Req, c.Seat.Hall, c.Seat.Actor, in.Facts)
			if err != nil {
				return err
			}
			results := make([]map[string]string, len(codes))
			for i, code := range codes {
				results[i] = map[string]string{"id": string(in.Facts[i].ID)}
				if code != "" {
					results[i]["code"] = code
				}
			}
			return c.Answer(map[string]any{"results": results})
		}},
	}
}

// readinessLive pushes the board: the whole of it first, then the lines that changed.
func (d documentRoutes) readinessLive(c *api.Call) error {
	return api.Push(api.Pusher{Stall: d.stall, Stop: d.stop}, c, "readiness", d.board.WatchReadiness)
}
