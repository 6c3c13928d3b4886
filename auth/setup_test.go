package auth_test

import (
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

func TestACongressOfOthersDoesNotExist(t *testing.T) {
	h := openHouse(t)
	h.account("stranger")
	session, _ := h.signIn("stranger")
	there := h.congress("Đại hội của người khác")
	member := h.account("member")
	object := h.seat(there, "", member, congress.Delegate)

	var errs []error
	for _, id := range []congress.CongressID{
		there, congress.CongressID(newID()), congress.CongressID(member.ID), congress.CongressID(object),
		congress.CongressID(session.ID), congress.CongressID(congress.System), "", "no id",
	} {
		_, _, err := h.Enter(t.Context(), session, id)
		wantCode(t, err, congress.NotFound, "not_found")
		errs = append(errs, err)
	}
	for _, err := range errs {
		if diff := cmp.Diff(errs[0].Error(), err.Error()); diff != "" {
			t.Error(diff)
		}
	}
	if list, err := h.Congresses(t.Context(), session); err != nil || len(list) != 0 {
		t.Errorf("a stranger has %v, %v", list, err)
	}
}

func TestAMemberEntersWithTheRolesOfThatCongress(t *testing.T) {
	h := openHouse(t)
	a := h.account("delegate")
	session, _ := h.signIn("delegate")
	first, second := h.congress("Thứ nhất"), h.congress("Thứ hai")
	group := congress.GroupID(h.put(first, "", auth.Setup{Group: &congress.Group{Name: "Tổ 1", Number: 1}}))
	m := h.put(first, "", auth.Setup{Member: &congress.Member{Account: a.ID, Name: "An", Roles: []congress.Role{congress.Chair}, Groups: []congress.GroupID{group}}})
	h.seat(second, "", a, congress.Guest)

	seat, leave, err := h.Enter(t.Context(), session, first)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	want := congress.Actor{
		Account: a.ID, Session: session.ID, Congress: first, Member: congress.MemberID(m),
		Roles: []congress.Role{congress.Chair, congress.Delegate}, Groups: []congress.GroupID{group}, // a chair is a delegate
	}
	if diff := cmp.Diff(want, seat.Actor); diff != "" {
		t.Error(diff)
	}
	if seat.Info.Title != "Thứ nhất" {
		t.Errorf("the congress is %q", seat.Info.Title)
	}
	list, err := h.Congresses(t.Context(), session)
	if err != nil || len(list) != 2 || list[0].Congress != first || list[0].Roles[0] != congress.Chair || list[1].Roles[0] != congress.Guest || list[1].Info.Title != "Thứ hai" {
		t.Errorf("congresses %+v, %v", list, err)
	}
}

func TestAnAdministratorSeesTheCongressButNotItsContent(t *testing.T) {
	h := openHouse(t)
	session := h.administrator()
	id := h.congress("Đại hội")
	member := h.seat(id, "", h.account("member"), congress.Delegate)
	seat, leave, err := h.Enter(t.Context(), session, id)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	if _, err := seat.Hall.Get(seat.Actor, member); err != nil || seat.Actor.Member != "" {
		t.Errorf("member: %v, actor %+v", err, seat.Actor)
	}
	for _, action := range []auth.Action{auth.ReadDocuments, auth.EditDocuments, auth.ReadDiscussions, auth.ReadComments, auth.PostComments, auth.CompileReport} {
		if h.policy.Allow(seat.Actor, action) {
			t.Errorf("an administrator may %s", action)
		}
	}
	system, leave, err := h.System(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	for kind, want := range map[congress.ObjectKind]int{congress.KindAccount: 0, congress.KindSession: 0, congress.KindCongress: 1} {
		if got := len(slices.Collect(system.Hall.All(system.Actor, kind))); got != want {
			t.Errorf("sees %d of kind %s, want %d", got, kind, want)
		}
	}
	h.signIn("member")
	other, _ := h.signIn("member")
	if got := len(slices.Collect(system.Hall.All(h.system(other), congress.KindCongress))); got != 0 {
		t.Errorf("a member sees %d congresses in the System stream", got)
	}
}

// require asks Require on the congress's present state, as a change would.
func (h *house) require(hall *journal.Hall, actor congress.Actor, action auth.Action) (got congress.Actor, err error) {
	h.Helper()
	_, err = hall.Commit(h.Context(), journal.Request{ID: newID(), Kind: congress.KindComment, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		var err error
		if got, err = h.Require(tx, actor, action); err != nil {
			return journal.Draft{}, err
		}
		return journal.Draft{Object: congress.ObjectID(newID()), Body: struct{}{}}, nil
	}})
	return got, err
}

func TestAChangeOfRolesHoldsForTheNextChange(t *testing.T) {
	h := openHouse(t)
	a := h.account("delegate")
	session, _ := h.signIn("delegate")
	id := h.congress("Đại hội")
	m := h.seat(id, "", a, congress.Delegate)
	seat, leave, err := h.Enter(t.Context(), session, id)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	if _, err := h.require(seat.Hall, seat.Actor, auth.PostComments); err != nil {
		t.Error(err)
	}

	h.seat(id, m, a, congress.Guest)
	_, err = h.require(seat.Hall, seat.Actor, auth.PostComments) // the actor is from before
	wantCode(t, err, congress.Forbidden, "forbidden")
	now, err := h.Refresh(seat.Hall, seat.Actor)
	if err != nil || !slices.Equal(now.Roles, []congress.Role{congress.Guest}) {
		t.Errorf("refreshed %v, %v", now.Roles, err)
	}

	h.seat(id, m, auth.Account{Name: "An"}, congress.Delegate) // the seat is nobody's now
	_, err = h.require(seat.Hall, seat.Actor, auth.ReadCongress)
	wantCode(t, err, congress.NotFound, "not_found")
	_, err = h.Refresh(seat.Hall, seat.Actor)
	wantCode(t, err, congress.NotFound, "not_found")
	_, _, err = h.Enter(t.Context(), session, id)
	wantCode(t, err, congress.NotFound, "not_found")
}

func TestNobodyClaimsTheSeatOrRolesOfAnother(t *testing.T) {
	h := openHouse(t)
	a := h.account("delegate")
	session, _ := h.signIn("delegate")
	id := h.congress("Đại hội")
	h.seat(id, "", a, congress.Delegate)
	organizer := h.seat(id, "", h.account("organizer"), congress.Organizer)
	seat, leave, err := h.Enter(t.Context(), session, id)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	claimed := seat.Actor
	claimed.Member, claimed.Roles = congress.MemberID(organizer), []congress.Role{congress.Organizer}
	_, err = h.require(seat.Hall, claimed, auth.EditMembers)
	wantCode(t, err, congress.NotFound, "not_found")
	claimed.Member = seat.Actor.Member
	_, err = h.require(seat.Hall, claimed, auth.EditMembers)
	wantCode(t, err, congress.Forbidden, "forbidden")
}

func TestAnAccountSitsInACongressOnce(t *testing.T) {
	h := openHouse(t)
	a := h.account("delegate")
	id := h.congress("Đại hội")
	m := h.seat(id, "", a, congress.Delegate)
	h.seat(id, m, a, congress.Chair) // the same seat again is fine
	hall, leave, err := h.halls.Enter(t.Context(), id.Stream())
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	put := func(member congress.Member) error {
		_, err := h.PutSetup(t.Context(), hall, auth.ServerActor(id), auth.Setup{ID: newID(), Object: congress.ObjectID(newID()), Member: &member})
		return err
	}
	wantCode(t, put(congress.Member{Account: a.ID, Name: "An", Roles: []congress.Role{congress.Delegate}}), congress.Conflict, "account_seated")
	wantCode(t, put(congress.Member{Account: congress.AccountID(newID()), Name: "An", Roles: []congress.Role{congress.Delegate}}), congress.Invalid, "account_unknown")
	wantCode(t, put(congress.Member{Name: "An", Roles: []congress.Role{congress.Delegate}, Groups: []congress.GroupID{groupA}}), congress.Invalid, "group_unknown")
	wantCode(t, put(congress.Member{Name: "An", Roles: []congress.Role{congress.Administrator}}), congress.Invalid, "member_invalid")
	wantCode(t, put(congress.Member{Name: "An"}), congress.Invalid, "member_invalid")
}

func TestAnAccountSitsOnceHoweverManySeatItAtOnce(t *testing.T) {
	h := openHouse(t)
	a := h.account("delegate")
	id := h.congress("Đại hội")
	servers := []*house{h, serve(t, h.log, h.clock, nil)}
	var seated atomic.Int64
	var wait sync.WaitGroup
	for i := range 40 {
		wait.Go(func() {
			hall, leave, err := servers[i%2].halls.Enter(t.Context(), id.Stream())
			if err != nil {
				t.Error(err)
				return
			}
			defer leave()
			object := newID()
			_, err = servers[i%2].PutSetup(t.Context(), hall, auth.ServerActor(id), auth.Setup{
				ID: object, Object: congress.ObjectID(object), Member: &congress.Member{Account: a.ID, Name: "An", Roles: []congress.Role{congress.Delegate}},
			})
			if err == nil {
				seated.Add(1)
				return
			}
			wantCode(t, err, congress.Conflict, "account_seated")
		})
	}
	wait.Wait()
	if seated.Load() != 1 {
		t.Errorf("seated %d times, want once", seated.Load())
	}
}

func TestACongressChangesItsOwnPolicyOnly(t *testing.T) {
	h := openHouse(t)
	a := h.account("delegate")
	session, _ := h.signIn("delegate")
	here, elsewhere := h.congress("Ở đây"), h.congress("Nơi khác")
	h.seat(here, "", a, congress.Delegate)
	h.seat(elsewhere, "", a, congress.Delegate)
	allowed := func(server *house, id congress.CongressID, action auth.Action) bool {
		seat, leave, err := server.Enter(t.Context(), session, id)
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		return server.policy.Allow(seat.Actor, action)
	}
	rows := h.put(here, "", auth.Setup{Policy: &auth.PolicyBody{Rows: []auth.PolicyRow{
		{Role: congress.Delegate, Action: auth.PostComments, Allow: false},
		{Role: congress.Delegate, Action: auth.CompileReport, Allow: true},
	}}})
	for _, server := range []*house{h, serve(t, h.log, h.clock, nil)} { // also after a restart
		if allowed(server, here, auth.PostComments) || !allowed(server, here, auth.CompileReport) || !allowed(server, here, auth.ReadComments) {
			t.Error("the congress's rows do not hold")
		}
		if !allowed(server, elsewhere, auth.PostComments) || allowed(server, elsewhere, auth.CompileReport) {
			t.Error("the rows hold in another congress")
		}
	}
	// A second object cannot allow what the first denies.
	more := h.put(here, "", auth.Setup{Policy: &auth.PolicyBody{Rows: []auth.PolicyRow{{Role: congress.Delegate, Action: auth.PostComments, Allow: true}}}})
	if allowed(h, here, auth.PostComments) {
		t.Error("a row that allows won over one that denies")
	}
	h.put(here, rows, auth.Setup{Policy: &auth.PolicyBody{}})
	h.put(here, more, auth.Setup{Policy: &auth.PolicyBody{}})
	if !allowed(h, here, auth.PostComments) || allowed(h, here, auth.CompileReport) {
		t.Error("the default did not come back")
	}
}

func TestOnlyWhoMayEditsThePolicy(t *testing.T) {
	h := openHouse(t)
	h.account("organizer")
	id := h.congress("Đại hội")
	h.seat(id, "", h.account("organizer2"), congress.Organizer)
	session, _ := h.signIn("organizer2")
	seat, leave, err := h.Enter(t.Context(), session, id)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	put := func(actor congress.Actor, rows ...auth.PolicyRow) error {
		object := newID()
		_, err := h.PutSetup(t.Context(), seat.Hall, actor, auth.Setup{ID: object, Object: congress.ObjectID(object), Policy: &auth.PolicyBody{Rows: rows}})
		return err
	}
	wantCode(t, put(seat.Actor), congress.Forbidden, "forbidden")
	err = put(auth.ServerActor(id), auth.PolicyRow{Role: congress.Organizer, Action: auth.CreateAccount, Allow: true})
	wantCode(t, err, congress.Invalid, "policy_invalid")
}

func TestASeatGivenOnAnotherServerIsThereWithoutWaiting(t *testing.T) {
	h := openHouse(t)
	second := serve(t, h.log, h.clock, nil)
	a := h.account("delegate")
	session, _ := h.signIn("delegate")
	before := h.congress("Trước")
	_, _, err := second.Enter(t.Context(), session, before) // the second server has the hall now
	wantCode(t, err, congress.NotFound, "not_found")
	h.seat(before, "", a, congress.Delegate)
	after := h.congress("Sau")
	h.seat(after, "", a, congress.Delegate)
	for _, id := range []congress.CongressID{before, after} {
		_, leave, err := second.Enter(t.Context(), session, id)
		if err != nil {
			t.Errorf("enter: %v", err)
			continue
		}
		leave()
	}
}

func TestTheServersActorComesFromNoSession(t *testing.T) {
	h := openHouse(t)
	id := h.congress("Đại hội")
	for _, session := range []auth.Session{{}, {Account: "server"}, {Account: "server", ID: congress.SessionID(newID())}} {
		_, _, err := h.Enter(t.Context(), session, id)
		wantCode(t, err, congress.NotFound, "not_found")
		if h.policy.Allow(h.system(session), auth.CreateAccount) {
			t.Errorf("%+v passes for the server", session)
		}
	}
	actor := auth.ServerActor("")
	actor.Session = "s"
	if h.policy.Allow(actor, auth.CreateAccount) {
		t.Error("a session passes for the server")
	}
}

// Even a record that no service of ours writes gives nobody the server.
func TestNoMembershipMakesAnAdministrator(t *testing.T) {
	h := openHouse(t)
	a := h.account("delegate")
	session, _ := h.signIn("delegate")
	id := h.congress("Đại hội")
	hall, leave, err := h.halls.Enter(t.Context(), id.Stream())
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	_, err = hall.Commit(t.Context(), journal.Request{ID: newID(), Kind: congress.KindMember, Make: func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: congress.ObjectID(newID()), Body: congress.Member{
			Account: a.ID, Name: "An", Roles: []congress.Role{congress.Administrator, "server", "*"},
		}}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	seat, leave, err := h.Enter(t.Context(), session, id)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	for _, action := range auth.Actions() {
		if h.policy.Allow(seat.Actor, action) {
			t.Errorf("may %s", action)
		}
	}
}

// What is told of a congress is for who the member is at the end of the answer: its cursor is beyond whatever changed before.
func TestChangesAreForWhoTheMemberIsNow(t *testing.T) {
	for name, when := range map[string]string{"before it is asked": "before", "while it is answered": "amid", "with a cursor, while it is answered": "later"} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			a := h.account("guest")
			session, _ := h.signIn("guest")
			there := h.congress("Đại hội")
			object := h.seat(there, "", a, congress.Guest)
			other := h.put(there, "", auth.Setup{Member: &congress.Member{Name: "Bình", Roles: []congress.Role{congress.Delegate}}})
			seat, leave, err := h.Enter(t.Context(), session, there)
			if err != nil {
				t.Fatal(err)
			}
			defer leave()
			var cursor journal.Cursor
			if when == "later" {
				cursor = seat.Hall.Cursor(1)
			}
			change := func() { h.seat(there, object, a, congress.Delegate) }
			if when == "before" {
				change()
			} else {
				h.looking = func() { h.looking = nil; change() }
			}
			found, err := h.Changes(seat, cursor, 500)
			if err != nil {
				t.Fatal(err)
			}
			if !found.Full || !slices.ContainsFunc(found.Records, func(r *congress.Record) bool { return r.Object == other }) {
				t.Errorf("full %v, %d records, without the other member, and with the cursor %v", found.Full, len(found.Records), found.Cursor)
			}
		})
	}
}

