package congress

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"plenum/congress/messages"
)

// Kind says what a caller can do about an error. HTTP statuses and socket
// close codes are chosen from it, once, at the edges.
type Kind string

// The kinds of error.
const (
	Invalid      Kind = "invalid"      // the request is wrong; sending it again changes nothing
	Unauthorized Kind = "unauthorized" // nobody is signed in, or no longer
	Forbidden    Kind = "forbidden"    // seen, but not allowed
	NotFound     Kind = "not_found"    // does not exist, or not for this actor
	Conflict     Kind = "conflict"     // the present state does not allow it
	Stale        Kind = "stale"        // the object changed since the caller read it
	TooLarge     Kind = "too_large"    // over a limit of size
	TooMany      Kind = "too_many"     // over a limit of rate; try later
	Unavailable  Kind = "unavailable"  // storage or another part is away; the same request may be sent again
	Canceled     Kind = "canceled"     // the caller gave up
	Internal     Kind = "internal"     // a mistake of ours
)

// Error is the one error type. Kind and Code are stable and part of the API, and Code has the words
// for people; Fields tells what was wrong where, by field name; Object is what Stale is about;
// RetryAfter is after how many seconds another try may go better, 0 where nobody knows; Cause goes
// to the log and never to people.
type Error struct {
	Kind       Kind
	Code       messages.Code
	Fields     map[string]messages.Fault
	Object     ObjectID
	RetryAfter int
	Cause      error
}

// E makes an Error without fields or cause.
func E(kind Kind, code messages.Code) *Error {
	return &Error{Kind: kind, Code: code}
}

// Wrap makes an Error with a cause.
func Wrap(cause error, kind Kind, code messages.Code) *Error {
	return &Error{Kind: kind, Code: code, Cause: cause}
}

// FieldError makes an Invalid error about one field.
func FieldError(code messages.Code, field string, fault messages.Fault) *Error {
	return FieldErrors(code, map[string]messages.Fault{field: fault})
}

// FieldErrors makes an Invalid error about some fields.
func FieldErrors(code messages.Code, fields map[string]messages.Fault) *Error {
	return &Error{Kind: Invalid, Code: code, Fields: fields}
}

// Changed makes the Stale error of an object: the edges answer with its present state, if the actor
// may see it.
func Changed(object ObjectID) *Error {
	return &Error{Kind: Stale, Code: messages.Stale, Object: object}
}

// Error is the code with its words in English, the faults of fields in the order of their names,
// and the cause.
func (e *Error) Error() string {
	s := fmt.Sprintf("%s: %s", e.Code, e.Code.In(messages.English))
	for i, field := range slices.Sorted(maps.Keys(e.Fields)) {
		if i == 0 {
			s += ": "
		} else {
			s += "; "
		}
		s += field + ": " + e.Fields[field].String()
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is makes errors.Is compare kind and code, not text.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Code == e.Code
}

// AsError gives the Error in err's chain. An ended context becomes Canceled;
// anything else is Internal by definition. It gives nil for nil.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Wrap(err, Canceled, messages.Canceled)
	}
	return Wrap(err, Internal, messages.Internal)
}

// KindOf is the kind of err as AsError sees it; "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	return AsError(err).Kind
}

// CodeOf is the code of err as AsError sees it; "" for nil.
func CodeOf(err error) string {
	if err == nil {
		return ""
	}
	return AsError(err).Code.String()
}

// ErrNotFound is what every path answers about things that do not exist for
// the actor: always the same code and words, so that nothing can be told from it.
var ErrNotFound = E(NotFound, messages.NotFound)
