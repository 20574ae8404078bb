import type { GateVerdict, RegisteredBundle, RegisteredModel } from '../../releases/model-registry.ts'

/** A bundle as it is shown. Instants are epoch milliseconds. */
export const toBundle = ({ runId, createdAt, ...bundle }: RegisteredBundle) => ({
  ...bundle,
  run_id: runId,
  created_at: createdAt,
})

export const toModel = ({ createdAt, ...model }: RegisteredModel) => ({ ...model, created_at: createdAt })

export const toVerdict = ({ runId, ...verdict }: GateVerdict) => ({ ...verdict, run_id: runId })
