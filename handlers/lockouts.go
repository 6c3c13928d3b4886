package handlers

import (
	"log/slog"
	"net/http"

	"plenum/auth"
	"plenum/handlers/api"
)

// lockoutRoutes tell organizers whom wrong passwords keep out, and let these try again.
func lockoutRoutes(service *auth.Service, log *slog.Logger) []api.Route {
	const path = "/api/v1/congresses/:congress/lockouts"
	return []api.Route{
		{Method: "GET", Path: path, Access: api.Inside, Action: auth.LiftLockouts, Handle: func(c *api.Call) error {
			list, err := service.Lockouts(c.Req, c.Seat.Hall, c.Seat.Actor, c.Address)
			if err != nil {
				return err
			}
			return c.Answer(list)
		}},
		{Method: "POST", Path: path + "/:lockout/lift", Access: api.Inside, Action: auth.LiftLockouts, Handle: func(c *api.Call) error {
			id, err := c.RecordID()
			if err != nil {
				return err
			}
			lockout, err := c.Object("lockout")
			if err != nil {
				return err
			}
			if err := service.LiftLockout(c.Req, c.Seat.Hall, c.Seat.Actor, string(lockout), id); err != nil {
				return err
			}
			log.Info("lockout lifted", "request", c.ID, "congress", c.Congress(), "member", c.Seat.Actor.Member, "lockout", lockout)
			return c.SendStatus(http.StatusNoContent)
		}},
	}
}
