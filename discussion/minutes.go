package discussion

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/wording"
)

// Minutes are what a group signs of its discussion (biên bản thảo luận tổ): the body of a
// KindMinutes record, one for each thread. The opinions are not in it: they are the thread's
// comments, and Hash holds them.
type Minutes struct {
	Discussion  congress.ObjectID   `json:"discussion"`
	Group       congress.GroupID    `json:"group"`
	State       MinutesState        `json:"state"`
	Place       string              `json:"place,omitempty"`
	From        *time.Time          `json:"from,omitempty"`
	To          *time.Time          `json:"to,omitempty"`
	Chair       congress.MemberID   `json:"chair,omitempty"`
	Secretaries []congress.MemberID `json:"secretaries,omitempty"`
	Present     []congress.MemberID `json:"present,omitempty"`
	Absent      []Absent            `json:"absent,omitempty"`
	Opening     string              `json:"opening,omitempty"`    // plain text with paragraphs
	Conclusion  string              `json:"conclusion,omitempty"` // as well

	Comments  int               `json:"comments,omitempty"` // how many Hash covers
	Hash      *congress.Hash    `json:"hash,omitempty"`     // of the comments as they were signed
	Outline   congress.RecordID `json:"outline,omitempty"`  // the discussion's record as it was signed
	SignedBy  congress.MemberID `json:"signedBy,omitempty"`
	SignedAt  *time.Time        `json:"signedAt,omitempty"`
	SealedBy  congress.MemberID `json:"sealedBy,omitempty"`
	SealedAt  *time.Time        `json:"sealedAt,omitempty"`
	Additions []Addition        `json:"additions,omitempty"` // what came after it was sealed
}

// Absent is a member who was not there.
type Absent struct {
	Member congress.MemberID `json:"member"`
	Reason string            `json:"reason,omitempty"`
}

// Addition is a text that was added to sealed minutes.
type Addition struct {
	Text string            `json:"text"`
	By   congress.MemberID `json:"by"`
	At   time.Time         `json:"at"`
}

// MinutesState is how far a thread's minutes are.
type MinutesState string

// The states of minutes.
const (
	Draft  MinutesState = "draft"
	Signed MinutesState = "signed" // by the chair
	Sealed MinutesState = "sealed" // it and its comments change no more
)

// Limits of minutes.
const (
	maxAttendance  = 2000
	maxSecretaries = 20
	maxAdditions   = 200
	maxPlace       = 300 // characters
)

// minutesOf is the one object of a thread's minutes.
func minutesOf(discussion congress.ObjectID, g congress.GroupID) congress.ObjectID {
	return congress.ObjectID(congress.DerivedUUID("group-record", string(discussion), string(g)))
}

// Minutes gives a thread's minutes as the actor may see them, and their record. NotFound: there are
// none (yet).
func (s *Service) Minutes(h *journal.Hall, actor congress.Actor, discussion congress.ObjectID, g congress.GroupID) (Minutes, *congress.Record, error) {
	r, err := h.Get(actor, minutesOf(discussion, g))
	if err != nil || r.Kind != congress.KindMinutes {
		return Minutes{}, nil, congress.ErrNotFound
	}
	var m Minutes
	return m, r, r.Decode(&m)
}

// changeMinutes makes the next state of a thread's minutes.
func (s *Service) changeMinutes(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID, action auth.Action, edit func(*journal.Tx, congress.Actor, *thread) error) (journal.Result, error) {
	object := minutesOf(discussion, g)
	res, err := h.Commit(ctx, journal.Request{ID: c.ID, Kind: congress.KindMinutes, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		actor, err := s.options.Require(tx, actor, action)
		if err != nil {
			return journal.Draft{}, err
		}
		t, err := s.thread(tx, actor, discussion, g)
		if err != nil {
			return journal.Draft{}, err
		}
		if c.IfMatch != t.minutesN && c.IfMatch != 0 {
			return journal.Draft{}, congress.Changed(object)
		}
		if err := edit(tx, actor, t); err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{Object: object, Derived: true, Audience: t.hear(g), Body: t.minutes, Lasting: t.minutes.State != Draft}, nil
	}})
	if err == nil && res.Record.Object != object {
		return journal.Result{}, errIDReused
	}
	return res, err
}

