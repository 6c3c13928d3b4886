package auth_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"plenum/auth"
	"plenum/congress"
)

// guess tries a password and tells the code of the answer; "" is in.
func (h *house) guess(login, word, address string, device congress.DeviceID) string {
	h.Helper()
	_, _, err := h.SignIn(h.Context(), auth.SignIn{Login: login, Password: word, Address: address, Device: device})
	return congress.CodeOf(err)
}

// shutOut has a login shut out from the address.
func (h *house) shutOut(login, address string, device congress.DeviceID) {
	h.Helper()
	for i := range 5 {
		if got := h.guess(login, "a wrong password", address, device); got != "credentials_wrong" {
			h.Fatalf("try %d of %s: %s", i, login, got)
		}
	}
	if got := h.guess(login, password, address, device); got != "login_throttled" {
		h.Fatalf("%s is not shut out: %s", login, got)
	}
}

// lockouts lists those of a congress for an account that asks from the address.
func (h *house) lockouts(id congress.CongressID, session auth.Session, address string) (auth.Lockouts, error) {
	h.Helper()
	seat, leave, err := h.Enter(h.Context(), session, id)
	if err != nil {
		h.Fatal(err)
	}
	defer leave()
	return h.Lockouts(h.Context(), seat.Hall, seat.Actor, address)
}

func (h *house) lift(id congress.CongressID, session auth.Session, lockout string, key congress.RecordID) error {
	h.Helper()
	seat, leave, err := h.Enter(h.Context(), session, id)
	if err != nil {
		h.Fatal(err)
	}
	defer leave()
	return h.LiftLockout(h.Context(), seat.Hall, seat.Actor, lockout, key)
}

func (h *house) mustList(id congress.CongressID, session auth.Session, address string) auth.Lockouts {
	h.Helper()
	list, err := h.lockouts(id, session, address)
	if err != nil {
		h.Fatal(err)
	}
	return list
}

// person makes an account with a name and a seat, and signs in from an address of their own.
func (h *house) person(id congress.CongressID, login, name string, roles ...congress.Role) auth.Session {
	h.Helper()
	a, err := h.CreateAccount(h.Context(), auth.ServerActor(""), auth.NewAccount{ID: newID(), Login: login, Name: name, Password: password})
	if err != nil {
		h.Fatal(err)
	}
	a.Name = name
	h.seat(id, "", a, roles...)
	session, _, err := h.SignIn(h.Context(), auth.SignIn{Login: login, Password: password, Address: "10.9.9.9", Device: congress.DeviceID("tablet-" + login)})
	if err != nil {
		h.Fatal(err)
	}
	return session
}

const hallAddress = "192.0.2.1"

func TestOrganizersSeeWhomWrongPasswordsKeepOut(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id, other := h.congress("Đại hội"), h.congress("Hội nghị khác")
	organizer := h.person(id, "bantochuc", "Lê Thị Tổ", congress.Organizer)
	h.person(id, "dang", "Nguyễn Văn Đăng", congress.Delegate)
	h.person(id, "dung", "Trần Thị Dung", congress.Delegate)
	h.person(id, "yen", "Hoàng Yến", congress.Delegate)
	h.person(other, "khach", "Người Hội Nghị Khác", congress.Delegate)
	h.shutOut("dang", hallAddress, "")
	h.shutOut("dung", "198.51.100.7", "")
	h.shutOut("yen", "203.0.113.5", "tablet-yen")
	h.shutOut("yen", hallAddress, "")
	h.shutOut("khach", hallAddress, "")
	h.shutOut("nobody", hallAddress, "")
	h.guess("bantochuc", "a wrong password", hallAddress, "")

	list := h.mustList(id, organizer, hallAddress)
	var got []string
	for _, m := range list.Items {
		for _, l := range m.Lockouts {
			got = append(got, fmt.Sprint(m.Name, " ", m.Login, " ", l.From, " ", l.Tries, " ", l.Until.Sub(l.Since), " ", l.Left))
			if congress.ObjectID(m.Member).Valid() != true || l.Since != h.clock.Now() {
				t.Errorf("%+v of %+v", l, m)
			}
		}
	}
	want := []string{
		"Trần Thị Dung dung elsewhere 5 15m0s 0", "Nguyễn Văn Đăng dang here 5 15m0s 0", "Hoàng Yến yen here 5 15m0s 0", "Hoàng Yến yen device 5 15m0s 0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if list.Here.Wrong != 21 || list.Here.Tries != 5 || list.Here.Until != nil {
		t.Errorf("the hall's address stands at %+v", list.Here)
	}
	h.clock.Pass(15 * time.Minute)
	if list = h.mustList(id, organizer, hallAddress); len(list.Items) != 0 || list.Here.Wrong != 0 {
		t.Errorf("after a quarter of an hour: %+v", list)
	}
}

