package compilation

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/journal"
	"plenum/wording"
)

// Placement is what became of one comment: the body of a KindPlacement record, whose object id is
// made of the comment's. A comment without one is a single part that waits.
type Placement struct {
	Discussion congress.ObjectID   `json:"discussion"`
	Comment    congress.ObjectID   `json:"comment"`
	Sum        string              `json:"sum"`              // of the text that the parts are of; of another text they do not hold
	Parts      []Part              `json:"parts,omitempty"`  // together the whole text, in its order; none: a single part that waits
	Claim      *Claim              `json:"claim,omitempty"`  // who has it in hand
	Unlike     []congress.ObjectID `json:"unlike,omitempty"` // comments that were suggested as alike and are not
	Before     congress.RecordID   `json:"before,omitempty"` // the record that this one took the place of
}

// Part is a stretch of an opinion. It is at one place: in a finding, aside, or, with neither,
// waiting.
type Part struct {
	From int `json:"from"` // characters of the text
	To   int `json:"to"`

	Issue   int               `json:"issue"` // where it belongs, by the secretary; 0: outside of the outline
	Heading string            `json:"heading,omitempty"`
	Tags    []string          `json:"tags,omitempty"`
	Stance  discussion.Stance `json:"stance,omitempty"`

	Finding   congress.ObjectID `json:"finding,omitempty"`
	Duplicate bool              `json:"duplicate,omitempty"` // said before by the same person: in the finding, and not counted
	Aside     string            `json:"aside,omitempty"`     // the reason
}

// Claim says that a secretary has a comment in hand ("đang xử lý").
type Claim struct {
	By congress.MemberID `json:"by"`
	At time.Time         `json:"at"`
}

// Limits of a placement.
const (
	MaxParts   = 50
	MaxTags    = 20
	maxTag     = 60  // characters
	maxHeading = 300 // characters
	maxReason  = 1000
	maxUnlike  = 200
	claimHolds = 15 * time.Minute
)

// placementOf is the object of a comment's placement.
func placementOf(comment congress.ObjectID) congress.ObjectID {
	return congress.ObjectID(congress.DerivedUUID("placement", string(comment)))
}

// sumOf is what a text is recognised by.
func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// placed reports whether the part is at its place.
func (p *Part) placed() bool { return p.Finding != "" || p.Aside != "" }

// Place says what became of a comment: all its parts, from the first character to the last. IfMatch
// is the number of the placement's record, 0 when there is none yet. The actor needs CompileReport,
// or KeepThreads and to keep the comment's thread; then only findings of their group may be named,
// and what the secretariat placed stays where it is. Errors: Invalid with fields; NotFound;
// Forbidden; Stale; Conflict "claimed", "finding_missing", "placed_elsewhere" or "report_signed".
func (s *Service) Place(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, comment congress.ObjectID, parts []Part) (journal.Result, error) {
	return s.placement(ctx, h, actor, c, comment, func(tx *journal.Tx, who hand, said discussion.Comment, p *Placement) error {
		return s.place(tx, who, said, p, parts)
	})
}

// place puts the parts of a comment at their places, if they may go there.
func (s *Service) place(tx *journal.Tx, who hand, said discussion.Comment, p *Placement, parts []Part) error {
	var kept []Part // what the secretariat placed, for one who keeps a group's thread
	if who.group != "" && p.Sum == sumOf(said.Text) {
		for _, part := range p.Parts {
			if f, id, ok := standing(tx, part.Finding); ok && f.Group != who.group {
				stays := slices.ContainsFunc(parts, func(q Part) bool {
					return q.From == part.From && q.To == part.To && q.Duplicate == part.Duplicate && (q.Finding == part.Finding || q.Finding == id)
				})
				if !stays {
					return errElsewhere
				}
				kept = append(kept, part)
			}
		}
	}
	clean, err := s.parts(tx, who, said, parts, kept)
	if err != nil {
		return err
	}
	p.Parts, p.Sum = clean, sumOf(said.Text)
	return nil
}

// unplace makes a comment one part that waits.
func (s *Service) unplace(tx *journal.Tx, who hand, said discussion.Comment, p *Placement) error {
	if err := s.place(tx, who, said, p, []Part{{To: utf8.RuneCountInString(said.Text), Issue: said.Issue, Stance: said.Stance}}); err != nil {
		return err
	}
	p.Parts, p.Sum = nil, ""
	return nil
}

