import { type ConversationFilter, conditionsOf } from './conversation-filter.ts'
import type { Sql } from './database.ts'

export const CONVERSATION_ORDERS = ['conversation_id', 'newest', 'oldest', 'most_messages', 'least_confidence'] as const
export type ConversationOrder = (typeof CONVERSATION_ORDERS)[number]

/** Where a page ended: the part of the order, the last row's key there, and its id. */
export type Place = readonly [part: number, key: number | null, conversationId: string]

/** Rows with and without a key are two parts of one order, each in the order of its key and then of ids. */
interface Order {
  readonly key: string
  readonly way: 'asc' | 'desc'
  readonly parts: readonly ('known' | 'unknown')[]
}

const ORDERS: Readonly<Record<ConversationOrder, Order>> = {
  conversation_id: { key: 'null::bigint', way: 'asc', parts: ['unknown'] },
  newest: { key: 'c.started_at', way: 'desc', parts: ['known', 'unknown'] },
  oldest: { key: 'c.started_at', way: 'asc', parts: ['unknown', 'known'] },
  most_messages: { key: `(c.facts ->> 'userMessages')::int`, way: 'desc', parts: ['known', 'unknown'] },
  least_confidence: {
    key: `(c.facts ->> 'leastConfidence')::double precision`,
    way: 'asc',
    parts: ['known', 'unknown'],
  },
}

interface Found {
  readonly id: string
  readonly key: number | null
}

export interface PlacedId {
  readonly id: string
  /** Where it stands: the next page begins after it. */
  readonly place: Place
}

/** The first `limit` conversations after a place; absent = from the first one. */
export async function idsAfter(
  sql: Sql,
  filter: ConversationFilter,
  order: ConversationOrder,
  after: Place | null,
  limit: number,
): Promise<PlacedId[]> {
  const { key, way, parts } = ORDERS[order]
  const placed: PlacedId[] = []
  for (let part = after?.[0] ?? 0; part < parts.length && placed.length < limit; part++) {
    const known = parts[part] === 'known'
    const values: unknown[] = []
    const conditions = [conditionsOf(filter, values)]
    if (order !== 'conversation_id') conditions.push(`${key} is ${known ? 'not null' : 'null'}`)
    if (after !== null && after[0] === part) {
      const beyond = way === 'asc' ? '>' : '<'
      conditions.push(
        known
          ? `(${key}, c.conversation_id) ${beyond} ($${values.push(after[1])}, $${values.push(after[2])})`
          : `c.conversation_id ${beyond} $${values.push(after[2])}`,
      )
    }
    const rows = await sql.query<Found>(
      `select c.conversation_id id, ${key} as key from conversations c where ${conditions.join(' and ')}
       order by ${known ? `${key} ${way} ${nulls(parts)}, ` : ''}c.conversation_id ${way} limit ${limit - placed.length}`,
      values,
    )
    placed.push(...rows.map(({ id, key: at }): PlacedId => ({ id, place: [part, at, id] })))
  }
  return placed
}

/** A page in the middle: those after the first `offset`. */
export async function idsFrom(
  sql: Sql,
  filter: ConversationFilter,
  order: ConversationOrder,
  offset: number,
  limit: number,
): Promise<PlacedId[]> {
  const { key, way, parts } = ORDERS[order]
  const values: unknown[] = []
  const rows = await sql.query<Found>(
    `select c.conversation_id id, ${key} as key from conversations c where ${conditionsOf(filter, values)}
     order by ${order === 'conversation_id' ? '' : `${key} ${way} ${nulls(parts)}, `}c.conversation_id ${way}
     limit ${limit} offset ${offset}`,
    values,
  )
  return rows.map(({ id, key: at }) => ({ id, place: [parts.indexOf(at === null ? 'unknown' : 'known'), at, id] }))
}

/** As the index on the start has them, read in either direction. */
const nulls = (parts: Order['parts']): string => (parts[0] === 'unknown' ? 'nulls first' : 'nulls last')
