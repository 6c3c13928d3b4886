package auth

import (
	"context"

	"plenum/congress"
)

// Membership is a congress that an account has part in.
type Membership struct {
	Congress congress.CongressID `json:"congress"`
	Info     congress.Info       `json:"info"`
	Member   congress.MemberID   `json:"member,omitempty"` // empty for an administrator who is no member
	Roles    []congress.Role     `json:"roles"`
	Groups   []congress.GroupID  `json:"groups"`
}

// Congresses lists the congresses that the session's account has part in, in
// order of their creation. It enters each hall of the server, so it costs
// more the more congresses there are.
func (s *Service) Congresses(ctx context.Context, session Session) ([]Membership, error) {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	list := []Membership{}
	for r := range system.All(ServerActor(""), congress.KindCongress) {
		seat, leave, err := s.enter(ctx, session, congress.CongressID(r.Object))
		if congress.KindOf(err) == congress.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, Membership{
			Congress: congress.CongressID(r.Object), Info: seat.Info, Member: seat.Actor.Member,
			Roles: seat.Actor.Roles, Groups: append([]congress.GroupID{}, seat.Actor.Groups...),
		})
		leave()
	}
	return list, nil
}
