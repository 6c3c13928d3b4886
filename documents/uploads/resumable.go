package uploads

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/journal"
)

// maxParts bounds what a client can make of one file by sending it in crumbs.
const maxParts = 20_000

// partSize is how much of a request's body is kept as one part, in bytes: a kill of the server
// loses no more than that.
const partSize = 16 << 20

// Resumable is an upload that may come in several requests. Bytes that came are kept in parts beside the
// document's files, so that it outlives the connection, the server, and a change to another server;
// when all of it is there, it is received like any other (see Receive).
type Resumable struct {
	ID       congress.ObjectID
	Document congress.ObjectID
	Name     string
	Note     string
	AnnexTo  congress.ObjectID
	Size     int64
	Metadata string // as the client sent it; "" once all of the file came
	Offset   int64  // how much of it came
	Expires  time.Time
}

// resumableInfo is what is kept of an upload before its first byte.
type resumableInfo struct {
	Name    string             `json:"name"`
	Note    string             `json:"note,omitempty"`
	AnnexTo congress.ObjectID  `json:"annexTo,omitempty"`
	Size    int64              `json:"size"`
	Meta    string             `json:"metadata,omitempty"`
	By      congress.AccountID `json:"by"`
	Created time.Time          `json:"created"`
}

const infoName = "info"

// partName sorts as its offset.
func partName(offset int64) string { return fmt.Sprintf("%020d", offset) }

// Begin announces a file that comes in parts. The same id again with the same words is the same
// upload, also when all of it came; with others it is journal.KeyReused. Body and size -1 are not
// for it; else it is as Receive, in what it needs and in its errors.
func (s *Uploads) Begin(ctx context.Context, h *journal.Hall, actor congress.Actor, in Receive) (Resumable, error) {
	name, note, err := s.admit(h, actor, in)
	if err != nil {
		return Resumable{}, err
	}
	if !congress.Brought(in.ID) {
		return Resumable{}, documents.ErrRecordID
	}
	if in.Size < 0 {
		return Resumable{}, congress.FieldError(messages.RequestInvalid, "Upload-Length", messages.LengthMissing())
	}
	if r, err := h.Get(documents.ServerActor(h), congress.ObjectID(in.ID)); err == nil {
		var u documents.Upload
		switch {
		case r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.By != actor.Account:
			return Resumable{}, documents.ErrIDReused
		case !described(&u, in, name, note) || u.Declared != "" && u.Declared != declared(in.Metadata):
			return Resumable{}, journal.KeyReused(r.Object)
		}
		return Resumable{ID: r.Object, Document: in.Document, Name: u.Name, Note: u.Note, AnnexTo: u.AnnexTo, Size: u.Size, Offset: u.Size}, nil
	}
	if err := s.files.Room(2*in.Size, 0); err != nil { // its parts, and the file that is made of them
		return Resumable{}, err
	}
	held, err := s.expect(h, actor, in)
	if err != nil {
		return Resumable{}, err
	}
	info := resumableInfo{Name: name, Note: note, AnnexTo: in.AnnexTo, Size: in.Size, Meta: in.Metadata, By: actor.Account, Created: s.options.Now().UTC().Truncate(time.Second)}
	text, err := json.Marshal(info)
	if err != nil {
		return Resumable{}, err
	}
	key := blobs.Parts(h.Stream, in.Document, congress.ObjectID(in.ID)) + infoName
	switch _, err := s.files.Put(ctx, key, int64(len(text)), strings.NewReader(string(text))); {
	case errors.Is(err, blobs.ErrExists):
		held.end()
		r, _, err := s.resumable(ctx, h, in.Document, congress.ObjectID(in.ID))
		if err == nil && (r.Name != name || r.Note != note || r.AnnexTo != in.AnnexTo || r.Size != in.Size || declared(r.Metadata) != declared(in.Metadata)) {
			err = journal.KeyReused(congress.ObjectID(in.ID))
		}
		return r, err
	case err != nil:
		held.end()
		return Resumable{}, err
	}
	held.until(info.Created.Add(documents.ResumableLife))
	if err := s.stillOpen(ctx, h, in.Document, congress.ObjectID(in.ID)); err != nil {
		return Resumable{}, err
	}
	return Resumable{
		ID: congress.ObjectID(in.ID), Document: in.Document, Name: name, Note: note, Size: in.Size, Expires: info.Created.Add(documents.ResumableLife),
	}, nil
}

