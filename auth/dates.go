package auth

import (
	"time"

	"plenum/congress"
	"plenum/congress/messages"
)

// clock is the form of an agenda item's times.
const clock = "15:04"

// cleanDays notes a day of the congress that no calendar has, and an end before the start. Either
// day may be left out.
func cleanDays(fields map[string]messages.Fault, info congress.Info) {
	starts, known := parsed(fields, "starts", time.DateOnly, info.Starts, messages.Day, true)
	ends, alsoKnown := parsed(fields, "ends", time.DateOnly, info.Ends, messages.Day, true)
	if known && alsoKnown && ends.Before(starts) {
		fields["ends"] = messages.DayBefore()
	}
}

// cleanHours notes a day or an hour of the item that there is not, and an end before the
// beginning.
func cleanHours(fields map[string]messages.Fault, a congress.Agenda) {
	parsed(fields, "day", time.DateOnly, a.Day, messages.Day, false)
	from, known := parsed(fields, "from", clock, a.From, messages.Hour, false)
	to, alsoKnown := parsed(fields, "to", clock, a.To, messages.Hour, false)
	if known && alsoKnown && to.Before(from) {
		fields["to"] = messages.EndsBefore()
	}
}

// parsed reads a day or an hour, noting the fault of text that is none. The layouts of package time
// take an hour of one digit, which is not the form of an hour here.
func parsed(fields map[string]messages.Fault, field, layout, text string, fault func() messages.Fault, optional bool) (time.Time, bool) {
	if optional && text == "" {
		return time.Time{}, false
	}
	at, err := time.Parse(layout, text)
	if err != nil || at.Format(layout) != text {
		fields[field] = fault()
		return time.Time{}, false
	}
	return at, true
}
