package register

import (
	"io"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/documents/bulk"
	"plenum/documents/uploads"
	"plenum/handlers/api"
)

// importRoutes take many materials at once, as a ZIP.
func (d documentRoutes) importRoutes(inside string) []api.Route {
	return []api.Route{
		{Method: "POST", Path: inside + "/imports", Access: api.Inside, Action: auth.EditDocuments, Raw: true, Handle: d.bring},
		{Method: "GET", Path: inside + "/imports/template.xlsx", Access: api.Inside, Action: auth.EditDocuments, Handle: func(c *api.Call) error {
			sheet, err := uploads.ImportTemplate(c.Seat.Hall)
			return c.Workbook("Danh mục tài liệu.xlsx", sheet, err)
		}},
	}
}

// importRow is a row as it is answered, with what is wrong in the client's language.
type importRow struct {
	uploads.ImportRow
	Errors []importFault `json:"errors,omitempty"`
}

type importFault struct {
	Code   string                   `json:"code"`
	Detail string                   `json:"detail"`
	Fields map[string]string        `json:"fields,omitempty"`
	Faults map[string]api.FaultCode `json:"faults,omitempty"`
}

func (d documentRoutes) bring(c *api.Call) error {
	id, err := c.RecordID()
	if err != nil {
		return api.Closing(c.Ctx, err)
	}
	var result uploads.Imported
	if err := c.TakeFile(d.stall, func(size int64, body io.Reader) error {
		result, err = d.uploads.Import(c.Req, c.Seat.Hall, c.Seat.Actor, uploads.Import{
			ID: id, Size: size, Body: body, DryRun: c.QueryBool("dryRun"), Partial: c.QueryBool("partial"),
		})
		return err
	}); err != nil {
		return err
	}
	lang := c.Language()
	rows := make([]importRow, len(result.Rows))
	for i, r := range result.Rows {
		rows[i] = importRow{ImportRow: r}
		explained(lang, r.Warnings)
		for _, e := range r.Errors {
			rows[i].Errors = append(rows[i].Errors, importFault{e.Code.String(), e.Code.In(lang), api.FieldWords(lang, e), api.FieldCodes(e)})
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
