package documents

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"plenum/congress"
	"plenum/documents/search"
	"plenum/journal"
)

// Find searches the materials that the actor may see: register entries, and
// the text of the version in force; of restricted documents the entries only. What the actor may not see has no part in the answer. The first search in a congress
// reads all of its text (1 s for 2,000 pages); later ones what changed. Errors: Invalid "query_invalid", Unavailable, Canceled.
func (s *Service) Find(ctx context.Context, h *journal.Hall, actor congress.Actor, q search.Query) (search.Result, error) {
	index, err := s.catalogues.of(h.Stream, s.options.Now()).current(ctx, s, h)
	if err != nil {
		return search.Result{}, err
	}
	q.May = func(id congress.ObjectID) bool {
		r, err := h.Get(actor, id)
		return err == nil && r.Kind == congress.KindDocument
	}
	return index.Search(ctx, q)
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
		one = &catalogue{index: search.New(), has: map[congress.ObjectID]source{}}
		c.by[stream] = one
	}
	one.used = now
	return one
}

// forget takes a document out at once.
func (c *catalogues) forget(stream congress.StreamID, document congress.ObjectID) {
	c.mu.Lock()
	one := c.by[stream]
	c.mu.Unlock()
	if one != nil {
		one.index.Remove(document)
	}
}

// catalogue is the index of one congress, and from what it was made.
type catalogue struct {
	used time.Time // guarded by catalogues

	index *search.Index
	mu    sync.Mutex
	has   map[congress.ObjectID]source
}

// source is what an entry of the index was made from: the document's record and the blob of its text.
type source struct {
	n    uint64
	text string
}

// current brings the index up to the hall's state and gives it.
func (c *catalogue) current(ctx context.Context, s *Service, h *journal.Hall) (*search.Index, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	there := map[congress.ObjectID]bool{}
	for r := range h.All(server(h), congress.KindDocument) {
		there[r.Object] = true
		var d Document
		if err := r.Decode(&d); err != nil {
			return nil, err
		}
		from := source{n: r.N, text: textOf(h, d)}
		if c.has[r.Object] == from {
			continue
		}
		if err := c.put(ctx, s, r.Object, d, from); err != nil {
			return nil, err
		}
	}
	for id := range c.has {
		if !there[id] {
			c.index.Remove(id)
			delete(c.has, id)
		}
	}
	return c.index, nil
}

// textOf is the blob of the text of the version in force; "" when it has none, or may be read with the reader's name on it only.
func textOf(h *journal.Hall, d Document) string {
	if len(d.Versions) == 0 || d.State == Recalled || d.Classification == congress.Restricted {
		return ""
	}
	var u Upload
	r, err := h.Get(server(h), d.Versions[len(d.Versions)-1].Upload)
	if err != nil || r.Kind != congress.KindUpload || r.Decode(&u) != nil {
		return ""
	}
	return u.Text
}

func (c *catalogue) put(ctx context.Context, s *Service, id congress.ObjectID, d Document, from source) error {
	entry := search.Entry{Document: id, Number: d.Number, Title: d.Title, Kind: d.Kind, IssuedBy: d.IssuedBy, Tags: d.Tags}
	if n := len(d.Versions); n > 0 {
		entry.Version = d.Versions[n-1].Number
	}
	if from.text != "" {
		pages, err := s.pages(ctx, from.text)
		switch {
		case congress.KindOf(err) == congress.NotFound: // recalled since; its record says so, and the next search sees it
		case err != nil:
			return err
		}
		entry.Pages = pages
	}
	if err := c.index.Put(entry); err != nil {
		return err
	}
	c.has[id] = from
	return nil
}

// pages reads a text that keepText stored.
func (s *Service) pages(ctx context.Context, key string) ([]string, error) {
	blob, err := s.options.Blobs.Open(ctx, key, 0, -1)
	if err != nil {
		return nil, err
	}
	defer func() { _ = blob.Close() }()
	var pages []string
	if err := json.NewDecoder(blob).Decode(&pages); err != nil {
		if congress.KindOf(err) != congress.Internal {
			return nil, err
		}
		return nil, congress.Wrap(err, congress.Unavailable, journal.CodeUnavailable, "the text of the file cannot be read")
	}
	return pages, nil
}
