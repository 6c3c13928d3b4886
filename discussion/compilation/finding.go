package compilation

import (
	"context"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/journal"
	"plenum/wording"
)

// General is the issue of findings on the whole ("Về vấn đề chung"); 0 is outside of the outline.
const General = -1

// Finding is a sentence of the report: the body of a KindFinding record. Its sources are the parts
// that name it, and those of the findings that were merged into it; they are never listed here, so
// they cannot be lost here.
type Finding struct {
	Discussion congress.ObjectID `json:"discussion"`
	Issue      int               `json:"issue"`             // General, a number of the outline, or 0
	Heading    string            `json:"heading,omitempty"` // "Về …"
	Text       string            `json:"text"`              // without the quantifier, which is counted
	Order      int               `json:"order"`             // under its heading; equal ones by age
	DissentOf  congress.ObjectID `json:"dissentOf,omitempty"`
	Group      congress.GroupID  `json:"group,omitempty"` // of a group's own report; it counts like any other
	MergedInto congress.ObjectID `json:"mergedInto,omitempty"`
	Removed    bool              `json:"removed,omitempty"`
	Answer     *Answer           `json:"answer,omitempty"`
	Before     congress.RecordID `json:"before,omitempty"` // the record that this one took the place of
}

// Answer is what became of a finding (tiếp thu, giải trình).
type Answer struct {
	Unit     string      `json:"unit"` // who is responsible
	Deadline string      `json:"deadline,omitempty"`
	State    AnswerState `json:"state"`
	Text     string      `json:"text,omitempty"`

	*discussion.Quote // the version and the passage that took it up; nil: none did
}

// AnswerState is how far an answer is.
type AnswerState string

// The states of an answer.
const (
	Asked     AnswerState = "asked"
	Accepted  AnswerState = "accepted"  // tiếp thu
	Explained AnswerState = "explained" // giải trình
)

// Limits of a finding.
const (
	MaxFinding  = 5000 // characters
	maxUnit     = 300
	maxOrder    = 1_000_000
	MaxFindings = 5000 // of a discussion
)

// Sentence is what a secretary says of a finding.
type Sentence struct {
	Issue     int               `json:"issue"`
	Heading   string            `json:"heading"`
	Text      string            `json:"text"`
	Order     int               `json:"order"`
	DissentOf congress.ObjectID `json:"dissentOf"`
}

func (w *Sentence) clean(d discussion.Discussion) error {
	if err := discussion.Unmarked(map[string]string{"heading": w.Heading, "text": w.Text}); err != nil {
		return err
	}
	w.Heading, w.Text = wording.Line(w.Heading), wording.Line(w.Text)
	switch {
	case w.Text == "" || tooLong(w.Text, MaxFinding):
		return congress.FieldError(messages.FindingInvalid, "text", messages.Characters(1, 5000))
	case tooLong(w.Heading, maxHeading):
		return congress.FieldError(messages.FindingInvalid, "heading", messages.CharactersAtMost(300))
	case w.Issue < General || w.Issue > len(d.Issues):
		return congress.FieldError(messages.FindingInvalid, "issue", messages.NoIssue())
	case w.Order < 0 || w.Order > maxOrder:
		return congress.FieldError(messages.FindingInvalid, "order", messages.Number(0, 1_000_000))
	}
	return nil
}

// Found makes a finding in a discussion; g is the group of a group-level one, empty for the
// secretariat's. The record id is its object's. Errors: Invalid with fields, NotFound, Forbidden,
// Conflict "report_signed", "finding_missing".
func (s *Service) Found(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, d congress.ObjectID, g congress.GroupID, w Sentence) (journal.Result, error) {
	object := congress.ObjectID(id)
	return s.commit(ctx, h, actor, discussion.Change{ID: id}, congress.KindFinding, object, auth.ReadComments, func(tx *journal.Tx, actor congress.Actor) (journal.Draft, error) {
		who, err := s.hand(tx, actor, d, g)
		if err != nil {
			return journal.Draft{}, err
		}
		if _, exists := tx.Get(object); exists {
			return journal.Draft{}, errIDReused
		}
		f := Finding{Discussion: d, Group: g}
		if err := f.say(tx, who, object, w); err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{Object: object, Body: f, Audience: who.audience}, nil
	})
}

