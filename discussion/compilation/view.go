package compilation

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/journal"
)

// view is all of a discussion that compiling needs, as of a record.
type view struct {
	scope
	discussion discussion.Discussion
	groups     []group
	opinions   []*opinion // that count, in the order in which they came
	at         map[congress.ObjectID]*opinion
	findings   []*finding // that stand: not removed, not merged
	by         map[congress.ObjectID]*finding
	report     Report
	cited      map[congress.ObjectID]string // documents that answers name, as the report says them
	upTo       uint64                       // the hall's last record when it was made
	covers     Coverage
	asOf       uint64 // number of the last record that is in it
	date       time.Time
}

// scope is what a view is of: a discussion, or, for a group's own report, what was said in one
// thread of it and that group's findings.
type scope struct {
	id   congress.ObjectID
	only congress.GroupID
}

// has reports whether the view is of what a group said, or found.
func (w scope) has(g congress.GroupID) bool { return w.only == "" || g == w.only }

type group struct {
	id   congress.GroupID
	name string
}

// opinion is a comment that counts, with its parts.
type opinion struct {
	*reading
	number    int // in its group
	placement Placement
	placedN   uint64 // 0: none
	parts     []Part // findings resolved to those that stand
	changed   bool   // was placed, and its text is another now

	covers Coverage // of its parts
	issues []int    // that they belong to, but for General; nil: not counted yet
}

// finding is one that stands, with what was counted for it.
type finding struct {
	Finding
	id      congress.ObjectID
	n       uint64
	first   int // by age
	counted Counted
	hidden  bool // from whose view it is; parts are in it all the same
	sources []source
	dissent []*finding
}

// source is a part that is in a finding.
type source struct {
	*opinion
	part int
}

// kinds are those that a view is made of.
func kinds() []congress.ObjectKind {
	return []congress.ObjectKind{
		congress.KindDiscussion, congress.KindGroup, congress.KindComment, congress.KindPlacement, congress.KindFinding, congress.KindReport, congress.KindDocument,
	}
}

// all gives the records of a kind that the view is made of, in the order in which their objects
// came.
type all = func(congress.ObjectKind) iter.Seq[*congress.Record]

// current is the view of what the actor sees now. Errors: NotFound; Forbidden for who neither
// compiles nor keeps a thread.
func (s *Service) current(h *journal.Hall, actor congress.Actor, id congress.ObjectID) (*view, error) {
	if !s.compiles(actor) && !s.options.Allow(actor, auth.KeepThreads) { // of those, each sees their own thread
		return nil, errForbidden
	}
	return s.seen(h, actor, id)
}

