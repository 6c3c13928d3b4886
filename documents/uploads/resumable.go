package uploads

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
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

// Part is a stretch of a file on its way in.
type Part struct {
	Offset int64
	Size   int64 // -1: not known
	Body   io.Reader
	Stop   func()    // makes a Read of Body that waits give up; called at most once, by another request
	Hash   hash.Hash // with Sum: nothing of the part is kept unless it has this hash
	Sum    []byte
}

// Append takes a part. The bytes of a part that breaks off are kept, so that the client goes on where
// it was cut; then the error is nil and the offset tells. With the last byte the file is received.
// Errors: NotFound; Conflict "offset_wrong"; TooLarge "file_too_large" for more than was announced;
// Invalid "checksum_mismatch"; and as Receive.
func (s *Uploads) Append(ctx context.Context, h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID, p Part) (Resumable, error) {
	release, err := s.turn(ctx, h, actor, document, upload, p.Stop)
	if err != nil {
		return Resumable{}, err
	}
	defer release()
	r, parts, err := s.known(ctx, h, actor, document, upload)
	switch {
	case err != nil:
		return r, err
	case p.Offset != r.Offset:
		return r, errOffset
	case p.Size > r.Size-r.Offset:
		return r, errFileTooLarge
	case len(parts) >= maxParts:
		return r, errTooManyParts
	}
	if r.Offset < r.Size {
		if err := s.files.Room(2*r.Size-r.Offset, 0); err != nil {
			return r, err
		}
		held, err := s.expect(h, actor, Receive{ID: congress.RecordID(upload), Document: document, Size: r.Size}) // of one that another server, or an earlier run, knows to have begun
		if err != nil {
			return r, err
		}
		held.until(r.Expires)
		n, err := s.keep(ctx, h, r, p, maxParts-len(parts))
		r.Offset += n
		if err != nil {
			return r, err
		}
	}
	if r.Offset < r.Size {
		return r, nil
	}
	return r, s.finish(ctx, h, actor, r)
}

// turn lets who may upload for the document have their turn on the upload; nobody else can disturb
// who is there.
func (s *Uploads) turn(ctx context.Context, h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID, stop func()) (release func(), err error) {
	if err := s.mayUpload(h, actor, document, upload); err != nil {
		return nil, err
	}
	return s.sending.take(ctx, blobs.Parts(h.Stream, document, upload), stop)
}

func (s *Uploads) mayUpload(h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) error {
	_, _, err := s.admit(h, actor, Receive{ID: congress.RecordID(upload), Document: document, Name: "a.txt", Size: 1})
	return err
}

// keep stores what comes of a request's body, as at most so many parts, and
// answers how much that is, also beside an error. An upload with a declared hash is one part.
func (s *Uploads) keep(ctx context.Context, h *journal.Hall, r Resumable, p Part, parts int) (kept int64, err error) {
	track := s.progress.begin(progressKey{h.Stream, r.Document, congress.RecordID(r.ID)}, r.Name, r.Size)
	defer track.end(nil)
	most := int64(partSize)
	if p.Hash != nil {
		most = math.MaxInt64
	}
	body := &part{Part: p, left: r.Size - r.Offset, at: r.Offset, track: track}
	in := bufio.NewReaderSize(body, 64<<10)
	if head, _ := in.Peek(sniffLength); r.Offset == 0 && (len(head) == sniffLength || int64(len(head)) == r.Size) {
		if _, fault := sniff(head, r.Name); typeFault(fault) != nil {
			return 0, errors.Join(typeFault(fault), s.dropParts(context.WithoutCancel(ctx), h, r.Document, r.ID))
		}
	}
	for ; parts > 0; parts-- {
		// An empty part is never stored: it would stand where the next one has to begin.
		if _, err := in.Peek(1); err != nil {
			break
		}
		key := blobs.Parts(h.Stream, r.Document, r.ID) + partName(r.Offset+kept)
		n, err := s.files.Put(ctx, key, -1, io.LimitReader(in, most))
		switch {
		case errors.Is(err, blobs.ErrExists):
			return kept, errOffset // another server was quicker
		case body.fault != nil && err == nil: // it came with the last bytes of a part
			return kept, s.files.Drop(ctx, key, body.fault)
		case body.fault != nil:
			return kept, body.fault
		case err != nil:
			return kept, err
		}
		kept += n
		if err := s.stillOpen(ctx, h, r.Document, r.ID); err != nil {
			return kept, err
		}
	}
	return kept, body.fault
}

