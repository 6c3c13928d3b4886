package stories_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"plenum/congress"
)

// held is an object as a tablet keeps it; of long texts it keeps the sum only.
type held struct {
	n     uint64
	kind  string
	group string
	sum   string
}

// wire is a record in an answer of changes.
type wire struct {
	N      uint64
	Kind   string
	Object string
	At     time.Time
	Body   map[string]any
}

func (w wire) held() held {
	group, _ := w.Body["group"].(string)
	text, err := json.Marshal(w.Body)
	if err != nil {
		text = []byte(err.Error())
	}
	return held{w.N, w.Kind, group, fmt.Sprintf("%x", sha256.Sum256(text))}
}

// chaosDevice is a tablet of a member: what it holds, and what it has to say.
type chaosDevice struct {
	*person // over the device's own link
	c       *chaos
	name    string
	link    *link
	wrong   time.Duration // how wrong its clock is
	reading *rand.Rand
	writing *rand.Rand
	burst   atomic.Int64 // long comments that it is to post at once

	mu     sync.Mutex
	set    map[string]held
	cursor string
	last   uint64 // the number of the last record that it took, or that a cursor told it
}

// follow keeps the set up to date until ctx ends, by socket and by request, and comes back whenever it is cut off.
func (d *chaosDevice) follow(ctx context.Context) {
	for ctx.Err() == nil {
		if d.reading.IntN(4) == 0 {
			d.fetch(ctx)
		}
		rest(ctx, d.listen(ctx))
	}
}

// listen takes what a socket says until it ends, and gives the time after which to come back.
func (d *chaosDevice) listen(ctx context.Context) time.Duration {
	dialer := websocket.Dialer{Subprotocols: []string{"plenum.v1"}, HandshakeTimeout: 5 * time.Second}
	conn, res, err := dialer.DialContext(ctx, "ws://"+d.link.addr+"/mobile/v1/live", http.Header{"Authorization": {"Bearer " + d.token}})
	if err != nil {
		if res != nil && res.StatusCode != http.StatusServiceUnavailable {
			d.tb.Errorf("%s: the socket is refused: %s", d.name, res.Status)
		}
		return between(d.reading, 20, 300)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if err := conn.WriteJSON(map[string]string{"type": "hello", "congress": d.congress, "cursor": d.cursor}); err != nil {
		return between(d.reading, 20, 300)
	}
	var catchUp *batch // what came since a hello; nil: up to date
	for first := true; ; {
		_, data, err := conn.ReadMessage()
		if err != nil {
			return between(d.reading, 20, 300)
		}
		var f frame
		if err := json.Unmarshal(data, &f); err != nil {
			d.tb.Errorf("%s: a frame %.200s: %v", d.name, data, err)
			return time.Second
		}
		switch f.Type {
		case "hello":
			switch {
			case f.Full && f.Cursor != "0":
				d.tb.Errorf("%s: what follows a full hello begins at %s", d.name, f.Cursor)
			case !f.Full && f.Cursor != d.cursor:
				d.tb.Errorf("%s: what follows the hello begins at %s, asked was %s", d.name, f.Cursor, d.cursor)
			}
			if first && d.cursor != "0" {
				d.c.tally.add(f.Full, &d.c.tally.full, &d.c.tally.resumed)
			}
			catchUp, first = &batch{full: f.Full}, false
		case "record", "gone":
			if catchUp != nil {
				catchUp.frames = append(catchUp.frames, f)
				continue
			}
			d.take(batch{live: true, frames: []frame{f}, cursor: f.Cursor})
		case "caught-up":
			if catchUp == nil {
				d.tb.Errorf("%s: caught-up without a hello", d.name)
				return time.Second
			}
			catchUp.cursor = f.Cursor
			d.take(*catchUp)
			catchUp = nil
		case "bye":
			d.c.tally.bye(f.Reason)
			if !f.Reconnect || f.AfterMS <= 0 {
				d.tb.Errorf("%s: sent away with %+v", d.name, f)
			}
			return time.Duration(f.AfterMS) * time.Millisecond
		}
	}
}

// fetch takes the changes by request, part by part.
func (d *chaosDevice) fetch(ctx context.Context) {
	for ctx.Err() == nil {
		b, more, err := d.part(d.cursor, 20+d.reading.IntN(480))
		if err != nil {
			return
		}
		d.take(b)
		if !more {
			return
		}
	}
}

// part asks for one part of the changes after a cursor.
func (d *chaosDevice) part(cursor string, limit int) (b batch, more bool, err error) {
	res, err := d.try("GET", fmt.Sprintf("~m/changes?since=%s&limit=%d", cursor, limit), nil, nil)
	if err != nil {
		return b, false, err
	}
	if res.status != http.StatusOK {
		if res.status != http.StatusServiceUnavailable {
			d.tb.Errorf("%s: changes: %s", d.name, res)
		}
		return b, false, fmt.Errorf("changes: %s", res)
	}
	var part struct {
		Full, More bool
		Records    []wire
		Gone       []string
		Cursor     string
	}
	if err := json.Unmarshal(res.body, &part); err != nil {
		d.tb.Errorf("%s: changes: %v", d.name, err)
		return b, false, err
	}
	b = batch{full: part.Full, cursor: part.Cursor}
	for _, r := range part.Records {
		b.frames = append(b.frames, frame{Type: "record", N: r.N, Kind: r.Kind, Object: r.Object, Body: r.Body})
	}
	for _, object := range part.Gone {
		b.frames = append(b.frames, frame{Type: "gone", N: place(part.Cursor), Object: object})
	}
	return b, part.More, nil
}

// batch is what a tablet takes as one, with the cursor that goes with it: a cursor of half a catch-up is nowhere.
type batch struct {
	live   bool // not of a catch-up, where what went between two of its parts may be gone before it was there
	full   bool
	frames []frame
	cursor string
}

func (d *chaosDevice) take(b batch) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if b.full {
		d.set, d.last = map[string]held{}, 0
	}
	for _, f := range b.frames {
		// In the log's order, and nothing twice.
		if f.N < d.last || f.N == d.last && f.Type == "record" {
			d.tb.Errorf("%s: %s %s with number %d came after number %d", d.name, f.Type, f.Object, f.N, d.last)
		}
		d.last = max(d.last, f.N)
		if f.Type == "gone" {
			if _, ok := d.set[f.Object]; b.live && !ok {
				d.tb.Errorf("%s: %s is gone and was never there", d.name, f.Object)
			}
			delete(d.set, f.Object)
			continue
		}
		d.set[f.Object] = wire{N: f.N, Kind: f.Kind, Object: f.Object, Body: f.Body}.held()
	}
	if n := place(b.cursor); n < d.last {
		d.tb.Errorf("%s: the cursor %s comes after number %d", d.name, b.cursor, d.last)
	}
	d.cursor, d.last = b.cursor, place(b.cursor)
}

