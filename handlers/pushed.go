package handlers

import (
	"context"
	stdjson "encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/uploads"
	"plenum/journal"
)

// readinessLive pushes the board: the whole of it first, then the lines that changed.
func (d documentRoutes) readinessLive(c *Call) error {
	return push(pusher{d.stall, d.stop}, c, "readiness", d.board.WatchReadiness)
}

// registerLive pushes the files under way, and then those that changed.
func (d documentRoutes) registerLive(c *Call) error {
	lang := c.Language()
	return push(pusher{d.stall, d.stop}, c, "files", func(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func([]uploads.Underway) error) error {
		return d.uploads.WatchIngest(ctx, h, who, func(lines []uploads.Underway) error {
			for i := range lines {
				lines[i].Detail = messages.OfFile(lines[i].Reason, lang)
			}
			return send(lines)
		})
	})
}

// pusher is what pushing needs.
type pusher struct {
	stall time.Duration   // how long a client may stand still
	stop  context.Context //nolint:containedctx // the server's: ends what a client follows
}

// watch gives what there is to send, nil for nothing, and asks who the actor is now.
type watch[T any] func(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func(T) error) error

// push sends lists that are watched: the first one in any case, and then those that have something.
func push[T any](p pusher, c *Call, event string, lists watch[[]T]) error {
	return p.events(c, event, func(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func(any) error) error {
		first := true
		return lists(ctx, h, who, func(lines []T) error {
			if len(lines) == 0 && !first {
				return send(nil)
			}
			first = false
			return send(lines)
		})
	})
}

// events sends what is watched as server-sent events (WHATWG HTML, 9.2) of that name. A comment
// line is sent when there is nothing, so that proxies and both ends know that the other is there.
func (p pusher) events(c *Call, event string, all watch[any]) error {
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Accel-Buffering", "no")
	if c.Method() == fiber.MethodHead {
		c.Response().SkipBody = true
		return nil
	}
	again := c.again()
	return c.piped(p.stall, func(ctx context.Context, seat *auth.Seat) (func(io.Writer) error, func() error) {
		return func(w io.Writer) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			defer context.AfterFunc(p.stop, cancel)() // the server outlives many clients
			return all(ctx, seat.Hall, still(again), func(what any) error {
				if what == nil {
					_, err := io.WriteString(w, ": \n\n")
					return err
				}
				text, err := stdjson.Marshal(what)
				if err == nil {
					_, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, text)
				}
				return err
			})
		}, nil
	})
}

// still gives who the actor is now.
func still(again func(context.Context) (*auth.Seat, func(), error)) func(context.Context) (congress.Actor, error) {
	return func(ctx context.Context) (congress.Actor, error) {
		seat, leave, err := again(ctx)
		if err != nil {
			return congress.Actor{}, err
		}
		defer leave()
		return seat.Actor, nil
	}
}
