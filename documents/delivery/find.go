package delivery

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"plenum/congress"
	"plenum/documents"
	"plenum/documents/search"
	"plenum/journal"
)

// Find searches the materials that the actor may see: register entries, and the text of the version
// in force with its annexes; of restricted documents the entries only. Documents that the actor may
// not see have no part in the answer. The first search in a congress reads all of its text (1 s for
// 2,000 pages); later ones what changed, and nothing when nothing did. Searches run side by side.
// Errors: Invalid "query_invalid", Unavailable, Canceled.
func (s *Delivery) Find(ctx context.Context, h *journal.Hall, actor congress.Actor, q search.Query) (search.Result, error) {
	index, err := s.catalogues.of(h.Stream, s.options.Now()).current(ctx, s, h)
	if err != nil {
		return search.Result{}, err
	}
	q.May = h.Sees(actor, congress.KindDocument)
	return index.Search(ctx, q)
}

// DropFromIndex takes documents out of the search whose text is not given any more; a Listener.
func (s *Delivery) DropFromIndex(_ context.Context, h *journal.Hall, r *congress.Record) {
	if document := documents.NotGiven(r); document != "" {
		s.catalogues.forget(h.Stream, document)
	}
}

// catalogues are the indexes of congresses. They are derived from records and
// blobs, in memory, and let go when nobody has searched for an hour.
type catalogues struct {
	mu sync.Mutex
	by map[congress.StreamID]*catalogue
}

const catalogueLife = time.Hour

func newCatalogues() *catalogues {
	return &catalogues{by: map[congress.StreamID]*catalogue{}}
}

func (c *catalogues) of(stream congress.StreamID, now time.Time) *catalogue {
	c.mu.Lock()
	defer c.mu.Unlock()
	for other, one := range c.by {
		if other != stream && now.Sub(one.used) > catalogueLife {
			delete(c.by, other) // who still searches in it keeps it until they are done
		}
	}
	one := c.by[stream]
	if one == nil {
		one = &catalogue{index: search.New(), has: map[congress.ObjectID]source{}, forgotten: map[congress.ObjectID]bool{}}
		c.by[stream] = one
	}
	one.used = now
	return one
}

// forget takes a document out at once. The next search puts in again what the document still has to
// say.
func (c *catalogues) forget(stream congress.StreamID, document congress.ObjectID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if one := c.by[stream]; one != nil {
		one.index.Remove(document)
		one.forgotten[document] = true
		one.lacks.Store(true)
	}
}

// takeForgotten gives the documents that were taken out of the catalogue since it was asked last.
func (c *catalogues) takeForgotten(one *catalogue) map[congress.ObjectID]bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	forgotten := one.forgotten
	one.forgotten = map[congress.ObjectID]bool{}
	one.lacks.Store(false)
	return forgotten
}

// putOff leaves documents to the next search.
func (c *catalogues) putOff(one *catalogue, changed map[congress.ObjectID]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.Copy(one.forgotten, changed)
	one.lacks.Store(true)
}

// catalogue is the index of one congress, and from what it was made.
type catalogue struct {
	used      time.Time                  // guarded by catalogues, as the next one
	forgotten map[congress.ObjectID]bool // documents that were taken out, and has does not know
	lacks     atomic.Bool                // there are such

	index *search.Index
	upTo  atomic.Uint64 // number of the newest record of documents and uploads that it has
	mu    sync.Mutex    // held by whoever brings it up to date
	has   map[congress.ObjectID]source
	at    uint64 // the head up to which it followed
}

// source is what an entry of the index was made from: the document's record, and the blob of the
// text of each file, "" for one that has none.
type source struct {
	n     uint64
	texts []string
}

func (s source) equal(other source) bool { return s.n == other.n && slices.Equal(s.texts, other.texts) }

// current brings the index up to the hall's state and gives it. Nobody waits when it is there
// already.
func (c *catalogue) current(ctx context.Context, s *Delivery, h *journal.Hall) (*search.Index, error) {
	if !c.lacks.Load() && c.upTo.Load() == h.Newest(congress.KindDocument, congress.KindUpload) {
		return c.index, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	newest := h.Newest(congress.KindDocument, congress.KindUpload)
	changed := s.catalogues.takeForgotten(c)
	for id := range changed {
		delete(c.has, id)
	}
	at := h.Follow(c.at, congress.KindDocument, func(r *congress.Record, _ uint64) { changed[r.Object] = true })
	h.Follow(c.at, congress.KindUpload, func(r *congress.Record, _ uint64) {
		if u, err := congress.Body[documents.Upload](r); err == nil {
			changed[u.Document] = true
		}
	})
	for id := range changed {
		if err := c.take(ctx, s, h, id); err != nil {
			s.catalogues.putOff(c, changed)
			return nil, err
		}
	}
	c.at = at
	c.upTo.Store(newest)
	return c.index, nil
}

// take puts a document as it is now into the index, or takes it out.
func (c *catalogue) take(ctx context.Context, s *Delivery, h *journal.Hall, id congress.ObjectID) error {
	r, err := h.Get(documents.ServerActor(h), id)
	if err != nil || r.Kind != congress.KindDocument {
		c.index.Remove(id)
		delete(c.has, id)
		return nil
	}
	d, err := congress.Body[documents.Document](r)
	if err != nil {
		return err
	}
	from := source{n: r.N, texts: textsOf(h, d)}
	if c.has[id].equal(from) {
		return nil
	}
	return c.put(ctx, s, id, d, from)
}

// textsOf are the blobs of the texts of the version in force: of its main file and each annex, ""
// for one that has none, or that nobody is given. There are none of a document that may be read
// with the reader's name on it only.
func textsOf(h *journal.Hall, d *documents.Document) []string {
	if len(d.Versions) == 0 || d.State == documents.Recalled || d.Classification == congress.Restricted {
		return nil
	}
	files := d.Versions[len(d.Versions)-1].Uploads()
	texts := make([]string, len(files))
	for i, id := range files {
		r, err := h.Get(documents.ServerActor(h), id)
		if err != nil || r.Kind != congress.KindUpload {
			continue
		}
		if u, err := congress.Body[documents.Upload](r); err == nil && u.Ingest == documents.Ready {
			texts[i] = u.Text
		}
	}
	return texts
}

func (c *catalogue) put(ctx context.Context, s *Delivery, id congress.ObjectID, d *documents.Document, from source) error {
	entry := search.Entry{Document: id, Number: d.Number, Title: d.Title, Kind: d.Kind, IssuedBy: d.IssuedBy, Tags: d.Tags}
	if n := len(d.Versions); n > 0 {
		entry.Version = d.Versions[n-1].Number
	}
	for i, text := range from.texts {
		var pages []string
		if text != "" {
			kept, err := s.kept(ctx, text)
			if err != nil && congress.KindOf(err) != congress.NotFound { // else it was recalled since; its record says so, and the next search sees it
				return err
			}
			pages = kept.Pages
		}
		if i == 0 {
			entry.Pages = pages
		} else {
			entry.Annexes = append(entry.Annexes, pages)
		}
	}
	if err := c.index.Put(entry); err != nil {
		return err
	}
	c.has[id] = from
	return nil
}