// declared is a digest of what a client says of its file beside the words that we read, such as its
// type or checksum: pairs by commas, in any order. "" for nothing.
func declared(metadata string) string {
	pairs := strings.FieldsFunc(metadata, func(r rune) bool { return r == ',' })
	for i, pair := range pairs {
		pairs[i] = strings.Join(strings.Fields(pair), " ")
	}
	slices.Sort(pairs)
	if pairs = slices.DeleteFunc(pairs, func(pair string) bool { return pair == "" }); len(pairs) == 0 {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join(pairs, ",")))
	return hex.EncodeToString(sum[:16])
}

// Resumable tells how much of the file came. When all of it came and a crash kept it from being
// received, it is received now. Whoever still sends a part of it is interrupted, because the client
// that asks has lost that connection. Errors: NotFound when it never began, was given up or ran
// out; and as Receive.
func (s *Uploads) Resumable(ctx context.Context, h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) (Resumable, error) {
	release, err := s.turn(ctx, h, actor, document, upload, nil)
	if err != nil {
		return Resumable{}, err
	}
	defer release()
	r, _, err := s.known(ctx, h, actor, document, upload)
	if err == nil && r.Offset == r.Size {
		err = s.finish(ctx, h, actor, r)
	}
	return r, err
}

// GiveUp forgets an upload that has not come to its end. Errors: NotFound, Forbidden, Unavailable.
func (s *Uploads) GiveUp(ctx context.Context, h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) error {
	release, err := s.turn(ctx, h, actor, document, upload, nil)
	if err != nil {
		return err
	}
	defer release()
	if _, _, err := s.known(ctx, h, actor, document, upload); err != nil {
		return err
	}
	if _, err := h.Get(documents.ServerActor(h), upload); err == nil {
		return congress.ErrNotFound // it was received; there is nothing to give up
	}
	return s.dropParts(ctx, h, document, upload)
}

func (s *Uploads) dropParts(ctx context.Context, h *journal.Hall, document, upload congress.ObjectID) error {
	s.brought.forget(holdKey{h.Stream, upload})
	return s.files.EraseFolder(ctx, blobs.Parts(h.Stream, document, upload))
}

// known gives an upload and its parts to who may upload for the document.
func (s *Uploads) known(ctx context.Context, h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) (Resumable, []blobs.Info, error) {
	if err := s.mayUpload(h, actor, document, upload); err != nil {
		return Resumable{}, nil, err
	}
	if r, ok := received(h, actor, document, upload); ok {
		return r, nil, nil
	}
	r, parts, err := s.resumable(ctx, h, document, upload)
	if congress.KindOf(err) != congress.NotFound {
		return r, parts, err
	}
	// It may have come to its end on another server a moment ago.
	if refreshErr := h.Refresh(ctx); refreshErr != nil {
		return r, nil, refreshErr
	}
	if r, ok := received(h, actor, document, upload); ok {
		return r, nil, nil
	}
	return r, nil, err
}

// received gives an upload of which all came and stands in a record.
func received(h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) (Resumable, bool) {
	var u documents.Upload
	r, err := h.Get(actor, upload)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document {
		return Resumable{}, false
	}
	return Resumable{ID: upload, Document: document, Name: u.Name, Note: u.Note, Size: u.Size, Offset: u.Size}, true
}

// resumable reads from the store how far an upload is.
func (s *Uploads) resumable(ctx context.Context, h *journal.Hall, document, upload congress.ObjectID) (r Resumable, parts []blobs.Info, err error) {
	at := blobs.Parts(h.Stream, document, upload)
	blob, err := s.files.Open(ctx, at+infoName, 0, -1)
	if err != nil {
		return r, nil, err
	}
	defer func() { _ = blob.Close() }()
	var info resumableInfo
	if err := json.NewDecoder(io.LimitReader(blob, 64<<10)).Decode(&info); err != nil {
		return r, nil, congress.Wrap(fmt.Errorf("the upload cannot be read: %w", err), congress.Unavailable, messages.StorageUnavailable)
	}
	r = Resumable{ID: upload, Document: document, Name: info.Name, Note: info.Note, AnnexTo: info.AnnexTo, Size: info.Size, Metadata: info.Meta, Expires: info.Created.Add(documents.ResumableLife)}
	if !s.options.Now().Before(r.Expires) {
		return r, nil, congress.ErrNotFound
	}
	for after := ""; ; {
		list, err := s.files.List(ctx, at, after, 1000)
		if err != nil || len(list) == 0 {
			return r, parts, err
		}
		for _, b := range list {
			after = b.Key
			// A part that does not begin where the one before ends comes from a server that was slower: it
			// does not count.
			if offset, err := strconv.ParseInt(strings.TrimPrefix(b.Key, at), 10, 64); err == nil && offset == r.Offset {
				parts = append(parts, b)
				r.Offset += b.Size
			}
		}
	}
}
