import { BLOB, blobValue, type DuckDBBlobValue } from '@duckdb/node-api'
import type { Candidate } from '../../events/copies.ts'
import type { LoopEvent, Outcome } from '../../events/event.ts'
import { readLine } from '../../events/read.ts'
import { CART_EVENT, ORDER_EVENT } from '../../features/record.ts'
import type { Engine } from './engine.ts'
import { PACKED_COLUMNS, packedNames } from './event-columns.ts'
import { type EventSource, PACKED_TYPES, packedColumns } from './stored-log.ts'

/** Lines kept before they are written. */
const BATCH = 2048
const definition = Object.entries({ ...PACKED_COLUMNS, line: 'blob' })
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')

/** Events from lines of NDJSON, stored in packed columns beside the line itself. */
export async function lineSource(engine: Engine, lines: AsyncIterable<Uint8Array>, now: number): Promise<EventSource> {
  await engine.run(`create table lines (${definition})`)
  const appender = await engine.appender('lines', [...PACKED_TYPES, BLOB])
  const counted = { lines: 0, rejected: 0, not_yet_arrived: 0 }
  let events: LoopEvent[] = []
  let texts: DuckDBBlobValue[] = []
  const flush = (): void => {
    if (events.length > 0) appender.append([...packedColumns(events), texts])
    events = []
    texts = []
  }
  for await (const line of lines) {
    const outcome = read(line)
    if (outcome === null) continue
    if (outcome.kind === 'ok' && outcome.value.receivedAt <= now) {
      events.push(outcome.value)
      texts.push(blobValue(line))
      if (events.length === BATCH) flush()
      continue
    }
    counted.lines++
    if (outcome.kind === 'ok') counted.not_yet_arrived++
    else counted.rejected++
  }
  flush()
  appender.close()
  const outcomesOnly = `where rank in (${CART_EVENT}, ${ORDER_EVENT})`
  return {
    unstored: counted,
    packed: (outcomes) => `select ${packedNames}, hash(id) hash from lines ${outcomes ? outcomesOnly : ''}`,
    hashes: 'select hash(id) hash from lines',
    candidates: () => candidates(engine),
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function read(line: Uint8Array): Outcome<LoopEvent> | null {
  let text: string
  try {
    text = utf8.decode(line)
  } catch {
    return { kind: 'rejected', code: 'not_json', message: 'The line is not UTF-8.' }
  }
  return readLine(text)
}

async function* candidates(engine: Engine): AsyncGenerator<Candidate> {
  const select = 'select line, hash(id) hash from lines where hash(id) in (select hash from copies)'
  for await (const chunk of engine.chunks(select, 'hash')) {
    for (const [line, group] of chunk.getRows()) {
      const outcome = read((line as DuckDBBlobValue).bytes)
      if (outcome !== null) yield { outcome, group }
    }
  }
}
