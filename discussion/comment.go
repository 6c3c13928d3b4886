package discussion

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/wording"
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

// Comment is the body of a KindComment record: one opinion in a thread.
type Comment struct {
	Discussion congress.ObjectID   `json:"discussion"`
	Group      congress.GroupID    `json:"group"`
	Issue      int                 `json:"issue"` // number in the outline; 0: outside it
	Stance     Stance              `json:"stance,omitempty"`
	Text       string              `json:"text"`             // plain, paragraphs by line feed, NFC; empty once withdrawn
	Author     congress.MemberID   `json:"author,omitempty"` // whose opinion it is; empty: "a member"
	ReplyTo    congress.ObjectID   `json:"replyTo,omitempty"`
	Quotes     []Quote             `json:"quotes,omitempty"`
	Mentions   []congress.MemberID `json:"mentions,omitempty"`
	Attached   []congress.ObjectID `json:"attached,omitempty"` // documents; each is there for readers once it passed its checks
	Spoken     *Spoken             `json:"spoken,omitempty"`
	Written    *time.Time          `json:"written,omitempty"` // by the tablet's clock, when it was sent later
	Edits      congress.ObjectID   `json:"edits,omitempty"`   // the author's comment that this would have changed, had it come in time
	Late       *Late               `json:"late,omitempty"`
	Addition   bool                `json:"addition,omitempty"` // came into the thread after its minutes were sealed
	Hidden     *Hidden             `json:"hidden,omitempty"`
	Withdrawn  *time.Time          `json:"withdrawn,omitempty"`
	Before     []congress.RecordID `json:"before,omitempty"` // the records of its earlier wordings, oldest first
}

// Spoken says that the opinion was said aloud and recorded by a secretary.
type Spoken struct {
	By        congress.MemberID `json:"by"`
	Confirmed *time.Time        `json:"confirmed,omitempty"` // when the member said that it is what they meant; nil: not yet
	Corrected bool              `json:"corrected,omitempty"` // by the member
}

// Late says that the comment was written offline and came when the thread was closed.
type Late struct {
	State  LateState         `json:"state"`
	By     congress.MemberID `json:"by,omitempty"` // who decided
	Reason string            `json:"reason,omitempty"`
	At     *time.Time        `json:"at,omitempty"` // when it was taken
}

// LateState is what became of a late comment.
type LateState string

// The states of late comments.
const (
	LateWaiting  LateState = "waiting"  // in the late tray, for its author and those who keep the thread
	LateTaken    LateState = "taken"    // into the thread
	LateReturned LateState = "returned" // to its author, with the reason
)

// Hidden says that those who keep the thread took the comment out of sight.
type Hidden struct {
	By     congress.MemberID `json:"by"`
	Reason string            `json:"reason"` // for the author
	At     time.Time         `json:"at"`
}

// Limits of a comment.
const (
	MaxText     = 20_000 // characters
	MaxQuotes   = 20
	MaxAttached = 10
	MaxMentions = 50
	MaxWordings = 200
	maxReason   = 1000 // characters
)

// Counts reports whether the comment is part of what the group said.
func (c *Comment) Counts() bool {
	return c.Withdrawn == nil && c.Hidden == nil && (c.Late == nil || c.Late.State == LateTaken)
}

// Words are what an author says.
type Words struct {
	Issue    int                 `json:"issue"`
	Stance   Stance              `json:"stance,omitempty"`
	Text     string              `json:"text"`
	ReplyTo  congress.ObjectID   `json:"replyTo,omitempty"`
	Quotes   []Quote             `json:"quotes,omitempty"`
	Mentions []congress.MemberID `json:"mentions,omitempty"`
	Attached []congress.ObjectID `json:"attached,omitempty"`
}

// Post is a comment on its way in.
type Post struct {
	ID         congress.RecordID // the comment's object id too
	Discussion congress.ObjectID
	Group      congress.GroupID
	Written    *time.Time // by the tablet's clock, when it could not be sent at once
	Words
}

