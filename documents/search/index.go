package search

import (
	"slices"
	"sync"

	"plenum/congress"
	"plenum/congress/messages"
)

// Entry is all that is known of a document.
type Entry struct {
	Document                      congress.ObjectID
	Version                       int
	Number, Title, Kind, IssuedBy string
	Tags                          []string
	Pages                         []string   // their text; the first is page 1
	Annexes                       [][]string // the same of each annex; the first is annex 1
}

// errClosed is the answer of an index that was closed.
var errClosed = congress.E(congress.Unavailable, messages.SearchClosed)

// Index is the index of one congress. It is safe for concurrent use; a search
// never waits while a document is read in.
type Index struct {
	mu     sync.Mutex
	docs   []*entry                     // by document; replaced, never changed
	coming map[congress.ObjectID]uint64 // the newest Put under way
	puts   uint64
	closed bool
}

// New makes an empty index. It holds nothing but memory.
func New() *Index {
	return &Index{coming: map[congress.ObjectID]uint64{}}
}

// Put makes the entry all that is known of its document. Searches see all of it or nothing. The
// last called of a document's Puts and Removes holds, whichever is done first: a document that is
// removed while it is read in stays away. Errors: Unavailable "search_closed".
func (x *Index) Put(e Entry) error {
	x.mu.Lock()
	if x.closed {
		x.mu.Unlock()
		return errClosed
	}
	x.puts++
	ticket := x.puts
	x.coming[e.Document] = ticket
	x.mu.Unlock()

	made, err := newEntry(e) // the long part

	x.mu.Lock()
	defer x.mu.Unlock()
	if x.coming[e.Document] != ticket {
		return nil
	}
	delete(x.coming, e.Document)
	if err != nil {
		return err
	}
	x.replace(e.Document, made)
	return nil
}

// Remove forgets the document; searches that begin afterwards know nothing of it.
func (x *Index) Remove(document congress.ObjectID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.coming, document)
	x.replace(document, nil)
}

// Close forgets everything.
func (x *Index) Close() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.closed, x.docs = true, nil
	clear(x.coming)
}

// replace makes a new list with e, or nothing, in the document's place.
func (x *Index) replace(document congress.ObjectID, e *entry) {
	docs := slices.DeleteFunc(slices.Clone(x.docs), func(d *entry) bool { return d.document == document })
	if e != nil && !x.closed {
		docs = append(docs, e)
	}
	x.docs = docs
}

// present is the list as it is now.
func (x *Index) present() ([]*entry, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.closed {
		return nil, errClosed
	}
	return x.docs, nil
}