func TestTheGroupsThatAMemberLeftAreKept(t *testing.T) {
	h := openHouse(t)
	id := h.congress("Đại hội")
	hall, leave, err := h.halls.Enter(t.Context(), congress.StreamID(id))
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	groups := make([]congress.GroupID, 3)
	for i := range groups {
		groups[i] = congress.GroupID(newID())
		if _, err := h.PutSetup(t.Context(), hall, auth.ServerActor(id), auth.Setup{ID: newID(), Object: congress.ObjectID(groups[i]), Group: &congress.Group{Name: "Tổ", Number: i + 1}}); err != nil {
			t.Fatal(err)
		}
	}
	object := congress.ObjectID(newID())
	for _, step := range []struct{ in, former []congress.GroupID }{
		{groups[:1], nil}, {groups[1:2], groups[:1]}, {groups[2:], groups[:2]}, {groups[:1], groups[1:]},
	} {
		if _, err := h.PutSetup(t.Context(), hall, auth.ServerActor(id), auth.Setup{ID: newID(), Object: object, Member: &congress.Member{
			Name: "Lê Văn Mẫu", Roles: []congress.Role{congress.Delegate}, Groups: step.in, Former: []congress.GroupID{"made up"},
		}}); err != nil {
			t.Fatal(err)
		}
		if m, ok := hall.Member(congress.MemberID(object)); !ok || !slices.Equal(m.Former, step.former) {
			t.Errorf("in %v the former groups are %v, want %v", step.in, m.Former, step.former)
		}
	}
}

