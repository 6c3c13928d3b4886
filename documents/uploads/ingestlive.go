package uploads

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/ingest"
	"plenum/journal"
)

// Underway is where a file on its way in is.
type Underway struct {
	Document congress.ObjectID `json:"document"`
	Upload   congress.ObjectID `json:"upload"`
	Name     string            `json:"name,omitempty"`
	Stage    ingest.Stage      `json:"stage"`
	Received int64             `json:"received"`
	Size     int64             `json:"size"`            // -1: not known
	Page     int               `json:"page,omitempty"`  // done of what the stage does
	Pages    int               `json:"pages,omitempty"` // of those; 0: not known
	Reason   string            `json:"reason,omitempty"`
	Detail   string            `json:"detail,omitempty"` // the reason in words, by who shows it
}

// The pace of a register that is watched: a look at most every quarter of a second; who watches is
// asked again after so many without news; and an event has at most so many lines, the rest come
// with the next.
const (
	ingestPace  = 250 * time.Millisecond
	ingestQuiet = 4
	ingestMost  = 500
)

// WatchIngest gives the files under way in the register to send, and then those that changed, each
// with how it ended at last, until ctx ends or send fails. It tells of what the register's list
// would show to who watches, and asks who that is before each round, at least every second. The
// actor needs EditDocuments. Errors: Forbidden, and those of send and of who.
func (s *Uploads) WatchIngest(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func([]Underway) error) error {
	w := ingestWatch{records: map[congress.ObjectID]recorded{}, shown: map[congress.ObjectID]Underway{}}
	for first := true; ; first = false {
		seen := s.ingestNews(h)
		actor, err := who(ctx)
		switch {
		case err != nil:
			return err
		case !s.options.Policy.Allow(actor, auth.EditDocuments):
			return documents.ErrForbidden
		}
		lines, all := w.changed(s.underway(h, actor, &w), first)
		if err := send(lines); err != nil {
			return err
		}
		for quiet := 0; quiet == 0 || quiet < ingestQuiet && all && s.ingestNews(h) == seen; quiet++ {
			if !documents.Pause(ctx, ingestPace) {
				return ctx.Err()
			}
		}
	}
}

// ingestNews differs when there may be something new.
func (s *Uploads) ingestNews(h *journal.Hall) [3]uint64 {
	return [3]uint64{h.Head().N, s.progress.changes(), s.steps.Changes()}
}

// ingestWatch is what one watcher was told.
type ingestWatch struct {
	records map[congress.ObjectID]recorded // by upload, so that a record is read once
	shown   map[congress.ObjectID]Underway
}

// recorded is what an upload's record says.
type recorded struct {
	n    uint64
	line Underway
	file documents.Upload // what the reason depends on
}

// underway gives every file that the actor may see in the register, by its upload.
func (s *Uploads) underway(h *journal.Hall, actor congress.Actor, w *ingestWatch) map[congress.ObjectID]Underway {
	now := make(map[congress.ObjectID]Underway, len(w.records))
	for r := range h.All(actor, congress.KindUpload) {
		known := w.records[r.Object]
		if known.n != r.N {
			var u documents.Upload
			if r.Decode(&u) != nil {
				continue
			}
			known = recorded{r.N, Underway{Document: u.Document, Upload: r.Object, Name: u.Name, Stage: ingest.Stage(u.Ingest), Received: u.Size, Size: u.Size}, documents.Upload{Ingest: u.Ingest, Reason: u.Reason, File: documents.File{Type: u.Type}}}
			if u.Ingest == documents.Checking {
				known.line.Stage = ingest.StageWaiting
			}
			w.records[r.Object] = known
		}
		known.line.Reason = s.ingest.Reason(&known.file)
		now[r.Object] = known.line
	}
	maps.DeleteFunc(w.records, func(upload congress.ObjectID, _ recorded) bool { _, there := now[upload]; return !there })
	for upload, at := range s.steps.In(h.Stream) {
		if line, ok := now[upload]; ok && (line.Stage == ingest.StageWaiting || line.Stage == ingest.StageReady && at.Stage == ingest.StageDrawing) {
			line.Stage, line.Page, line.Pages = at.Stage, at.Page, at.Pages
			now[upload] = line
		}
	}
	for _, line := range s.progress.in(h.Stream) {
		if _, recorded := now[line.Upload]; recorded {
			continue
		}
		if d, _, err := s.register.Get(h, actor, line.Document); err == nil && d.State != documents.Recalled {
			now[line.Upload] = line
		}
	}
	return now
}

// changed gives the lines that are not what was shown, in the uploads' order, and notes them as
// shown; all: there are no more than these. At first what has ended is known and not told.
func (w *ingestWatch) changed(now map[congress.ObjectID]Underway, first bool) (lines []Underway, all bool) {
	lines = []Underway{}
	for upload, was := range w.shown {
		if _, there := now[upload]; there {
			continue
		}
		switch {
		case was.Stage == ingest.StageReceiving:
			was.Stage = ingest.StagePaused
		case !was.Stage.Ended():
			was.Stage = ingest.StageGone
		default:
			delete(w.shown, upload)
			continue
		}
		lines = append(lines, Underway{Document: was.Document, Upload: upload, Name: was.Name, Stage: was.Stage, Received: was.Received, Size: was.Size})
	}
	for upload, line := range now {
		switch was, known := w.shown[upload]; {
		case known && was == line:
		case first && line.Stage.Ended():
			w.shown[upload] = line
		default:
			lines = append(lines, line)
		}
	}
	slices.SortFunc(lines, func(a, b Underway) int { return cmp.Compare(a.Upload, b.Upload) })
	all = len(lines) <= ingestMost
	lines = lines[:min(len(lines), ingestMost)]
	for _, line := range lines {
		if _, there := now[line.Upload]; there {
			w.shown[line.Upload] = line
		} else {
			delete(w.shown, line.Upload)
		}
	}
	return lines, all
}
