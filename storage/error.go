package storage

import (
	"context"

	"plenum/congress"
	"plenum/congress/messages"
)

// Unavailable is the error of a store that cannot be reached or written now.
func Unavailable(cause error) error {
	return congress.Wrap(cause, congress.Unavailable, messages.StorageUnavailable)
}

// Canceled is the error of a call whose context ended.
func Canceled(ctx context.Context) error { return congress.AsError(ctx.Err()) }
