package ingest

import (
	"sync"

	"plenum/congress"
	"plenum/documents"
)

// Stage is what is being done with a file on its way in.
type Stage string

// The stages: those of a file under way, and how it ended.
const (
	StageReceiving  Stage = "receiving"  // so many bytes came
	StageChecking   Stage = "checking"   // it came, and its type is looked at
	StageWaiting    Stage = "waiting"    // for its turn, or for what the reason names, or another server has it
	StageAntivirus  Stage = "antivirus"  // it is scanned
	StageReading    Stage = "reading"    // page by page
	StageConverting Stage = "converting" // a PDF is made of it
	StageDrawing    Stage = "drawing"    // pictures of its pages; it is ready already

	StageReady       Stage = "ready"
	StageQuarantined Stage = "quarantined"
	StageFailed      Stage = "failed"
	StagePaused      Stage = "paused" // it stopped coming, and can be resumed
	StageGone        Stage = "gone"   // erased, with its document
)

// Ended reports whether nothing more comes of it by itself.
func (s Stage) Ended() bool {
	return s == StageReady || s == StageQuarantined || s == StageFailed || s == StagePaused || s == StageGone
}

// Step is what a worker of this server does with a file.
type Step struct {
	Stage       Stage
	Page, Pages int
}

// Steps are the files that are worked on.
type Steps struct {
	mu sync.Mutex
	n  uint64
	by map[documents.Job]Step
}

// NewSteps has none.
func NewSteps() *Steps { return &Steps{by: map[documents.Job]Step{}} }

// Set notes what is done with the file now.
func (s *Steps) Set(j documents.Job, at Step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.by[j] = at
	s.n++
}

// End notes that nothing is done with the file any more.
func (s *Steps) End(j documents.Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.by, j)
	s.n++
}

// Changes is another number after each Set and End.
func (s *Steps) Changes() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

// In are the files of a congress that are worked on.
func (s *Steps) In(stream congress.StreamID) map[congress.ObjectID]Step {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[congress.ObjectID]Step{}
	for j, at := range s.by {
		if j.Stream == stream {
			all[j.Upload] = at
		}
	}
	return all
}
