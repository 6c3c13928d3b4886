package blobs

import (
	"errors"
	"strings"

	"plenum/congress"
	"plenum/congress/messages"
)

// ErrExists is the answer to a second Put of one key.
var ErrExists = congress.E(congress.Conflict, messages.BlobExists)

// CheckKey accepts what every store can keep under one name: one to eight parts of a-z, 0-9, "-"
// and "_" joined by "/", at most 200 bytes. So no key can leave its folder, differ only in case, or
// be a dot file; that no key is also the prefix folder of another is up to the caller (the service
// ends every key with a part that no folder uses).
func CheckKey(key string) error {
	parts := strings.Split(key, "/")
	if len(key) > 200 || len(parts) > 8 {
		return congress.Wrap(errors.New("a blob key has at most 200 bytes in 8 parts"), congress.Invalid, messages.BlobKeyInvalid)
	}
	for _, part := range parts {
		if part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return congress.Wrap(errors.New("a blob key has parts of a-z, 0-9, - and _"), congress.Invalid, messages.BlobKeyInvalid)
		}
	}
	return nil
}
