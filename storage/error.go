package storage

import (
	"context"

	"plenum/congress"
	"plenum/journal"
)

// Unavailable is the error of a store that cannot be reached or written now.
func Unavailable(cause error) error {
	return congress.Wrap(cause, congress.Unavailable, journal.CodeUnavailable, "the storage cannot be reached or written now")
}

// Canceled is the error of a call whose context ended.
func Canceled(ctx context.Context) error { return congress.AsError(ctx.Err()) }
