package storage

import (
	"encoding/json"
	"unicode/utf8"

	"plenum/congress"
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
			return congress.FieldError("record_invalid", "stream", "the records of one batch belong to one stream")
		case r.N == 0 || r.N != records[0].N+uint64(i):
			return congress.FieldError("record_invalid", "n", "the numbers of a batch follow each other, from 1")
		case r.Op == congress.Erase && r.Body != nil:
			return congress.FieldError("record_invalid", "body", "an erasure has no body")
		case len(r.Body) > congress.MaxBody:
			return congress.E(congress.TooLarge, "body_too_large", "a record's body has at most 1 MB")
		case r.Body != nil && !(json.Valid(r.Body) && utf8.Valid(r.Body)):
			return congress.FieldError("record_invalid", "body", "the body is not JSON")
		case !validText(r):
			return congress.FieldError("record_invalid", "by", "the header has text that is not UTF-8")
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
		return "", congress.Wrap(err, congress.Invalid, "record_invalid", "the audience cannot be written")
	}
	if len(v) > congress.MaxAudience {
		return "", congress.E(congress.TooLarge, "audience_too_large", "an audience has at most 256 KB")
	}
	return string(v), nil
}

// DecodeAudience reads what EncodeAudience wrote.
func DecodeAudience(s string) (a congress.Audience, err error) {
	if s == "" {
		return a, nil
	}
	if err := json.Unmarshal([]byte(s), &a); err != nil {
		return congress.Audience{}, congress.Wrap(err, congress.Internal, "record_unreadable", "a stored audience cannot be read")
	}
	return a, nil
}
