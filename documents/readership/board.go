package readership

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/journal"
	"plenum/vietnamese"
)

// Readiness is how far the members are with the version in force of a document.
type Readiness struct {
	Document congress.ObjectID `json:"document"`
	Version  int               `json:"version"`
	Number   string            `json:"number,omitempty"`
	Title    string            `json:"title"`
	Pages    int               `json:"pages,omitempty"`
	Figures
	Groups []GroupFigures `json:"groups"` // those with a member whom it is meant for, by their ids
}

// Figures are how many are how far, of those whom a document is meant for, or of the documents that
// are meant for one.
type Figures struct {
	Meant     int `json:"meant"` // not for organizers who only answer for it
	Received  int `json:"received"`
	Opened    int `json:"opened"`
	Studied   int `json:"studied"` // saw half of its pages or more, or confirmed
	Confirmed int `json:"confirmed"`
}

// GroupFigures are those of a group's members.
type GroupFigures struct {
	Group congress.GroupID `json:"group"`
	Figures
}

// MemberReadiness is how far one member is with it.
type MemberReadiness struct {
	Member  congress.MemberID  `json:"member"`
	Name    string             `json:"name"`
	Card    string             `json:"card,omitempty"`
	Title   string             `json:"title,omitempty"`
	Groups  []congress.GroupID `json:"groups"`
	Studied bool               `json:"studied"`
	Receipt *Receipt           `json:"receipt,omitempty"` // absent: nothing was heard of them
}

// Receipts gives what the member has done, of the documents that they may still see.
func (s *Board) Receipts(ctx context.Context, h *journal.Hall, actor congress.Actor) ([]Receipt, error) {
	if actor.Member == "" {
		return nil, documents.ErrForbidden
	}
	b, err := s.board(ctx, h)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	out := []Receipt{}
	for key, members := range b.by {
		if r := members[actor.Member]; r != nil {
			if _, _, err := s.register.Get(h, actor, key.document); err == nil {
				out = append(out, *r)
			}
		}
	}
	slices.SortFunc(out, func(a, b Receipt) int {
		return cmp.Or(cmp.Compare(a.Document, b.Document), cmp.Compare(a.Version, b.Version))
	})
	return out, nil
}

// Readiness is the board of the organizers: every published document, in the
// register's order. The actor needs EditDocuments. Errors: Forbidden, Unavailable.
func (s *Board) Readiness(ctx context.Context, h *journal.Hall, actor congress.Actor) ([]Readiness, error) {
	if !s.options.Policy.Allow(actor, auth.EditDocuments) {
		return nil, documents.ErrForbidden
	}
	b, err := s.board(ctx, h)
	if err != nil {
		return nil, err
	}
	published, err := b.onBoard(h, actor)
	if err != nil {
		return nil, err
	}
	members, people := documents.MembersOf(h), peopleOf(h)
	out := make([]Readiness, len(published))
	for i, p := range published {
		out[i] = s.figures(h, b, p.record, p.Document, members, people)
	}
	return out, nil
}

// published is a document that readers have, with its record.
type published struct {
	*documents.Document // everybody's: it is not changed
	record              *congress.Record
}

// onBoard are the documents of the board that the actor sees, in the register's order. They are put
// in order when a document changed.
func (b *board) onBoard(h *journal.Hall, actor congress.Actor) (out []published, err error) {
	sees := h.Sees(actor, congress.KindDocument)
	b.mu.Lock()
	defer b.mu.Unlock()
	if newest := h.Newest(congress.KindDocument); newest != b.listedAt {
		b.listed = nil
		for r := range h.All(documents.ServerActor(h), congress.KindDocument) {
			d, err := congress.Body[documents.Document](r)
			if err != nil {
				return nil, err
			}
			if d.State == documents.Published && len(d.Versions) > 0 && d.Attachment == nil {
				b.listed = append(b.listed, published{d, r})
			}
		}
		vietnamese.Sort(b.listed, func(p published) []string { return p.InOrder() })
		b.listedAt = newest
	}
	out = make([]published, 0, len(b.listed))
	for _, p := range b.listed {
		if sees(p.record.Object) {
			out = append(out, p)
		}
	}
	return out, nil
}

