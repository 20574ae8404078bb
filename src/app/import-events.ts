import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { retryAfterMs } from '../client/backoff.ts'
import { LoopError } from '../errors/loop-error.ts'
import { type IngestAnswer, ingest } from '../loop/ingest.ts'
import { requireFeatures } from './feature-config-in-force.ts'
import { eventsOfBody, MAX_EVENTS } from './http/event-body.ts'
import { type Line, linesOf } from './line-source.ts'
import type { Settings } from './settings.ts'
import { openPorts } from './wiring.ts'

/** What became of the lines. */
export interface ImportSummary {
  readonly lines: number
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  /** Rejected ones by reason. */
  readonly reasons: Readonly<Record<string, number>>
}

export interface BadLine {
  readonly line: number
  readonly code: string
  readonly message: string
}

/** Sends one body of lines and gives the answer; lines are counted by their place in the body. */
type Send = (body: Buffer) => Promise<IngestAnswer>

const BATCH_BYTES = 2 * 1024 * 1024
const IN_FLIGHT = 3
const BLANK = /^[ \t\r]*$/

/**
 * Sends the events of a stream, with their own receipts. Sending the same stream again changes nothing, so an import
 * that was cut off is simply started again.
 */
export async function importEvents(
  input: Readable,
  send: Send,
  onBad: (bad: BadLine) => void,
  onProgress: (summary: ImportSummary) => void,
): Promise<ImportSummary> {
  const total = { lines: 0, accepted: 0, duplicates: 0, rejected: 0, reasons: {} as Record<string, number> }
  const reject = (bad: BadLine) => {
    total.rejected++
    total.reasons[bad.code] = (total.reasons[bad.code] ?? 0) + 1
    onBad(bad)
  }
  const sendBatch = async (batch: readonly Line[]) => {
    const answer = await send(Buffer.concat(batch.flatMap(({ bytes }) => [bytes!, Buffer.from('\n')])))
    total.accepted += answer.accepted
    total.duplicates += answer.duplicates
    for (const { index, code, message } of answer.rejected) reject({ line: batch[index]!.number, code, message })
    onProgress(total)
  }
  const underWay = new Set<Promise<void>>()
  for await (const batch of batches(input, (line) => {
    total.lines++
    if (line.bytes === null) reject({ line: line.number, code: 'too_large', message: 'The line is longer than 1 MB.' })
  })) {
    const one = sendBatch(batch).finally(() => underWay.delete(one))
    one.catch(() => {}) // seen by the race or the end
    underWay.add(one)
    if (underWay.size >= IN_FLIGHT) await Promise.race(underWay)
  }
  await Promise.all(underWay)
  return total
}

async function* batches(input: Readable, onLine: (line: Line) => void): AsyncGenerator<Line[]> {
  let batch: Line[] = []
  let bytes = 0
  for await (const line of linesOf(input)) {
    if (line.bytes !== null && BLANK.test(line.bytes.toString('latin1'))) continue
    onLine(line)
    if (line.bytes === null) continue
    if (batch.length === MAX_EVENTS || bytes + line.bytes.length > BATCH_BYTES) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(line)
    bytes += line.bytes.length
  }
  if (batch.length > 0) yield batch
}

/** Straight into a data folder; afterwards everything is derived, by this process or by the service that runs there. */
export async function withDirectImport<T>(settings: Settings, work: (send: Send) => Promise<T>): Promise<T> {
  const ports = await openPorts({ settings, clockMode: null, onError: () => {} })
  try {
    await requireFeatures(ports)
    const done = await work((body) => {
      const { items } = eventsOfBody(body, 'application/x-ndjson')
      const options = { ...ports.accept, reading: ports.reading('history') }
      return ingest(items, options, {
        events: ports.commits,
        cap: ports.cap,
        tombstones: ports.erasing.tombstones,
      })
    })
    await ports.runner.start()
    await ports.runner.settled(await ports.clock.now())
    return done
  } finally {
    await ports.close()
  }
}

/** Through a running service; waits as long as it asks to. Throws LOOP_SERVICE_REFUSED. */
export function sendToService(url: string, apiKey: string | null, onWait: (ms: number) => void): Send {
  const headers = {
    'content-type': 'application/x-ndjson',
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  }
  return async (body) => {
    for (;;) {
      const response = await fetch(new URL('/v1/import', url), {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
      }).catch((cause) => {
        throw new LoopError(
          'LOOP_SERVICE_UNREACHABLE',
          `${url} does not answer: ${cause.cause?.message ?? cause.message}. Start it, or correct --url.`,
          { status: 503, cause },
        )
      })
      const answer = (await response.json().catch(() => ({}))) as IngestAnswer & { code?: string; message?: string }
      if (response.status === 429 || response.status === 503) {
        const ms = retryAfterMs(response.headers.get('retry-after'), Date.now()) ?? 1000
        onWait(ms)
        await sleep(ms)
      } else if (response.ok || answer.code === 'LOOP_BAD_EVENT') {
        return answer
      } else {
        throw new LoopError(
          'LOOP_SERVICE_REFUSED',
          `${url} answered ${response.status}: ${answer.message ?? ''} What was sent before is kept.`,
          { status: response.status },
        )
      }
    }
  }
}
