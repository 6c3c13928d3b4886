package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
)

// Options are what the app needs. Auth, Policy, Now, NewID, Log, Registry and Contract are
// required.
type Options struct {
	Auth     *auth.Service
	Policy   *auth.Policy
	Now      func() time.Time
	NewID    func() string
	Log      *slog.Logger
	Registry *prometheus.Registry
	Contract *Contract

	TrustedProxies []netip.Prefix  // whose forwarding headers count; none by default
	Origins        []string        // of pages and apps besides the server's own, "scheme://host[:port]"
	PublicURL      string          // where readers reach the server, "https://host[:port]"; "": it is not known, and no report is signed
	MetricsToken   string          // who brings it as a bearer token may read the metrics; "": only administrators
	Secure         bool            // cookies only over HTTPS; set when TLS is served here or in front
	Quota          auth.Quota      // of each member in each congress
	MaxJSON        int             // bytes of a JSON body; 0 means 512 KB
	RequestTime    time.Duration   // for a request that is no stream; 0 means 30 s
	StallTime      time.Duration   // a stream in or out that moves nothing for so long is cut; 0 means 30 s
	Context        context.Context //nolint:containedctx // ends the requests under way; the server's
}

type server struct {
	options  Options
	contract *Contract
	metrics  httpMetrics
	quotas   *quotas
	paths    []pathMethods
}

// pathMethods are the methods that a path of the routes takes.
type pathMethods struct {
	path    string
	methods []string
}

// New makes the app with all its routes; it listens to nothing yet. It fails
// when a route and the contract do not agree or a route lacks its access rule.
func New(o Options, all ...Route) (*fiber.App, error) {
	if o.MaxJSON == 0 {
		o.MaxJSON = 512 << 10
	}
	if o.RequestTime == 0 {
		o.RequestTime = 30 * time.Second
	}
	if o.StallTime == 0 {
		o.StallTime = 30 * time.Second
	}
	s := &server{options: o, contract: o.Contract, metrics: newHTTPMetrics(o.Registry), quotas: newQuotas(o)}
	app := fiber.New(fiber.Config{
		AppName: "plenum", DisableStartupMessage: true, ServerHeader: "",
		Immutable:                    true, // fasthttp uses its memory again; strings of a request must not change under us
		StrictRouting:                true,
		CaseSensitive:                true,
		StreamRequestBody:            true,
		DisablePreParseMultipartForm: true,
		BodyLimit:                    16 << 10, // how much of a body is read ahead; limits are readBody's and the services'
		ReadBufferSize:               16 << 10, // all headers together
		ReadTimeout:                  o.StallTime,
		IdleTimeout:                  2 * time.Minute,
		EnableTrustedProxyCheck:      true, // with no list: nobody is trusted. Ours are checked in clientAddress
		ErrorHandler:                 s.problem,
	})
	app.Server().KeepHijackedConns = true // the hub closes its sockets itself
	app.Server().HeaderReceived = frame
	app.Use(s.observe)
	if err := s.routes(app, all); err != nil {
		return nil, err
	}
	app.Use(s.notRouted)
	return app, nil
}

const (
	localID      = "plenum-request-id"
	localActor   = "plenum-actor"
	localCurrent = "plenum-current" // of a change that came too late, the object as it is
	localBody    = "plenum-body"    // of the request, as far as it is read
)

func requestID(c *fiber.Ctx) string {
	id, _ := c.Locals(localID).(string)
	return id
}

// actorNote is what the access log says of who asked.
type actorNote struct {
	congress congress.CongressID
	member   congress.MemberID
	account  congress.AccountID
}

func (c *Call) noteActor() {
	a := c.Seat.Actor
	c.Locals(localActor, actorNote{a.Congress, a.Member, a.Account})
}