// figures are a document's line on the board, counted anew when the document, the members or a
// receipt changed.
func (s *Board) figures(h *journal.Hall, b *board, r *congress.Record, d *documents.Document, members []documents.Seated, people people) Readiness {
	newest := version{r.Object, d.Versions[len(d.Versions)-1].Number}
	pages := pagesOf(h, d)
	b.mu.Lock()
	defer b.mu.Unlock()
	of := counted{record: r.N, people: people, receipt: b.newest[newest], pages: pages}
	if line, ok := b.lines[r.Object]; ok && line.counted == of {
		return line.Readiness
	}
	one := Readiness{Document: r.Object, Version: newest.number, Number: d.Number, Title: d.Title, Pages: pages, Groups: []GroupFigures{}}
	audience := documents.Intended(r.Audience, d.Classification)
	groups := map[congress.GroupID]*Figures{}
	for _, m := range members {
		if !s.options.Policy.Visible(m.Actor, congress.KindDocument, audience) {
			continue
		}
		receipt := b.by[newest][m.Actor.Member]
		one.count(receipt, pages)
		for _, g := range m.Groups {
			if groups[g] == nil {
				groups[g] = &Figures{}
			}
			groups[g].count(receipt, pages)
		}
	}
	for _, g := range groupsInOrder(h, slices.Collect(maps.Keys(groups))) {
		one.Groups = append(one.Groups, GroupFigures{g, *groups[g]})
	}
	b.lines[r.Object] = boardLine{of, one}
	return one
}

// boardLine is a document's figures and what they were counted from.
type boardLine struct {
	counted
	Readiness
}

type counted struct {
	record, receipt uint64
	pages           int
	people          people
}

// people changes with every change of the members, of groups, or of what roles may do.
type people struct {
	newest uint64
	count  int
}

func peopleOf(h *journal.Hall) (p people) {
	for _, kind := range []congress.ObjectKind{congress.KindMember, congress.KindGroup, congress.KindPolicy} {
		for r := range h.All(documents.ServerActor(h), kind) {
			p.newest = max(p.newest, r.N)
			p.count++
		}
	}
	return p
}

// count adds one who is that far with so many pages; nil: nothing was heard of them.
func (f *Figures) count(r *Receipt, pages int) {
	f.Meant++
	if r == nil {
		return
	}
	f.Received += oneIf(r.Received != nil)
	f.Opened += oneIf(r.Opened != nil)
	f.Studied += oneIf(r.studied(pages))
	f.Confirmed += oneIf(r.Confirmed != nil)
}

func oneIf(is bool) int {
	if is {
		return 1
	}
	return 0
}

// studied reports whether half of the pages were seen, or the member says so.
func (r *Receipt) studied(pages int) bool {
	return r.Confirmed != nil || pages > 0 && 2*r.Seen() >= pages
}

// Members says for each member that a document is meant for how far they are,
// by name. The actor needs EditDocuments. Errors: NotFound, Forbidden, Unavailable.
func (s *Board) Members(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID) ([]MemberReadiness, error) {
	d, record, err := s.register.Get(h, actor, document)
	switch {
	case err != nil:
		return nil, err
	case !s.options.Policy.Allow(actor, auth.EditDocuments):
		return nil, documents.ErrForbidden
	case d.State != documents.Published || len(d.Versions) == 0:
		return nil, congress.ErrNotFound
	}
	b, err := s.board(ctx, h)
	if err != nil {
		return nil, err
	}
	version, pages := d.Versions[len(d.Versions)-1].Number, pagesOf(h, &d)
	audience := documents.Intended(record.Audience, d.Classification)
	out := []MemberReadiness{}
	for _, m := range documents.MembersInOrder(documents.MembersOf(h)) {
		if !s.options.Policy.Visible(m.Actor, congress.KindDocument, audience) {
			continue
		}
		one := MemberReadiness{
			Member: m.Actor.Member, Name: m.Name, Card: m.Card, Title: m.Title, Groups: append([]congress.GroupID{}, m.Groups...),
			Receipt: b.of(document, version, m.Actor.Member),
		}
		one.Studied = one.Receipt != nil && one.Receipt.studied(pages)
		out = append(out, one)
	}
	return out, nil
}

// groupsInOrder puts groups in the order in which they are listed; those that are not there any
// more are last.
func groupsInOrder(h *journal.Hall, groups []congress.GroupID) []congress.GroupID {
	slices.Sort(groups)
	vietnamese.Sort(groups, func(id congress.GroupID) []string {
		var g congress.Group
		if r, err := h.Get(documents.ServerActor(h), congress.ObjectID(id)); err != nil || r.Decode(&g) != nil {
			return []string{strconv.Itoa(math.MaxInt)}
		}
		return g.InOrder()
	})
	return groups
}

