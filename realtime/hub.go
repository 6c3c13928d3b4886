package realtime

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/journal"
)

// Options are what the hub needs. All but Limits are required.
type Options struct {
	Auth   *auth.Service
	Halls  *journal.Halls
	Policy *auth.Policy
	Now    func() time.Time
	Log    *slog.Logger
	Limits Limits

	Discussions *discussion.Service
}

// Hub holds the open sockets. It is safe for concurrent use.
type Hub struct {
	options Options
	metrics metrics
	count   atomic.Int64

	writeBuffers sync.Pool
	joined       sync.Pool // buffers of writers

	mu        sync.Mutex
	rooms     map[congress.CongressID]*room
	accounts  map[congress.AccountID][]*socket
	addresses map[string]int
	all       map[*socket]struct{}
	upgraded  int         // connections taken over and not yet closed
	hinted    window      // what the sockets were told last
	nextEnd   time.Time   // the first session of an open socket runs out; zero: none is open
	ending    *time.Timer // at nextEnd
	stopping  bool
	serving   sync.WaitGroup
	ctx       context.Context //nolint:containedctx // ends what sockets and rooms wait for; Close cancels it
	cancel    context.CancelFunc
}

type metrics struct {
	open prometheus.Gauge
	sent prometheus.Counter
	slow prometheus.Counter
}

// New makes a hub without sockets. Its life ends with Close; ctx is the server's.
func New(ctx context.Context, o Options) *Hub {
	o.Limits = o.Limits.orDefaults()
	h := &Hub{
		options: o, rooms: map[congress.CongressID]*room{},
		accounts: map[congress.AccountID][]*socket{}, addresses: map[string]int{}, all: map[*socket]struct{}{},
		metrics: metrics{
			open: prometheus.NewGauge(prometheus.GaugeOpts{Name: "plenum_sockets_open", Help: "Open live sockets."}),
			sent: prometheus.NewCounter(prometheus.CounterOpts{Name: "plenum_socket_frames_sent_total", Help: "Frames written to live sockets."}),
			slow: prometheus.NewCounter(prometheus.CounterOpts{Name: "plenum_sockets_slow_total", Help: "Live sockets closed because their reader was too slow."}),
		},
	}
	h.ctx, h.cancel = context.WithCancel(ctx)
	h.hinted = h.window()
	return h
}

// Collectors are the hub's metrics, to be registered once.
func (h *Hub) Collectors() []prometheus.Collector {
	return []prometheus.Collector{h.metrics.open, h.metrics.sent, h.metrics.slow}
}

// Count is how many sockets are open.
func (h *Hub) Count() int { return int(h.count.Load()) }

// Online reports whether the account has an open socket on the device.
func (h *Hub) Online(account congress.AccountID, device congress.DeviceID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.accounts[account] {
		if s.session.Device == device {
			return true
		}
	}
	return false
}

// open begins to talk to an upgraded connection; over ends it.
func (h *Hub) open(s *socket, session *auth.Session) {
	if h.add(s) {
		if session != nil {
			if err := h.identify(s, *session); err != nil {
				s.endFor(err)
			}
		}
		s.late = time.AfterFunc(h.options.Limits.Hello, func() { s.end(ByeIdle, messages.HelloLate()) })
	}
	s.handleControl()
	go s.read()
}

// over is the end of a socket whose connection is closed.
func (h *Hub) over(s *socket) {
	s.onTime()
	if s.seat != nil {
		s.seat.leave()
	}
	h.remove(s)
	h.closing()
}

// take does what the client's frame asks for. An error ends the socket; what is refused and no more
// is told in a frame.
func (h *Hub) take(s *socket, f clientFrame) error {
	s.onTime()
	if f.Type != "hello" && f.Type != "resume" {
		s.ask(f)
		return nil
	}
	if s.seat != nil && !s.resumes.take(time.Now(), h.options.Limits.Resumes, time.Minute) {
		s.send(errorOf(f.Type, errResumes, s.language))
		return nil
	}
	cursor, err := h.greet(s, f)
	if err != nil {
		return err
	}
	if s.seat != nil {
		s.seat.leave()
		s.seat.settle()
		s.seat = nil
	}
	if s.seat, err = h.seat(s, f.Congress); err != nil {
		return err
	}
	h.replace(s, s.seat.room.id)
	s.seat.follow(cursor)
	return nil
}

var errResumes = congress.E(congress.TooMany, messages.ResumeTooOften)

var errNobody = congress.E(congress.Unauthorized, messages.SessionMissing)

// greet finds who says hello, and where they left off.
func (h *Hub) greet(s *socket, f clientFrame) (cursor journal.Cursor, err error) {
	if s.session.ID == "" {
		if f.Ticket == "" {
			return cursor, errNobody
		}
		session, err := h.options.Auth.RedeemTicket(h.ctx, f.Ticket)
		if err != nil {
			return cursor, err
		}
		if err := h.identify(s, session); err != nil {
			return cursor, err
		}
	}
	return journal.ParseCursor(f.Cursor)
}

// add counts the socket in; a hub that is stopping, or has too many of the address, ends it at
// once.
func (h *Hub) add(s *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.stopping:
		s.end(ByeRestart, messages.SocketStopping())
		return false
	case uncounted(s.address):
	case h.addresses[s.address] >= h.options.Limits.PerAddress:
		s.end(ByeFull, messages.SocketsOfAddress())
		return false
	default:
		h.addresses[s.address]++
	}
	s.counted = true
	h.all[s] = struct{}{}
	h.counted()
	return true
}

