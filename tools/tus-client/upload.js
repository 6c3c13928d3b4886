// Uploads a file by tus-js-client, as a browser would: upload.js ENDPOINT TOKEN FILE NAME
// In the middle of the file it cuts its connection, says "cut", waits for a line on its input, and goes on.
import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Upload } from 'tus-js-client'

const [endpoint, token, path, filename] = process.argv.slice(2)
const size = statSync(path).size
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
let cut = false

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
      await lines.next()
      upload.start()
    }, 2)
  },
  onSuccess() {
    console.log('done', upload.url)
    process.exit(0)
  },
  onError(error) {
    console.log('error', error.message)
    process.exit(1)
  },
})
upload.start()
