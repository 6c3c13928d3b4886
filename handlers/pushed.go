package handlers

import (
	"context"
	stdjson "encoding/json"
	"fmt"
	"io"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/journal"
)

// readinessLive pushes the board: the whole of it first, then the lines that changed.
func (d documentRoutes) readinessLive(c *Call) error {
	return push(d, c, "readiness", d.service.WatchReadiness)
}

// registerLive pushes the files under way, and then those that changed.
func (d documentRoutes) registerLive(c *Call) error {
	lang := language(c.Ctx)
	return push(d, c, "files", func(ctx context.Context, h *journal.Hall, who func(context.Context) (congress.Actor, error), send func([]documents.Underway) error) error {
		return d.service.WatchIngest(ctx, h, who, func(lines []documents.Underway) error {
			for i := range lines {
				lines[i].Detail = reasonIn(lang, lines[i].Reason)
			}
			return send(lines)
		})
	})
}

// push sends what is watched as server-sent events (WHATWG HTML, 9.2) of that name. A
// comment line is sent when there is nothing, so that proxies and both ends know that the other is there. watch asks who the actor is now.
func push[T any](d documentRoutes, c *Call, event string, watch func(context.Context, *journal.Hall, func(context.Context) (congress.Actor, error), func([]T) error) error) error {
	c.Set(fiber.HeaderContentType, "text/event-stream")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set("X-Accel-Buffering", "no")
	if c.Method() == fiber.MethodHead {
		c.Response().SkipBody = true
		return nil
	}
	ctx, cancel := context.WithCancel(c.UserContext())
	context.AfterFunc(d.stop, cancel)
	again := c.again()
	seat, leave, err := again(ctx) // the request's own hold on the hall ends with this function
	if err != nil {
		cancel()
		return err
	}
	body, w := io.Pipe()
	first := true
	go func() { // ends when the client is gone and the pipe's other end is closed, or when the watcher may not see it any more
		defer leave()
		_ = w.CloseWithError(watch(ctx, seat.Hall, still(again), func(lines []T) error {
			if len(lines) == 0 && !first {
				_, err := io.WriteString(w, ": \n\n")
				return err
			}
			first = false
			text, err := stdjson.Marshal(lines)
			if err == nil {
				_, err = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, text)
			}
			return err
		}))
	}()
	c.Ctx.Context().SetBodyStream(&stream{Reader: body, body: body, cancel: cancel, conn: c.Ctx.Context().Conn(), stall: d.stall}, -1)
	return nil
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
