package compilation_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/compilation"
	"plenum/discussion/report"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// house is a congress with groups, members who speak, and a secretariat that compiles, on the embedded store.
type house struct {
	testing.TB
	*compilation.Service
	*journal.Hall
	threads    *discussion.Service
	log        journal.Log
	groups     []congress.GroupID
	discussion congress.ObjectID
	now        func() time.Time
	shelf      shelf
	anew       func() *journal.Hall // the congress as a server that starts now reads it

	secretariat, second, presidium, organizer congress.Actor
	secretary                                 congress.Actor     // of the first group
	delegates                                 [][]congress.Actor // by group
}

var info = congress.Info{Title: "Hội nghị thử", Place: "Thành phố Hồ Chí Minh"}

// openHouse makes groups with so many delegates each.
func openHouse(t testing.TB, groups, delegates int) *house {
	t.Helper()
	log, err := sqlite.Open(filepath.Join(t.TempDir(), "plenum.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	policy, err := auth.NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	halls := journal.New(journal.Options{Log: log, Visible: policy.Visible, NewIndex: policy.NewIndex, Now: time.Now})
	t.Cleanup(func() { halls.Close(context.Background()) })
	service, err := auth.New(auth.Options{
		Halls: halls, Policy: policy, Now: time.Now,
		Argon: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 8, KeyLength: 16},
	})
	if err != nil {
		t.Fatal(err)
	}
	hall, leave, err := halls.Enter(t.Context(), congress.StreamID(newID()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(leave)
	h := &house{TB: t, Hall: hall, now: time.Now, log: log}
	h.anew = func() *journal.Hall {
		h.Helper()
		other := journal.New(journal.Options{Log: log, Visible: policy.Visible, NewIndex: policy.NewIndex, Now: time.Now})
		hall, leave, err := other.Enter(context.Background(), h.Stream)
		if err != nil {
			h.Fatal(err)
		}
		h.Cleanup(func() { leave(); other.Close(context.Background()) })
		return hall
	}
	h.threads = discussion.New(discussion.Options{Halls: halls, Log: log, Require: service.Require, Visible: policy.Visible, Allow: policy.Allow, Now: func() time.Time { return h.now() }})
	h.Service = compilation.New(compilation.Options{
		Halls: halls, Log: log, Discussions: h.threads, Require: service.Require, Visible: policy.Visible, Allow: policy.Allow, Now: func() time.Time { return h.now() },
		Materials: h.shelf.materials(),
	})
	for i := range groups {
		g := congress.GroupID(h.put(congress.KindGroup, congress.Group{Name: fmt.Sprint("Tổ ", i+1), Number: i + 1}))
		h.groups = append(h.groups, g)
		var who []congress.Actor
		for range delegates {
			who = append(who, h.seat([]congress.GroupID{g}, congress.Delegate))
		}
		h.delegates = append(h.delegates, who)
	}
	h.organizer = h.seat(nil, congress.Organizer)
	h.secretariat, h.second = h.seat(nil, congress.Secretariat), h.seat(nil, congress.Secretariat)
	h.presidium = h.seat(nil, congress.Presidium)
	h.secretary = h.seat(h.groups[:1], congress.GroupSecretary, congress.Delegate)
	res, err := h.threads.Put(t.Context(), hall, h.organizer, discussion.Save{ID: newID(), Discussion: discussion.Discussion{
		Title: "Thảo luận tổ", Issues: []discussion.Issue{{Title: "Kết quả"}, {Title: "Giao thông", Question: "Cần làm gì trước?"}},
		Groups: h.groups, Open: h.groups,
	}})
	if err != nil {
		t.Fatal(err)
	}
	h.discussion = res.Record.Object
	return h
}

func newID() congress.RecordID { return congress.RecordID(congress.NewUUID(time.Now())) }

func (h *house) put(kind congress.ObjectKind, body any) congress.ObjectID {
	h.Helper()
	return h.putFor(congress.Audience{Everyone: true}, congress.ObjectID(newID()), kind, body)
}

func (h *house) putFor(to congress.Audience, object congress.ObjectID, kind congress.ObjectKind, body any) congress.ObjectID {
	h.Helper()
	id := newID()
	if _, err := h.Commit(h.Context(), journal.Request{ID: id, Kind: kind, Actor: auth.ServerActor(congress.CongressID(h.Stream)), Make: func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: object, Audience: to, Body: body}, nil
	}}); err != nil {
		h.Fatal(err)
	}
	return object
}

func (h *house) seat(groups []congress.GroupID, roles ...congress.Role) congress.Actor {
	h.Helper()
	account := congress.AccountID(newID())
	member := h.put(congress.KindMember, congress.Member{Account: account, Name: "Lê Văn Mẫu", Roles: roles, Groups: groups})
	return congress.Actor{
		Account: account, Session: congress.SessionID(newID()), Congress: congress.CongressID(h.Stream), Member: congress.MemberID(member), Roles: roles, Groups: groups,
	}
}

// say posts an opinion of a delegate.
func (h *house) say(group, delegate, issue int, stance discussion.Stance, text string) congress.ObjectID {
	h.Helper()
	res, err := h.threads.Post(h.Context(), h.Hall, h.delegates[group][delegate], discussion.Post{
		ID: newID(), Discussion: h.discussion, Group: h.groups[group], Words: discussion.Words{Issue: issue, Stance: stance, Text: text},
	})
	if err != nil {
		h.Fatal(err)
	}
	return res.Record.Object
}

// found makes a finding.
func (h *house) found(issue int, text string) congress.ObjectID {
	h.Helper()
	return h.foundAs(compilation.Sentence{Issue: issue, Text: text})
}

func (h *house) foundAs(w compilation.Sentence) congress.ObjectID {
	h.Helper()
	res, err := h.Found(h.Context(), h.Hall, h.secretariat, newID(), h.discussion, "", w)
	if err != nil {
		h.Fatal(err)
	}
	return res.Record.Object
}

// row is the opinion in the workbench.
func (h *house) row(comment congress.ObjectID) compilation.Row {
	h.Helper()
	for after := 0; ; {
		l, err := h.Service.List(h.Context(), h.Hall, h.secretariat, h.discussion, compilation.Filter{After: after, Limit: 200})
		if err != nil {
			h.Fatal(err)
		}
		for _, r := range l.Rows {
			if r.Comment == comment {
				return r
			}
		}
		if after = l.Next; after == 0 {
			h.Fatalf("the workbench has no %s", comment)
		}
	}
}

// place puts the whole of an opinion at a place.
func (h *house) place(comment congress.ObjectID, where compilation.Part) {
	h.Helper()
	r := h.row(comment)
	where.From, where.To = 0, r.Parts[len(r.Parts)-1].To
	where.Issue = r.Parts[0].Issue
	if _, err := h.Place(h.Context(), h.Hall, h.secretariat, discussion.Change{ID: newID(), IfMatch: r.Placement}, comment, []compilation.Part{where}); err != nil {
		h.Fatal(err)
	}
}

func (h *house) outline() compilation.Outline {
	h.Helper()
	o, err := h.Outline(h.Hall, h.secretariat, h.discussion)
	if err != nil {
		h.Fatal(err)
	}
	return o
}

// compiled is the report as of a record.
func (h *house) compiled(asOf uint64) report.Compiled {
	h.Helper()
	made, _, err := h.Compiled(h.Context(), h.Hall, h.secretariat, info, h.discussion, asOf)
	if err != nil {
		h.Fatal(err)
	}
	return made
}

// submit hands the report to review.
func (h *house) submit() {
	h.Helper()
	if _, err := h.Submit(h.Context(), h.Hall, h.secretariat, next(h.outline().N), h.discussion, true); err != nil {
		h.Fatal(err)
	}
}

// sign signs the report as the secretariat sees it now.
func (h *house) sign() error {
	h.Helper()
	_, err := h.Sign(h.Context(), h.Hall, h.secretariat, next(h.outline().N), h.discussion, info, func(hash string) string { return "https://plenum.example/verify/" + hash })
	return err
}

// line is the finding in the outline.
func (h *house) line(finding congress.ObjectID) compilation.Line {
	h.Helper()
	for _, l := range h.outline().Findings {
		if l.Object == finding {
			return l
		}
	}
	h.Fatalf("the outline has no %s", finding)
	return compilation.Line{}
}

// next is a change of what stands now.
func next(n uint64) discussion.Change { return discussion.Change{ID: newID(), IfMatch: n} }

// settings are those that a congress begins with.
func settings() compilation.Settings {
	return compilation.Settings{Form: report.StateForm, Rule: compilation.Rule{Base: compilation.OfIssue, Most: 50, Many: 20, Some: 2}, Smallest: 5}
}

func code(err error) string {
	return congress.CodeOf(err)
}
