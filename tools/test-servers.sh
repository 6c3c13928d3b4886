#!/bin/sh
# Builds the servers that the tests of storage/ run against into .tools/bin,
# each only when it is missing. Plain `go test` does the same by itself
# (storage/storagetest/tools.go); this lets a build prepare them beforehand.
# The version of MinIO stands in storage/storagetest/tools.go and is read from there.
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
	module=$(sed -n 's/.*minioModule = "\(.*\)"/\1/p' storage/storagetest/tools.go)
	GOBIN="$bin" go install "$module"
fi
