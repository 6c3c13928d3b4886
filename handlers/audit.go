package handlers

import (
	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents/readership"
)

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// auditRoutes tell organizers who was given what, and where copies of a document are.
func (d documentRoutes) auditRoutes(inside string) []Route {
	doc := inside + "/documents/:document"
	return []Route{
		{Method: "GET", Path: inside + "/audit/reads", Access: Inside, Action: auth.ReadAudit, Handle: func(c *Call) error {
			list, next, err := d.audit.Accesses(c.Req, c.Seat.Hall, c.Seat.Actor, readership.AccessQuery{
				Document: congress.ObjectID(c.Query("document")), After: c.QueryInt("after"), Limit: c.QueryInt("limit", 100),
			})
			if err != nil {
				return err
			}
			return c.Answer(map[string]any{"items": list, "next": next})
		}},
		{Method: "GET", Path: inside + "/audit/reads.xlsx", Access: Inside, Action: auth.ReadAudit, Handle: func(c *Call) error {
			sheet, err := d.audit.AccessSheet(c.Req, c.Seat.Hall, c.Seat.Actor, congress.ObjectID(c.Query("document")))
			return c.workbook("Nhật ký đọc tài liệu.xlsx", sheet, err)
		}},
		{Method: "GET", Path: doc + "/ledger", Access: Inside, Action: auth.RecallDocuments, Handle: func(c *Call) error {
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
		{Method: "GET", Path: doc + "/ledger.xlsx", Access: Inside, Action: auth.RecallDocuments, Handle: func(c *Call) error {
			document, err := c.Object("document")
			if err != nil {
				return err
			}
			sheet, err := d.board.LedgerSheet(c.Req, c.Seat.Hall, c.Seat.Actor, document, d.online)
			return c.workbook("Biên bản thu hồi.xlsx", sheet, err)
		}},
	}
}

// workbook sends a workbook for saving.
func (c *Call) workbook(name string, sheet []byte, err error) error {
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, workbookType)
	c.Set(fiber.HeaderContentDisposition, disposition(File{Name: name, Download: true}))
	return c.Send(sheet)
}

// erasures is the route by which a tablet says that it has nothing of documents any more.
func erasures(inside string, service *readership.Board) Route {
	return Route{Method: "POST", Path: inside + "/erasures", Access: Inside, Action: auth.FollowChanges, Handle: func(c *Call) error {
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
