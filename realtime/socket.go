package realtime

import (
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

// socket is one open connection. Whoever has something to send puts it into the bounded queue; a
// writer goroutine exists only while the queue is not empty. A client's frame is answered
// in a goroutine of its own too, because it needs a large stack, while the reader waits on a small
// one. So an idle socket costs its reader's stack and nothing else.
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
	queue   []*frame
	bytes   int
	writing bool
	ended   bool       // no more frames are taken
	room    *sync.Cond // signalled when the queue has room again; made when first needed
	pings   int        // since the last pong

	written chan struct{} // closed by the writer when nothing is left to write; nil while nobody waits for it
}

const (
	queueFrames  = 1024
	queueBytes   = 2 << 20
	writeTimeout = 10 * time.Second // for what is left to say after the end; before it, pings find whoever does not read
)

func newSocket(h *Hub, c *conn, client Client) *socket {
	return &socket{hub: h, conn: c, address: client.Address, language: client.Language}
}

// send queues frames; a full queue ends the socket, because its reader is too slow. It never
// blocks.
func (s *socket) send(frames ...*frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range frames {
		if s.ended {
			return
		}
		if len(s.queue) >= queueFrames || s.bytes+f.size > queueBytes && len(s.queue) > 0 {
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
	s.bytes += f.size
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
		closing, _ := websocket.NewPreparedMessage(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""))
		s.pushLocked(&frame{message: closing})
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
	s.conn.cork.finishBy(time.Now().Add(writeTimeout))
	if s.room != nil {
		s.room.Broadcast()
	}
}

func (s *socket) endLocked(reason Reason, why messages.Fault) {
	if s.ended {
		return
	}
	if reason == ByeSlow {
		s.queue, s.bytes = nil, 0
	}
	bye := byeFrame{Type: "bye", Reason: reason, Reconnect: reason.Reconnect(), Message: why.In(s.language)}
	if bye.Reconnect {
		if bye.AfterMS = s.hub.window().pick(); reason == ByeRate || reason == ByeFull {
			bye.AfterMS += slowReturn
		}
	}
	s.pushLocked(encode(bye))
	closing, _ := websocket.NewPreparedMessage(websocket.CloseMessage, websocket.FormatCloseMessage(reason.Code(), string(reason)))
	s.pushLocked(&frame{message: closing})
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

// write sends what is queued and ends when nothing is left.
func (s *socket) write() {
	defer s.wrote()
	var batch []*frame
	for {
		s.mu.Lock()
		if len(s.queue) == 0 {
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
		if err := s.writeBatch(batch); err != nil {
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

func (s *socket) writeBatch(batch []*frame) error {
	s.conn.cork.hold()
	for _, f := range batch {
		if err := s.conn.WritePreparedMessage(f.message); err != nil {
			_ = s.conn.cork.release()
			return err
		}
	}
	return s.conn.cork.release()
}

// linger gives the client a moment to read the bye and answer the close; the reader ends at that or
// at the deadline.
func (s *socket) linger() { _ = s.conn.SetReadDeadline(time.Now().Add(2 * time.Second)) }

// drop closes without words.
func (s *socket) drop() {
	s.mu.Lock()
	s.ended, s.writing, s.queue, s.bytes = true, false, nil, 0
	if s.room != nil {
		s.room.Broadcast()
	}
	s.mu.Unlock()
	_ = s.conn.Close()
}

// handleControl sees to it that all writing goes through the queue, the answers to control frames
// too.
func (s *socket) handleControl() {
	s.conn.SetPongHandler(func(string) error {
		s.alive()
		return nil
	})
	s.conn.SetPingHandler(func(data string) error {
		message, err := websocket.NewPreparedMessage(websocket.PongMessage, []byte(data))
		if err == nil && s.mayGoOn() {
			s.send(&frame{message: message, size: len(data) + 14})
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

var pongFrame = encode(json.RawMessage(`{"type":"pong"}`))

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
