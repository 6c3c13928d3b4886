package minio

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/documents/blobs"
	"plenum/storage"
)

// Config says where the store is.
type Config struct {
	Endpoint  string // host:port
	Bucket    string // made when it is not there
	AccessKey string
	SecretKey string
	Region    string
	TLS       bool
	Public    string // URL at which readers reach the store; "": they do not

	// Patience is how long the store may take for a call that moves little, and from one byte to the
	// next, before it counts as away; 0 means 4 seconds. To confirm what it was sent it has twice
	// that: it writes to its disks first.
	Patience time.Duration

	// Server is the same whenever this server is started again, and no other's: by it a server knows
	// what it had begun when it died. "": what it left is given up as another server's is, a while
	// later.
	Server string
}

// Blobs implements blobs.Store.
type Blobs struct {
	client *minio.Client
	core   minio.Core
	public *minio.Client // signs links; nil without a public address
	bucket string
	server string
	begun  begun

	patience time.Duration
}

// partSize is what one Put holds in memory at most. S3 takes 10,000 parts, so 160 GB.
const partSize = 16 << 20

// defaultPatience is Config.Patience when it is not set.
const defaultPatience = 4 * time.Second

// ErrVersioned refuses a bucket that keeps what is deleted: a recall would erase nothing, and its
// proof would be false.
var ErrVersioned = congress.E(congress.Invalid, messages.S3Versioned)

// Open connects and makes the bucket when it is not there. Errors: Invalid "s3_invalid",
// ErrVersioned, Unavailable.
func Open(ctx context.Context, c Config) (*Blobs, error) {
	transport, err := minio.DefaultTransport(c.TLS)
	if err != nil {
		return nil, congress.Wrap(err, congress.Invalid, messages.S3Invalid)
	}
	patience := cmp.Or(c.Patience, defaultPatience)
	transport.ResponseHeaderTimeout = 2 * patience
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		return patientConn{c, patience}, err
	}
	client, err := minio.New(c.Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""), Secure: c.TLS, Region: c.Region,
		Transport: transport, MaxRetries: 1, TrailingHeaders: false,
	})
	if err != nil {
		return nil, congress.Wrap(err, congress.Invalid, messages.S3Invalid)
	}
	b := &Blobs{client: client, core: minio.Core{Client: client}, bucket: c.Bucket, server: c.Server, patience: patience}
	b.begun.mine, b.begun.seen = map[string]int{}, map[string]sighting{}
	if c.Public != "" {
		if b.public, err = public(c); err != nil {
			return nil, err
		}
	}
	there, err := client.BucketExists(ctx, c.Bucket)
	if err == nil && !there {
		err = client.MakeBucket(ctx, c.Bucket, minio.MakeBucketOptions{Region: c.Region})
		if code := minio.ToErrorResponse(err).Code; code == "BucketAlreadyOwnedByYou" || code == "BucketAlreadyExists" {
			err = nil // another server was first
		}
	}
	if err != nil {
		return nil, translate(ctx, err)
	}
	if err := b.erases(ctx); err != nil {
		return nil, err
	}
	return b, nil
}

// erases fails unless the bucket forgets what is deleted. A suspended one has versions of before,
// and locking objects needs versions.
func (b *Blobs) erases(ctx context.Context) error {
	v, err := b.client.GetBucketVersioning(ctx, b.bucket)
	if minio.ToErrorResponse(err).Code == "NotImplemented" {
		return nil // a store that knows no versions
	}
	if err != nil {
		return translate(ctx, err)
	}
	if v.Status != "" {
		return ErrVersioned
	}
	return nil
}

// translate gives the client's errors their kind, here and nowhere else.
func translate(ctx context.Context, err error) error {
	var known *congress.Error
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return storage.Canceled(ctx)
	}
	if errors.As(err, &known) {
		return err
	}
	response := minio.ToErrorResponse(err)
	switch {
	case response.Code == "NoSuchKey" || response.Code == "NotFound":
		return congress.ErrNotFound
	case response.Code == "PreconditionFailed" || response.StatusCode == http.StatusPreconditionFailed:
		return blobs.ErrExists
	default:
		return storage.Unavailable(fmt.Errorf("files: %w", err)) // the part that is away
	}
}

// patientConn is a connection to the store that fails when it takes nothing for a while.
type patientConn struct {
	net.Conn
	patience time.Duration
}

func (c patientConn) Write(b []byte) (int, error) {
	_ = c.SetWriteDeadline(time.Now().Add(c.patience))
	return c.Conn.Write(b)
}

func check(ctx context.Context, key string) error {
	if ctx.Err() != nil {
		return storage.Canceled(ctx)
	}
	return blobs.CheckKey(key)
}