func TestAnAddressUnderAttackIsTold(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.congress("Đại hội")
	organizer := h.person(id, "bantochuc", "Lê Thị Tổ", congress.Organizer)
	for i := range 50 {
		h.guess(fmt.Sprint("login", i), "a wrong password", hallAddress, "")
	}
	if here := h.mustList(id, organizer, hallAddress).Here; here.Wrong != 50 || here.Tries != 1 || here.Until != nil {
		t.Errorf("under attack: %+v", here)
	}
	for i := range 450 {
		h.guess(fmt.Sprint("login", 50+i), "a wrong password", hallAddress, "")
	}
	if here := h.mustList(id, organizer, hallAddress).Here; here.Wrong != 500 || here.Tries != 0 || here.Until == nil || !here.Until.Equal(h.clock.Now().Add(15*time.Minute)) {
		t.Errorf("shut: %+v", here)
	}
	if here := h.mustList(id, organizer, "198.51.100.1").Here; here.Wrong != 0 || here.Tries != 5 {
		t.Errorf("elsewhere: %+v", here)
	}
}

func TestALiftLetsThePersonInAndIsShown(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id, other := h.congress("Đại hội"), h.congress("Hội nghị khác")
	organizer := h.person(id, "bantochuc", "Lê Thị Tổ", congress.Organizer)
	elsewhere := h.person(other, "bantochuc2", "Phạm Văn Khác", congress.Organizer)
	h.person(id, "dung", "Trần Thị Dung", congress.Delegate)
	h.shutOut("dung", hallAddress, "")
	lockout := h.mustList(id, organizer, hallAddress).Items[0].Lockouts[0].ID
	wantCode(t, h.lift(other, elsewhere, lockout, newID()), congress.NotFound, "not_found") // of no member of theirs
	wantCode(t, h.lift(id, organizer, string(newID()), newID()), congress.NotFound, "not_found")

	key := newID()
	if err := h.lift(id, organizer, lockout, key); err != nil {
		t.Fatal(err)
	}
	if l := h.mustList(id, organizer, hallAddress).Items[0].Lockouts[0]; l.Left != 5 {
		t.Errorf("lifted: %+v", l)
	}
	for range 2 {
		if got := h.guess("dung", "a wrong password", hallAddress, ""); got != "credentials_wrong" {
			t.Fatal(got)
		}
	}
	if err := h.lift(id, organizer, lockout, key); err != nil { // asked again: the same lift
		t.Fatal(err)
	}
	if l := h.mustList(id, organizer, hallAddress).Items[0].Lockouts[0]; l.Left != 3 || l.Tries != 7 {
		t.Errorf("after two more wrong ones: %+v", l)
	}
	if got := h.guess("dung", password, hallAddress, ""); got != "" {
		t.Errorf("the person who knows the password: %s", got)
	}
	list := h.mustList(id, organizer, hallAddress)
	if len(list.Items) != 0 || len(list.Lifts) != 1 || list.Lifts[0].Name != "Trần Thị Dung" || list.Lifts[0].Login != "dung" || list.Lifts[0].ByName != "Lê Thị Tổ" || list.Lifts[0].Elsewhere {
		t.Errorf("%+v", list)
	}
	if got := h.mustList(other, elsewhere, hallAddress); len(got.Lifts) != 0 {
		t.Errorf("another congress hears of it: %+v", got.Lifts)
	}
	// What is left of a lift ends with the right password.
	h.shutOut("dung", hallAddress, "")
	wantCode(t, h.lift(id, organizer, lockout, key), "", "") // still the same as long ago
	if got := h.guess("dung", password, hallAddress, ""); got != "login_throttled" {
		t.Errorf("a lift of before: %s", got)
	}
}

