#!/bin/sh
# Builds the servers that the tests of storage/ and server/ run against into .tools/bin, each only
# when it is missing. MinIO is in the last state that the module proxy has.
set -eu
cd "$(dirname "$0")/.."
bin="$PWD/.tools/bin"
mkdir -p "$bin"
if [ ! -x "$bin/ferret" ]; then
	echo "building ferret (once)"
	(cd tools/ferret && go build -o "$bin/ferret" .)
fi
if [ ! -x "$bin/minio" ]; then
	echo "building minio (once, some minutes)"
	GOBIN="$bin" go install github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c
fi
