package compilation

import (
	"context"
	"slices"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion"
	"plenum/discussion/report"
	"plenum/journal"
	"plenum/wording"
)

// Settings are what a congress decides of a report.
type Settings struct {
	Form       report.Form       `json:"form"`
	Rule       Rule              `json:"rule"`
	Smallest   int               `json:"smallest"` // groups with fewer members who spoke are shown together in the map
	Superior   string            `json:"superior,omitempty"`
	IssuedBy   string            `json:"issuedBy,omitempty"`
	Number     string            `json:"number,omitempty"`
	Place      string            `json:"place,omitempty"`
	Office     string            `json:"office,omitempty"` // chức vụ of who signs; "": the head of a body that is called đoàn, else none
	Recipients []string          `json:"recipients,omitempty"`
	LeaveOut   []AnnexKind       `json:"leaveOut,omitempty"` // annexes that the report goes without
	Template   congress.ObjectID `json:"template,omitempty"` // a document of the register: the congress's own DOCX

	TemplateVersion int `json:"templateVersion,omitempty"` // of that document; 0, as before there were numbers: the latest
}

// AnnexKind is a kind of annex.
type AnnexKind string

// The kinds of annexes.
const (
	OpinionsAnnex AnnexKind = "opinions" // every opinion, by groups
	AnswersAnnex  AnnexKind = "answers"  // tiếp thu, giải trình
)

const (
	maxHead       = 300
	maxRecipients = 30
)

// Set decides how the report is made. IfMatch is the N of the outline, or that of the report's
// record, 0 before the first; as of every change here. Errors: Invalid with fields or
// "template_invalid", NotFound, Forbidden, Stale, Conflict "report_signed".
func (s *Service) Set(ctx context.Context, h *journal.Hall, actor congress.Actor, c discussion.Change, d congress.ObjectID, w Settings) (journal.Result, error) {
	if err := s.fixTemplate(ctx, h, actor, &w); err != nil {
		return journal.Result{}, err
	}
	if err := w.clean(); err != nil {
		return journal.Result{}, err
	}
	return s.change(ctx, h, actor, c, d, func(_ *journal.Tx, _ congress.Actor, rep *Report) error {
		if rep.Signed != nil {
			return errSigned
		}
		rep.Settings = w
		return nil
	})
}

func (w *Settings) clean() error {
	if err := discussion.Unmarked(map[string]string{
		"head": strings.Join([]string{w.Superior, w.IssuedBy, w.Number, w.Place, w.Office}, "\n"), "recipients": strings.Join(w.Recipients, "\n"),
	}); err != nil {
		return err
	}
	for _, line := range []*string{&w.Superior, &w.IssuedBy, &w.Number, &w.Place, &w.Office} {
		if *line = wording.Line(*line); tooLong(*line, maxHead) {
			return congress.FieldError(messages.ReportInvalid, "head", messages.LineAtMost(300))
		}
	}
	for i := range w.Recipients {
		if w.Recipients[i] = wording.Line(w.Recipients[i]); w.Recipients[i] == "" || tooLong(w.Recipients[i], maxHead) {
			return congress.FieldError(messages.ReportInvalid, "recipients", messages.EachLine(1, 300))
		}
	}
	switch {
	case w.Form != report.StateForm && w.Form != report.PartyForm:
		return congress.FieldError(messages.ReportInvalid, "form", messages.ReportForm())
	case w.Rule.Base != OfAll && w.Rule.Base != OfIssue && w.Rule.Base != OfSpeakers:
		return congress.FieldError(messages.ReportInvalid, "base", messages.ReportBase())
	case w.Rule.Many < 1 || w.Rule.Most <= w.Rule.Many || w.Rule.Most > 99 || w.Rule.Some < 2 || w.Rule.Some > 1000:
		return congress.FieldError(messages.ReportInvalid, "rule", messages.ReportRule())
	case w.Smallest < 1 || w.Smallest > 1000:
		return congress.FieldError(messages.ReportInvalid, "smallest", messages.Number(1, 1000))
	case len(w.Recipients) > maxRecipients:
		return congress.FieldError(messages.ReportInvalid, "recipients", messages.LinesAtMost(30))
	case slices.ContainsFunc(w.LeaveOut, func(k AnnexKind) bool { return k != OpinionsAnnex && k != AnswersAnnex }):
		return congress.FieldError(messages.ReportInvalid, "leaveOut", messages.ReportWithout())
	case w.Template != "" && !w.Template.Valid():
		return congress.FieldError(messages.ReportInvalid, "template", messages.DocumentID())
	}
	return nil
}
