package discussion

import (
	"context"
	"slices"

	"plenum/auth"
	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
	"plenum/wording"
)

// Notice is the body of a KindNotice record: what the organizers say to
// members, groups or all. It reaches tablets as every record does.
type Notice struct {
	Title  string `json:"title"`
	Text   string `json:"text,omitempty"`
	Urgent bool   `json:"urgent,omitempty"`
}

// maxNoticeText is in characters.
const maxNoticeText = 5000

// Notify sends a notice. The actor needs SendNotices. Errors: Invalid
// "notice_invalid", "member_unknown" or "group_unknown"; Forbidden.
func (s *Service) Notify(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, n Notice, to congress.Audience) (journal.Result, error) {
	if err := Unmarked(map[string]string{"title": n.Title, "text": n.Text}); err != nil {
		return journal.Result{}, err
	}
	fields := map[string]messages.Fault{}
	n.Title, n.Text = wording.Line(n.Title), wording.Paragraphs(n.Text)
	checkText(fields, "title", n.Title, 1, MaxTitle)
	checkText(fields, "text", n.Text, 0, maxNoticeText)
	if to.Nobody() || len(to.Keepers) > 0 || slices.ContainsFunc(to.Roles, func(r congress.Role) bool { return !r.Valid() }) {
		fields["audience"] = messages.ForNobody()
	}
	if len(fields) > 0 {
		return journal.Result{}, congress.FieldErrors(messages.NoticeInvalid, fields)
	}
	return h.Commit(ctx, journal.Request{ID: id, Kind: congress.KindNotice, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		if _, err := s.options.Require(tx, actor, auth.SendNotices); err != nil {
			return journal.Draft{}, err
		}
		for _, m := range to.Members {
			if _, ok := tx.Member(m); !ok {
				return journal.Draft{}, errMemberUnknown
			}
		}
		for _, g := range to.Groups {
			if r, ok := tx.Get(congress.ObjectID(g)); !ok || r.Kind != congress.KindGroup {
				return journal.Draft{}, errGroupUnknown
			}
		}
		if _, exists := tx.Get(congress.ObjectID(id)); exists {
			return journal.Draft{}, errIDReused
		}
		if !slices.Contains(to.Roles, congress.Organizer) {
			to.Roles = append(slices.Clone(to.Roles), congress.Organizer) // who sends notices sees them
		}
		return journal.Draft{Object: congress.ObjectID(id), Audience: to, Body: n}, nil
	}})
}

// TakeBack erases a notice: it goes from the tablets, and its words from the log. Errors: NotFound,
// Forbidden.
func (s *Service) TakeBack(ctx context.Context, h *journal.Hall, actor congress.Actor, id congress.RecordID, notice congress.ObjectID) error {
	_, err := h.Commit(ctx, journal.Request{ID: id, Kind: congress.KindNotice, Actor: actor, Make: func(tx *journal.Tx) (journal.Draft, error) {
		actor, err := s.options.Require(tx, actor, auth.SendNotices)
		if err != nil {
			return journal.Draft{}, err
		}
		r, ok := tx.Get(notice)
		if !ok || r.Kind != congress.KindNotice || !s.options.Visible(actor, r.Kind, r.Audience) {
			return journal.Draft{}, congress.ErrNotFound
		}
		return journal.Draft{Object: notice, Op: congress.Erase}, nil
	}})
	if err != nil {
		return err
	}
	return h.EraseBodies(ctx, notice)
}
