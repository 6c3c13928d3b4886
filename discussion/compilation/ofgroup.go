package compilation

import (
	"cmp"
	"context"
	"iter"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion/report"
	"plenum/journal"
)

// OfGroup gives a group's own report as of a record, 0: now: what was said in its thread and
// nothing else, and its findings, also those that the secretariat merged into its own. It is a
// draft in the name of the group's head, because nobody signs it here; the group's minutes are
// signed. The actor keeps the thread, or compiles the discussion.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) OfGroup(ctx context.Context, h *journal.Hall, actor congress.Actor, info congress.Info, d congress.ObjectID, g congress.GroupID, asOf uint64) (report.Compiled, error) {
	if !s.compiles(actor) && !(s.options.Allow(actor, auth.KeepThreads) && actor.Keeps(g)) {
		return report.Compiled{}, errForbidden
	}
	if _, _, err := s.options.Discussions.Get(h, actor, d); err != nil {
		return report.Compiled{}, err
	}
	of := scope{id: d, only: g}
	var v *view
	var err error
	if asOf != 0 {
		v, err = s.then(ctx, h, of, asOf)
	} else {
		now, _ := h.Moment(auth.ServerActor(actor.Congress), kinds()...)
		v, err = s.viewOf(h, of, eyes{class{}, everything}, newReadings(), func(kind congress.ObjectKind) iter.Seq[*congress.Record] {
			return func(yield func(*congress.Record) bool) {
				for _, r := range now[kind] {
					if !yield(r) {
						return
					}
				}
			}
		})
	}
	switch {
	case err != nil:
		return report.Compiled{}, err
	case len(v.groups) == 0:
		return report.Compiled{}, congress.ErrNotFound
	}
	made, _ := v.compiled(info)
	made.Superior, made.IssuedBy, made.Number, made.Recipients = cmp.Or(made.Superior, info.Title), v.groups[0].name, "", []string{"Đoàn Thư ký", "Lưu: " + v.groups[0].name}
	made.Office, made.Draft = office(made.IssuedBy), true
	return made, nil
}
