package realtime

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
)

// socket is one open connection. Whoever has something to send writes it, as far as the kernel takes
// it at once; the rest goes into the bounded queue, and a writer goroutine exists only while
// something is left. A client's frame is answered in a goroutine of its own, because it needs a
// large stack, while the reader waits on a small one. So an idle socket costs its reader's stack
// and nothing else.
type socket struct {
	hub     *Hub
	conn    *conn
	session auth.Session        // set by the first hello, or before
	follows congress.CongressID // owned by the hub's lock
	counted bool                // in the hub's lists
	address string

	language messages.Language // of what people read in errors and byes

	// Owned by the reader, or by whoever does what the last frame asks for, while nobody reads.
	frames, resumes, enters bucket
	late                    *time.Timer // ends the socket if no frame comes; nil once one came
	seat                    *seat       // nil before the hello

	mu      sync.Mutex
	rest    []byte // of frames that the kernel took in part; before the queue
	queue   []*frame
	bytes   int
	writing bool       // a writer is there; without one nothing is queued
	ended   bool       // no more frames are taken
	room    *sync.Cond // signalled when the queue has room again; made when first needed
	pings   int        // since the last pong

	written chan struct{} // closed by the writer when nothing is left to write; nil while nobody waits for it
}

const (
	queueFrames  = 1024
	queueBytes   = 2 << 20
	joinedLimit  = 32 << 10         // bytes of small frames that leave in one system call
	writeTimeout = 10 * time.Second // for what is left to say after the end; before it, pings find whoever does not read
)

func newSocket(h *Hub, c *conn, client Client) *socket {
	return &socket{hub: h, conn: c, address: client.Address, language: client.Language}
}

// send writes frames, or queues what the connection does not take at once. A full queue ends the
// socket, because its reader is too slow. It never blocks.
func (s *socket) send(frames ...*frame) {
	if len(frames) == 1 {
		s.sendJoined(frames, frames[0].wire)
		return
	}
	s.sendJoined(frames, nil)
}

// sendJoined is send for one who has the frames' bytes in one piece already, which never changes;
// nil: the frames are queued.
func (s *socket) sendJoined(frames []*frame, joined []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if joined != nil && !s.writing && !s.ended {
		switch n, err := s.conn.wire.try(joined); {
		case err != nil:
			s.dropLocked()
			_ = s.conn.Close() // of TCP, which does not wait
			return
		case n == len(joined):
			s.hub.metrics.sent.Add(float64(len(frames)))
			return
		case n > 0:
			s.rest = joined[n:]
			s.writing = true
			s.hub.metrics.sent.Add(float64(len(frames)))
			go s.write()
			return
		}
	}
	for _, f := range frames {
		if s.ended {
			return
		}
		if len(s.queue) >= queueFrames || s.bytes+len(f.wire) > queueBytes && len(s.queue) > 0 {
			s.hub.metrics.slow.Inc()
			s.endLocked(ByeSlow, messages.Fault{})
			return
		}
		s.pushLocked(f)
	}
}

// sendPatiently queues a frame of a catch-up, waiting for room. It reports whether the socket still
// lives.
func (s *socket) sendPatiently(f *frame) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.ended && (len(s.queue) >= queueFrames/2 || s.bytes > queueBytes/2) {
		if s.room == nil {
			s.room = sync.NewCond(&s.mu)
		}
		s.room.Wait()
		s.pings = 0 // it takes what it is sent; its pongs are heard only when the reader is back
	}
	if s.ended {
		return false
	}
	s.pushLocked(f)
	return true
}

func (s *socket) pushLocked(f *frame) {
	s.queue = append(s.queue, f)
	s.bytes += len(f.wire)
	if !s.writing {
		s.writing = true
		go s.write()
	}
}

// end says bye as the last frame and closes; the zero fault has no words. Frames that were queued
// before are still sent, unless the reader is slow.
func (s *socket) end(reason Reason, why messages.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endLocked(reason, why)
}

