package pictures

import (
	"bytes"
	"context"
	"os"
	"path"
	"slices"
	"sync"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/documents/ingest"
	"plenum/journal"
)

const (
	drawnWithin = 30 * time.Second // so long somebody waits for a picture
	maxAsked    = 1000             // pictures that wait; who asks for more is told to come back
	maxNotDrawn = 10_000           // that are remembered
	ahead       = 2                // pages that are drawn with one that was asked for, when nobody else waits
)

// drawing is what is to be drawn: pictures that somebody waits for, and files whose pictures are
// drawn when there is time. It lives in memory only: what is missing is seen in the store.
type drawing struct {
	later *ingest.Queue
	wake  chan struct{} // has room for one: that there is something in order

	mu       sync.Mutex
	order    []documents.Job // files with pictures asked for, in the order they were
	asked    map[documents.Job][]Picture
	asks     map[placed]*ask       // of those, and of those that are being drawn
	notDrawn map[placed]bool       // cannot be; until the next start
	from     map[documents.Job]int // the page where somebody reads
}

// placed is a picture of a file.
type placed struct {
	documents.Job
	Picture
}

// ask is a picture that is waited for. err is there once done is closed.
type ask struct {
	done chan struct{}
	err  error
}

func newDrawing() *drawing {
	return &drawing{
		later: ingest.NewQueue(), wake: make(chan struct{}, 1),
		asked: map[documents.Job][]Picture{}, asks: map[placed]*ask{}, notDrawn: map[placed]bool{}, from: map[documents.Job]int{},
	}
}

// ask has a picture drawn as soon as can be; asked for by many it is drawn once.
func (d *drawing) ask(j documents.Job, p Picture) (*ask, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := placed{j, p}
	if a := d.asks[at]; a != nil {
		return a, nil
	}
	if d.notDrawn[at] {
		return nil, errNotDrawn
	}
	if len(d.asks) >= maxAsked {
		return nil, errDrawnLater
	}
	a := &ask{done: make(chan struct{})}
	d.asks[at] = a
	if d.asked[j] == nil {
		d.order = append(d.order, j)
	}
	d.asked[j] = append(d.asked[j], p)
	select {
	case d.wake <- struct{}{}:
	default:
	}
	return a, nil
}

// wait asks for a picture and waits until it is drawn. The rest of the file is drawn in the
// background from there on.
func (d *drawing) wait(ctx context.Context, j documents.Job, p Picture) error {
	a, err := d.ask(j, p)
	if err != nil {
		return err
	}
	if p.Width == PageWidth {
		d.mu.Lock()
		d.from[j] = p.Page
		d.mu.Unlock()
		d.later.Add(j)
	}
	t := time.NewTimer(drawnWithin)
	defer t.Stop()
	select {
	case <-a.done:
		return a.err
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return errDrawnLater
	}
}

// next waits for pictures that are asked for: those of one file, in the order they were; alone says
// that nobody waits for another file. false when ctx ended. end must follow for each.
func (d *drawing) next(ctx context.Context) (j documents.Job, wanted []Picture, alone, ok bool) {
	for {
		d.mu.Lock()
		if len(d.order) > 0 {
			j, d.order = d.order[0], d.order[1:]
			wanted, alone = d.asked[j], len(d.order) == 0
			delete(d.asked, j)
			d.mu.Unlock()
			return j, wanted, alone, true
		}
		d.mu.Unlock()
		select {
		case <-ctx.Done():
			return j, nil, false, false
		case <-d.wake:
		}
	}
}

// end tells who waits for the picture what became of it.
func (d *drawing) end(j documents.Job, p Picture, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	at := placed{j, p}
	switch congress.KindOf(err) {
	case "", congress.NotFound:
	case congress.Conflict:
		err = errNotDrawn
		if len(d.notDrawn) >= maxNotDrawn {
			clear(d.notDrawn)
		}
		d.notDrawn[at] = true
	default:
		err = errDrawnLater
	}
	if a := d.asks[at]; a != nil {
		a.err = err
		close(a.done)
		delete(d.asks, at)
	}
}

