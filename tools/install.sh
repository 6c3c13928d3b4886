#!/bin/sh
# Builds a Go tool of an exact version: install.sh MODULE/cmd/NAME@VERSION FILE
set -eu
echo "building $1 (once)"
staging=$(mktemp -d)
trap 'chmod -R u+w "$staging"; rm -rf "$staging"' EXIT
GOBIN="$staging" GOFLAGS= go install "$1"
mkdir -p "$(dirname "$2")"
mv "$staging"/* "$2"
