#!/bin/sh
# Writes the file of secrets for docker compose, random and for this
# installation only: make-env.sh FILE. A file that exists is left alone.
set -eu
umask 077
file=${1:-.env}
if [ -e "$file" ]; then
	echo "$file exists and is left as it is"
	exit 0
fi
random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }
new="$file.new"
cat >"$new" <<EOF
# Secrets of this installation, made by tools/make-env.sh. Keep a copy in a safe
# place: without it the data of the volumes cannot be opened. Never commit it.
MONGODB_ROOT_PASSWORD=$(random 24)
MONGODB_PLENUM_PASSWORD=$(random 24)
MONGODB_REPLICA_KEY=$(random 256)
MINIO_ACCESS_KEY=plenum-$(random 6)
MINIO_SECRET_KEY=$(random 24)

# Where the server is published on this machine.
#PUBLISH=127.0.0.1:8080
EOF
mv "$new" "$file"
echo "$file has new random secrets"
