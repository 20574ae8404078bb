import type { Clock } from '../events/clock.ts'
import { lookAtRamps } from '../loop/ramp.ts'
import type { ReleasePorts } from '../loop/release.ts'
import { allStates } from '../releases/model-registry.ts'

/** Live, a look comes this often at most, and takes at most a twentieth of the time. */
const EVERY_MS = 60_000
const REST_PER_WORK = 20

/**
 * Lets ramps run by themselves: after each turn of the loop, by the data's clock. One look at a time; without a canary it is one
 * small query. A look that fails is told, and the next turn tries again.
 */
export class RampRunner {
  readonly #ports: ReleasePorts
  readonly #clock: Pick<Clock, 'mode'>
  readonly #onError: (error: unknown) => void
  #looking: Promise<void> = Promise.resolve()
  #looked: { readonly at: number; readonly revision: number } | null = null
  #restUntil = 0

  constructor(ports: ReleasePorts, clock: Pick<Clock, 'mode'>, onError: (error: unknown) => void) {
    this.#ports = ports
    this.#clock = clock
    this.#onError = onError
  }

  /** Looks at every canary as of `now`, unless that was just done. Never throws. */
  look(now: number): Promise<void> {
    this.#looking = this.#looking.then(() => this.#lookAt(now)).catch(this.#onError)
    return this.#looking
  }

  async #lookAt(now: number): Promise<void> {
    const states = allStates(await this.#ports.registry.states())
    if (states.every((state) => state.canary === null)) return
    const revision = Math.max(...states.map((state) => state.revision))
    if (this.#looked?.revision === revision && !this.#isDue(now, this.#looked.at)) return
    const from = performance.now()
    await lookAtRamps(this.#ports, now)
    this.#looked = { at: now, revision }
    this.#restUntil = performance.now() + REST_PER_WORK * (performance.now() - from)
  }

  #isDue(now: number, lookedAt: number): boolean {
    if (this.#clock.mode === 'replay') return now > lookedAt
    return now - lookedAt >= EVERY_MS && performance.now() >= this.#restUntil
  }
}
