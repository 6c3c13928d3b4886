package uploads

import (
	"io"
	"sync"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// brought is what is on its way in, besides what stands, so that files which come at the same time
// are together no more than their member may bring. The total is in the records, the same on
// every server; what is on its way is known where it comes.
type brought struct {
	mu   sync.Mutex
	held map[holdKey]*hold
}

type holdKey struct {
	stream congress.StreamID
	upload congress.ObjectID
}

// hold is of one upload. A nil one holds nothing.
type hold struct {
	of    *brought
	key   holdKey
	by    congress.AccountID
	bytes int64
	ends  time.Time // zero: when it is ended

	more func(bytes int64) error // holds so many in place of bytes
}

func newBrought() *brought { return &brought{held: map[holdKey]*hold{}} }

// expect holds the bytes of the file to what its member may bring in all. It ends with end, or, of
// an upload in parts, when those are dropped or run out. Errors: auth.ErrTotal.
func (s *Uploads) expect(h *journal.Hall, actor congress.Actor, in Receive) (*hold, error) {
	from := in.For
	if from.Account == "" {
		from = actor
	}
	most := int64(0)
	if s.options.Total != nil {
		most = s.options.Total(from)
	}
	if most == 0 {
		return nil, nil //nolint:nilnil // see hold
	}
	one := &hold{of: s.brought, key: holdKey{h.Stream, congress.ObjectID(in.ID)}, by: from.Account}
	one.more = func(bytes int64) error {
		s.brought.mu.Lock()
		defer s.brought.mu.Unlock()
		if filesOf(h, from)+s.brought.others(one, s.options.Now())+bytes > most {
			return auth.ErrTotal
		}
		one.bytes = bytes
		s.brought.held[one.key] = one
		return nil
	}
	return one, one.more(max(0, in.Size))
}

// others is what else is held of the member in the congress. The lock is held.
func (b *brought) others(one *hold, now time.Time) (bytes int64) {
	for key, other := range b.held {
		switch {
		case !other.ends.IsZero() && !now.Before(other.ends):
			delete(b.held, key)
		case key != one.key && key.stream == one.key.stream && other.by == one.by:
			bytes += other.bytes
		}
	}
	return bytes
}

func (b *brought) forget(key holdKey) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.held, key)
}

// end holds the bytes no more, unless somebody else has taken the upload over.
func (o *hold) end() {
	if o == nil {
		return
	}
	o.of.mu.Lock()
	defer o.of.mu.Unlock()
	if o.of.held[o.key] == o {
		delete(o.of.held, o.key)
	}
}

// until has the hold end by itself.
func (o *hold) until(t time.Time) {
	if o == nil {
		return
	}
	o.of.mu.Lock()
	defer o.of.mu.Unlock()
	o.ends = t
}

// bound is the body, which holds more as it comes when its length was not said.
func (o *hold) bound(body io.Reader) io.Reader {
	if o == nil {
		return body
	}
	return &boundBody{body, o, 0}
}

type boundBody struct {
	r    io.Reader
	held *hold
	came int64
}

func (b *boundBody) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.came += int64(n); b.came > b.held.bytes {
		// In steps that grow, because each looks at all files.
		if over := b.held.more(b.came); over != nil {
			return 0, over
		}
		_ = b.held.more(b.came + max(1<<20, b.came/8))
	}
	return n, err
}

// filesOf is how many bytes of files the member has in the congress: those that were taken back or
// rejected are none.
func filesOf(h *journal.Hall, from congress.Actor) (bytes int64) {
	attached := map[congress.ObjectID]bool{}
	for r := range h.All(documents.ServerActor(h), congress.KindDocument) {
		var d documents.Document
		if r.Decode(&d) == nil && d.Attachment != nil && d.Attachment.By == from.Member && from.Member != "" {
			attached[attachedUpload(r.Object)] = true
		}
	}
	for r := range h.All(documents.ServerActor(h), congress.KindUpload) {
		var u documents.Upload
		if r.Decode(&u) == nil && u.Blob != "" && (u.By == from.Account || attached[r.Object]) {
			bytes += u.Size
		}
	}
	return bytes
}
