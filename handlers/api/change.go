package api

import (
	"plenum/congress"
	"plenum/journal"
)

// Change is what every request that changes an object says of it.
type Change struct {
	ID      congress.RecordID // of the record that the request makes
	Object  congress.ObjectID // of the path; "" where the path names none
	IfMatch uint64            // the record number that was read; 0: the request names none
}

// New reads what the request says of a record to be made, of the object that the path has under this
// name; "" for none.
func (c *Call) New(object string) (ch Change, err error) {
	if object != "" {
		if ch.Object, err = c.Object(object); err != nil {
			return ch, err
		}
	}
	ch.ID, err = c.RecordID()
	return ch, err
}

// Change is New for what was read before: it reads If-Match too.
func (c *Call) Change(object string) (Change, error) {
	ch, err := c.New(object)
	if err != nil {
		return ch, err
	}
	ch.IfMatch, err = c.IfMatch()
	return ch, err
}

// Made reads what the request says (New), decodes the body into in (nil: there is none), and answers
// the record that f made.
func (c *Call) Made(object string, in any, f func(Change) (journal.Result, error)) error {
	change, err := c.New(object)
	if err != nil {
		return err
	}
	return c.answerMade(change, in, f)
}

// Changed is Made for what was read before (Change).
func (c *Call) Changed(object string, in any, f func(Change) (journal.Result, error)) error {
	change, err := c.Change(object)
	if err != nil {
		return err
	}
	return c.answerMade(change, in, f)
}

func (c *Call) answerMade(change Change, in any, f func(Change) (journal.Result, error)) error {
	if in != nil {
		if err := c.Decode(in); err != nil {
			return err
		}
	}
	res, err := f(change)
	if err != nil {
		return err
	}
	return c.Record(res)
}
