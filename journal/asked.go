package journal

import (
	"context"
	"crypto/sha256"
	"encoding/binary"

	"plenum/congress"
	"plenum/congress/messages"
)

// CodeKeyReused is the code of a retry that is none: under the same id, the same account asked for
// something else, which stands.
var CodeKeyReused = messages.KeyReused.String()

// KeyReused is the error of an id under which the account asked for something else; the edges
// answer with the object, if the actor may see it.
func KeyReused(object congress.ObjectID) *congress.Error {
	e := congress.E(congress.Conflict, messages.KeyReused)
	e.Object = object
	return e
}

// Asked is the digest of what a client asks for under a record id: of its parts, in their order. It
// is what congress.Record.Asked keeps.
func Asked(id congress.RecordID, parts ...[]byte) (h congress.Hash) {
	sum := sha256.New()
	for _, part := range append([][]byte{[]byte(id)}, parts...) {
		sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		sum.Write(part)
	}
	sum.Sum(h[:0])
	return h
}

type askedKey struct{}

type asked struct {
	id   congress.RecordID
	what congress.Hash
}

// Asking tells Commit what a client asks for under the record id, so that the same id with
// something else is KeyReused. Records under other ids, which the server makes besides, say nothing
// of it.
func Asking(ctx context.Context, id congress.RecordID, what congress.Hash) context.Context {
	return context.WithValue(ctx, askedKey{}, asked{id, what})
}

// askedFor is what Asking told of the id; zero for nothing.
func askedFor(ctx context.Context, id congress.RecordID) congress.Hash {
	if a, ok := ctx.Value(askedKey{}).(asked); ok && a.id == id {
		return a.what
	}
	return congress.Hash{}
}

// Stood gives the record of an id from the log, unfiltered. Errors: congress.ErrNotFound,
// Unavailable, Canceled.
func (h *Hall) Stood(ctx context.Context, id congress.RecordID) (congress.Record, error) {
	return h.options.Log.ByID(ctx, h.Stream, id)
}
