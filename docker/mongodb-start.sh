#!/bin/bash
# Starts MongoDB as a replica set of one member. Members know each other by a
# key file that only its owner may read; it is written anew at each start, into memory.
set -eu
umask 077
printf '%s' "$REPLICA_KEY" >/run/mongodb/key
unset REPLICA_KEY
exec docker-entrypoint.sh "$@"