func TestOnlyOrganizersSeeAndLift(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.congress("Đại hội")
	organizer := h.person(id, "bantochuc", "Lê Thị Tổ", congress.Organizer)
	h.person(id, "dung", "Trần Thị Dung", congress.Delegate)
	h.shutOut("dung", hallAddress, "")
	lockout := h.mustList(id, organizer, hallAddress).Items[0].Lockouts[0].ID
	sessions := map[string]auth.Session{"administrator": h.administrator()}
	for i, role := range congress.Roles() {
		if role != congress.Organizer && role != congress.Administrator {
			sessions[string(role)] = h.person(id, fmt.Sprint("nguoi", i), "Người "+string(role), role)
		}
	}
	for who, session := range sessions {
		_, err := h.lockouts(id, session, hallAddress)
		t.Log(who)
		wantCode(t, err, congress.Forbidden, "forbidden")
		wantCode(t, h.lift(id, session, lockout, newID()), congress.Forbidden, "forbidden")
	}
}

// Guessers with organizers who lift whatever they are asked, in every congress that seats the login, have no more tries than without.
func TestLiftsMakeGuessingNoEasier(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		addresses, most int // tries in a day without lifts
	}{
		"one address":    {1, 5 * 96},
		"many addresses": {40, (4*5 + 36) * 96}, // the first four have five tries each, by then there are twenty
	} {
		for _, lifting := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", lifting ", lifting), func(t *testing.T) {
				t.Parallel()
				h := openHouse(t)
				congresses := []congress.CongressID{h.congress("Đại hội"), h.congress("Hội nghị")}
				var organizers []auth.Session
				victim := h.account("victim")
				for i, id := range congresses {
					organizers = append(organizers, h.person(id, fmt.Sprint("tochuc", i), "Lê Thị Tổ", congress.Organizer))
					h.seat(id, "", victim, congress.Delegate)
				}
				looked, lifts, day := 0, 0, 24*time.Hour
				for spent := time.Duration(0); spent < day; spent += 15 * time.Minute {
					for again := true; again; {
						again = false
						for a := range c.addresses {
							for h.guess("victim", "a wrong password", fmt.Sprintf("198.51.100.%d", a), "") == "credentials_wrong" {
								looked++
								again = true
							}
						}
						for i := 0; lifting && i < len(congresses); i++ {
							for _, m := range h.mustList(congresses[i], organizers[i], "198.51.100.0").Items {
								for _, l := range m.Lockouts {
									if h.lift(congresses[i], organizers[i], l.ID, newID()) == nil {
										lifts++
										again = true
									}
								}
							}
						}
					}
					h.clock.Pass(15 * time.Minute)
				}
				t.Logf("%d tries in a day, %d lifts", looked, lifts)
				most := c.most
				if lifting {
					most += 15
				}
				if looked > most || looked < c.most/2 || lifting && lifts == 0 {
					t.Errorf("%d tries in a day with %d lifts, want at most %d", looked, lifts, most)
				}
			})
		}
	}
}

func TestALoginIsLiftedThreeTimesInAnHour(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id, other := h.congress("Đại hội"), h.congress("Hội nghị khác")
	organizer, second := h.person(id, "bantochuc", "Lê Thị Tổ", congress.Organizer), h.person(other, "bantochuc2", "Phạm Văn Khác", congress.Organizer)
	dung := h.account("dung")
	h.seat(id, "", dung, congress.Delegate)
	h.seat(other, "", dung, congress.Delegate)
	lift := func(in congress.CongressID, session auth.Session, address string) error {
		h.shutOut("dung", address, "")
		for _, l := range h.mustList(in, session, address).Items[0].Lockouts {
			if l.From == "here" {
				return h.lift(in, session, l.ID, newID())
			}
		}
		t.Fatal("it is not told")
		return nil
	}
	for i := range 3 {
		where, who := id, organizer
		if i == 1 {
			where, who = other, second
		}
		if err := lift(where, who, fmt.Sprintf("198.51.100.%d", i)); err != nil {
			t.Fatal(err)
		}
		h.clock.Pass(time.Minute)
	}
	for _, c := range []struct {
		in  congress.CongressID
		who auth.Session
	}{{id, organizer}, {other, second}} {
		for _, l := range h.mustList(c.in, c.who, "").Items[0].Lockouts {
			err := h.lift(c.in, c.who, l.ID, newID())
			wantCode(t, err, congress.TooMany, "lifts_many")
			if wait := congress.AsError(err).RetryAfter; wait != 3420 { // the first was three minutes ago
				t.Errorf("wait %d seconds", wait)
			}
		}
	}
	if got := h.mustList(id, organizer, "").Lifts; len(got) != 3 || got[0].Elsewhere || !got[1].Elsewhere || got[1].ByName != "" || got[1].By != "" {
		t.Errorf("the lifts are told as %+v", got)
	}
	h.clock.Pass(time.Hour)
	if err := lift(id, organizer, "198.51.100.9"); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}
