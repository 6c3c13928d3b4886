package minio

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"plenum/congress"
	"plenum/congress/messages"
)

// defaultRegion is what stores call themselves that were given no region.
const defaultRegion = "us-east-1"

// public makes the client that signs links for the address at which readers reach the store. It
// never speaks with it.
func public(c Config) (*minio.Client, error) {
	u, err := url.Parse(c.Public)
	if err != nil || u.Host == "" || u.Path != "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, congress.Wrap(errors.New("the public address of the S3 store must be such as https://host"), congress.Invalid, messages.S3Invalid)
	}
	region := c.Region
	if region == "" {
		region = defaultRegion
	}
	client, err := minio.New(u.Host, &minio.Options{Creds: credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""), Secure: u.Scheme == "https", Region: region})
	if err != nil {
		return nil, congress.Wrap(err, congress.Invalid, messages.S3Invalid)
	}
	return client, nil
}

// Link gives an address at which anybody can read the blob for the time, and nothing else, with
// these headers in the answer. It asks nobody, so that the blob need not be there. The address is a
// secret. Without Config.Public it is an error of kind Invalid.
func (b *Blobs) Link(ctx context.Context, key, mime, disposition string, life time.Duration) (string, error) {
	if err := check(ctx, key); err != nil {
		return "", err
	}
	if b.public == nil {
		return "", congress.Wrap(errors.New("the S3 store has no public address"), congress.Invalid, messages.S3Invalid)
	}
	u, err := b.public.PresignedGetObject(ctx, b.bucket, key, life, url.Values{
		"response-content-type": {mime}, "response-content-disposition": {disposition}, "response-cache-control": {"private, no-cache"},
	})
	if err != nil {
		return "", translate(ctx, err)
	}
	return u.String(), nil
}
