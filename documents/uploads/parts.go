package uploads

import (
	"bufio"
	"context"
	"errors"
	"hash"
	"io"
	"math"
	"slices"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/journal"
)

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
