package register

import (
	"plenum/auth"
	"plenum/congress"
	"plenum/documents/readership"
	"plenum/handlers/api"
)

// auditRoutes tell organizers who was given what, and where copies of a document are.
func (d documentRoutes) auditRoutes(inside string) []api.Route {
	doc := inside + "/documents/:document"
	return []api.Route{
		{Method: "GET", Path: inside + "/audit/reads", Access: api.Inside, Action: auth.ReadAudit, Handle: func(c *api.Call) error {
			list, next, err := d.audit.Accesses(c.Req, c.Seat.Hall, c.Seat.Actor, readership.AccessQuery{
				Document: congress.ObjectID(c.Query("document")), After: c.QueryInt("after"), Limit: c.QueryInt("limit", 100),
			})
			if err != nil {
				return err
			}
			return c.Answer(map[string]any{"items": list, "next": next})
		}},
		{Method: "GET", Path: inside + "/audit/reads.xlsx", Access: api.Inside, Action: auth.ReadAudit, Handle: func(c *api.Call) error {
			sheet, err := d.audit.AccessSheet(c.Req, c.Seat.Hall, c.Seat.Actor, congress.ObjectID(c.Query("document")))
			return c.Workbook("Nhật ký đọc tài liệu.xlsx", sheet, err)
		}},
		{Method: "GET", Path: doc + "/ledger", Access: api.Inside, Action: auth.RecallDocuments, Handle: func(c *api.Call) error {
			document, err := c.Object("document")
			if err != nil {
				return err
			}
			ledger, err := d.board.Ledger(c.Req, c.Seat.Hall, c.Seat.Actor, document, d.online)
			if err != nil {
				return err
			}
			return c.Answer(ledger)
		}},
		{Method: "GET", Path: doc + "/ledger.xlsx", Access: api.Inside, Action: auth.RecallDocuments, Handle: func(c *api.Call) error {
			document, err := c.Object("document")
			if err != nil {
				return err
			}
			sheet, err := d.board.LedgerSheet(c.Req, c.Seat.Hall, c.Seat.Actor, document, d.online)
			return c.Workbook("Biên bản thu hồi.xlsx", sheet, err)
		}},
	}
}

// erasures is the route by which a tablet says that it has nothing of documents any more.
func erasures(inside string, service *readership.Board) api.Route {
	return api.Route{Method: "POST", Path: inside + "/erasures", Access: api.Inside, Action: auth.FollowChanges, Handle: func(c *api.Call) error {
		var in struct {
			Documents []congress.ObjectID `json:"documents"`
		}
		if err := c.Decode(&in); err != nil {
			return err
		}
		codes, err := service.NoteErased(c.Req, c.Seat.Hall, c.Seat.Actor, in.Documents)
		if err != nil {
			return err
		}
		results := make([]map[string]string, len(codes))
		for i, code := range codes {
			results[i] = map[string]string{"document": string(in.Documents[i])}
			if code != "" {
				results[i]["code"] = code
			}
		}
		return c.Answer(map[string]any{"results": results})
	}}
}
