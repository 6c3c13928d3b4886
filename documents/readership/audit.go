package readership

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/sheets"
	"plenum/journal"
)

// Access is that somebody was given bytes or text of a document.
type Access struct {
	At       time.Time          `json:"at"`
	Account  congress.AccountID `json:"account"`
	Member   congress.MemberID  `json:"member,omitempty"` // absent: an account that is no member
	Device   congress.DeviceID  `json:"device,omitempty"`
	Document congress.ObjectID  `json:"document"`
	Version  int                `json:"version,omitempty"` // 0: a file that is no version, or all of them
	Annex    int                `json:"annex,omitempty"`   // of that version; 0: its main file
	What     What               `json:"what"`

	Administrator bool `json:"administrator,omitempty"` // who runs the server, a member or not
}

// What is an act that the audit notes.
type What string

// The kinds of access.
const (
	ReadContent What = "content"    // the file of a version
	ReadUpload  What = "upload"     // a received file, by an organizer
	ReadArchive What = "archive"    // as part of the ZIP of all
	ReadText    What = "text"       // the text of a page
	ReadChanges What = "comparison" // passages, of what differs between two versions
	ReadPicture What = "picture"    // the picture of a page
	Erased      What = "erased"     // a tablet says that it has nothing of the document any more
)

// accesses is the body of a KindAccess record: what happened within about a second. These records
// live in the congress's side stream, and nobody sees them as objects; Accesses and Ledger tell of
// them.
type accesses struct {
	List []Access `json:"list"`
}

const (
	sameAccess    = 10 * time.Minute // a page turned in a file that is open is no new access
	accessesMost  = 500              // in one record
	accessesEvery = time.Second
	accessesHeld  = 200_000 // waiting to be written while the log is away; then older ones are lost
)

// AuditOptions are what the read audit is given. Log and Who may be nil.
type AuditOptions struct {
	Register *documents.Register
	Policy   *auth.Policy
	Halls    *journal.Halls
	Now      func() time.Time
	Log      *slog.Logger
	Reads    *KeptReads                                                     // keeps lines until the log has them; nil: they are in memory alone
	Who      func(context.Context, congress.AccountID) (journal.Who, error) // the person of an account; nil: it has none
}

// Audit collects accesses and writes them in batches. Readings while the log is away are written
// down later; restricted documents are not given out without their line. It is safe for concurrent
// use.
type Audit struct {
	options  AuditOptions
	register *documents.Register
	turn     *semaphore.Weighted // has one while what waits is being written

	mu      sync.Mutex
	waiting map[congress.StreamID][]*batch // what the log does not have yet, in its order
	held    int                            // lines of them all
	known   map[Access]time.Time           // by everything but At
	away    trouble                        // of the log; Run's
	alone   trouble                        // of the folder of kept lines
}

// NewAudit makes the read audit.
func NewAudit(o AuditOptions) *Audit {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	a := &Audit{options: o, register: o.Register, turn: semaphore.NewWeighted(1), waiting: map[congress.StreamID][]*batch{}, known: map[Access]time.Time{}}
	found, bad := o.Reads.read()
	for _, err := range bad {
		o.Log.Error("lines of the read audit that were kept cannot be read", "error", err)
	}
	for _, b := range found {
		a.waiting[b.stream] = append(a.waiting[b.stream], b)
		a.held += len(b.list)
	}
	return a
}

// batch is what one record says.
type batch struct {
	stream congress.StreamID
	id     congress.RecordID
	list   []Access
	sent   bool // the log may have it: no line is added any more, and it is sent again as it was
	found  bool // at the start, in the folder of kept lines
}

// AccessOf is that the actor is given something of a version's file.
func AccessOf(actor congress.Actor, f documents.VersionFile, what What) Access {
	return Access{Account: actor.Account, Member: actor.Member, Device: actor.Device, Document: f.Document, Version: f.Version, Annex: f.Annex, What: what, Administrator: actor.Has(congress.Administrator)}
}

