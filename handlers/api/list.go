package api

import (
	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
	"plenum/vietnamese"
)

// Listing is the route that lists the objects of a kind in order of their creation, as the actor may
// see them.
func Listing(path string, action auth.Action, kind congress.ObjectKind) Route {
	return Route{Method: "GET", Path: path, Access: Inside, Action: action, Handle: func(c *Call) error {
		after, limit, err := c.Paging()
		if err != nil {
			return err
		}
		return c.Page(c.Seat.Hall.List(c.Seat.Actor, kind, after, limit, nil))
	}}
}

// ListInOrder is list in Vietnamese order, by the words that are told of each.
func ListInOrder[T any](path string, action auth.Action, kind congress.ObjectKind, words func(T) []string) Route {
	order := func() func(*congress.Record) []string {
		o := vietnamese.NewOrder()
		return func(r *congress.Record) []string {
			var one T
			if r.Decode(&one) != nil {
				return []string{"\xff"} // last
			}
			return o.Place(words(one))
		}
	}
	return Route{Method: "GET", Path: path, Access: Inside, Action: action, Handle: func(c *Call) error {
		limit, err := c.limit()
		if err != nil {
			return err
		}
		records, next, err := c.Seat.Hall.InOrder(c.Seat.Actor, kind, order, journal.Part{After: c.Query("cursor"), Limit: limit})
		if err != nil {
			return err
		}
		return c.items(records, next)
	}}
}
