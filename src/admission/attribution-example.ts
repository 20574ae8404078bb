import type { FaultPart } from './fault-part.ts'
import type { TurnInputs } from './turn-inputs.ts'

/** One turn with what people's answers leave open about it. */
export interface AttributionExample {
  readonly inputs: TurnInputs
  readonly conversationId: string
  /** Examples of one group (a user) are never on both sides of a cross-fit. */
  readonly group: string
  /** One over the inclusion probability of its conversation. */
  readonly weight: number
  /** Parts that are not ruled out, in the order of FAULT_PARTS; one = known, five = nothing is known. Never empty. */
  readonly possible: readonly FaultPart[]
  /** A verdict that its conversation failed here, without saying in which turn: at least one of its turns did. */
  readonly somewhere: FaultPart | null
  /** The turn that the reviewer was pointed at. */
  readonly isSuspect: boolean
  /** Labels that people gave; null = none. */
  readonly right: { readonly intent: string | null; readonly objection: string | null }
}