// Note takes one access. It is durable before the answer when that is asked for, and about a second
// later when not; then the same within ten minutes is one.
func (a *Audit) Note(ctx context.Context, stream congress.StreamID, x Access, durable bool) error {
	now := congress.AsKept(a.options.Now())
	key := x
	x.At = now
	if durable { // each copy is one of its own
		return a.write(ctx, a.batch(stream, x))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if last, ok := a.known[key]; ok && now.Sub(last) < sameAccess && x.What != Erased {
		return nil
	}
	a.forget(now)
	a.known[key] = now
	b := a.last(stream)
	b.list = append(b.list, x)
	a.held++
	switch err := a.options.Reads.add(b, x); {
	case err == nil:
		a.alone.over()
	case a.alone.begins(now):
		a.options.Log.Error("lines of the read audit are in memory alone until the log has them", "error", err)
	}
	if queue := a.waiting[stream]; a.held > accessesHeld && len(queue) > 1 {
		a.options.Log.Error("lines of the read audit were lost: the log is away for too long", "congress", string(stream), "count", len(queue[0].list))
		a.done(queue[0])
	}
	return nil
}

// last is the batch of the stream that takes the next line. The lock is held.
func (a *Audit) last(stream congress.StreamID) *batch {
	if queue := a.waiting[stream]; len(queue) > 0 {
		if b := queue[len(queue)-1]; !b.sent && len(b.list) < accessesMost {
			return b
		}
	}
	b := a.batch(stream)
	a.waiting[stream] = append(a.waiting[stream], b)
	return b
}

// done drops a batch that waits no more. The lock is held.
func (a *Audit) done(b *batch) {
	queue := a.waiting[b.stream]
	i := slices.Index(queue, b)
	if i < 0 {
		return // it was given up meanwhile
	}
	if queue = slices.Delete(queue, i, i+1); len(queue) > 0 {
		a.waiting[b.stream] = queue
	} else {
		delete(a.waiting, b.stream)
	}
	a.held -= len(b.list)
	if err := a.options.Reads.remove(b); err != nil {
		a.options.Log.Warn("lines of the read audit that the log has are still kept, and are sent again after a start", "error", err)
	}
}

// forget keeps what is remembered small.
func (a *Audit) forget(now time.Time) {
	if len(a.known) < 100_000 {
		return
	}
	for x, at := range a.known {
		if now.Sub(at) >= sameAccess {
			delete(a.known, x)
		}
	}
}

// Run writes what waits, every second, until ctx ends, and then once more.
func (a *Audit) Run(ctx context.Context) {
	ticker := time.NewTicker(accessesEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			a.flushAll(last)
			return
		case <-ticker.C:
			a.flushAll(ctx)
		}
	}
}

// flushAll writes what waits of all congresses. A fault in one keeps the others' lines from no
// log.
func (a *Audit) flushAll(ctx context.Context) {
	a.mu.Lock()
	streams := slices.Collect(maps.Keys(a.waiting))
	a.mu.Unlock()
	failed := false
	for _, stream := range streams {
		if err := a.flush(ctx, stream); err != nil {
			failed = true
			if ctx.Err() == nil && a.away.begins(a.options.Now()) {
				a.options.Log.Warn("lines of the read audit wait for the log", "congress", string(stream), "error", err)
			}
		}
	}
	if !failed && a.away.over() {
		a.options.Log.Info("lines of the read audit that waited are in the log")
	}
}

// flush writes what waits of one congress. What somebody else is writing is written too when it
// returns nil. Canceled when ctx ends before its turn.
func (a *Audit) flush(ctx context.Context, stream congress.StreamID) error {
	if err := a.turn.Acquire(ctx, 1); err != nil {
		return congress.AsError(err)
	}
	defer a.turn.Release(1)
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, b := range slices.Clone(a.waiting[stream]) {
		b.sent = true
		a.mu.Unlock()
		err := a.write(ctx, b)
		a.mu.Lock()
		if err != nil {
			return err
		}
		a.done(b)
	}
	return nil
}

// trouble is told once a minute at most while it lasts, and so is its end.
type trouble struct {
	at   time.Time
	told bool
}

// begins notes it, and reports whether to say so.
func (t *trouble) begins(now time.Time) bool {
	if !t.at.IsZero() && now.Sub(t.at) < time.Minute {
		return false
	}
	t.at, t.told = now, true
	return true
}

// over notes its end, and reports whether to say so.
func (t *trouble) over() bool {
	told := t.told
	t.told = false
	return told
}

func (a *Audit) batch(stream congress.StreamID, list ...Access) *batch {
	return &batch{stream: stream, id: congress.RecordID(congress.NewUUID(a.options.Now())), list: list}
}

// errNoCongress is that the lines which were kept are of a congress of another log.
var errNoCongress = errors.New("the log does not have this congress")

func (a *Audit) write(ctx context.Context, b *batch) error {
	if b.found {
		if head, err := a.options.Halls.Head(ctx, b.stream); err != nil || head.N == 0 {
			return cmp.Or(err, errNoCongress)
		}
	}
	side, leave, err := a.options.Halls.Enter(ctx, congress.CongressID(b.stream).Side())
	if err != nil {
		return err
	}
	defer leave()
	_, err = side.Commit(ctx, journal.Request{ID: b.id, Kind: congress.KindAccess, Actor: auth.ServerActor(congress.CongressID(b.stream)), Make: func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: congress.ObjectID(b.id), Body: accesses{b.list}}, nil
	}})
	return err
}

