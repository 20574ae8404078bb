import type { AcceptedEvent } from '../events/accept.ts'
import type { EventStore } from '../events/event-store.ts'

/** Below so many events seen by this process the table is not asked: nearly every conversation stays below. */
const ASK_FROM = 100
const REMEMBERED = 20_000

interface Tally {
  readonly count: number
  /** Does it hold what was there before this process looked? */
  readonly whole: boolean
}

/**
 * Bounds the events of one conversation, against bots, before they are accepted. Counts in memory, backed by the table;
 * so it is a bound about `most`, at worst passed by a hundred for each process that starts.
 */
export class ConversationCap {
  readonly most: number
  readonly #store: Pick<EventStore, 'countOf' | 'known'>
  /** The last ones seen, in two generations: the older is forgotten when the younger is full. */
  #young = new Map<string, Tally>()
  #old = new Map<string, Tally>()

  constructor(store: Pick<EventStore, 'countOf' | 'known'>, most: number) {
    this.#store = store
    this.most = most
  }

  /**
   * Items beyond the bound, by their place. Those that are known already are none of them: sending again is safe.
   *
   * @param items each with its events, the one that stands for it first
   */
  async beyond(items: readonly (readonly AcceptedEvent[])[]): Promise<Set<number>> {
    const sizes = new Map<string, number>()
    for (const item of items) add(sizes, conversationOf(item), sizeOf(item))
    await this.#look([...sizes].filter(([id, size]) => this.#needsTable(id, size)).map(([id]) => id))
    const room = new Map<string, number>()
    for (const [id, size] of sizes) {
      const left = this.most - this.#tally(id).count
      if (size > left) room.set(id, left)
    }
    return room.size === 0 ? NONE : this.#refuse(items, room)
  }

  /** So many new events of the conversation were stored. */
  stored(conversationId: string, events: number): void {
    const { count, whole } = this.#tally(conversationId)
    this.#remember(conversationId, { count: count + events, whole })
  }

  async #refuse(items: readonly (readonly AcceptedEvent[])[], room: Map<string, number>): Promise<Set<number>> {
    const concerned = [...items.entries()].filter(([, item]) => room.has(conversationOf(item) ?? ''))
    const known = await this.#store.known(concerned.map(([, item]) => item[0]!.event.id))
    const refused = new Set<number>()
    for (const [index, item] of concerned) {
      if (known.has(item[0]!.event.id)) continue
      const id = conversationOf(item)!
      const left = room.get(id)! - sizeOf(item)
      if (left < 0) refused.add(index)
      else room.set(id, left)
    }
    return refused
  }

  #needsTable(id: string, size: number): boolean {
    const { count, whole } = this.#tally(id)
    return !whole && count + size > Math.min(ASK_FROM, this.most)
  }

  async #look(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const counts = await this.#store.countOf(ids)
    for (const id of ids) this.#remember(id, { count: counts.get(id) ?? 0, whole: true })
  }

  #tally(id: string): Tally {
    return this.#young.get(id) ?? this.#old.get(id) ?? UNSEEN
  }

  #remember(id: string, tally: Tally): void {
    this.#young.set(id, tally)
    if (this.#young.size < REMEMBERED) return
    this.#old = this.#young
    this.#young = new Map()
  }
}

const NONE: Set<number> = new Set()
const UNSEEN: Tally = { count: 0, whole: false }

const conversationOf = (item: readonly AcceptedEvent[]): string | null => item[0]!.event.conversationId
const sizeOf = (item: readonly AcceptedEvent[]): number => item.filter((one) => one.storedType !== 'turn').length

function add(sizes: Map<string, number>, id: string | null, size: number): void {
  if (id !== null) sizes.set(id, (sizes.get(id) ?? 0) + size)
}
