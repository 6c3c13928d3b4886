#!/bin/sh
# Runs every fuzz target of the module for a short time each: fuzz.sh [TIME]
# An input that fails is kept by go in the package's testdata/fuzz: add it to the commit that repairs it.
set -eu
cd "$(dirname "$0")/.."
time=${1:-20s}
for file in $(grep -rl --include='*_test.go' '^func Fuzz' . | grep -v '^./tools/' | sort); do
	for target in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
		echo "== $(dirname "$file") $target"
		go test -run '^$' -fuzz "^$target\$" -fuzzminimizetime 10x -fuzztime "$time" "$(dirname "$file")"
	done
done