// Post puts a comment into the thread of the actor's own group, or into the plenary one; the same
// id again is the same comment. A comment that was written offline and finds the thread closed, or
// its author moved to another group meanwhile, goes into the late tray of the group that it was
// written for. Errors: Invalid with fields; NotFound when the discussion is not there for the
// actor; Forbidden "not_your_group"; Conflict "thread_closed".
func (s *Service) Post(ctx context.Context, h *journal.Hall, actor congress.Actor, p Post) (journal.Result, error) {
	words, err := p.clean()
	if err != nil {
		return journal.Result{}, err
	}
	written, err := writtenAt(p.Written)
	if err != nil {
		return journal.Result{}, err
	}
	beyond := s.beyond(ctx, h, actor, words.Quotes)
	res, err := h.Commit(ctx, journal.Request{ID: p.ID, Kind: congress.KindComment, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		actor, err := s.options.Require(tx, actor, auth.PostComments)
		if err != nil {
			return journal.Draft{}, err
		}
		author := actor
		if written != nil {
			author = asBefore(tx, actor)
		}
		t, err := s.thread(tx, author, p.Discussion, p.Group)
		if err != nil {
			return journal.Draft{}, err
		}
		c := Comment{Discussion: p.Discussion, Group: p.Group, Author: actor.Member}
		open := t.takes(s.now()) && t.speaks(actor.Groups)
		switch {
		case !t.speaks(author.Groups):
			return journal.Draft{}, errNotYourGroup
		case !open && p.Written == nil:
			return journal.Draft{}, errThreadClosed
		}
		c.Written = written
		if _, exists := tx.Get(congress.ObjectID(p.ID)); exists {
			return journal.Draft{}, errIDReused
		}
		if err := s.say(tx, author, t, &c, words, beyond); err != nil {
			return journal.Draft{}, err
		}
		if !open {
			c.Late = &Late{State: LateWaiting}
		}
		return draft(t, congress.ObjectID(p.ID), c), nil
	}})
	if err != nil {
		return res, err
	}
	return res, s.reveal(ctx, h, res)
}

// draft is the comment's next record, for whom its state lets read it.
func draft(t *thread, object congress.ObjectID, c Comment) journal.Draft {
	audience := t.hear(t.group)
	if c.Hidden != nil || c.Late != nil && c.Late.State != LateTaken {
		audience = Keepers(t.group)
		if c.Author != "" {
			audience.Members = append(audience.Members, c.Author)
		}
	}
	return journal.Draft{Object: object, Audience: audience, Body: c}
}

// say puts the words into the comment if what they name is there for the actor. beyond are quotes
// of what their pages do not have.
func (s *Service) say(tx *journal.Tx, actor congress.Actor, t *thread, c *Comment, w Words, beyond []Quote) error {
	if w.Issue < 0 || w.Issue > len(t.Issues) {
		return errIssueUnknown
	}
	if w.ReplyTo != "" && w.ReplyTo != c.ReplyTo {
		r, ok := tx.Get(w.ReplyTo)
		var to Comment
		if !ok || r.Kind != congress.KindComment || !s.options.Visible(actor, r.Kind, r.Audience) || r.Decode(&to) != nil || to.Discussion != c.Discussion || to.Group != c.Group {
			return errReplyUnknown
		}
	}
	for _, q := range w.Quotes {
		if slices.Contains(c.Quotes, q) {
			continue // it was there when it was quoted
		}
		if err := s.quoted(tx, actor, q, beyond); err != nil {
			return err
		}
	}
	for _, a := range w.Attached {
		if slices.Contains(c.Attached, a) {
			continue
		}
		if r, ok := tx.Get(a); !ok || actor.Member == "" || attachedBy(r) != actor.Member {
			return errAttachmentUnknown
		}
		if len(carried(tx.All(congress.KindComment), a)) > 0 {
			return errAttachmentTaken
		}
	}
	for _, m := range w.Mentions {
		if !slices.Contains(c.Mentions, m) && !s.hears(tx, t, m) {
			return errMemberUnknown
		}
	}
	c.Issue, c.Stance, c.Text, c.ReplyTo, c.Quotes, c.Mentions, c.Attached = w.Issue, w.Stance, w.Text, w.ReplyTo, w.Quotes, w.Mentions, w.Attached
	return nil
}

