package compilation

import (
	"slices"

	"plenum/congress"
	"plenum/discussion"
	"plenum/journal"
	"plenum/vietnamese"
)

// readGroups finds the groups of the discussion, and those that were taken out of it and have
// opinions that count, in the order in which groups are listed; the plenary is last.
func (v *view) readGroups(kept *readings, records all) error {
	spoke := map[congress.GroupID]bool{}
	for _, o := range v.opinions {
		spoke[o.said.Group] = true
	}
	type listed struct {
		group
		body congress.Group
	}
	var found []listed
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
		found = append(found, listed{group{g, body.Name}, body})
	}
	vietnamese.Sort(found, func(l listed) []string { return l.body.InOrder() })
	for _, l := range found {
		v.groups = append(v.groups, l.group)
	}
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
			if o.parts[i].Stance == "" { // who places an opinion and names no stance leaves its author's
				o.parts[i].Stance = c.said.Stance
			}
		}
		c.last, c.lastOf = o, of
		v.opinions = append(v.opinions, o)
		v.at[c.id] = o
	}
	return nil
}

// readFindings finds what stands, and gives each part to the finding that stands for the one that
// it names.
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

// anyDelegate reports what every delegate sees. The report names no other document, because it does
// not know its readers.
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
