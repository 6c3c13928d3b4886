package auth_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/vietnamese/vietnamesetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

const (
	groupA = congress.GroupID("0190a000-0000-7000-8000-00000000000a")
	groupB = congress.GroupID("0190a000-0000-7000-8000-00000000000b")
	member = congress.MemberID("0190a000-0000-7000-8000-000000000001")
	other  = congress.MemberID("0190a000-0000-7000-8000-000000000002")
)

func policy(t testing.TB) *auth.Policy {
	t.Helper()
	p, err := auth.NewPolicy()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// reader is the actor of a role in group A; an administrator is no member.
func reader(role congress.Role) congress.Actor {
	a := congress.Actor{Account: "a", Congress: "c", Roles: []congress.Role{role}}
	if role != congress.Administrator {
		a.Member, a.Groups = member, []congress.GroupID{groupA}
	}
	return a
}

// shapes are the audiences as the reader of a role finds them.
func shapes(role congress.Role) ([]string, []congress.Audience) {
	stranger := congress.Delegate
	if role == stranger {
		stranger = congress.Chair
	}
	return []string{"nobody", "everyone", "my-role", "other-role", "my-group", "other-group", "me", "other-member", "my-keepers", "other-keepers"},
		[]congress.Audience{
			{},
			{Everyone: true},
			{Roles: []congress.Role{role}},
			{Roles: []congress.Role{stranger}},
			{Groups: []congress.GroupID{groupA}},
			{Groups: []congress.GroupID{groupB}},
			{Members: []congress.MemberID{member}},
			{Members: []congress.MemberID{other}},
			{Keepers: []congress.GroupID{groupA}},
			{Keepers: []congress.GroupID{groupB}},
		}
}

var kinds = []congress.ObjectKind{
	congress.KindAccount, congress.KindSession, congress.KindCongress, congress.KindMember, congress.KindGroup,
	congress.KindAgenda, congress.KindPolicy, congress.KindDocument, congress.KindUpload, congress.KindPaper, congress.KindRules, congress.KindDiscussion,
	congress.KindComment, congress.KindMinutes, congress.KindNotice, congress.KindMark, "unheard-of",
}

func mark(yes bool) string {
	if yes {
		return "yes"
	}
	return "."
}

func matrix(p *auth.Policy) string {
	var b strings.Builder
	row := func(head string, cells []string) {
		line := fmt.Sprintf("%-26s", head)
		for _, c := range cells {
			line += fmt.Sprintf("%-16s", c)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	var names []string
	for _, role := range congress.Roles() {
		names = append(names, string(role))
	}
	b.WriteString("Which role may do what, in a congress without rows of its own.\n\n")
	row("action", names)
	for _, action := range auth.Actions() {
		var cells []string
		for _, role := range congress.Roles() {
			cells = append(cells, mark(p.Allow(reader(role), action)))
		}
		row(string(action), cells)
	}
	for _, kind := range kinds {
		fmt.Fprintf(&b, "\nWho sees a %s that is meant for … (the reader is in group A; the administrator is no member)\n\n", kind)
		shapeNames, _ := shapes(congress.Delegate)
		row("role", shapeNames)
		for _, role := range congress.Roles() {
			var cells []string
			_, audiences := shapes(role)
			for _, audience := range audiences {
				cells = append(cells, mark(p.Visible(reader(role), kind, audience)))
			}
			row(string(role), cells)
		}
	}
	return b.String()
}

func TestTheMatrixOfDecisionsIsTheReviewedOne(t *testing.T) {
	const path = "testdata/matrix.golden"
	got := matrix(policy(t))
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("decisions changed; if that is meant, run with -update and review the difference (-want +got):\n%s", diff)
	}
}

func TestExplainAnswersWhatTheRulesAnswer(t *testing.T) {
	p := policy(t)
	for _, role := range congress.Roles() {
		actor := reader(role)
		for _, action := range auth.Actions() {
			if e := p.ExplainAction(actor, action); e.Allowed != p.Allow(actor, action) || e.Rule == "" || !saysWhy(e) {
				t.Errorf("%s %s: %+v", role, action, e)
			}
		}
		_, audiences := shapes(role)
		for _, kind := range kinds {
			for _, audience := range audiences {
				if e := p.Explain(actor, kind, audience); e.Allowed != p.Visible(actor, kind, audience) || e.Rule == "" || !saysWhy(e) {
					t.Errorf("%s %s %+v: %+v", role, kind, audience, e)
				}
			}
		}
	}
}

func TestExplainNamesTheRule(t *testing.T) {
	p := policy(t)
	_, audience := shapes(congress.Delegate)
	for _, c := range []struct {
		actor    congress.Actor
		kind     congress.ObjectKind
		audience congress.Audience
		rule     string
	}{
		{reader(congress.Delegate), congress.KindAccount, audience[1], "kind_hidden"},
		{reader(congress.Guest), congress.KindComment, audience[1], "role_denies_action"},
		{reader(congress.Administrator), congress.KindDocument, audience[1], "role_denies_action"},
		{reader(congress.Guest), congress.KindDocument, audience[1], "not_in_audience"},
		{reader(congress.Delegate), congress.KindDocument, audience[0], "not_in_audience"},
		{reader(congress.Delegate), congress.KindDocument, audience[1], "audience_everyone"},
		{reader(congress.Delegate), congress.KindDocument, audience[2], "audience_role"},
		{reader(congress.Delegate), congress.KindDocument, audience[4], "audience_group"},
		{reader(congress.Delegate), congress.KindDocument, audience[6], "audience_member"},
		{reader(congress.Deputy), congress.KindComment, audience[8], "audience_keepers"},
		{reader(congress.Deputy), congress.KindComment, audience[9], "not_in_audience"},
		{reader(congress.Delegate), congress.KindComment, audience[8], "not_in_audience"},
		{auth.ServerActor("c"), congress.KindDocument, audience[0], "server"},
	} {
		if got := p.Explain(c.actor, c.kind, c.audience).Rule; got != c.rule {
			t.Errorf("%v %s %+v: rule %s, want %s", c.actor.Roles, c.kind, c.audience, got, c.rule)
		}
	}
}

func TestRolesAddUp(t *testing.T) {
	p := policy(t)
	actor := reader(congress.Guest)
	comment := congress.Audience{Groups: []congress.GroupID{groupA}}
	if p.Visible(actor, congress.KindComment, comment) {
		t.Error("a guest sees a comment")
	}
	actor.Roles = append(actor.Roles, congress.Delegate)
	if !p.Visible(actor, congress.KindComment, comment) || !p.Visible(actor, congress.KindDocument, congress.Audience{Everyone: true}) {
		t.Error("a guest who is a delegate too does not see what delegates see")
	}
}

func TestEveryoneIsEveryMember(t *testing.T) {
	p := policy(t)
	actor := reader(congress.Delegate)
	actor.Member = ""
	if p.Visible(actor, congress.KindDocument, congress.Audience{Everyone: true}) {
		t.Error("somebody who is no member sees what is for every member")
	}
}

// saysWhy reports whether the explanation has words of both languages, none of them a name of the
// API or a place that stayed empty.
func saysWhy(e auth.Explanation) bool {
	vi, en := e.Because(messages.Vietnamese), e.Because(messages.English)
	for _, said := range []string{vi, en} {
		if said == "" || strings.ContainsAny(said, "[]%:_") && e.Rule != "not_in_audience" || strings.Contains(said, " .") || strings.Contains(said, "  ") {
			return false
		}
	}
	return vi != en && len(vietnamesetest.Foreign(vi)) == 0
}