// standing finds the finding that stands for the one that a part names, and its id; false when
// there is none: the part waits.
func standing(tx *journal.Tx, id congress.ObjectID) (Finding, congress.ObjectID, bool) {
	for id != "" {
		f, _, err := findingIn(tx, id)
		if err != nil || f.Removed {
			return f, id, false
		}
		if f.MergedInto == "" {
			return f, id, true
		}
		id = f.MergedInto // merging makes no circles
	}
	return Finding{}, "", false
}

// Claim takes a comment in hand for a quarter of an hour, so that nobody does the same twice, or
// lets it go. Errors: as of Place.
func (s *Service) Claim(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, comment congress.ObjectID, take bool) (journal.Result, error) {
	return s.placement(ctx, h, actor, c, comment, func(_ *journal.Tx, who hand, _ discussion.Comment, p *Placement) error {
		p.Claim = nil
		if take {
			p.Claim = &Claim{By: who.actor.Member, At: s.now()}
		}
		return nil
	})
}

// Unlike refuses a suggestion: the two comments do not say the same; or, with unlike false, no
// longer refuses it. Errors: as of Place.
func (s *Service) Unlike(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, comment, other congress.ObjectID, unlike bool) (journal.Result, error) {
	return s.placement(ctx, h, actor, c, comment, func(tx *journal.Tx, _ hand, _ discussion.Comment, p *Placement) error {
		if r, ok := tx.Get(other); !ok || r.Kind != congress.KindComment || other == comment {
			return congress.ErrNotFound
		}
		p.Unlike = slices.DeleteFunc(p.Unlike, func(o congress.ObjectID) bool { return o == other })
		if unlike {
			p.Unlike = append(p.Unlike, other)
		}
		if n := len(p.Unlike) - maxUnlike; n > 0 {
			p.Unlike = slices.Delete(p.Unlike, 0, n)
		}
		return nil
	})
}

// placement makes the next record of a comment's placement.
func (s *Service) placement(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, comment congress.ObjectID,
	edit func(*journal.Tx, hand, discussion.Comment, *Placement) error,
) (journal.Result, error) {
	object := placementOf(comment)
	return s.commit(ctx, h, actor, c, congress.KindPlacement, object, auth.ReadComments, func(tx *journal.Tx, actor congress.Actor) (journal.Draft, error) {
		r, ok := tx.Get(comment)
		var said discussion.Comment
		if !ok || r.Kind != congress.KindComment || !s.options.Visible(actor, r.Kind, r.Audience) || r.Decode(&said) != nil {
			return journal.Draft{}, congress.ErrNotFound
		}
		who, err := s.hand(tx, actor, said.Discussion, said.Group)
		if err != nil {
			return journal.Draft{}, err
		}
		p, n, err := placementIn(tx, said.Discussion, comment)
		switch {
		case err != nil:
			return journal.Draft{}, err
		case c.IfMatch != n:
			return journal.Draft{}, congress.Changed(object)
		case p.Claim != nil && p.Claim.By != actor.Member && s.now().Sub(p.Claim.At) < claimHolds:
			return journal.Draft{}, errClaimed
		}
		if err := edit(tx, who, said, &p); err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{Object: object, Derived: true, Body: p, Audience: who.audience}, nil
	})
}

// placementIn gives the placement of a comment as a change finds it, with the record that is next
// to come before, and its number.
func placementIn(tx *journal.Tx, d, comment congress.ObjectID) (p Placement, n uint64, err error) {
	p = Placement{Discussion: d, Comment: comment}
	if r, ok := tx.Get(placementOf(comment)); ok {
		if err := r.Decode(&p); err != nil {
			return p, 0, err
		}
		p.Before, n = r.ID, r.N
	}
	return p, n, nil
}

