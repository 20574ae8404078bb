import { LoopError } from '../errors/loop-error.ts'
import { NOTHING_RELEASED, type ReleaseState } from '../releases/release-state.ts'
import { type Answer, answer, type LoadedBundle, type Served } from './answer.ts'
import { route } from './routing.ts'

/** Loads a bundle whole, or throws: a damaged file, an unknown bundle. */
export type LoadBundle = (id: string) => Promise<LoadedBundle>

/** How many bundles stay in memory, so that a rollback needs no loading. */
const KEPT = 4

/**
 * What this process serves. It changes in one assignment, between two answers: a request sees the state before or after a
 * release, never a part of each.
 */
export class Desk {
  #state: ReleaseState = NOTHING_RELEASED
  #served: Served = { loaded: new Map(), broken: new Map(), standIn: null }
  #following: Promise<void> = Promise.resolve()
  readonly #load: LoadBundle

  constructor(load: LoadBundle) {
    this.#load = load
  }

  get state(): ReleaseState {
    return this.#state
  }

  get served(): Served {
    return this.#served
  }

  /** Throws LOOP_NO_MODEL_LIVE (503) while nothing was released, or nothing of it can be loaded. */
  answer(unit: string, text: string): Answer {
    const chosen = route(this.#state, unit)
    const given = chosen && answer(this.#served, chosen, text)
    if (!given) throw nothingLive(chosen?.bundle ?? null)
    return given
  }

  /** Takes up a state: loads what it names, then switches to it. Calls run one after the other; an older state is passed over. */
  follow(state: ReleaseState): Promise<void> {
    const following = this.#following.then(() => this.#switchTo(state))
    this.#following = following.catch(() => {}) // one failure must not end all that follow
    return following
  }

  async #switchTo(state: ReleaseState): Promise<void> {
    if (state.revision < this.#state.revision) return
    const wanted = [state.live, state.canary?.bundle ?? null].filter((id) => id !== null)
    if (wanted.every((id) => this.#served.loaded.has(id)) && state.revision === this.#state.revision) return
    const loaded = new Map(this.#served.loaded)
    const broken = new Map<string, string>()
    for (const id of wanted) await this.#loadInto(loaded, broken, id)
    const standIn = await this.#standIn(state, loaded, broken)
    this.#served = { loaded: kept(loaded, wanted, standIn), broken, standIn }
    this.#state = state
  }

  /** The live bundle; else what stood in so far; else, after a restart, the latest earlier one that is whole. */
  async #standIn(
    state: ReleaseState,
    loaded: Map<string, LoadedBundle>,
    broken: Map<string, string>,
  ): Promise<LoadedBundle | null> {
    const present = loaded.get(state.live ?? '') ?? this.#served.standIn
    if (present !== null) return present
    for (const id of state.earlier) {
      await this.#loadInto(loaded, broken, id)
      const bundle = loaded.get(id)
      if (bundle) return bundle
    }
    return null
  }

  async #loadInto(loaded: Map<string, LoadedBundle>, broken: Map<string, string>, id: string): Promise<void> {
    if (loaded.has(id) || broken.has(id)) return
    try {
      loaded.set(id, await this.#load(id))
    } catch (error) {
      broken.set(id, reasonOf(error))
    }
  }
}

/** The wanted ones and the stand-in, then those used last. A Map keeps its order of insertion. */
function kept(
  loaded: Map<string, LoadedBundle>,
  wanted: readonly string[],
  standIn: LoadedBundle | null,
): Map<string, LoadedBundle> {
  const needed = new Set([...wanted, ...(standIn ? [standIn.id] : [])])
  const spare = [...loaded].filter(([id]) => !needed.has(id)).slice(-KEPT)
  return new Map([...spare, ...[...loaded].filter(([id]) => needed.has(id))])
}

const reasonOf = (error: unknown): string =>
  error instanceof LoopError ? `${error.code}: ${error.message}` : String((error as Error)?.message ?? error)

const nothingLive = (bundle: string | null): LoopError =>
  new LoopError(
    'LOOP_NO_MODEL_LIVE',
    bundle === null
      ? 'No bundle is live, so nothing can answer. Import examples (POST /v1/models/import) or promote a bundle.'
      : `The live bundle ${bundle} cannot be loaded, and no earlier one is in memory. See GET /v1/releases; roll back.`,
    { status: 503 },
  )
