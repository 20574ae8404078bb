import type { Clock } from '../events/clock.ts'
import { lookAtRamps, type RampLook } from '../loop/ramp.ts'
import type { ReleasePorts } from '../loop/release.ts'
import { allStates } from '../releases/model-registry.ts'

/** Live, a look comes this often at most, and takes at most a twentieth of the time. */
const EVERY_MS = 60_000
const REST_PER_WORK = 20

interface Looked {
  readonly at: number
  /** Before the look: one that has moved a canary is not the last word. */
  readonly revision: number
  readonly looks: readonly RampLook[]
}

/**
 * Lets ramps run by themselves: after each turn of the runner, by the data's clock, and when a turn of the loop asks. One look at a
 * time, and one rest for all who ask; without a canary it is one small query.
 */
export class RampRunner {
  readonly #ports: ReleasePorts
  readonly #clock: Pick<Clock, 'mode'>
  readonly #onError: (error: unknown) => void
  readonly #wallMs: () => number
  #looking: Promise<unknown> = Promise.resolve()
  #looked: Looked | null = null
  #restUntil = 0

  /** @param wallMs a clock that only goes on, by which looks are measured */
  constructor(
    ports: ReleasePorts,
    clock: Pick<Clock, 'mode'>,
    onError: (error: unknown) => void,
    wallMs: () => number = () => performance.now(),
  ) {
    this.#ports = ports
    this.#clock = clock
    this.#onError = onError
    this.#wallMs = wallMs
  }

  /** Looks at every canary as of `now`, unless that was just done. A look that fails is told, and the next turn tries again. */
  async look(now: number): Promise<void> {
    await this.#inTurn(() => this.#lookAt(now, this.#clock.mode === 'live' && this.#isResting())).catch(this.#onError)
  }

  /** What the default's canary waits for, from the last look where a new one would come too soon; null = none runs, or it has just moved. */
  async latest(now: number): Promise<RampLook | null> {
    const looks = await this.#inTurn(() => this.#lookAt(now, this.#isResting()))
    return looks.find((look) => look.assistant === null) ?? null
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#looking.then(work)
    this.#looking = done.catch(() => {})
    return done
  }

  async #lookAt(now: number, isResting: boolean): Promise<readonly RampLook[]> {
    const states = allStates(await this.#ports.registry.states())
    if (states.every((state) => state.canary === null)) return []
    const revision = Math.max(...states.map((state) => state.revision))
    const last = this.#looked
    if (last?.revision === revision && (isResting || !this.#isDue(now, last.at))) return last.looks
    const from = this.#wallMs()
    const looks = await lookAtRamps(this.#ports, now)
    this.#looked = { at: now, revision, looks }
    this.#restUntil = this.#wallMs() + REST_PER_WORK * (this.#wallMs() - from)
    return looks
  }

  #isDue(now: number, lookedAt: number): boolean {
    return this.#clock.mode === 'replay' ? now > lookedAt : now - lookedAt >= EVERY_MS
  }

  #isResting(): boolean {
    return this.#wallMs() < this.#restUntil
  }
}
