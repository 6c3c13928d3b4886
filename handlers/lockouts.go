package handlers

import (
	"net/http"

	"plenum/auth"
)

// lockoutRoutes tell organizers whom wrong passwords keep out, and let these try again.
func (s *server) lockoutRoutes() []Route {
	const path = "/api/v1/congresses/:congress/lockouts"
	return []Route{
		{Method: "GET", Path: path, Access: Inside, Action: auth.LiftLockouts, Handle: func(c *Call) error {
			list, err := s.options.Auth.Lockouts(c.Req, c.Seat.Hall, c.Seat.Actor, c.Address)
			if err != nil {
				return err
			}
			return c.Answer(list)
		}},
		{Method: "POST", Path: path + "/:lockout/lift", Access: Inside, Action: auth.LiftLockouts, Handle: func(c *Call) error {
			id, err := c.RecordID()
			if err != nil {
				return err
			}
			lockout, err := c.Object("lockout")
			if err != nil {
				return err
			}
			if err := s.options.Auth.LiftLockout(c.Req, c.Seat.Hall, c.Seat.Actor, string(lockout), id); err != nil {
				return err
			}
			s.options.Log.Info("lockout lifted", "request", c.ID, "congress", c.Congress(), "member", c.Seat.Actor.Member, "lockout", lockout)
			return c.SendStatus(http.StatusNoContent)
		}},
	}
}
