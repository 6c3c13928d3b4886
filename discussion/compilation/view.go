package compilation

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

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

// scope is what a view is of: a discussion, or, for a group's own report, what was said in one thread of it and that group's findings.
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

// reading is a comment as it was decoded once.
type reading struct {
	id     congress.ObjectID
	n      uint64
	at     time.Time // of that record
	said   discussion.Comment
	sum    string
	place  congress.ObjectID // of its placement
	folded string
	runes  int

	last   *opinion // as the view before had it, which is not changed any more
	lastOf basis
}

// basis is what an opinion of a view is made of, besides its comment.
type basis struct {
	placement *congress.Record
	number    int
	issues    int
	findings  uint64 // the latest record of a finding
}

// readings are a discussion's, by record, so that a list need not decode 2,700 comments.
type readings struct {
	comments map[*congress.Record]*reading
	others   map[*congress.Record]any // bodies of placements, findings
	counts   map[class]*counts
}

func newReadings() *readings {
	return &readings{comments: map[*congress.Record]*reading{}, others: map[*congress.Record]any{}, counts: map[class]*counts{}}
}

// counted is what was counted for those who see the same.
func (k *readings) counted(who class) *counts {
	if k.counts[who] == nil {
		k.counts[who] = &counts{}
	}
	return k.counts[who]
}

// comment decodes a comment, or finds that it did before.
func (k *readings) comment(r *congress.Record) (*reading, error) {
	if was := k.comments[r]; was != nil {
		return was, nil
	}
	c := &reading{id: r.Object, n: r.N, at: r.At}
	if err := r.Decode(&c.said); err != nil {
		return nil, err
	}
	c.place = placementOf(c.id)
	c.sum, c.folded, c.runes = sumOf(c.said.Text), folded(c.said.Text), utf8.RuneCountInString(c.said.Text)
	k.comments[r] = c
	return c, nil
}

// decoded is a record's body, decoded once. It is not to be changed.
func decoded[T any](k *readings, r *congress.Record) (*T, error) {
	if was, ok := k.others[r].(*T); ok {
		return was, nil
	}
	body := new(T)
	if err := r.Decode(body); err != nil {
		return nil, err
	}
	k.others[r] = body
	return body, nil
}

// tooMany reports whether most of what is kept is of records that others took the place of.
func (k *readings) tooMany(comments int) bool {
	return len(k.comments)+len(k.others) > 4*comments+10_000
}

// kinds are those that a view is made of.
func kinds() []congress.ObjectKind {
	return []congress.ObjectKind{
		congress.KindDiscussion, congress.KindGroup, congress.KindComment, congress.KindPlacement, congress.KindFinding, congress.KindReport, congress.KindDocument,
	}
}

// all gives the records of a kind that the view is made of, in the order in which their objects came.
type all = func(congress.ObjectKind) iter.Seq[*congress.Record]

// current is the view of what the actor sees now. Errors: NotFound; Forbidden for who neither compiles nor keeps a thread.
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
	// Where a part is, is so for everybody who sees the opinion; the words of a finding are for those whom it is meant for.
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

// classOf finds the actor's class. What is meant for single members in discussions is meant for the secretariat too.
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

// then is the view of the whole discussion as of a record, read from the log. Errors: NotFound for a number that is not there yet, Unavailable.
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

// readGroups finds the groups of the discussion, and those that were taken out of it and have opinions that count.
func (v *view) readGroups(kept *readings, records all) error {
	spoke := map[congress.GroupID]bool{}
	for _, o := range v.opinions {
		spoke[o.said.Group] = true
	}
	for r := range records(congress.KindGroup) {
		g := congress.GroupID(r.Object)
		if !v.has(g) || !slices.Contains(v.discussion.Groups, g) && !spoke[g] {
			continue
		}
		var body congress.Group
		if err := r.Decode(&body); err != nil {
			return err
		}
		v.note(r)
		v.groups = append(v.groups, group{g, body.Name})
	}
	place := func(g group) int {
		if at := slices.Index(v.discussion.Groups, g.id); at >= 0 {
			return at
		}
		return len(v.discussion.Groups)
	}
	slices.SortStableFunc(v.groups, func(a, b group) int { return place(a) - place(b) })
	if v.has(discussion.Plenary) && (v.discussion.Plenary || spoke[discussion.Plenary]) {
		v.groups = append(v.groups, group{discussion.Plenary, "Phiên toàn thể"})
	}
	return nil
}

