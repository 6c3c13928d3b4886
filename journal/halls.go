package journal

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"plenum/congress"
)

// Halls keeps the halls that somebody is in, and lets go of idle ones. It is safe for concurrent
// use.
type Halls struct {
	options Options

	mu     sync.Mutex
	open   map[congress.StreamID]*openHall
	damage map[congress.StreamID][]Damage // as it was found last
	closed bool
}

type openHall struct {
	hall  *Hall
	ready chan struct{} // closed when loading ended, well or not
	err   error
	users int
	since time.Time // when the last one left
	stop  context.CancelFunc
}

// New makes the halls of a log. Nothing is read before somebody enters one.
func New(options Options) *Halls {
	if options.Idle == 0 {
		options.Idle = 10 * time.Minute
	}
	if options.Patience == 0 {
		options.Patience = 6 * time.Second
	}
	return &Halls{options: options, open: map[congress.StreamID]*openHall{}, damage: map[congress.StreamID][]Damage{}}
}

// Enter gives the stream's hall, loading it if nobody is in it. The hall stays as long as leave has
// not been called; calling leave twice is harmless. A stream without records gives an empty hall,
// so ask first whether the congress exists. ctx bounds the wait, not the hall's life.
func (hs *Halls) Enter(ctx context.Context, stream congress.StreamID) (h *Hall, leave func(), err error) {
	hs.mu.Lock()
	if hs.closed {
		hs.mu.Unlock()
		return nil, nil, errStopped
	}
	o := hs.open[stream]
	if o == nil {
		o = &openHall{ready: make(chan struct{})}
		hs.open[stream] = o
		go hs.start(stream, o)
	}
	o.users++
	hs.mu.Unlock()

	leave = sync.OnceFunc(func() {
		hs.mu.Lock()
		defer hs.mu.Unlock()
		o.users--
		o.since = hs.options.Now()
	})
	select {
	case <-o.ready:
	case <-ctx.Done():
		leave()
		return nil, nil, ctx.Err()
	}
	if o.err != nil {
		leave()
		return nil, nil, o.err
	}
	return o.hall, leave, nil
}

// start loads a hall and begins to commit. A hall that cannot be loaded is forgotten, so that the
// next caller tries anew.
func (hs *Halls) start(stream congress.StreamID, o *openHall) {
	h := &Hall{
		Stream: stream, options: hs.options, queue: make(chan *request, 1024),
		stopped: make(chan struct{}), state: newState(), changed: make(chan struct{}),
	}
	h.hear(time.Now())
	if hs.options.NewIndex != nil {
		h.Index = hs.options.NewIndex(stream)
	}
	ctx, stop := context.WithCancel(context.Background()) //nolint:forbidigo // a hall outlives the request that opened it; Close or letGo ends it
	o.hall, o.stop = h, stop
	loadCtx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	o.err = h.load(loadCtx)
	cancel()
	hs.found(stream, h.damage)
	if o.err != nil {
		stop()
		hs.mu.Lock()
		if hs.open[stream] == o {
			delete(hs.open, stream)
		}
		hs.mu.Unlock()
	} else {
		go h.run(ctx)
	}
	close(o.ready)
}

// found keeps what is wrong with a stream, and reports it when it is new.
func (hs *Halls) found(stream congress.StreamID, damage []Damage) {
	hs.mu.Lock()
	known := hs.damage[stream]
	if hs.damage[stream] = damage; len(damage) == 0 {
		delete(hs.damage, stream)
	}
	hs.mu.Unlock()
	if hs.options.Report == nil || slices.Equal(known, damage) {
		return
	}
	for _, d := range damage {
		hs.options.Report(stream, "DAMAGED", errors.New(d.String()))
	}
}

// Damage is what is wrong with streams, as far as it was found: when a hall was loaded, and by
// Examine.
func (hs *Halls) Damage() []Damage {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	out := []Damage{}
	for _, stream := range slices.Sorted(maps.Keys(hs.damage)) {
		out = append(out, hs.damage[stream]...)
	}
	return out
}

// Examine compares every stream of which heads were noted with them, so that what is missing is
// known before anybody asks.
func (hs *Halls) Examine(ctx context.Context) error {
	for stream, heads := range hs.options.Heads.Noted().Streams {
		found, err := CheckHeads(ctx, hs.options.Log, stream, heads)
		switch {
		case damaged(err):
			found = []Damage{{Stream: stream, What: Unreadable}}
		case err != nil:
			return err
		}
		if len(found) > 0 { // else what the loading of its hall found stands
			hs.found(stream, found)
		}
	}
	return nil
}

// Run lets go of idle halls until ctx ends.
func (hs *Halls) Run(ctx context.Context) {
	ticker := time.NewTicker(hs.options.Idle / 4)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			hs.LetGo(ctx)
		}
	}
}

// LetGo saves and forgets the halls that nobody has been in for Options.Idle. It answers how many.
func (hs *Halls) LetGo(ctx context.Context) int {
	hs.mu.Lock()
	var idle []*openHall
	for stream, o := range hs.open {
		select {
		case <-o.ready:
			if o.err == nil && o.users == 0 && hs.options.Now().Sub(o.since) >= hs.options.Idle {
				idle = append(idle, o)
				delete(hs.open, stream)
			}
		default:
		}
	}
	hs.mu.Unlock()
	for _, o := range idle {
		hs.end(ctx, o)
	}
	return len(idle)
}

// Close ends every hall after what is under way has its answer, and saves
// snapshots of those that grew much. Later calls of Enter and Commit are Unavailable.
func (hs *Halls) Close(ctx context.Context) {
	hs.mu.Lock()
	hs.closed = true
	open := hs.open
	hs.open = map[congress.StreamID]*openHall{}
	hs.mu.Unlock()
	for _, o := range open {
		<-o.ready
		if o.err == nil {
			hs.end(ctx, o)
		}
	}
}

// Head is the last record of a stream: as its hall has it if somebody is in that, and as the log
// has it if nobody is.
func (hs *Halls) Head(ctx context.Context, stream congress.StreamID) (congress.Head, error) {
	hs.mu.Lock()
	o := hs.open[stream]
	hs.mu.Unlock()
	if o != nil {
		select {
		case <-o.ready:
			if o.err == nil {
				return o.hall.Head(), nil
			}
		default:
		}
	}
	return hs.options.Log.Head(ctx, stream)
}

// Len is how many halls are in memory.
func (hs *Halls) Len() int {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	return len(hs.open)
}

func (hs *Halls) end(ctx context.Context, o *openHall) {
	o.stop()
	<-o.hall.stopped
	o.hall.saves.Wait()
	if len(o.hall.damage) == 0 && o.hall.grewMuch() {
		if err := o.hall.save(ctx, o.hall.image()); err != nil {
			o.hall.report("save snapshot", err)
		}
	}
}
