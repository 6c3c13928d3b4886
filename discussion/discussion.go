package discussion

import (
	"context"
	"fmt"
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/wording"
)

// Plenary names the thread of all groups together, where a group is named.
const Plenary congress.GroupID = "plenary"

// Discussion is the body of a KindDiscussion record: what is discussed, by
// whom, and which threads are open now.
type Discussion struct {
	Title   string             `json:"title"`
	Issues  []Issue            `json:"issues"`            // the outline
	Groups  []congress.GroupID `json:"groups"`            // whose discussion it is; each has a thread
	Plenary bool               `json:"plenary,omitempty"` // there is a thread of all groups too
	Open    []congress.GroupID `json:"open"`              // threads that were opened by hand
	Clock   []Clock            `json:"clock,omitempty"`   // threads that open and close by the server's clock; Open says nothing of them
	Readers *congress.Audience `json:"readers,omitempty"` // who else reads all threads, from now on
	Unnamed bool               `json:"unnamed,omitempty"` // opinions may be recorded as those of "a member"
}

// Issue is a point of the outline, numbered from 1.
type Issue struct {
	Number    int     `json:"number"`
	Title     string  `json:"title"`
	Question  string  `json:"question,omitempty"`
	Documents []Place `json:"documents,omitempty"` // what it is about
}

// Place is a document, and the pages of it that are meant; 0 is all of it.
type Place struct {
	Document congress.ObjectID `json:"document"`
	From     int               `json:"from,omitempty"`
	To       int               `json:"to,omitempty"`
}

// Clock is from when to when a thread is open.
type Clock struct {
	Group  congress.GroupID `json:"group"`
	Opens  *time.Time       `json:"opens,omitempty"`  // nil: it is open until it closes
	Closes *time.Time       `json:"closes,omitempty"` // nil: it stays open
}

// has reports whether the discussion has a thread of that name.
func (d *Discussion) has(g congress.GroupID) bool {
	return g == Plenary && d.Plenary || slices.Contains(d.Groups, g)
}

// IsOpen reports whether the thread takes comments at that time.
func (d *Discussion) IsOpen(g congress.GroupID, now time.Time) bool {
	if !d.has(g) {
		return false
	}
	for _, c := range d.Clock {
		if c.Group == g {
			return (c.Opens == nil || !now.Before(*c.Opens)) && (c.Closes == nil || now.Before(*c.Closes))
		}
	}
	return slices.Contains(d.Open, g)
}

// hear is for whom the comments of a thread are meant: the group, or all of
// them in the plenary one, those who follow all threads, and whom the discussion lets read.
func (d *Discussion) hear(g congress.GroupID) congress.Audience {
	a := threadAudience(g)
	if g == Plenary {
		a.Groups = slices.Clone(d.Groups)
	}
	if r := d.Readers; r != nil {
		a.Everyone = r.Everyone
		for _, role := range r.Roles {
			if !slices.Contains(a.Roles, role) {
				a.Roles = append(a.Roles, role)
			}
		}
		for _, group := range r.Groups {
			if !slices.Contains(a.Groups, group) {
				a.Groups = append(a.Groups, group)
			}
		}
		a.Members = slices.Clone(r.Members)
	}
	return a
}

// Limits of a discussion.
const (
	MaxIssues     = 50
	MaxTitle      = 500  // characters
	MaxQuestion   = 2000 // characters
	MaxPlaces     = 20   // documents of an issue
	defaultLimit  = 100
	maximumLimit  = 1000
	maximumGroups = 500
)

// Save is what an organizer says of a discussion. A record id that is new makes one, with the id as
// its object.
type Save struct {
	ID      congress.RecordID
	Object  congress.ObjectID // empty: a new one
	IfMatch uint64            // the record number it was read at
	Discussion
}

// Put sets a discussion up or changes it, its open threads included. The actor needs
// EditDiscussions. Errors: Invalid with fields, NotFound, Stale, Forbidden, Conflict
// "outline_in_use".
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
		actor, err := s.options.Require(tx, actor, auth.EditDiscussions)
		if err != nil {
			return journal.Draft{}, err
		}
		old, ok := tx.Get(object)
		switch {
		case ok != (save.Object != ""):
			return journal.Draft{}, congress.ErrNotFound
		case ok && old.Kind != congress.KindDiscussion:
			return journal.Draft{}, congress.ErrNotFound
		case ok && old.N != save.IfMatch:
			return journal.Draft{}, congress.Changed(object)
		}
		if err := s.checkNamed(tx, actor, d); err != nil {
			return journal.Draft{}, err
		}
		if ok {
			var was Discussion
			if err := old.Decode(&was); err != nil {
				return journal.Draft{}, err
			}
			if err := checkOutline(tx, object, was, d); err != nil {
				return journal.Draft{}, err
			}
		}
		return journal.Draft{Object: object, Body: d, Audience: d.announced()}, nil
	}})
}

