package minio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/minio/minio-go/v7"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/storage"
)

// Put implements blobs.Store. A blob that fits into one part is one write; more
// is a multipart upload, begun only when there is more and given up when anything fails.
func (b *Blobs) Put(ctx context.Context, key string, size int64, r io.Reader) (int64, error) {
	if err := check(ctx, key); err != nil {
		return 0, err
	}
	if _, err := b.Stat(ctx, key); err == nil {
		return 0, blobs.ErrExists
	} else if !errors.Is(err, congress.ErrNotFound) {
		return 0, err
	}
	part, ok := parts.Get().(*[]byte)
	if !ok || size >= 0 && size < 1<<20 {
		part = new(make([]byte, min(partSize, bufferFor(size))))
	} else {
		defer parts.Put(part)
	}
	s := &source{ctx: ctx, from: r, declared: size}
	n, last, err := s.fill(*part)
	if err != nil {
		return 0, err
	}
	if last {
		return b.putWhole(ctx, key, (*part)[:n])
	}
	return b.putParts(ctx, key, s, *part, n)
}

// parts are buffers of one part each, for streams that may need them again and again.
//
//nolint:gochecknoglobals // a pool is shared by its nature
var parts = sync.Pool{New: func() any { return new(make([]byte, partSize)) }}

func bufferFor(size int64) int64 {
	if size < 0 || size >= partSize {
		return partSize
	}
	return size + 1
}

// exclusive asks the store to refuse the write when the key is there.
func exclusive() minio.PutObjectOptions {
	o := minio.PutObjectOptions{DisableMultipart: true, ContentType: "application/octet-stream", SendContentMd5: true}
	o.SetMatchETagExcept("*")
	return o
}

func (b *Blobs) putWhole(ctx context.Context, key string, data []byte) (int64, error) {
	_, err := b.client.PutObject(ctx, b.bucket, key, bytes.NewReader(data), int64(len(data)), exclusive())
	if err != nil {
		return 0, b.failed(ctx, key, err)
	}
	return int64(len(data)), nil
}

// failed translates the error of a write. One whose answer was lost may have
// been done all the same; then it is taken back, best effort, since its caller will not name it.
func (b *Blobs) failed(ctx context.Context, key string, err error) error {
	err = translate(ctx, err)
	if kind := congress.KindOf(err); kind == congress.Unavailable || kind == congress.Canceled {
		cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.patience)
		defer cancel()
		_ = b.client.RemoveObject(cleanup, b.bucket, key, minio.RemoveObjectOptions{})
	}
	return err
}

func (b *Blobs) putParts(ctx context.Context, key string, s *source, part []byte, n int) (total int64, err error) {
	end, err := b.begin(ctx, key)
	if err != nil {
		return 0, err
	}
	defer func() {
		clean := true
		if err != nil {
			cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.patience)
			defer cancel()
			clean = b.abortKey(cleanup, key) == nil
		}
		end(clean)
	}()
	upload, err := b.core.NewMultipartUpload(ctx, b.bucket, key, minio.PutObjectOptions{ContentType: "application/octet-stream"})
	if err == nil {
		err = b.writeNote(ctx, key) // again: whoever gave up this key a moment ago may have taken the note of before
	}
	if err != nil {
		return 0, translate(ctx, err)
	}
	var done []minio.CompletePart
	for last := false; ; {
		if n > 0 {
			p, err := b.core.PutObjectPart(ctx, b.bucket, key, upload, len(done)+1, bytes.NewReader(part[:n]), int64(n), minio.PutObjectPartOptions{})
			if err != nil {
				return 0, translate(ctx, err)
			}
			done = append(done, minio.CompletePart{PartNumber: p.PartNumber, ETag: p.ETag})
			total += int64(n)
		}
		if last {
			break
		}
		if n, last, err = s.fill(part); err != nil {
			return 0, err
		}
	}
	o := minio.PutObjectOptions{}
	o.SetMatchETagExcept("*")
	if _, err := b.core.CompleteMultipartUpload(ctx, b.bucket, key, upload, done, o); err != nil {
		return 0, b.failed(ctx, key, err)
	}
	return total, nil
}

// source reads the caller's stream part by part, holds it to the declared
// length, and keeps its errors apart from the store's.
type source struct {
	ctx      context.Context //nolint:containedctx // lives as long as the call
	from     io.Reader
	declared int64
	read     int64
}

// fill reads until the part is full or the stream ends, which last tells.
func (s *source) fill(part []byte) (n int, last bool, err error) {
	for n < len(part) {
		if s.ctx.Err() != nil {
			return 0, false, storage.Canceled(s.ctx)
		}
		m, err := s.from.Read(part[n:])
		n += m
		s.read += int64(m)
		if s.declared >= 0 && s.read > s.declared {
			return 0, false, errLength
		}
		if err == io.EOF { //nolint:errorlint // a reader that wraps io.EOF did not end well
			if s.declared >= 0 && s.read != s.declared {
				return 0, false, errLength
			}
			return n, true, nil
		}
		if err != nil {
			if s.ctx.Err() != nil {
				return 0, false, storage.Canceled(s.ctx)
			}
			return 0, false, fmt.Errorf("read the blob's stream: %w", err)
		}
	}
	return n, false, nil
}

var errLength = congress.E(congress.Invalid, messages.BlobSizeMismatch)