func (v *view) readOpinions(kept *readings, records all) error {
	placements := make(map[congress.ObjectID]*congress.Record, len(kept.comments))
	for r := range records(congress.KindPlacement) {
		placements[r.Object] = r
	}
	findings := uint64(0)
	for r := range records(congress.KindFinding) {
		findings = max(findings, r.N)
	}
	numbers := map[congress.GroupID]int{}
	for r := range records(congress.KindComment) {
		c, err := kept.comment(r)
		if err != nil {
			return err
		}
		if c.said.Discussion != v.id || !v.has(c.said.Group) {
			continue
		}
		v.note(r)
		if c.said.Hidden == nil && (c.said.Late == nil || c.said.Late.State == discussion.LateTaken) {
			numbers[c.said.Group]++ // a withdrawn one keeps its number
		}
		if !c.said.Counts() {
			continue
		}
		of := basis{placements[c.place], numbers[c.said.Group], len(v.discussion.Issues), findings}
		if c.last != nil && c.lastOf == of {
			if of.placement != nil {
				v.note(of.placement)
			}
			v.opinions = append(v.opinions, c.last)
			v.at[c.id] = c.last
			continue
		}
		o := &opinion{reading: c, number: of.number, placement: Placement{Discussion: v.id, Comment: c.id}}
		if r := of.placement; r != nil {
			p, err := decoded[Placement](kept, r)
			if err != nil {
				return err
			}
			v.note(r)
			o.placement, o.placedN = *p, r.N
		}
		o.parts = slices.Clone(o.placement.Parts)
		o.changed = len(o.parts) > 0 && o.placement.Sum != c.sum
		if len(o.parts) == 0 || o.changed {
			o.parts = []Part{{To: c.runes, Issue: c.said.Issue, Stance: c.said.Stance}}
		}
		for i := range o.parts {
			o.parts[i].Issue = v.issue(o.parts[i].Issue)
		}
		c.last, c.lastOf = o, of
		v.opinions = append(v.opinions, o)
		v.at[c.id] = o
	}
	return nil
}

// readFindings finds what stands, and gives each part to the finding that stands for the one that it names.
func (v *view) readFindings(kept *readings, shown func(*congress.Record) bool, records all) error {
	bodies := map[congress.ObjectID]*finding{}
	var all []*finding
	age := 0
	for r := range records(congress.KindFinding) {
		body, err := decoded[Finding](kept, r)
		if err != nil {
			return err
		}
		f := &finding{Finding: *body, id: r.Object, n: r.N, first: age, hidden: !shown(r)}
		if f.Discussion != v.id || !v.has(f.Group) {
			continue
		}
		v.note(r)
		f.Issue = v.issue(f.Issue)
		age++
		bodies[f.id] = f
		all = append(all, f)
	}
	for _, f := range all {
		if v.only != "" && bodies[f.MergedInto] == nil { // in the group's own report it stands, whatever it was merged into in the common one
			f.MergedInto = ""
		}
		if !f.Removed && f.MergedInto == "" {
			v.findings = append(v.findings, f)
		}
	}
	for id := range bodies {
		f := bodies[id]
		for range len(bodies) { // no longer than there are; merging makes no circles
			if f == nil || f.MergedInto == "" {
				break
			}
			f = bodies[f.MergedInto]
		}
		if f != nil && !f.Removed && f.MergedInto == "" {
			v.by[id] = f
		}
	}
	slices.SortStableFunc(v.findings, func(a, b *finding) int {
		if a.Order != b.Order {
			return a.Order - b.Order
		}
		return a.first - b.first
	})
	for _, f := range v.findings {
		if of := v.by[f.DissentOf]; f.DissentOf != "" && of != nil && of != f {
			of.dissent = append(of.dissent, f)
		}
	}
	for _, o := range v.opinions {
		for i := range o.parts {
			p := &o.parts[i]
			if p.Finding == "" {
				continue
			}
			f := v.by[p.Finding]
			if f == nil { // of a finding that is gone: it waits again
				p.Finding, p.Duplicate = "", false
				continue
			}
			if p.Finding != f.id { // others may read an opinion that is of an earlier view too
				p.Finding = f.id
			}
			f.sources = append(f.sources, source{o, i})
		}
	}
	return nil
}

// anyDelegate reports what every delegate sees. The report names no other document, because it does not know its readers.
func (s *Service) anyDelegate(h *journal.Hall) func(*congress.Record) bool {
	delegate := congress.Actor{Congress: congress.CongressID(h.Stream), Member: congress.MemberID(congress.Delegate), Roles: []congress.Role{congress.Delegate}}
	return func(r *congress.Record) bool { return s.options.Visible(delegate, r.Kind, r.Audience) }
}

// readCited finds the documents that answers name.
func (v *view) readCited(records all, named func(*congress.Record) bool) error {
	v.cited = map[congress.ObjectID]string{}
	for _, f := range v.findings {
		if f.Answer != nil && f.Answer.Quote != nil {
			v.cited[f.Answer.Document] = "Tài liệu có phạm vi đọc riêng"
		}
	}
	if len(v.cited) == 0 {
		return nil
	}
	for r := range records(congress.KindDocument) {
		if _, cited := v.cited[r.Object]; !cited {
			continue
		}
		v.note(r)
		if !named(r) {
			continue
		}
		var d struct{ Number, Title string }
		if err := r.Decode(&d); err != nil {
			return err
		}
		if v.cited[r.Object] = d.Title; d.Number != "" {
			v.cited[r.Object] += " (" + d.Number + ")"
		}
	}
	return nil
}

// issue is the issue that something of that number belongs to: outside of the outline, if the outline has become shorter.
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
