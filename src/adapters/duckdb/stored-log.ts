import { BIGINT, BLOB, blobValue, DOUBLE, type DuckDBBlobValue, type DuckDBValue, UTINYINT } from '@duckdb/node-api'
import { type Copy, copyFrom } from '../../events/copies.ts'
import type { LoopEvent, Outcome } from '../../events/event.ts'
import { rankOf } from '../../events/order.ts'
import type { BatchLog, EventBatch } from '../../features/batch-log.ts'
import type { FeatureConfig } from '../../features/config.ts'
import { fieldsOf } from '../../features/event-columns.ts'
import { CART_EVENT, CTA_CLICK, EXPLICIT_FEEDBACK, ORDER_EVENT } from '../../features/record.ts'
import { type Engine, rawChunk } from './engine.ts'
import { PACKED_COLUMNS, packedNames } from './event-columns.ts'
import { exactJson } from './exact-json.ts'
import { SortedBatch } from './sorted-batch.ts'
import { bytesOf } from './wtf8.ts'

/** Where the events of a log lie in the engine. */
export interface EventSource {
  readonly unstored: BatchLog['unstored']
  /** Packed columns and `hash` (of the event id) of all events that columns hold; `outcomes`: of carts and orders only. */
  packed(outcomes: boolean): string
  /** Hashes of the event ids of all events. */
  readonly hashes: string
  /** Events whose id's hash is in `copies`, and those that columns cannot hold. */
  candidates(): AsyncIterable<Outcome<LoopEvent>>
}

const packedTypes = [BLOB, BIGINT, UTINYINT, BIGINT, BLOB, BLOB, BLOB, BLOB, DOUBLE, DOUBLE]
const definition = Object.entries(PACKED_COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')

/** Opens a source as a log; finds the ids that may occur more than once. */
export async function storedLog(engine: Engine, source: EventSource): Promise<BatchLog> {
  await engine.run(`create table winners (${definition})`)
  await engine.run('create table staged (id blob, received bigint, canonical blob, wire blob)')
  await engine.run(`create table copies as select hash from (${source.hashes}) group by hash having count(*) > 1`)
  const once = (outcomes: boolean): string => `
    select ${packedNames} from (${source.packed(outcomes)}) anti join copies using (hash)
    union all select ${packedNames} from winners ${outcomes ? `where rank in (${CART_EVENT}, ${ORDER_EVENT})` : ''}`
  return {
    unstored: source.unstored,
    candidates: () => source.candidates(),
    stage: (copies) => stage(engine, copies),
    copies: () => stagedCopies(engine),
    restore: (events) => engine.append('winners', packedTypes, packedColumns(events)),
    async *sorted(now, config) {
      await joinOutcomes(engine, once, now, config)
      yield* batches(engine, once(false))
    },
  }
}

async function stage(engine: Engine, copies: readonly Copy[]): Promise<void> {
  await engine.append(
    'staged',
    [BLOB, BIGINT, BLOB, BLOB],
    [
      copies.map(({ event }) => blob(event.id)),
      copies.map(({ event }) => BigInt(event.receivedAt)),
      copies.map(({ canonical }) => blob(canonical)),
      copies.map(({ event }) => blob(exactJson(event.wire))),
    ],
  )
}

async function* stagedCopies(engine: Engine): AsyncGenerator<Copy> {
  const text = (value: DuckDBValue | undefined): string => Buffer.from((value as DuckDBBlobValue).bytes).toString()
  for await (const chunk of engine.chunks(
    'select wire, received, canonical from staged order by id, received, canonical',
  )) {
    for (const [wire, received, canonical] of chunk.getRows()) {
      yield copyFrom(JSON.parse(text(wire)), Number(received), text(canonical))
    }
  }
}

/** Events in packed columns, for `append`. */
export function packedColumns(events: readonly LoopEvent[]): DuckDBValue[][] {
  const fields = events.map(fieldsOf)
  const number = (value: number): number | null => (Number.isNaN(value) ? null : value)
  return [
    events.map((event) => blob(event.conversationId)),
    events.map((event) => BigInt(event.t)),
    events.map((event) => rankOf(event.type)),
    events.map((event) => BigInt(event.receivedAt)),
    events.map((event) => blob(event.userId)),
    events.map((event) => blob(event.id)),
    fields.map(({ word }) => blob(word)),
    fields.map(({ origin }) => blob(origin)),
    fields.map(({ first }) => number(first)),
    fields.map(({ second }) => number(second)),
  ]
}

export function blob(text: string): DuckDBBlobValue
export function blob(text: string | null): DuckDBBlobValue | null
export function blob(text: string | null): DuckDBBlobValue | null {
  return text === null ? null : blobValue(bytesOf(text))
}

/**
 * Carts and orders of users, joined to the conversations that may have these users. Whose user somebody is, and which
 * window counts, the fold decides; here only what is surely outside of any window is left out.
 */
async function joinOutcomes(
  engine: Engine,
  once: (outcomes: boolean) => string,
  now: number,
  config: FeatureConfig,
): Promise<void> {
  const windowMs = Math.max(config.orderWindowMs, config.conversionWindowMs, config.silenceWindowMs)
  const talk = [CTA_CLICK, CART_EVENT, ORDER_EVENT, EXPLICIT_FEEDBACK].join(', ')
  await engine.run(`create table acts as select conv, t, rank, received, usr, id, word from (${once(true)})
    where octet_length(usr) > 0 and octet_length(id) > 0 and (conv is null or octet_length(conv) > 0)
    and received <= ${now} and received - t <= ${config.lateOutcomeMs}`)
  await engine.run(`create table named as select conv, usr, min(t) first_t, max(t) last_t from (${once(false)})
    where conv is not null and rank not in (${talk}) group by conv, usr`)
  await engine.run(`create table away as
    with spans as (select conv, min(first_t) first_t, max(last_t) last_t from named group by conv)
    select n.conv, a.t, a.rank, a.received, a.usr, a.id, a.word
    from named n join spans s on s.conv = n.conv join acts a on a.usr = n.usr
    where a.t between s.first_t and s.last_t + ${windowMs} and a.conv is distinct from n.conv`)
}

async function* batches(engine: Engine, once: string): AsyncGenerator<EventBatch> {
  const sorted = `select *, false away from (${once})
    union all select conv, t, rank, received, usr, id, word, null, null, null, true from away
    order by conv, t, rank`
  for await (const chunk of engine.chunks(sorted)) yield new SortedBatch(rawChunk(chunk))
}
