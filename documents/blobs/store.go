package blobs

import (
	"context"
	"io"
	"time"
)

// Store keeps the bytes of files. storage has two: files and minio; both pass
// storage/storagetest, which is the fine print of this contract.
//
// Every method is safe for concurrent use. Errors are *congress.Error:
// congress.ErrNotFound, kind Invalid (code "blob_key_invalid") for a key that no store takes,
// ErrExists, kind Unavailable (code journal.CodeUnavailable) when the store cannot be
// reached or written (a full disk too), kind Canceled when ctx ended.
type Store interface {
	// Put stores the stream under the key, in bounded memory, and answers how many bytes it took.
	// Nothing is visible under the key before Put returned nil, and then everything is, after a power
	// cut too. size is the number of bytes, or -1 when it is not known; a stream of another length is
	// Invalid (code "blob_size_mismatch"). A failed Put leaves nothing behind that a reader or List
	// could see, and an error of the reader is returned as it is (wrapped). A key is written once: a
	// second Put is ErrExists (best effort between processes; ids in keys are never used twice).
	Put(ctx context.Context, key string, size int64, r io.Reader) (int64, error)

	// Open gives length bytes from offset; length -1 means to the end. An
	// offset beyond the end gives no bytes. The stream ends with an error, never with io.EOF, when
	// the store breaks off early. The caller closes it.
	Open(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error)

	// Stat describes the blob.
	Stat(ctx context.Context, key string) (Info, error)

	// Delete removes the blob for good; an absent one is no error.
	Delete(ctx context.Context, key string) error

	// List gives at most limit blobs whose key starts with prefix and sorts
	// after the key after ("" from the start), in byte order of keys.
	List(ctx context.Context, prefix, after string, limit int) ([]Info, error)

	// Begun gives, in order, the keys under the prefix of Puts that have begun and not ended, on any
	// server or on one that died, and of which the store may have bytes. It may leave out those that
	// leave no byte when their process ends.
	Begun(ctx context.Context, prefix string) ([]string, error)

	// GiveUp ends the Puts that Begun gives and removes their bytes for good. A Put that is still
	// under way fails.
	GiveUp(ctx context.Context, prefix string) error

	// GiveUpDead is GiveUp for those whose server is gone: of this server's own at once, of others
	// once they have not been heard of for a while; so it is called at the start and every few
	// seconds. It answers how many.
	GiveUpDead(ctx context.Context) (int, error)

	// Ping answers nil when the store can be reached and written now.
	Ping(ctx context.Context) error
}

// Info describes a stored blob.
type Info struct {
	Key      string
	Size     int64
	Modified time.Time
	Tag      string // other content has another, when the store says one: the time of some counts whole seconds
}

// same reports whether the store says the same of a file as then.
func (i Info) same(other Info) bool {
	return i.Size == other.Size && i.Modified.Equal(other.Modified) && i.Tag == other.Tag
}
