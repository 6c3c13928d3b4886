package compilation

import (
	"cmp"
	"context"
	"slices"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/journal"
	"plenum/vietnamese"
	"plenum/wording"
)

// Trace is where an opinion went, for whoever may read it.
type Trace struct {
	Comment congress.ObjectID `json:"comment"`
	Signed  bool              `json:"signed"` // the report is; before that only what is waiting and what is placed is told
	AsOf    uint64            `json:"asOf,omitempty"`
	Parts   []TracedPart      `json:"parts"`
}

// TracedPart is where a part of an opinion went.
type TracedPart struct {
	Text       string  `json:"text"`
	State      string  `json:"state"`                // "waiting", "placed", "duplicate" or "aside"
	Reason     string  `json:"reason,omitempty"`     // of one set aside
	Sentence   string  `json:"sentence,omitempty"`   // of the signed report
	Quantifier string  `json:"quantifier,omitempty"` // before the sentence
	Heading    string  `json:"heading,omitempty"`
	Issue      int     `json:"issue"`
	Answer     *Answer `json:"answer,omitempty"`
}

// Trace tells where an opinion went: in the report as it was signed, with the answer as it is
// today. Its author and those who compile see it; sentences and reasons once a report is signed,
// those who compile at any time. Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Trace(ctx context.Context, h *journal.Hall, actor congress.Actor, comment congress.ObjectID) (Trace, error) {
	r, err := h.Get(actor, comment)
	var said discussion.Comment
	if err != nil || r.Kind != congress.KindComment || r.Decode(&said) != nil {
		return Trace{}, congress.ErrNotFound
	}
	compiles := s.compiles(actor)
	if !compiles && (said.Author == "" || said.Author != actor.Member) {
		return Trace{}, errForbidden
	}
	// The secretariat sees where an opinion went; the rule above says who else is told.
	now, err := s.seen(h, auth.ServerActor(actor.Congress), said.Discussion)
	if err != nil {
		return Trace{}, err
	}
	out, v, told := Trace{Comment: comment, Parts: []TracedPart{}}, now, compiles
	if signed := now.report.stands(); signed != nil {
		out.Signed, out.AsOf = true, signed.AsOf
		if now.report.Signed != nil || !compiles { // those who compile an opened report see what they do
			if v, err = s.signed(ctx, h, said.Discussion, signed.AsOf); err != nil {
				return Trace{}, err
			}
			told = true
		}
	}
	o := v.at[comment]
	if o == nil { // it came after what was signed, or does not count: withdrawn, hidden, late
		if o, v, told = now.at[comment], now, compiles; o == nil {
			return out, nil
		}
	}
	for i, p := range o.parts {
		t := TracedPart{Text: o.text(i), State: "waiting", Issue: v.belongs(p)}
		switch {
		case p.Duplicate:
			t.State = "duplicate"
		case p.Finding != "":
			t.State = "placed"
		case p.Aside != "":
			t.State = "aside"
		}
		if told {
			t.Reason = p.Aside
			if f := v.by[p.Finding]; p.Finding != "" && f != nil {
				t.Sentence, t.Quantifier, t.Heading = f.Text, f.counted.Quantifier, f.Heading
				if today := now.by[f.id]; today != nil {
					t.Answer = s.told(h, actor, today.Answer)
				}
			}
		}
		out.Parts = append(out.Parts, t)
	}
	return out, nil
}

// told is the answer as the actor may read it: without the passage of a document that is not there
// for them.
func (s *Service) told(h *journal.Hall, actor congress.Actor, a *Answer) *Answer {
	if a == nil || a.Quote == nil {
		return a
	}
	if _, err := h.Get(actor, a.Document); err == nil {
		return a
	}
	out := *a
	out.Quote = nil
	return &out
}

// Map is the discussion at a glance: how much was said of what, how, and by which groups. Groups in
// which few spoke are together, so that nobody is singled out.
type Map struct {
	Issues   []MapIssue `json:"issues"`
	Groups   []string   `json:"groups"` // the last one may be those that are together
	Opinions int        `json:"opinions"`
	AsOf     uint64     `json:"asOf"`
}