// without gives those of the pictures that may be drawn and are not in the store.
func (d *drawing) without(j documents.Job, wanted []Picture, there map[string]bool) (out []Picture) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range wanted {
		if !there[p.name()] && !d.notDrawn[placed{j, p}] {
			out = append(out, p)
		}
	}
	return out
}

// where is the page where somebody reads the file, once; 0 when nobody does.
func (d *drawing) where(j documents.Job) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer delete(d.from, j)
	return d.from[j]
}

// DrawChanged has pictures drawn of a file that became ready, and of the files of a publication; a
// Listener.
func (s *Pictures) DrawChanged(_ context.Context, h *journal.Hall, r *congress.Record) {
	if u, ok := documents.UploadIn(r); ok && u.Ingest == documents.Ready && u.Review == nil { // with a review it was ready before
		s.drawFirst(h, r.Object)
	}
	if r.Kind == congress.KindDocument {
		s.drawPublished(h, r)
	}
}

// drawFirst has the thumbnail of a file drawn that became ready, and the rest if readers have it
// already.
func (s *Pictures) drawFirst(h *journal.Hall, upload congress.ObjectID) {
	if !s.draws() {
		return
	}
	due := s.due(h, upload)
	if len(due) > 0 {
		_, _ = s.drawing.ask(documents.Job{Stream: h.Stream, Upload: upload}, thumbnail) // nobody waits for it; what is not taken now is missing at the next Resume
	}
	if len(due) > 1 {
		s.drawing.later.AddLater(documents.Job{Stream: h.Stream, Upload: upload})
	}
}

// drawPublished has the pages of the version that the record published drawn, and then those of its
// annexes.
func (s *Pictures) drawPublished(h *journal.Hall, r *congress.Record) {
	var d documents.Document
	if s.draws() && r.Body != nil && r.Decode(&d) == nil && d.Publication == r.N && len(d.Versions) > 0 {
		for _, upload := range d.Versions[len(d.Versions)-1].Uploads() {
			s.drawing.later.Add(documents.Job{Stream: h.Stream, Upload: upload})
		}
	}
}

// drawAll has everything drawn that is missing.
func (s *Pictures) drawAll(h *journal.Hall) {
	if !s.draws() {
		return
	}
	for r := range h.All(documents.ServerActor(h), congress.KindUpload) {
		if len(s.due(h, r.Object)) > 0 {
			s.drawing.later.AddLater(documents.Job{Stream: h.Stream, Upload: r.Object})
		}
	}
}

// drawAsked draws what somebody waits for, until ctx ends.
func (s *Pictures) drawAsked(ctx context.Context) {
	for {
		j, wanted, alone, ok := s.drawing.next(ctx)
		if !ok {
			return
		}
		more := wanted
		if last := wanted[len(wanted)-1]; alone && last.Width == PageWidth {
			for i := range ahead {
				more = append(slices.Clip(more), Picture{last.Page + i + 1, PageWidth})
			}
		}
		err := s.draw(ctx, j, false, func(*journal.Hall) []Picture { return more })
		for _, p := range wanted {
			s.drawing.end(j, p, err) // which nobody has heard of yet
		}
	}
}

// drawDue draws the pictures of one file that are missing. It reports whether to try again later.
func (s *Pictures) drawDue(ctx context.Context, j documents.Job) (again bool) {
	from := s.drawing.where(j)
	err := s.draw(ctx, j, true, func(h *journal.Hall) []Picture {
		wanted := s.due(h, j.Upload)
		slices.SortStableFunc(wanted, func(a, b Picture) int { return rank(a, from) - rank(b, from) })
		return wanted
	})
	switch kind := congress.KindOf(err); {
	case err == nil || ctx.Err() != nil || kind == congress.NotFound:
		return false
	case kind == congress.Unavailable || kind == congress.Canceled:
		s.options.Log.Warn("pictures could not be drawn for now", "congress", string(j.Stream), "upload", string(j.Upload), "error", err)
		return true
	}
	s.options.Log.Warn("pictures cannot be drawn", "congress", string(j.Stream), "upload", string(j.Upload), "error", err)
	return false
}