// Reword changes a finding's words and place. Errors: as of Found, and Stale; Conflict
// "placed_elsewhere" for a group's finding that the secretariat merged into its own.
func (s *Service) Reword(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, finding congress.ObjectID, w Sentence) (journal.Result, error) {
	return s.finding(ctx, h, actor, c, finding, func(tx *journal.Tx, who hand, f *Finding) error { return f.say(tx, who, finding, w) })
}

// Merge puts a finding into another, with all its sources and dissents; an empty target takes it
// out again. A finding that was answered is not merged, so that no answer is lost. Errors: as of
// Reword, and Conflict "finding_circle", "finding_answered".
func (s *Service) Merge(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, finding, into congress.ObjectID) (journal.Result, error) {
	return s.finding(ctx, h, actor, c, finding, func(tx *journal.Tx, who hand, f *Finding) error {
		f.MergedInto = into
		return f.fits(tx, who, finding)
	})
}

// Remove takes a finding without sources away, or brings it back. Errors: as of Reword, and
// Conflict "finding_has_sources", "finding_answered".
func (s *Service) Remove(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, finding congress.ObjectID, remove bool) (journal.Result, error) {
	return s.finding(ctx, h, actor, c, finding, func(tx *journal.Tx, who hand, f *Finding) error {
		f.Removed = remove
		return f.fits(tx, who, finding)
	})
}

// SetAnswer says what became of a finding; nil takes it back. Answers go on after the report is
// signed. Errors: as of Reword, and Conflict "finding_missing" for one that was merged or taken
// away; Invalid "quote_unknown", "quote_place" as of a comment's quotes.
func (s *Service) SetAnswer(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, finding congress.ObjectID, a *Answer) (journal.Result, error) {
	if a != nil {
		if err := discussion.Unmarked(map[string]string{"unit": a.Unit, "text": a.Text}); err != nil {
			return journal.Result{}, err
		}
		a.Unit, a.Text = wording.Line(a.Unit), wording.Paragraphs(a.Text)
		if a.Quote != nil && *a.Quote == (discussion.Quote{}) {
			a.Quote = nil
		}
		switch {
		case a.Unit == "" || tooLong(a.Unit, maxUnit):
			return journal.Result{}, congress.FieldError(messages.AnswerInvalid, "unit", messages.Characters(1, 300))
		case a.State != Asked && a.State != Accepted && a.State != Explained:
			return journal.Result{}, congress.FieldError(messages.AnswerInvalid, "state", messages.AnswerState())
		case tooLong(a.Text, MaxFinding) || a.State != Asked && a.Text == "":
			return journal.Result{}, congress.FieldError(messages.AnswerInvalid, "text", messages.AnswerText(1, 5000))
		case a.Quote != nil && (!a.Document.Valid() || !a.Shaped()):
			return journal.Result{}, congress.FieldError(messages.AnswerInvalid, "document", messages.AnswerDocument())
		}
		if _, err := time.Parse(time.DateOnly, a.Deadline); a.Deadline != "" && err != nil {
			return journal.Result{}, congress.FieldError(messages.AnswerInvalid, "deadline", messages.Day())
		}
	}
	var there func(*journal.Tx, congress.Actor) error
	if a != nil && a.Quote != nil {
		there = s.options.Discussions.Passage(ctx, h, actor, *a.Quote)
	}
	return s.finding(ctx, h, actor, c, finding, func(tx *journal.Tx, who hand, f *Finding) error {
		if a != nil && !f.stands() {
			return errNoFinding
		}
		if there != nil && (f.Answer == nil || f.Answer.Quote == nil || *f.Answer.Quote != *a.Quote) { // else it was there when it was quoted
			if err := there(tx, who.actor); err != nil {
				return err
			}
		}
		f.Answer = a
		return nil
	}, errSigned)
}