// MapIssue is an issue of the map; the weightiest come first.
type MapIssue struct {
	Issue    int                       `json:"issue"` // General, a number of the outline, or 0
	Title    string                    `json:"title"`
	Opinions int                       `json:"opinions"`
	Stances  map[discussion.Stance]int `json:"stances"`
	Groups   []int                     `json:"groups"`
	Findings []MapFinding              `json:"findings"`
}

// MapFinding is a finding of the map, without its sources.
type MapFinding struct {
	Text       string `json:"text"`
	Quantifier string `json:"quantifier"`
	Opinions   int    `json:"opinions"`
}

// mergedName is the groups that are shown together.
const mergedName = "Các tổ khác"

// Map gives the discussion at a glance to those who follow all its threads: presidium and
// secretariat. Errors: NotFound, Forbidden.
func (s *Service) Map(h *journal.Hall, actor congress.Actor, d congress.ObjectID) (Map, error) {
	if !actor.Has(congress.Presidium) && !s.compiles(actor) {
		return Map{}, errForbidden
	}
	if _, _, err := s.options.Discussions.Get(h, actor, d); err != nil {
		return Map{}, err
	}
	v, err := s.seen(h, auth.ServerActor(actor.Congress), d)
	if err != nil {
		return Map{}, err
	}
	out := Map{Opinions: len(v.opinions), AsOf: v.asOf, Issues: []MapIssue{}, Groups: []string{}}
	column := v.columns(&out)
	at := map[int]*MapIssue{}
	add := func(issue int, title string) {
		out.Issues = append(out.Issues, MapIssue{Issue: issue, Title: title, Stances: map[discussion.Stance]int{}, Groups: make([]int, len(out.Groups)), Findings: []MapFinding{}})
	}
	add(General, "Vấn đề chung")
	for i, issue := range v.discussion.Issues {
		add(i+1, issue.Title)
	}
	add(0, "Ngoài đề cương")
	for i := range out.Issues {
		at[out.Issues[i].Issue] = &out.Issues[i]
	}
	for _, o := range v.opinions {
		seen := map[int]bool{}
		for _, p := range o.parts {
			issue := at[v.belongs(p)]
			if issue == nil {
				issue = at[0]
			}
			if p.Stance != "" {
				issue.Stances[p.Stance]++
			}
			if !seen[issue.Issue] {
				seen[issue.Issue] = true
				issue.Opinions++
				if i, known := column[o.said.Group]; known {
					issue.Groups[i]++
				}
			}
		}
	}
	for _, f := range v.findings {
		counted := f.counted
		issue := at[f.Issue]
		if issue == nil {
			continue
		}
		issue.Findings = append(issue.Findings, MapFinding{f.Text, counted.Quantifier, counted.Opinions})
	}
	for i := range out.Issues {
		slices.SortStableFunc(out.Issues[i].Findings, func(a, b MapFinding) int { return cmp.Compare(b.Opinions, a.Opinions) })
	}
	slices.SortStableFunc(out.Issues, func(a, b MapIssue) int { return cmp.Compare(b.Opinions, a.Opinions) })
	return out, nil
}

// columns gives each group its column. Where few spoke in a group, it is together with those in
// which nobody did, so that it is not known by being the one that is left, and with the next
// smallest until enough spoke; if there are not enough, no group has a column.
func (v *view) columns(m *Map) map[congress.GroupID]int {
	said := map[congress.GroupID][]*opinion{}
	for _, o := range v.opinions {
		said[o.said.Group] = append(said[o.said.Group], o)
	}
	spoke := map[congress.GroupID]int{}
	few := false
	for _, g := range v.groups {
		spoke[g.id] = speakers(said[g.id])
		few = few || spoke[g.id] > 0 && spoke[g.id] < v.report.Smallest
	}
	merged, together := map[congress.GroupID]bool{}, 0
	if few {
		bySize := slices.Clone(v.groups)
		slices.SortStableFunc(bySize, func(a, b group) int { return cmp.Compare(spoke[a.id], spoke[b.id]) })
		for _, g := range bySize {
			if spoke[g.id] >= v.report.Smallest && together >= v.report.Smallest {
				break
			}
			merged[g.id] = true
			together += spoke[g.id]
		}
		if together < v.report.Smallest {
			return nil
		}
	}
	column := map[congress.GroupID]int{}
	for _, g := range v.groups {
		if !merged[g.id] {
			column[g.id] = len(m.Groups)
			m.Groups = append(m.Groups, g.name)
		}
	}
	if len(merged) > 0 {
		for g := range merged {
			column[g] = len(m.Groups)
		}
		m.Groups = append(m.Groups, mergedName)
	}
	return column
}

