import type { Database } from '../adapters/postgres/database.ts'
import type { Clock } from '../events/clock.ts'
import { type ImprovePorts, type ImproveSettings, improve, isOvertaken } from '../loop/improve.ts'

const CHANNEL = 'salesloop_training'
const ALONE = 'salesloop.training'
const POLL_MS = 1000

export interface TrainingRunnerOptions {
  readonly database: Database
  readonly clock: Clock
  readonly ports: ImprovePorts
  readonly settings: ImproveSettings
  onError(error: unknown): void
}

/**
 * Works on training runs in the background of a service: of all processes on one database one at a time, by a lock that
 * a killed process loses with its connection. What it left in the middle is taken up by whoever looks next.
 */
export class TrainingRunner {
  readonly #options: TrainingRunnerOptions
  readonly #stop = new AbortController()
  #turn: Promise<void> | null = null
  #cleanUp: (() => Promise<void>)[] = []

  constructor(options: TrainingRunnerOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    const poll = setInterval(() => this.#startTurn(), POLL_MS)
    this.#cleanUp.push(async () => clearInterval(poll))
    this.#cleanUp.push(await this.#options.database.listen(CHANNEL, () => this.#startTurn()))
    this.#startTurn()
  }

  /** There is a new run. */
  wake(): void {
    void this.#options.database.query(`select pg_notify('${CHANNEL}', '')`).catch(this.#options.onError)
  }

  /** Cuts off the run under way; it stays `running` and is taken up again. */
  async stop(): Promise<void> {
    this.#stop.abort()
    for (const cleanUp of this.#cleanUp) await cleanUp()
    await this.#turn
  }

  #startTurn(): void {
    if (this.#stop.signal.aborted) return
    this.#turn ??= this.#workOff()
      .catch((error) => {
        // Overtaken: another process has the run, and this one looks again with the next poll.
        if (!this.#stop.signal.aborted && !isOvertaken(error)) this.#options.onError(error)
      })
      .finally(() => {
        this.#turn = null
      })
  }

  async #workOff(): Promise<void> {
    const { database, clock, ports, settings } = this.#options
    while (!this.#stop.signal.aborted && (await ports.runs.waiting())) {
      const release = await database.tryLock(ALONE)
      if (release === null) return // another process is at it
      try {
        await improve(ports, settings, () => clock.now(), this.#stop.signal)
      } finally {
        await release()
      }
    }
  }
}