// place is the record's number in a cursor, 17 of "17-42.0123456789abcdef".
func place(cursor string) uint64 {
	n, _, _ := strings.Cut(cursor, ".")
	n, _, _ = strings.Cut(n, "-")
	number, _ := strconv.ParseUint(n, 10, 64)
	return number
}

func (d *chaosDevice) holds() map[string]held {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.set)
}

// speak posts comments until stop is closed, and goes on with the one at hand until it is acknowledged.
func (d *chaosDevice) speak(ctx context.Context, stop <-chan struct{}) {
	for before := uint64(0); ; {
		wait := between(d.writing, 50, 300)
		text := "Ý kiến của " + d.name
		if d.burst.Load() > 0 {
			d.burst.Add(-1)
			wait, text = 0, strings.Repeat("Ý kiến rất dài. ", 1200)
		}
		select {
		case <-stop:
			return
		case <-time.After(wait):
		}
		id := congress.NewUUID(time.Now().Add(d.wrong))
		d.c.said(id, d)
		manner := d.writing.IntN(20)
		n := uint64(0)
		switch manner {
		case 0, 1: // at once twice
			var twice [2]uint64
			var both sync.WaitGroup
			for i := range twice {
				both.Go(func() { twice[i] = d.post(id, text) })
			}
			both.Wait()
			n = max(twice[0], twice[1])
		case 2: // once, and never mind what became of it
			d.post(id, text)
			continue
		}
		for n == 0 && ctx.Err() == nil {
			if n = d.post(id, text); n == 0 {
				rest(ctx, between(d.writing, 20, 250))
			}
		}
		if manner == 3 { // again, although it knows
			d.post(id, text)
		}
		if n != 0 && n <= before {
			d.tb.Errorf("%s: the comment %s has number %d, the one acknowledged before it %d", d.name, id, n, before)
		}
		before = max(before, n)
	}
}

// post sends a comment once and gives its number; 0 when no acknowledgement came.
func (d *chaosDevice) post(id, text string) uint64 {
	d.c.tally.posts.Add(1)
	res, err := d.try("POST", "~m/discussions/"+d.c.discussion+"/comments",
		map[string]any{"group": d.groups[0], "issue": 1, "text": text + " " + id}, key(id))
	if err != nil {
		d.c.tally.lost.Add(1)
		return 0
	}
	switch res.status {
	case http.StatusCreated, http.StatusOK:
		var r wire
		if err := json.Unmarshal(res.body, &r); err != nil || r.N == 0 || r.Object != id {
			d.tb.Errorf("%s: post %s: %s, %v", d.name, id, res, err)
			return 0
		}
		d.c.acknowledged(id, r.held(), res.status == http.StatusOK)
		return r.N
	case http.StatusServiceUnavailable:
		d.c.tally.refused.Add(1)
	default:
		d.tb.Errorf("%s: post %s: %s", d.name, id, res)
	}
	return 0
}

// rest waits, as the people and tablets of the test do.
func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// tally counts what happened.
type tally struct {
	posts, acks, again, lost, refused, full, resumed atomic.Int64

	mu   sync.Mutex
	byes map[string]int
}

func (c *tally) add(which bool, yes, no *atomic.Int64) {
	if which {
		yes.Add(1)
	} else {
		no.Add(1)
	}
}

func (c *tally) bye(reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byes[reason]++
}