// announced is who knows of the discussion: those who take part, set it up or read along.
func (d *Discussion) announced() congress.Audience {
	a := d.hear(Plenary)
	a.Roles = append(a.Roles, congress.Organizer)
	return a
}

// checkNamed holds that there is what the discussion names.
func (s *Service) checkNamed(tx *journal.Tx, actor congress.Actor, d Discussion) error {
	groups := d.Groups
	if r := d.Readers; r != nil {
		groups = slices.Concat(groups, r.Groups)
		for _, m := range r.Members {
			if _, ok := tx.Member(m); !ok {
				return errMemberUnknown
			}
		}
	}
	for _, g := range groups {
		if r, ok := tx.Get(congress.ObjectID(g)); !ok || r.Kind != congress.KindGroup {
			return errGroupUnknown
		}
	}
	for _, issue := range d.Issues {
		for _, p := range issue.Documents {
			if r, ok := tx.Get(p.Document); !ok || r.Kind != congress.KindDocument || !s.options.Visible(actor, r.Kind, r.Audience) {
				return errQuoteUnknown
			}
		}
	}
	return nil
}

// clean brings a discussion into the form that is kept, or says what is wrong with it.
func clean(d Discussion) (Discussion, error) {
	words := map[string]string{"title": d.Title}
	for i, issue := range d.Issues {
		words[fmt.Sprintf("issues[%d].title", i)], words[fmt.Sprintf("issues[%d].question", i)] = issue.Title, issue.Question
	}
	if err := Unmarked(words); err != nil {
		return d, err
	}
	fields := map[string]messages.Fault{}
	d.Title = wording.Line(d.Title)
	checkText(fields, "title", d.Title, 1, MaxTitle)
	if len(d.Issues) > MaxIssues {
		fields["issues"] = messages.IssuesAtMost(MaxIssues)
	}
	d.Issues = slices.Clone(d.Issues)
	for i := range d.Issues {
		d.Issues[i].Number = i + 1
		d.Issues[i].Title, d.Issues[i].Question = wording.Line(d.Issues[i].Title), wording.Paragraphs(d.Issues[i].Question)
		checkText(fields, fmt.Sprintf("issues[%d].title", i), d.Issues[i].Title, 1, MaxTitle)
		checkText(fields, fmt.Sprintf("issues[%d].question", i), d.Issues[i].Question, 0, MaxQuestion)
	}
	if len(d.Groups) == 0 || len(d.Groups) > maximumGroups {
		fields["groups"] = messages.NoGroup()
	}
	if slices.ContainsFunc(d.Open, func(g congress.GroupID) bool { return !d.has(g) }) {
		fields["open"] = messages.OpenElsewhere()
	}
	d.Clock = slices.Clone(d.Clock)
	for i, c := range d.Clock {
		d.Clock[i].Opens, d.Clock[i].Closes = cut(fields, "clock", c.Opens), cut(fields, "clock", c.Closes)
		switch {
		case !d.has(c.Group) || slices.ContainsFunc(d.Clock[:i], func(other Clock) bool { return other.Group == c.Group }):
			fields["clock"] = messages.ClockTwice()
		case c.Opens == nil && c.Closes == nil || c.Opens != nil && c.Closes != nil && !c.Opens.Before(*c.Closes):
			fields["clock"] = messages.ClockBackward()
		}
	}
	for i, issue := range d.Issues {
		if len(issue.Documents) > MaxPlaces || slices.ContainsFunc(issue.Documents, func(p Place) bool { return p.From < 0 || p.To < p.From }) {
			fields[fmt.Sprintf("issues[%d].documents", i)] = messages.PlacesAtMost(MaxPlaces)
		}
	}
	if r := d.Readers; r != nil && (len(r.Keepers) > 0 || slices.ContainsFunc(r.Roles, func(role congress.Role) bool { return !role.Valid() })) {
		fields["readers"] = messages.NotInCongress()
	}
	if d.Issues == nil {
		d.Issues = []Issue{}
	}
	if d.Open == nil {
		d.Open = []congress.GroupID{}
	}
	if len(fields) > 0 {
		return d, congress.FieldErrors(messages.DiscussionInvalid, fields)
	}
	return d, nil
}

// cut is the time as records keep it. A time that no record can keep (outside the years 0 to 9999
// in some zone) is noted.
func cut(fields map[string]messages.Fault, field string, t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	at := congress.AsKept(*t)
	if at.Year() < 1 || at.Year() > 9999 {
		fields[field] = messages.Year(1, 9999)
		return nil
	}
	return &at
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
