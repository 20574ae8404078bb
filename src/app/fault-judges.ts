import { attributionOf } from '../admission/attribution-codec.ts'
import { type FaultModel, openFault } from '../admission/fault-model.ts'
import type { LearnedCharge, SamplingPolicy } from '../admission/sampling-policy.ts'
import type { FaultJudge, FaultJudges } from '../loop/score-faults.ts'
import type { ModelStore } from '../releases/model-store.ts'
import type { FaultStore } from '../training/fault-store.ts'

/** A model that cannot be read is tried again after so long: its files may be restored meanwhile. */
const TRY_AGAIN_MS = 60_000

/** A fault model as this process has it. */
export type LoadedFault =
  | { readonly state: 'ready'; readonly model: FaultModel }
  /** Why it cannot be read; then the rule table decides. */
  | { readonly state: 'unreadable'; readonly why: string; readonly since: number }

/**
 * The models that score: the one in charge, and the newest one in its shadow. Each is read once. One that is damaged or missing scores
 * nothing, and whoever runs the service is told: admission then goes on by the rule table.
 */
export class KeptFaultJudges implements FaultJudges {
  readonly #loaded = new Map<string, LoadedFault>()
  readonly #models: Pick<ModelStore, 'get'>
  readonly #faults: Pick<FaultStore, 'models'>
  readonly #onError: (error: unknown) => void

  constructor(models: Pick<ModelStore, 'get'>, faults: Pick<FaultStore, 'models'>, onError: (error: unknown) => void) {
    this.#models = models
    this.#faults = faults
    this.#onError = onError
  }

  async of({ learned }: Pick<SamplingPolicy, 'learned'>): Promise<readonly FaultJudge[]> {
    const [newest] = await this.#faults.models(1)
    const wanted = [...(learned ? [learned] : []), ...(newest && newest.id !== learned?.id ? [newest] : [])]
    this.#forget(wanted)
    const judges = await Promise.all(
      wanted.map(async (ref) => {
        const found = await this.load(ref)
        return found.state === 'ready' ? [{ id: ref.id, model: found.model }] : []
      }),
    )
    return judges.flat()
  }

  async load(ref: LearnedCharge): Promise<LoadedFault> {
    const known = this.#loaded.get(ref.id)
    if (known?.state === 'ready') return known
    if (known !== undefined && performance.now() - known.since < TRY_AGAIN_MS) return known
    const found = await this.#read(ref)
    this.#loaded.set(ref.id, found)
    return found
  }

  async #read(ref: LearnedCharge): Promise<LoadedFault> {
    try {
      const model = openFault(await this.#models.get(ref))
      attributionOf(model) // what cannot be read in it is told here, not where somebody draws by it
      return { state: 'ready', model }
    } catch (error) {
      this.#onError(error)
      return { state: 'unreadable', why: (error as Error).message, since: performance.now() }
    }
  }

  #forget(wanted: readonly LearnedCharge[]): void {
    for (const id of this.#loaded.keys()) if (!wanted.some((ref) => ref.id === id)) this.#loaded.delete(id)
  }
}
