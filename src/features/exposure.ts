import { ASSISTANT_MESSAGE, type TurnRecord } from './record.ts'
import type { Texts } from './texts.ts'

/** Who talked to the customer, with which version: of the events up to the end. Names are numbers of texts, 0 for none. */
export interface Exposure {
  assistantId: number
  channel: number
  /** Bundle and arm of the first assistant message that names a bundle. */
  bundle: number
  arm: number
  predictedTurns: number
  humanReply: boolean
  terminalReached: boolean
}

export const newExposure = (): Exposure => ({
  assistantId: 0,
  channel: 0,
  bundle: 0,
  arm: 0,
  predictedTurns: 0,
  humanReply: false,
  terminalReached: false,
})

/** Is all known that the first events decide? */
export const isExposed = (exposure: Exposure): boolean =>
  exposure.assistantId > 0 && exposure.channel > 0 && exposure.bundle > 0

/** Takes the next chat event, or the end, in order. The first one that names something decides. */
export function expose(exposure: Exposure, record: TurnRecord, texts: Texts): void {
  if (exposure.assistantId === 0 && record.assistantId !== null)
    exposure.assistantId = texts.numberOf(record.assistantId)
  if (exposure.channel === 0 && record.channel !== null) exposure.channel = texts.numberOf(record.channel)
  if (record.rank !== ASSISTANT_MESSAGE) return
  if (exposure.bundle === 0 && record.bundle !== null) {
    exposure.bundle = texts.numberOf(record.bundle)
    exposure.arm = texts.numberOf(record.arm)
  }
  if (record.predicted) exposure.predictedTurns++
  if (record.byHuman) exposure.humanReply = true
}
