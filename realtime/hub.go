package realtime

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/prometheus/client_golang/prometheus"

	"plenum/auth"
	"plenum/congress"
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
}

// Limits of the hub; zero fields take the defaults.
type Limits struct {
	Sockets    int           // open at once; default 20,000
	PerAccount int           // open at once; default 8; the oldest goes when there is one more
	Ping       time.Duration // between pings; default 30 s. Two unanswered end the socket
	Hello      time.Duration // until the first frame; default 10 s
}

// Hub holds the open sockets. It is safe for concurrent use.
type Hub struct {
	options Options
	metrics metrics
	count   atomic.Int64

	writeBuffers sync.Pool
	corkBuffers  sync.Pool

	mu       sync.Mutex
	rooms    map[congress.CongressID]*room
	accounts map[congress.AccountID][]*socket
	all      map[*socket]struct{}
	stopping bool
	serving  sync.WaitGroup
	ctx      context.Context //nolint:containedctx // ends what sockets and rooms wait for; Close cancels it
	cancel   context.CancelFunc
}

type metrics struct {
	open prometheus.Gauge
	sent prometheus.Counter
	slow prometheus.Counter
}

// New makes a hub without sockets. Its life ends with Close; ctx is the server's.
func New(ctx context.Context, o Options) *Hub {
	if o.Limits.Sockets == 0 {
		o.Limits.Sockets = 20_000
	}
	if o.Limits.PerAccount == 0 {
		o.Limits.PerAccount = 8
	}
	if o.Limits.Ping == 0 {
		o.Limits.Ping = 30 * time.Second
	}
	if o.Limits.Hello == 0 {
		o.Limits.Hello = 10 * time.Second
	}
	h := &Hub{
		options: o, rooms: map[congress.CongressID]*room{},
		accounts: map[congress.AccountID][]*socket{}, all: map[*socket]struct{}{},
		metrics: metrics{
			open: prometheus.NewGauge(prometheus.GaugeOpts{Name: "plenum_sockets_open", Help: "Open live sockets."}),
			sent: prometheus.NewCounter(prometheus.CounterOpts{Name: "plenum_socket_frames_sent_total", Help: "Frames written to live sockets."}),
			slow: prometheus.NewCounter(prometheus.CounterOpts{Name: "plenum_sockets_slow_total", Help: "Live sockets closed because their reader was too slow."}),
		},
	}
	h.ctx, h.cancel = context.WithCancel(ctx)
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

// Serve talks to an upgraded connection until it ends. session is who the
// request's cookie or bearer token named; nil when the first frame must bring a ticket.
func (h *Hub) Serve(conn *Conn, session *auth.Session, address string) {
	s := newSocket(h, conn, address)
	if !h.add(s) {
		s.read(func(clientFrame) error { return nil })
		return
	}
	defer h.remove(s)
	if session != nil {
		if err := h.identify(s, *session); err != nil {
			s.end(reasonOf(congress.AsError(err)), "")
		}
	}
	late := time.AfterFunc(h.options.Limits.Hello, func() { s.end(ByeIdle, "no hello came") })
	var seat *seat
	defer func() {
		late.Stop()
		if seat != nil {
			seat.leave()
		}
	}()
	s.read(func(f clientFrame) error {
		late.Stop()
		if s.session.ID == "" {
			session, err := h.options.Auth.RedeemTicket(h.ctx, f.Ticket)
			if err != nil {
				return err
			}
			if err := h.identify(s, session); err != nil {
				return err
			}
		}
		cursor, err := journal.ParseCursor(f.Cursor)
		if err != nil {
			return err
		}
		if seat != nil {
			seat.leave()
			seat = nil
		}
		seat, err = h.seat(s, f.Congress)
		if err != nil {
			return err
		}
		seat.follow(cursor)
		return nil
	})
}

// add counts the socket in; a hub that is full or stopping ends it at once.
func (h *Hub) add(s *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopping || len(h.all) >= h.options.Limits.Sockets {
		s.end(ByeRestart, "the server takes no more sockets now")
		return false
	}
	h.all[s] = struct{}{}
	h.count.Store(int64(len(h.all)))
	h.metrics.open.Set(float64(len(h.all)))
	return true
}

func (h *Hub) remove(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.all, s)
	h.count.Store(int64(len(h.all)))
	h.metrics.open.Set(float64(len(h.all)))
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
	h.mu.Unlock()
	if oldest != nil {
		oldest.end(ByeReplaced, "")
	}
	// Asked after it is in the list: a revocation before is seen here, one after by Run.
	if !h.options.Auth.SessionAlive(h.ctx, session.ID) {
		return congress.E(congress.Unauthorized, "session_unknown", "the session was ended")
	}
	return nil
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

func (h *Hub) sockets() []*socket {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]*socket, 0, len(h.all))
	for s := range h.all {
		out = append(out, s)
	}
	return out
}

// endDead ends the sockets of sessions that were ended and of accounts that changed and no longer hold.
func (h *Hub) endDead(news []journal.News) {
	sessions, accounts := map[congress.SessionID]bool{}, map[congress.AccountID]bool{}
	for _, item := range news {
		switch {
		case item.Record.Kind == congress.KindSession && item.Record.Op == congress.Erase:
			sessions[congress.SessionID(item.Record.Object)] = true
		case item.Record.Kind == congress.KindAccount:
			accounts[congress.AccountID(item.Record.Object)] = true
		}
	}
	if len(sessions)+len(accounts) == 0 {
		return
	}
	var dead []*socket
	h.mu.Lock()
	for account, list := range h.accounts {
		for _, s := range list {
			if sessions[s.session.ID] || accounts[account] && !h.options.Auth.SessionAlive(h.ctx, s.session.ID) {
				dead = append(dead, s)
			}
		}
	}
	h.mu.Unlock()
	for _, s := range dead {
		s.end(ByeRevoked, "")
	}
}

func (h *Hub) ping() {
	message, err := websocket.NewPreparedMessage(websocket.PingMessage, nil)
	if err != nil {
		return
	}
	now := h.options.Now()
	for _, s := range h.sockets() {
		s.mu.Lock()
		s.pings++
		lost := s.pings > 2
		s.mu.Unlock()
		switch {
		case lost:
			s.drop()
		case h.expired(s, now):
			s.end(ByeExpired, "")
		default:
			s.send(&frame{message: message, size: 2})
		}
	}
}

func (h *Hub) expired(s *socket, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !s.session.Expires.IsZero() && now.After(s.session.Expires)
}

// opening counts a connection that is being upgraded; false once the hub stops.
func (h *Hub) opening() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopping {
		return false
	}
	h.serving.Add(1)
	return true
}

func (h *Hub) closing() { h.serving.Done() }

// Close says bye (restart) to every socket, takes no new ones, and returns
// when all are closed or ctx ended; then it cuts those that are left.
func (h *Hub) Close(ctx context.Context) {
	h.mu.Lock()
	h.stopping = true
	h.mu.Unlock()
	for _, s := range h.sockets() {
		s.end(ByeRestart, "")
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