// PutMinutes writes the draft of a thread's minutes: attendance, who led and who wrote, opening and
// conclusion. IfMatch is the number of the record that was read, 0 when there are no minutes yet;
// Sign, Unsign and Seal need it too.
// The actor needs KeepThreads and to keep the thread. Errors: Invalid "minutes_invalid" or
// "member_unknown", NotFound, Stale, Forbidden, Conflict "minutes_signed" or "minutes_sealed".
func (s *Service) PutMinutes(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, in Minutes) (journal.Result, error) {
	in, err := in.clean()
	if err != nil {
		return journal.Result{}, err
	}
	return s.changeMinutes(ctx, h, actor, c, in.Discussion, in.Group, auth.KeepThreads, func(tx *journal.Tx, actor congress.Actor, t *thread) error {
		switch {
		case !t.keeps(actor):
			return errNotYourGroup
		case c.IfMatch != t.minutesN:
			return congress.Changed(minutesOf(t.id, t.group))
		case t.minutes.State == Sealed:
			return errSealed
		case t.minutes.State == Signed:
			return errMinutesSigned
		}
		named := slices.Concat(in.Secretaries, in.Present)
		if in.Chair != "" {
			named = append(named, in.Chair)
		}
		for _, a := range in.Absent {
			named = append(named, a.Member)
		}
		for _, m := range named {
			if _, ok := tx.Member(m); !ok {
				return errMemberUnknown
			}
		}
		t.minutes = in
		return nil
	})
}

// clean brings what a secretary writes into the form that is kept, or says what is wrong with it.
func (r Minutes) clean() (Minutes, error) {
	words := map[string]string{"place": r.Place, "opening": r.Opening, "conclusion": r.Conclusion}
	for i, a := range r.Absent {
		words[fmt.Sprintf("absent[%d].reason", i)] = a.Reason
	}
	if err := Unmarked(words); err != nil {
		return r, err
	}
	fields := map[string]messages.Fault{}
	out := Minutes{
		Discussion: r.Discussion, Group: r.Group, State: Draft, Place: wording.Line(r.Place), From: cut(fields, "from", r.From), To: cut(fields, "to", r.To), Chair: r.Chair, Secretaries: r.Secretaries,
		Present: r.Present, Absent: r.Absent, Opening: wording.Paragraphs(r.Opening), Conclusion: wording.Paragraphs(r.Conclusion),
	}
	checkText(fields, "place", out.Place, 0, maxPlace)
	checkText(fields, "opening", out.Opening, 0, MaxText)
	checkText(fields, "conclusion", out.Conclusion, 0, MaxText)
	if len(out.Present)+len(out.Absent) > maxAttendance {
		fields["present"] = messages.AtMost(maxAttendance)
	}
	if len(out.Secretaries) > maxSecretaries {
		fields["secretaries"] = messages.AtMost(maxSecretaries)
	}
	if out.From != nil && out.To != nil && out.To.Before(*out.From) {
		fields["to"] = messages.EndsBefore()
	}
	seen := map[congress.MemberID]bool{}
	for _, m := range out.Present {
		seen[m] = true
	}
	out.Absent = slices.Clone(out.Absent)
	for i, a := range out.Absent {
		a.Reason = wording.Line(a.Reason)
		out.Absent[i] = a
		checkText(fields, fmt.Sprintf("absent[%d].reason", i), a.Reason, 0, maxReason)
		if seen[a.Member] {
			fields["absent"] = messages.PresentTwice()
		}
		seen[a.Member] = true
	}
	if len(seen) != len(out.Present)+len(out.Absent) && fields["absent"].Code() == "" {
		fields["present"] = messages.PresentTwice()
	}
	if len(fields) > 0 {
		return out, congress.FieldErrors(messages.MinutesInvalid, fields)
	}
	return out, nil
}

