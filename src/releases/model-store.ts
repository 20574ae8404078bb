import type { ModelRef } from './bundle.ts'

/** Keeps the files of models. What was put can be read by every service process. */
export interface ModelStore {
  /** All or nothing; putting a model that is there already changes nothing. */
  put(files: ReadonlyMap<string, Uint8Array>): Promise<ModelRef>
  /**
   * The files, each proved by its hash. Throws LOOP_MODEL_DAMAGED when one is not what was put, LOOP_NO_MODEL when there
   * is none.
   */
  get(ref: ModelRef): Promise<ReadonlyMap<string, Uint8Array>>
}
