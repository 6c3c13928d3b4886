package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/journal"
)

// CheckBatch refuses (Invalid, TooLarge) what no journal.Log appends: records
// of several streams, numbers with a gap, headers that journal.CheckRecord
// refuses, bodies and audiences over their limits. A Put without a body passes: it is
// a record whose body was erased, as a copy of a log brings it.
func CheckBatch(records []congress.Record) error {
	for i := range records {
		r := &records[i]
		if err := journal.CheckRecord(r); err != nil {
			return err
		}
		switch {
		case r.Stream != records[0].Stream:
			return congress.FieldError(messages.RecordInvalid, "stream", messages.BatchOfStreams())
		case r.N == 0 || r.N != records[0].N+uint64(i):
			return congress.FieldError(messages.RecordInvalid, "n", messages.BatchNumbers())
		case r.Op == congress.Erase && r.Body != nil:
			return congress.FieldError(messages.RecordInvalid, "body", messages.ErasureBody())
		case len(r.Body) > congress.MaxBody:
			return congress.E(congress.TooLarge, messages.BodyTooLarge)
		case r.Body != nil && !(json.Valid(r.Body) && utf8.Valid(r.Body)):
			return congress.FieldError(messages.RecordInvalid, "body", messages.NotJSON())
		case !validText(r):
			return congress.FieldError(messages.RecordInvalid, "by", messages.NotUTF8())
		}
	}
	return nil
}

// validText reports whether the parts of the header that people or devices
// choose are UTF-8.
func validText(r *congress.Record) bool {
	valid := utf8.ValidString(string(r.Kind)) && utf8.ValidString(string(r.By.Account)) &&
		utf8.ValidString(string(r.By.Member)) && utf8.ValidString(string(r.By.Device))
	for _, v := range r.Audience.Roles {
		valid = valid && utf8.ValidString(string(v))
	}
	for _, v := range r.Audience.Groups {
		valid = valid && utf8.ValidString(string(v))
	}
	for _, v := range r.Audience.Members {
		valid = valid && utf8.ValidString(string(v))
	}
	for _, v := range r.Audience.Keepers {
		valid = valid && utf8.ValidString(string(v))
	}
	return valid
}

// EncodeAudience gives the JSON that a log keeps, "" for the zero Audience.
// More than congress.MaxAudience is TooLarge.
func EncodeAudience(a congress.Audience) (string, error) {
	if a.Nobody() {
		return "", nil
	}
	v, err := json.Marshal(a)
	if err != nil {
		return "", congress.Wrap(fmt.Errorf("the audience cannot be written: %w", err), congress.Invalid, messages.RecordInvalid)
	}
	if len(v) > congress.MaxAudience {
		return "", congress.Wrap(errors.New("an audience has at most 256 KB"), congress.TooLarge, messages.AudienceTooLarge)
	}
	return string(v), nil
}

// DecodeAudience reads what EncodeAudience wrote.
func DecodeAudience(s string) (a congress.Audience, err error) {
	if s == "" {
		return a, nil
	}
	if err := json.Unmarshal([]byte(s), &a); err != nil {
		return congress.Audience{}, congress.Wrap(fmt.Errorf("a stored audience cannot be read: %w", err), congress.Internal, messages.RecordUnreadable)
	}
	return a, nil
}