// Sign signs the minutes for the chair: from now on they hold the thread's comments as they are.
// Errors: NotFound; Stale; Forbidden "not_your_group"; Conflict "thread_open", "comments_open",
// "minutes_signed" or "minutes_sealed"; Invalid "minutes_incomplete" with what is missing.
func (s *Service) Sign(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID) (journal.Result, error) {
	return s.changeMinutes(ctx, h, actor, c, discussion, g, auth.SignMinutes, func(tx *journal.Tx, actor congress.Actor, t *thread) error {
		held := hold(tx.All(congress.KindComment), discussion, g)
		switch {
		case !t.leads(actor):
			return errNotYourGroup
		case c.IfMatch != t.minutesN:
			return congress.Changed(minutesOf(t.id, t.group))
		case t.minutes.State == "":
			return congress.ErrNotFound
		case t.minutes.State == Sealed:
			return errSealed
		case t.minutes.State == Signed:
			return errMinutesSigned
		case t.takes(s.now()):
			return errThreadOpen
		case held.waiting > 0:
			return errUnconfirmed
		}
		if err := t.minutes.signable(); err != nil {
			return err
		}
		now := s.now()
		t.minutes.State, t.minutes.SignedBy, t.minutes.SignedAt = Signed, actor.Member, &now
		t.minutes.Hash, t.minutes.Comments, t.minutes.Outline = &held.hash, held.comments, t.outline
		return nil
	})
}

// signable says what minutes lack that a form of Nghị định 30/2020/NĐ-CP (annex III) cannot do
// without: when it began and ended, who led, who wrote, and who was there.
func (r Minutes) signable() error {
	fields := map[string]messages.Fault{}
	for name, there := range map[string]bool{
		"from": r.From != nil, "to": r.To != nil, "chair": r.Chair != "", "secretaries": len(r.Secretaries) > 0, "present": len(r.Present) > 0,
	} {
		if !there {
			fields[name] = messages.Absent()
		}
	}
	if len(fields) > 0 {
		return congress.FieldErrors(messages.MinutesIncomplete, fields)
	}
	return nil
}

// leads reports whether the actor signs for the thread: the chair of the group, the presidium for
// the plenary one.
func (t *thread) leads(a congress.Actor) bool {
	if t.group == Plenary {
		return a.Has(congress.Presidium)
	}
	return a.In(t.group) && a.Has(congress.Chair)
}

// Unsign takes the chair's signature back; the minutes are a draft again.
// Errors: NotFound; Stale; Forbidden; Conflict "minutes_not_signed" or "minutes_sealed".
func (s *Service) Unsign(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID) (journal.Result, error) {
	return s.changeMinutes(ctx, h, actor, c, discussion, g, auth.SignMinutes, func(_ *journal.Tx, actor congress.Actor, t *thread) error {
		if !t.leads(actor) {
			return errNotYourGroup
		}
		if err := t.signed(c.IfMatch); err != nil {
			return err
		}
		t.minutes.State, t.minutes.SignedBy, t.minutes.SignedAt, t.minutes.Hash, t.minutes.Comments, t.minutes.Outline = Draft, "", nil, nil, 0, ""
		return nil
	})
}

// signed reports by its error whether the minutes are signed, are not sealed, and are those that were
// read: n is their number.
func (t *thread) signed(n uint64) error {
	switch {
	case n != t.minutesN:
		return congress.Changed(minutesOf(t.id, t.group))
	case t.minutes.State == Sealed:
		return errSealed
	case t.minutes.State != Signed:
		return errNotSigned
	}
	return nil
}

