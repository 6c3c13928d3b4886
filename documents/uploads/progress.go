package uploads

import (
	"slices"
	"sync"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/ingest"
	"plenum/documents/marking"
	"plenum/journal"
)

// Progress is how far a file is on its way in.
type Progress struct {
	Received int64            `json:"received"`
	Size     int64            `json:"size"` // -1: not known
	State    documents.Ingest `json:"state"`
	Reason   string           `json:"reason,omitempty"` // a code, when it failed, or waits because the antivirus is away

	Note     string              `json:"note,omitempty"`   // what changed, once it was received, as the next ones
	SameAs   congress.ObjectID   `json:"sameAs,omitempty"` // an earlier upload with the same bytes
	Scanned  documents.Scanned   `json:"scanned,omitempty"`
	Pages    int                 `json:"pages,omitempty"` // once it was read, as the next ones
	Warnings []documents.Warning `json:"warnings,omitempty"`
	Markings []marking.Finding   `json:"markings,omitempty"`
	Decision *documents.Decision `json:"decision,omitempty"`
}

// Progress tells how far the upload is: while it runs from memory, afterwards
// from its record. An upload that broke off is Failed with the error's code, for ten
// minutes or until it is tried again. For organizers; ErrNotFound for
// everybody else, for what was never begun, and for a recalled document's.
func (s *Uploads) Progress(h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) (Progress, error) {
	if d, _, err := s.register.Get(h, actor, document); err != nil || d.State == documents.Recalled || !s.options.Policy.Allow(actor, auth.EditDocuments) {
		return Progress{}, congress.ErrNotFound
	}
	if r, err := h.Get(actor, upload); err == nil {
		var u documents.Upload
		if r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document {
			return Progress{}, congress.ErrNotFound
		}
		return Progress{
			Received: u.Size, Size: u.Size, State: u.Ingest, Reason: s.ingest.Reason(&u), Note: u.Note, SameAs: u.SameAs, Scanned: u.Scanned,
			Pages: u.Pages, Warnings: u.Warnings, Markings: u.Markings, Decision: u.Decision,
		}, nil
	}
	return s.progress.get(progressKey{h.Stream, document, congress.RecordID(upload)})
}

// Uploads that broke off are remembered for a while, and not too many of them.
const (
	failedLife = 10 * time.Minute
	maxFailed  = 1000
)

// progress keeps the uploads under way, which are as many as open requests,
// and those that broke off of late.
type progress struct {
	now    func() time.Time
	mu     sync.Mutex
	n      uint64 // counts what changed
	by     map[progressKey]*tracked
	failed []*tracked // oldest first
}

type progressKey struct {
	stream   congress.StreamID
	document congress.ObjectID
	upload   congress.RecordID
}

type tracked struct {
	all   *progress
	key   progressKey
	name  string
	at    Progress
	ended time.Time
}

func newProgress(now func() time.Time) *progress {
	return &progress{now: now, by: map[progressKey]*tracked{}}
}

func (p *progress) begin(key progressKey, name string, size int64) *tracked {
	t := &tracked{all: p, key: key, name: name, at: Progress{Size: size, State: documents.Receiving}}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(0)
	p.by[key] = t
	p.n++
	return t
}

func (t *tracked) received(n int64) {
	t.all.mu.Lock()
	defer t.all.mu.Unlock()
	t.at.Received = n
	t.all.n++
}

func (t *tracked) checking() {
	t.all.mu.Lock()
	defer t.all.mu.Unlock()
	t.at.State = documents.Checking
	t.all.n++
}

// end is for an upload whose record tells from now on, or which broke off with the error.
func (t *tracked) end(err error) {
	p := t.all
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.by[t.key] != t {
		return // another attempt has begun
	}
	p.n++
	if err == nil {
		delete(p.by, t.key)
		return
	}
	t.at.State, t.at.Reason, t.ended = documents.Failed, congress.CodeOf(err), p.now()
	p.failed = append(p.failed, t)
	p.forget(maxFailed)
}

// forget drops those that broke off long ago and, when most is not 0, the oldest beyond it.
func (p *progress) forget(most int) {
	drop := 0
	for drop < len(p.failed) && (p.now().Sub(p.failed[drop].ended) >= failedLife || most > 0 && len(p.failed)-drop > most) {
		if t := p.failed[drop]; p.by[t.key] == t {
			delete(p.by, t.key)
		}
		drop++
	}
	p.failed = slices.Delete(p.failed, 0, drop)
}

func (p *progress) changes() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.n
}

// in are the uploads of a congress.
func (p *progress) in(stream congress.StreamID) (all []Underway) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(0)
	for key, t := range p.by {
		if key.stream == stream {
			all = append(all, Underway{
				Document: key.document, Upload: congress.ObjectID(key.upload), Name: t.name, Stage: ingest.Stage(t.at.State), Received: t.at.Received, Size: t.at.Size, Reason: t.at.Reason,
			})
		}
	}
	return all
}

func (p *progress) get(key progressKey) (Progress, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(0)
	t := p.by[key]
	if t == nil {
		return Progress{}, congress.ErrNotFound
	}
	return t.at, nil
}
