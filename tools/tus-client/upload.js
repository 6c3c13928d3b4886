// Uploads a file by tus-js-client, as a browser would: upload.js ENDPOINT TOKEN FILE NAME
// In the middle of the file it cuts its connection, says "cut", waits for a line on its input, and goes on. A token in that line is used
// from the first refusal on, as by an app whose user signs in again. Last it says "done" and how often it created an upload.
import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Upload } from 'tus-js-client'

const [endpoint, token, path, filename] = process.argv.slice(2)
const size = statSync(path).size
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
let cut = false
let token2 = ''
let created = 0

const upload = new Upload(createReadStream(path), {
  endpoint,
  uploadSize: size,
  headers: { Authorization: `Bearer ${token}` },
  metadata: { filename, filetype: 'text/plain', note: 'bản đầy đủ' },
  retryDelays: [100, 500, 1000, 2000, 5000],
  chunkSize: 4 << 20,
  onChunkComplete() {
    if (cut) return
    cut = true
    setTimeout(async () => { // most often in the middle of the next part
      await upload.abort()
      console.log('cut', upload.url)
      token2 = (await lines.next()).value.trim()
      upload.start()
    }, 2)
  },
  onAfterResponse(request, response) {
    if (request.getMethod() === 'POST' && response.getStatus() === 201) created++
  },
  onShouldRetry(error) {
    const status = error.originalResponse ? error.originalResponse.getStatus() : 0
    console.log('refused', status)
    if (token2) upload.options.headers.Authorization = `Bearer ${token2}`
    return status < 400 || status === 409 || status === 423 || status >= 500
  },
  onSuccess() {
    console.log('done', upload.url, created)
    process.exit(0)
  },
  onError(error) {
    console.log('error', error.message)
    process.exit(1)
  },
})
upload.start()
