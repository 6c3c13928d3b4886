package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"plenum/congress"
	"plenum/congress/messages"
)

// makeRecord runs the request on the state as the batch has it so far.
func (h *Hall) makeRecord(tx *Tx, q *request) (r congress.Record, err error) {
	defer func() { // one broken change must not stop a congress
		if p := recover(); p != nil {
			err = fmt.Errorf("make %s: panic: %v", q.Kind, p)
		}
	}()
	if !q.Derived && !congress.Brought(q.ID) {
		return r, errRecordID
	}
	d, err := q.Make(tx)
	if err != nil {
		return r, err
	}
	q.lasting = d.Lasting
	if d.Op == "" {
		d.Op = congress.Put
	}
	if kind := tx.kind(d.Object); kind != "" && kind != q.Kind {
		return r, errIDReused
	}
	r = congress.Record{
		Stream: h.Stream, ID: q.ID, Kind: q.Kind, Object: d.Object, Op: d.Op,
		At: h.options.Now(), By: q.Actor.By(), Audience: d.Audience, Asked: q.asked,
	}
	if d.Op == congress.Put {
		body, err := json.Marshal(d.Body)
		if err != nil {
			return r, fmt.Errorf("encode %s: %w", q.Kind, err)
		}
		r.Body = body
	}
	if err := Seal(tx.head, &r); err != nil {
		return r, err
	}
	if tx.kind(d.Object) == "" && !d.Derived && !congress.Brought(d.Object) {
		return r, errObjectID
	}
	return r, nil
}

// refuse answers a request that was not made; if the log knows its id it is a retry that came late.
func (h *Hall) refuse(ctx context.Context, q *request, err error) outcome {
	r, findErr := h.options.Log.ByID(ctx, h.Stream, q.ID)
	switch {
	case findErr == nil:
		return replay(q, &r)
	case errors.Is(findErr, congress.ErrNotFound):
		return outcome{err: err}
	default:
		return outcome{err: away(ctx, findErr)}
	}
}

// knownRecord finds which of the waiting requests the log has already.
func (h *Hall) knownRecord(ctx context.Context, waiting [][]*request) (*congress.Record, error) {
	for _, qs := range waiting {
		r, err := h.options.Log.ByID(ctx, h.Stream, qs[0].ID)
		if err == nil {
			return &r, nil
		}
		if !errors.Is(err, congress.ErrNotFound) {
			return nil, err
		}
	}
	return nil, congress.E(congress.Internal, messages.IDKnownNotFound)
}

func replay(q *request, r *congress.Record) outcome {
	switch {
	case r.By.Account != q.Actor.Account:
		return outcome{err: errIDReused}
	case r.Kind != q.Kind || q.asked != r.Asked && q.asked != (congress.Hash{}) && r.Asked != (congress.Hash{}):
		return outcome{err: KeyReused(r.Object)}
	}
	return outcome{result: Result{Record: r, Again: true}}
}
