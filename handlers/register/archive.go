package register

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents/delivery"
	"plenum/handlers/api"
)

// Archive is the route that serves all materials of a reader as one ZIP, under either API.
func Archive(inside string, service *delivery.Delivery, stall time.Duration) api.Route {
	return api.Route{
		Method: "GET", Path: inside + "/archive", Access: api.Inside, Action: auth.ReadDocuments, Raw: true,
		Handle: func(c *api.Call) error {
			c.Offer(archiveFile(c.Seat.Info.Title), "application/zip")
			if c.Method() == fiber.MethodHead {
				c.Response().SkipBody = true
				return nil
			}
			again := c.Again()
			return c.Piped(stall, func(ctx context.Context, seat *auth.Seat) (func(io.Writer) error, func() error) {
				write := func(w io.Writer) error { return service.Archive(ctx, seat.Hall, seat.Actor, w) }
				// Each document is asked for again by the archive; here, whether the reader is still who it was
				// made for.
				same := func() error {
					now, err := api.Who(again)(ctx)
					if err == nil && !(slices.Equal(now.Roles, seat.Actor.Roles) && slices.Equal(now.Groups, seat.Actor.Groups)) {
						err = congress.ErrNotFound
					}
					return err
				}
				return write, same
			})
		},
	}
}

func archiveFile(title string) string { return "Tài liệu " + title + ".zip" }
