package compilation

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/report"
	"plenum/journal"
)

// Report is how a discussion's report is made, and how far it is: the body of a KindReport record, one for each discussion.
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

// Settings are what a congress decides of a report.
type Settings struct {
	Form       report.Form       `json:"form"`
	Rule       Rule              `json:"rule"`
	Smallest   int               `json:"smallest"` // groups with fewer members who spoke are shown together in the map
	Superior   string            `json:"superior,omitempty"`
	IssuedBy   string            `json:"issuedBy,omitempty"`
	Number     string            `json:"number,omitempty"`
	Place      string            `json:"place,omitempty"`
	Recipients []string          `json:"recipients,omitempty"`
	Template   congress.ObjectID `json:"template,omitempty"` // a document of the register: the congress's own DOCX

	TemplateVersion int `json:"templateVersion,omitempty"` // of that document; 0, as before there were numbers: the latest
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

// Signed says that the report was signed as it was at a record.
type Signed struct {
	AsOf   uint64            `json:"asOf"`
	N      uint64            `json:"n"` // of the signature's own record, from which on the report is the signed one
	By     congress.MemberID `json:"by"`
	Name   string            `json:"name"`
	At     time.Time         `json:"at"`
	Hash   string            `json:"hash"`             // SHA-256 of what the report says, whatever its layout
	Verify string            `json:"verify,omitempty"` // address of the page that confirms it

	Congress string `json:"congress"` // its title and place, as the report says them
	Place    string `json:"place,omitempty"`
}

// Reopened says why a signature was taken back.
type Reopened struct {
	By     congress.MemberID `json:"by"`
	At     time.Time         `json:"at"`
	Reason string            `json:"reason"`
}

// Published is a signature that went into the register, by a request. It stands for everybody until the next one does.
type Published struct {
	Signed
	Request congress.RecordID `json:"request"`
	Upload  congress.ObjectID `json:"upload,omitempty"` // its file in the register
	SHA256  congress.Hash     `json:"sha256,omitzero"`  // of that file
}

// registered reports whether the signature that stands went into the register.
func (r *Report) registered() bool {
	n := len(r.Published)
	return n > 0 && r.Signed != nil && r.Published[n-1].N == r.Signed.N
}

// stands is the signature that is told: the one of the report, or, while that is open again, of what was published.
func (r *Report) stands() *Signed {
	if n := len(r.Published); r.Signed == nil && n > 0 {
		return &r.Published[n-1].Signed
	}
	return r.Signed
}

const (
	maxReviews    = 500
	maxReview     = 2000
	maxHead       = 300
	maxRecipients = 30
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

// changeBy is change by one who may. IfMatch is the record up to which the actor read; the report's is none after it.
func (s *Service) changeBy(ctx context.Context, h *journal.Hall, actor congress.Actor, may func(congress.Actor) bool, c discussion.Change, d congress.ObjectID,
	edit func(*journal.Tx, congress.Actor, *Report) error,
) (journal.Result, error) {
	object := reportOf(d)
	return s.commit(ctx, h, actor, c.ID, congress.KindReport, object, auth.ReadComments, func(tx *journal.Tx, actor congress.Actor) (journal.Draft, error) {
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
		return journal.Draft{Object: object, Body: rep, Audience: followers()}, nil
	})
}

// Set decides how the report is made. IfMatch is the N of the outline, or that of the report's record, 0 before the first; as of every change here. Errors: Invalid with fields, NotFound,
// Forbidden, Stale, Conflict "report_signed".
func (s *Service) Set(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, d congress.ObjectID, w Settings) (journal.Result, error) {
	if err := w.clean(); err != nil {
		return journal.Result{}, err
	}
	return s.change(ctx, h, actor, c, d, func(_ *journal.Tx, _ congress.Actor, rep *Report) error {
		if rep.Signed != nil {
			return errSigned
		}
		rep.Settings = w
		return nil
	})
}

func (w *Settings) clean() error {
	for _, line := range []*string{&w.Superior, &w.IssuedBy, &w.Number, &w.Place} {
		if *line = oneLine(*line); tooLong(*line, maxHead) {
			return congress.FieldError("report_invalid", "head", "at most 300 characters a line")
		}
	}
	for i := range w.Recipients {
		if w.Recipients[i] = oneLine(w.Recipients[i]); w.Recipients[i] == "" || tooLong(w.Recipients[i], maxHead) {
			return congress.FieldError("report_invalid", "recipients", "1 to 300 characters a line")
		}
	}
	switch {
	case w.Form != report.StateForm && w.Form != report.PartyForm:
		return congress.FieldError("report_invalid", "form", "state or party")
	case w.Rule.Base != OfAll && w.Rule.Base != OfIssue && w.Rule.Base != OfSpeakers:
		return congress.FieldError("report_invalid", "base", "all, issue or speakers")
	case w.Rule.Many < 1 || w.Rule.Most <= w.Rule.Many || w.Rule.Most > 99 || w.Rule.Some < 2 || w.Rule.Some > 1000:
		return congress.FieldError("report_invalid", "rule", "some from 2, and 1 to 99 per cent, most above many")
	case w.Smallest < 1 || w.Smallest > 1000:
		return congress.FieldError("report_invalid", "smallest", "1 to 1000")
	case len(w.Recipients) > maxRecipients:
		return congress.FieldError("report_invalid", "recipients", "at most 30 lines")
	case w.Template != "" && !w.Template.Valid():
		return congress.FieldError("report_invalid", "template", "a document's id")
	}
	return nil
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

// Remark adds a remark to the report in review, by those who compile it and the presidium. Errors: as of Set, and Conflict "report_not_in_review".
func (s *Service) Remark(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, d congress.ObjectID, text string, finding congress.ObjectID) (journal.Result, error) {
	if text = oneLine(text); text == "" || tooLong(text, maxReview) {
		return journal.Result{}, congress.FieldError("remark_invalid", "text", "1 to 2000 characters")
	}
	return s.reviewing(ctx, h, actor, s.reviews, c, d, func(actor congress.Actor, rep *Report) error {
		if len(rep.Reviews) >= maxReviews {
			return congress.FieldError("remark_invalid", "text", "at most 500 remarks")
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

// Sign signs the report as the actor read it: IfMatch is the N of the outline, and nothing of the discussion may be newer. All parts must be at their places, and all remarks settled. verify makes the address of the page that
// confirms a hash. Errors: as of Set, and Conflict "report_not_in_review", "not_all_placed", "review_open",
// "sentence_missing", "sentence_sourceless" with the finding.
func (s *Service) Sign(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, d congress.ObjectID, info congress.Info, verify func(hash string) string) (journal.Result, error) {
	return s.change(ctx, h, actor, c, d, func(tx *journal.Tx, actor congress.Actor, rep *Report) error {
		switch {
		case rep.Signed != nil:
			return errSigned
		case rep.State != InReview:
			return errNotReview
		case slices.ContainsFunc(rep.Reviews, func(r Review) bool { return !r.Settled }):
			return errOpenReview
		}
		v, err := s.viewOf(h, scope{id: d}, eyes{class{}, everything}, newReadings(), func(kind congress.ObjectKind) iter.Seq[*congress.Record] { return tx.All(kind) })
		if err != nil {
			return err
		}
		switch {
		case c.IfMatch != v.asOf:
			return congress.Changed(reportOf(d)) // what is signed is what was read, word for word
		case v.covers.Waiting > 0:
			return errNotPlaced
		}
		model, places := v.compiled(info)
		if err := v.whole(places); err != nil {
			return err
		}
		signed := Signed{AsOf: v.asOf, N: tx.Head().N + 1, By: actor.Member, At: s.now(), Hash: hash(model), Congress: info.Title, Place: info.Place}
		if m, ok := tx.Member(actor.Member); ok {
			signed.Name = m.Name
		}
		if verify != nil {
			signed.Verify = verify(signed.Hash)
		}
		rep.Signed, rep.State = &signed, IsSigned
		return nil
	})
}

// Unsign takes the signature back, with the reason: late opinions may be placed then, and the next signature is the next version of the same document
// in the register. What was published stands until then. Errors: as of Set, and Conflict "report_not_signed".
func (s *Service) Unsign(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, d congress.ObjectID, reason string) (journal.Result, error) {
	if reason = oneLine(reason); reason == "" || tooLong(reason, maxReason) {
		return journal.Result{}, congress.FieldError("report_invalid", "reason", "a reason of 1 to 1000 characters is needed")
	}
	return s.change(ctx, h, actor, c, d, func(_ *journal.Tx, actor congress.Actor, rep *Report) error {
		if rep.Signed == nil {
			return errNotSigned
		}
		rep.Signed, rep.State = nil, InReview
		rep.Reopened = &Reopened{By: actor.Member, At: s.now(), Reason: reason}
		return nil
	})
}

// Registration is a signed report on its way into the register.
type Registration struct {
	Document congress.ObjectID // that it becomes a version of
	Upload   congress.ObjectID // its file there
	SHA256   congress.Hash     // of that file
	Request  congress.RecordID // by which it was asked for
}

// Register notes that the signed report became a version of a document of the register, by a request. The actor needs EditDocuments. Errors: NotFound,
// Forbidden, Conflict "report_not_signed", or "report_registered" when it is there already.
func (s *Service) Register(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, d congress.ObjectID, in Registration) (journal.Result, error) {
	object := reportOf(d)
	return s.commit(ctx, h, actor, id, congress.KindReport, object, auth.EditDocuments, func(tx *journal.Tx, _ congress.Actor) (journal.Draft, error) {
		rep, _, err := reportIn(tx, d)
		switch {
		case err != nil:
			return journal.Draft{}, err
		case rep.Signed == nil:
			return journal.Draft{}, errNotSigned
		case rep.registered() || rep.Document != "" && rep.Document != in.Document:
			return journal.Draft{}, errRegistered
		}
		rep.Document = in.Document
		rep.Published = append(rep.Published, Published{Signed: *rep.Signed, Request: in.Request, Upload: in.Upload, SHA256: in.SHA256})
		return journal.Draft{Object: object, Body: rep, Audience: followers()}, nil
	})
}

// followers are those who see how far a report is.
func followers() congress.Audience {
	return congress.Audience{Roles: []congress.Role{congress.Secretariat, congress.Presidium}}
}

// Signed gives the signed report of a discussion for the register, where a request puts it. The actor needs EditDocuments. Errors: NotFound, Forbidden,
// Unavailable, Conflict "report_not_signed" or "report_registered".
func (s *Service) Signed(ctx context.Context, h *journal.Hall, actor congress.Actor, info congress.Info, d congress.ObjectID, request congress.RecordID) (report.Compiled, Report, error) {
	if !s.options.Allow(actor, auth.EditDocuments) {
		return report.Compiled{}, Report{}, errForbidden
	}
	if _, _, err := s.options.Discussions.Get(h, actor, d); err != nil {
		return report.Compiled{}, Report{}, err
	}
	v, err := s.seen(h, auth.ServerActor(actor.Congress), d)
	if err != nil {
		return report.Compiled{}, Report{}, err
	}
	made, rep, err := s.compiledOf(ctx, h, info, v)
	switch {
	case err != nil:
	case rep.Signed == nil:
		err = errNotSigned
	case rep.registered() && rep.Published[len(rep.Published)-1].Request != request:
		err = errRegistered
	}
	return made, rep, err
}

// hash is of what the report says: all its model, without layout and signature.
func hash(model report.Compiled) string {
	model.Date, model.Verify, model.Hash = time.Time{}, "", ""
	text, err := json.Marshal(model)
	if err != nil {
		panic("compilation: a report that is no JSON: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Compiled gives the report as of a record of the log, 0: now, with the report's settings and state as of that record. Where it was signed then, it is what was
// signed. The same number gives the same report, whatever comes later. The actor needs CompileReport; the presidium reads what is in review or signed. Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Compiled(ctx context.Context, h *journal.Hall, actor congress.Actor, info congress.Info, d congress.ObjectID, asOf uint64) (report.Compiled, Report, error) {
	v, err := s.read(ctx, h, actor, d, asOf)
	if err != nil {
		return report.Compiled{}, Report{}, err
	}
	return s.compiledOf(ctx, h, info, v)
}

// Answers gives what became of the findings as of a record, 0: now, also after the signature, and the number of the last record that is in it. Errors: as of Compiled.
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

// reviewed is the whole view of a report for the presidium, which reads it from its review on. Errors: NotFound, Forbidden.
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
		made.SignedBy, made.SignedAt, made.Hash, made.Verify = signed.Name, signed.At.In(hanoi), signed.Hash, signed.Verify
	}
	return made, rep, nil
}

// Verified is what the verification page says of a hash.
type Verified struct {
	Discussion string
	AsOf       uint64
	At         time.Time
	Hash       string
	Superseded bool          // a later one took its place
	DOCX, PDF  congress.Hash // of the file in the register, and of the PDF that the register made of it; zero: none is there
}

// Verify finds the signed report with the hash, for anybody who has it: it is printed on the report. Errors: NotFound, Unavailable.
func (s *Service) Verify(ctx context.Context, id congress.CongressID, hash string) (Verified, error) {
	if !congress.ObjectID(id).Valid() {
		return Verified{}, congress.ErrNotFound
	}
	// Nobody makes the server open halls of congresses that there are not.
	if head, err := s.options.Log.Head(ctx, id.Stream()); err != nil || head.N == 0 {
		return Verified{}, cmp.Or(err, error(congress.ErrNotFound))
	}
	h, leave, err := s.options.Halls.Enter(ctx, id.Stream())
	if err != nil {
		return Verified{}, err
	}
	defer leave()
	server := auth.ServerActor(id)
	for r := range h.All(server, congress.KindReport) {
		var rep Report
		if r.Decode(&rep) != nil {
			continue
		}
		signed, superseded := rep.verified(hash)
		if signed == nil {
			continue
		}
		pdf, err := readable(h, server, signed.Upload)
		if err != nil {
			return Verified{}, err
		}
		d, _, err := s.options.Discussions.Get(h, server, rep.Discussion)
		if err != nil {
			return Verified{}, err
		}
		return Verified{Discussion: d.Title, AsOf: signed.AsOf, At: signed.At, Hash: hash, Superseded: superseded, DOCX: signed.SHA256, PDF: pdf}, nil
	}
	return Verified{}, congress.ErrNotFound
}

// verified finds the signature of the hash, with its file if it went into the register: the one that stands, or one that was published, and whether
// another took its place.
func (r *Report) verified(hash string) (signed *Published, superseded bool) {
	for i := range slices.Backward(r.Published) {
		if p := &r.Published[i]; p.Hash == hash {
			return p, i < len(r.Published)-1 || r.Signed != nil && r.Signed.N != p.N
		}
	}
	if r.Signed != nil && r.Signed.Hash == hash {
		return &Published{Signed: *r.Signed}, false
	}
	return nil, false
}

// readable is the SHA-256 of the PDF that was made of a file of the register, which is what most read; zero while there is none.
func readable(h *journal.Hall, server congress.Actor, upload congress.ObjectID) (congress.Hash, error) {
	var u struct {
		PDF struct {
			SHA256 congress.Hash `json:"sha256"`
		} `json:"pdf"`
	}
	r, err := h.Get(server, upload)
	if congress.KindOf(err) == congress.NotFound {
		return congress.Hash{}, nil
	}
	if err == nil {
		err = r.Decode(&u)
	}
	return u.PDF.SHA256, err
}

// hanoi is the time of Việt Nam, which has had no other since 1975.
var hanoi = time.FixedZone("+07", 7*60*60)

// whole reports by its error whether each sentence has sources, and each source its sentence: at places, where compiled wrote them.
func (v *view) whole(places map[congress.ObjectID]string) error {
	for _, f := range v.findings {
		problem := (*congress.Error)(nil)
		switch {
		case len(f.sources) > 0 && places[f.id] == "":
			problem = errUnwritten
		case f.counted.Opinions == 0:
			problem = errSourceless
		default:
			continue
		}
		named := *problem
		named.Fields = map[string]string{"finding": string(f.id)}
		return &named
	}
	return nil
}

// compiled writes the report's model, and gives where each finding stands in it.
func (v *view) compiled(info congress.Info) (report.Compiled, map[congress.ObjectID]string) {
	w := v.report.Settings
	c := report.Compiled{
		Form: w.Form, Superior: w.Superior, IssuedBy: w.IssuedBy, Number: w.Number, Place: w.Place, Recipients: w.Recipients,
		Congress: info.Title, Discussion: v.discussion.Title, AsOf: v.asOf, Date: v.date.In(hanoi),
		Opinions: len(v.opinions), Members: speakers(v.opinions),
	}
	if c.Place == "" {
		c.Place = info.Place
	}
	for _, g := range v.groups {
		c.Groups = append(c.Groups, g.name)
	}
	var public Map
	column := v.columns(&public)
	c.Public = public.Groups
	for _, g := range v.groups {
		c.Column = append(c.Column, column[g.id])
	}
	places := map[congress.ObjectID]string{}
	c.General = v.chapter(General, "I", places)
	for i, issue := range v.discussion.Issues {
		chapter := v.chapter(i+1, fmt.Sprintf("II.%d", i+1), places)
		chapter.Title, chapter.Question = issue.Title, issue.Question
		c.Specific = append(c.Specific, chapter)
	}
	c.Outside = v.chapter(0, "III", places)
	c.Annexes = v.annexes(places)
	c.Answers = v.answers(places)
	c.Matrix = v.matrix()
	return c, places
}

// chapter writes what is found of an issue, and notes where each finding stands.
func (v *view) chapter(issue int, number string, places map[congress.ObjectID]string) (c report.Chapter) {
	headings := map[string]int{}
	n := 0
	for _, f := range v.findings {
		if f.Issue != issue || f.dissents(v) {
			continue
		}
		at, known := headings[f.Heading]
		if !known {
			at = len(c.Headings)
			headings[f.Heading] = at
			c.Headings = append(c.Headings, report.Heading{Title: f.Heading})
		}
		n++
		c.Headings[at].Findings = append(c.Headings[at].Findings, v.written(f, fmt.Sprintf("%s, ý %d", number, n), places))
	}
	said := map[congress.GroupID]bool{}
	for _, o := range v.opinions {
		if slices.ContainsFunc(o.parts, func(p Part) bool { return v.belongs(p) == issue }) {
			said[o.said.Group] = true
		}
	}
	c.Unplaced = n == 0 && len(said) > 0
	for _, g := range v.groups {
		if !said[g.id] && g.id != discussion.Plenary && issue > 0 {
			c.Silent = append(c.Silent, g.name)
		}
	}
	return c
}

// written is a finding with its dissent right under it, however deep it goes: none leads back to itself.
func (v *view) written(f *finding, place string, places map[congress.ObjectID]string) report.Finding {
	places[f.id] = place
	counted := f.counted
	out := report.Finding{Quantifier: counted.Quantifier, Text: f.Text, Note: counted.Note, Opinions: counted.Opinions, Groups: make([]int, len(v.groups))}
	for i, g := range v.groups {
		for _, n := range counted.Groups {
			if n.Group == g.id {
				out.Groups[i] = n.Opinions
			}
		}
	}
	for i, d := range f.dissent {
		out.Dissent = append(out.Dissent, v.written(d, fmt.Sprintf("%s.%d", place, i+1), places))
	}
	return out
}

// belongs is the issue of a part: that of its finding, if it has one.
func (v *view) belongs(p Part) int {
	if f := v.by[p.Finding]; p.Finding != "" && f != nil {
		return f.Issue
	}
	return p.Issue
}

func (v *view) annexes(places map[congress.ObjectID]string) (out []report.Annex) {
	at := map[congress.GroupID]int{}
	for _, g := range v.groups {
		at[g.id] = len(out)
		out = append(out, report.Annex{Group: g.name})
	}
	for _, o := range v.opinions {
		i, known := at[o.said.Group]
		if !known {
			continue
		}
		for n, p := range o.parts {
			place := "Chưa xếp"
			switch {
			case p.Duplicate:
				place = "Trùng, " + places[p.Finding]
			case p.Finding != "":
				place = places[p.Finding]
			case p.Aside != "":
				place = "Không đưa vào báo cáo: " + p.Aside
			}
			out[i].Opinions = append(out[i].Opinions, report.AnnexOpinion{Number: o.number, Issue: issueName(p.Issue), Stance: discussion.StanceWord(p.Stance), Text: o.text(n), Place: place})
		}
	}
	return out
}

func issueName(issue int) string {
	if issue <= 0 {
		return "Ngoài đề cương"
	}
	return fmt.Sprintf("Nội dung %d", issue)
}

var answerWords = map[AnswerState]string{Asked: "Đang xử lý", Accepted: "Tiếp thu", Explained: "Giải trình"}

func (v *view) answers(places map[congress.ObjectID]string) (out []report.AnswerRow) {
	for _, f := range v.findings {
		a := f.Answer
		if a == nil {
			continue
		}
		row := report.AnswerRow{Finding: places[f.id] + ": " + f.Text, Unit: a.Unit, State: answerWords[a.State], Text: a.Text}
		if day, err := time.Parse(time.DateOnly, a.Deadline); err == nil {
			row.Deadline = day.Format("02/01/2006")
		}
		if a.Quote != nil {
			row.Document = v.cited[a.Document] + fmt.Sprintf(", bản %d", a.Version)
			if a.Page > 0 {
				row.Document += fmt.Sprintf(", trang %d", a.Page)
			}
		}
		out = append(out, row)
	}
	return out
}

// matrix counts opinions by the issue they belong to and by group; one with parts of two issues is in both.
func (v *view) matrix() (m report.Matrix) {
	for i := range v.discussion.Issues {
		m.Rows = append(m.Rows, issueName(i+1))
	}
	m.Rows = append(m.Rows, "Ngoài đề cương", "Vấn đề chung")
	m.Counts = make([][]int, len(m.Rows))
	for i := range m.Counts {
		m.Counts[i] = make([]int, len(v.groups))
	}
	at := map[congress.GroupID]int{}
	for i, g := range v.groups {
		at[g.id] = i
	}
	for _, o := range v.opinions {
		g, known := at[o.said.Group]
		if !known {
			continue
		}
		seen := map[int]bool{}
		for _, p := range o.parts {
			row := len(v.discussion.Issues)
			switch issue := v.belongs(p); {
			case issue == General:
				row++
			case issue > 0 && issue <= len(v.discussion.Issues):
				row = issue - 1
			}
			if !seen[row] {
				seen[row] = true
				m.Counts[row][g]++
			}
		}
	}
	return m
}
