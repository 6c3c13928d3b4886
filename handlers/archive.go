package handlers

import (
	"context"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenum/auth"
	"plenum/documents"
)

// Archive is the route that serves all materials of a reader as one ZIP, under either API.
func Archive(inside string, access *auth.Service, service *documents.Service, stall time.Duration) Route {
	return Route{
		Method: "GET", Path: inside + "/archive", Access: Inside, Action: auth.ReadDocuments, Raw: true,
		Handle: func(c *Call) error {
			c.Set(fiber.HeaderContentType, "application/zip")
			c.Set(fiber.HeaderContentDisposition, disposition(File{Name: archiveFile(c.Seat.Info.Title), Download: true}))
			if c.Method() == fiber.MethodHead {
				c.Response().SkipBody = true
				return nil
			}
			ctx, cancel := context.WithCancel(c.UserContext())
			seat, leave, err := access.Enter(ctx, c.Session, c.Congress()) // the request's own hold on the hall ends with this function
			if err != nil {
				cancel()
				return err
			}
			body, w := io.Pipe()
			go func() { // ends with the archive, or when the client is gone and the pipe's other end is closed
				defer leave()
				_ = w.CloseWithError(service.Archive(ctx, seat.Hall, seat.Actor, w))
			}()
			c.Ctx.Context().SetBodyStream(&stream{Reader: body, body: body, cancel: cancel, conn: c.Ctx.Context().Conn(), stall: stall}, -1)
			return nil
		},
	}
}

func archiveFile(title string) string { return "Tài liệu " + title + ".zip" }