// pagesOf is how many pages the version in force has; 0 when nobody counted.
func pagesOf(h *journal.Hall, d *documents.Document) int {
	r, err := h.Get(documents.ServerActor(h), d.Versions[len(d.Versions)-1].Upload)
	if err != nil {
		return 0
	}
	u, err := congress.Body[documents.Upload](r)
	if err != nil {
		return 0
	}
	return u.Pages
}

// BoardOptions are what the readiness board is given; all of them.
type BoardOptions struct {
	Register *documents.Register
	Audit    *Audit
	Files    *blobs.Files
	Policy   *auth.Policy
	Halls    *journal.Halls
	Now      func() time.Time
}

// Board is who has received, opened, studied and confirmed what, and where copies are. It is safe
// for concurrent use.
type Board struct {
	options  BoardOptions
	register *documents.Register
	audit    *Audit
	files    *blobs.Files
	boards   *boards
}

// NewBoard makes the readiness board.
func NewBoard(o BoardOptions) *Board {
	return &Board{options: o, register: o.Register, audit: o.Audit, files: o.Files, boards: newBoards()}
}

// boards keep the receipts of congresses by document, version and member, so that the figures
// follow at once. They are made from the side stream and kept while the server runs.
type boards struct {
	mu sync.Mutex
	by map[congress.StreamID]*board
}

func newBoards() *boards { return &boards{by: map[congress.StreamID]*board{}} }

type board struct {
	mu sync.Mutex
	n  uint64 // of the side stream, counted in so far
	by map[version]map[congress.MemberID]*Receipt

	newest map[version]uint64                     // number of its newest receipt
	lines  map[congress.ObjectID]boardLine        // of the board, as they were last counted
	told   map[congress.MemberID]uint64           // number of the member's newest receipt
	people map[congress.MemberID]memberLine       // how far each is, as it was last counted
	copies map[congress.ObjectID]map[string]*Copy // by document and device
	heard  map[string]time.Time                   // of devices

	listed   []published // all that is on the board, in order
	listedAt uint64      // and the newest document's record then
}

type version struct {
	document congress.ObjectID
	number   int
}

func (b *board) of(document congress.ObjectID, number int, member congress.MemberID) *Receipt {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.by[version{document, number}][member]
}

// Confirmed are the numbers of the document's versions before another that the member confirmed,
// newest first. Errors: Unavailable.
func (s *Board) Confirmed(ctx context.Context, h *journal.Hall, member congress.MemberID, document congress.ObjectID, before int) (numbers []int, err error) {
	b, err := s.board(ctx, h)
	if err != nil {
		return nil, err
	}
	for number := before - 1; number > 0; number-- {
		if r := b.of(document, number, member); r != nil && r.Confirmed != nil {
			numbers = append(numbers, number)
		}
	}
	return numbers, nil
}

// board counts in what came since, and gives the congress's board. Receipts in it are never
// changed, only replaced.
func (s *Board) board(ctx context.Context, h *journal.Hall) (*board, error) {
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(h.Stream).Side())
	if err != nil {
		return nil, err
	}
	defer leave()
	s.boards.mu.Lock()
	b := s.boards.by[h.Stream]
	if b == nil {
		b = &board{by: map[version]map[congress.MemberID]*Receipt{}, newest: map[version]uint64{}, lines: map[congress.ObjectID]boardLine{},
			told: map[congress.MemberID]uint64{}, people: map[congress.MemberID]memberLine{},
			copies: map[congress.ObjectID]map[string]*Copy{}, heard: map[string]time.Time{}}
		s.boards.by[h.Stream] = b
	}
	s.boards.mu.Unlock()

	b.mu.Lock()
	defer b.mu.Unlock()
	news, head := side.News(b.n)
	for _, one := range news {
		if one.Record.Kind == congress.KindAccess {
			var batch accesses
			if one.Record.Decode(&batch) == nil {
				for _, a := range batch.List {
					b.count(a)
				}
			}
			continue
		}
		var r Receipt
		if one.Record.Kind != congress.KindReceipt || one.Record.Decode(&r) != nil {
			continue
		}
		if device := deviceOf(one.Record.By.Account, one.Record.By.Device); one.Record.At.After(b.heard[device]) {
			b.heard[device] = one.Record.At
		}
		key := version{r.Document, r.Version}
		if b.by[key] == nil {
			b.by[key] = map[congress.MemberID]*Receipt{}
		}
		b.by[key][r.Member] = &r
		b.newest[key] = one.Record.N
		b.told[r.Member] = one.Record.N
	}
	b.n = max(b.n, head)
	return b, nil
}
