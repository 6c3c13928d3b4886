package discussions

import (
	"context"

	"plenum/congress"
	"plenum/discussion/compilation"
	"plenum/documents"
	"plenum/documents/rooms"
	"plenum/documents/uploads"
	"plenum/journal"
)

// Materials connects the rules of reports to the register: neither knows the other.
func Materials(r *rooms.Rooms) compilation.Materials {
	return compilation.Materials{
		Template: r.Template,
		Create: func(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, e compilation.Entry) error {
			_, err := r.Create(ctx, h, actor, documents.NewDocument{ID: id, Entry: documents.Entry{
				Title: e.Title, Number: e.Number, Kind: e.Kind, IssuedBy: e.IssuedBy, Date: e.Date, Language: e.Language, Classification: e.Classification,
			}})
			return err
		},
		Receive: func(ctx context.Context, h *journal.Hall, actor congress.Actor, f compilation.File) error {
			_, err := r.Receive(ctx, h, actor, uploads.Receive{
				ID: f.ID, Derived: true, Document: f.Document, Name: f.Name, Note: f.Note, Size: f.Size, Body: f.Body,
			})
			return err
		},
	}
}
