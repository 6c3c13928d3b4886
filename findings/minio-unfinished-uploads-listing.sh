#!/usr/bin/env bash
# MinIO (module of 2026-02-12, one folder): unfinished multipart uploads are listed by exact key only, and after a restart the
# empty prefix lists none at all, though their parts are still on the disk.
#
# ListMultipartUploads takes a prefix. Asked with the whole key it always gives the upload. With a true prefix of the key ("docs/") it
# gives nothing. With the empty prefix it gives the uploads that the running process began, from its memory, and nothing of those that an
# earlier process began. "List all and abort them" at a start therefore aborts nothing: a program must remember its keys by itself, and
# abort by key. Aborting by key works after the restart; doing it twice is no error.
#
# Output seen:
#   running:   exact key 1, part of the key 0, no prefix 1
#   restarted: exact key 1, part of the key 0, no prefix 0
#   aborted:   exact key 0; aborted again without an error
set -euo pipefail
dir=$(mktemp -d)
minio=
stop() {
	if [ -n "$minio" ]; then
		kill -9 "$minio" 2>/dev/null || true
		wait "$minio" 2>/dev/null || true
	fi
	minio=
}
trap 'stop; rm -rf "$dir"' EXIT
mkdir "$dir/bin" "$dir/client" "$dir/data"
cd "$dir/client"
cat >go.mod <<'M'
module finding

go 1.26.0
M
cat >main.go <<'G'
package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

const bucket, key = "finding", "docs/2026/report.pdf"

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	if os.Args[1] == "port" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		must(err)
		fmt.Println(l.Addr())
		must(l.Close())
		return
	}
	ctx := context.Background()
	c, err := minio.NewCore(os.Args[2], &minio.Options{Creds: credentials.NewStaticV4("finding", "finding-secret", "")})
	must(err)
	listed := func(prefix string) int {
		r, err := c.ListMultipartUploads(ctx, bucket, prefix, "", "", "", 1000)
		must(err)
		return len(r.Uploads)
	}
	switch os.Args[1] {
	case "ready":
		_, err := c.ListBuckets(ctx)
		must(err)
	case "begin":
		must(c.MakeBucket(ctx, bucket, minio.MakeBucketOptions{}))
		id, err := c.NewMultipartUpload(ctx, bucket, key, minio.PutObjectOptions{})
		must(err)
		part := make([]byte, 5<<20)
		_, err = c.PutObjectPart(ctx, bucket, key, id, 1, bytes.NewReader(part), int64(len(part)), minio.PutObjectPartOptions{})
		must(err)
		fmt.Print(id)
	case "list":
		fmt.Printf("exact key %d, part of the key %d, no prefix %d\n", listed(key), listed("docs/"), listed(""))
	case "abort":
		must(c.AbortMultipartUpload(ctx, bucket, key, os.Args[3]))
		n := listed(key)
		again := "without an error"
		if err := c.AbortMultipartUpload(ctx, bucket, key, os.Args[3]); err != nil {
			again = "with " + err.Error()
		}
		fmt.Printf("exact key %d; aborted again %s\n", n, again)
	}
}
G
export GOFLAGS=-mod=mod GOWORK=off
go get github.com/minio/minio-go/v7@v7.4.1 >/dev/null 2>&1
go build -o ../bin/client .
GOBIN="$dir/bin" go install github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c # minutes, the first time

address=$(../bin/client port)
start() {
	MINIO_ROOT_USER=finding MINIO_ROOT_PASSWORD=finding-secret MINIO_UPDATE=off \
		"$dir/bin/minio" server --quiet --address "$address" --console-address 127.0.0.1:0 "$dir/data" >"$dir/log" 2>&1 &
	minio=$!
	for _ in $(seq 150); do
		if ../bin/client ready "$address" 2>/dev/null; then return; fi
		sleep 0.2
	done
	cat "$dir/log" >&2
	exit 1
}
start
id=$(../bin/client begin "$address")
running=$(../bin/client list "$address")
stop
start
restarted=$(../bin/client list "$address")
left=$(find "$dir/data/.minio.sys/multipart" -name 'part.1*' | wc -l)
aborted=$(../bin/client abort "$address" "$id")
printf 'running:   %s\nrestarted: %s\naborted:   %s\n' "$running" "$restarted" "$aborted"
[ "$running" = "exact key 1, part of the key 0, no prefix 1" ]
[ "$restarted" = "exact key 1, part of the key 0, no prefix 0" ]
[ "$left" -ge 1 ] # the part of 5 MiB is still on the disk
[ "$aborted" = "exact key 0; aborted again without an error" ]
