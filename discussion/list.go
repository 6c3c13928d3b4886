package discussion

import (
	"plenum/congress"
	"plenum/journal"
)

// Filter narrows a list of comments; zero fields do not.
type Filter struct {
	Discussion congress.ObjectID
	Group      congress.GroupID
	Issue      *int
}

// List gives the comments that the actor may see, in the log's order of their
// first records, at most limit (0: 100, at most 1,000) after the given place. Comments of threads
// that the filter or the visibility rule leaves out are not looked at.
func (s *Service) List(h *journal.Hall, actor congress.Actor, f Filter, after uint64, limit int) journal.Page {
	if limit <= 0 {
		limit = defaultLimit
	}
	limit = min(limit, maximumLimit)
	said := saidIn(h)
	said.mu.RLock()
	defer said.mu.RUnlock()
	seen := map[*heard]bool{}
	var threads [][]*one // the rest of each
	for name, t := range said.threads {
		if f.Discussion != "" && name.discussion != f.Discussion || f.Group != "" && name.group != f.Group {
			continue
		}
		any := false
		for _, c := range t.heard {
			seen[c] = s.options.Visible(actor, congress.KindComment, c.audience)
			any = any || seen[c]
		}
		if rest := t.made[t.place(after+1):]; any && len(rest) > 0 {
			threads = append(threads, rest)
		}
	}
	var page journal.Page
	var last uint64
	for {
		c := first(threads)
		if c == nil {
			return page
		}
		if f.Issue != nil && int(c.issue) != *f.Issue || !seen[c.heard] {
			continue
		}
		r, err := h.Get(actor, c.object)
		if err != nil {
			continue
		}
		if len(page.Records) == limit {
			page.Next = last
			return page
		}
		page.Records = append(page.Records, r)
		last = c.first
	}
}

// first takes the comment that was made first off its thread; nil when there is none.
func first(threads [][]*one) *one {
	at := -1
	for i, rest := range threads {
		if len(rest) > 0 && (at < 0 || rest[0].first < threads[at][0].first) {
			at = i
		}
	}
	if at < 0 {
		return nil
	}
	c := threads[at][0]
	threads[at] = threads[at][1:]
	return c
}
