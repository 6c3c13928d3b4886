package compilation

import (
	"context"
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/discussion/report"
	"plenum/journal"
	"plenum/wording"
)

// Report is how a discussion's report is made, and how far it is: the body of a KindReport record,
// one for each discussion.
type Report struct {
	Discussion congress.ObjectID `json:"discussion"`
	Settings
	State     State             `json:"state"`
	Reviews   []Review          `json:"reviews,omitempty"`
	Signed    *Signed           `json:"signed,omitempty"`
	Reopened  *Reopened         `json:"reopened,omitempty"`  // why the last signature was taken back
	Document  congress.ObjectID `json:"document,omitempty"`  // in the register, once it is there
	Published []Published       `json:"published,omitempty"` // the signatures that went into it, the oldest first; each is a version
	Before    congress.RecordID `json:"before,omitempty"`    // the record that this one took the place of
}

// State is how far the report is.
type State string

// The states of a report.
const (
	Draft    State = "draft"
	InReview State = "review"
	IsSigned State = "signed"
)

// Review is a remark on the report before it is signed.
type Review struct {
	ID      congress.RecordID `json:"id"`
	By      congress.MemberID `json:"by"`
	At      time.Time         `json:"at"`
	Text    string            `json:"text"`
	Finding congress.ObjectID `json:"finding,omitempty"`
	Settled bool              `json:"settled,omitempty"`
}

const (
	maxReviews = 500
	maxReview  = 2000
)

// reportOf is the object of a discussion's report.
func reportOf(d congress.ObjectID) congress.ObjectID {
	return congress.ObjectID(congress.DerivedUUID("report", string(d)))
}

func (r *Report) orDefaults() {
	if r.Form == "" {
		r.Form = report.StateForm
	}
	if r.Rule.Base == "" {
		r.Rule = Rule{Base: OfIssue, Most: 50, Many: 20, Some: 2}
	}
	if r.Smallest == 0 {
		r.Smallest = 5
	}
	if r.State == "" {
		r.State = Draft
	}
}

// reportIn gives the report as a change finds it.
func reportIn(tx *journal.Tx, d congress.ObjectID) (rep Report, n uint64, err error) {
	rep = Report{Discussion: d}
	if r, ok := tx.Get(reportOf(d)); ok {
		if err := r.Decode(&rep); err != nil {
			return rep, 0, err
		}
		rep.Before, n = r.ID, r.N
	}
	rep.orDefaults()
	return rep, n, nil
}

// change makes the next record of a report. The actor needs CompileReport.
func (s *Service) change(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, d congress.ObjectID, edit func(*journal.Tx, congress.Actor, *Report) error) (journal.Result, error) {
	return s.changeBy(ctx, h, actor, s.compiles, c, d, edit)
}

// changeBy is change by one who may. IfMatch is the record up to which the actor read; the report's
// is none after it.
func (s *Service) changeBy(ctx context.Context, h *journal.Hall, actor congress.Actor, may func(congress.Actor) bool, c discussion.Change, d congress.ObjectID,
	edit func(*journal.Tx, congress.Actor, *Report) error,
) (journal.Result, error) {
	object := reportOf(d)
	return s.commit(ctx, h, actor, c, congress.KindReport, object, auth.ReadComments, func(tx *journal.Tx, actor congress.Actor) (journal.Draft, error) {
		r, ok := tx.Get(d)
		if !ok || r.Kind != congress.KindDiscussion || !s.options.Visible(actor, r.Kind, r.Audience) {
			return journal.Draft{}, congress.ErrNotFound
		}
		if !may(actor) {
			return journal.Draft{}, errForbidden
		}
		rep, n, err := reportIn(tx, d)
		switch {
		case err != nil:
			return journal.Draft{}, err
		case c.IfMatch < n || c.IfMatch > tx.Head().N:
			return journal.Draft{}, congress.Changed(object)
		}
		if err := edit(tx, actor, &rep); err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{Object: object, Derived: true, Body: rep, Audience: followers(), Lasting: rep.Signed != nil}, nil
	})
}

// Submit hands the draft to review, or takes it back. Errors: as of Set.
func (s *Service) Submit(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, d congress.ObjectID, review bool) (journal.Result, error) {
	return s.change(ctx, h, actor, c, d, func(_ *journal.Tx, _ congress.Actor, rep *Report) error {
		if rep.Signed != nil {
			return errSigned
		}
		if rep.State = Draft; review {
			rep.State = InReview
		}
		return nil
	})
}

// Remark adds a remark to the report in review, by those who compile it and the presidium. Errors:
// as of Set, and Conflict "report_not_in_review".
func (s *Service) Remark(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, d congress.ObjectID, text string, finding congress.ObjectID) (journal.Result, error) {
	if err := discussion.Unmarked(map[string]string{"text": text}); err != nil {
		return journal.Result{}, err
	}
	if text = wording.Line(text); text == "" || tooLong(text, maxReview) {
		return journal.Result{}, congress.FieldError(messages.RemarkInvalid, "text", messages.Characters(1, 2000))
	}
	return s.reviewing(ctx, h, actor, s.reviews, c, d, func(actor congress.Actor, rep *Report) error {
		if len(rep.Reviews) >= maxReviews {
			return congress.FieldError(messages.RemarkInvalid, "text", messages.RemarksAtMost(500))
		}
		rep.Reviews = append(rep.Reviews, Review{ID: c.ID, By: actor.Member, At: s.now(), Text: text, Finding: finding})
		return nil
	})
}

