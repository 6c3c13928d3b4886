package handlers

import (
	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/bulk"
	"plenum/documents/uploads"
)

// importRoutes take many materials at once, as a ZIP.
func (d documentRoutes) importRoutes(inside string) []Route {
	return []Route{
		{Method: "POST", Path: inside + "/imports", Access: Inside, Action: auth.EditDocuments, Raw: true, Handle: d.bring},
		{Method: "GET", Path: inside + "/imports/template.xlsx", Access: Inside, Action: auth.EditDocuments, Handle: func(c *Call) error {
			sheet, err := uploads.ImportTemplate(c.Seat.Hall)
			return c.workbook("Danh mục tài liệu.xlsx", sheet, err)
		}},
	}
}

// importRow is a row as it is answered, with what is wrong in the client's language.
type importRow struct {
	uploads.ImportRow
	Errors []importFault `json:"errors,omitempty"`
}

type importFault struct {
	Code   string               `json:"code"`
	Detail string               `json:"detail"`
	Fields map[string]string    `json:"fields,omitempty"`
	Faults map[string]FaultCode `json:"faults,omitempty"`
}

func (d documentRoutes) bring(c *Call) error {
	id, err := c.RecordID()
	if err != nil {
		return closing(c.Ctx, err)
	}
	body := &incoming{r: c.body, conn: c.Ctx.Context().Conn(), stall: d.stall, left: int64(c.Request().Header.ContentLength())}
	result, err := d.uploads.Import(c.Req, c.Seat.Hall, c.Seat.Actor, uploads.Import{
		ID: id, Size: int64(c.Request().Header.ContentLength()), Body: body, DryRun: c.QueryBool("dryRun"), Partial: c.QueryBool("partial"),
	})
	switch {
	case body.broke != nil:
		c.Ctx.Context().SetConnectionClose()
		return congress.Wrap(body.broke, congress.Invalid, messages.BodyTruncated)
	case err != nil:
		return closing(c.Ctx, err)
	}
	lang := c.Language()
	rows := make([]importRow, len(result.Rows))
	for i, r := range result.Rows {
		rows[i] = importRow{ImportRow: r}
		explained(lang, r.Warnings)
		for _, e := range r.Errors {
			rows[i].Errors = append(rows[i].Errors, importFault{e.Code.String(), e.Code.In(lang), fieldWords(lang, e), fieldCodes(e)})
		}
	}
	if result.Done {
		c.Status(fiber.StatusCreated)
	}
	extra := append([]string{}, result.Extra...)
	return c.Answer(map[string]any{
		"rows": rows, "sheet": result.Sheet, "extra": extra, "otherColumns": append([]string{}, result.Others...), "passed": append([]bulk.Passed{}, result.Passed...), "creates": result.Creates, "skips": result.Skips, "errors": result.Errors, "done": result.Done,
	})
}
