package api

import (
	"io"
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
)

// burst is how many minutes' worth a member may bring at once: a tablet that comes back sends what
// it kept.
const burst = 5

// quotas counts what members bring in a minute, on this server, since its start. It is safe for
// concurrent use.
type quotas struct {
	now     func() time.Time
	refused *prometheus.CounterVec

	mu    sync.Mutex
	by    map[bringer]*brought
	swept time.Time
}

// bringer is a member in a congress, with what they may bring; "" is no congress: signing in,
// accounts.
type bringer struct {
	congress congress.CongressID
	account  congress.AccountID
	may      auth.Allowance
}

// brought is what a member has left.
type brought struct {
	writes, bytes *rate.Limiter
	coming        int64 // bytes that requests under way have said and not sent yet
	last          time.Time
}

func newQuotas(o Options) *quotas {
	q := &quotas{now: o.Now, by: map[bringer]*brought{}, refused: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "plenum_quota_refused_total", Help: "Requests refused because their member brought too much: writes or bytes in a minute, or bytes in all.",
	}, []string{"of"})}
	for _, of := range refusals {
		q.refused.WithLabelValues(of)
	}
	o.Registry.MustRegister(q.refused)
	return q
}

var (
	errManyWrites = congress.E(congress.TooMany, messages.TooManyWrites)
	errManyBytes  = congress.E(congress.TooMany, messages.TooManyBytes)
)

// refusals are what is refused, by code, as the metric calls it.
//
//nolint:gochecknoglobals // a table that does not change
var refusals = map[string]string{errManyWrites.Code.String(): "writes", errManyBytes.Code.String(): "bytes", auth.ErrTotal.Code.String(): "total"}

// note counts a refusal.
func (q *quotas) note(err error) {
	if of, ok := refusals[congress.CodeOf(err)]; ok {
		q.refused.WithLabelValues(of).Inc()
	}
}

// begin counts a write that says so many bytes, of which it may send that many: come counts them as
// they come, and what never came counts no more after end. An error refuses the write and counts
// nothing.
func (q *quotas) begin(by bringer, bytes int64) (*coming, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	b := q.of(by, now)
	said := bytes
	bytes = min(bytes, int64(b.bytes.Burst())) // one file may be larger than what may come at once; it takes all of that
	if err := lack(errManyWrites, b.writes, now, 1); err != nil {
		return nil, err
	}
	if bytes > 0 {
		if err := lack(errManyBytes, b.bytes, now, bytes+b.coming); err != nil {
			return nil, err
		}
	}
	b.writes.AllowN(now, 1)
	b.coming += bytes
	return &coming{of: b, all: q, said: said, left: bytes}, nil
}

// of finds what the member has left. The lock is held.
func (q *quotas) of(by bringer, now time.Time) *brought {
	const idle = 2 * burst * time.Minute
	if now.Sub(q.swept) > idle {
		q.swept = now
		for k, b := range q.by {
			if b.coming == 0 && now.Sub(b.last) > idle { // all of it is there again
				delete(q.by, k)
			}
		}
	}
	b := q.by[by]
	if b == nil {
		b = &brought{writes: perMinute(int64(by.may.Writes)), bytes: perMinute(by.may.Bytes)}
		q.by[by] = b
	}
	b.last = now
	return b
}

func perMinute(n int64) *rate.Limiter {
	if n == 0 {
		return rate.NewLimiter(rate.Inf, math.MaxInt)
	}
	return rate.NewLimiter(rate.Limit(float64(n)/60), int(min(n, math.MaxInt/burst)*burst))
}

// lack is the error when less than n is left, with the time after which it is there.
func lack(refusal *congress.Error, l *rate.Limiter, now time.Time, n int64) error {
	lacks := float64(n) - l.TokensAt(now)
	if l.Limit() == rate.Inf || lacks <= 0 {
		return nil
	}
	err := *refusal
	err.RetryAfter = int(math.Ceil(lacks / float64(l.Limit())))
	return &err
}

// coming is the bytes of one request on their way.
type coming struct {
	all  *quotas
	of   *brought
	said int64 // and have not come
	left int64 // of them, what is held for them
}

// come counts n bytes that came. Only those that were not said can be too many.
func (c *coming) come(n int64) error {
	c.all.mu.Lock()
	defer c.all.mu.Unlock()
	now := c.all.now()
	said, held := min(n, c.said), min(n, c.left)
	c.said -= said
	c.left -= held
	c.of.coming -= held
	c.of.last = now
	if more := n - said; more > 0 {
		if err := lack(errManyBytes, c.of.bytes, now, more+c.of.coming); err != nil {
			return err
		}
	}
	if l := c.of.bytes; l.Limit() != rate.Inf {
		l.AllowN(now, int(min(float64(n), max(0, l.TokensAt(now)))))
	}
	return nil
}

func (c *coming) end() {
	c.all.mu.Lock()
	defer c.all.mu.Unlock()
	c.of.coming -= c.left
	c.left = 0
}

// count counts what the request brings, before a byte of it is read. Reading is free. ended must be
// called.
func (s *server) count(c *Call, r Route) (ended func(), err error) {
	stream := bodyOf(c.Ctx)
	if stream != nil {
		c.body = stream
	}
	switch c.Method() {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return func() {}, nil
	}
	if c.Session.ID == "" {
		return func() {}, nil
	}
	by := bringer{account: c.Session.Account, may: s.options.Quota.Member}
	if c.Seat != nil {
		by.congress, by.may = c.Seat.Actor.Congress, s.options.Quota.Of(s.options.Policy, c.Seat.Actor)
	}
	on, err := s.quotas.begin(by, max(0, int64(c.Request().Header.ContentLength())))
	if err != nil {
		return nil, Closing(c.Ctx, err)
	}
	if c.Seat != nil && c.Seat.Actor.Congress != "" && !r.Raw && by.may.Total > 0 && s.options.Auth.Written(c.Req, c.Seat) >= by.may.Total {
		on.end()
		return nil, Closing(c.Ctx, auth.ErrTotal)
	}
	if stream != nil {
		c.body = &countedBody{stream, on, c}
	}
	return on.end, nil
}

// countedBody is a request's body that is counted as it comes.
type countedBody struct {
	r  io.Reader
	on *coming
	of *Call
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if over := b.on.come(int64(n)); over != nil {
		b.of.over = over
		return 0, over
	}
	return n, err
}
