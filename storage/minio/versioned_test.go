package minio_test

import (
	"errors"
	"testing"

	client "github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"plenum/congress"
	"plenum/storage/minio"
	"plenum/storage/storagetest"
)

// In a bucket with versions a delete leaves the bytes, so that a recall would erase nothing: no server works with one.
func TestABucketThatKeepsVersionsIsRefused(t *testing.T) {
	server := storagetest.StartMinIO(t)
	c, err := client.New(server.Addr, &client.Options{Creds: credentials.NewStaticV4(storagetest.MinIOAccessKey, storagetest.MinIOSecretKey, "")})
	if err != nil {
		t.Fatal(err)
	}
	made := func(bucket string, o client.MakeBucketOptions, then ...func() error) {
		t.Helper()
		if err := c.MakeBucket(t.Context(), bucket, o); err != nil {
			t.Fatal(err)
		}
		for _, f := range then {
			if err := f(); err != nil {
				t.Fatal(err)
			}
		}
	}
	made("plain", client.MakeBucketOptions{})
	made("versioned", client.MakeBucketOptions{}, func() error { return c.EnableVersioning(t.Context(), "versioned") })
	made("suspended", client.MakeBucketOptions{}, func() error { return c.EnableVersioning(t.Context(), "suspended") },
		func() error { return c.SuspendVersioning(t.Context(), "suspended") })
	made("locked", client.MakeBucketOptions{ObjectLocking: true})

	for bucket, want := range map[string]error{"plain": nil, "new": nil, "versioned": minio.ErrVersioned, "suspended": minio.ErrVersioned, "locked": minio.ErrVersioned} {
		_, err := minio.Open(t.Context(), minio.Config{Endpoint: server.Addr, Bucket: bucket, AccessKey: storagetest.MinIOAccessKey, SecretKey: storagetest.MinIOSecretKey})
		if !errors.Is(err, want) || want != nil && (congress.KindOf(err) != congress.Invalid || congress.CodeOf(err) != "s3_versioned") {
			t.Errorf("%s: %v, want %v", bucket, err, want)
		}
	}
}