// Of two who change the same part of a congress's setting, the second is told, as by findings; a new one needs no number.
func TestTheSettingIsChangedAsItWasRead(t *testing.T) {
	h := openHouse(t)
	id := h.congress("Đại hội")
	h.seat(id, "", h.account("bantochuc"), congress.Organizer)
	session, _ := h.signIn("bantochuc")
	seat, leave, err := h.Enter(t.Context(), session, id)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	object := map[string]auth.Setup{
		"member": {Member: &congress.Member{Name: "An", Roles: []congress.Role{congress.Delegate}}},
		"group":  {Group: &congress.Group{Name: "Tổ 1", Number: 1}},
		"agenda": {Agenda: &congress.Agenda{Day: "2027-03-02", From: "08:00", To: "09:00", Title: "Khai mạc"}},
	}
	for name, s := range object {
		put := func(n uint64) (uint64, error) {
			s.ID, s.IfMatch = newID(), n
			res, err := h.PutSetup(t.Context(), seat.Hall, seat.Actor, s)
			if err != nil {
				return 0, err
			}
			return res.Record.N, nil
		}
		s.Object = congress.ObjectID(newID())
		if _, err := put(3); congress.KindOf(err) != congress.NotFound {
			t.Errorf("%s that is not there, as it was read: %v", name, err)
		}
		n, err := put(0)
		if err != nil {
			t.Fatal(name, err)
		}
		for how, other := range map[string]uint64{"without number": 0, "with an older number": n - 1, "with a later number": n + 10} {
			if _, err := put(other); congress.KindOf(err) != congress.Stale {
				t.Errorf("%s %s: %v", name, how, err)
			}
		}
		if _, err := put(n); err != nil {
			t.Errorf("%s, as it was read: %v", name, err)
		}
		if _, err := put(n); congress.KindOf(err) != congress.Stale {
			t.Errorf("%s, the second of two: %v", name, err)
		}
	}
}

