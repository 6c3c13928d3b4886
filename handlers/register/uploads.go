package register

import (
	"io"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/uploads"
	"plenum/handlers/api"
	"plenum/journal"
)

// upload takes the raw body as the file. Its id in the path, or the Idempotency-Key, is the record
// id, so the same again is the same upload. The body is read as it comes, never whole; one that is
// not read to its end closes the connection.
func (d documentRoutes) upload(c *api.Call) error {
	document, err := c.Object("document")
	if err != nil {
		return api.Closing(c.Ctx, err)
	}
	id := congress.RecordID(c.Params("upload"))
	if id == "" {
		if id, err = c.RecordID(); err != nil {
			return api.Closing(c.Ctx, err)
		}
	}
	var res journal.Result
	err = c.TakeFile(d.stall, func(size int64, body io.Reader) error {
		res, err = d.uploads.Receive(c.Req, c.Seat.Hall, c.Seat.Actor, uploads.Receive{
			ID: id, Document: document, Name: c.Query("name"), Note: c.Query("note"), AnnexTo: congress.ObjectID(c.Query("annexTo")), Size: size, Body: body,
		})
		return err
	})
	if err != nil {
		return err
	}
	return c.Record(res)
}

func (d documentRoutes) progress(c *api.Call) error {
	document, err := c.Object("document")
	if err != nil {
		return err
	}
	upload, err := c.Object("upload")
	if err != nil {
		return err
	}
	p, err := d.uploads.Progress(c.Seat.Hall, c.Seat.Actor, document, upload)
	if err != nil {
		return err
	}
	lang := c.Language()
	explained(lang, p.Warnings)
	return c.Answer(struct {
		uploads.Progress
		Detail string `json:"detail,omitempty"`
	}{p, messages.OfFile(p.Reason, lang)})
}

func (d documentRoutes) decide(c *api.Call) error {
	var in struct {
		Release bool   `json:"release"`
		Reason  string `json:"reason"`
	}
	return changed(c, "document", &in, func(change documents.Change) (journal.Result, error) {
		upload, err := c.Object("upload")
		if err != nil {
			return journal.Result{}, err
		}
		return d.ingest.Decide(c.Req, c.Seat.Hall, c.Seat.Actor, change, upload, documents.Decision{Release: in.Release, Reason: in.Reason})
	})
}

func (d documentRoutes) retry(c *api.Call) error {
	return changed(c, "document", nil, func(change documents.Change) (journal.Result, error) {
		upload, err := c.Object("upload")
		if err != nil {
			return journal.Result{}, err
		}
		return d.ingest.Retry(c.Req, c.Seat.Hall, c.Seat.Actor, change, upload)
	})
}

func (d documentRoutes) uploadContent(c *api.Call) error {
	document, err := c.Object("document")
	if err != nil {
		return err
	}
	upload, err := c.Object("upload")
	if err != nil {
		return err
	}
	content, err := d.delivery.UploadContent(c.Seat.Hall, c.Seat.Actor, document, upload)
	if err != nil {
		return err
	}
	return api.Content(c, fileOf(c, content), d.stall)
}
