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

// GroupRecord is the record of what a group said (biên bản thảo luận tổ): the
// body of a KindMinutes record, one for each thread. The opinions are not in it: they are the thread's comments, and Hash holds them.
type GroupRecord struct {
	Discussion  congress.ObjectID   `json:"discussion"`
	Group       congress.GroupID    `json:"group"`
	State       RecordState         `json:"state"`
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

// Addition is a text that was added to a sealed record.
type Addition struct {
	Text string            `json:"text"`
	By   congress.MemberID `json:"by"`
	At   time.Time         `json:"at"`
}

// RecordState is how far a group's record is.
type RecordState string

// The states of a record.
const (
	Draft  RecordState = "draft"
	Signed RecordState = "signed" // by the chair
	Sealed RecordState = "sealed" // it and its comments change no more
)

// Limits of a record.
const (
	maxAttendance  = 2000
	maxSecretaries = 20
	maxAdditions   = 200
	maxPlace       = 300 // characters
)

// recordOf is the one object of a thread's record.
func recordOf(discussion congress.ObjectID, g congress.GroupID) congress.ObjectID {
	return congress.ObjectID(congress.DerivedUUID("group-record", string(discussion), string(g)))
}

// Record gives a thread's record as the actor may see it; NotFound when there is none (yet).
func (s *Service) Record(h *journal.Hall, actor congress.Actor, discussion congress.ObjectID, g congress.GroupID) (GroupRecord, *congress.Record, error) {
	r, err := h.Get(actor, recordOf(discussion, g))
	if err != nil || r.Kind != congress.KindMinutes {
		return GroupRecord{}, nil, congress.ErrNotFound
	}
	var record GroupRecord
	return record, r, r.Decode(&record)
}

// writeRecord makes the next state of a thread's record.
func (s *Service) writeRecord(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID, action auth.Action, edit func(*journal.Tx, congress.Actor, *thread) error) (journal.Result, error) {
	object := recordOf(discussion, g)
	res, err := h.Commit(ctx, journal.Request{ID: c.ID, Kind: congress.KindMinutes, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		actor, err := s.options.Require(tx, actor, action)
		if err != nil {
			return journal.Draft{}, err
		}
		t, err := s.thread(tx, actor, discussion, g)
		if err != nil {
			return journal.Draft{}, err
		}
		if c.IfMatch != t.recordN && c.IfMatch != 0 {
			return journal.Draft{}, congress.Changed(object)
		}
		if err := edit(tx, actor, t); err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{Object: object, Derived: true, Audience: t.hear(g), Body: t.record, Lasting: t.record.State != Draft}, nil
	}})
	if err == nil && res.Record.Object != object {
		return journal.Result{}, errIDReused
	}
	return res, err
}