// Another account on a member would make a predecessor's words and receipts the new person's.
func TestAMemberStaysTheirAccounts(t *testing.T) {
	h := openHouse(t)
	id := h.congress("Đại hội")
	hall, leave, err := h.halls.Enter(t.Context(), id.Stream())
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	an, binh := h.account("an"+"-mau"), h.account("binh-mau")
	object := congress.ObjectID(newID())
	for i, step := range []struct {
		account congress.AccountID
		code    string
	}{
		{"", ""}, // nobody's yet
		{an.ID, ""}, {an.ID, ""}, {binh.ID, "other_account"},
		{"", ""}, {binh.ID, "other_account"}, // taken off, it is still An's
		{"", ""}, {binh.ID, "other_account"}, {an.ID, ""}, {binh.ID, "other_account"},
	} {
		_, err := h.PutSetup(t.Context(), hall, auth.ServerActor(id), auth.Setup{ID: newID(), Object: object, Member: &congress.Member{
			Account: step.account, Name: "Lê Văn Mẫu", Roles: []congress.Role{congress.Delegate}, Whose: binh.ID, // which is passed over
		}})
		if congress.CodeOf(err) != step.code {
			t.Errorf("step %d: %v, want %q", i, err, step.code)
		}
	}
	if m, _ := hall.Member(congress.MemberID(object)); m.Account != an.ID || m.Whose != "" {
		t.Errorf("it is %+v", m)
	}
	if _, err := h.PutSetup(t.Context(), hall, auth.ServerActor(id), auth.Setup{ID: newID(), Object: congress.ObjectID(newID()), Member: &congress.Member{
		Account: binh.ID, Name: "Trần Thị Mẫu", Roles: []congress.Role{congress.Delegate},
	}}); err != nil {
		t.Errorf("a member of their own: %v", err)
	}
}

