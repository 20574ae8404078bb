import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../adapters/postgres/database.ts'
import type { Clock } from '../events/clock.ts'
import type { FeatureConfig } from '../features/config.ts'
import { isReplaced, type SettlePorts, settle } from '../loop/settle.ts'

const CHANNEL = 'salesloop_work'
const LEADER = 'salesloop.leader'
const POLL_MS = 1000
const LEAD_RETRY_MS = 1000
const SETTLED_POLL_MS = 20
const NOTIFY_GAP_MS = 50
/** Rest between turns: under load, work gathers, and a conversation's state is loaded once for many of its events. */
const REST_MS = 200

export interface RunnerOptions {
  readonly database: Database
  readonly clock: Clock
  readonly config: FeatureConfig
  readonly ports: SettlePorts
  /** Done at the end of each turn, when everything due at `now` is derived and admitted. */
  afterTurn(now: number): Promise<void>
  /** Told when a turn fails; the next one tries again. */
  onError(error: unknown): void
}

/**
 * Keeps the loop turning in a service. Of all processes on one database one leads and does the work; the others wait
 * to take over. A turn starts when someone says that there is work (`wake`), a short rest after the one before, and at
 * least every second, since deadlines come by themselves. That two lead for a moment does no harm: each step is alone by its own lock.
 */
export class LoopRunner {
  readonly #options: RunnerOptions
  readonly #stop = new AbortController()
  #leading = false
  #turn: Promise<void> | null = null
  #again = false
  #notified = 0
  #restUntil = 0
  #alarm: NodeJS.Timeout | null = null
  #failure: unknown = null
  #cleanUp: (() => Promise<void>)[] = []
  #leadership: Promise<void> | null = null
  #resign: () => Promise<void> = async () => {}

  constructor(options: RunnerOptions) {
    this.#options = options
  }

  get leading(): boolean {
    return this.#leading
  }

  async start(): Promise<void> {
    const { database, ports } = this.#options
    await ports.fold.takeUpAgain()
    this.#cleanUp.push(await database.listen(CHANNEL, () => this.#leading && this.#startTurnRested()))
    const poll = setInterval(() => this.#leading && this.#startTurnRested(), POLL_MS)
    this.#cleanUp.push(async () => clearInterval(poll))
    this.#leadership = this.#lead()
  }

  /** There is new work. Cheap; call it after every commit. */
  wake(): void {
    if (this.#leading) {
      this.#startTurnRested()
      return
    }
    const now = performance.now()
    if (now - this.#notified < NOTIFY_GAP_MS) return
    this.#notified = now
    void this.#options.database.query(`select pg_notify('${CHANNEL}', '')`).catch(this.#options.onError)
  }

  /** Returns when everything due at `now` has been derived and admitted, by whichever process leads. Throws what a turn here threw. */
  async settled(now: number): Promise<void> {
    while (!this.#stop.signal.aborted) {
      if (this.#leading) this.#startTurn()
      else this.wake()
      await (this.#turn ?? sleep(SETTLED_POLL_MS))
      if (this.#failure !== null) throw this.#failure
      if (await this.#options.ports.fold.isSettled(now)) return
    }
  }

  /** Ends the turn under way after its present step, and lets another process lead. */
  async stop(): Promise<void> {
    this.#stop.abort()
    if (this.#alarm) clearTimeout(this.#alarm)
    await this.#leadership
    await this.#turn
    for (const cleanUp of this.#cleanUp) await cleanUp()
    this.#leading = false
  }

  async #lead(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const release = await this.#options.database.tryLock(LEADER).catch(() => null)
      if (release !== null) {
        this.#cleanUp.push(release)
        this.#resign = release
        this.#leading = true
        this.#startTurn()
        return
      }
      await sleep(LEAD_RETRY_MS, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
  }

  /** Starts a turn when the last one is over and long enough ago, else then. */
  #startTurnRested(): void {
    if (this.#turn !== null) {
      this.#again = true
      return
    }
    const rest = this.#restUntil - performance.now()
    if (rest <= 0) {
      this.#startTurn()
      return
    }
    this.#alarm ??= setTimeout(() => {
      this.#alarm = null
      this.#startTurn()
    }, rest)
  }

  #startTurn(): void {
    if (this.#stop.signal.aborted) return
    this.#turn ??= this.#run().finally(() => {
      this.#turn = null
      this.#restUntil = performance.now() + REST_MS
      if (this.#again) this.#startTurnRested()
    })
  }

  async #run(): Promise<void> {
    const { clock, config, ports, afterTurn, onError } = this.#options
    this.#again = false
    this.#failure = null
    try {
      const now = await clock.now()
      await settle(now, config, ports, this.#stop.signal)
      if (!this.#stop.signal.aborted) await afterTurn(now)
    } catch (error) {
      if (this.#stop.signal.aborted) return
      this.#failure = error
      onError(error)
      if (isReplaced(error)) await this.#leaveTheLead()
    }
  }

  /** Another service's constants are in force: it leads from now on, and this process only answers. */
  async #leaveTheLead(): Promise<void> {
    this.#leading = false
    await this.#resign().catch(this.#options.onError)
  }
}