// stillOpen removes what came of an upload whose document was recalled meanwhile: the erasure may
// have been done before the last part was stored. Other servers' recalls count too.
func (s *Uploads) stillOpen(ctx context.Context, h *journal.Hall, document, upload congress.ObjectID) error {
	if err := h.Refresh(ctx); err != nil {
		return err
	}
	d, _, err := s.register.Get(h, documents.ServerActor(h), document)
	if err == nil && d.State == documents.Recalled {
		err = documents.ErrRecalled
	}
	if err != nil {
		return errors.Join(err, s.dropParts(context.WithoutCancel(ctx), h, document, upload))
	}
	return nil
}

// part reads a part as far as it comes: where the connection breaks it ends, unless only the whole
// has a hash to be held to.
type part struct {
	Part
	left  int64
	at    int64
	track *tracked
	fault error
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.Body.Read(b)
	if int64(n) > p.left {
		p.fault = errFileTooLarge
		return 0, p.fault
	}
	p.left -= int64(n)
	p.at += int64(n)
	p.track.received(p.at)
	if p.Hash != nil {
		p.Hash.Write(b[:n])
	}
	switch {
	case err == nil:
		return n, nil
	case p.Hash == nil:
		return n, io.EOF // what came counts
	case !errors.Is(err, io.EOF):
		p.fault = broken(err)
		return n, p.fault
	case !slices.Equal(p.Hash.Sum(nil), p.Sum):
		p.fault = errChecksum
		return n, p.fault
	}
	return n, io.EOF
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

// finish receives a file of which all parts are there, and lets go of them.
func (s *Uploads) finish(ctx context.Context, h *journal.Hall, actor congress.Actor, r Resumable) error {
	if _, ok := received(h, actor, r.Document, r.ID); !ok {
		if err := s.join(ctx, h, actor, r); err != nil {
			// Another server may have been quicker and have taken the parts away meanwhile.
			if refreshErr := h.Refresh(ctx); refreshErr != nil {
				return refreshErr
			}
			if _, ok := received(h, actor, r.Document, r.ID); !ok {
				if typeRefusal(err) {
					err = errors.Join(err, s.dropParts(ctx, h, r.Document, r.ID))
				}
				return err
			}
		}
	}
	return s.dropParts(ctx, h, r.Document, r.ID)
}

// join receives the parts as one file.
func (s *Uploads) join(ctx context.Context, h *journal.Hall, actor congress.Actor, r Resumable) error {
	now, parts, err := s.resumable(ctx, h, r.Document, r.ID)
	if err != nil {
		return err
	}
	if now.Offset != now.Size {
		return congress.Wrap(errors.New("the upload is being received elsewhere"), congress.Unavailable, messages.StorageUnavailable)
	}
	body := &joined{ctx: ctx, blobs: s.files, parts: parts}
	defer body.close()
	_, err = s.Receive(ctx, h, actor, Receive{ID: congress.RecordID(r.ID), Derived: true, Document: r.Document, Name: r.Name, Note: r.Note, AnnexTo: r.AnnexTo, Size: r.Size, Body: body, Metadata: r.Metadata})
	return err
}

// joined reads parts one after another.
type joined struct {
	ctx   context.Context //nolint:containedctx // of the one request that reads
	blobs blobs.Store
	parts []blobs.Info
	now   io.ReadCloser
}

func (j *joined) Read(b []byte) (int, error) {
	for {
		if j.now == nil {
			if len(j.parts) == 0 {
				return 0, io.EOF
			}
			r, err := j.blobs.Open(j.ctx, j.parts[0].Key, 0, -1)
			if err != nil {
				return 0, err
			}
			j.now, j.parts = r, j.parts[1:]
		}
		n, err := j.now.Read(b)
		if !errors.Is(err, io.EOF) {
			return n, err
		}
		j.close()
		if n > 0 {
			return n, nil
		}
	}
}

func (j *joined) close() {
	if j.now != nil {
		_ = j.now.Close()
		j.now = nil
	}
}