// Whoever runs the server has no way into a congress by their own hand; what they do there for others names their account.
func TestAnAdministratorSeatsEverybodyButThemselves(t *testing.T) {
	h := openHouse(t)
	id := h.congress("Đại hội")
	session := h.administrator()
	seat, leave, err := h.Enter(t.Context(), session, id)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	other, organizer := h.account("dai-bieu"), h.account("bantochuc")
	object := congress.ObjectID(newID())
	put := func(actor congress.Actor, object congress.ObjectID, account congress.AccountID, n uint64, roles ...congress.Role) (journal.Result, error) {
		return h.PutSetup(t.Context(), seat.Hall, actor, auth.Setup{ID: newID(), Object: object, IfMatch: n, Member: &congress.Member{Account: account, Name: "Mẫu", Roles: roles}})
	}
	for _, role := range []congress.Role{congress.Secretariat, congress.Organizer, congress.Delegate, congress.Guest} {
		_, err := put(seat.Actor, congress.ObjectID(newID()), session.Account, 0, role)
		wantCode(t, err, congress.Forbidden, "own_seat")
	}
	made, err := put(seat.Actor, object, other.ID, 0, congress.Delegate)
	if err != nil {
		t.Fatal(err)
	}
	if w := journal.WireOf(made.Record); w.Account != session.Account || w.By != "" {
		t.Errorf("what the administrator did is by %q, account %q", w.By, w.Account)
	}
	h.seat(id, "", organizer, congress.Organizer)
	theirs, _ := h.signIn("bantochuc")
	in, leaveToo, err := h.Enter(t.Context(), theirs, id)
	if err != nil {
		t.Fatal(err)
	}
	defer leaveToo()
	if w := journal.WireOf(made.Record); w.Account == "" {
		t.Error("organizers do not see who seated the member")
	}

	// An organizer seats them as a guest; they do not make more of it, nor take themselves off to come back.
	guest := congress.ObjectID(newID())
	made, err = put(in.Actor, guest, session.Account, 0, congress.Guest)
	if err != nil {
		t.Fatal(err)
	}
	if w := journal.WireOf(made.Record); w.By != in.Actor.Member || w.Account != "" {
		t.Errorf("what a member did is by %q, account %q", w.By, w.Account)
	}
	now, leaveNow, err := h.Enter(t.Context(), session, id)
	if err != nil {
		t.Fatal(err)
	}
	defer leaveNow()
	for _, account := range []congress.AccountID{session.Account, ""} {
		_, err = put(now.Actor, guest, account, made.Record.N, congress.Guest, congress.Secretariat)
		wantCode(t, err, congress.Forbidden, "own_seat")
	}
	// As an organizer, seated by one, they are an organizer like any.
	if made, err = put(in.Actor, guest, session.Account, made.Record.N, congress.Organizer); err != nil {
		t.Fatal(err)
	}
	if now.Actor, err = h.Refresh(seat.Hall, now.Actor); err != nil {
		t.Fatal(err)
	}
	if _, err = put(now.Actor, guest, session.Account, made.Record.N, congress.Organizer, congress.Delegate); err != nil {
		t.Error(err)
	}
}

