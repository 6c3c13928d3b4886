package api

import (
	"context"
	stdjson "encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Pusher is what pushing needs.
type Pusher struct {
	Stall time.Duration   // how long a client may stand still
	Stop  context.Context //nolint:containedctx // the server's: ends what a client follows
}

// watch gives what there is to send, nil for nothing, and asks who the actor is now.
type watch[T any] func(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func(T) error) error

// Push sends lists that are watched: the first one in any case, and then those that have something.
func Push[T any](p Pusher, c *Call, event string, lists watch[[]T]) error {
	return p.Events(c, event, func(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func(any) error) error {
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

// Events sends what is watched as server-sent events (WHATWG HTML, 9.2) of that name. A comment
// line is sent when there is nothing, so that proxies and both ends know that the other is there.
func (p Pusher) Events(c *Call, event string, all watch[any]) error {
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Accel-Buffering", "no")
	if c.Method() == fiber.MethodHead {
		c.Response().SkipBody = true
		return nil
	}
	again := c.Again()
	return c.Piped(p.Stall, func(ctx context.Context, seat *auth.Seat) (func(io.Writer) error, func() error) {
		return func(w io.Writer) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			defer context.AfterFunc(p.Stop, cancel)() // the server outlives many clients
			return all(ctx, seat.Hall, Who(again), func(what any) error {
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

// Who gives who the actor is now.
func Who(again func(context.Context) (*auth.Seat, func(), error)) func(context.Context) (congress.Actor, error) {
	return func(ctx context.Context) (congress.Actor, error) {
		seat, leave, err := again(ctx)
		if err != nil {
			return congress.Actor{}, err
		}
		defer leave()
		return seat.Actor, nil
	}
}
