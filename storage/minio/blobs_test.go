package minio_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"plenum/documents/blobs"
	"plenum/storage/minio"
	"plenum/storage/storagetest"
)

func TestMain(m *testing.M) { storagetest.Main(m, storagetest.Child{OpenBlobs: open}) }

// A place is s3://access:secret@host:port/bucket.
func open(place string) (blobs.Store, error) {
	u, err := url.Parse(place)
	if err != nil {
		return nil, err
	}
	secret, _ := u.User.Password()
	return minio.Open(context.Background(), minio.Config{
		Endpoint: u.Host, Bucket: strings.TrimPrefix(u.Path, "/"), AccessKey: u.User.Username(), SecretKey: secret,
	})
}

var buckets atomic.Int64

type store struct{ endpoint, access, secret string }

func (s store) place() string {
	u := url.URL{
		Scheme: "s3", User: url.UserPassword(s.access, s.secret), Host: s.endpoint,
		Path: fmt.Sprintf("/plenum-test-%d-%d", os.Getpid(), buckets.Add(1)),
	}
	return u.String()
}

func TestBlobs(t *testing.T) {
	s := store{os.Getenv("PLENUM_TEST_S3_ENDPOINT"), os.Getenv("PLENUM_TEST_S3_ACCESS_KEY"), os.Getenv("PLENUM_TEST_S3_SECRET_KEY")}
	if s.endpoint == "" {
		s = store{storagetest.StartMinIO(t).Addr, storagetest.MinIOAccessKey, storagetest.MinIOSecretKey}
	}
	storagetest.TestBlobs(t, storagetest.BlobStore{
		New:  func(testing.TB) string { return s.place() },
		Open: open,
		Away: func(tb testing.TB) (blobs.Store, func(), func()) {
			proxy := storagetest.NewProxy(tb, s.endpoint)
			b, err := open(store{proxy.Addr, s.access, s.secret}.place())
			if err != nil {
				tb.Fatal(err)
			}
			return b, proxy.Cut, proxy.Mend
		},
		// Killing needs a server of the test's own, also when another was named.
		Server: func(tb testing.TB) (string, func()) {
			own := storagetest.StartMinIO(tb)
			return store{own.Addr, storagetest.MinIOAccessKey, storagetest.MinIOSecretKey}.place(), func() { own.Kill(); own.Restart() }
		},
	})
}
