import type { LoadedBundle } from './answer.ts'
import type { Desk, LoadBundle } from './desk.ts'

/** How many bundles that nobody is served stay in memory: two to compare, and the one before. */
const KEPT = 3

/** Bundles that people try out, live or not: a candidate beside the live one. Apart from what is served, which they cannot push out. */
export class TriedBundles {
  readonly #kept = new Map<string, Promise<LoadedBundle>>()
  readonly #desk: Pick<Desk, 'served'>
  readonly #load: LoadBundle

  constructor(desk: Pick<Desk, 'served'>, load: LoadBundle) {
    this.#desk = desk
    this.#load = load
  }

  /** Throws what loading throws: an unknown bundle, a damaged file. That is tried again the next time. */
  async bundle(id: string): Promise<LoadedBundle> {
    const served = this.#desk.served.loaded.get(id)
    if (served !== undefined) return served
    const kept = this.#kept.get(id)
    const loading = kept ?? this.#load(id)
    this.#kept.delete(id)
    this.#kept.set(id, loading) // the one asked for last stands last
    for (const oldest of [...this.#kept.keys()].slice(0, -KEPT)) this.#kept.delete(oldest)
    try {
      return await loading
    } catch (error) {
      if (this.#kept.get(id) === loading) this.#kept.delete(id)
      throw error
    }
  }
}