// PutRecord writes the draft of a thread's record: attendance, who led and who
// wrote, opening and conclusion. IfMatch is the number of the record that was read, 0 when there is none yet; so it is of Sign, Unsign and Seal.
// The actor needs KeepThreads and to keep the thread. Errors: Invalid "record_invalid" or
// "member_unknown", NotFound, Stale, Forbidden, Conflict "record_signed" or "record_sealed".
func (s *Service) PutRecord(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, in GroupRecord) (journal.Result, error) {
	in, err := in.clean()
	if err != nil {
		return journal.Result{}, err
	}
	return s.writeRecord(ctx, h, actor, c, in.Discussion, in.Group, auth.KeepThreads, func(tx *journal.Tx, actor congress.Actor, t *thread) error {
		switch {
		case !t.keeps(actor):
			return errNotYourGroup
		case c.IfMatch != t.recordN:
			return congress.Changed(recordOf(t.id, t.group))
		case t.record.State == Sealed:
			return errSealed
		case t.record.State == Signed:
			return errRecordSigned
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
		t.record = in
		return nil
	})
}

// clean brings what a secretary writes into the form that is kept, or says what is wrong with it.
func (r GroupRecord) clean() (GroupRecord, error) {
	fields := map[string]messages.Fault{}
	out := GroupRecord{
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
		return out, congress.FieldErrors(messages.RecordInvalid, fields)
	}
	return out, nil
}

// Sign signs the record for the chair: from now on it holds the thread's
// comments as they are. Errors: NotFound; Stale; Forbidden "not_your_group"; Conflict "thread_open", "comments_open", "record_signed" or "record_sealed".
func (s *Service) Sign(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID) (journal.Result, error) {
	return s.writeRecord(ctx, h, actor, c, discussion, g, auth.SignRecords, func(tx *journal.Tx, actor congress.Actor, t *thread) error {
		held := hold(tx.All(congress.KindComment), discussion, g)
		switch {
		case !t.leads(actor):
			return errNotYourGroup
		case c.IfMatch != t.recordN:
			return congress.Changed(recordOf(t.id, t.group))
		case t.record.State == "":
			return congress.ErrNotFound
		case t.record.State == Sealed:
			return errSealed
		case t.record.State == Signed:
			return errRecordSigned
		case t.takes(s.now()):
			return errThreadOpen
		case held.waiting > 0:
			return errUnconfirmed
		}
		now := s.now()
		t.record.State, t.record.SignedBy, t.record.SignedAt = Signed, actor.Member, &now
		t.record.Hash, t.record.Comments, t.record.Outline = &held.hash, held.comments, t.outline
		return nil
	})
}

// leads reports whether the actor signs for the thread: the chair of the group, the presidium for the plenary one.
func (t *thread) leads(a congress.Actor) bool {
	if t.group == Plenary {
		return a.Has(congress.Presidium)
	}
	return a.In(t.group) && a.Has(congress.Chair)
}

// Unsign takes the chair's signature back; the record is a draft again.
// Errors: NotFound; Stale; Forbidden; Conflict "record_not_signed" or "record_sealed".
func (s *Service) Unsign(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID) (journal.Result, error) {
	return s.writeRecord(ctx, h, actor, c, discussion, g, auth.SignRecords, func(_ *journal.Tx, actor congress.Actor, t *thread) error {
		switch {
		case !t.leads(actor):
			return errNotYourGroup
		case c.IfMatch != t.recordN:
			return congress.Changed(recordOf(t.id, t.group))
		case t.record.State == Sealed:
			return errSealed
		case t.record.State != Signed:
			return errNotSigned
		}
		t.record.State, t.record.SignedBy, t.record.SignedAt, t.record.Hash, t.record.Comments, t.record.Outline = Draft, "", nil, nil, 0, ""
		return nil
	})
}

// Seal ends the record: neither it nor its comments change any more. The
// actor needs KeepThreads and to keep the thread. Errors: NotFound; Stale; Forbidden; Conflict "record_not_signed",
// "record_sealed", or "record_changed" when the comments are not those that were signed.
func (s *Service) Seal(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID) (journal.Result, error) {
	return s.writeRecord(ctx, h, actor, c, discussion, g, auth.KeepThreads, func(tx *journal.Tx, actor congress.Actor, t *thread) error {
		switch {
		case !t.keeps(actor):
			return errNotYourGroup
		case c.IfMatch != t.recordN:
			return congress.Changed(recordOf(t.id, t.group))
		case t.record.State == Sealed:
			return errSealed
		case t.record.State != Signed:
			return errNotSigned
		case hold(tx.All(congress.KindComment), discussion, g).hash != *t.record.Hash:
			return errRecordOld
		}
		now := s.now()
		t.record.State, t.record.SealedBy, t.record.SealedAt = Sealed, actor.Member, &now
		return nil
	})
}

// Add adds a text to a sealed record. The actor needs KeepThreads and to keep
// the thread. Errors: Invalid "record_invalid"; NotFound; Stale; Forbidden; Conflict "record_not_sealed".
func (s *Service) Add(ctx context.Context, h *journal.Hall, actor congress.Actor, c Change, discussion congress.ObjectID, g congress.GroupID, text string) (journal.Result, error) {
	fields := map[string]messages.Fault{}
	text = wording.Paragraphs(text)
	checkText(fields, "text", text, 1, MaxText)
	if len(fields) > 0 {
		return journal.Result{}, congress.FieldErrors(messages.RecordInvalid, fields)
	}
	return s.writeRecord(ctx, h, actor, c, discussion, g, auth.KeepThreads, func(_ *journal.Tx, actor congress.Actor, t *thread) error {
		switch {
		case !t.keeps(actor):
			return errNotYourGroup
		case t.record.State != Sealed:
			return errNotSealed
		case len(t.record.Additions) >= maxAdditions:
			return congress.FieldError(messages.RecordInvalid, "text", messages.AtMost(maxAdditions))
		}
		t.record.Additions = append(t.record.Additions, Addition{Text: text, By: actor.Member, At: s.now()})
		return nil
	})
}

// held is the comments of a thread that its record covers.
type held struct {
	hash     congress.Hash
	comments int
	waiting  int // in the late tray
}

// hold takes the SHA-256 over a line "object number bodyHash" for each comment
// of the thread, in the order they were made: those withdrawn and hidden too, not what waits in the late tray, was returned, or came as an addition.
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

// Check is whether a signed or sealed record still holds the thread's comments.
type Check struct {
	State    RecordState    `json:"state"`
	Comments int            `json:"comments"` // that there are now
	Hash     congress.Hash  `json:"hash"`     // of those
	Signed   *congress.Hash `json:"signed,omitempty"`
	Whole    bool           `json:"whole"`
}

// CheckRecord compares. Errors: NotFound.
func (s *Service) CheckRecord(h *journal.Hall, actor congress.Actor, discussion congress.ObjectID, g congress.GroupID) (Check, error) {
	record, _, err := s.Record(h, actor, discussion, g)
	if err != nil {
		return Check{}, err
	}
	now := hold(h.All(auth.ServerActor(actor.Congress), congress.KindComment), discussion, g)
	return Check{State: record.State, Comments: now.comments, Hash: now.hash, Signed: record.Hash, Whole: record.Hash != nil && *record.Hash == now.hash}, nil
}
