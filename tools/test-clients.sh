#!/usr/bin/env bash
# Installs the programs of others that tests drive, by their lock files, once: tus-js-client, Microsoft's Open XML SDK, Redocly's lint.
set -euo pipefail
cd "$(dirname "$0")"
for tool in node npm; do
	command -v "$tool" >/dev/null || { echo "missing: $tool (Node.js 18 or later), with which a real client of tus is tested" >&2; exit 1; }
done
for client in tus-client docx-validator contract-lint; do
	if [ ! -d $client/node_modules ] || [ $client/package-lock.json -nt $client/node_modules ]; then
		(cd $client && npm ci --no-audit --no-fund --loglevel=error)
		touch $client/node_modules
	fi
done