// Reader is an access with names, for the organizers.
type Reader struct {
	Access
	Name   string `json:"name,omitempty"`
	Login  string `json:"login,omitempty"` // the account's
	Card   string `json:"card,omitempty"`
	Number string `json:"number,omitempty"`
	Title  string `json:"title,omitempty"` // of the document, as long as it has one
}

// AccessQuery asks for accesses.
type AccessQuery struct {
	Document congress.ObjectID // "": of all of the congress
	After    int               // the next of the part before; 0: from the first one
	Limit    int               // how many; 0: all
}

// Accesses tells who was given what, in the order it was written down, which is that of time to a
// second or, after the log was away, to that. next is what to ask after for more; 0 at the end. A
// part costs what it gives, and with a document the lines of others that it passes. The actor needs
// ReadAudit. Errors: Forbidden, Unavailable.
func (s *Audit) Accesses(ctx context.Context, h *journal.Hall, actor congress.Actor, q AccessQuery) (out []Reader, next int, err error) {
	if !s.options.Policy.Allow(actor, auth.ReadAudit) {
		return nil, 0, documents.ErrForbidden
	}
	if err := s.flush(ctx, h.Stream); err != nil {
		return nil, 0, err
	}
	side, leave, err := s.options.Halls.Enter(ctx, congress.CongressID(h.Stream).Side())
	if err != nil {
		return nil, 0, err
	}
	defer leave()
	out = []Reader{}
	first, passed := q.After/placesOfRecord, q.After%placesOfRecord
	news, _ := side.News(uint64(max(first-1, 0)))
	for _, one := range news {
		var batch accesses
		if one.Record.Kind != congress.KindAccess || one.Record.Decode(&batch) != nil {
			continue
		}
		n := int(one.Record.N) //nolint:gosec // the log is counted from 1
		for i, a := range batch.List {
			if n == first && i < passed || q.Document != "" && a.Document != q.Document {
				continue
			}
			if q.Limit > 0 && len(out) == q.Limit {
				return out, n*placesOfRecord + i, nil
			}
			reader, err := s.reader(ctx, h, actor, a)
			if err != nil {
				return nil, 0, err
			}
			out = append(out, reader)
		}
	}
	return out, 0, nil
}

// placesOfRecord is more than the lines of any record: what an access is asked after is its
// record's number times this, and its place there.
const placesOfRecord = 2 * accessesMost

func (s *Audit) reader(ctx context.Context, h *journal.Hall, actor congress.Actor, a Access) (Reader, error) {
	who, err := s.who(ctx, a.Account)
	if err != nil {
		return Reader{}, err
	}
	r := Reader{Access: a, Name: who.Name, Login: who.Login}
	r.Administrator = a.Administrator || a.Member == "" // older lines say nothing of it
	if m, ok := h.Member(a.Member); ok {
		r.Name, r.Card = m.Name, m.Card
	}
	if d, _, err := s.register.Get(h, actor, a.Document); err == nil { // an administrator sees that a document was read, not which
		r.Number, r.Title = d.Number, d.Title
	}
	return r, nil
}

// who is the person of an account.
func (s *Audit) who(ctx context.Context, id congress.AccountID) (journal.Who, error) {
	if s.options.Who == nil {
		return journal.Who{}, nil
	}
	return s.options.Who(ctx, id)
}

// whatWords say in workbooks what was read.
var whatWords = map[What]string{
	ReadContent: "mở tệp", ReadUpload: "mở tệp tải lên", ReadArchive: "tải trọn bộ", ReadText: "đọc chữ của trang",
	ReadChanges: "so sánh phiên bản", ReadPicture: "xem trang", Erased: "đã xóa trên máy",
}

// AccessSheet is all accesses, of one document or ("") of all, as a workbook, oldest first. Errors
// as Accesses.
func (s *Audit) AccessSheet(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID) ([]byte, error) {
	all, _, err := s.Accesses(ctx, h, actor, AccessQuery{Document: document})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Reader) int { return a.At.Compare(b.At) })
	rows := [][]any{{"TT", "Họ và tên", "Số thẻ", "Số, ký hiệu", "Tài liệu", "Thời gian", "Việc", "Phiên bản", "Phụ lục", "Thiết bị", "Tài khoản"}}
	for _, a := range all {
		name := a.Name
		if a.Administrator {
			name = strings.TrimSpace("(quản trị viên) " + name)
		}
		var annex any // none: the main file
		if a.Annex > 0 {
			annex = a.Annex
		}
		rows = append(rows, []any{len(rows), name, a.Card, a.Number, a.Title, a.At.In(congress.Hanoi).Format("02/01/2006 15:04:05"), whatWords[a.What], a.Version, annex, string(a.Device), cmp.Or(a.Login, string(a.Account))})
	}
	return sheets.Write(sheets.Sheet{Name: "Nhật ký đọc", Title: "Nhật ký đọc tài liệu", Rows: rows})
}
