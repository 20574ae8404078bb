import { ASSISTANT_MESSAGE, type TurnRecord } from './record.ts'

/** Who talked to the customer, with which version: of the events up to the end. */
export interface Exposure {
  assistantId: string | null
  channel: string | null
  /** Bundle and arm of the first assistant message that names a bundle. */
  bundle: string | null
  arm: string | null
  predictedTurns: number
  humanReply: boolean
  terminalReached: boolean
}

export const newExposure = (): Exposure => ({
  assistantId: null,
  channel: null,
  bundle: null,
  arm: null,
  predictedTurns: 0,
  humanReply: false,
  terminalReached: false,
})

/** Takes the next chat event, or the end, in order. The first one that names something decides. */
export function expose(exposure: Exposure, record: TurnRecord): void {
  exposure.assistantId ??= record.assistantId
  exposure.channel ??= record.channel
  if (record.rank !== ASSISTANT_MESSAGE) return
  if (exposure.bundle === null && record.bundle !== null) {
    exposure.bundle = record.bundle
    exposure.arm = record.arm
  }
  if (record.predicted) exposure.predictedTurns++
  if (record.byHuman) exposure.humanReply = true
}
