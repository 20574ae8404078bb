import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { type Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { LoopError } from '../errors/loop-error.ts'

export interface Line {
  /** From 1. */
  readonly number: number
  /** null = longer than a line may be; its bytes are dropped. */
  readonly bytes: Buffer | null
}

const LONGEST_LINE_BYTES = 1024 * 1024
const NEWLINE = 0x0a
const GZIP = Buffer.from([0x1f, 0x8b])

/** Opens a file, or standard input for `-`. Throws LOOP_NO_FILE. */
export async function openInput(path: string): Promise<Readable> {
  if (path === '-') return process.stdin
  const found = await stat(path).catch(() => null)
  if (found?.isFile()) return createReadStream(path)
  throw new LoopError(
    'LOOP_NO_FILE',
    `${path} is no file that can be read. Give an NDJSON file, gzip or not, or - for standard input.`,
  )
}

/** The lines of a stream, unpacked if it is gzip; never more than one line and one chunk in memory. Throws LOOP_BAD_GZIP. */
export async function* linesOf(input: Readable, longestBytes = LONGEST_LINE_BYTES): AsyncGenerator<Line> {
  let number = 0
  let rest: Buffer[] = []
  let length = 0
  for await (const chunk of unpacked(input)) {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const whole = length + end - from <= longestBytes
      yield { number: ++number, bytes: whole ? Buffer.concat([...rest, chunk.subarray(from, end)]) : null }
      rest = []
      length = 0
      from = end + 1
    }
    length += chunk.length - from
    if (length > longestBytes) rest = []
    else if (from < chunk.length) rest.push(chunk.subarray(from))
  }
  if (length > 0) yield { number: ++number, bytes: length <= longestBytes ? Buffer.concat(rest) : null }
}

async function* unpacked(input: Readable): AsyncGenerator<Buffer> {
  const chunks = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const head: Buffer[] = []
  while (head.reduce((sum, chunk) => sum + chunk.length, 0) < GZIP.length) {
    const next = await chunks.next()
    if (next.done) break
    head.push(next.value)
  }
  const first = Buffer.concat(head)
  const all = (async function* () {
    yield first
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  })()
  if (!first.subarray(0, GZIP.length).equals(GZIP)) return yield* all
  const gunzip = createGunzip()
  const feed = Transform.from(all)
  feed.on('error', (error) => gunzip.destroy(error))
  try {
    yield* feed.pipe(gunzip)
  } catch (cause) {
    throw new LoopError(
      'LOOP_BAD_GZIP',
      `The gzip data ends or breaks in the middle: ${(cause as Error).message}. Fetch the file again; importing it again is safe.`,
      { cause },
    )
  }
}
