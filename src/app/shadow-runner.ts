import type { Database } from '../adapters/postgres/database.ts'
import type { Clock } from '../events/clock.ts'
import { learnFromLabels, type OnlinePorts } from '../loop/learn-online.ts'

const ALONE = 'salesloop.shadow'
/** A look follows all steps of a shadow again, about 2 ms each, so that it need not be stored and can unlearn. */
const EVERY_MS = 15_000

export interface ShadowRunnerOptions {
  readonly database: Database
  readonly clock: Clock
  readonly ports: OnlinePorts
  readonly goldShare: number
  onError(error: unknown): void
}

/** Lets shadows learn while they are switched on: of all processes on one database one at a time. */
export class ShadowRunner {
  readonly #options: ShadowRunnerOptions
  readonly #stop = new AbortController()
  #timer: NodeJS.Timeout | null = null
  #look: Promise<number> | null = null

  constructor(options: ShadowRunnerOptions) {
    this.#options = options
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), EVERY_MS)
    this.#timer.unref()
  }

  /** Learns what is new, when it is switched on; how many labels that were. Never throws: what fails is told, and tried again. */
  look(): Promise<number> {
    this.#look ??= this.#learn()
      .catch((error) => {
        if (!this.#stop.signal.aborted) this.#options.onError(error)
        return 0
      })
      .finally(() => {
        this.#look = null
      })
    return this.#look
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#look
  }

  async #learn(): Promise<number> {
    const { database, clock, ports, goldShare } = this.#options
    if (!(await ports.shadows.switch()).on) return 0
    const release = await database.tryLock(ALONE)
    if (release === null) return 0 // another process is at it
    try {
      return await learnFromLabels(ports, goldShare, await clock.now(), this.#stop.signal)
    } finally {
      await release()
    }
  }
}