// Silent are the members of a discussion's groups who have not spoken yet.
type Silent struct {
	Group   congress.GroupID    `json:"group"`
	Members []congress.MemberID `json:"members"`
	Spoke   int                 `json:"spoke"`
}

// Silent lists who has not spoken yet, of the threads that the actor reads: groups and people in
// the order in which they are listed. Errors: NotFound, Forbidden.
func (s *Service) Silent(h *journal.Hall, actor congress.Actor, d congress.ObjectID) ([]Silent, error) {
	v, err := s.current(h, actor, d)
	if err != nil {
		return nil, err
	}
	spoke := map[congress.MemberID]bool{}
	for _, o := range v.opinions {
		spoke[o.said.Author] = true
	}
	type speaker struct {
		id congress.MemberID
		congress.Member
	}
	var speakers []speaker
	for r := range h.All(actor, congress.KindMember) {
		m := speaker{id: congress.MemberID(r.Object)}
		if r.Decode(&m.Member) == nil && slices.ContainsFunc(m.Roles, speaking) {
			speakers = append(speakers, m)
		}
	}
	vietnamese.Sort(speakers, func(m speaker) []string { return append(vietnamese.Person(m.Name), m.Card) })
	out := []Silent{}
	for _, g := range v.groups {
		if !slices.Contains(v.discussion.Groups, g.id) || !s.compiles(actor) && !actor.In(g.id) {
			continue
		}
		row := Silent{Group: g.id, Members: []congress.MemberID{}}
		for _, m := range speakers {
			switch {
			case !slices.Contains(m.Groups, g.id):
			case spoke[m.id]:
				row.Spoke++
			default:
				row.Members = append(row.Members, m.id)
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// Remind sends a notice to those of the groups who have not spoken yet, those of all groups when
// none is named. Errors: as of Silent; Invalid "notice_invalid"; Conflict "nobody_silent".
func (s *Service) Remind(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, d congress.ObjectID, groups []congress.GroupID, text string) (journal.Result, error) {
	if text = wording.Paragraphs(text); text == "" || tooLong(text, maxReview) {
		return journal.Result{}, congress.FieldError(messages.NoticeInvalid, "text", messages.Characters(1, 2000))
	}
	if err := discussion.Unmarked(map[string]string{"text": text}); err != nil {
		return journal.Result{}, err
	}
	silent, err := s.Silent(h, actor, d)
	if err != nil {
		return journal.Result{}, err
	}
	to := congress.Audience{Roles: []congress.Role{congress.Organizer}} // who take notices back
	for _, g := range silent {
		if len(groups) == 0 || slices.Contains(groups, g.Group) {
			to.Members = append(to.Members, g.Members...)
		}
	}
	if len(to.Members) == 0 {
		return journal.Result{}, errNobodySilent
	}
	return s.commit(ctx, h, actor, discussion.Change{ID: id}, congress.KindNotice, congress.ObjectID(id), auth.ReadComments, func(tx *journal.Tx, actor congress.Actor) (journal.Draft, error) {
		if _, exists := tx.Get(congress.ObjectID(id)); exists {
			return journal.Draft{}, errIDReused
		}
		return journal.Draft{Object: congress.ObjectID(id), Audience: to, Body: discussion.Notice{Title: "Nhắc góp ý thảo luận", Text: text}}, nil
	})
}

// speaking is a role whose members are expected to speak.
func speaking(r congress.Role) bool {
	return r == congress.Delegate || r == congress.Chair || r == congress.Deputy
}