// A card number is read aloud at the door and written into lists: it is one member's.
func TestACardNumberIsOneMembers(t *testing.T) {
	h := openHouse(t)
	id, other := h.congress("Đại hội"), h.congress("Đại hội khác")
	hall := h.hall(id)
	seat := func(in congress.CongressID, object congress.ObjectID, ifMatch uint64, card string) error {
		_, err := h.PutSetup(t.Context(), h.hall(in), auth.ServerActor(in), auth.Setup{
			ID: newID(), Object: object, IfMatch: ifMatch, Member: &congress.Member{Name: "Lê Văn Mẫu", Card: card, Roles: []congress.Role{congress.Delegate}},
		})
		return err
	}
	first, second := congress.ObjectID(newID()), congress.ObjectID(newID())
	for _, c := range []struct {
		what   string
		in     congress.CongressID
		object congress.ObjectID
		card   string
		code   string
	}{
		{"the first", id, first, "ĐB-012", ""}, {"their own again", id, first, "ĐB-012", ""},
		{"the same", id, second, "ĐB-012", "card_taken"}, {"in small letters with blanks", id, second, " đb - 012 ", "card_taken"},
		{"another", id, second, "ĐB-013", ""}, {"then the first's", id, second, "đb-012", "card_taken"},
		{"none", id, congress.ObjectID(newID()), "", ""}, {"none, twice", id, congress.ObjectID(newID()), "", ""},
		{"one that only looks alike", id, congress.ObjectID(newID()), "DB-012", ""}, {"in another congress", other, congress.ObjectID(newID()), "ĐB-012", ""},
		{"a new one of the first", id, first, "ĐB-100", ""}, {"the one that became free", id, second, "ĐB-012", ""},
	} {
		err := seat(c.in, c.object, 0, c.card)
		if congress.CodeOf(err) != c.code || c.code != "" && (congress.KindOf(err) != congress.Conflict || congress.AsError(err).Fields["card"].Code() != c.code) {
			t.Errorf("%s: %v, want %q", c.what, err, c.code)
		}
	}
	// Two who have one from before keep it, and are edited.
	twice := []congress.ObjectID{congress.ObjectID(newID()), congress.ObjectID(newID())}
	for _, object := range twice {
		if _, err := hall.Commit(t.Context(), journal.Request{ID: congress.RecordID(object), Kind: congress.KindMember, Actor: auth.ServerActor(id), Make: func(*journal.Tx) (journal.Draft, error) {
			return journal.Draft{Object: object, Body: congress.Member{Name: "Lê Văn Cũ", Card: "ĐB-777", Roles: []congress.Role{congress.Delegate}}}, nil
		}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, object := range twice {
		if err := seat(id, object, 0, "ĐB-777"); err != nil {
			t.Errorf("a number from before: %v", err)
		}
	}
}

// Those whom a group follows are delegates: what is for all delegates is for them.
func TestWhoLeadsAGroupIsADelegate(t *testing.T) {
	h := openHouse(t)
	id := h.congress("Đại hội")
	for _, c := range []struct{ given, kept []congress.Role }{
		{[]congress.Role{congress.Chair}, []congress.Role{congress.Chair, congress.Delegate}},
		{[]congress.Role{congress.Deputy, congress.Presidium}, []congress.Role{congress.Deputy, congress.Presidium, congress.Delegate}},
		{[]congress.Role{congress.Delegate, congress.Chair}, []congress.Role{congress.Delegate, congress.Chair}},
		{[]congress.Role{congress.GroupSecretary}, []congress.Role{congress.GroupSecretary}},
		{[]congress.Role{congress.Secretariat}, []congress.Role{congress.Secretariat}},
		{[]congress.Role{congress.Guest}, []congress.Role{congress.Guest}},
	} {
		object := h.put(id, "", auth.Setup{Member: &congress.Member{Name: "Lê Văn Mẫu", Roles: c.given}})
		m, ok := h.hall(id).Member(congress.MemberID(object))
		if !ok || !slices.Equal(m.Roles, c.kept) {
			t.Errorf("%v is seated as %v, want %v", c.given, m.Roles, c.kept)
		}
	}
}