// hears reports whether the thread's comments are meant for the member.
func (s *Service) hears(tx *journal.Tx, t *thread, id congress.MemberID) bool {
	m, ok := tx.Member(id)
	return ok && s.options.Visible(congress.Actor{Account: m.Account, Congress: t.congress, Member: id, Roles: m.Roles, Groups: m.Groups}, congress.KindComment, t.hear(t.group))
}

// threadAudience is for whom the comments of a group's thread are meant: the
// group, and those who follow all threads.
func threadAudience(g congress.GroupID) congress.Audience {
	return congress.Audience{
		Groups: []congress.GroupID{g},
		Roles:  []congress.Role{congress.Secretariat, congress.Presidium},
	}
}

// clean gives the words in the form that is kept, or says what is wrong.
func (w Words) clean() (Words, error) {
	fields := map[string]messages.Fault{}
	w.Text = wording.Paragraphs(w.Text)
	checkText(fields, "text", w.Text, 1, MaxText)
	if w.Stance != "" && !slices.Contains(Stances(), w.Stance) {
		fields["stance"] = messages.NotOfStances()
	}
	if len(w.Quotes) > MaxQuotes {
		fields["quotes"] = messages.AtMost(MaxQuotes)
	}
	for _, q := range w.Quotes {
		if !q.Shaped() {
			fields["quotes"] = messages.PassageBackward()
		}
	}
	if len(w.Attached) > MaxAttached {
		fields["attached"] = messages.AtMost(MaxAttached)
	}
	if len(w.Mentions) > MaxMentions {
		fields["mentions"] = messages.AtMost(MaxMentions)
	}
	if len(fields) > 0 {
		return w, commentInvalid(fields)
	}
	return w, Unmarked(map[string]string{"text": w.Text})
}

// writtenAt is the tablet's time as it is kept.
func writtenAt(t *time.Time) (*time.Time, error) {
	wrong := map[string]messages.Fault{}
	if t = cut(wrong, "written", t); len(wrong) > 0 {
		return nil, commentInvalid(wrong)
	}
	return t, nil
}

func commentInvalid(fields map[string]messages.Fault) error {
	return congress.FieldErrors(messages.CommentInvalid, fields)
}

// checkText notes what is wrong with a text in the form that is kept; lengths are in characters.
func checkText(fields map[string]messages.Fault, field, text string, least, most int) {
	n := utf8.RuneCountInString(text)
	switch {
	case !utf8.ValidString(text):
		fields[field] = messages.NotUTF8()
	case n < least:
		fields[field] = messages.Missing()
	case n > most:
		fields[field] = messages.CharactersTooMany(n, most)
	}
}

// MaySpeak reports by its error whether the actor may say something in a thread now or, from
// offline, later, so that files for it are taken. Errors: NotFound; Forbidden "not_your_group".
func (s *Service) MaySpeak(h *journal.Hall, actor congress.Actor, discussion congress.ObjectID, g congress.GroupID) error {
	d, _, err := s.Get(h, actor, discussion)
	if err != nil {
		return err
	}
	t := thread{Discussion: d, id: discussion, group: g}
	switch {
	case !t.has(g):
		return errNotYourGroup
	case t.speaks(actor.Groups) && s.options.Allow(actor, auth.PostComments), t.keeps(actor) && s.options.Allow(actor, auth.KeepThreads):
		return nil
	}
	return errNotYourGroup
}
