package discussion

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// Stance is how a comment stands to its issue, in the five words in use; "" is none.
type Stance string

// The stances.
const (
	Agree    Stance = "agree"    // nhất trí
	Propose  Stance = "propose"  // đề nghị
	Wonder   Stance = "wonder"   // băn khoăn
	Disagree Stance = "disagree" // không tán thành
	Hold     Stance = "hold"     // cho rằng
)

// Stances lists the stances.
func Stances() []Stance { return []Stance{Agree, Propose, Wonder, Disagree, Hold} }

// Comment is the body of a KindComment record.
type Comment struct {
	Discussion congress.ObjectID `json:"discussion"`
	Group      congress.GroupID  `json:"group"`
	Issue      int               `json:"issue"` // number in the outline; 0: outside it
	Stance     Stance            `json:"stance,omitempty"`
	Text       string            `json:"text"` // plain, paragraphs by line feed, NFC
	Author     congress.MemberID `json:"author"`
}

// MaxText is the length of a comment in characters.
const MaxText = 20_000

// Post is a comment on its way in.
type Post struct {
	ID         congress.RecordID // the comment's object id too
	Discussion congress.ObjectID
	Group      congress.GroupID
	Issue      int
	Stance     Stance
	Text       string
}

// Post puts a comment into the thread of the actor's own group; the same id
// again is the same comment. Errors: Invalid with fields; NotFound when the
// discussion is not there for the actor; Forbidden "not_your_group"; Conflict "thread_closed".
func (s *Service) Post(ctx context.Context, h *journal.Hall, actor congress.Actor, p Post) (journal.Result, error) {
	text, err := cleanComment(p)
	if err != nil {
		return journal.Result{}, err
	}
	return h.Commit(ctx, journal.Request{ID: p.ID, Kind: congress.KindComment, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		actor, err := s.require(tx, actor, auth.PostComments)
		if err != nil {
			return journal.Draft{}, err
		}
		r, ok := tx.Get(p.Discussion)
		if !ok || r.Kind != congress.KindDiscussion || !s.visible(actor, r.Kind, r.Audience) {
			return journal.Draft{}, congress.ErrNotFound
		}
		var d Discussion
		if err := r.Decode(&d); err != nil {
			return journal.Draft{}, err
		}
		switch {
		// A member speaks in the thread of a group they belong to, and in no other.
		case !actor.In(p.Group) || !slices.Contains(d.Groups, p.Group):
			return journal.Draft{}, congress.E(congress.Forbidden, "not_your_group", "comments are posted in the thread of one's own group")
		case p.Issue < 0 || p.Issue > len(d.Issues):
			return journal.Draft{}, congress.FieldError("issue_unknown", "issue", "the outline has no such issue")
		case !slices.Contains(d.Open, p.Group):
			return journal.Draft{}, congress.E(congress.Conflict, "thread_closed", "the thread of this group is closed")
		}
		if _, exists := tx.Get(congress.ObjectID(p.ID)); exists {
			return journal.Draft{}, congress.E(congress.Conflict, journal.CodeIDReused, "this id belongs to something else")
		}
		return journal.Draft{
			Object:   congress.ObjectID(p.ID),
			Audience: ThreadAudience(p.Group),
			Body:     Comment{Discussion: p.Discussion, Group: p.Group, Issue: p.Issue, Stance: p.Stance, Text: text, Author: actor.Member},
		}, nil
	}})
}

// ThreadAudience is for whom the comments of a group's thread are meant: the
// group, and those who follow all threads.
func ThreadAudience(g congress.GroupID) congress.Audience {
	return congress.Audience{
		Groups: []congress.GroupID{g},
		Roles:  []congress.Role{congress.Secretariat, congress.Presidium},
	}
}

// cleanComment gives the text in the form that is kept, or says what is wrong.
func cleanComment(p Post) (string, error) {
	fields := map[string]string{}
	text := norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(p.Text, "\r\n", "\n")))
	checkText(fields, "text", text, 1, MaxText)
	if p.Stance != "" && !slices.Contains(Stances(), p.Stance) {
		fields["stance"] = "not one of the five stances"
	}
	if len(fields) > 0 {
		return "", &congress.Error{Kind: congress.Invalid, Code: "comment_invalid", Message: "the comment cannot be taken as it is", Fields: fields}
	}
	return text, nil
}

// checkText notes what is wrong with a text: its length in characters, or characters no text has.
func checkText(fields map[string]string, field, text string, least, most int) {
	n := utf8.RuneCountInString(text)
	switch {
	case !utf8.ValidString(text):
		fields[field] = "the text is not UTF-8"
	case n < least:
		fields[field] = "the text is missing"
	case n > most:
		fields[field] = fmt.Sprintf("the text has %d characters, at most %d are taken", n, most)
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		fields[field] = "the text has control characters"
	}
}

// Filter narrows a list of comments; zero fields do not.
type Filter struct {
	Discussion congress.ObjectID
	Group      congress.GroupID
	Issue      *int
}

// List gives the comments that the actor may see, in the log's order of their
// first records, at most limit (0: 100, at most 1,000) after the given place.
func (s *Service) List(h *journal.Hall, actor congress.Actor, f Filter, after uint64, limit int) journal.Page {
	if limit <= 0 {
		limit = defaultLimit
	}
	return h.List(actor, congress.KindComment, after, min(limit, maximumLimit), func(r *congress.Record) bool {
		var c Comment
		return r.Decode(&c) == nil &&
			(f.Discussion == "" || c.Discussion == f.Discussion) &&
			(f.Group == "" || c.Group == f.Group) &&
			(f.Issue == nil || c.Issue == *f.Issue)
	})
}
