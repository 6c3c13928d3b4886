package auth_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"plenum/auth"
	"plenum/congress"
)

func TestNobodyIsLetInWithoutAPolicy(t *testing.T) {
	for name, p := range map[string]*auth.Policy{"nil": nil, "zero": {}} {
		for _, role := range congress.Roles() {
			for _, action := range auth.Actions() {
				if p.Allow(reader(role), action) {
					t.Errorf("%s policy: %s may %s", name, role, action)
				}
			}
			for _, kind := range kinds {
				if p.Visible(reader(role), kind, congress.Audience{Everyone: true, Roles: []congress.Role{role}}) {
					t.Errorf("%s policy: %s sees %s", name, role, kind)
				}
			}
		}
		if p.Allow(auth.ServerActor(""), auth.CreateAccount) {
			t.Errorf("%s policy: the server is let in", name)
		}
	}
}

func TestUnknownRolesAndActionsAreDenied(t *testing.T) {
	p := policy(t)
	for _, actor := range []congress.Actor{
		{}, {Account: "a", Member: member}, {Roles: []congress.Role{""}}, {Roles: []congress.Role{"*"}}, {Roles: []congress.Role{"Administrator"}},
		{Account: "server", Session: "s"},
	} {
		for _, action := range auth.Actions() {
			if p.Allow(actor, action) {
				t.Errorf("%+v may %s", actor, action)
			}
		}
	}
	for _, action := range []auth.Action{"", "*", "document:*", "Document:read"} {
		if p.Allow(reader(congress.Organizer), action) {
			t.Errorf("an organizer may %q", action)
		}
	}
}

// EnableEnforce(false) makes casbin allow everything, and its cached enforcers
// go on allowing what was taken away.
func TestCasbinIsNeverSwitchedOffNorCached(t *testing.T) {
	found := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules" || d.Name() == "data") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(path) //nolint:gosec // our own sources
		if err != nil {
			return err
		}
		found++
		for _, never := range []string{"EnableEnforce", "NewCachedEnforcer", "NewSyncedCachedEnforcer"} {
			if strings.Contains(string(text), never) {
				t.Errorf("%s uses %s", path, never)
			}
		}
		return nil
	})
	if err != nil || found < 20 {
		t.Fatalf("looked at %d files: %v", found, err)
	}
}

func TestACongressDecidesOnlyWhatIsItsOwn(t *testing.T) {
	for name, c := range map[string]struct {
		row auth.PolicyRow
		ok  bool
	}{
		"press may be kept from documents":          {auth.PolicyRow{Role: congress.Press, Action: auth.ReadDocuments}, true},
		"delegates may compile":                     {auth.PolicyRow{Role: congress.Delegate, Action: auth.CompileReport, Allow: true}, true},
		"nobody gets to make congresses":            {auth.PolicyRow{Role: congress.Organizer, Action: auth.CreateCongress, Allow: true}, false},
		"nobody gets to list congresses":            {auth.PolicyRow{Role: congress.Organizer, Action: auth.ListCongresses, Allow: true}, false},
		"nobody gets to make accounts":              {auth.PolicyRow{Role: congress.Organizer, Action: auth.CreateAccount, Allow: true}, false},
		"nobody gets to revoke sessions":            {auth.PolicyRow{Role: congress.Organizer, Action: auth.RevokeSessions, Allow: true}, false},
		"administrators get no comments":            {auth.PolicyRow{Role: congress.Administrator, Action: auth.ReadComments, Allow: true}, false},
		"administrators are not locked out":         {auth.PolicyRow{Role: congress.Administrator, Action: auth.EditPolicy}, false},
		"an unknown role is a mistake":              {auth.PolicyRow{Role: "delegates", Action: auth.ReadComments}, false},
		"an unknown action is a mistake":            {auth.PolicyRow{Role: congress.Delegate, Action: "comment:reed"}, false},
		"an action for all is not to be had":        {auth.PolicyRow{Role: congress.Delegate, Action: "*", Allow: true}, false},
		"an empty row is a mistake, not a wildcard": {auth.PolicyRow{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			err := auth.CheckRow(c.row)
			if (err == nil) != c.ok || err != nil && congress.CodeOf(err) != "policy_invalid" {
				t.Errorf("%+v: %v", c.row, err)
			}
		})
	}
}

// What a room of sockets asks for every class of readers at every record.
func BenchmarkVisible(b *testing.B) {
	p := policy(b)
	actor := reader(congress.Delegate)
	actor.Roles = []congress.Role{congress.Deputy, congress.Delegate}
	for name, audience := range map[string]congress.Audience{
		"everyone":    {Everyone: true},
		"my-group":    {Groups: []congress.GroupID{groupB, groupA}, Roles: []congress.Role{congress.Secretariat, congress.Presidium}},
		"other-group": {Groups: []congress.GroupID{groupB}, Roles: []congress.Role{congress.Secretariat, congress.Presidium}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				p.Visible(actor, congress.KindComment, audience)
			}
		})
	}
}

// A congress's rows are read as they were written, by earlier versions too.
func TestActionsOfEarlierVersionsAreReadByTheirWordOfToday(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]auth.Action{
		"record:sign": auth.SignMinutes, "minutes:sign": auth.SignMinutes, "comment:post": auth.PostComments, "record:seal": "record:seal", "": "",
	} {
		var row auth.PolicyRow
		if err := json.Unmarshal([]byte(`{"role":"chair","action":"`+text+`","allow":false}`), &row); err != nil || row.Action != want {
			t.Errorf("%q is read as %q (%v), want %q", text, row.Action, err, want)
		}
	}
	if written, err := json.Marshal(auth.PolicyRow{Action: auth.SignMinutes}); err != nil || !strings.Contains(string(written), `"minutes:sign"`) {
		t.Errorf("written as %s (%v)", written, err)
	}
}
