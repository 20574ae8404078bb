import { BIGINT, BLOB, blobValue, DOUBLE, type DuckDBBlobValue, type DuckDBValue, UTINYINT } from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import type { Candidate } from '../../events/copies.ts'
import type { LoopEvent } from '../../events/event.ts'
import { rankOf } from '../../events/order.ts'
import type { BatchLog, EventBatch, UnstoredLines } from '../../features/batch-log.ts'
import type { FeatureConfig } from '../../features/config.ts'
import { fieldsOf } from '../../features/event-columns.ts'
import { CART_EVENT, ORDER_EVENT } from '../../features/record.ts'
import { ByteColumn } from './byte-column.ts'
import { type Engine, rawChunk } from './engine.ts'
import { PACKED_COLUMNS, packedNames, TIME_SHIFT } from './event-columns.ts'
import { SortedBatch } from './sorted-batch.ts'
import { bytesOf } from './wtf8.ts'

/** Where the events of a log lie in the engine. */
export interface EventSource {
  readonly unstored: UnstoredLines
  /** Packed columns and `hash` (of the event id) of all events that columns can hold; `outcomes`: of carts and orders only. */
  packed(outcomes: boolean): string
  /** Hashes of the ids of all events. */
  readonly hashes: string
  /** Events whose id's hash is in `copies`, and those that columns cannot hold. */
  candidates(): AsyncIterable<Candidate>
}

export const PACKED_TYPES = [BLOB, BIGINT, UTINYINT, BIGINT, BLOB, BLOB, BLOB, BLOB, DOUBLE, DOUBLE]
const definition = Object.entries(PACKED_COLUMNS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')

/** Opens a source as a log; finds the ids that may occur more than once. */
export async function storedLog(engine: Engine, source: EventSource): Promise<BatchLog> {
  await engine.run(`create table winners (${definition})`)
  await engine.run(`create table copies as select hash from (${source.hashes}) group by hash having count(*) > 1`)
  return {
    unstored: source.unstored,
    candidates: () => source.candidates(),
    async restore(events) {
      const appender = await engine.appender('winners', PACKED_TYPES)
      appender.append(packedColumns(events))
      appender.close()
    },
    async *sorted(now, config) {
      await engine.run(`create view once as ${once(source, false)}`)
      await numberConversations(engine, source)
      await joinOutcomes(engine, source, now, config)
      yield* batches(engine)
    },
  }
}

/** Each event id once: without those that had copies, with the winners of those. */
const once = (source: EventSource, outcomes: boolean): string => `
  select ${packedNames} from (${source.packed(outcomes)}) anti join copies using (hash)
  union all select ${packedNames} from winners ${outcomes ? `where rank in (${CART_EVENT}, ${ORDER_EVENT})` : ''}`

/** Events in packed columns, for an appender. */
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

const blob = (text: string | null): DuckDBBlobValue | null => (text === null ? null : blobValue(bytesOf(text)))

/**
 * Who is named where, when: with the copies that did not win and with late events, since it only bounds a join.
 * Conversations get numbers in the order of their names, which are sorted faster than the names themselves.
 */
async function numberConversations(engine: Engine, source: EventSource): Promise<void> {
  await engine.run(`create table named as
    select conv, usr, min(t) first_t, max(t) last_t from (
      select conv, usr, t from (${source.packed(false)}) where conv is not null
      union all select conv, usr, t from winners where conv is not null
    ) group by conv, usr`)
  await engine.run(`create table conversations as
    select conv, (row_number() over (order by conv) - 1)::uinteger number, min(first_t) first_t, max(last_t) last_t
    from named group by conv`)
}

/**
 * Carts and orders of users, joined to the conversations that may have these users. Whose user somebody is, and which
 * window counts, the fold decides; here only what is surely outside of any window is left out.
 */
async function joinOutcomes(engine: Engine, source: EventSource, now: number, config: FeatureConfig): Promise<void> {
  const windowMs = Math.max(config.orderWindowMs, config.conversionWindowMs, config.silenceWindowMs)
  await engine.run(`create table acts as select conv, t, rank, received, usr, id, word from (${once(source, true)})
    where octet_length(usr) > 0 and octet_length(id) > 0 and (conv is null or octet_length(conv) > 0)
    and received <= ${now} and received - t <= ${config.lateOutcomeMs}`)
  await engine.run(`create table away as
    select c.number, a.t, a.rank, a.received, a.usr, a.id, a.word
    from named n join conversations c on c.conv = n.conv join acts a on a.usr = n.usr
    where a.t between c.first_t and c.last_t + ${windowMs} and a.conv is distinct from n.conv`)
  await engine.run('drop table acts')
  await engine.run('drop table named')
}

const sortedSelect = `
  select number, t * ${TIME_SHIFT} + rank as key, received, usr, id, word, origin, first_number, second_number, false away
  from once left join conversations using (conv)
  union all select number, t * ${TIME_SHIFT} + rank, received, usr, id, word, null, null, null, true from away`

async function* batches(engine: Engine): AsyncGenerator<EventBatch> {
  const names = new Names(engine)
  for await (const chunk of engine.chunks(sortedSelect, 'number, key')) {
    const batch = new SortedBatch(rawChunk(chunk), (number) => names.at(number))
    await names.readFor(batch.firstNumber, batch.lastNumber)
    yield batch
  }
}

/** The conversations' names, read beside the events that have only their numbers. */
class Names {
  private readonly chunks: AsyncIterator<unknown>
  /** Those of the batch at hand, and some after it; in order. */
  private readonly known = new Map<number, string>()
  private next = 0

  constructor(engine: Engine) {
    this.chunks = namesOf(engine)[Symbol.asyncIterator]()
  }

  at(number: number): string {
    return this.known.get(number)!
  }

  /** Makes the names of a batch known and forgets those before it. `last` -1 = to the end. */
  async readFor(first: number, last: number): Promise<void> {
    for (const number of this.known.keys()) {
      if (number >= first) break
      this.known.delete(number)
    }
    while (last < 0 || this.next <= last) {
      const { value, done } = await this.chunks.next()
      if (done) return
      for (const name of value as string[]) {
        if (this.next >= first) this.known.set(this.next, name)
        this.next++
      }
    }
  }
}

async function* namesOf(engine: Engine): AsyncGenerator<string[]> {
  for await (const chunk of engine.chunks('select conv, number from conversations', 'number')) {
    const raw = rawChunk(chunk)
    const column = new ByteColumn(duckdb.data_chunk_get_vector(raw, 0), chunk.rowCount)
    yield Array.from({ length: chunk.rowCount }, (_, row) => column.textAt(row)!)
  }
}