func (h *Hub) counted() {
	h.count.Store(int64(len(h.all)))
	h.metrics.open.Set(float64(len(h.all)))
}

func (h *Hub) remove(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !s.counted {
		return
	}
	delete(h.all, s)
	h.counted()
	if n := h.addresses[s.address]; n > 1 {
		h.addresses[s.address] = n - 1
	} else {
		delete(h.addresses, s.address)
	}
	list := h.accounts[s.session.Account]
	for i, other := range list {
		if other == s {
			list = append(list[:i:i], list[i+1:]...)
			break
		}
	}
	if len(list) == 0 {
		delete(h.accounts, s.session.Account)
	} else {
		h.accounts[s.session.Account] = list
	}
}

// identify binds the socket to a session. The oldest socket of an account that has too many goes.
func (h *Hub) identify(s *socket, session auth.Session) error {
	h.mu.Lock()
	s.session = session
	list := append(h.accounts[session.Account], s)
	h.accounts[session.Account] = list
	var oldest *socket
	if len(list) > h.options.Limits.PerAccount {
		oldest = list[0]
		h.accounts[session.Account] = list[1:]
	}
	h.watchEnd(session.Expires)
	h.mu.Unlock()
	if oldest != nil {
		oldest.end(ByeReplaced, messages.SocketsOfAccount())
	}
	// Asked after it is in the list: a revocation before is seen here, one after by Run.
	return h.options.Auth.SessionAlive(h.ctx, session.ID)
}

// replace ends what a device left behind: its older sockets of the same session that follow the
// same congress. A tablet that lost its Wi-Fi is back long before the server knows that its old
// socket is dead. Sessions that name no device may have many sockets, such as the windows of a
// browser.
func (h *Hub) replace(s *socket, id congress.CongressID) {
	var old []*socket
	h.mu.Lock()
	s.follows = id
	for _, other := range h.accounts[s.session.Account] {
		if other != s && s.session.Device != "" && other.session.Device == s.session.Device && other.session.ID == s.session.ID && other.follows == id {
			old = append(old, other)
		}
	}
	h.mu.Unlock()
	for _, other := range old {
		other.end(ByeReplaced, messages.SocketNewer())
	}
}

// Run pings the sockets and ends those of revoked and expired sessions, until ctx ends.
func (h *Hub) Run(ctx context.Context) error {
	system, leave, err := h.options.Halls.Enter(ctx, congress.System)
	if err != nil {
		return err
	}
	defer leave()
	var wait sync.WaitGroup
	wait.Go(func() {
		for n := system.Head().N; system.Wait(ctx, n); {
			var news []journal.News
			news, n = system.News(n)
			h.endDead(news)
		}
	})
	wait.Go(func() { h.endStale(ctx, system) })
	wait.Go(func() {
		ticker := time.NewTicker(h.options.Limits.Ping)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				h.ping()
			}
		}
	})
	wait.Wait()
	return nil
}

// staleLook is how often the hub looks whether it hears the log.
const staleLook = 500 * time.Millisecond

func (h *Hub) sockets() []*socket {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]*socket, 0, len(h.all))
	for s := range h.all {
		out = append(out, s)
	}
	return out
}

func (h *Hub) ping() {
	hint := h.hint()
	for _, s := range h.sockets() {
		s.mu.Lock()
		s.pings++
		lost := s.pings > 2
		s.mu.Unlock()
		if lost {
			s.drop()
			continue
		}
		s.send(pingFrame)
		if hint != nil {
			s.send(hint)
		}
	}
	h.endExpired() // by the clock of the day, should it have been set forward
}

// hint is a frame for everybody when far more sockets are open than when they said hello: those
// that came first were told a window for few. nil: what they know will do.
func (h *Hub) hint() *frame {
	now := h.window()
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case now.Max >= 2*h.hinted.Max:
		h.hinted = now
		return encode(reconnectFrame{Type: "reconnect", Reconnect: now})
	case 2*now.Max <= h.hinted.Max:
		h.hinted = now // most have gone; those that come next must hear of it when they are many again
	}
	return nil
}

var errFull = congress.E(congress.Unavailable, messages.SocketsFull)

// opening counts a connection that is being upgraded; Unavailable when the hub stops or has as many
// as it may.
func (h *Hub) opening() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.stopping:
		return congress.E(congress.Unavailable, messages.Stopping)
	case h.upgraded >= h.options.Limits.Sockets:
		return &congress.Error{Kind: errFull.Kind, Code: errFull.Code, RetryAfter: h.retryAfter()}
	}
	h.upgraded++
	h.serving.Add(1)
	return nil
}

// retryAfter is a moment of the window in whole seconds, as HTTP says it, and never at once.
func (h *Hub) retryAfter() int { return 2 + int(h.window().pick()/1000) }

func (h *Hub) closing() {
	h.mu.Lock()
	h.upgraded--
	h.mu.Unlock()
	h.serving.Done()
}

// Close says bye (restart) to every socket, takes no new ones, and returns
// when all are closed or ctx ended; then it cuts those that are left.
func (h *Hub) Close(ctx context.Context) {
	h.mu.Lock()
	h.stopping = true
	if h.ending != nil {
		h.ending.Stop()
	}
	h.mu.Unlock()
	for _, s := range h.sockets() {
		s.end(ByeRestart, messages.Fault{})
	}
	done := make(chan struct{})
	go func() {
		h.serving.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
	for _, s := range h.sockets() {
		s.drop()
	}
	h.cancel()
}