// rank brings the thumbnail first, then the pages from the one where somebody reads.
func rank(p Picture, from int) int {
	switch {
	case p == thumbnail:
		return 0
	case p.Page >= from:
		return 1
	}
	return 2
}

// draw draws those pictures of a file that are missing and may be drawn, and ends who waits for
// them, one by one. In the background it lets files that are to be read go first, between two
// pictures. ErrNotFound when the file may have none (any more).
func (s *Pictures) draw(ctx context.Context, j documents.Job, background bool, which func(*journal.Hall) []Picture) error {
	h, leave, err := s.options.Halls.Enter(ctx, j.Stream)
	if err != nil {
		return err
	}
	defer leave()
	_, u, err := documents.Drawable(h, j.Upload)
	pdf, ok := u.ForReading()
	if err != nil || !ok {
		return congress.ErrNotFound
	}
	to := blobs.Pictures(j.Stream, u.Document, j.Upload)
	there, err := s.drawn(ctx, to)
	if err != nil {
		return err
	}
	wanted := slices.DeleteFunc(s.drawing.without(j, which(h), there), func(p Picture) bool { return p.Page > pdf.Pages })
	if len(wanted) == 0 {
		return nil
	}
	s.steps.Set(j, ingest.Step{Stage: ingest.StageDrawing, Pages: len(wanted)})
	defer s.steps.End(j)
	file, err := s.files.Bring(ctx, pdf.Key, pdf.SHA256)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file) }()
	if background {
		if err := s.options.Processors.Take(ctx); err != nil {
			return err
		}
		defer s.options.Processors.Give()
	}
	left := wanted
	err = s.options.Draw(ctx, file, wanted, !background, func(p Picture, jpeg []byte) error {
		left = left[1:]
		s.steps.Set(j, ingest.Step{Stage: ingest.StageDrawing, Page: len(wanted) - len(left), Pages: len(wanted)})
		if jpeg == nil {
			s.drawing.end(j, p, errNotDrawn)
			return nil
		}
		err := s.keepPicture(ctx, h, j.Upload, to+p.name(), jpeg)
		s.drawing.end(j, p, err)
		if background {
			s.options.Processors.Give()
			s.options.Processors <- struct{}{} // those who came before have it first
		}
		return err
	})
	if congress.KindOf(err) == congress.Conflict { // the file as a whole; none of the rest is tried again
		for _, p := range left {
			s.drawing.end(j, p, err)
		}
	}
	return err
}

// keepPicture stores a picture; not, if its file may have none any more. A recall or rejection
// erases what is there after its record stands: what is stored later finds the record, in the log
// if not yet in this hall, and takes itself back.
func (s *Pictures) keepPicture(ctx context.Context, h *journal.Hall, upload congress.ObjectID, key string, jpeg []byte) error {
	_, err := s.files.Put(ctx, key, int64(len(jpeg)), bytes.NewReader(jpeg))
	if err != nil && congress.CodeOf(err) != congress.CodeOf(blobs.ErrExists) {
		return err
	}
	if err = h.Refresh(ctx); err == nil {
		_, _, err = documents.Drawable(h, upload)
	}
	if err != nil {
		return s.files.Drop(ctx, key, err)
	}
	return nil
}

// drawn are the names of the pictures in a folder.
func (s *Pictures) drawn(ctx context.Context, folder string) (map[string]bool, error) {
	there, after := map[string]bool{}, ""
	for {
		list, err := s.files.List(ctx, folder, after, 1000)
		if err != nil || len(list) == 0 {
			return there, err
		}
		for _, b := range list {
			after = b.Key
			there[path.Base(b.Key)] = true
		}
	}
}
