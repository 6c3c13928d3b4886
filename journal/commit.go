package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// Request is one change that somebody asks for.
type Request struct {
	ID    congress.RecordID   // the client's; the same again is the same record
	Kind  congress.ObjectKind // of the object that changes
	Actor congress.Actor

	// Derived says that the server made ID of what it belongs to (congress.DerivedUUID). Any other is
	// a client's, and must be congress.Brought unless its record stands.
	Derived bool

	// Make authorises and validates on the current state and answers the new
	// one. It may run several times (another server was first) and must only compute; it runs
	// one at a time per hall, so it must be quick. Its error refuses the change.
	Make func(tx *Tx) (Draft, error)
}

// Draft is the new state of an object.
type Draft struct {
	Object   congress.ObjectID
	Op       congress.Op // "" is Put
	Audience congress.Audience
	Body     any // becomes JSON; a json.RawMessage is taken as it is

	// Derived says that the server made Object of what it belongs to, as Request.Derived. Any other
	// must be congress.Brought, unless there is an object of that id.
	Derived bool

	// Lasting says that it is signed or sealed: before it is acknowledged the log moves it to where
	// damage to its newest part does not reach.
	Lasting bool
}

// Result is what became of a request.
type Result struct {
	Record *congress.Record
	Again  bool // the record stood before: the request was a retry
}

// CodeIDReused is the code of a record id that belongs to something else.
var CodeIDReused = messages.IDReused.String()

var (
	errRecordID = congress.FieldError(messages.RecordIDInvalid, "id", messages.NotUUIDv7())
	errObjectID = congress.FieldError(messages.ObjectIDInvalid, "id", messages.ObjectIDInvalid.Fault())
	errIDReused = congress.E(congress.Conflict, messages.IDReused)
)

const (
	maxBatch   = 256
	eraseLimit = 15 * time.Second
	saveLimit  = time.Minute
	pollLimit  = 2 * time.Second // a log that is no quicker is away: who waits for an answer must hear so
	maxRounds  = 64
)

// request is a Request on its way; without Make it asks to catch up with the
// log and then to erase what erase names, if it names anything.
type request struct {
	Request
	asked   congress.Hash // as of Asking
	erase   congress.ObjectID
	lasting bool            // what Make gave is signed or sealed
	ctx     context.Context //nolint:containedctx // it belongs to the caller who waits
	reply   chan outcome
}

type outcome struct {
	result Result
	err    error
}

// Commit makes a change durable and visible, in this order, and then returns it. A known id returns
// its record again, with Again set, if the same account asks for the same (Asking); it is Conflict
// (KeyReused) if it asks for something else, and Conflict (CodeIDReused) if another does. So is an
// object of another kind, also one that was erased. New ids that a client cannot bring are Invalid
// ("record_id_invalid", "object_id_invalid"). When storage is away the error is Unavailable: the
// change may stand or not, and the same request asked again settles it. So does Canceled.
func (h *Hall) Commit(ctx context.Context, r Request) (Result, error) {
	if !r.ID.Valid() {
		return Result{}, errRecordID
	}
	return h.ask(ctx, &request{Request: r, asked: askedFor(ctx, r.ID)})
}

// EraseBodies removes, for good, the bodies of all records of the object but
// its latest one, from the log, the snapshots and memory. Commit a latest state
// that has nothing to hide first.
func (h *Hall) EraseBodies(ctx context.Context, object congress.ObjectID) error {
	_, err := h.ask(ctx, &request{erase: object})
	return err
}

// ask hands the request to the committer and waits for the answer.
func (h *Hall) ask(ctx context.Context, q *request) (Result, error) {
	q.ctx, q.reply = ctx, make(chan outcome, 1)
	select {
	case h.queue <- q:
	case <-ctx.Done():
		return Result{}, ctx.Err()
	case <-h.stopped:
		return Result{}, errStopped
	}
	select {
	case o := <-q.reply:
		return o.result, o.err
	case <-ctx.Done():
		return Result{}, ctx.Err()
	case <-h.stopped:
		select {
		case o := <-q.reply: // answered in its last breath
			return o.result, o.err
		default:
			return Result{}, errStopped
		}
	}
}

var errStopped = congress.E(congress.Unavailable, messages.Stopping)

// run is the committer: the only goroutine that writes the state. It ends when ctx does, after
// the batch at hand.
func (h *Hall) run(ctx context.Context) {
	defer close(h.stopped)
	var poll <-chan time.Time
	if h.options.Poll > 0 {
		ticker := time.NewTicker(h.options.Poll)
		defer ticker.Stop()
		poll = ticker.C
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-poll:
			h.poll(ctx)
		case first := <-h.queue:
			batch := append(make([]*request, 0, 64), first)
		gather:
			for len(batch) < maxBatch {
				select {
				case next := <-h.queue:
					batch = append(batch, next)
				default:
					break gather
				}
			}
			h.settle(context.WithoutCancel(ctx), batch)
		}
		h.maybeSnapshot(ctx)
	}
}

// settle answers every request of the batch. Its ctx outlives the server's
// stop, so that what is under way gets its answer.
func (h *Hall) settle(ctx context.Context, batch []*request) {
	ctx, cancel := context.WithTimeout(ctx, h.options.Patience)
	defer cancel()
	for round := 0; len(batch) > 0; round++ {
		if h.uncertain || round > 0 || asksToCatchUp(batch) {
			if err := h.catchUpSoon(ctx); err != nil {
				answer(batch, outcome{err: err})
				return
			}
		}
		if round == maxRounds {
			answer(batch, outcome{err: congress.E(congress.Unavailable, messages.Contended)})
			return
		}
		batch = h.attempt(ctx, batch)
	}
}