// parts checks that the parts are the whole text, each at one place that there is. Parts that are
// kept stay in their finding.
func (s *Service) parts(tx *journal.Tx, who hand, said discussion.Comment, parts, kept []Part) ([]Part, error) {
	length := utf8.RuneCountInString(said.Text)
	if len(parts) == 0 || len(parts) > MaxParts {
		return nil, congress.FieldError(messages.PartsInvalid, "parts", messages.PartsAtMost(50))
	}
	out := slices.Clone(parts)
	at := 0
	for i := range out {
		p := &out[i]
		if err := discussion.Unmarked(map[string]string{"heading": p.Heading, "aside": p.Aside, "tags": strings.Join(p.Tags, "\n")}); err != nil {
			return nil, err
		}
		p.Heading, p.Aside = wording.Line(p.Heading), wording.Line(p.Aside)
		switch {
		case p.From != at || p.To <= p.From && length > 0:
			return nil, congress.FieldError(messages.PartsInvalid, "parts", messages.PartsApart())
		case p.Issue < 0 || p.Issue > len(who.discussion.Issues):
			return nil, congress.FieldError(messages.PartsInvalid, "issue", messages.NoIssue())
		case p.Stance != "" && !slices.Contains(discussion.Stances(), p.Stance):
			return nil, congress.FieldError(messages.PartsInvalid, "stance", messages.NoStance())
		case tooLong(p.Heading, maxHeading) || tooLong(p.Aside, maxReason) || len(p.Tags) > MaxTags:
			return nil, congress.FieldError(messages.PartsInvalid, "parts", messages.PartTooLong())
		case p.Finding != "" && p.Aside != "" || p.Duplicate && p.Finding == "":
			return nil, congress.FieldError(messages.PartsInvalid, "parts", messages.PartNowhere())
		}
		for j, tag := range p.Tags {
			if p.Tags[j] = wording.Line(tag); p.Tags[j] == "" || tooLong(p.Tags[j], maxTag) {
				return nil, congress.FieldError(messages.PartsInvalid, "tags", messages.Tag(1, 60))
			}
		}
		if was := slices.IndexFunc(kept, func(k Part) bool { return k.From == p.From && k.To == p.To }); was >= 0 {
			p.Finding = kept[was].Finding
		} else if p.Finding != "" {
			if err := who.mayUse(tx, p.Finding); err != nil {
				return nil, err
			}
		}
		at = p.To
	}
	if at != length {
		return nil, errText
	}
	return out, nil
}

// hand is who compiles, and what of.
type hand struct {
	actor      congress.Actor
	discussion discussion.Discussion
	id         congress.ObjectID
	group      congress.GroupID // for those who keep one thread and no other; empty: the secretariat
	audience   congress.Audience
	signed     bool // the report is
}

// hand finds whether the actor compiles: the secretariat the whole discussion, those who keep a
// thread what was said in theirs. Among those who may, nobody changes what a signed report says:
// errSigned, with the hand.
func (s *Service) hand(tx *journal.Tx, actor congress.Actor, id congress.ObjectID, g congress.GroupID) (hand, error) {
	r, ok := tx.Get(id)
	if !ok || r.Kind != congress.KindDiscussion || !s.options.Visible(actor, r.Kind, r.Audience) {
		return hand{}, congress.ErrNotFound
	}
	who := hand{actor: actor, id: id, audience: discussion.Keepers(g)}
	if err := r.Decode(&who.discussion); err != nil {
		return hand{}, err
	}
	report, _, err := reportIn(tx, id)
	if err != nil {
		return hand{}, err
	}
	switch {
	case s.compiles(actor):
	case g != "" && s.options.Allow(actor, auth.KeepThreads) && actor.Keeps(g):
		who.group = g
	default:
		return hand{}, errForbidden
	}
	if who.signed = report.Signed != nil; who.signed {
		return who, errSigned
	}
	return who, nil
}

// compiles reports whether the actor compiles whole discussions. A group's secretary may compile
// too, and is no secretariat: that one's work is what their thread gives.
func (s *Service) compiles(a congress.Actor) bool {
	return a.Has(congress.Secretariat) && s.options.Allow(a, auth.CompileReport)
}

// mayUse reports whether the finding is there for a part of the hand's.
func (who hand) mayUse(tx *journal.Tx, id congress.ObjectID) error {
	f, _, err := findingIn(tx, id)
	if err != nil || f.Discussion != who.id || f.Removed || who.group != "" && f.Group != who.group {
		return errNoFinding
	}
	return nil
}