// answerClose answers the client's close with one of the same code (RFC 6455, 5.5.1), after what
// was queued before it, and returns when it is written, so that the connection ends after it. A
// socket that has said bye only finishes what it was saying.
func (s *socket) answerClose(code int) {
	s.mu.Lock()
	if !s.ended {
		// A close without a code has 1005 here, and is answered by one without a code.
		s.pushLocked(frameOf(websocket.CloseMessage, websocket.FormatCloseMessage(code, "")))
		s.finishLocked()
	}
	var written chan struct{}
	if s.writing {
		written = make(chan struct{})
		s.written = written
	}
	s.mu.Unlock()
	if written != nil {
		<-written
	}
}

// finishLocked: nothing is queued any more, and what is queued must leave soon.
func (s *socket) finishLocked() {
	s.ended = true
	s.conn.wire.finishBy(time.Now().Add(writeTimeout))
	if s.room != nil {
		s.room.Broadcast()
	}
}

func (s *socket) endLocked(reason Reason, why messages.Fault) {
	if s.ended {
		return
	}
	if reason == ByeSlow {
		s.queue, s.bytes = nil, 0 // rest stays: it ends a frame that has begun
	}
	bye := byeFrame{Type: "bye", Reason: reason, Reconnect: reason.Reconnect(), Message: why.In(s.language)}
	if bye.Reconnect {
		if bye.AfterMS = s.hub.window().pick(); reason == ByeRate || reason == ByeFull {
			bye.AfterMS += slowReturn
		}
	}
	s.pushLocked(encode(bye))
	s.pushLocked(frameOf(websocket.CloseMessage, websocket.FormatCloseMessage(reason.Code(), string(reason))))
	s.finishLocked()
}

// endFor ends the socket for what its client was refused.
func (s *socket) endFor(err error) {
	e := congress.AsError(err)
	s.end(reasonOf(e), e.Code.Fault())
}

// isEnded reports whether the bye was said.
func (s *socket) isEnded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// write sends what is left and ends when nothing is.
func (s *socket) write() {
	defer s.wrote()
	var batch []*frame
	for {
		s.mu.Lock()
		rest := s.rest
		s.rest = nil
		if len(s.queue) == 0 && rest == nil {
			s.writing = false
			ended := s.ended
			if cap(s.queue) > 1 {
				s.queue = nil
			}
			s.mu.Unlock()
			if ended {
				s.linger()
			}
			return
		}
		batch, s.queue = s.queue, batch[:0]
		s.bytes = 0
		if s.room != nil {
			s.room.Broadcast()
		}
		s.mu.Unlock()
		if err := s.writeBatch(rest, batch); err != nil {
			s.drop()
			return
		}
		s.hub.metrics.sent.Add(float64(len(batch)))
		clear(batch)
	}
}

// wrote tells who waits for the writer's end. A writer begun since by another's frame is not waited
// for: an ended socket gets none.
func (s *socket) wrote() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended && s.written != nil {
		close(s.written)
		s.written = nil
	}
}

