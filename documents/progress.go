package documents

import (
	"sync"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Progress is how far a file is on its way in.
type Progress struct {
	Received int64  `json:"received"`
	Size     int64  `json:"size"` // -1: not known
	State    Ingest `json:"state"`
	Reason   string `json:"reason,omitempty"`
}

// Progress tells how far the upload is: while it runs from memory, afterwards
// from its record. For organizers; ErrNotFound for everybody else and for what was never begun or broke off.
func (s *Service) Progress(h *journal.Hall, actor congress.Actor, document, upload congress.ObjectID) (Progress, error) {
	if _, _, err := s.Get(h, actor, document); err != nil || !s.options.Policy.Allow(actor, auth.EditDocuments) {
		return Progress{}, congress.ErrNotFound
	}
	if r, err := h.Get(actor, upload); err == nil {
		var u Upload
		if r.Kind != congress.KindUpload || r.Decode(&u) != nil || u.Document != document {
			return Progress{}, congress.ErrNotFound
		}
		return Progress{Received: u.Size, Size: u.Size, State: u.Ingest, Reason: u.Reason}, nil
	}
	return s.progress.get(actor.Congress, document, congress.RecordID(upload))
}

// progress keeps the uploads under way; there are as many as open requests.
type progress struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[progressKey]*tracked
}

type progressKey struct {
	congress congress.CongressID
	document congress.ObjectID
	upload   congress.RecordID
}

type tracked struct {
	all *progress
	key progressKey
	at  Progress
}

func newProgress(now func() time.Time) *progress {
	return &progress{now: now, by: map[progressKey]*tracked{}}
}

func (p *progress) begin(c congress.CongressID, d congress.ObjectID, u congress.RecordID, size int64) *tracked {
	t := &tracked{all: p, key: progressKey{c, d, u}, at: Progress{Size: size, State: Receiving}}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.by[t.key] = t
	return t
}

func (t *tracked) received(n int64) {
	t.all.mu.Lock()
	defer t.all.mu.Unlock()
	t.at.Received = n
}

func (t *tracked) set(state Ingest) {
	t.all.mu.Lock()
	defer t.all.mu.Unlock()
	t.at.State = state
}

func (t *tracked) end() {
	t.all.mu.Lock()
	defer t.all.mu.Unlock()
	if t.all.by[t.key] == t {
		delete(t.all.by, t.key)
	}
}

func (p *progress) get(c congress.CongressID, d congress.ObjectID, u congress.RecordID) (Progress, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.by[progressKey{c, d, u}]
	if t == nil {
		return Progress{}, congress.ErrNotFound
	}
	return t.at, nil
}
