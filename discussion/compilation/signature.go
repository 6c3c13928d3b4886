package compilation

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"iter"
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

// Published is a signature that went into the register, by a request. It stands for everybody until
// the next one does.
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

// stands is the signature that is told: the one of the report, or, while that is open again, of
// what was published.
func (r *Report) stands() *Signed {
	if n := len(r.Published); r.Signed == nil && n > 0 {
		return &r.Published[n-1].Signed
	}
	return r.Signed
}

// Sign signs the report as the actor read it: IfMatch is the N of the outline, and nothing of the
// discussion may be newer. All parts must be at their places, and all remarks settled. verify makes
// the address of the page that confirms a hash; "" when none is known. Errors: as of Set, and
// Conflict "public_url_missing", "report_not_in_review", "not_all_placed", "review_open",
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
			if signed.Verify = verify(signed.Hash); signed.Verify == "" {
				return errNoAddress // rather than an address that a reader of the paper cannot open, or that who asked has chosen
			}
		}
		rep.Signed, rep.State = &signed, IsSigned
		return nil
	})
}

// Unsign takes the signature back, with the reason: late opinions may be placed then, and the next
// signature is the next version of the same document in the register. A published report stands
// until then. Errors: as of Set, and Conflict "report_not_signed".
func (s *Service) Unsign(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, d congress.ObjectID, reason string) (journal.Result, error) {
	if err := discussion.Unmarked(map[string]string{"reason": reason}); err != nil {
		return journal.Result{}, err
	}
	if reason = wording.Line(reason); reason == "" || tooLong(reason, maxReason) {
		return journal.Result{}, congress.FieldError(messages.ReportInvalid, "reason", messages.Why(1, 1000))
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

// Register notes that the signed report became a version of a document of the register, by a
// request, of which id is made. The actor needs EditDocuments. Errors: NotFound, Forbidden,
// Conflict "report_not_signed", or "report_registered" when it is there already.
func (s *Service) Register(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, d congress.ObjectID, in Registration) (journal.Result, error) {
	object := reportOf(d)
	return s.commit(ctx, h, actor, discussion.Change{ID: id, Derived: true}, congress.KindReport, object, auth.EditDocuments, func(tx *journal.Tx, _ congress.Actor) (journal.Draft, error) {
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
		return journal.Draft{Object: object, Derived: true, Body: rep, Audience: followers(), Lasting: true}, nil
	})
}

// Signed gives the signed report of a discussion for the register, where a request puts it. The
// actor needs EditDocuments. Errors: NotFound, Forbidden, Unavailable, Conflict "report_not_signed"
// or "report_registered".
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

// Verified is what the verification page says of a hash.
type Verified struct {
	Congress   string // as it was called when it was signed
	Discussion string
	By         string // who signed it
	AsOf       uint64
	At         time.Time
	Hash       string
	Superseded bool          // a later one took its place
	DOCX, PDF  congress.Hash // of the file in the register, and of the PDF that the register made of it; zero: none is there
}

// Verify finds the signed report with the hash, for anybody who has it: it is printed on the
// report. Errors: NotFound, Unavailable.
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
		return Verified{Congress: signed.Congress, Discussion: d.Title, By: signed.Name, AsOf: signed.AsOf, At: signed.At, Hash: hash, Superseded: superseded, DOCX: signed.SHA256, PDF: pdf}, nil
	}
	return Verified{}, congress.ErrNotFound
}

// verified finds the signature of the hash, with its file if it went into the register: the one
// that stands, or one that was published, and whether another took its place.
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

// readable is the SHA-256 of the PDF that was made of a file of the register, which is what most
// read; zero while there is none.
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