// seen is the view of what the actor sees now, whoever it is.
func (s *Service) seen(h *journal.Hall, actor congress.Actor, id congress.ObjectID) (*view, error) {
	if _, _, err := s.options.Discussions.Get(h, actor, id); err != nil {
		return nil, err
	}
	k, who, least := deskOf(h, id), s.classOf(actor), h.Head().N
	k.mu.Lock()
	defer k.mu.Unlock()
	if v := k.views[who]; v != nil && v.upTo >= least { // others waited for it too
		return v, nil
	}
	// Where a part is, is so for everybody who sees the opinion; the words of a finding are for those
	// whom it is meant for.
	everyone, n := h.Moment(auth.ServerActor(actor.Congress), kinds()...)
	shown := func(r *congress.Record) bool { return s.options.Visible(actor, r.Kind, r.Audience) }
	v, err := s.viewOf(h, scope{id: id}, eyes{who, shown}, k.kept, func(kind congress.ObjectKind) iter.Seq[*congress.Record] {
		return func(yield func(*congress.Record) bool) {
			for _, r := range everyone[kind] {
				if (kind == congress.KindPlacement || kind == congress.KindFinding || kind == congress.KindDocument || shown(r)) && !yield(r) {
					return
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	v.upTo = n
	for other, old := range k.views {
		if old.upTo < least {
			delete(k.views, other)
		}
	}
	k.views[who] = v
	if k.kept.tooMany(len(v.opinions)) {
		k.kept = newReadings()
	}
	return v, nil
}

// class is actors who see the same of a discussion at the same record.
type class struct {
	roles, groups string
	one           congress.MemberID
	account       congress.AccountID // of the server
}

// classOf finds the actor's class. The secretariat has everything that is meant for single members
// in discussions.
func (s *Service) classOf(a congress.Actor) class {
	if a.Member == "" {
		return class{account: a.Account}
	}
	c := class{roles: fmt.Sprint(a.Roles), groups: fmt.Sprint(a.Groups)}
	if !s.compiles(a) {
		c.one = a.Member
	}
	return c
}

// signed is the view that was signed, read from the log once. Errors: as of then.
func (s *Service) signed(ctx context.Context, h *journal.Hall, id congress.ObjectID, n uint64) (*view, error) {
	k := deskOf(h, id)
	k.mu.Lock()
	v := k.signed
	k.mu.Unlock()
	if v != nil && v.asOf == n {
		return v, nil
	}
	v, err := s.then(ctx, h, scope{id: id}, n)
	if err == nil {
		k.mu.Lock()
		k.signed = v
		k.mu.Unlock()
	}
	return v, err
}

// then is the view of the whole discussion as of a record, read from the log. Errors: NotFound for
// a number that is not there yet, Unavailable.
func (s *Service) then(ctx context.Context, h *journal.Hall, of scope, n uint64) (*view, error) {
	if n > h.Head().N {
		return nil, congress.ErrNotFound
	}
	latest := map[congress.ObjectID]*congress.Record{}
	order := map[congress.ObjectKind][]congress.ObjectID{}
	for after := uint64(0); after < n; {
		records, err := s.options.Log.Read(ctx, h.Stream, after, 1000)
		if err != nil {
			return nil, err
		}
		if len(records) == 0 {
			break
		}
		for i := range records {
			r := &records[i]
			if after = r.N; r.N > n {
				break
			}
			if !slices.Contains(kinds(), r.Kind) {
				continue
			}
			if latest[r.Object] == nil {
				order[r.Kind] = append(order[r.Kind], r.Object)
			}
			latest[r.Object] = r
		}
	}
	return s.viewOf(h, of, eyes{class{}, everything}, newReadings(),
		func(kind congress.ObjectKind) iter.Seq[*congress.Record] {
			return func(yield func(*congress.Record) bool) {
				for _, object := range order[kind] {
					if r := latest[object]; r.Op == congress.Put && r.Body != nil && !yield(r) {
						return
					}
				}
			}
		})
}

// everything is shown.
func everything(*congress.Record) bool { return true }

// eyes are who looks at a view: those of a class, to whom those findings are shown.
type eyes struct {
	class class
	shown func(*congress.Record) bool
}

// viewOf puts the view together.
func (s *Service) viewOf(h *journal.Hall, of scope, by eyes, kept *readings, records all) (*view, error) {
	v := &view{scope: of, at: make(map[congress.ObjectID]*opinion, len(kept.comments)), by: map[congress.ObjectID]*finding{}}
	found := false
	for r := range records(congress.KindDiscussion) {
		if r.Object == v.id {
			found = true
			v.note(r)
			if err := r.Decode(&v.discussion); err != nil {
				return nil, err
			}
		}
	}
	if !found {
		return nil, congress.ErrNotFound
	}
	if err := v.readOpinions(kept, records); err != nil {
		return nil, err
	}
	if err := v.readGroups(kept, records); err != nil {
		return nil, err
	}
	if err := v.readFindings(kept, by.shown, records); err != nil {
		return nil, err
	}
	if err := v.readCited(records, s.anyDelegate(h)); err != nil {
		return nil, err
	}
	for r := range records(congress.KindReport) {
		if r.Object != reportOf(v.id) {
			continue
		}
		if err := r.Decode(&v.report); err != nil {
			return nil, err
		}
		v.note(r)
	}
	v.report.orDefaults()
	v.tally(kept.counted(by.class))
	return v, nil
}

// note remembers the last record that is in the view.
func (v *view) note(r *congress.Record) {
	if r.N > v.asOf {
		v.asOf, v.date = r.N, r.At
	}
}

// issue is the issue that something of that number belongs to: outside of the outline, if the
// outline has become shorter.
func (v *view) issue(n int) int {
	if n > len(v.discussion.Issues) {
		return 0
	}
	return n
}

// text is the part's stretch of its opinion.
func (o *opinion) text(part int) string {
	p := o.parts[part]
	if p.From == 0 && p.To >= o.runes {
		return o.said.Text
	}
	return strings.TrimSpace(string([]rune(o.said.Text)[p.From:min(p.To, o.runes)]))
}

// dissents reports whether the finding stands under another.
func (f *finding) dissents(v *view) bool {
	of := v.by[f.DissentOf]
	return f.DissentOf != "" && of != nil && of != f
}
