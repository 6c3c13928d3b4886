#!/usr/bin/env bash
# Installs the real clients that tests drive: tus-js-client, by its lock file, once.
set -euo pipefail
cd "$(dirname "$0")/tus-client"
for tool in node npm; do
	command -v "$tool" >/dev/null || { echo "missing: $tool (Node.js 18 or later), with which a real client of tus is tested" >&2; exit 1; }
done
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules ]; then
	npm ci --no-audit --no-fund --loglevel=error
	touch node_modules
fi
