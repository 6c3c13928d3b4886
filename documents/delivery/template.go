package delivery

import (
	"context"
	"io"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/journal"
)

// maxTemplate is more than a template of a report may have, by one byte at least.
const maxTemplate = 10<<20 + 1

// Template reads a version of a document that the actor may read, for a report to be written in it;
// 0 is the latest. It gives the version's number, and no more than 10 MB and a byte of it. A
// restricted document is no template, because its copies name their readers. Errors: Invalid
// "template_invalid", Unavailable.
func (d *Delivery) Template(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.ObjectID, version int) (content []byte, number int, err error) {
	doc, _, err := d.register.Get(h, actor, id)
	if err != nil || len(doc.Versions) == 0 || doc.Classification == congress.Restricted {
		return nil, 0, congress.FieldError(messages.TemplateInvalid, "template", messages.TemplateDocument())
	}
	if version == 0 {
		version = doc.Versions[len(doc.Versions)-1].Number
	}
	found, err := d.Content(h, actor, documents.VersionFile{Document: id, Version: version})
	if err != nil {
		return nil, 0, congress.FieldError(messages.TemplateInvalid, "templateVersion", messages.TemplateVersion())
	}
	file, err := found.Open(ctx, 0, found.Size)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = file.Close() }()
	content, err = io.ReadAll(io.LimitReader(file, maxTemplate))
	return content, version, err
}
