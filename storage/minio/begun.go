package minio

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"

	"plenum/congress"
	"plenum/storage"
)

// An upload in parts has bytes in the bucket that no list of blobs shows. MinIO does not list the
// uploads either once it was started again: it finds them by their exact key only. So each has a
// note, written before its first byte, under this folder and its key; no blob's key can begin so.
// The note says which server it is of, and is written anew while that server is at it. It goes when
// the upload has ended, well or not; a note that stands still is of a server that died.
const begunFolder = ".begun/"

const (
	renewNote = 5 * time.Second  // how often a note is written anew
	deadAfter = 30 * time.Second // how long another server's note must stand still to be of a dead one
)

// begun are the uploads in parts that this process is at, and what it saw of others' notes.
type begun struct {
	mu   sync.Mutex
	mine map[string]int // by key
	seen map[string]sighting
}

type sighting struct {
	tag   string
	since time.Time // by this process's own clock: servers need not agree on the time
}

// begin writes the note of an upload and keeps it new until end is called, which takes it away once
// nothing of the upload is left, or leaves it for GiveUpDead.
func (b *Blobs) begin(ctx context.Context, key string) (end func(clean bool), err error) {
	b.begun.mu.Lock()
	b.begun.mine[key]++
	b.begun.mu.Unlock()
	stop, stopped := make(chan struct{}), make(chan struct{})
	end = func(clean bool) {
		close(stop)
		<-stopped
		if clean {
			cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.patience)
			defer cancel()
			_ = b.client.RemoveObject(cleanup, b.bucket, begunFolder+key, minio.RemoveObjectOptions{})
		}
		b.begun.mu.Lock()
		defer b.begun.mu.Unlock()
		if b.begun.mine[key]--; b.begun.mine[key] == 0 {
			delete(b.begun.mine, key)
		}
	}
	if err := b.writeNote(ctx, key); err != nil {
		close(stopped)
		end(true)
		return nil, err
	}
	go func() { // ends with the upload
		defer close(stopped)
		ticker := time.NewTicker(renewNote)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
				_ = b.writeNote(ctx, key) // a note that cannot be renewed makes the upload one of a dead server, and it fails
			}
		}
	}()
	return end, nil
}

// writeNote writes the note of the upload; each has other content, so that who watches it sees that
// it is new.
func (b *Blobs) writeNote(ctx context.Context, key string) error {
	brief, cancel := context.WithTimeout(ctx, b.patience)
	defer cancel()
	text := []byte(b.server + "\n" + congress.NewUUID(time.Now()))
	_, err := b.client.PutObject(brief, b.bucket, begunFolder+key, bytes.NewReader(text), int64(len(text)), minio.PutObjectOptions{DisableMultipart: true, SendContentMd5: true})
	return translate(ctx, err)
}

// notes gives the keys of begun uploads under the prefix that have a note, with the note's tag.
func (b *Blobs) notes(ctx context.Context, prefix string) (map[string]string, error) {
	listing, cancel := context.WithCancel(ctx)
	defer cancel() // ends the client's lister
	out := map[string]string{}
	for o := range b.client.ListObjects(listing, b.bucket, minio.ListObjectsOptions{Prefix: begunFolder + prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, translate(ctx, o.Err)
		}
		out[strings.TrimPrefix(o.Key, begunFolder)] = o.ETag
	}
	return out, nil
}

// upload is one upload in parts that the store has.
type upload struct{ key, id string }

// uploads gives what the store has begun under the prefix: what it lists itself, which is all of
// them in most stores, and in MinIO those at the keys that have a note.
func (b *Blobs) uploads(ctx context.Context, prefix string) ([]upload, error) {
	notes, err := b.notes(ctx, prefix)
	if err != nil {
		return nil, err
	}
	found := map[upload]bool{}
	for key := range notes {
		if err := b.listUploads(ctx, key, found); err != nil {
			return nil, err
		}
	}
	if err := b.listUploads(ctx, prefix, found); err != nil {
		return nil, err
	}
	var out []upload
	for u := range found {
		if strings.HasPrefix(u.key, prefix) {
			out = append(out, u)
		}
	}
	return out, nil
}

