package api

import (
	"bytes"
	"context"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// Access says who may come through a route.
type Access int

// The kinds of access. The zero value is none, which New refuses.
const (
	Anyone   Access = iota + 1 // also without signing in
	SignedIn                   // any session
	InSystem                   // a session that has Route.Action in the System stream
	Inside                     // a session that is in the :congress of the path and has Route.Action there
	Operator                   // an administrator, or who has the metrics' token
)

// Route is one operation of the API together with who may use it. Path is
// Fiber's; the contract has the same one with braces.
type Route struct {
	Method string
	Path   string
	Access Access
	Action auth.Action // for InSystem and Inside
	Raw    bool        // the handler reads the body as a stream; else it is JSON, or nothing
	Page   bool        // for people, not part of the API's contract
	Handle func(*Call) error
}

// Call is one request on its way through a route. It and everything it gives must not outlive the
// handler.
type Call struct {
	*fiber.Ctx
	ID      string          // the request's
	Session auth.Session    // zero for Anyone without a session
	Seat    *auth.Seat      // where the actor is: for InSystem and Inside
	Body    json            // of a request that is not Raw, checked against the contract
	Address string          // of the client, as far as proxies are trusted
	Req     context.Context //nolint:containedctx // the request's; services get it

	server *server
	body   io.Reader // of the request, counted; nil: it has none
	over   error     // why the body was not read on: its member brought too much
	unread bool      // the route takes If-Match, and the request names no version
}

type json []byte

// Congress is the congress of the path.
func (c *Call) Congress() congress.CongressID { return congress.CongressID(c.Params("congress")) }

// Again finds the seat anew, also after the handler has ended: for answers that go on while rights
// may end. leave must be called.
func (c *Call) Again() func(context.Context) (seat *auth.Seat, leave func(), err error) {
	access, session, id := c.server.options.Auth, c.Session, c.Congress()
	return func(ctx context.Context) (*auth.Seat, func(), error) {
		if err := access.SessionAlive(ctx, session.ID); err != nil {
			return nil, nil, err
		}
		return access.Enter(ctx, session, id)
	}
}

// Object is an object id of the path; what is no id cannot exist.
func (c *Call) Object(name string) (congress.ObjectID, error) {
	id := congress.ObjectID(c.Params(name))
	if !id.Valid() {
		return "", congress.ErrNotFound
	}
	return id, nil
}

// RecordID is the Idempotency-Key header: the id of the record that the request makes, which is one
// that a client can bring.
func (c *Call) RecordID() (congress.RecordID, error) {
	id := congress.RecordID(c.Get("Idempotency-Key"))
	if !congress.Brought(id) {
		return "", congress.FieldError(messages.RecordIDInvalid, "Idempotency-Key", messages.NotUUIDv7())
	}
	return id, nil
}

// asking tells the journal what the request asks for under its key: the operation, at what, with
// which words. A password is left out, because a fast digest of one must not be kept; auth compares
// it. If-Match is too: it says what was read, not what is asked for.
func (c *Call) asking() {
	id := congress.RecordID(c.Get("Idempotency-Key"))
	if !congress.Brought(id) {
		return
	}
	_, path, _ := strings.Cut(c.Path(), "/v1/") // of /api and /mobile alike
	c.Req = journal.Asking(c.Req, id, journal.Asked(id, []byte(c.Method()), []byte(path), c.Ctx.Context().QueryArgs().QueryString(), plainBody(c.Body)))
}

// plainBody is a JSON object in one form, without a password; what is none is left as it is.
func plainBody(body []byte) []byte {
	var fields map[string]any
	decoder := stdjson.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if len(body) == 0 || decoder.Decode(&fields) != nil {
		return body
	}
	delete(fields, "password")
	plain, err := stdjson.Marshal(fields) // with its names in order
	if err != nil {
		return body
	}
	return plain
}

// routes registers the routes on the app. It fails on a route without access
// rule, and on one that the contract does not have or has twice.
func (s *server) routes(app *fiber.App, routes []Route) error {
	seen := map[string]bool{}
	for _, r := range routes {
		name := r.Method + " " + r.Path
		switch {
		case seen[name]:
			return fmt.Errorf("route %s stands twice", name)
		case r.Handle == nil:
			return fmt.Errorf("route %s has no handler", name)
		case r.Access < Anyone || r.Access > Operator:
			return fmt.Errorf("route %s has no access rule", name)
		case (r.Access == InSystem || r.Access == Inside) == (r.Action == ""):
			return fmt.Errorf("route %s must name an action exactly when it is in a congress or the system", name)
		case (r.Access == Inside) != strings.Contains(r.Path, ":congress"):
			return fmt.Errorf("route %s must be inside the congress of its path", name)
		case !r.Page && s.contract.operation(r.Method, r.Path) == nil:
			return fmt.Errorf("route %s is not in the contract", name)
		}
		seen[name] = true
		methods := []string{r.Method}
		if r.Method == fiber.MethodGet {
			methods = append(methods, fiber.MethodHead)
		}
		for _, method := range methods {
			app.Add(method, r.Path, s.handler(r))
		}
		s.paths = append(s.paths, pathMethods{r.Path, methods})
	}
	for _, name := range s.contract.Operations() {
		if !seen[name] {
			return fmt.Errorf("the contract has %s, which is no route", name)
		}
	}
	return nil
}

// handler lets a request through to the route when its access rule, the policy and the contract
// allow it, in this order.
func (s *server) handler(r Route) fiber.Handler {
	op := s.contract.operation(r.Method, r.Path)
	return func(c *fiber.Ctx) (err error) {
		call := &Call{Ctx: c, ID: requestID(c), Address: s.clientAddress(c), Req: c.UserContext(), server: s}
		if !r.Raw {
			ctx, cancel := context.WithTimeout(call.Req, s.options.RequestTime)
			defer cancel()
			call.Req = ctx
		}
		if err := s.identify(call, r.Access == Anyone || r.Access == Operator); err != nil {
			return err
		}
		if err := s.checkOrigin(call, r); err != nil {
			return err
		}
		leave, err := s.admit(call, r)
		if err != nil {
			return err
		}
		defer leave()
		defer func() { s.quotas.note(err) }()
		ended, err := s.count(call, r)
		if err != nil {
			return err
		}
		defer ended()
		err = call.unmatched(s.serve(call, r, op))
		if call.over != nil {
			return Closing(c, call.over)
		}
		if e := congress.AsError(err); e != nil && e.Object != "" && call.Seat != nil {
			if current, getErr := call.Seat.Hall.Get(call.Seat.Actor, e.Object); getErr == nil {
				c.Locals(localCurrent, current)
			}
		}
		return err
	}
}

// serve reads the body, unless the route does that, holds the request to the contract, and has the
// route answer.
func (s *server) serve(c *Call, r Route, op *operation) (err error) {
	if !r.Raw {
		if c.Body, err = c.readBody(s.options.MaxJSON); err != nil {
			return err
		}
	} else if inForm(c.Ctx) {
		return Closing(c.Ctx, errForm)
	}
	if !r.Page {
		if err := op.check(c.Ctx, r.Raw, c.Body); err != nil {
			return err
		}
	}
	if !r.Raw {
		c.asking()
	}
	return r.Handle(c)
}

// admit applies the route's access rule. leave must be called.
func (s *server) admit(call *Call, r Route) (leave func(), err error) {
	nothing := func() {}
	if r.Access != Anyone && r.Access != Operator && call.Session.ID == "" {
		return nil, congress.E(congress.Unauthorized, messages.SessionMissing)
	}
	switch r.Access {
	case Inside:
		if !call.Congress().Valid() {
			return nil, congress.ErrNotFound
		}
		call.Seat, leave, err = s.options.Auth.Enter(call.Req, call.Session, call.Congress())
	case InSystem:
		call.Seat, leave, err = s.options.Auth.System(call.Req, call.Session)
	case Operator:
		// The operator is an administrator, or who collects the metrics and has their token. Where a
		// request comes from says nothing: a proxy on this machine brings everybody's.
		if !call.Session.Administrator && !s.collects(call.Ctx) {
			return nil, congress.ErrNotFound
		}
		return nothing, nil
	default:
		return nothing, nil
	}
	if err != nil {
		return nil, err
	}
	call.noteActor()
	if !s.options.Policy.Allow(call.Seat.Actor, r.Action) {
		leave()
		return nil, congress.E(congress.Forbidden, messages.Forbidden)
	}
	return leave, nil
}

// readBody reads a small body whole; longer ones are refused without reading on.
func (c *Call) readBody(limit int) ([]byte, error) {
	if c.Request().Header.ContentLength() > limit {
		return nil, Closing(c.Ctx, errBodyTooLarge)
	}
	if c.body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(c.body, int64(limit)+1))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, Closing(c.Ctx, congress.Wrap(err, congress.Invalid, messages.BodyTruncated))
	case len(body) > limit:
		return nil, Closing(c.Ctx, errBodyTooLarge)
	case c.Request().Header.ContentLength() > len(body):
		return nil, Closing(c.Ctx, congress.E(congress.Invalid, messages.BodyTruncated))
	}
	return body, nil
}

// errForm refuses a file that comes as a form: its boundaries would be stored as a part of the
// file.
var errForm = congress.FieldError(messages.FormRefused, fiber.HeaderContentType, messages.FormRefused.Fault())

// inForm reports whether the body is a form of several parts (RFC 2046, 5.1), as browsers' forms
// and `curl -F` send files.
func inForm(c *fiber.Ctx) bool {
	kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), "/")
	return strings.EqualFold(strings.TrimSpace(kind), "multipart")
}

var errBodyTooLarge = congress.E(congress.TooLarge, messages.BodyTooLarge)

// Closing has the connection closed after the answer: the rest of a body that
// was not read must never be taken for the next request. A little of the rest
// is read away first, so that a client that is still sending gets to hear the answer.
func Closing(c *fiber.Ctx, err error) error {
	c.Context().SetConnectionClose()
	if rest := bodyOf(c); rest != nil {
		_ = c.Context().Conn().SetReadDeadline(time.Now().Add(time.Second))
		_, _ = io.CopyN(io.Discard, rest, 1<<20)
	}
	return err
}