// Settle says that a remark is settled, or is not. Errors: as of Remark, and NotFound.
func (s *Service) Settle(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, d congress.ObjectID, remark congress.RecordID, settled bool) (journal.Result, error) {
	return s.reviewing(ctx, h, actor, s.compiles, c, d, func(_ congress.Actor, rep *Report) error {
		at := slices.IndexFunc(rep.Reviews, func(known Review) bool { return known.ID == remark })
		if at < 0 {
			return congress.ErrNotFound
		}
		rep.Reviews[at].Settled = settled
		return nil
	})
}

// reviewing is change of a report in review.
func (s *Service) reviewing(ctx context.Context, h *journal.Hall, actor congress.Actor, may func(congress.Actor) bool, c discussion.Change, d congress.ObjectID,
	edit func(congress.Actor, *Report) error,
) (journal.Result, error) {
	return s.changeBy(ctx, h, actor, may, c, d, func(_ *journal.Tx, actor congress.Actor, rep *Report) error {
		if rep.State != InReview {
			return errNotReview
		}
		return edit(actor, rep)
	})
}

// followers are those who see how far a report is.
func followers() congress.Audience {
	return congress.Audience{Roles: []congress.Role{congress.Secretariat, congress.Presidium}}
}

// Compiled gives the report as of a record of the log, 0: now, with the report's settings and state
// as of that record. Where it was signed then, it is what was signed. The same number gives the
// same report, whatever comes later. The actor needs CompileReport; the presidium reads what is in
// review or signed. Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Compiled(ctx context.Context, h *journal.Hall, actor congress.Actor, info congress.Info, d congress.ObjectID, asOf uint64) (report.Compiled, Report, error) {
	v, err := s.read(ctx, h, actor, d, asOf)
	if err != nil {
		return report.Compiled{}, Report{}, err
	}
	return s.compiledOf(ctx, h, info, v)
}

// Answers gives what became of the findings as of a record, 0: now, also after the signature, and
// the number of the last record that is in it. Errors: as of Compiled.
func (s *Service) Answers(ctx context.Context, h *journal.Hall, actor congress.Actor, d congress.ObjectID, asOf uint64) ([]report.AnswerRow, uint64, error) {
	v, err := s.read(ctx, h, actor, d, asOf)
	if err != nil {
		return nil, 0, err
	}
	made, _ := v.compiled(congress.Info{})
	return made.Answers, v.asOf, nil
}

// read is the view that the actor reads the report from: all of it, as of a record, 0: now.
func (s *Service) read(ctx context.Context, h *journal.Hall, actor congress.Actor, d congress.ObjectID, asOf uint64) (*view, error) {
	compiles := s.compiles(actor)
	if !compiles {
		if _, err := s.reviewed(h, actor, d); err != nil {
			return nil, err
		}
		actor = auth.ServerActor(actor.Congress)
	}
	v, err := s.seen(h, actor, d)
	if err == nil && asOf != 0 && asOf != v.asOf {
		v, err = s.then(ctx, h, scope{id: d}, asOf)
	}
	if err == nil && !compiles && v.report.State == Draft {
		err = errForbidden
	}
	return v, err
}

// reviews reports whether the actor reviews reports: those who compile them, and the presidium.
func (s *Service) reviews(a congress.Actor) bool {
	return s.compiles(a) || a.Has(congress.Presidium) && s.options.Allow(a, auth.ReadComments)
}

// reviewed is the whole view of a report for the presidium, which reads it from its review on.
// Errors: NotFound, Forbidden.
func (s *Service) reviewed(h *journal.Hall, actor congress.Actor, d congress.ObjectID) (*view, error) {
	if !s.reviews(actor) {
		return nil, errForbidden
	}
	if _, _, err := s.options.Discussions.Get(h, actor, d); err != nil {
		return nil, err
	}
	v, err := s.seen(h, auth.ServerActor(actor.Congress), d)
	if err == nil && v.report.State == Draft {
		return nil, errForbidden
	}
	return v, err
}

// compiledOf is the report of a view: what was signed, if it is.
func (s *Service) compiledOf(ctx context.Context, h *journal.Hall, info congress.Info, v *view) (report.Compiled, Report, error) {
	rep := v.report
	signed := rep.Signed
	if signed != nil {
		var err error
		if v, err = s.signed(ctx, h, v.id, signed.AsOf); err != nil {
			return report.Compiled{}, Report{}, err
		}
		info.Title, info.Place = signed.Congress, signed.Place
	}
	made, _ := v.compiled(info)
	if made.Draft = signed == nil; signed != nil {
		made.SignedBy, made.SignedAt, made.Hash, made.Verify = signed.Name, signed.At.In(congress.Hanoi), signed.Hash, signed.Verify
	}
	return made, rep, nil
}
