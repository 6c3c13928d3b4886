package discussion

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Discussion is the body of a KindDiscussion record: what is discussed, and
// which groups' threads are open now.
type Discussion struct {
	Title  string             `json:"title"`
	Issues []Issue            `json:"issues"` // the outline
	Groups []congress.GroupID `json:"groups"` // whose discussion it is
	Open   []congress.GroupID `json:"open"`   // of those, whose threads take comments
}

// Issue is a point of the outline, numbered from 1.
type Issue struct {
	Number   int    `json:"number"`
	Title    string `json:"title"`
	Question string `json:"question,omitempty"`
}

// Limits of a discussion.
const (
	MaxIssues     = 50
	MaxTitle      = 500  // characters
	MaxQuestion   = 2000 // characters
	defaultLimit  = 100
	maximumLimit  = 1000
	maximumGroups = 500
)

// Service is the rules of discussions. It is safe for concurrent use.
type Service struct {
	require func(*journal.Tx, congress.Actor, auth.Action) (congress.Actor, error)
	visible journal.Visible
}

// New makes the service on the rules of access.
func New(require func(*journal.Tx, congress.Actor, auth.Action) (congress.Actor, error), visible journal.Visible) *Service {
	return &Service{require: require, visible: visible}
}

// Save is what an organizer says of a discussion. A record id that is new makes one, with the id as its object.
type Save struct {
	ID      congress.RecordID
	Object  congress.ObjectID // empty: a new one
	IfMatch uint64            // the record number it was read at; 0: whatever it is
	Discussion
}

// Put sets a discussion up or changes it, its open threads included. The actor
// needs EditDiscussions. Errors: Invalid with fields, NotFound, Stale, Forbidden.
func (s *Service) Put(ctx context.Context, h *journal.Hall, actor congress.Actor, save Save) (journal.Result, error) {
	d, err := clean(save.Discussion)
	if err != nil {
		return journal.Result{}, err
	}
	object := save.Object
	if object == "" {
		object = congress.ObjectID(save.ID)
	}
	return h.Commit(ctx, journal.Request{ID: save.ID, Kind: congress.KindDiscussion, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if _, err := s.require(tx, actor, auth.EditDiscussions); err != nil {
			return journal.Draft{}, err
		}
		old, ok := tx.Get(object)
		switch {
		case ok != (save.Object != ""):
			return journal.Draft{}, congress.ErrNotFound
		case ok && old.Kind != congress.KindDiscussion:
			return journal.Draft{}, congress.ErrNotFound
		case ok && save.IfMatch != 0 && old.N != save.IfMatch:
			return journal.Draft{}, congress.E(congress.Stale, "stale", "the discussion changed since it was read")
		}
		for _, g := range d.Groups {
			if r, ok := tx.Get(congress.ObjectID(g)); !ok || r.Kind != congress.KindGroup {
				return journal.Draft{}, congress.FieldError("group_unknown", "groups", "there is no such group in this congress")
			}
		}
		return journal.Draft{Object: object, Body: d, Audience: congress.Audience{
			Groups: d.Groups,
			Roles:  []congress.Role{congress.Organizer, congress.Secretariat, congress.Presidium},
		}}, nil
	}})
}

// clean brings a discussion into the form that is kept, or says what is wrong with it.
func clean(d Discussion) (Discussion, error) {
	fields := map[string]string{}
	d.Title = strings.TrimSpace(d.Title)
	checkText(fields, "title", d.Title, 1, MaxTitle)
	if len(d.Issues) > MaxIssues {
		fields["issues"] = fmt.Sprintf("at most %d issues", MaxIssues)
	}
	d.Issues = slices.Clone(d.Issues)
	for i := range d.Issues {
		d.Issues[i].Number = i + 1
		checkText(fields, fmt.Sprintf("issues[%d].title", i), d.Issues[i].Title, 1, MaxTitle)
		checkText(fields, fmt.Sprintf("issues[%d].question", i), d.Issues[i].Question, 0, MaxQuestion)
	}
	if len(d.Groups) == 0 || len(d.Groups) > maximumGroups {
		fields["groups"] = "a discussion belongs to at least one group"
	}
	for _, g := range d.Open {
		if !slices.Contains(d.Groups, g) {
			fields["open"] = "only the discussion's groups can be open"
		}
	}
	if d.Issues == nil {
		d.Issues = []Issue{}
	}
	if d.Open == nil {
		d.Open = []congress.GroupID{}
	}
	if len(fields) > 0 {
		return d, &congress.Error{Kind: congress.Invalid, Code: "discussion_invalid", Message: "the discussion is not complete", Fields: fields}
	}
	return d, nil
}

// Get gives the discussion as the actor may see it.
func (s *Service) Get(h *journal.Hall, actor congress.Actor, id congress.ObjectID) (Discussion, *congress.Record, error) {
	r, err := h.Get(actor, id)
	if err != nil || r.Kind != congress.KindDiscussion {
		return Discussion{}, nil, congress.ErrNotFound
	}
	var d Discussion
	return d, r, r.Decode(&d)
}