// writeBatch writes small frames together: a system call costs more than what it carries.
func (s *socket) writeBatch(rest []byte, batch []*frame) error {
	if rest != nil {
		if _, err := s.conn.wire.Write(rest); err != nil {
			return err
		}
	}
	if len(batch) == 0 {
		return nil
	}
	joined, ok := s.hub.joined.Get().(*bytes.Buffer)
	if !ok {
		joined = new(bytes.Buffer)
	}
	defer s.hub.joined.Put(joined)
	for i, f := range batch {
		next := f.wire
		if joined.Len() == 0 && (i == len(batch)-1 || len(next) >= joinedLimit) {
			if _, err := s.conn.wire.Write(next); err != nil {
				return err
			}
			continue
		}
		joined.Write(next)
		if joined.Len() >= joinedLimit || i == len(batch)-1 {
			_, err := s.conn.wire.Write(joined.Bytes())
			joined.Reset()
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// linger gives the client a moment to read the bye and answer the close; the reader ends at that or
// at the deadline.
func (s *socket) linger() { _ = s.conn.SetReadDeadline(time.Now().Add(2 * time.Second)) }

// drop closes without words.
func (s *socket) drop() {
	s.mu.Lock()
	s.dropLocked()
	s.mu.Unlock()
	_ = s.conn.Close() // may wait, where there is TLS
}

func (s *socket) dropLocked() {
	s.ended, s.writing, s.queue, s.rest, s.bytes = true, false, nil, nil, 0
	if s.room != nil {
		s.room.Broadcast()
	}
}

// handleControl sees to it that all writing goes through the queue, the answers to control frames
// too.
func (s *socket) handleControl() {
	s.conn.SetPongHandler(func(string) error {
		s.alive()
		return nil
	})
	s.conn.SetPingHandler(func(data string) error {
		if s.mayGoOn() {
			s.send(frameOf(websocket.PongMessage, []byte(data)))
		}
		s.alive()
		return nil
	})
	s.conn.SetCloseHandler(func(code int, _ string) error {
		s.answerClose(code)
		return nil
	})
}

// alive notes that something came from the client.
func (s *socket) alive() {
	s.mu.Lock()
	s.pings = 0
	s.mu.Unlock()
}

// onTime notes that the first frame came.
func (s *socket) onTime() {
	if s.late != nil {
		s.late.Stop()
		s.late = nil
	}
}

// read waits for the client's next frame and leaves it to heed; or for the end of the connection.
// One goroutine at a time is in read or heed. After a bye it reads on and heeds nothing, so that
// the client gets to read the bye before the connection closes.
func (s *socket) read() {
	for {
		kind, reader, err := s.conn.NextReader()
		if err != nil {
			break
		}
		if !s.mayGoOn() {
			continue
		}
		// Not gorilla's own limit, which closes at once and leaves no room for a bye.
		data, err := io.ReadAll(io.LimitReader(reader, maxFrame+1))
		if err != nil {
			break
		}
		go s.heed(kind, data)
		return
	}
	s.drop()
	s.hub.over(s)
}

// heed does what a frame asks for, and reads on.
func (s *socket) heed(kind int, data []byte) {
	s.alive()
	switch f, wrong := readFrame(data); {
	case kind != websocket.TextMessage:
		s.end(ByeProtocol, messages.FramesText())
	case len(data) > maxFrame:
		s.end(ByeProtocol, messages.FrameBytes(maxFrame))
	case wrong != (messages.Fault{}):
		s.end(ByeProtocol, wrong)
	case f.Type == "ping":
		s.send(pongFrame)
	default:
		if err := s.hub.take(s, f); err != nil {
			s.endFor(err)
		}
	}
	go s.read()
}

// mayGoOn counts a frame of the client. False: the socket has ended, now because of the rate or
// before.
func (s *socket) mayGoOn() bool {
	if s.isEnded() {
		return false
	}
	limits := s.hub.options.Limits
	if !s.frames.take(time.Now(), 3*limits.Frames, 3*time.Second) {
		s.end(ByeRate, messages.FramesTooMany())
		return false
	}
	return true
}

// pingFrame is the protocol's ping; pongFrame answers a client's frame of type ping.
var (
	pingFrame = frameOf(websocket.PingMessage, nil)
	pongFrame = encode(json.RawMessage(`{"type":"pong"}`))
)

// reasonOf chooses the bye of an error, once, here.
func reasonOf(e *congress.Error) Reason {
	switch e.Kind {
	case congress.Unauthorized:
		switch {
		case strings.HasPrefix(e.Code.String(), "ticket_"):
			return ByeTicket
		case e.Code == messages.SessionExpired:
			return ByeExpired
		}
		return ByeRevoked
	case congress.NotFound:
		return ByeNotHere
	case congress.Forbidden, congress.TooMany:
		return ByeRefused
	case congress.Invalid, congress.TooLarge:
		return ByeProtocol
	default:
		return ByeRestart
	}
}
