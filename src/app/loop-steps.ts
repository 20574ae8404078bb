import { setTimeout as sleep } from 'node:timers/promises'
import { type Jobs, openJobs } from '../adapters/pg-boss/jobs.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { postgresTurnStore } from '../adapters/postgres/turn-store.ts'
import type { Clock } from '../events/clock.ts'
import type { SteerPorts } from '../loop/steer.ts'
import { workSteps } from '../loop/steps.ts'
import type { Learning } from './learning.ts'
import { turnReleases } from './turn-releases.ts'

const TURN = 'loop-turn'
const ALONE = 'salesloop.loop'
const LOOK_MS = 1000
const LOCK_TRIES = 50
const LOCK_PAUSE_MS = 100

/** Work that comes up by itself beside the turns, looked at with them. */
export interface Chore {
  /** Name of its queue. */
  readonly queue: string
  work(signal: AbortSignal): Promise<void>
}

export interface LoopStepsOptions {
  readonly database: Database
  readonly clock: Clock
  readonly learning: Pick<Learning, 'ports' | 'runner' | 'ramps'>
  readonly chores: readonly Chore[]
  /** The drift alarm that fires. */
  readonly drift: SteerPorts['drift']
  onError(error: unknown): void
}

/**
 * Turns the loop in the background of a service or a worker. pg-boss says when to look (every minute, and when woken), and
 * gives a look to whichever process is free; how far a turn is stands in its row. Time itself is the data's: in a replay
 * the clock moves with the events, and each move is a look.
 */
export class LoopSteps {
  readonly ports: SteerPorts
  readonly #options: LoopStepsOptions
  readonly #stop = new AbortController()
  #jobs: Jobs | null = null
  #look: NodeJS.Timeout | null = null
  #lastNow = -1

  constructor(options: LoopStepsOptions) {
    const { database, learning } = options
    this.#options = options
    this.ports = stepPorts(database.prompt, learning, options.drift)
  }

  async start(): Promise<void> {
    const { database, chores, onError, clock } = this.#options
    this.#jobs = await openJobs({
      database,
      work: {
        [TURN]: (signal) => this.#workOff(signal),
        ...Object.fromEntries(chores.map((chore) => [chore.queue, (signal: AbortSignal) => chore.work(signal)])),
      },
      onError,
    })
    if (clock.mode === 'replay') this.#look = setInterval(() => void this.#lookAtClock(), LOOK_MS)
    this.wake()
  }

  /** Something may go on: an order of a person, a new policy, the end of a training run. */
  wake(queue: string = TURN): void {
    this.#jobs?.wake(queue)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    if (this.#look) clearInterval(this.#look)
    await this.#jobs?.stop()
  }

  /** One process at a time takes steps, by a lock that a killed one loses with its connection. */
  async #workOff(signal: AbortSignal): Promise<void> {
    const { database, learning, clock } = this.#options
    const release = await this.#alone()
    if (release === null) return this.#again() // another process is at it, and may not have seen what woke this one
    try {
      const patient = stepPorts(database, learning, this.#options.drift)
      const changed = await workSteps(patient, () => clock.now(), signal)
      if (changed) learning.runner.wake()
      const turn = await patient.turns.open()
      if (turn !== null && ['freeze', 'train', 'evaluate'].includes(turn.step)) this.#again()
    } finally {
      await release()
    }
  }

  async #alone(): Promise<(() => Promise<void>) | null> {
    for (let attempt = 0; attempt < LOCK_TRIES && !this.#stop.signal.aborted; attempt++) {
      const release = await this.#options.database.tryLock(ALONE)
      if (release !== null) return release
      await sleep(LOCK_PAUSE_MS)
    }
    return null
  }

  #again(): void {
    setTimeout(() => this.wake(), LOOK_MS).unref()
  }

  /** In a replay, time stands still between events: then nothing can have become due. */
  async #lookAtClock(): Promise<void> {
    try {
      const now = await this.#options.clock.now()
      if (now === this.#lastNow || this.#stop.signal.aborted) return
      this.#lastNow = now
      this.wake()
      for (const { queue } of this.#options.chores) this.wake(queue)
    } catch {
      // the database is away; the next look comes in a second
    }
  }
}

const stepPorts = (
  database: Database,
  { ports: { runs, labels, ...ports }, ramps }: LoopStepsOptions['learning'],
  drift: SteerPorts['drift'],
): SteerPorts => ({
  turns: postgresTurnStore(database),
  runs,
  labels,
  ...turnReleases({ labels, ...ports }, ramps),
  drift,
})