// Stat implements blobs.Store.
func (b *Blobs) Stat(ctx context.Context, key string) (blobs.Info, error) {
	if err := check(ctx, key); err != nil {
		return blobs.Info{}, err
	}
	brief, cancel := context.WithTimeout(ctx, b.patience)
	defer cancel()
	info, err := b.client.StatObject(brief, b.bucket, key, minio.StatObjectOptions{})
	if err != nil {
		return blobs.Info{}, translate(ctx, err)
	}
	return blobs.Info{Key: key, Size: info.Size, Modified: info.LastModified.UTC(), Tag: info.ETag}, nil
}

// Delete implements blobs.Store.
func (b *Blobs) Delete(ctx context.Context, key string) error {
	if err := check(ctx, key); err != nil {
		return err
	}
	brief, cancel := context.WithTimeout(ctx, b.patience)
	defer cancel()
	err := translate(ctx, b.client.RemoveObject(brief, b.bucket, key, minio.RemoveObjectOptions{}))
	if errors.Is(err, congress.ErrNotFound) {
		return nil
	}
	return err
}

// List implements blobs.Store.
func (b *Blobs) List(ctx context.Context, prefix, after string, limit int) (out []blobs.Info, err error) {
	if ctx.Err() != nil {
		return nil, storage.Canceled(ctx)
	}
	if limit <= 0 {
		return nil, nil
	}
	listing, cancel := context.WithCancel(ctx)
	defer cancel() // ends the client's lister
	for o := range b.client.ListObjects(listing, b.bucket, minio.ListObjectsOptions{Prefix: prefix, StartAfter: after, Recursive: true}) {
		if o.Err != nil {
			return nil, translate(ctx, o.Err)
		}
		if strings.HasPrefix(o.Key, begunFolder) {
			continue
		}
		out = append(out, blobs.Info{Key: o.Key, Size: o.Size, Modified: o.LastModified.UTC(), Tag: o.ETag})
		if len(out) == limit {
			break
		}
	}
	if ctx.Err() != nil {
		return nil, storage.Canceled(ctx)
	}
	return out, nil
}

// pingKey is what Ping writes. Servers that ask at the same time may write and remove it together.
const pingKey = "ping"

// Ping implements blobs.Store: it writes a block and removes it again.
func (b *Blobs) Ping(ctx context.Context) error {
	if ctx.Err() != nil {
		return storage.Canceled(ctx)
	}
	_, err := b.client.PutObject(ctx, b.bucket, pingKey, bytes.NewReader(make([]byte, 4096)), 4096, minio.PutObjectOptions{DisableMultipart: true, SendContentMd5: true})
	if err == nil {
		err = b.client.RemoveObject(ctx, b.bucket, pingKey, minio.RemoveObjectOptions{})
	}
	return translate(ctx, err)
}

// Open implements blobs.Store.
func (b *Blobs) Open(ctx context.Context, key string, offset, length int64) (io.ReadCloser, error) {
	if err := check(ctx, key); err != nil {
		return nil, err
	}
	if offset < 0 || length < -1 {
		return nil, congress.Wrap(errors.New("a range begins at 0 or later and has a length, or -1"), congress.Invalid, messages.BlobRangeInvalid)
	}
	info, err := b.Stat(ctx, key)
	if err != nil {
		return nil, err
	}
	if offset >= info.Size || length == 0 {
		return io.NopCloser(eof{}), nil
	}
	want := info.Size - offset
	if length >= 0 {
		want = min(want, length)
	}
	o := minio.GetObjectOptions{}
	if err := o.SetRange(offset, offset+want-1); err != nil {
		return nil, congress.Wrap(fmt.Errorf("the range cannot be asked for: %w", err), congress.Invalid, messages.BlobRangeInvalid)
	}
	reading, stop := context.WithCancel(ctx)
	stalled := time.AfterFunc(b.patience, stop)
	body, _, _, err := b.core.GetObject(reading, b.bucket, key, o)
	stalled.Stop()
	if err != nil {
		stop()
		return nil, translate(ctx, err)
	}
	return &reader{ctx: ctx, body: body, left: want, stop: stop, stalled: stalled, patience: b.patience}, nil
}

type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// reader gives the bytes of a range and notices when there are fewer than there should be.
type reader struct {
	ctx  context.Context //nolint:containedctx // the reader lives as long as the call that opened it
	body io.ReadCloser
	left int64

	stop     context.CancelFunc // ends the request
	stalled  *time.Timer        // calls it when a Read waits for too long
	patience time.Duration
}

func (r *reader) Read(p []byte) (int, error) {
	if r.ctx.Err() != nil {
		return 0, storage.Canceled(r.ctx)
	}
	r.stalled.Reset(r.patience)
	n, err := r.body.Read(p)
	r.stalled.Stop()
	r.left -= int64(n)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF) && r.left <= 0:
		return n, io.EOF
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	}
	return n, translate(r.ctx, err)
}

func (r *reader) Close() error {
	r.stalled.Stop()
	r.stop()
	return r.body.Close()
}