// attempt makes and appends what it can and gives the requests that must be tried again.
func (h *Hall) attempt(ctx context.Context, batch []*request) (again []*request) {
	tx := &Tx{state: h.state, head: h.state.head, over: map[congress.ObjectID]*congress.Record{}}
	records := make([]congress.Record, 0, len(batch))
	var waiting [][]*request // for each record, who waits for it
	inBatch := map[congress.RecordID]int{}
	closed := h.readOnly()

	for _, q := range batch {
		if q.ctx.Err() != nil {
			q.reply <- outcome{err: q.ctx.Err()}
			continue
		}
		if q.Make != nil && closed != nil {
			q.reply <- outcome{err: closed}
			continue
		}
		if q.Make == nil {
			q.reply <- outcome{err: h.eraseBodies(ctx, q.erase)}
			continue
		}
		if r, ok := h.recent.get(q.ID); ok {
			q.reply <- replay(q, r)
			continue
		}
		if i, ok := inBatch[q.ID]; ok {
			waiting[i] = append(waiting[i], q)
			continue
		}
		r, err := h.makeRecord(tx, q)
		if err != nil {
			q.reply <- h.refuse(ctx, q, err)
			continue
		}
		inBatch[q.ID] = len(records)
		records = append(records, r)
		waiting = append(waiting, []*request{q})
		tx.take(&records[len(records)-1])
	}
	if len(records) == 0 {
		return nil
	}

	begun := time.Now()
	appending, cancel := context.WithTimeout(ctx, h.options.Patience*2/3) // the rest is for finding out
	stored, err := h.options.Log.Append(appending, records)
	cancel()
	h.secure(ctx, records[:stored], waiting)
	for i, r := range h.apply(records[:stored]) {
		for j, q := range waiting[i] {
			o := outcome{result: Result{Record: r}}
			if j > 0 {
				o = replay(q, r)
			}
			q.reply <- o
		}
	}
	rest := waiting[stored:]
	switch {
	case err == nil:
		h.hear(begun) // the numbers were free, so nobody else had written
	case errors.Is(err, ErrNumberTaken):
	case errors.Is(err, ErrIDKnown) && len(rest) > 0:
		// Written before this hall's memory of ids begins; the log still knows.
		known, findErr := h.knownRecord(ctx, rest)
		if findErr != nil {
			h.uncertain = true
			flatAnswer(rest, outcome{err: away(ctx, findErr)})
			return nil
		}
		h.recent.add(known)
	default:
		h.uncertain = true
		h.findOut(ctx, records[stored:], rest, away(ctx, err))
		return nil
	}
	for _, qs := range rest {
		again = append(again, qs...)
	}
	return again
}

// findOut answers those whose append was not heard to its end: with their record if the log has it
// after all, and with the error if it has not, or cannot be asked. Then the record may still come
// to stand; the same request asked again settles it.
func (h *Hall) findOut(ctx context.Context, records []congress.Record, waiting [][]*request, err error) {
	if asked := h.catchUpSoon(ctx); asked != nil {
		flatAnswer(waiting, outcome{err: err})
		return
	}
	for i, qs := range waiting {
		r, ok := h.recent.get(records[i].ID)
		for j, q := range qs {
			switch {
			case !ok:
				q.reply <- outcome{err: err}
			case j == 0 && r.Hash == records[i].Hash:
				q.reply <- outcome{result: Result{Record: r}}
			default:
				q.reply <- replay(q, r)
			}
		}
	}
}

// away is the error of a log that was given up waiting for: the time that ran out was ours, nobody
// canceled anything.
func away(ctx context.Context, err error) error {
	if congress.KindOf(err) == congress.Canceled && !errors.Is(ctx.Err(), context.Canceled) {
		return congress.Wrap(fmt.Errorf("log: %w", err), congress.Unavailable, messages.StorageUnavailable)
	}
	return err
}

// secure notes the head of stored records apart from the log, before anybody hears of them. Signed
// and sealed objects are also moved to where one bad byte takes no more than one record.
func (h *Hall) secure(ctx context.Context, stored []congress.Record, waiting [][]*request) {
	if len(stored) == 0 {
		return
	}
	if last := &stored[len(stored)-1]; len(h.damage) == 0 {
		h.note(congress.Head{N: last.N, Hash: last.Hash})
	}
	for i := range stored {
		if !waiting[i][0].lasting {
			continue
		}
		if err := errors.Join(h.options.Log.Settle(ctx), h.options.Heads.Sync()); err != nil {
			h.report("settle what is signed", err) // it is durable all the same
		}
		return
	}
}

// eraseBodies does the committer's part of EraseBodies. Older snapshots hold older states, so they
// go too.
func (h *Hall) eraseBodies(ctx context.Context, object congress.ObjectID) error {
	if object == "" {
		return nil
	}
	e := h.state.objects[object]
	if e == nil {
		return congress.ErrNotFound
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), eraseLimit)
	defer cancel()
	if _, err := h.options.Log.EraseBodies(ctx, h.Stream, object, e.latest.N); err != nil {
		return err
	}
	h.mu.Lock()
	h.recent.forget(object)
	h.state.compact()
	h.mu.Unlock()
	h.saves.Wait() // one that is being saved may be older
	if h.snapshotN.Swap(0) > 0 {
		h.dropped = h.state.head.N
	}
	return h.options.Log.DropSnapshots(ctx, h.Stream)
}

func answer(batch []*request, o outcome) {
	for _, q := range batch {
		q.reply <- o
	}
}

func flatAnswer(waiting [][]*request, o outcome) {
	for _, qs := range waiting {
		answer(qs, o)
	}
}
