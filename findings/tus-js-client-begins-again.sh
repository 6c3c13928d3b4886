#!/usr/bin/env bash
# tus-js-client 4.3.1: a server that says "not now" to the question where an upload stands gets the whole file again, as a second upload.
#
# After a fault in a PATCH the client asks by HEAD how far the upload came (tus 1.0). Any answer to HEAD but 2xx and 423 makes it forget the
# upload's address and create a new one by POST at once: 503 of a proxy while the server restarts, 429 of a limit, 401 when a
# session has just ended. To the same answers to PATCH it waits by retryDelays (503) or, by default, ends with an error (429, 401); for HEAD it
# neither waits, nor calls onShouldRetry or onError. The old upload stays unfinished on the server, with its bytes in somebody's quota.
#
# A file of gigabytes starts anew from zero in the middle of a crowded hall, just when the server has too much to do. A server for such
# clients answers HEAD with 423 Locked for "later", the only one that the client knows, and its proxy has to do so too.
#
# Output seen (file of 6 parts; the third PATCH meets a 503, then one HEAD gets the answer named):
#   HEAD 204: created 1, parts taken 6, asked onShouldRetry 1, done
#   HEAD 423: created 1, parts taken 6, asked onShouldRetry 2, done
#   HEAD 503: created 2, parts taken 8, asked onShouldRetry 1, done
#   HEAD 429: created 2, parts taken 8, asked onShouldRetry 1, done
#   HEAD 401: created 2, parts taken 8, asked onShouldRetry 1, done
set -euo pipefail
self=$(realpath "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{"private": true, "type": "module"}' >package.json
npm install --silent --no-audit --no-fund tus-js-client@4.3.1
cat >main.js <<'J'
import { createServer } from 'node:http'
import { Upload } from 'tus-js-client'

const part = 1 << 16

async function attempt(answer) {
  let created = 0, taken = 0, patches = 0, asked = 0, heads = 0
  const offsets = new Map()
  const server = createServer((req, res) => {
    const end = (status, headers = {}) => res.writeHead(status, { 'Tus-Resumable': '1.0.0', ...headers }).end()
    let size = 0
    req.on('data', (bytes) => { size += bytes.length })
    req.on('end', () => {
      if (req.method === 'POST') {
        offsets.set(`/files/${++created}`, 0)
        return end(201, { Location: `/files/${created}` })
      }
      const offset = offsets.get(req.url)
      if (req.method === 'HEAD') {
        if (heads++ === 0 && answer !== 204) return end(answer)
        return end(204, { 'Upload-Offset': offset, 'Upload-Length': 6 * part, 'Cache-Control': 'no-store' })
      }
      if (++patches === 3) return end(503)
      taken++
      offsets.set(req.url, offset + size)
      end(204, { 'Upload-Offset': offset + size })
    })
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  const ended = await new Promise((end) => new Upload(Buffer.alloc(6 * part), {
    endpoint: `http://127.0.0.1:${server.address().port}/files`,
    chunkSize: part,
    retryDelays: [10, 10, 10],
    onShouldRetry: (error) => { asked++; return [423, 503].includes(error.originalResponse?.getStatus()) },
    onSuccess: () => end('done'),
    onError: (error) => end(error.message),
  }).start())
  server.closeAllConnections()
  server.close()
  console.log(`HEAD ${answer}: created ${created}, parts taken ${taken}, asked onShouldRetry ${asked}, ${ended}`)
}

for (const answer of [204, 423, 503, 429, 401]) await attempt(answer)
J
timeout 60 node main.js | tee got
diff <(sed -n '/^# Output seen/,/^[^#]/s/^#   //p' "$self") got
