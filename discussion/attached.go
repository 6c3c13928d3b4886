package discussion

import (
	"bytes"
	"context"
	"iter"
	"slices"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
)

// carried gives, for the attachments that comments carry, for whom they are: for who reads the
// comment. With one given, of that one only.
func carried(comments iter.Seq[*congress.Record], one congress.ObjectID) map[congress.ObjectID]congress.Audience {
	word := []byte(one)
	if one == "" {
		word = []byte(`"attached"`)
	}
	out := map[congress.ObjectID]congress.Audience{}
	for r := range comments {
		var c Comment
		if !bytes.Contains(r.Body, word) || r.Decode(&c) != nil {
			continue // thousands of comments carry nothing, and reading them all would keep everybody else waiting
		}
		for _, a := range c.Attached {
			if one == "" || a == one {
				out[a] = r.Audience
			}
		}
	}
	return out
}

// attachedBy is the member who attached the document; empty when it is no attachment.
func attachedBy(r *congress.Record) congress.MemberID {
	var d struct {
		Attachment struct {
			By congress.MemberID `json:"by"`
		} `json:"attachment"`
	}
	if r.Kind != congress.KindDocument || r.Decode(&d) != nil {
		return ""
	}
	return d.Attachment.By
}

// reveal gives the attachments of a comment, and those that left it, to whom they belong now. A
// retry may find the comment as others made it since, and does not know what its first attempt took
// out, so it looks at all that its member attached.
func (s *Service) reveal(ctx context.Context, h *journal.Hall, res journal.Result, left ...congress.ObjectID) error {
	var c Comment
	if s.options.Reveal == nil || res.Record.Body != nil && res.Record.Decode(&c) != nil {
		return nil
	}
	if res.Again {
		left = attachedIn(h, c.Author, res.Record.By.Member)
	}
	return s.options.Reveal(ctx, h, append(left, c.Attached...), carried)
}

// Resume gives every attachment to whom it belongs, where a crash came between a comment and its
// attachments. Doing it again does nothing more. Errors: Unavailable, Canceled.
func (s *Service) Resume(ctx context.Context, h *journal.Hall) error {
	if s.options.Reveal == nil {
		return nil
	}
	return s.options.Reveal(ctx, h, attachedIn(h), carried)
}

// attachedIn are the attachments of the members; of all, when none is named.
func attachedIn(h *journal.Hall, by ...congress.MemberID) (all []congress.ObjectID) {
	for r := range h.All(auth.ServerActor(congress.CongressID(h.Stream)), congress.KindDocument) {
		if !bytes.Contains(r.Body, []byte(`"attachment"`)) {
			continue
		}
		if m := attachedBy(r); m != "" && (len(by) == 0 || slices.Contains(by, m)) {
			all = append(all, r.Object)
		}
	}
	return all
}
