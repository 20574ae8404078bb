import { LoopError } from '../errors/loop-error.ts'
import { allStates, type ReleaseStates, stateOf } from '../releases/model-registry.ts'
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
  #states: ReleaseStates = { byDefault: NOTHING_RELEASED, own: new Map() }
  #served: Served = { loaded: new Map(), broken: new Map(), standIns: new Map() }
  #following: Promise<void> = Promise.resolve()
  readonly #load: LoadBundle

  constructor(load: LoadBundle) {
    this.#load = load
  }

  get states(): ReleaseStates {
    return this.#states
  }

  /** The default's. */
  get state(): ReleaseState {
    return this.#states.byDefault
  }

  get served(): Served {
    return this.#served
  }

  /**
   * @param assistant picks the releases: its own, else the default's; null = not named
   * Throws LOOP_NO_MODEL_LIVE (503) while nothing was released, or nothing of it can be loaded.
   */
  answer(unit: string, text: string, assistant: string | null = null): Answer {
    const state = stateOf(this.#states, assistant)
    const chosen = route(state, unit)
    const given = chosen && answer(this.#served, state.assistant, chosen, text)
    if (!given) throw nothingLive(chosen?.bundle ?? null)
    return given
  }

  /** Takes up what is released: loads what it names, then switches to it. Calls run one after the other; what is older is passed over. */
  follow(states: ReleaseStates): Promise<void> {
    const following = this.#following.then(() => this.#switchTo(states))
    this.#following = following.catch(() => {}) // one failure must not end all that follow
    return following
  }

  async #switchTo(states: ReleaseStates): Promise<void> {
    const [revision, known] = [revisionOf(states), revisionOf(this.#states)]
    if (revision < known) return
    const wanted = allStates(states)
      .flatMap((state) => [state.live, state.canary?.bundle ?? null])
      .filter((id) => id !== null)
    if (wanted.every((id) => this.#served.loaded.has(id)) && revision === known) return
    const loaded = new Map(this.#served.loaded)
    const broken = new Map<string, string>()
    for (const id of wanted) await this.#loadInto(loaded, broken, id)
    const standIns = new Map<string | null, LoadedBundle>()
    for (const state of allStates(states)) {
      const standIn = await this.#standIn(state, loaded, broken)
      if (standIn !== null) standIns.set(state.assistant, standIn)
    }
    this.#served = {
      loaded: kept(loaded, [...wanted, ...[...standIns.values()].map(({ id }) => id)]),
      broken,
      standIns,
    }
    this.#states = states
  }

  /** The live bundle; else what stood in so far; else, after a restart, the latest earlier one that is whole. */
  async #standIn(
    state: ReleaseState,
    loaded: Map<string, LoadedBundle>,
    broken: Map<string, string>,
  ): Promise<LoadedBundle | null> {
    const { standIns } = this.#served
    const present = loaded.get(state.live ?? '') ?? standIns.get(state.assistant) ?? null
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

/** The last line of the ledger that they rest on. */
const revisionOf = (states: ReleaseStates): number => Math.max(...allStates(states).map((state) => state.revision))

/** Those that are needed, and those used last. A Map keeps its order of insertion. */
function kept(loaded: Map<string, LoadedBundle>, wanted: readonly string[]): Map<string, LoadedBundle> {
  const needed = new Set(wanted)
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
