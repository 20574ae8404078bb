import type { ConversationFilter, MessageFilter } from './conversation-filter.ts'
import { conditionsOf } from './conversation-filter.ts'
import { type ConversationLine, linesOf } from './conversation-lines.ts'
import { type ConversationOrder, idsAfter, idsFrom, type Place, type PlacedId } from './conversation-order.ts'
import { type ConversationValues, valuesOf } from './conversation-values.ts'
import type { Database, Sql } from './database.ts'
import { withMessages } from './message-search.ts'

export interface ConversationSearch {
  readonly filter: ConversationFilter
  /** Looked for in the messages themselves, newest conversations first and for a bounded time; absent = nothing is. */
  readonly messages?: MessageFilter
  readonly order: ConversationOrder
  readonly after: Place | null
  /** Conversations passed over before the page; only without `after` and `messages`. */
  readonly offset: number
  readonly limit: number
}

export interface SearchPage {
  readonly ids: readonly string[]
  /** Where the next page begins; null = there is none. */
  readonly next: Place | null
  /** Of a search in messages: how many conversations it looked through for this page. */
  readonly looked: number | null
}

export interface ConversationFinder {
  page(search: ConversationSearch): Promise<SearchPage>
  /** How many there are, as far as MOST_COUNTED. */
  count(filter: ConversationFilter): Promise<{ count: number; exact: boolean }>
  lines(ids: readonly string[], mostLetters: number | null): Promise<ConversationLine[]>
  /** What stands in the columns by which conversations are found, up to 200 values each. */
  values(): Promise<ConversationValues>
}

export const MOST_COUNTED = 500_000
/** A search in messages comes back with what it has after so long, and says how far it got. */
const LOOK_MS = 120
const CHUNK = 500

export const postgresConversationFinder = (database: Database): ConversationFinder => ({
  page: (search) => (search.messages === undefined ? columnsPage(database, search) : messagesPage(database, search)),
  async count(filter) {
    const values: unknown[] = []
    const conditions = conditionsOf(filter, values)
    const [row] = await database.query<{ count: number }>(
      `select count(*) from (select from conversations c where ${conditions} limit ${MOST_COUNTED + 1}) counted`,
      values,
    )
    const count = row?.count ?? 0
    return { count: Math.min(count, MOST_COUNTED), exact: count <= MOST_COUNTED }
  },
  lines: (ids, mostLetters) => linesOf(database, ids, mostLetters),
  values: () => valuesOf(database),
})

async function columnsPage(sql: Sql, { filter, order, after, offset, limit }: ConversationSearch): Promise<SearchPage> {
  const placed =
    offset > 0
      ? await idsFrom(sql, filter, order, offset, limit + 1)
      : await idsAfter(sql, filter, order, after, limit + 1)
  return { ...pageOf(placed, limit), looked: null }
}

const pageOf = (placed: readonly PlacedId[], limit: number): Pick<SearchPage, 'ids' | 'next'> => ({
  ids: placed.slice(0, limit).map(({ id }) => id),
  next: placed.length > limit ? (placed[limit - 1]?.place ?? null) : null,
})

/** Chunk by chunk in the order asked for: a page may be short, or empty, and still have a next one. */
async function messagesPage(sql: Sql, search: ConversationSearch): Promise<SearchPage> {
  const { filter, messages = {}, order, limit } = search
  const until = performance.now() + LOOK_MS
  const found: string[] = []
  let [place, looked] = [search.after, 0]
  for (;;) {
    const chunk = await idsAfter(sql, filter, order, place, CHUNK)
    const shown = await withMessages(
      sql,
      chunk.map(({ id }) => id),
      messages,
    )
    for (const { id, place: at } of chunk) {
      ;[place, looked] = [at, looked + 1]
      if (shown.has(id) && found.push(id) === limit) return { ids: found, next: place, looked }
    }
    if (chunk.length < CHUNK) return { ids: found, next: null, looked }
    if (performance.now() >= until) return { ids: found, next: place, looked }
  }
}