func (b *Blobs) listUploads(ctx context.Context, prefix string, found map[upload]bool) error {
	for marker, id := "", ""; ; {
		page, err := b.core.ListMultipartUploads(ctx, b.bucket, prefix, marker, id, "", 1000)
		if err != nil {
			return translate(ctx, err)
		}
		for _, u := range page.Uploads {
			found[upload{u.Key, u.UploadID}] = true
		}
		if !page.IsTruncated || page.NextKeyMarker == marker && page.NextUploadIDMarker == id {
			return nil
		}
		marker, id = page.NextKeyMarker, page.NextUploadIDMarker
	}
}

// Begun implements blobs.Store.
func (b *Blobs) Begun(ctx context.Context, prefix string) ([]string, error) {
	if ctx.Err() != nil {
		return nil, storage.Canceled(ctx)
	}
	uploads, err := b.uploads(ctx, prefix)
	if err != nil {
		return nil, err
	}
	keys := make([]string, 0, len(uploads))
	for _, u := range uploads {
		keys = append(keys, u.key)
	}
	slices.Sort(keys)
	return slices.Compact(keys), nil
}

// GiveUp implements blobs.Store.
func (b *Blobs) GiveUp(ctx context.Context, prefix string) error {
	if ctx.Err() != nil {
		return storage.Canceled(ctx)
	}
	uploads, err := b.uploads(ctx, prefix)
	if err != nil {
		return err
	}
	return b.abort(ctx, uploads)
}

func (b *Blobs) abort(ctx context.Context, uploads []upload) error {
	var all error
	for _, u := range uploads {
		err := b.core.AbortMultipartUpload(ctx, b.bucket, u.key, u.id)
		if code := minio.ToErrorResponse(err).Code; code == "NoSuchUpload" || code == "NoSuchKey" {
			err = nil // it ended meanwhile
		}
		all = errors.Join(all, translate(ctx, err))
	}
	return all
}

// abortKey gives up the uploads at one key, also one whose beginning was never answered.
func (b *Blobs) abortKey(ctx context.Context, key string) error {
	found := map[upload]bool{}
	if err := b.listUploads(ctx, key, found); err != nil {
		return err
	}
	var uploads []upload
	for u := range found {
		if u.key == key { // not the neighbours that begin so too
			uploads = append(uploads, u)
		}
	}
	return b.abort(ctx, uploads)
}

// GiveUpDead implements blobs.Store: an upload of this server that this process is not at, which is
// of the process before, and one whose note another server has left standing for a while.
func (b *Blobs) GiveUpDead(ctx context.Context) (int, error) {
	notes, err := b.notes(ctx, "")
	if err != nil {
		return 0, err
	}
	gone := 0
	for key, tag := range notes {
		dead, err := b.dead(ctx, key, tag)
		if err == nil && dead {
			if err = b.abortKey(ctx, key); err == nil {
				err = translate(ctx, b.client.RemoveObject(ctx, b.bucket, begunFolder+key, minio.RemoveObjectOptions{}))
				gone++
			}
		}
		if err != nil {
			return gone, err
		}
	}
	b.begun.mu.Lock()
	defer b.begun.mu.Unlock()
	for key := range b.begun.seen {
		if _, there := notes[key]; !there {
			delete(b.begun.seen, key)
		}
	}
	return gone, nil
}

func (b *Blobs) dead(ctx context.Context, key, tag string) (bool, error) {
	b.begun.mu.Lock()
	mine := b.begun.mine[key] > 0
	last, known := b.begun.seen[key]
	if !known || last.tag != tag {
		last = sighting{tag: tag, since: time.Now()}
		b.begun.seen[key] = last
	}
	b.begun.mu.Unlock()
	if mine || known && time.Since(last.since) >= deadAfter {
		return !mine, nil
	}
	note, err := b.client.GetObject(ctx, b.bucket, begunFolder+key, minio.GetObjectOptions{})
	if err != nil {
		return false, translate(ctx, err)
	}
	defer func() { _ = note.Close() }()
	text, err := io.ReadAll(io.LimitReader(note, 1024))
	if err = translate(ctx, err); errors.Is(err, congress.ErrNotFound) {
		return false, nil // it ended meanwhile
	}
	server, _, _ := strings.Cut(string(text), "\n")
	return err == nil && b.server != "" && server == b.server, err
}