// Seal ends the minutes: neither they nor their comments change any more. The actor needs
// KeepThreads and to keep the thread. Errors: NotFound; Stale; Forbidden; Conflict
// "minutes_not_signed", "minutes_sealed", or "minutes_changed" when the comments are not those that
// were signed.
func (s *Service) Seal(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID) (journal.Result, error) {
	return s.changeMinutes(ctx, h, actor, c, discussion, g, auth.KeepThreads, func(tx *journal.Tx, actor congress.Actor, t *thread) error {
		if !t.keeps(actor) {
			return errNotYourGroup
		}
		if err := t.signed(c.IfMatch); err != nil {
			return err
		}
		if hold(tx.All(congress.KindComment), discussion, g).hash != *t.minutes.Hash {
			return errMinutesChanged
		}
		now := s.now()
		t.minutes.State, t.minutes.SealedBy, t.minutes.SealedAt = Sealed, actor.Member, &now
		return nil
	})
}

// Add adds a text to sealed minutes. The actor needs KeepThreads and to keep the thread. Errors:
// Invalid "minutes_invalid"; NotFound; Stale; Forbidden; Conflict "minutes_not_sealed".
func (s *Service) Add(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID, text string) (journal.Result, error) {
	fields := map[string]messages.Fault{}
	text = wording.Paragraphs(text)
	checkText(fields, "text", text, 1, MaxText)
	if len(fields) > 0 {
		return journal.Result{}, congress.FieldErrors(messages.MinutesInvalid, fields)
	}
	if err := Unmarked(map[string]string{"text": text}); err != nil {
		return journal.Result{}, err
	}
	return s.changeMinutes(ctx, h, actor, c, discussion, g, auth.KeepThreads, func(_ *journal.Tx, actor congress.Actor, t *thread) error {
		switch {
		case !t.keeps(actor):
			return errNotYourGroup
		case t.minutes.State != Sealed:
			return errNotSealed
		case len(t.minutes.Additions) >= maxAdditions:
			return congress.FieldError(messages.MinutesInvalid, "text", messages.AtMost(maxAdditions))
		}
		t.minutes.Additions = append(t.minutes.Additions, Addition{Text: text, By: actor.Member, At: s.now()})
		return nil
	})
}

// held is the comments of a thread that its minutes cover.
type held struct {
	hash     congress.Hash
	comments int
	waiting  int // in the late tray
}

// hold takes the SHA-256 over a line "object number bodyHash" for each comment of the thread, in
// the order they were made: those withdrawn and hidden too, not what waits in the late tray, was
// returned, or came as an addition.
func hold(all func(func(*congress.Record) bool), discussion congress.ObjectID, g congress.GroupID) held {
	var out held
	sum := sha256.New()
	for r := range all {
		var c Comment
		if r.Decode(&c) != nil || c.Discussion != discussion || c.Group != g || c.Addition {
			continue
		}
		if c.Late != nil && c.Late.State != LateTaken {
			if c.Late.State == LateWaiting && c.Withdrawn == nil {
				out.waiting++
			}
			continue
		}
		_, _ = fmt.Fprintf(sum, "%s %d %s\n", r.Object, r.N, r.BodyHash)
		out.comments++
	}
	out.hash = congress.Hash(sum.Sum(nil))
	return out
}

// Check tells whether signed or sealed minutes still hold the thread's comments.
type Check struct {
	State    MinutesState   `json:"state"`
	Comments int            `json:"comments"` // that there are now
	Hash     congress.Hash  `json:"hash"`     // of those
	Signed   *congress.Hash `json:"signed,omitempty"`
	Whole    bool           `json:"whole"`
}

// CheckMinutes compares the comments of today with those that were signed. Errors: NotFound.
func (s *Service) CheckMinutes(h *journal.Hall, actor congress.Actor, discussion congress.ObjectID, g congress.GroupID) (Check, error) {
	m, _, err := s.Minutes(h, actor, discussion, g)
	if err != nil {
		return Check{}, err
	}
	now := hold(h.All(auth.ServerActor(actor.Congress), congress.KindComment), discussion, g)
	return Check{State: m.State, Comments: now.comments, Hash: now.hash, Signed: m.Hash, Whole: m.Hash != nil && *m.Hash == now.hash}, nil
}
