// Compresses the built console once, so that the service sends small files without doing it for each browser.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const BUILT = resolve(import.meta.dirname, '../dist/web')
const SMALL_BYTES = 1024

const files = readdirSync(BUILT, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(js|css|svg)$/.test(name))
  .map((name) => join(BUILT, name))
  .filter((path) => statSync(path).size > SMALL_BYTES)
let [before, after] = [0, 0]
for (const path of files) {
  const bytes = readFileSync(path)
  const packed = brotliCompressSync(bytes)
  writeFileSync(`${path}.br`, packed)
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  before += bytes.length
  after += packed.length
}
process.stdout.write(`${files.length} files of the console: ${kb(before)} kB, compressed ${kb(after)} kB\n`)

function kb(bytes: number): number {
  return Math.round(bytes / 1000)
}
