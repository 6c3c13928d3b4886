package auth_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

func TestOrganizersAreToldWhoseAccountsStandInRecords(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	id := h.congress("Đại hội")
	organizer := h.person(id, "bantochuc", "Lê Thị Tổ", congress.Organizer)
	delegate := h.person(id, "dung", "Trần Thị Dung", congress.Delegate)
	admin := h.administrator()
	gone := congress.AccountID(newID())
	outside := journal.Who{Name: "Quản trị", Login: "admin", Outside: true}
	member := journal.Who{Name: "Lê Thị Tổ", Login: "bantochuc"}
	for name, c := range map[string]struct {
		by   congress.By
		body string
		want map[congress.AccountID]journal.Who
	}{
		"an administrator's act":                  {congress.By{Account: admin.Account}, `{}`, map[congress.AccountID]journal.Who{admin.Account: outside}},
		"a member's act":                          {congress.By{Account: organizer.Account, Member: congress.MemberID(newID())}, `{}`, nil},
		"the server's act":                        {auth.ServerActor(id).By(), `{}`, nil},
		"an account that is no more":              {congress.By{Account: gone}, `{}`, map[congress.AccountID]journal.Who{gone: {Outside: true}}},
		"by an administrator, in the body":        {congress.By{Member: "m"}, fmt.Sprintf(`{"by":%q}`, admin.Account), map[congress.AccountID]journal.Who{admin.Account: outside}},
		"by a member, deep in the body":           {congress.By{Member: "m"}, fmt.Sprintf(`{"reviews":[{"approved":{"by":%q}}]}`, organizer.Account), map[congress.AccountID]journal.Who{organizer.Account: member}},
		"both":                                    {congress.By{Account: admin.Account}, fmt.Sprintf(`{"recall":{"by":%q}}`, organizer.Account), map[congress.AccountID]journal.Who{admin.Account: outside, organizer.Account: member}},
		"a member's id, and the server":           {congress.By{Member: "m"}, fmt.Sprintf(`{"by":%q,"said":{"by":"server"}}`, newID()), nil},
		"an account that does nothing (a member)": {congress.By{Member: "m"}, fmt.Sprintf(`{"account":%q,"name":"\"by\":\"x\""}`, delegate.Account), nil},
		"by that is no text":                      {congress.By{Member: "m"}, `{"by":{"by":7},"x":{"by":"y"}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := &congress.Record{Kind: congress.KindDocument, Op: congress.Put, By: c.by, Body: json.RawMessage(c.body)}
			for who, session := range map[string]auth.Session{"organizer": organizer, "administrator": admin, "delegate": delegate} {
				seat, leave, err := h.Enter(t.Context(), session, id)
				if err != nil {
					t.Fatal(err)
				}
				w := journal.WireOf(r)
				if err := h.Tell(t.Context(), seat.Hall, seat.Actor, &w); err != nil {
					t.Fatal(err)
				}
				leave()
				want := c.want
				if who == "delegate" {
					want = nil
				}
				if diff := cmp.Diff(want, w.Accounts); diff != "" {
					t.Errorf("%s (-want +got):\n%s", who, diff)
				}
			}
		})
	}
}