// observe is around every request: its id, headers every answer has, the
// access log and metrics, and the net under a panic.
func (s *server) observe(c *fiber.Ctx) (err error) {
	begin := time.Now()
	id := s.options.NewID()
	c.Locals(localID, id)
	ctx := s.options.Context
	c.SetUserContext(ctx)
	securityHeaders(c)
	c.Set("X-Request-Id", id)
	defer func() {
		if p := recover(); p != nil {
			s.options.Log.Error("request panicked", "request", id, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = congress.E(congress.Internal, messages.Internal)
		}
		if err != nil {
			err = s.problem(c, err)
		}
		if bodyOf(c).left() {
			_ = Closing(c, nil)
		}
		s.account(c, id, begin)
	}()
	if why := c.Request().Header.Peek(misframed); len(why) > 0 {
		return Closing(c, congress.FieldError(messages.RequestInvalid, "request", misframing(string(why))))
	}
	if s.shared(c) {
		return nil
	}
	byTodaysPath(c)
	return c.Next()
}

// requestBody is the body of a request. A nil one is none.
type requestBody struct {
	r     io.Reader
	size  int // -1: chunked
	n     int
	ended bool
}

// bodyOf gives the body, the same however often it is asked for.
func bodyOf(c *fiber.Ctx) *requestBody {
	if b, ok := c.Locals(localBody).(*requestBody); ok {
		return b
	}
	stream := c.Context().RequestBodyStream()
	if stream == nil {
		return nil
	}
	b := &requestBody{r: stream, size: c.Request().Header.ContentLength()}
	c.Locals(localBody, b)
	return b
}

// Read reads on, and ends once: fasthttp would look for another chunk on the connection behind the
// last one.
func (b *requestBody) Read(p []byte) (int, error) {
	if b.ended {
		return 0, io.EOF
	}
	n, err := b.r.Read(p)
	b.n += n
	b.ended = b.ended || errors.Is(err, io.EOF)
	return n, err
}

// readAhead is how much of a body fasthttp has read before anybody asks for it.
const readAhead = 8 << 10

// left reports whether bytes of the body are still to come on the connection: fasthttp would take
// them for the next request.
func (b *requestBody) left() bool {
	return b != nil && !b.ended && (b.size < 0 || b.size > readAhead && b.n < b.size)
}

// securityHeaders: nothing of ours is framed, sniffed, cached in between or allowed to load from
// elsewhere.
func securityHeaders(c *fiber.Ctx) {
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("X-Frame-Options", "DENY")
	c.Set("Referrer-Policy", "no-referrer")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Content-Security-Policy", "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
	c.Set("Cache-Control", "no-store")
	if c.Secure() {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

func (s *server) account(c *fiber.Ctx, id string, begin time.Time) {
	route := c.Route().Path
	status := c.Response().StatusCode()
	took := time.Since(begin)
	s.metrics.observe(c.Method(), route, status, took)
	level := slog.LevelInfo
	if status >= 500 {
		level = slog.LevelWarn
	}
	note, _ := c.Locals(localActor).(actorNote)
	s.options.Log.Log(c.UserContext(), level, "request", "request", id, "method", c.Method(), "path", c.Path(),
		"status", status, "took", took.Round(time.Microsecond).String(), "address", s.clientAddress(c),
		"congress", string(note.congress), "member", string(note.member), "account", string(note.account))
}

// notRouted answers what no route took: another method than the path has is 405 with the methods
// that it has in Allow (RFC 9110, 15.5.6), all else does not exist.
func (s *server) notRouted(c *fiber.Ctx) error {
	if methods := s.methods(c.Path()); len(methods) > 0 {
		c.Set(fiber.HeaderAllow, strings.Join(methods, ", "))
		return Closing(c, ErrMethod)
	}
	return Closing(c, congress.ErrNotFound)
}

// methods lists what the routes of a path take, in order.
func (s *server) methods(path string) []string {
	var out []string
	for _, r := range s.paths {
		if fiber.RoutePatternMatch(path, r.path, fiber.Config{StrictRouting: true, CaseSensitive: true}) {
			out = append(out, r.methods...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// clientAddress is the peer's, unless it is a trusted proxy: then the last address in
// X-Forwarded-For that no trusted proxy is. Addresses before that one can be the client's own
// words.
func (s *server) clientAddress(c *fiber.Ctx) string {
	peer, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return ""
	}
	peer = peer.Unmap()
	if !s.trusted(peer) {
		return peer.String()
	}
	var hops []string // of all lines: some proxies merge theirs into the client's, others add one (RFC 9110, 5.3)
	for _, line := range c.Request().Header.PeekAll(fiber.HeaderXForwardedFor) {
		hops = append(hops, SplitList(string(line))...)
	}
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(hops[i])
		if err != nil {
			break
		}
		peer = hop.Unmap()
		if !s.trusted(peer) {
			break
		}
	}
	return peer.String()
}

func (s *server) trusted(address netip.Addr) bool {
	for _, p := range s.options.TrustedProxies {
		if p.Contains(address) {
			return true
		}
	}
	return false
}
