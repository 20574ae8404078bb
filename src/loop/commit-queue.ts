import { LoopError } from '../errors/loop-error.ts'
import type { AcceptedEvent } from '../events/accept.ts'
import type { EventStore } from '../events/event-store.ts'

export interface CommitQueueLimits {
  /** Events that one commit takes at most, if more than one request waits. */
  readonly eventsPerCommit: number
  /** Commits under way at the same time. */
  readonly writers: number
  /** What may wait in memory; beyond it requests are refused. */
  readonly waitingEvents: number
  readonly waitingCharacters: number
}

export const COMMIT_LIMITS: CommitQueueLimits = {
  eventsPerCommit: 1000,
  writers: 2,
  waitingEvents: 20_000,
  waitingCharacters: 48 * 1024 * 1024,
}

interface Waiting {
  readonly events: readonly AcceptedEvent[]
  readonly characters: number
  resolve(fresh: boolean[]): void
  reject(error: unknown): void
}

/**
 * Writes requests in the order of their coming; small ones that wait together share a commit. Bounded: what does not
 * fit is refused with 429, so that a slow disk slows the senders and never fills the memory.
 */
export class CommitQueue {
  readonly #store: Pick<EventStore, 'append'>
  readonly #limits: CommitQueueLimits
  #waiting: Waiting[] = []
  #events = 0
  #characters = 0
  #writing = 0

  constructor(store: Pick<EventStore, 'append'>, limits: CommitQueueLimits = COMMIT_LIMITS) {
    this.#store = store
    this.#limits = limits
  }

  /** Resolves after the commit, with whether each event's id was new. Throws LOOP_BUSY (429), or what the store throws. */
  append(events: readonly AcceptedEvent[]): Promise<boolean[]> {
    const characters = events.reduce((sum, one) => sum + one.body.length, 0)
    if (
      this.#events > 0 &&
      (this.#events + events.length > this.#limits.waitingEvents ||
        this.#characters + characters > this.#limits.waitingCharacters)
    ) {
      throw new LoopError(
        'LOOP_BUSY',
        `${this.#events} events wait to be written, which is as many as may. Send these again after a second.`,
        { status: 429 },
      )
    }
    this.#events += events.length
    this.#characters += characters
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, characters, resolve, reject })
      this.#start()
    })
  }

  #start(): void {
    while (this.#writing < this.#limits.writers && this.#waiting.length > 0) {
      this.#writing++
      void this.#write(this.#takeGroup()).finally(() => {
        this.#writing--
        this.#start()
      })
    }
  }

  #takeGroup(): Waiting[] {
    let size = 0
    let count = 0
    for (const { events } of this.#waiting) {
      if (count > 0 && size + events.length > this.#limits.eventsPerCommit) break
      size += events.length
      count++
    }
    return this.#waiting.splice(0, count)
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    try {
      const fresh = await this.#store.append(group.flatMap(({ events }) => events))
      let from = 0
      for (const { events, resolve } of group) resolve(fresh.slice(from, (from += events.length)))
    } catch (error) {
      await this.#writeApart(group, error)
    } finally {
      for (const { events, characters } of group) {
        this.#events -= events.length
        this.#characters -= characters
      }
    }
  }

  /** A request that cannot be written must not fail those that shared its commit; one whose connection was lost is safe to repeat. */
  async #writeApart(group: readonly Waiting[], error: unknown): Promise<void> {
    const lost = error instanceof LoopError && error.code === 'LOOP_DATABASE_LOST'
    const again = lost || (group.length > 1 && !(error instanceof LoopError))
    for (const { events, resolve, reject } of group) {
      if (again) await this.#store.append(events).then(resolve, reject)
      else reject(error)
    }
  }
}