// finding makes the next record of a finding, whatever other records are passed.
func (s *Service) finding(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, id congress.ObjectID, edit func(*journal.Tx, hand, *Finding) error, allowed ...error) (journal.Result, error) {
	return s.commit(ctx, h, actor, c, congress.KindFinding, id, auth.ReadComments, func(tx *journal.Tx, actor congress.Actor) (journal.Draft, error) {
		f, r, err := findingIn(tx, id)
		if err != nil || !s.options.Visible(actor, r.Kind, r.Audience) {
			return journal.Draft{}, congress.ErrNotFound
		}
		who, err := s.hand(tx, actor, f.Discussion, f.Group)
		if len(allowed) > 0 && err == allowed[0] { //nolint:errorlint // it is that value itself
			err = nil
		}
		switch {
		case err != nil:
			return journal.Draft{}, err
		case c.IfMatch != r.N:
			return journal.Draft{}, congress.Changed(id)
		}
		if of, _, ok := standing(tx, id); ok && who.group != "" && of.Group != who.group {
			return journal.Draft{}, errElsewhere
		}
		f.Before = r.ID
		if err := edit(tx, who, &f); err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{Object: id, Body: f, Audience: who.audience}, nil
	})
}

// findingIn gives a finding as a change finds it.
func findingIn(tx *journal.Tx, id congress.ObjectID) (f Finding, r *congress.Record, err error) {
	r, ok := tx.Get(id)
	if !ok || r.Kind != congress.KindFinding {
		return f, nil, congress.ErrNotFound
	}
	return f, r, r.Decode(&f)
}

// say takes a sentence.
func (f *Finding) say(tx *journal.Tx, who hand, id congress.ObjectID, w Sentence) error {
	if err := w.clean(who.discussion); err != nil {
		return err
	}
	f.Issue, f.Heading, f.Text, f.Order, f.DissentOf = w.Issue, w.Heading, w.Text, w.Order, w.DissentOf
	return f.fits(tx, who, id)
}

// stands reports whether the finding is a sentence of the report.
func (f *Finding) stands() bool { return !f.Removed && f.MergedInto == "" }

// fits checks what a finding says of others: that they are there, that none leads back to itself,
// and that one with sources or an answer stays.
func (f *Finding) fits(tx *journal.Tx, who hand, id congress.ObjectID) error {
	if f.Answer != nil && !f.stands() {
		return errAnswered
	}
	seen := map[congress.ObjectID]bool{}
	for next := []congress.ObjectID{f.MergedInto, f.DissentOf}; len(next) > 0; next = next[1:] {
		if next[0] == "" || seen[next[0]] {
			continue
		}
		if next[0] == id {
			return errCircle
		}
		other, _, err := findingIn(tx, next[0])
		if err != nil || other.Removed || other.Discussion != f.Discussion || who.group != "" && other.Group != who.group {
			return errNoFinding
		}
		seen[next[0]] = true
		next = append(next, other.MergedInto, other.DissentOf)
	}
	if !f.Removed {
		return nil
	}
	for r := range tx.All(congress.KindPlacement) {
		var p Placement
		if err := r.Decode(&p); err != nil {
			return err
		}
		for _, part := range p.Parts {
			if part.Finding == id && holds(tx, p) {
				return errSources
			}
		}
	}
	for r := range tx.All(congress.KindFinding) {
		var other Finding
		if err := r.Decode(&other); err != nil {
			return err
		}
		if !other.Removed && (other.MergedInto == id || other.DissentOf == id) {
			return errSources
		}
	}
	return nil
}

// holds reports whether the placement is of a comment that counts, as it reads now.
func holds(tx *journal.Tx, p Placement) bool {
	r, ok := tx.Get(p.Comment)
	var said discussion.Comment
	return ok && r.Decode(&said) == nil && said.Counts() && sumOf(said.Text) == p.Sum
}
