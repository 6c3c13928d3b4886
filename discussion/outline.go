package discussion

import (
	"bytes"
	"slices"

	"plenum/congress"
	"plenum/journal"
)

// checkOutline holds what comments and minutes stand on: an issue with comments stays at its place,
// a thread with comments or minutes stays, and once minutes of the discussion are signed, no issue
// with comments is worded anew. New issues and groups come at the end or take empty places.
func checkOutline(tx *journal.Tx, id congress.ObjectID, old, now Discussion) error {
	same := len(now.Issues) >= len(old.Issues) && slices.EqualFunc(old.Issues, now.Issues[:min(len(old.Issues), len(now.Issues))], sameIssue)
	threads := slices.Clone(old.Groups)
	if old.Plenary {
		threads = append(threads, Plenary)
	}
	if same && !slices.ContainsFunc(threads, func(g congress.GroupID) bool { return !now.has(g) }) {
		return nil
	}
	issues, groups := map[int]bool{}, map[congress.GroupID]bool{}
	for r := range tx.All(congress.KindComment) {
		var c Comment
		if bytes.Contains(r.Body, []byte(id)) && r.Decode(&c) == nil && c.Discussion == id {
			issues[c.Issue], groups[c.Group] = true, true
		}
	}
	signed := false
	for _, g := range threads {
		var m Minutes
		if r, ok := tx.Get(minutesOf(id, g)); ok {
			if err := r.Decode(&m); err != nil {
				return err
			}
			groups[g], signed = true, signed || m.State != Draft
		}
		if groups[g] && !now.has(g) {
			return errOutlineUsed
		}
	}
	for i, issue := range old.Issues {
		titled := func(other Issue) bool { return other.Title == issue.Title }
		switch {
		case !issues[i+1]:
		case i >= len(now.Issues):
			return errOutlineUsed
		case sameIssue(issue, now.Issues[i]):
		case signed:
			return errOutlineUsed
		case titled(now.Issues[i]): // its question alone is worded anew
		case slices.ContainsFunc(now.Issues, titled) || slices.ContainsFunc(old.Issues, func(other Issue) bool { return other.Title == now.Issues[i].Title }):
			return errOutlineUsed // it moved, or another one took its place
		}
	}
	return nil
}

func sameIssue(a, b Issue) bool { return a.Title == b.Title && a.Question == b.Question }
