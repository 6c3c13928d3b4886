package auth

import (
	"bytes"
	"context"
	"encoding/json"

	"plenum/congress"
	"plenum/journal"
)

// Who gives the person of an account, for organizers; the zero Who where there is no such account.
func (s *Service) Who(ctx context.Context, id congress.AccountID) (journal.Who, error) {
	system, leave, err := s.enterSystem(ctx)
	if err != nil {
		return journal.Who{}, err
	}
	defer leave()
	var a accountBody
	system.Look(func() { a = system.index.accounts[id] })
	return journal.Who{Name: a.Name, Login: a.Login}, nil
}

// Tell adds to the wire, where the actor may edit members, the persons of the accounts in it: of
// who made the record, being no member, and of those by whom something in the body was done (its
// members called "by"). Others get ids alone. Errors: Unavailable.
func (s *Service) Tell(ctx context.Context, h *journal.Hall, actor congress.Actor, w *journal.Wire) error {
	if actor.Congress == "" || !s.options.Policy.Allow(actor, EditMembers) {
		return nil
	}
	ids := map[congress.AccountID]bool{}
	if w.Account != "" {
		ids[w.Account] = true
	}
	if bytes.Contains(w.Body, []byte(`"by":"`)) {
		var body any
		if json.Unmarshal(w.Body, &body) == nil {
			byWhom(body, ids)
		}
	}
	index, ok := h.Index.(*memberIndex)
	if !ok {
		return errNoIndex
	}
	for id := range ids {
		who, err := s.Who(ctx, id)
		if err != nil {
			return err
		}
		if who.Login == "" && id != w.Account {
			continue // a member's id, or the server
		}
		h.Look(func() { _, member := index.members[id]; who.Outside = !member })
		if w.Accounts == nil {
			w.Accounts = map[congress.AccountID]journal.Who{}
		}
		w.Accounts[id] = who
	}
	return nil
}

// byWhom collects what stands in a body as "by", at any depth.
func byWhom(v any, ids map[congress.AccountID]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, one := range v {
			if id, ok := one.(string); ok && name == "by" {
				ids[congress.AccountID(id)] = true
			}
			byWhom(one, ids)
		}
	case []any:
		for _, one := range v {
			byWhom(one, ids)
		}
	}
}
